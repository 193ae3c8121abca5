"""What staff fill in about talks: free times, a booking, how it went, a contact, a note."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medskapa.core import clock
from medskapa.core.forms import Form
from medskapa.guidance import slots
from medskapa.guidance.forms.mine_talks import INTERPRETERS, LARGEST_VERSION, by_day
from medskapa.guidance.models import ContactKind, HiddenGround, Slot, TalkHow
from medskapa.voice.forms.say import OwnWords

WEEKDAYS = [
    ("0", _("måndag")),
    ("1", _("tisdag")),
    ("2", _("onsdag")),
    ("3", _("torsdag")),
    ("4", _("fredag")),
    ("5", _("lördag")),
    ("6", _("söndag")),
]
GROUNDS = [("", _("Ja, invånaren läser den")), *((ground.value, ground.label) for ground in HiddenGround)]


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Skriv klockslaget så här: 12.30.")},
    )


def _version(**options: Any) -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST_VERSION, **options)


class SeriesForm(Form):
    """A series of free times: on which weekdays, from when to when, and until which day."""

    weekdays = forms.MultipleChoiceField(
        label=_("Veckodagar"),
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Välj minst en veckodag.")},
    )
    starts = _time(_("Från klockan"))
    ends = _time(_("Till klockan"))
    minutes = forms.IntegerField(label=_("Minuter för varje samtal"), min_value=10, max_value=240, initial=45)
    pause = forms.IntegerField(label=_("Minuter mellan"), min_value=0, max_value=120, initial=15, required=False)
    first = _day(_("Första dagen"))
    last = _day(_("Sista dagen"))
    how = forms.ChoiceField(
        label=_("Hur"),
        choices=[
            (TalkHow.PLACE.value, _("på plats, telefon eller video: invånaren väljer")),
            (TalkHow.VIDEO.value, _("video eller telefon")),
            (TalkHow.PHONE.value, _("bara telefon")),
        ],
    )
    where = forms.CharField(
        label=_("Var"), max_length=120, required=False, help_text=_("Lämna tomt för det rum som står i din profil.")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if {"starts", "ends"} <= given.keys() and given["starts"] >= given["ends"]:
            self.add_error("ends", _("Sluttiden ska vara efter starttiden."))
        if {"first", "last"} <= given.keys() and not 0 <= (given["last"] - given["first"]).days <= 370:
            self.add_error("last", _("Sista dagen ska vara efter den första, och högst ett år bort."))
        return given

    def times(self) -> list[slots.Time]:
        """The times that are ahead. Only for a valid form."""
        given = self.cleaned_data
        series = slots.Series(
            weekdays={int(day) for day in given["weekdays"]},
            starts=given["starts"],
            ends=given["ends"],
            minutes=given["minutes"],
            pause=given["pause"] or 0,
            first=given["first"],
            last=given["last"],
        )
        now = clock.now()
        return [time for time in series.times() if time[0] > now]


class KeysForm(Form):
    """Rows that were ticked, by their keys."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        given = self.data.getlist("chosen") if hasattr(self.data, "getlist") else []
        self.keys = [int(key) for key in given if key.isascii() and key.isdecimal() and len(key) < 20]


class SlotForm(Form):
    """One of the free times."""

    slot = forms.ChoiceField(
        label=_("Tid"),
        error_messages={
            "required": _("Välj en tid."),
            "invalid_choice": _("Den tiden är inte ledig längre. Välj en annan."),
        },
    )
    how = forms.ChoiceField(label=_("Hur"), choices=TalkHow.choices)
    version = _version(required=False)

    def __init__(self, *args: Any, free: Sequence[Slot], **options: Any) -> None:
        super().__init__(*args, **options)
        self._free = {str(slot.pk): slot for slot in free}
        self.fields["slot"].choices = [("", _("Välj")), *by_day(free)] if free else []

    @property
    def chosen(self) -> Slot:
        """The time that was chosen. Only for a valid form."""
        return self._free[self.cleaned_data["slot"]]


class BookForm(SlotForm):
    """A talk that the guide books for a resident."""

    interpreter = forms.ChoiceField(label=_("Tolk"), choices=INTERPRETERS, required=False)
    about = forms.CharField(
        label=_("Vad vi ska prata om"),
        max_length=300,
        required=False,
        help_text=_("Invånaren läser det på sin sida. Det står aldrig i sms, mejl eller kalender."),
    )


class WhyForm(Form):
    """Why a talk is cancelled."""

    why = forms.CharField(label=_("Varför? Invånaren läser det"), max_length=300, required=False)
    version = _version()


def _note(required: bool) -> OwnWords:
    return OwnWords(
        label=_("Anteckning"),
        max_length=8_000,
        required=required,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Skriv så att invånaren känner igen sig. Den går inte att ändra efteråt."),
        error_messages={"required": _("Skriv anteckningen.")},
    )


class HeldForm(Form):
    """That a talk was held: the contact, and a note, in one step."""

    about = forms.CharField(
        label=_("Vad det gällde, kort"),
        max_length=300,
        required=False,
        help_text=_("Står i listan över kontakter, som invånaren ser."),
    )
    note = _note(required=False)
    hidden_ground = forms.ChoiceField(label=_("Får invånaren läsa den?"), choices=GROUNDS, required=False)
    version = _version()


class ContactForm(Form):
    """That somebody was in touch."""

    kind = forms.ChoiceField(label=_("Hur"), choices=ContactKind.choices)
    day = _day(_("Dag"))
    about = forms.CharField(
        label=_("Vad det gällde"), max_length=300, required=False, help_text=_("Invånaren ser det.")
    )


class NoteForm(Form):
    """A new note."""

    note = _note(required=True)
    hidden_ground = forms.ChoiceField(label=_("Får invånaren läsa den?"), choices=GROUNDS, required=False)


class VersionForm(Form):
    """A button, in the version of the talk that the page shows."""

    version = _version()
