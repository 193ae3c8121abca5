"""The pages of the entrance. Thin: read what was sent, call one action or query, show what came of it."""

from django.http import HttpRequest, QueryDict


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent with POST, also where it is nothing at all; None where a page is only asked for."""
    return request.POST if request.method == "POST" else None
