"""What is filled in at work about measures and placements."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medskapa.change.forms.fields import a_day, seen_version, story, why
from medskapa.commons.models import Place
from medskapa.core.dates import long_date
from medskapa.core.forms import Form
from medskapa.guidance import needs
from medskapa.guidance.actions.placements import Onward
from medskapa.guidance.models import AwayReason, EndedAs, Presence, Step
from medskapa.guidance.queries.placements import DayRow
from medskapa.people.models import Person, Unit
from medskapa.voice.forms.say import LANGUAGES

TEXT_LIMIT, CONTENT_LIMIT, PLAIN_LIMIT, WORDS_LIMIT = 500, 3_000, 2_000, 1_000
MOST_WEEKS, MOST_HOURS, MOST_SEATS = 104, 40, 1_000


class Days(forms.CharField):
    """Days, one on each line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> list[date]:  # type: ignore[override]
        lines = [line.strip() for line in str(value or "").replace(",", "\n").splitlines() if line.strip()]
        days = []
        for line in lines[:100]:
            try:
                day = parse_date(line)
            except ValueError:
                day = None
            if day is None:
                raise ValidationError(gettext("Skriv varje datum så här: 2026-04-13."))
            days.append(day)
        return days

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{day:%Y-%m-%d}" for day in value) if isinstance(value, list) else value


class MeasureForm(Form):
    """A measure in the catalogue."""

    name = forms.CharField(label=_("Vad heter insatsen?"), max_length=100)
    purpose = story(_("Vad är den till för?"), rows=2, limit=TEXT_LIMIT, required=True)
    for_whom = story(_("För vem är den?"), rows=2, limit=TEXT_LIMIT, required=True)
    content = story(_("Vad gör man?"), rows=6, limit=CONTENT_LIMIT, required=True)
    plain = story(_("Lättläst: vad är det, och för vem?"), rows=4, limit=PLAIN_LIMIT)
    provider = forms.CharField(label=_("Vem håller i den?"), max_length=100)
    place = forms.ModelChoiceField(
        label=_("Var är den?"), queryset=Place.objects.none(), required=False, empty_label=_("Ingen fast plats")
    )
    weeks = forms.IntegerField(label=_("Hur många veckor?"), min_value=1, max_value=MOST_WEEKS)
    hours_a_week = forms.IntegerField(label=_("Hur många timmar i veckan?"), min_value=1, max_value=MOST_HOURS)
    seats = forms.IntegerField(label=_("Hur många platser?"), min_value=0, max_value=MOST_SEATS)
    starts = Days(
        label=_("Vilka dagar startar den?"),
        required=False,
        help_text=_("Ett datum på varje rad. Tomt betyder att man kan börja när som helst."),
    )
    needs = forms.MultipleChoiceField(
        label=_("Vad hjälper den till med?"), choices=needs.choices, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("På vilka språk finns den?"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, places: QuerySet[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]


class NewMeasureForm(MeasureForm):
    """A new one, and the unit that answers for it."""

    unit = forms.ModelChoiceField(label=_("Enhet"), queryset=Unit.objects.none(), empty_label=None)

    def __init__(self, *args: Any, units: QuerySet[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class EditMeasureForm(MeasureForm):
    """``version`` is the one that the writer saw."""

    version = seen_version()


class CloseMeasureForm(Form):
    """Why a measure takes nobody in any more."""

    words = story(
        _("Varför? De som väntar läser det"),
        rows=3,
        limit=WORDS_LIMIT,
        required=True,
        error_messages={"required": _("Skriv varför. De som väntar läser det.")},
    )


class MeasureStaffForm(Form):
    """Who is let in to see who takes part."""

    person = forms.ModelChoiceField(label=_("Vem?"), queryset=Person.objects.none(), empty_label=_("Välj"))

    def __init__(self, *args: Any, people: QuerySet[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class OnwardForm(Form):
    """The way onward: in words, and as a step after the end that is in the plan already or is made now."""

    way_onward = story(
        _("Vägen vidare: vad händer efter?"),
        rows=3,
        limit=TEXT_LIMIT,
        required=True,
        help_text=_("Till exempel: söka arbete i tre kök. Texten blir nästa steg om du inte väljer ett nedan."),
        error_messages={"required": _("Skriv vägen vidare: vad händer efter insatsen?")},
    )
    onward_step = forms.ModelChoiceField(
        label=_("Steg i planeringen som kommer efter"),
        queryset=Step.objects.none(),
        required=False,
        empty_label=_("Nytt steg, med texten ovan"),
    )
    onward_on = a_day(
        _("När ska det nya steget vara gjort?"),
        required=False,
        help_text=_("Behövs för ett nytt steg. Dagen ska komma efter slutet."),
    )

    def __init__(self, *args: Any, steps: QuerySet[Step], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = self.fields["onward_step"]
        chosen.queryset = steps  # type: ignore[attr-defined]
        chosen.label_from_instance = lambda step: f"{step.text} ({long_date(step.due_on)})"  # type: ignore[attr-defined]

    def onward(self) -> Onward:
        """What was filled in, as the action takes it."""
        given = self.cleaned_data
        return Onward(given["way_onward"], given["onward_step"], given["onward_on"])


class PlacementForm(OnwardForm):
    """A seat for one person. What is missing is said by the action, beside each field."""

    purpose = story(
        _("Syftet för just den här personen"),
        rows=3,
        limit=TEXT_LIMIT,
        required=True,
        help_text=_("Vad ska personen ha fått ut av insatsen när den är slut?"),
        error_messages={"required": _("Skriv vad just den här personen ska få ut av insatsen.")},
    )
    starts_on = a_day(_("Börjar"), error_messages={"required": _("Välj vilken dag det börjar.")})
    ends_on = a_day(
        _("Slutar"),
        error_messages={"required": _("Välj vilken dag det slutar. En insats utan slut blir lätt en väntan.")},
    )
    longer_because = story(
        _("Varför blir det längre än insatsen?"),
        rows=2,
        limit=TEXT_LIMIT,
        help_text=_("Behövs bara om slutet ligger senare än insatsens antal veckor."),
    )
    field_order = [
        "form_key",
        "purpose",
        "starts_on",
        "ends_on",
        "longer_because",
        "way_onward",
        "onward_step",
        "onward_on",
    ]


class ExtensionForm(OnwardForm):
    """A later end."""

    version = seen_version()
    to_day = a_day(_("Nytt slutdatum"))
    reason = story(
        _("Varför behöver det bli längre?"),
        rows=3,
        limit=TEXT_LIMIT,
        required=True,
        help_text=_("Personen läser det."),
        error_messages={"required": _("Skriv varför det behöver bli längre. Personen läser det.")},
    )
    field_order = ["form_key", "version", "to_day", "reason", "way_onward", "onward_step", "onward_on"]


class DecideForm(Form):
    """The manager's answer."""

    agreed = forms.TypedChoiceField(
        label=_("Ditt svar"),
        choices=[("yes", _("Ja, förläng")), ("no", _("Nej, avsluta som planerat"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    answer = story(
        _("Varför?"),
        rows=3,
        limit=TEXT_LIMIT,
        required=True,
        help_text=_("Personen och guiden läser det."),
        error_messages={"required": _("Skriv ett svar. Personen och guiden läser det.")},
    )


class EndForm(Form):
    """What a placement led to."""

    version = seen_version()
    ended_as = forms.TypedChoiceField(
        label=_("Vad ledde det till?"), choices=EndedAs.choices, coerce=EndedAs, widget=forms.RadioSelect
    )
    ended_on = a_day(_("Sista dagen"))
    words = story(_("Med egna ord"), rows=3, limit=WORDS_LIMIT, help_text=_("Personen läser det."))


class WordsForm(Form):
    """Why something does not come about."""

    words = why(_("Varför? Personen läser det"), limit=WORDS_LIMIT)


def attendance_form(rows: list[DayRow], *args: Any, **options: Any) -> Form:
    """A form with two fields for each row: how the day was, and the valid reason where there was one."""
    form = Form(*args, **options)
    for row in rows:
        form.fields[f"day-{row.key}"] = forms.ChoiceField(
            label=row.name,
            choices=[("", gettext("inte markerad")), *Presence.choices],
            required=False,
            initial=row.presence,
            widget=forms.Select,
        )
        form.fields[f"reason-{row.key}"] = forms.ChoiceField(
            label=gettext("Skäl för %(name)s") % {"name": row.name},
            choices=[("", gettext("inget skäl")), *AwayReason.choices],
            required=False,
            initial=row.reason,
        )
    return form
