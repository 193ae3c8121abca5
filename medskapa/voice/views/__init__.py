"""The pages of voice. Thin: read what was sent, call one action or query, show what came of it.

Sign-in is required by middleware on every page that is not marked `login_not_required`; the decorators here are for
the pages that need a role as well. A page without a role refuses before it looks for the object.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase

from medskapa.core import idempotency
from medskapa.people.models import Person
from medskapa.people.requests import PersonRequest
from medskapa.voice import policy

P = ParamSpec("P")
View = Callable[Concatenate[PersonRequest, P], HttpResponseBase]


def desk_only(view: View[P]) -> View[P]:
    """Let in those who work at a desk (answerer, unit manager, editor); everybody else gets 403."""
    return _only(policy.may_work_at_the_desk, view)


def taking_in_only(view: View[P]) -> View[P]:
    """Let in those who may register what they hear (the desk's roles and registrars); everybody else gets 403."""
    return _only(policy.may_take_in, view)


def staff_only(view: View[P]) -> View[P]:
    """Let in every member of staff, for a resident may ask any of them to tell the answer; others get 403."""
    return _only(policy.may_be_asked_to_tell, view)


def auditor_only(view: View[P]) -> View[P]:
    """Let in auditors; everybody else gets 403."""
    return _only(policy.may_read_audit, view)


def _only(allowed: Callable[[Person], bool], view: View[P]) -> View[P]:
    @wraps(view)
    def guarded(request: PersonRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not allowed(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def key_of(request: HttpRequest, form: BaseForm) -> str:
    """The key under which what was sent is carried out once (`idempotency.once`): the form's own key with all that was
    typed. So a double click is one act, and the same page sent again with other words, after Back, is another. A key
    that none of our pages gave out stays as it is, for the action to refuse.
    """
    key: str = form.cleaned_data["form_key"]
    if not idempotency.is_key(key):
        return key
    return hashlib.sha256(f"{key} {request.path} {request.POST.urlencode()}".encode()).hexdigest()


def refuse(form: BaseForm, error: ValidationError) -> None:
    """Put what an action refused beside the form, with everything typed kept: at its field where the form has it."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {"": error}
    for field, errors in by_field.items():
        form.add_error(field if field in form.fields else None, errors)
