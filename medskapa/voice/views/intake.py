"""Taking in at the desk: write down what somebody says, and give them the receipt that they would get on the web."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from analysis.receipt import Code
from medskapa.core import throttle
from medskapa.core.forms import key_of, refuse
from medskapa.integrations.sms.client import SmsFailed
from medskapa.people.models import Person
from medskapa.people.requests import PersonRequest
from medskapa.voice import actions, receipt_sms, receipts
from medskapa.voice.forms.intake import RegisterForm, SmsForm
from medskapa.voice.models import AnswerVia, Viewpoint
from medskapa.voice.views import taking_in_only
from medskapa.voice.views.receipt import receipt_page


@require_http_methods(["GET", "POST"])
@taking_in_only
def register(request: PersonRequest) -> HttpResponse:
    """One dense page. With POST: the receipt, or the form with everything typed; from the receipt also its SMS."""
    if "receipt_key" in request.POST:
        return _by_sms(request)
    form = RegisterForm(request.POST or None, viewer=request.user, auto_id="register-%s")
    if not form.is_valid():
        return _form_page(request, form, status=422 if form.errors else 200)
    if not may_send(request.user):
        form.add_error(None, too_many())
        return _form_page(request, form, status=429)
    key = key_of(request, form)  # and not the form's own alone: after Back it would be the key of the one before
    try:
        viewpoint, code = actions.register(actor=request.user, words=form.words(), heard=form.heard(), form_key=key)
    except ValidationError as error:
        refuse(form, error)
        return _form_page(request, form, status=422)
    number = viewpoint.answer_to if viewpoint.answer_via == AnswerVia.SMS else ""
    return _receipt(request, viewpoint, code, SmsForm(initial={"receipt_key": key, "sms_to": number}))


def may_send(person: Person) -> bool:
    """Whether `person` may hand in one more just now. Counted by person: a whole office shares one address."""
    return throttle.allow("intake", f"staff {person.pk}")


def too_many() -> str:
    """What is said to one who may not."""
    return _("Det har kommit mycket från dig den senaste timmen. Vänta en stund och skicka igen. Inget är borta.")


def _form_page(request: PersonRequest, form: RegisterForm, *, status: int) -> HttpResponse:
    return render(request, "voice/intake/register.html", {"form": form}, status=status)


def _by_sms(request: PersonRequest) -> HttpResponse:
    """Send the receipt of a form that was just registered to a number, and show the receipt again."""
    form = SmsForm(request.POST)
    known = receipts.issued_for(request.POST["receipt_key"])
    if known is None:
        return redirect("voice:register")
    viewpoint, code = known
    if not form.is_valid():
        return _receipt(request, viewpoint, code, form, status=422)
    if not may_send(request.user):
        form.add_error("sms_to", too_many())
        return _receipt(request, viewpoint, code, form, status=429)
    try:
        is_new = receipt_sms.send(code, to=form.cleaned_data["sms_to"], form_key=form.cleaned_data["form_key"])
    except SmsFailed as failure:
        again = SmsForm(initial={"receipt_key": request.POST["receipt_key"], "sms_to": request.POST["sms_to"]})
        return _receipt(request, viewpoint, code, again, failure=failure.reason, status=422)
    except ValidationError as error:
        refuse(form, error)
        return _receipt(request, viewpoint, code, form, status=422)
    return _receipt(request, viewpoint, code, None, sms="sent" if is_new else "underway")


def _receipt(
    request: PersonRequest,
    viewpoint: Viewpoint,
    code: Code,
    form: SmsForm | None,
    *,
    sms: str = "",
    failure: str = "",
    status: int = 200,
) -> HttpResponse:
    """The resident's own receipt, with what the one who took it in needs around it; that part is not printed."""
    return receipt_page(
        request,
        viewpoint,
        code,
        template="voice/intake/given.html",
        status=status,
        sms_form=form,
        sms=sms,
        failure=failure,
    )
