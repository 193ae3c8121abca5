"""What a planner fills in: a new meeting, its parts page by page, tables and guests, and why it is cancelled."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from medskapa.commons.models import Place
from medskapa.core import clock
from medskapa.core.forms import Form, LongSelect
from medskapa.meetings.models import GuestKind, Meeting, Table
from medskapa.people.models import Person, Unit
from medskapa.voice.models import Theme

NAME_LIMIT, STORY_LIMIT, REASON_LIMIT = 100, 2_000, 500
LARGEST_VERSION = 2**31 - 1
MOST_SEATS = 1_000


class OwnWords(forms.CharField):
    """Running text, in which a line break counts as one character."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str | None:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


def _story(label: Any, *, rows: int = 4, limit: int = STORY_LIMIT, required: bool = False, **options: Any) -> OwnWords:
    widget = forms.Textarea(attrs={"rows": rows})
    return OwnWords(label=label, max_length=limit, required=required, widget=widget, **options)


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Skriv klockslaget så här: 12.30.")},
    )


class NewMeetingForm(Form):
    """What a meeting begins with. ``previous`` is the one that it carries on with."""

    title = forms.CharField(label=_("Namn på träffen"), max_length=NAME_LIMIT)
    previous = forms.ModelChoiceField(
        label=_("Tar vid efter"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=_("Ingen, det är en första träff"),
        help_text=_("Det som blev kvar från den träffen hamnar på dagordningen. Plats och hjälp följer också med."),
    )
    purpose = _story(_("Varför vi träffas"), required=True, help_text=_("Alla kan läsa det. Skriv neutralt."))
    plain_purpose = _story(_("Varför vi träffas, lättläst"))
    unit = forms.ModelChoiceField(label=_("Enhet"), queryset=Unit.objects.none(), empty_label=None)

    def __init__(self, *args: Any, units: QuerySet[Unit], meetings: QuerySet[Meeting], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units
        self.fields["previous"].queryset = meetings


class SectionForm(Form):
    """One part of a meeting. ``version`` is the one that the writer saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST_VERSION)

    @classmethod
    def values_of(cls, meeting: Meeting) -> dict[str, Any]:
        """What the form holds when it is opened."""
        names = [name for name in cls.base_fields if name not in {"form_key", "version"}]
        return {name: getattr(meeting, name) for name in names} | {"version": meeting.version}

    def changes(self) -> dict[str, Any]:
        """The values for the action. Only for a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"form_key", "version"}}


class WhenForm(SectionForm):
    """What it is called, why, and when."""

    title = forms.CharField(label=_("Namn på träffen"), max_length=NAME_LIMIT)
    purpose = _story(_("Varför vi träffas"), required=True, help_text=_("Alla kan läsa det. Skriv neutralt."))
    plain_purpose = _story(_("Varför vi träffas, lättläst"))
    day = _day(_("Dag"))
    starts = _time(_("Börjar"))
    ends = _time(_("Slutar"))
    reply_by = _day(_("Sista dagen att svara"), help_text=_("Före träffen, så att lediga platser hinner gå vidare."))
    seats = forms.IntegerField(label=_("Platser för invånare"), min_value=1, max_value=MOST_SEATS)

    @classmethod
    def values_of(cls, meeting: Meeting) -> dict[str, Any]:
        begins, ends = (_here(moment) for moment in (meeting.starts_at, meeting.ends_at))
        names = ["title", "purpose", "plain_purpose", "reply_by", "seats", "version"]
        return {name: getattr(meeting, name) for name in names} | {
            "day": begins.date() if begins else None,
            "starts": begins.time() if begins else None,
            "ends": ends.time() if ends else None,
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        parts = [given.get(name) for name in ("day", "starts", "ends")]
        if any(parts) and not all(parts) and not self.errors.keys() & {"day", "starts", "ends"}:
            missing = next(name for name in ("day", "starts", "ends") if not given.get(name))
            self.add_error(missing, _("Skriv både dagen, när träffen börjar och när den slutar."))
        return given

    def changes(self) -> dict[str, Any]:
        values = super().changes()
        day, starts, ends = (values.pop(name) for name in ("day", "starts", "ends"))
        return values | {"starts_at": _moment(day, starts), "ends_at": _moment(day, ends)}


def _here(moment: datetime | None) -> datetime | None:
    return clock.here(moment) if moment else None


def _moment(day: date | None, at: time | None) -> datetime | None:
    """A moment of the town's day; by the clock on the wall, also on the night that an hour is taken or given."""
    return clock.at(day, at) if day and at is not None else None


class WhereForm(SectionForm):
    """The place, the way there, and whether everybody can come in."""

    place = forms.ModelChoiceField(
        label=_("Plats"), queryset=Place.objects.none(), required=False, empty_label=_("Någon annanstans")
    )
    place_name = forms.CharField(label=_("Plats, om den inte finns i listan"), max_length=100, required=False)
    address = forms.CharField(
        label=_("Adress"), max_length=120, required=False, help_text=_("Lämna tomt om platsens egen adress stämmer.")
    )
    way_there = _story(_("Hur man tar sig dit"), help_text=_("Buss och hållplats, parkering, vilken dörr."))
    accessibility = _story(
        pgettext_lazy("på träffen", "Tillgänglighet"), help_text=_("Hiss, toalett, hörslinga, ett tyst rum.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].queryset = Place.objects.order_by("name", "pk")


class HelpForm(SectionForm):
    """What makes it possible to come."""

    interpreters = _story(_("Tolk"), help_text=_("Vilka språk som finns, och hur man ber om ett annat."))
    child_care = _story(_("Barn"), help_text=_("Om barnen kan vara med, och vem som är med dem."))
    travel_money = _story(_("Resan"), help_text=_("Vad ni betalar, och hur man får pengarna."))
    food = _story(_("Mat"), help_text=_("Vad ni bjuder på."))


class PressForm(SectionForm):
    """What journalists may know and do."""

    media_welcome = forms.BooleanField(label=_("Journalister är välkomna till träffen"), required=False)
    press_text = _story(_("Till journalister"), rows=6)
    press_contact = forms.CharField(
        label=_("Presskontakt"),
        max_length=200,
        required=False,
        help_text=_("Namn och telefonnummer. Alla kan läsa det."),
    )


SECTIONS: dict[str, tuple[Any, type[SectionForm]]] = {
    "nar": (_("Vad, varför och när"), WhenForm),
    "plats": (_("Plats och väg dit"), WhereForm),
    "hjalp": (_("Hjälp att kunna komma"), HelpForm),
    "press": (_("Press"), PressForm),
}
"""The parts of a meeting, by what their page is called in the address."""


class People(forms.ModelMultipleChoiceField):
    """Several members of staff to tick."""

    widget = forms.CheckboxSelectMultiple


class TableForm(Form):
    """A table: what it talks about, who hosts it, who writes. Those who write are ticked; two more can be chosen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=LARGEST_VERSION)
    name = forms.CharField(label=_("Vad bordet pratar om"), max_length=NAME_LIMIT)
    theme = forms.ModelChoiceField(
        label=_("Tema"), queryset=Theme.objects.none(), required=False, empty_label=_("Inget tema")
    )
    host = forms.ModelChoiceField(
        label=_("Bordsvärd"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Ingen vald"),
        widget=LongSelect,
    )
    note_takers = People(label=_("Skriver vid bordet"), queryset=Person.objects.none(), required=False)
    another = forms.ModelChoiceField(
        label=_("En till som skriver"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Ingen vald"),
        widget=LongSelect,
    )
    one_more = forms.ModelChoiceField(
        label=_("Ännu en som skriver"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Ingen vald"),
        widget=LongSelect,
    )

    def __init__(
        self,
        *args: Any,
        themes: QuerySet[Theme],
        staff: QuerySet[Person],
        writing: QuerySet[Person],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["theme"].queryset = themes
        for name in ("host", "another", "one_more"):
            self.fields[name].queryset = staff
        self.fields["note_takers"].queryset = writing
        if not writing:
            del self.fields["note_takers"]

    @staticmethod
    def values_of(table: Table) -> dict[str, Any]:
        """What the form holds when it is opened."""
        return {
            "name": table.name,
            "theme": table.theme_id,
            "host": table.host_id,
            "note_takers": [taker.person_id for taker in table.note_takers.all()],
            "version": table.meeting.version,
        }

    def changes(self) -> dict[str, Any]:
        """The values for the action. Only for a valid form."""
        given = self.cleaned_data
        chosen = [*given.get("note_takers", []), given["another"], given["one_more"]]
        people = {person.pk: person for person in chosen if person is not None}
        return {
            "name": given["name"],
            "theme": given["theme"],
            "host": given["host"],
            "note_takers": list(people.values()),
        }


COMING = [("", _("har inte svarat")), ("yes", _("kommer")), ("no", _("kommer inte"))]
_ANSWERS = {"": None, "yes": True, "no": False}


class GuestForm(Form):
    """A politician, an official or an interpreter."""

    name = forms.CharField(label=_("Namn"), max_length=NAME_LIMIT)
    title = forms.CharField(
        label=_("Uppdrag eller titel"), max_length=NAME_LIMIT, required=False, help_text=_("För en tolk: vilket språk.")
    )
    kind = forms.ChoiceField(label=_("Kommer som"), choices=GuestKind.choices)
    email = forms.EmailField(
        label=_("E-post"),
        max_length=254,
        required=False,
        help_text=_("Dit går inbjudan. Utan e-post bjuder du in själv."),
    )
    coming = forms.ChoiceField(label=_("Svar"), choices=COMING, required=False)
    coming_before = forms.ChoiceField(choices=COMING, required=False, widget=forms.HiddenInput)

    @staticmethod
    def values_of(guest: Any) -> dict[str, Any]:
        """What the form holds when it is opened."""
        said = {None: "", True: "yes", False: "no"}[guest.coming]
        kept = {name: getattr(guest, name) for name in ("name", "title", "kind", "email")}
        return kept | {"coming": said, "coming_before": said}

    def clean_coming(self) -> bool | None:
        return _ANSWERS[self.cleaned_data["coming"]]

    def changes(self) -> dict[str, Any]:
        """The values for the action. Only for a valid form.

        An answer that the planner left as it was shown is left out: the guest may have given another one since.
        """
        names = ["name", "title", "kind", "email"]
        if self.cleaned_data["coming"] != _ANSWERS[self.cleaned_data["coming_before"]]:
            names.append("coming")
        return {name: self.cleaned_data[name] for name in names}


class AnnounceForm(Form):
    """The button that shows a meeting to everyone, in the version that the planner has read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST_VERSION)


class CancelForm(Form):
    """Why a meeting is cancelled. Everybody can read it, so it is said in plain words too."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST_VERSION)
    reason = _story(
        _("Varför? Alla kan läsa det"),
        rows=3,
        limit=REASON_LIMIT,
        required=True,
        error_messages={"required": _("Skriv varför träffen ställs in. Alla kan läsa det.")},
    )
    plain_reason = _story(_("Samma sak på lättläst"), rows=3, limit=REASON_LIMIT)
