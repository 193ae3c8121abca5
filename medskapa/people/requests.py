"""The request of somebody who is signed in, for the views that only such a person reaches."""

from django.http import HttpRequest

from medskapa.people.models import Person


class PersonRequest(HttpRequest):
    """A request after `LoginRequiredMiddleware` let it through: its user is a person."""

    user: Person
