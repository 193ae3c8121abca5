"""The questions of "Säg din mening", one form each. Every one says with `answers` what it adds to the draft."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medskapa.commons import queries as commons
from medskapa.core.fields import UNCORRECTED, OwnWords
from medskapa.core.forms import Form
from medskapa.core.languages import SPOKEN as LANGUAGES
from medskapa.core.ui import Choice
from medskapa.people import queries as people
from medskapa.people.models import Person
from medskapa.voice.actions.receiving import refuse_codes
from medskapa.voice.drafts import Content
from medskapa.voice.letters import address_from
from medskapa.voice.models import AnswerVia
from medskapa.voice.models.viewpoint import TEXT_LIMIT

SHORTEST_SEARCH = 2


class Question(Form):
    """One step. The field names are those of `drafts.Content`."""

    def __init__(self, *args: Any, content: Content, person: Person | None, search: str = "", **kwargs: Any) -> None:
        self.content = content
        self.person = person
        self.search = search.strip()
        super().__init__(*args, initial=self.first_values(), **kwargs)

    def first_values(self) -> dict[str, str]:
        """What the fields hold when the page opens: what was answered before."""
        return {name: getattr(self.content, name) for name in self.base_fields if hasattr(self.content, name)}

    def answers(self) -> dict[str, str]:
        """What to change in the draft. Only for a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if hasattr(self.content, name)}


class TextQuestion(Question):
    """What do you want to say?"""

    text = OwnWords(
        label=_("Vad vill du säga?"),
        help_text=_(
            "Berätta med egna ord, på ditt eget språk om du vill. Något som är bra, något som är fel, eller en idé. "
            "Du behöver inte säga vem du är."
        ),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 9}),
        error_messages={"required": _("Skriv det du vill säga. Några ord räcker.")},
    )
    language = forms.ChoiceField(label=_("Vilket språk skriver du på?"), choices=LANGUAGES, required=False)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        try:
            refuse_codes(text)
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        return text

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or "sv"


class AboutQuestion(Question):
    """What is it about? A service, a place, an area, or nothing in particular."""

    about = forms.ChoiceField(
        label=_("Välj i listan, eller hoppa över frågan"),
        help_text=_("Då når det rätt personer."),
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = _about_choices()
        if self.search:
            groups = _that_fit(groups, self.search, self.content.about)
        self.found = sum(len(choices) for _group, choices in groups)
        self.fields["about"].choices = [("", gettext("Inget särskilt, eller jag vet inte")), *groups]  # type: ignore[attr-defined]


def _about_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Services, places and areas, as groups of choices. Three queries."""
    offered = commons.everything()
    named = {
        kind: [(each.key, each.name) for each in offered if each.key.startswith(kind)] for kind in ("service", "place")
    }
    areas = [(f"area:{area.slug}", area.name) for area in commons.areas()]
    return [
        (gettext("Verksamheter"), named["service"]),
        (gettext("Platser"), named["place"]),
        (gettext("Områden"), areas),
    ]


def _that_fit(
    groups: list[tuple[str, list[tuple[str, str]]]], search: str, chosen: str
) -> list[tuple[str, list[tuple[str, str]]]]:
    """The choices that fit `search`, by name or everyday words, and the one that is `chosen` already."""
    fitting = {about.key for about in commons.search(search)} | {chosen}
    wanted = search.casefold()
    kept = [
        (group, [(key, name) for key, name in choices if key in fitting or wanted in name.casefold()])
        for group, choices in groups
    ]
    return [(group, choices) for group, choices in kept if choices]


WAYS = [
    (
        AnswerVia.WEB.value,
        Choice(AnswerVia.WEB.label, _("Du får en kod. Bara du kan läsa svaret. Ingen vet vem du är.")),
    ),
    (AnswerVia.SMS.value, Choice(AnswerVia.SMS.label, _("Ett sms säger att svaret finns. Då vet vi ditt nummer."))),
    (
        AnswerVia.EMAIL.value,
        Choice(AnswerVia.EMAIL.label, _("E-post säger att svaret finns. Då vet vi din e-postadress.")),
    ),
    (
        AnswerVia.LETTER.value,
        Choice(AnswerVia.LETTER.label, _("Svaret kommer i ett vanligt brev. Då vet vi var du bor.")),
    ),
    (
        AnswerVia.CONTACT.value,
        Choice(AnswerVia.CONTACT.label, _("Den personen berättar svaret för dig, och vet då vad du har sagt.")),
    ),
    (AnswerVia.NONE.value, Choice(AnswerVia.NONE.label, _("Vi läser det ändå. Du kan följa det med en kod."))),
]


class AnswerQuestion(Question):
    """Do you want an answer, and how?"""

    answer_via = forms.ChoiceField(
        label=_("Vill du ha svar, och hur?"),
        help_text=_("Vill du vara anonym väljer du koden."),
        choices=WAYS,
        widget=forms.RadioSelect,
    )

    def answers(self) -> dict[str, str]:
        """Another way needs another number or address, so the old one is let go."""
        via = self.cleaned_data["answer_via"]
        same = via == self.content.answer_via
        return {"answer_via": via} if same else {"answer_via": via, "answer_to": "", "contact": ""}


class PhoneQuestion(Question):
    """Which number shall we send to?"""

    answer_to = forms.CharField(
        label=_("Ditt mobilnummer"),
        help_text=_("Vi skickar ett sms när det finns ett svar. Svaret läser du här med din kod."),
        max_length=25,
        validators=[RegexValidator(r"^\+?[\d\s()/-]{7,25}$", _("Skriv numret med siffror, som 070-123 45 67."))],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )

    def first_values(self) -> dict[str, str]:
        return {"answer_to": self.content.answer_to or (self.person.phone if self.person else "")}


class EmailQuestion(Question):
    """Which e-mail address shall we send to?"""

    answer_to = forms.EmailField(
        label=_("Din e-postadress"),
        help_text=_("Vi skickar e-post när det finns ett svar. Svaret läser du här med din kod."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def first_values(self) -> dict[str, str]:
        return {"answer_to": self.content.answer_to or (self.person.email if self.person else "")}


class AddressQuestion(Question):
    """Where shall we send the letter?"""

    answer_to = OwnWords(
        label=_("Din adress"),
        max_length=300,
        help_text=_("Namn, gata, postnummer och ort, på var sin rad."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"}),
    )

    def first_values(self) -> dict[str, str]:
        return {"answer_to": self.content.answer_to or _letter_to(self.person)}

    def clean_answer_to(self) -> str:
        """What is written can be put in an envelope's window; better said here than found out at the printer."""
        written: str = self.cleaned_data["answer_to"]
        try:
            address_from(written)
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        return written


def _letter_to(person: Person | None) -> str:
    return f"{person.name}\n{person.address}" if person and person.address else ""


class ContactQuestion(Question):
    """Who shall tell you the answer?"""

    contact = forms.ChoiceField(
        label=_("Välj den som ska berätta"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Sök efter ett namn och välj vem som ska berätta svaret.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(people.staff_named(self.search)) if len(self.search) >= SHORTEST_SEARCH else []
        self.fields["contact"].choices = [*self._chosen_before(), *map(_introduced, found)]  # type: ignore[attr-defined]
        self.found = len(found)

    def _chosen_before(self) -> Sequence[tuple[str, str]]:
        """The one chosen now or earlier, so that the choice stands whatever was searched for since."""
        wanted = self.data.get("contact", "") if self.is_bound else self.content.contact
        person = contact_with(wanted)
        return [] if person is None else [_introduced(person)]


def contact_with(key: str) -> Person | None:
    """The member of staff behind a choice of `ContactQuestion`."""
    return people.staff().filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None


def _introduced(person: Person) -> tuple[str, str]:
    return str(person.pk), f"{person.name}, {person.title}" if person.title else person.name


WHERE = {
    AnswerVia.SMS.value: PhoneQuestion,
    AnswerVia.EMAIL.value: EmailQuestion,
    AnswerVia.LETTER.value: AddressQuestion,
    AnswerVia.CONTACT.value: ContactQuestion,
}


class WhoQuestion(Question):
    """Who are you? Nobody, a name, or the one who is signed in."""

    who = forms.ChoiceField(
        label=_("Vem är du?"),
        help_text=_("Du bestämmer själv. Det du säger läggs aldrig ihop med ditt ärende hos oss."),
        widget=forms.RadioSelect,
    )
    author_name = forms.CharField(
        label=_("Ditt namn"),
        help_text=_("Bara om du har valt att skriva det."),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("nobody", gettext("Jag vill inte säga vem jag är")), ("name", gettext("Jag skriver mitt namn"))]
        if self.person:
            choices.append(("me", gettext("Jag är %(name)s, och är inloggad") % {"name": self.person.name}))
        self.fields["who"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A name is kept only where it was chosen to give one."""
        given = super().clean() or self.cleaned_data
        if given.get("who") == "name" and not given.get("author_name"):
            self.add_error("author_name", gettext("Skriv ditt namn, eller välj att inte säga vem du är."))
        if given.get("who") != "name":
            given["author_name"] = ""
        return given


class Sending(Form):
    """The last page: nothing to fill in, only to send."""


class Resuming(Form):
    """The words that a draft is found again with."""

    code = forms.CharField(
        label=_("Orden till ditt utkast"),
        max_length=200,
        help_text=_("Sex ord, till exempel från ett papper där du skrev upp dem."),
        widget=forms.TextInput(attrs=UNCORRECTED),
    )
