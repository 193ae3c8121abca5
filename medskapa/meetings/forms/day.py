"""What staff fill in on the day: who has come, and what was said at the tables."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analysis import receipt
from analysis.receipt import Code
from medskapa.core.fields import UNCORRECTED
from medskapa.core.forms import BoundField, Form
from medskapa.meetings import codes
from medskapa.meetings.actions.attending import MOST_WALK_INS
from medskapa.meetings.forms.door import words_of
from medskapa.meetings.models import AgendaItem, Meeting, Table
from medskapa.meetings.queries import day as attendance
from medskapa.meetings.queries import notes
from medskapa.voice.forms.say import LANGUAGES

NOTE_LIMIT = 2_000
SHEET_LIMIT = 20_000
LARGEST_VERSION = 2**31 - 1


class WhoForm(forms.Form):
    """What the list of the invited is narrowed to."""

    bound_field_class = BoundField

    text = forms.CharField(label=_("Namn"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    who = forms.ChoiceField(
        label=_("Visa"),
        required=False,
        choices=[
            ("", _("Alla")),
            (attendance.NOT_HERE, _("De som inte har kommit")),
            (attendance.HERE, _("De som har kommit")),
        ],
    )

    def wanted(self) -> attendance.Wanted:
        """What was chosen; what is no choice narrows nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        return attendance.Wanted(text=given.get("text", ""), who=given.get("who", ""))


class StaffCodeForm(Form):
    """The code of an invitation as staff type it: all of it, or the two words that it begins with."""

    code = forms.CharField(
        label=_("Kod"),
        max_length=300,
        help_text=_("De två första orden räcker. Du kan också läsa av QR-koden med en handläsare."),
        widget=forms.TextInput(attrs=UNCORRECTED),
    )

    def clean_code(self) -> Code:
        typed = words_of(self.cleaned_data["code"])
        if code := codes.parse(typed) or receipt.parse(typed, receipt.LOOKUP_WORDS):
            return code
        raise ValidationError(gettext("Koden stämmer inte. Skriv de två första orden, eller sök på namnet."))


class WalkInsForm(Form):
    """How many have come without an invitation."""

    number = forms.IntegerField(
        label=_("Hur många har kommit utan inbjudan?"),
        min_value=0,
        max_value=MOST_WALK_INS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class _About(Form):
    """A table, an item of the agenda, and a language."""

    table = forms.ModelChoiceField(label=_("Bord"), queryset=Table.objects.none(), empty_label=None)
    item = forms.ModelChoiceField(
        label=_("Vilken punkt handlar det om?"), queryset=AgendaItem.objects.none(), required=False
    )

    def __init__(self, *args: Any, meeting: Meeting, tables: QuerySet[Table], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["table"].queryset = tables  # type: ignore[attr-defined]
        self.fields["table"].choices = [(table.pk, f"{table.number}. {table.name}") for table in tables]  # type: ignore[attr-defined]
        _offer_items(self.fields["item"], meeting)


class NoteForm(_About):
    """One note. Its key is made by the phone where there is a script."""

    STICKY = ("table", "item")
    """What stays chosen for the next note. A name does not: the next words may be somebody else's."""

    text = forms.CharField(
        label=_("Vad sa någon?"), max_length=NOTE_LIMIT, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )
    said_by = forms.CharField(
        label=_("Namn, bara om personen vill det"),
        help_text=_("Fråga först. Lämna annars tomt: då står det ”en deltagare”."),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-once": True}),
    )
    language = forms.ChoiceField(label=_("Språk i anteckningen"), choices=LANGUAGES, initial="sv")

    field_order = ["table", "item", "text", "said_by", "language"]

    def kept(self) -> dict[str, Any]:
        """What the next note begins with. Only for a valid form."""
        return {name: self.cleaned_data[name] for name in self.STICKY}


class EditNoteForm(Form):
    """A note that is put right. ``version`` is the one that the writer saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=LARGEST_VERSION)
    text = forms.CharField(label=_("Vad sa någon?"), max_length=NOTE_LIMIT, widget=forms.Textarea(attrs={"rows": 4}))
    item = forms.ModelChoiceField(
        label=_("Vilken punkt handlar det om?"), queryset=AgendaItem.objects.none(), required=False
    )
    said_by = forms.CharField(
        label=_("Namn, bara om personen vill det"),
        help_text=_("Fråga först. Lämna annars tomt: då står det ”en deltagare”."),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Språk i anteckningen"), choices=LANGUAGES, initial="sv")

    def __init__(self, *args: Any, meeting: Meeting, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer_items(self.fields["item"], meeting)


class SheetOfNotesForm(_About):
    """A paper sheet from a table: one note a line."""

    text = forms.CharField(
        label=_("Det som står på bladet"),
        help_text=_("En anteckning på varje rad."),
        max_length=SHEET_LIMIT,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    language = forms.ChoiceField(label=_("Språk på bladet"), choices=LANGUAGES, initial="sv")

    field_order = ["table", "item", "text", "language"]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if too_long := [line for line in text.splitlines() if len(line.strip()) > NOTE_LIMIT]:
            sentence = gettext("En rad får ha högst %(most)s tecken. Dela den här: ”%(line)s …”")
            raise ValidationError(sentence % {"most": NOTE_LIMIT, "line": too_long[0].strip()[:40]})
        return text

    def lines(self) -> list[str]:
        """The lines with something on them. Only for a valid form."""
        return [line.strip() for line in self.cleaned_data["text"].splitlines() if line.strip()]


class FilterForm(forms.Form):
    """What the list of all notes is narrowed to."""

    bound_field_class = BoundField

    text = forms.CharField(label=_("Ord"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    table = forms.ChoiceField(label=_("Bord"), required=False)
    item = forms.ChoiceField(label=_("Punkt"), required=False)

    def __init__(self, *args: Any, meeting: Meeting, **options: Any) -> None:
        super().__init__(*args, **options)
        tables = [(str(table.number), f"{table.number}. {table.name}") for table in notes.tables_of(meeting)]
        self.fields["table"].choices = [("", _("Alla")), *tables]  # type: ignore[attr-defined]
        items = [(str(item.pk), words) for item, words in notes.items_of(meeting)]
        self.fields["item"].choices = [("", _("Alla")), (notes.UNTIED, _("De som saknar punkt")), *items]  # type: ignore[attr-defined]

    def wanted(self) -> notes.Wanted:
        """What was chosen; what is no choice narrows nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        return notes.Wanted(**{name: given.get(name, "") for name in ("text", "table", "item")})


class TieForm(Form):
    """The item that the chosen notes are about, or none: that is chosen too, so that nothing is untied by accident."""

    to = forms.ChoiceField(label=_("Punkt för dem som du kryssar för"))

    def __init__(self, *args: Any, meeting: Meeting, **options: Any) -> None:
        super().__init__(*args, **options)
        items = notes.items_of(meeting)
        self._items = {str(item.pk): item for item, _words in items}
        offered = [(str(item.pk), words) for item, words in items]
        none = (notes.UNTIED, _("Ingen särskild punkt"))
        self.fields["to"].choices = [("", _("Välj punkt")), *offered, none]  # type: ignore[attr-defined]

    def item(self) -> AgendaItem | None:
        """The chosen item. Only for a valid form."""
        return self._items.get(self.cleaned_data["to"])


def _offer_items(field: Any, meeting: Meeting) -> None:
    """Offer what the meeting takes up; take also what was struck meanwhile, so that the action can put it right."""
    field.queryset = AgendaItem.objects.filter(meeting=meeting)
    offered = [(item.pk, words) for item, words in notes.items_of(meeting)]
    field.choices = [("", _("Ingen särskild punkt")), *offered]
