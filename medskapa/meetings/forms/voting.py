"""What staff fill in about the voting: statements, cards, sheets of paper, raised cards."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medskapa.core.forms import Form
from medskapa.meetings.actions.voting import AGREE, DISAGREE, MOST_CARDS, PASS
from medskapa.meetings.models import AgendaItem, Statement

STATEMENT_LIMIT = 200
LARGEST_VERSION = 2**31 - 1
MOST_PEOPLE = 2_000

ON_PAPER = {"1": AGREE, "2": DISAGREE, "3": PASS}
"""What one presses for each answer. ``0`` is for a statement that was not answered."""

NOT_ANSWERED = "0"
_BETWEEN = re.compile(r"[\s,.;]+")


class StatementForm(Form):
    """A statement and its plain variant. ``version`` is the one that the writer saw; a new one has none."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, max_value=LARGEST_VERSION)
    text = forms.CharField(
        label=_("Påståendet"),
        max_length=STATEMENT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("En sak i en kort mening, så att det går att hålla med eller inte."),
    )
    plain_text = forms.CharField(
        label=_("Samma sak på lättläst"),
        max_length=STATEMENT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    item = forms.ModelChoiceField(
        label=_("Punkt på dagordningen"),
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label=_("Ingen särskild"),
    )

    def __init__(self, *args: Any, items: QuerySet[AgendaItem], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]


class CardsForm(Form):
    """How many cards to make."""

    number = forms.IntegerField(
        label=_("Antal kort"),
        min_value=1,
        max_value=MOST_CARDS,
        help_text=_("Gör några fler än ni tror kommer. Det går att göra fler sedan."),
    )


class SheetForm(Form):
    """A sheet of paper: the number of the card, and one figure for each statement in its order.

    ``replace`` says that the votes the card has are to give way. The page offers it only after it has asked.
    """

    number = forms.IntegerField(
        label=_("Kortets nummer"),
        min_value=1,
        max_value=32_767,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 6, "autofocus": True}),
    )
    answers = forms.CharField(
        label=_("Svaren, ett tecken för varje påstående"),
        max_length=400,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("1 håller med, 2 håller inte med, 3 hoppar över, 0 inget svar. Mellanrum går bra."),
    )

    def __init__(self, *args: Any, statements: Sequence[Statement], **options: Any) -> None:
        super().__init__(*args, **options)
        self.statements = statements

    def clean_answers(self) -> dict[Statement, int]:
        typed = _BETWEEN.sub("", self.cleaned_data["answers"])
        if wrong := sorted(set(typed) - {*ON_PAPER, NOT_ANSWERED}):
            raise ValidationError(gettext("Skriv bara 1, 2, 3 och 0, inte %(wrong)s.") % {"wrong": " ".join(wrong)})
        if len(typed) != len(self.statements):
            raise ValidationError(
                gettext("Det finns %(wanted)s påståenden, och du har skrivit %(typed)s svar.")
                % {"wanted": len(self.statements), "typed": len(typed)}
            )
        answered = zip(self.statements, typed, strict=True)
        found = {statement: ON_PAPER[figure] for statement, figure in answered if figure != NOT_ANSWERED}
        if not found:
            raise ValidationError(gettext("Bladet har inga svar. Lägg det åt sidan."))
        return found


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_PEOPLE)


class RaisedForm(Form):
    """How many raised which card."""

    agree = _count(_("Håller med"))
    disagree = _count(_("Håller inte med"))
    passes = _count(_("Hoppar över"))
