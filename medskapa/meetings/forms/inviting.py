"""What a planner fills in about the invited: the draw, somebody picked by hand, an invitation taken back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medskapa.core.forms import BoundField, Form
from medskapa.meetings.actions.drawing import LONGEST_REST, MOST_SEATS
from medskapa.meetings.actions.inviting import REASON_LIMIT, WHY_LIMIT
from medskapa.meetings.draw_words import value_name
from medskapa.meetings.forms.pool import OwnWords, PersonForm
from medskapa.meetings.models import InvitationState, Origin
from medskapa.meetings.pool import LEVELS, Category, Described, Plan
from medskapa.meetings.queries.inviting import Wanted

NOT_USED = ""


class PlanForm(forms.Form):
    """How many, whom to spare, and in what the group is to look like the pool. Sent with GET, before the quotas."""

    bound_field_class = BoundField

    seats = forms.IntegerField(label=_("Hur många ska bli lottade?"), min_value=1, max_value=MOST_SEATS)
    rest_days = forms.IntegerField(
        label=_("Vila, i dagar"),
        min_value=0,
        max_value=LONGEST_REST,
        help_text=_("Den som har blivit inbjuden så här nyligen lottas inte."),
    )
    free_rare = forms.BooleanField(
        label=_("Beskriv inte dem som sticker ut. De kan bli lottade, men räknas inte in i någon grupp."),
        required=False,
    )

    def __init__(self, data: Any, *, initial: dict[str, Any]) -> None:
        super().__init__(data if data and "seats" in data else None, initial=initial, label_suffix="")
        for category, levels in LEVELS.items():
            field = forms.ChoiceField(
                label=category.label, required=False, choices=[(NOT_USED, _("räknas inte")), *levels]
            )
            self.fields[str(category)] = field
            field.initial = initial.get(str(category), NOT_USED)
        self.order_fields(["seats", "rest_days", *map(str, LEVELS), "free_rare"])

    @property
    def categories(self) -> list[forms.BoundField]:
        return [self[str(category)] for category in LEVELS]

    def plan(self) -> Plan:
        """What was chosen. Call it on a valid form."""
        return Plan(
            {category: level for category in LEVELS if (level := self.cleaned_data[str(category)])},
            free_rare=self.cleaned_data["free_rare"],
        )


class FixForm(Form):
    """The rule for the seed, and the fewest and the most of each value."""

    seed_rule = forms.CharField(
        label=_("Varifrån kommer fröet?"),
        max_length=300,
        help_text=_("Något som ingen kan veta i förväg. Till exempel: De sju vinnande numren i Lotto på lördag."),
    )

    def __init__(self, *args: Any, described: Described, seats: int, names: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows: list[tuple[str, list[tuple[str, int, str, str]]]] = []
        for category, values in described.proposed(seats).items() if seats else []:
            inside = []
            for value, (least, most) in values.items():
                labels = {"value": value_name(category, value, names)}
                least_name, most_name = f"{category}-{value}-least", f"{category}-{value}-most"
                self.fields[least_name] = self._number(_("Minst så många: %(value)s") % labels, least, seats)
                self.fields[most_name] = self._number(_("Högst så många: %(value)s") % labels, most, seats)
                inside.append((value, described.counts[category][value], least_name, most_name))
            self.rows.append((category, inside))
        self.names = names

    @staticmethod
    def _number(label: str, initial: int, most: int) -> forms.IntegerField:
        widget = forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"})
        return forms.IntegerField(label=label, initial=initial, min_value=0, max_value=most, widget=widget)

    @property
    def table(self) -> list[dict[str, Any]]:
        """The quotas as rows: category, value, how many there are, and the two fields."""
        return [
            {
                "category": Category(category).label,
                "value": value_name(category, value, self.names),
                "number": number,
                "least": self[least],
                "most": self[most],
                "first": place == 0,
            }
            for category, values in self.rows
            for place, (value, number, least, most) in enumerate(values)
        ]

    def clean(self) -> dict[str, Any]:
        """The fewest are no more than the most."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for _category, values in self.rows:
            for _value, _number, least, most in values:
                if cleaned.get(least) is not None and cleaned.get(most) is not None and cleaned[least] > cleaned[most]:
                    self.add_error(least, _("Det minsta antalet kan inte vara större än det största."))
        return cleaned

    def quotas(self) -> dict[str, dict[str, tuple[int, int]]]:
        """What was filled in. Call it on a valid form."""
        return {
            category: {
                value: (self.cleaned_data[least], self.cleaned_data[most]) for value, _number, least, most in values
            }
            for category, values in self.rows
        }


class SeedForm(Form):
    """The seed: what came out of that which the rule names."""

    seed = forms.CharField(
        label=_("Fröet"), max_length=100, help_text=_("Skriv det som det står, till exempel: 3 11 17 22 28 31 34.")
    )


class ReasonForm(Form):
    """Why something is taken back."""

    reason = OwnWords(label=_("Varför?"), max_length=REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 3}))


class WhyForm(Form):
    """Why staff invite just this person."""

    why = OwnWords(
        label=_("Varför ska just den här personen bli inbjuden?"),
        max_length=WHY_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("I listan står det att personen är vald av personal, och ditt namn."),
    )


class PickNewForm(WhyForm, PersonForm):
    """Somebody who is not in the pool, for this meeting only."""

    field_order = ["name", "why", *PersonForm.field_order[1:]]


class FilterForm(forms.Form):
    """What the list of the invited is narrowed to. Sent with POST (`core.searching`)."""

    bound_field_class = BoundField

    text = forms.CharField(label=_("Sök på namn"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("Svar"), required=False, choices=[("", _("alla")), *InvitationState.choices])
    origin = forms.ChoiceField(label=_("Hur de valdes"), required=False, choices=[("", _("alla")), *Origin.choices])
    need = forms.ChoiceField(
        label=_("Behöver"),
        required=False,
        choices=[
            ("", _("alla")),
            ("interpreter", _("tolk")),
            ("child_care", _("barnpassning")),
            ("travel", _("hjälp med resan")),
            ("food", _("särskild mat")),
            ("access", _("något annat")),
        ],
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter-%s", label_suffix="")

    def wanted(self) -> Wanted:
        """What was asked for, as the query takes it."""
        self.is_valid()
        return Wanted(**{name: self.cleaned_data.get(name) or "" for name in self.fields})
