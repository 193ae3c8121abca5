"""The questions of Jag kan, one form each, the code, and what a guide answers."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from medskapa.commons import interest_codes
from medskapa.commons.actions.interests import (
    LONGEST_ANSWER,
    LONGEST_NAME,
    LONGEST_WORDS,
    check_reach,
    check_words,
)
from medskapa.commons.interest_drafts import Content
from medskapa.commons.interest_links import MOST_CHOSEN, Link
from medskapa.commons.models import Called, FreeTime, ReplyVia
from medskapa.core.fields import UNCORRECTED, CodeField, story
from medskapa.core.forms import Form
from medskapa.core.languages import SPOKEN
from medskapa.core.ui import Choice
from medskapa.people.models import Person


class Question(Form):
    """One step. The names of its fields are those of `interest_drafts.Content`."""

    def __init__(self, *args: Any, content: Content, person: Person | None, **options: Any) -> None:
        self.content, self.person = content, person
        super().__init__(*args, initial=self.first_values(), **options)

    def first_values(self) -> dict[str, Any]:
        """What the fields hold when the page opens: what was answered before."""
        return {name: getattr(self.content, name) for name in self.base_fields if hasattr(self.content, name)}

    def answers(self) -> dict[str, Any]:
        """What to change in the draft. Only for a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if hasattr(self.content, name)}


class CanQuestion(Question):
    """What can you?"""

    can = story(
        _("Vad kan du?"),
        rows=6,
        limit=LONGEST_WORDS,
        help_text=_(
            "Skriv med egna ord, på ditt eget språk om du vill. Du kan laga mat, laga cyklar, sjunga, räkna eller "
            "lyssna. Allt räknas. Är det svårt att komma på något? Gå vidare ändå."
        ),
    )

    def clean_can(self) -> str:
        return _checked("can", self.cleaned_data["can"])


class WantsQuestion(Question):
    """What do you want?"""

    wants = story(
        _("Vad vill du?"),
        rows=6,
        limit=LONGEST_WORDS,
        help_text=_(
            "Kanske vill du hjälpa till någonstans, lära dig något, prova ett yrke eller bara träffa andra. "
            "Du behöver inte veta säkert."
        ),
    )

    def clean_wants(self) -> str:
        words = _checked("wants", self.cleaned_data["wants"])
        if not (words or self.content.can):
            raise ValidationError(_("Skriv något som du kan eller vill. Några ord räcker."))
        return words


class LanguagesQuestion(Question):
    """Which languages do you speak?"""

    languages = forms.MultipleChoiceField(
        label=_("Vilka språk talar du?"),
        help_text=_("Kryssa i alla som du klarar dig på."),
        choices=SPOKEN,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class TimesQuestion(Question):
    """When do you have time?"""

    times = forms.MultipleChoiceField(
        label=_("När har du tid?"),
        help_text=_("Vet du inte? Gå vidare ändå."),
        choices=[(value, label.capitalize()) for value, label in FreeTime.choices],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class ViaQuestion(Question):
    """How shall we answer you?"""

    via = forms.ChoiceField(
        label=_("Hur vill du få svar?"),
        help_text=_("En guide svarar dig. Du får också en kod, och med den kan du alltid läsa svaret här."),
        choices=[
            (ReplyVia.SMS, Choice(ReplyVia.SMS.label, _("Vi skriver bara att svaret finns."))),
            (ReplyVia.EMAIL, Choice(ReplyVia.EMAIL.label, _("Vi skriver bara att svaret finns."))),
            (ReplyVia.CALL, Choice(ReplyVia.CALL.label, _("En guide ringer och berättar."))),
            (ReplyVia.CODE, Choice(ReplyVia.CODE.label, _("Vi skickar ingenting. Du läser svaret här."))),
        ],
        widget=forms.RadioSelect,
    )

    def answers(self) -> dict[str, Any]:
        """Another way needs another number or address, so the old one is let go; with the code alone there is none."""
        via = self.cleaned_data["via"]
        return {"via": via} if via == self.content.via else {"via": via, "reach_to": "", "name": ""}


class WhereQuestion(Question):
    """Which number or address?"""

    reach_to = forms.CharField(max_length=200)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field, via = self.fields["reach_to"], self.content.via
        label, kind, fills = {
            ReplyVia.SMS: (_("Ditt mobilnummer"), "tel", "tel"),
            ReplyVia.EMAIL: (_("Din e-postadress"), "email", "email"),
        }.get(ReplyVia(via), (_("Ditt telefonnummer"), "tel", "tel"))
        field.label = label
        field.error_messages["required"] = _("Skriv numret eller adressen.")
        field.help_text = _("Bara den guide som svarar ser det. Vi tar bort det 30 dagar efter svaret.")
        field.widget = forms.TextInput(attrs={"type": kind, "autocomplete": fills, "class": "ds-input"})

    def first_values(self) -> dict[str, Any]:
        known = "" if self.person is None else self.person.email if self._by_mail else self.person.phone
        return {"reach_to": self.content.reach_to or known}

    @property
    def _by_mail(self) -> bool:
        return self.content.via == ReplyVia.EMAIL

    def clean_reach_to(self) -> str:
        try:
            return check_reach(self.content.via, self.cleaned_data["reach_to"])
        except ValidationError as error:
            raise ValidationError(error.messages) from error


class NameQuestion(Question):
    """What may we call you?"""

    name = forms.CharField(
        label=_("Vad kan vi kalla dig?"),
        help_text=_("Förnamnet räcker. Du kan också hoppa över frågan."),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )

    def first_values(self) -> dict[str, Any]:
        return {"name": self.content.name or (self.person.first_name if self.person else "")}

    def clean_name(self) -> str:
        return _checked("name", self.cleaned_data["name"], LONGEST_NAME)


class Resuming(Form):
    """The words that a draft is found again with."""

    code = forms.CharField(
        label=_("Orden till det du har börjat på"),
        max_length=200,
        help_text=_("Sex ord. De stod längst ned på sidan när du skrev."),
        widget=forms.TextInput(attrs=UNCORRECTED),
    )


class InterestCodeForm(Form):
    """The code of one that is sent."""

    code = CodeField(
        parse=interest_codes.parse,
        label=_("Din kod"),
        help_text=_("Sex ord. Du fick dem när du skickade. Ett stavfel i ett ord gör inget."),
        error_messages={
            "required": _("Skriv de sex orden i din kod."),
            "incomplete": _("Koden är sex ord. Titta efter, och skriv alla orden."),
        },
    )


class AnswerInterestForm(Form):
    """What a guide answers, what it leads to, and how the call went where there is one.

    Args:
        links: what is chosen already, and what a search has found.
        calls: the person is to be called.
    """

    answer = story(
        _("Ditt svar"),
        rows=8,
        limit=LONGEST_ANSWER,
        required=True,
        help_text=_("Skriv kort och vänligt. Berätta vad personen kan göra nu."),
        error_messages={"required": _("Skriv ett svar.")},
    )
    called = forms.ChoiceField(
        label=_("Hur gick samtalet?"),
        choices=Called.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ring först. Säg sedan hur det gick.")},
    )
    links = forms.MultipleChoiceField(
        label=_("Länkar i svaret"),
        help_text=_("Det här kan personen gå vidare till."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    q = forms.CharField(
        label=_("Sök något att länka till"),
        help_text=_("Till exempel: språkcafé, låna skridskor, musik."),
        max_length=80,
        required=False,
    )

    def __init__(self, *args: Any, links: Iterable[Link], calls: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        choices: list[tuple[str, str | Promise | Choice]] = [
            (link.key, Choice(link.name, str(link.kind).capitalize())) for link in links
        ]
        self.fields["links"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["links"]
        if not calls:
            del self.fields["called"]

    def clean_links(self) -> list[str]:
        links: list[str] = self.cleaned_data["links"]
        if len(links) > MOST_CHOSEN:
            raise ValidationError(_("Välj högst %(n)s länkar."), params={"n": MOST_CHOSEN})
        return links


def _checked(field: str, text: str, longest: int = LONGEST_WORDS) -> str:
    try:
        return check_words(field, text, longest)
    except ValidationError as error:
        raise ValidationError(error.messages) from error
