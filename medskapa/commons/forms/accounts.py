"""What those who come from outside fill in: to sign in, to get an account, and to invite somebody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medskapa.commons import account_codes
from medskapa.commons.actions.accounts import LONGEST_NAME, LONGEST_PASSWORD
from medskapa.commons.models import MemberTask
from medskapa.core.fields import CodeField
from medskapa.core.forms import Form
from medskapa.core.ui import Choice


def _password(label: Any, *, new: bool, **options: Any) -> forms.CharField:
    attrs = {"autocomplete": "new-password" if new else "current-password"}
    return forms.CharField(
        label=label, max_length=LONGEST_PASSWORD, strip=False, widget=forms.PasswordInput(attrs=attrs), **options
    )


def _email(label: Any, **options: Any) -> forms.EmailField:
    return forms.EmailField(
        label=label, max_length=150, widget=forms.EmailInput(attrs={"autocomplete": "email"}), **options
    )


class PartnerSignInForm(Form):
    """Address and password."""

    email = _email(_("Din e-postadress"))
    password = _password(_("Ditt lösenord"), new=False)


class ForgotForm(Form):
    """To which address a new link goes."""

    email = _email(_("Din e-postadress"))


class AccountCodeForm(Form):
    """The code in the mail."""

    code = CodeField(
        parse=account_codes.parse,
        label=_("Koden i mejlet"),
        help_text=_("Sex ord. Ett stavfel i ett ord gör inget."),
        error_messages={
            "required": _("Skriv koden i mejlet. Den är sex ord."),
            "incomplete": _("Koden är sex ord. Titta i mejlet, och skriv alla orden."),
        },
    )


class NewPasswordForm(Form):
    """A new password."""

    password = _password(
        _("Nytt lösenord"), new=True, help_text=_("Minst 14 tecken. Tre eller fyra ord efter varandra är bra.")
    )


class JoinForm(NewPasswordForm):
    """The name and the password of a new account."""

    name = forms.CharField(
        label=_("Vad heter du?"),
        help_text=_("De du samarbetar med ser ditt namn."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "password"]


class JoinKnownForm(Form):
    """The password of an account that is there."""

    password = _password(_("Ditt lösenord"), new=False)


class InviteForm(Form):
    """Whom to invite, and to do what."""

    email = forms.EmailField(label=_("E-postadress"), max_length=150)
    task = forms.ChoiceField(
        label=_("Vad ska personen göra?"),
        choices=[
            (MemberTask.HELPS, Choice(_("Hjälpa till"), _("Ser det som gäller organisationen."))),
            (
                MemberTask.LEADS,
                Choice(_("Företräda organisationen"), _("Ändrar det som står om den, och bjuder in andra.")),
            ),
        ],
        widget=forms.RadioSelect,
    )
