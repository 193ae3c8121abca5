"""Those who come from outside: signing in with a password, taking up an invitation, choosing a new password.

No code stands in an address that reaches us, and nothing says whether an address has an account.
"""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from medskapa.commons import account_codes, actions
from medskapa.commons.forms.accounts import (
    AccountCodeForm,
    ForgotForm,
    JoinForm,
    JoinKnownForm,
    NewPasswordForm,
    PartnerSignInForm,
)
from medskapa.commons.models import AccountLink, LinkKind
from medskapa.commons.queries import accounts as queries
from medskapa.core import throttle
from medskapa.core.acting import carried_out
from medskapa.core.forms import Form
from medskapa.people.models import Person

HOME = "commons:our_organisation"


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with address and password; with a second factor where the person has one."""
    form = PartnerSignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email, password = form.cleaned_data["email"].lower(), form.cleaned_data["password"]
        try:
            _count(request, email)
        except throttle.TooMany:
            return render(request, "people/slow_down.html", status=429)
        if person := _known(email, password):
            return _let_in(request, person)
        form.add_error(None, _("Adressen och lösenordet passar inte ihop. Försök igen, eller välj ett nytt lösenord."))
    return render(request, "commons/accounts/sign_in.html", {"form": form}, status=422 if form.errors else 200)


def _count(request: HttpRequest, email: str) -> None:
    """Count one more guess, by source, by account and in all. Raises throttle.TooMany."""
    throttle.count_guess("password", throttle.source_of(request))
    if not throttle.allow("password_account", email):
        raise throttle.TooMany


def _known(email: str, password: str) -> Person | None:
    """The person from outside with that address and password. It takes as long where there is none."""
    person = queries.account_of(email)
    if person is None:
        make_password(password)
        return None
    return person if person.check_password(password) and person.is_active else None


def _let_in(request: HttpRequest, person: Person) -> HttpResponse:
    response: HttpResponse = perform_login(
        request, person, email_verification=settings.ACCOUNT_EMAIL_VERIFICATION, redirect_url=reverse(HOME)
    )
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def forgot(request: HttpRequest) -> HttpResponse:
    """Ask for a link to choose a new password. The page says the same, whoever asks."""
    form = ForgotForm(request.POST if request.method == "POST" else None)
    asked = False
    if form.is_valid():
        email = form.cleaned_data["email"].lower()
        if not throttle.allow("password_mail", throttle.source_of(request)):
            return render(request, "people/slow_down.html", status=429)
        if throttle.allow("password_mail_account", email):
            actions.ask_for_new_password(actor=None, email=email)
        asked = True
    context = {"form": form, "asked": asked}
    return render(request, "commons/accounts/forgot.html", context, status=422 if form.errors else 200)


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """Ask for the code in the mail; then let the person choose a new password, and sign in with it."""
    return _by_link(request, LinkKind.RESET)


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask for the code in the mail; then let whoever is invited choose name and password, and come in."""
    return _by_link(request, LinkKind.INVITE)


def _by_link(request: HttpRequest, kind: LinkKind) -> HttpResponse:
    if pass_ := request.POST.get("pass", ""):
        found = account_codes.behind(pass_)
        if found is None or found.kind != kind:
            return _ask_code(request, kind, AccountCodeForm(), again=True)
        return _taken_up(request, found)
    form = AccountCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            found = account_codes.opened_by(form.cleaned_data["code"], kind, source=throttle.source_of(request))
        except throttle.TooMany:
            return render(request, "people/slow_down.html", status=429)
        if found:
            return _show(request, found, _form_for(found)())
        form.add_error("code", _("Koden stämmer inte, eller gäller inte längre. Titta i mejlet, eller be om en ny."))
    return _ask_code(request, kind, form)


def _ask_code(request: HttpRequest, kind: LinkKind, form: AccountCodeForm, *, again: bool = False) -> HttpResponse:
    context = {"form": form, "again": again, "is_invite": kind == LinkKind.INVITE}
    status = 403 if again else 422 if form.errors else 200
    return render(request, "commons/accounts/code.html", context, status=status)


def _form_for(found: AccountLink) -> type[Form]:
    if found.kind == LinkKind.RESET:
        return NewPasswordForm
    return JoinKnownForm if queries.account_of(found.email) else JoinForm


def _taken_up(request: HttpRequest, found: AccountLink) -> HttpResponse:
    form = _form_for(found)(request.POST)
    if not throttle.allow("password_account", found.email):
        return render(request, "people/slow_down.html", status=429)
    if found.kind == LinkKind.RESET:
        done = _("Lösenordet är bytt. Logga in med det.")
        if carried_out(
            request, form, lambda chosen: actions.choose_new_password(actor=None, link=found, **chosen).pk, done=done
        ):
            return redirect("commons:partner_sign_in")
        return _show(request, found, form)

    def act(chosen: dict[str, str]) -> int:
        words = {"name": "", **chosen}
        return actions.join_organisation(actor=None, link=found, **words).pk

    if carried_out(request, form, act, done=_("Välkommen. Ditt konto är klart.")):
        person = queries.account_of(found.email)
        if person is not None and person.is_active:
            return _let_in(request, person)
        return redirect("commons:partner_sign_in")
    return _show(request, found, form)


def _show(request: HttpRequest, found: AccountLink, form: Form) -> HttpResponse:
    context = {
        "form": form,
        "link": found,
        "pass": account_codes.pass_for(found),
        "is_invite": found.kind == LinkKind.INVITE,
        "is_known": isinstance(form, JoinKnownForm),
    }
    return render(request, "commons/accounts/choose.html", context, status=422 if form.errors else 200)
