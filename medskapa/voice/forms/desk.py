"""What the desk fills in: what to see in the inbox, and what to do with one viewpoint or with many."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medskapa.core.forms import BoundField, Form
from medskapa.people.models import Person, Unit
from medskapa.people.queries import answerers_in, staff
from medskapa.voice.models import Channel, Theme, ViewpointState
from medskapa.voice.models.desk import BulkVerb
from medskapa.voice.models.viewpoint import OPEN
from medskapa.voice.queries.desk import NO_THEME, Age, Choices, Wanted, open_themes

REASON_LIMIT = 500
LARGEST_KEY = 2**63 - 1
ALL_STATES = "all"

AGES = [
    ("", _("alla")),
    (Age.LATE, _("försenade")),
    (Age.LONG_LATE, _("försenade mer än 30 dagar")),
    (Age.SOON, _("ska besvaras inom 3 dagar")),
]
STATES = [
    ("", _("öppna")),
    (ViewpointState.RECEIVED, _("väntar på svar")),
    (ViewpointState.ASKED, _("vi har frågat")),
    (ViewpointState.ANSWERED, _("besvarade")),
    (ViewpointState.CLOSED, _("avslutade")),
    (ViewpointState.WITHDRAWN, _("tillbakatagna")),
    (ALL_STATES, _("alla")),
]


class FilterForm(forms.Form):
    """What the inbox is narrowed to. Sent with GET; a value that is not among the choices is left out."""

    bound_field_class = BoundField
    _MORE = ("unit", "area", "place", "channel", "theme")

    text = forms.CharField(label=_("Sök i texten"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("Läge"), required=False, choices=STATES)
    age = forms.ChoiceField(label=_("Svarstid"), required=False, choices=AGES)
    unit = forms.ChoiceField(label=_("Enhet"), required=False)
    area = forms.ChoiceField(label=_("Område"), required=False)
    place = forms.ChoiceField(label=_("Plats"), required=False)
    channel = forms.ChoiceField(label=_("Kanal"), required=False, choices=[("", _("alla")), *Channel.choices])
    theme = forms.ChoiceField(label=_("Tema"), required=False)
    mine = forms.BooleanField(label=_("Bara mina"), required=False)

    def __init__(self, data: Any, *, choices: Choices) -> None:
        super().__init__(data, auto_id="filter-%s", label_suffix="")
        for name in ("unit", "area", "place", "theme"):
            self.fields[name].choices = [("", _("alla")), *getattr(choices, name)]
        self.fields["theme"].choices.insert(1, (NO_THEME, _("utan tema")))

    @property
    def first(self) -> list[forms.BoundField]:
        """What is always in view."""
        return [self[name] for name in ("text", "state", "age")]

    @property
    def more(self) -> list[forms.BoundField]:
        """What is folded away until somebody wants it."""
        return [self[name] for name in self._MORE]

    @property
    def uses_more(self) -> bool:
        return any(self.data.get(name) for name in self._MORE)

    def wanted(self) -> Wanted:
        """What was asked for, as the query takes it."""
        self.is_valid()
        chosen = self.cleaned_data
        keys: dict[str, Any] = {name: int(chosen[name]) for name in ("unit", "area", "place") if chosen.get(name)}
        words: dict[str, Any] = {name: chosen.get(name, "") for name in ("text", "channel", "age", "theme")}
        return Wanted(**keys, **words, mine=chosen.get("mine", False), states=_states(chosen.get("state", "")))


def _states(state: str) -> tuple[str, ...]:
    if state == ALL_STATES:
        return tuple(ViewpointState.values)
    return (state,) if state else tuple(OPEN)


class KeysField(forms.Field):
    """The keys of the ticked rows: a list of whole numbers."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {"invalid": _("Välj synpunkterna på nytt.")}

    def to_python(self, value: Any) -> list[int]:
        try:
            keys = [int(each) for each in value or []]
        except (TypeError, ValueError):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if any(not 0 < key <= LARGEST_KEY for key in keys):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return keys


class BulkForm(Form):
    """One change of the ticked viewpoints: into a theme, to a person, or closed with a reason."""

    verb = forms.ChoiceField(choices=BulkVerb.choices, error_messages={"required": _("Välj vad du vill göra.")})
    viewpoint = KeysField(error_messages={"required": _("Kryssa först i minst en synpunkt i listan.")})
    theme = forms.ModelChoiceField(label=_("Tema"), queryset=Theme.objects.none(), required=False)
    to = forms.ModelChoiceField(label=_("Vem"), queryset=Person.objects.none(), required=False)
    reason = forms.CharField(label=_("Varför"), required=False, max_length=REASON_LIMIT)

    def __init__(self, *args: Any, choices: Choices, **options: Any) -> None:
        super().__init__(*args, **({"auto_id": "bulk-%s", "label_suffix": ""} | options))
        self.fields["theme"].queryset, self.fields["to"].queryset = open_themes(), staff()
        # The choices are at hand already; a query for each field is saved.
        self.fields["theme"].choices = [("", _("välj ett tema")), *choices.theme]
        self.fields["to"].choices = [("", _("ingen")), *choices.person]

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or self.cleaned_data
        for error in self.errors.pop("viewpoint", []):  # the ticks are no field of the form's own on the page
            self.add_error(None, error)
        if chosen.get("verb") == BulkVerb.GROUP and not chosen.get("theme"):
            self.add_error("theme", _("Välj vilket tema synpunkterna ska ligga i."))
        if chosen.get("verb") == BulkVerb.CLOSE and not chosen.get("reason", "").strip():
            self.add_error("reason", _("Skriv varför ni avslutar. De som skrev kan läsa det."))
        return chosen


class VersionedForm(Form):
    """A form about a viewpoint as somebody saw it. The version is written by the page, so that it is always fresh."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST_KEY)

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or self.cleaned_data
        if self.errors.pop("version", None):  # nobody sees the field, so its error is said about the whole form
            self.add_error(None, _("Sidan var för gammal. Det du skrev finns kvar. Försök en gång till."))
        return chosen


class AssignForm(VersionedForm):
    """Who takes care of the viewpoint. `people` are those who may: their keys and names."""

    to = forms.ModelChoiceField(label=_("Ansvarig"), queryset=Person.objects.none(), required=False)

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **({"auto_id": "assign-%s"} | options))
        people = answerers_in(unit)
        self.fields["to"].queryset = people
        self.people = {person.pk: person.name for person in people}
        self.fields["to"].choices = [("", _("ingen")), *self.people.items()]


class GroupForm(VersionedForm):
    """Which theme the viewpoint belongs to: its name as it stands in the list, its slug (a proposal), or none."""

    theme = forms.CharField(
        label=_("Sök bland alla teman"),
        max_length=220,
        error_messages={"required": _("Välj ett tema i listan, eller gör ett nytt.")},
        widget=forms.TextInput(attrs={"list": "all-themes", "autocomplete": "off"}),
    )
    take_out = forms.BooleanField(required=False)

    def __init__(self, *args: Any, themes: Sequence[Theme], **options: Any) -> None:
        super().__init__(*args, **({"auto_id": "group-%s"} | options))
        self.fields["theme"].required = "take_out" not in self.data
        self._known = {theme.slug: theme for theme in themes}
        self._known |= {label.casefold(): theme for label, theme in zip(labels(themes), themes, strict=True)}

    def clean(self) -> dict[str, Any]:
        chosen = super().clean()
        theme = self._known.get(chosen.get("theme", "").strip().casefold())
        if chosen.get("theme") and theme is None and not chosen.get("take_out"):
            self.add_error("theme", _("Välj ett tema i listan, eller gör ett nytt."))
        return chosen | {"theme": None if chosen.get("take_out") else theme}


def labels(themes: Sequence[Theme]) -> list[str]:
    """What one writes to choose each of `themes`: its name, with the unit where two share a name."""
    names = [theme.name.casefold() for theme in themes]
    return [
        theme.name if names.count(name) == 1 else f"{theme.name} ({theme.unit.name})"
        for name, theme in zip(names, themes, strict=True)
    ]


class CloseForm(VersionedForm):
    """Why a viewpoint is closed without an answer."""

    reason = forms.CharField(
        label=_("Varför avslutar ni utan svar?"),
        help_text=_("Den som skrev kan läsa det."),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Skriv varför ni avslutar. Den som skrev kan läsa det.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **({"auto_id": "close-%s"} | options))


class ReopenForm(VersionedForm):
    """Nothing but the wish to open a viewpoint again."""
