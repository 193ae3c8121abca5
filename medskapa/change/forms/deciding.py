"""What is filled in about decisions, steps, the measure and its follow-ups, and the question to residents."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medskapa.change.actions.judging import MOST_SHEETS
from medskapa.change.forms.fields import REASON_LIMIT, STORY_LIMIT, a_day, seen_version, story
from medskapa.change.models import Body, Verdict, Word
from medskapa.core import clock
from medskapa.core.fields import a_figure
from medskapa.core.forms import Form
from medskapa.people.models import Person
from medskapa.voice.forms.intake import ByName
from medskapa.voice.forms.say import contact_with
from medskapa.voice.queries.intake import contacts

NOTE_LIMIT, WHAT_LIMIT, UNIT_LIMIT, WORD_LIMIT, RECORD_LIMIT = 300, 200, 40, 20, 100
LARGEST_SHEET = 999_999


def _line(label: Any, limit: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, **options)


def _choice(label: Any, of: type[TextChoices]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=of.choices, coerce=of, widget=forms.RadioSelect)


class DecideForm(Form):
    """What was decided, by whom, when and why."""

    version = seen_version()
    word = _choice(_("Vad blev beslutet?"), Word)
    body = _choice(_("Vem beslutade?"), Body)
    reasons = story(
        _("Skälen"),
        limit=STORY_LIMIT,
        required=True,
        help_text=_("Alla kan läsa dem. Skriv så att den som berörs förstår varför."),
        error_messages={"required": _("Skriv varför det blev så. Alla kan läsa det.")},
    )
    plain_reasons = story(_("Skälen på lättläst"), limit=STORY_LIMIT)
    decided_on = a_day(_("Beslutsdag"), initial=clock.today)
    back_on = a_day(
        _("Om det blev ”inte nu”: vi tar upp det igen senast"),
        required=False,
        help_text=_("Alla ser dagen. Det är ett löfte."),
    )
    record = _line(_("Protokoll eller diarienummer"), RECORD_LIMIT, required=False)


class MeasureForm(Form):
    """What is measured, agreed before anything is done. ``version`` is 0 where there is no measure yet."""

    version = seen_version()
    what = _line(_("Vad ni mäter"), WHAT_LIMIT, help_text=_("Till exempel: hur många dagar man väntar på beslut."))
    plain_what = _line(_("Samma sak på lättläst"), WHAT_LIMIT, required=False)
    measured_in = _line(_("Enhet, till exempel dagar eller procent"), UNIT_LIMIT)
    source = _line(_("Varifrån siffran kommer"), WHAT_LIMIT)
    more_is_better = forms.TypedChoiceField(
        label=_("Vad är bättre?"),
        choices=[("True", _("Att siffran blir högre")), ("False", _("Att siffran blir lägre"))],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )
    baseline = a_figure(_("Hur det är nu, innan ni börjar"))
    baseline_on = a_day(_("Mätt den"), initial=clock.today)
    target = a_figure(_("Hur ni vill att det blir"), required=False)
    follow_up_on = a_day(_("Nästa mätning"), required=False)


class StepForm(Form):
    """Something to do, who does it, and by when. Who is chosen by writing a part of their name."""

    text = _line(_("Vad som ska göras"), NOTE_LIMIT, help_text=_("Alla kan läsa det."))
    owner = ByName(label=_("Ansvarig"), list_id="staff", help_text=_("Skriv en del av namnet, och välj i listan."))
    due_on = a_day(_("Senast"))

    def __init__(self, *args: Any, viewer: Person, owner: Person | None = None, **options: Any) -> None:
        """`owner` is who has it now, or `viewer`, who is shown first."""
        super().__init__(*args, **options)
        self.people = self.fields["owner"].offered = contacts(viewer=viewer)  # type: ignore[attr-defined]
        chosen = [each.label for each in self.people if each.key == str((owner or viewer).pk)]
        self.fields["owner"].initial = chosen[0] if chosen else ""
        self.fields["owner"].required = True
        self.fields["owner"].error_messages["required"] = gettext("Skriv vem som gör det.")

    def clean_owner(self) -> Person:
        chosen = contact_with(self.cleaned_data["owner"])
        if chosen is None:
            raise ValidationError(gettext("Skriv vem som gör det."))
        return chosen


class EditStepForm(StepForm):
    """A step as it is to be from now on."""

    version = seen_version()


class FinishForm(Form):
    """How a step went."""

    note = _line(_("Hur gick det?"), NOTE_LIMIT, required=False, help_text=_("Alla kan läsa det."))


class CarriedOutForm(Form):
    """What is different now that all is done."""

    text = story(
        _("Vad är annorlunda nu?"),
        limit=REASON_LIMIT,
        required=True,
        help_text=_("Alla som har talat om det får veta."),
        error_messages={"required": _("Berätta med några ord vad som är annorlunda nu.")},
    )
    plain_text = story(_("Samma sak på lättläst"), limit=REASON_LIMIT)


class FollowUpForm(Form):
    """A follow-up of the measure."""

    value = a_figure(_("Siffran nu"))
    measured_on = a_day(_("Mätt den"), initial=clock.today)
    text = story(
        _("Vad siffran säger"),
        limit=REASON_LIMIT,
        required=True,
        help_text=_("Säg som det är, även om det inte blev bättre. Siffrorna läggs till av sig själva."),
    )
    plain_text = story(_("Samma sak på lättläst"), limit=REASON_LIMIT)
    next_on = a_day(_("Nästa mätning"), required=False)


class RoundForm(Form):
    """A question to residents."""

    question = _line(_("Frågan"), WHAT_LIMIT, help_text=_("Till exempel: Har breven blivit lättare att förstå?"))
    plain_question = _line(_("Frågan på lättläst"), WHAT_LIMIT, required=False)
    word = _line(
        _("Ordet i sms"),
        WORD_LIMIT,
        help_text=_("Ett enda ord. Den som skriver BREV BÄTTRE har svarat på frågan med ordet BREV."),
    )
    opens_on = a_day(_("Från"), initial=clock.today)
    closes_on = a_day(_("Till och med"))


class EditRoundForm(RoundForm):
    """A question that has not opened yet, as it is to be."""

    version = seen_version()


class SheetsForm(Form):
    """How many paper sheets to make."""

    number = forms.IntegerField(
        label=_("Antal blad"),
        min_value=1,
        max_value=MOST_SHEETS,
        help_text=_("Varje blad får ett eget nummer. Det går att göra fler sedan."),
    )


class SheetForm(Form):
    """What stands on a paper sheet."""

    sheet = forms.IntegerField(label=_("Bladets nummer"), min_value=1, max_value=LARGEST_SHEET)
    verdict = _choice(_("Kryss"), Verdict)
    words = story(_("Det som står med egna ord"), limit=REASON_LIMIT)
