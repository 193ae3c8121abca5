"""What a resident fills in about talks and notes: a time, how to meet, why it did not happen, what is not right."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medskapa.core import clock
from medskapa.core.dates import long_date
from medskapa.core.forms import Form
from medskapa.core.ui import Choice
from medskapa.guidance import slots
from medskapa.guidance.models import HelpKind, Slot, TalkHow
from medskapa.guidance.talk_texts import WAYS, from_to
from medskapa.voice.forms.say import LANGUAGES, OwnWords

LARGEST_VERSION = 2**31 - 1
INTERPRETERS = [("", gettext_lazy("Nej, ingen tolk")), *(each for each in LANGUAGES if each[0] != "sv")]


def by_day(free: Iterable[Slot]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Free times as choices, with each day as a heading."""
    days = groupby(free, key=lambda slot: clock.day_of(slot.starts_at))
    return [(_headed(long_date(day)), [(str(slot.pk), _label(slot)) for slot in some]) for day, some in days]


def _headed(text: str) -> str:
    return text[:1].upper() + text[1:]


def _label(slot: Slot) -> str:
    time = from_to(slot.starts_at, slot.ends_at)
    if slot.how == TalkHow.PLACE:
        return time
    return _("%(time)s, bara %(how)s") % {"time": time, "how": slot.get_how_display()}


class TimeForm(Form):
    """Which of the free times?"""

    slot = forms.ChoiceField(
        label=gettext_lazy("Vilken tid passar dig?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Välj en tid."),
            "invalid_choice": gettext_lazy("Den tiden är inte ledig längre. Välj en annan."),
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=LARGEST_VERSION)

    def __init__(self, *args: Any, free: Sequence[Slot], **options: Any) -> None:
        super().__init__(*args, **options)
        self._free = {str(slot.pk): slot for slot in free}
        self.fields["slot"].choices = by_day(free)

    @property
    def chosen(self) -> Slot:
        """The time that was chosen. Only for a valid form."""
        return self._free[self.cleaned_data["slot"]]


class HowForm(Form):
    """How do you want to meet? And is there something that the guide should know?"""

    how = forms.ChoiceField(label=gettext_lazy("Hur vill du prata?"), widget=forms.RadioSelect)
    interpreter = forms.ChoiceField(
        label=gettext_lazy("Vill du ha tolk?"),
        choices=INTERPRETERS,
        required=False,
        help_text=gettext_lazy("Tolken kostar inget för dig."),
    )
    about = forms.CharField(
        label=gettext_lazy("Vad vill du prata om?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Skriv några ord om du vill. Din guide läser det."),
    )

    def __init__(self, *args: Any, slot: Slot, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["how"].choices = [(way.value, Choice(*WAYS[way])) for way in slots.ways_of(slot)]


class CancelForm(Form):
    """Cancel a talk. Nobody has to say why."""

    why = forms.CharField(
        label=gettext_lazy("Vill du säga varför?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Du behöver inte. Det går lika bra ändå."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST_VERSION)


class MissedForm(Form):
    """What happened, and what would help next time?"""

    why = OwnWords(
        label=gettext_lazy("Vad hände?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Det kan vara vad som helst. Du behöver inte ursäkta dig."),
    )
    help_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Vad skulle göra det lättare nästa gång?"),
        choices=HelpKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    help_wanted = OwnWords(
        label=gettext_lazy("Något annat som skulle hjälpa?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SaysForm(Form):
    """What is not right in a note?"""

    text = OwnWords(
        label=gettext_lazy("Vad stämmer inte?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Det du skriver står bredvid anteckningen. Alla som läser den läser ditt också."),
        error_messages={"required": gettext_lazy("Skriv vad som inte stämmer.")},
    )
