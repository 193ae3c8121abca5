"""What is filled in about an agenda: an item and its plain variant, why it is struck, where it is put, an answer."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from medskapa.core.forms import Form
from medskapa.meetings.models import AgendaItem, Table
from medskapa.voice.forms.intake import RegisterForm
from medskapa.voice.forms.say import OwnWords
from medskapa.voice.models import Theme

TITLE_LIMIT, STORY_LIMIT, REASON_LIMIT = 200, 2_000, 500
LARGEST_VERSION = 2**31 - 1
HIGHEST_NUMBER = 9_999


def _line(label: Any, **options: Any) -> OwnWords:
    return OwnWords(label=label, max_length=TITLE_LIMIT, widget=forms.Textarea(attrs={"rows": 2}), **options)


def _story(label: Any, *, limit: int = STORY_LIMIT, rows: int = 4, **options: Any) -> OwnWords:
    return OwnWords(label=label, max_length=limit, widget=forms.Textarea(attrs={"rows": rows}), **options)


class WordsForm(Form):
    """The words of an item, its table, and whether everybody may answer beforehand."""

    title = _line(
        _("Punkten, som en fråga eller i en mening"),
        error_messages={"required": _("Skriv punkten som en fråga eller i en mening.")},
    )
    plain_title = _line(_("Samma sak på lättläst"), required=False)
    text = _story(_("Mer om punkten"), required=False)
    plain_text = _story(_("Mer om punkten, lättläst"), required=False)
    table = forms.ModelChoiceField(
        label=_("Vilket bord?"), queryset=Table.objects.none(), required=False, empty_label=_("Alla bord")
    )
    asked = forms.BooleanField(
        label=_("Alla kan svara på frågan före träffen"),
        required=False,
        help_text=_("Då får den en egen sida när träffen visas för alla. Den stänger när träffen börjar."),
    )

    def __init__(self, *args: Any, tables: QuerySet[Table], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["table"].queryset = tables  # type: ignore[attr-defined]

    def words(self) -> dict[str, Any]:
        """The values for the action. Only for a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "form_key"}


class NewItemForm(WordsForm):
    """A new item: a question of its own, or about a theme."""

    theme = forms.ModelChoiceField(
        label=_("Tema"),
        queryset=Theme.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label=_("Inget tema, en ny fråga"),
        help_text=_("Med ett tema hör punkten ihop med allt som folk har sagt om det."),
    )

    field_order = ["theme"]

    def __init__(self, *args: Any, themes: QuerySet[Theme], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["theme"].queryset = themes  # type: ignore[attr-defined]


class ItemForm(WordsForm):
    """An item that is there. ``version`` is the one that the writer saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST_VERSION)


class StrikeForm(Form):
    """Why an item is taken off the agenda. Everybody can read it, so it is said in plain words too."""

    reason = _story(
        _("Varför stryks punkten? Alla kan läsa det"),
        limit=REASON_LIMIT,
        rows=3,
        error_messages={"required": _("Skriv varför punkten stryks. Alla kan läsa det.")},
    )
    plain_reason = _story(
        _("Samma sak på lättläst"),
        limit=REASON_LIMIT,
        rows=3,
        error_messages={"required": _("Skriv varför på lättläst också.")},
    )


class PutIntoForm(Form):
    """The item that takes another in."""

    into = forms.ModelChoiceField(
        label=_("Vilken punkt ska den tas upp under?"),
        queryset=AgendaItem.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Välj en punkt.")},
    )

    def __init__(self, *args: Any, targets: QuerySet[AgendaItem], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["into"].queryset = targets  # type: ignore[attr-defined]


class NumbersForm(Form):
    """The numbers that items of the page should get: ``n-<key>``."""

    def __init__(self, *args: Any, keys: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        for key in keys:
            self.fields[f"n-{key}"] = forms.IntegerField(min_value=1, max_value=HIGHEST_NUMBER, required=False)

    def numbers(self) -> dict[int, int]:
        """The wished numbers by key. Only for a valid form."""
        given = {name: value for name, value in self.cleaned_data.items() if name.startswith("n-") and value}
        return {int(name.removeprefix("n-")): value for name, value in given.items()}


class AnswerForm(RegisterForm):
    """What somebody answers by phone, at the desk or in a letter. What it is about is known: the item."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["about"], self.fields["area"]

    def clean(self) -> dict[str, Any]:
        return {"about": "", "area": ""} | super().clean()
