"""What is filled in at work about guides: who gets which, when somebody is away, and what is told of each."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medskapa.change.forms.fields import a_day, seen_version, story
from medskapa.commons.models import Area
from medskapa.core import clock
from medskapa.core.forms import Form
from medskapa.core.ui import Choice
from medskapa.guidance import matching, needs
from medskapa.guidance.queries.workload import Candidate, Leaving
from medskapa.people.models import Person
from medskapa.voice.forms.say import LANGUAGES as SPOKEN

LANGUAGES = [
    *(code for code, _name in SPOKEN if code != "und"),
    *("ku", "ru", "sq", "th"),
]
"""Those that residents can choose where they tell, and some that guides have besides."""

NOTE_LIMIT, ANSWER_LIMIT, REASON_LIMIT = 4_000, 1_000, 500


class WeightForm(Form):
    """How much a resident weighs, and why."""

    weight = forms.TypedChoiceField(
        label=_("Hur mycket tid behöver invånaren av sin guide?"),
        choices=[
            (1, _("1: ett samtal i månaden eller färre")),
            (2, _("2: som de flesta")),
            (3, _("3: varje vecka")),
            (4, _("4: flera gånger i veckan")),
            (5, _("5: så gott som varje dag")),
        ],
        coerce=int,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Varför?"), max_length=REASON_LIMIT, help_text=_("Din chef läser det. Invånaren kan begära ut det.")
    )


class HandoverForm(Form):
    """What the next guide should know."""

    text = story(
        _("Det här behöver nästa guide veta"),
        help_text=_("Invånaren läser det också. Skriv det så att ni alla tre kan stå för det."),
        limit=NOTE_LIMIT,
        rows=8,
        required=False,
    )


class ToGuideForm(Form):
    """Which guide a resident gets, out of those that the manager leads, each with what speaks for them."""

    guide = forms.TypedChoiceField(label=_("Vilken guide?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, found: Sequence[Candidate], areas: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        people = {str(each.guide.pk): each.guide for each in found}
        field = self.fields["guide"]
        field.choices = [(str(each.guide.pk), Choice(each.guide.name, about(each, areas))) for each in found]
        field.coerce = people.__getitem__
        field.initial = next((str(each.guide.pk) for each in found if each.is_able), None)


class HandOverForm(ToGuideForm):
    """The next guide of a resident, and what they should know."""

    text = story(
        _("Det här behöver nästa guide veta"),
        help_text=_("Invånaren läser det också."),
        limit=NOTE_LIMIT,
        rows=8,
        required=True,
        error_messages={"required": _("Skriv det som nästa guide behöver veta. Invånaren läser det också.")},
    )


class GrantForm(ToGuideForm):
    """Another guide for one who asked for it, and an answer."""

    answer = story(
        _("Svar till invånaren"),
        help_text=_("Skriv vem den nya guiden är och när de hörs av. Skriv vänligt: frågan är ingen klagan."),
        limit=ANSWER_LIMIT,
        rows=4,
        required=True,
        error_messages={"required": _("Skriv ett svar till invånaren.")},
    )


class RefuseForm(Form):
    """A no to one who asked for another guide."""

    answer = story(
        _("Varför går det inte?"),
        help_text=_("Invånaren läser det. Skriv också vad ni kan göra i stället."),
        limit=ANSWER_LIMIT,
        rows=4,
        required=True,
        error_messages={"required": _("Skriv varför. Invånaren läser det.")},
    )


class AbsenceForm(Form):
    """When a guide is away, and who covers."""

    starts_on = a_day(_("Från"), initial=clock.today)
    ends_on = a_day(_("Till och med"))
    cover = forms.TypedChoiceField(
        label=_("Vem tar hand om invånarna?"),
        help_text=_("Hon eller han ser akterna de här dagarna, och bara då. Invånarna ser namnet."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, found: Iterable[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        people = {str(each.pk): each for each in found}
        self.fields["cover"].choices = [(key, each.name) for key, each in people.items()]
        self.fields["cover"].coerce = people.__getitem__


class ProfileForm(Form):
    """What is known of a guide."""

    version = seen_version()
    languages = forms.MultipleChoiceField(
        label=_("Språk som jag kan tala med invånare"), widget=forms.CheckboxSelectMultiple
    )
    areas = forms.ModelMultipleChoiceField(
        label=_("Områden där jag arbetar"),
        queryset=Area.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    needs = forms.MultipleChoiceField(
        label=_("Det här kan jag mycket om"),
        choices=needs.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    about = forms.CharField(
        label=_("Om mig"), max_length=300, required=False, help_text=_("Invånarna läser det. En eller två meningar.")
    )
    room = forms.CharField(label=_("Här sitter jag"), max_length=120, required=False)
    most_weight = forms.IntegerField(
        label=_("Högsta tyngd"),
        help_text=_("Summan av tyngderna för guidens invånare. När den är nådd får guiden inga fler."),
        min_value=1,
        max_value=500,
    )
    takes_new = forms.BooleanField(label=_("Kan få fler invånare"), required=False)

    def __init__(self, *args: Any, areas: Any, leads: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["areas"].queryset = areas
        names = sorted((matching.language_name(code), code) for code in LANGUAGES)
        self.fields["languages"].choices = [(code, name) for name, code in names]
        if not leads:
            del self.fields["most_weight"], self.fields["takes_new"]


class LeavingForm(Form):
    """A new guide for every resident of one who leaves: one choice a resident, with our proposal chosen."""

    text = story(
        _("Det här behöver de nya guiderna veta"),
        help_text=_("Står med hos dem där guiden inte själv har skrivit en överlämning. Invånarna läser det."),
        limit=NOTE_LIMIT,
        rows=4,
        required=False,
    )

    def __init__(self, *args: Any, found: Sequence[Leaving], people: Sequence[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        by_key = {str(each.pk): each for each in people}
        choices = [("", _("Välj en guide")), *[(key, each.name) for key, each in by_key.items()]]
        for each in found:
            self.fields[f"to_{each.assignment.pk}"] = forms.TypedChoiceField(
                label=each.assignment.resident.name,
                choices=choices,
                coerce=by_key.__getitem__,
                initial=str(each.proposed or ""),
            )

    def clean(self) -> dict[str, Any]:
        """The choices together, as `hand_over_all` takes them."""
        chosen = super().clean() or self.cleaned_data
        picked = {name: value for name, value in chosen.items() if name.startswith("to_")}
        sent = {name for name in self.data if name.startswith("to_")}
        if sent - set(self.fields):
            raise ValidationError(_("Listan har ändrats medan du läste. Ladda om sidan och se efter en gång till."))
        chosen["to"] = {int(name.removeprefix("to_")): value for name, value in picked.items() if value}
        return chosen

    @property
    def rows(self) -> list[forms.BoundField]:
        """The choices, one a resident."""
        return [self[name] for name in self.fields if name.startswith("to_")]


def about(candidate: Candidate, areas: dict[str, str]) -> str:
    """What a manager weighs: how much the guide carries, and what speaks for them."""
    offer = candidate.offer
    said = [gettext("Tyngd %(load)s av %(most)s.") % {"load": offer.load, "most": offer.most}]
    if offer.away:
        said.append(gettext("Borta nu."))
    elif not candidate.is_able:
        said.append(gettext("Har inte plats för fler."))
    return " ".join([*said, *matching.say(candidate.reasons, areas=areas, at_work=True)])
