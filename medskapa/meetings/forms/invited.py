"""What the invited person types: the code, yes or no, what they need, why not; and what staff write down for them."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from medskapa.core.fields import CodeField
from medskapa.core.forms import Form
from medskapa.core.ui import Choice
from medskapa.meetings import codes
from medskapa.meetings.actions.replying import Needs, Reply
from medskapa.meetings.models import Invitation, InvitationState, RefusalReason, RepliedBy

YES, NO = "yes", "no"


def _short(name: str, label: Any, help_text: Any = "") -> forms.CharField:
    """A line of text as long as its column."""
    limit = getattr(Invitation._meta.get_field(name), "max_length", None)
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=limit)


class CodeForm(Form):
    """The code of the invitation, as somebody reads it in a letter or an SMS."""

    code = CodeField(
        parse=codes.parse,
        label=_("Din kod"),
        help_text=_("Sex ord. Du hittar dem i brevet eller smset. Ett stavfel i ett ord gör inget."),
        error_messages={
            "required": _("Skriv de sex orden i din kod."),
            "incomplete": _("Koden är sex ord. Titta i brevet eller smset och skriv alla orden."),
        },
    )


class GuestCodeForm(CodeForm):
    """The code of a guest, as it stands in the e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("Sex ord. De står i mejlet. Ett stavfel i ett ord gör inget.")


class GuestComingForm(Form):
    """Will you come as our guest?"""

    coming = forms.ChoiceField(
        label=_("Kommer du?"),
        choices=[(YES, _("Ja, jag kommer")), (NO, _("Nej, jag kommer inte"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj ja eller nej.")},
    )


class ComingForm(Form):
    """Will you come?"""

    coming = forms.ChoiceField(
        label=_("Vill du komma?"),
        choices=[
            (YES, Choice(_("Ja, jag kommer"), _("Du kan ändra dig ända till träffen."))),
            (NO, Choice(_("Nej, jag kommer inte"), _("Det är helt okej. Inget ändras för dig."))),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj ja eller nej.")},
    )


class NeedsForm(Form):
    """What do you need? Everything may be left empty."""

    interpreter = _short("interpreter", _("Behöver du tolk?"), _("Skriv vilket språk."))
    child_care = _short("child_care", _("Har du barn med dig?"), _("Skriv hur många och hur gamla de är."))
    travel = _short("travel", _("Behöver du hjälp med resan?"), _("Skriv vad som gör det lättare."))
    food = _short("food", _("Är det någon mat du inte kan äta?"))
    access = _short(
        "access",
        _("Är det något annat vi ska tänka på?"),
        _("Till exempel rullstol, hörsel, vila eller en vän med dig."),
    )


NEEDS = [name for name in NeedsForm.base_fields if name != "form_key"]


class ReasonForm(Form):
    """Why not? Nobody has to say."""

    refusal_reason = forms.ChoiceField(
        label=_("Vill du berätta varför?"),
        help_text=_("Du måste inte. Men då kan vi göra det lättare att komma nästa gång."),
        choices=RefusalReason.choices,
        initial=RefusalReason.UNSAID,
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj ett av svaren. Du kan välja att inte säga varför.")},
    )
    refusal_text = _short("refusal_text", _("Vill du säga det med egna ord?"))


class AgainForm(Form):
    """May we ask another time?"""

    ask_again = forms.ChoiceField(
        label=_("Får vi fråga dig en annan gång?"),
        choices=[(YES, _("Ja, fråga gärna igen")), (NO, _("Nej, fråga mig inte mer"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj ja eller nej.")},
    )


class SureForm(Form):
    """The whole answer, looked at before it is sent."""


ANSWERS = ["coming", *NEEDS, "refusal_reason", "refusal_text", "ask_again"]
"""The names of everything that is asked, in order. Each page carries what the others were answered."""


def said_before(invitation: Invitation) -> dict[str, str]:
    """What the pages hold when they open: the answer that stands, so that it need not be typed again.

    Why somebody said no is not shown again: whoever finds the letter could read it.
    """
    if invitation.state == InvitationState.NO:
        return {"coming": NO}
    if invitation.state != InvitationState.YES:
        return {}
    return {"coming": YES} | {name: getattr(invitation, name) for name in NEEDS}


def reply_of(answers: dict[str, str]) -> Reply:
    """The answer of all the pages together."""
    needs = Needs(**{name: answers.get(name, "") for name in NEEDS})
    if answers.get("coming") == YES:
        return Reply(coming=True, needs=needs)
    return Reply(
        coming=False,
        reason=answers.get("refusal_reason") or RefusalReason.UNSAID,
        text=answers.get("refusal_text", ""),
        ask_again=answers.get("ask_again") != NO,
    )


class EnterForm(NeedsForm):
    """What staff write down of an answer on the phone, or to the person's contact."""

    coming = forms.ChoiceField(
        label=_("Vad svarar personen?"),
        choices=[(YES, _("Kommer")), (NO, _("Kommer inte"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj om personen kommer eller inte.")},
    )
    by = forms.ChoiceField(
        label=_("Hur kom svaret?"),
        choices=[(RepliedBy.PHONE.value, _("På telefon")), (RepliedBy.CONTACT.value, _("Genom personens kontakt"))],
        widget=forms.RadioSelect,
    )
    refusal_reason = forms.ChoiceField(
        label=_("Varför?"), choices=[("", _("Välj")), *RefusalReason.choices], required=False
    )
    refusal_text = _short("refusal_text", _("Med personens egna ord"))
    not_again = forms.BooleanField(label=_("Vill inte bli tillfrågad fler gånger"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NEEDS:  # the questions are put to the person; staff see what each is about
            self.fields[name].label = capfirst(getattr(Invitation._meta.get_field(name), "verbose_name", name))
            self.fields[name].help_text = ""

    @property
    def needs(self) -> list[forms.BoundField]:
        """What the person needs, for the page to place."""
        return [self[name] for name in NEEDS]

    def reply(self) -> Reply:
        """The answer. Only for a valid form."""
        said = {name: str(value) for name, value in self.cleaned_data.items()}
        return reply_of(said | {"ask_again": NO if self.cleaned_data["not_again"] else YES})

    @staticmethod
    def before(invitation: Invitation) -> dict[str, Any]:
        """The answer that stands, for staff: also why not."""
        said = {"refusal_reason": invitation.refusal_reason, "refusal_text": invitation.refusal_text}
        return said_before(invitation) | said | {"not_again": not invitation.ask_again}
