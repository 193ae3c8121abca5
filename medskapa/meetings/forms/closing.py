"""What came of an item, and the texts of the minutes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medskapa.core.forms import Form
from medskapa.core.ui import Choice
from medskapa.meetings.forms.planning import LARGEST_VERSION, OwnWords
from medskapa.meetings.models import AgendaItem, Outcome

OUTCOME_LIMIT, SECTION_LIMIT, COMMENT_LIMIT = 2_000, 10_000, 500

OUTCOMES = [
    (Outcome.ANSWERED, Choice(_("Vi svarade på träffen"), _("Skriv svaret här nedanför."))),
    (Outcome.CARRIED_OVER, Choice(_("Vi tar upp det på nästa träff"), _("Den står på nästa träffs dagordning."))),
    (Outcome.PROPOSAL, Choice(_("En arbetsgrupp gör ett förslag"), _("Välj grupp och dag också."))),
    (Outcome.DROPPED, Choice(_("Vi går inte vidare"), _("Skriv varför. Alla kan läsa det."))),
]


def _text(label: Any, limit: int, *, rows: int = 5, required: bool = False, **options: Any) -> OwnWords:
    widget = forms.Textarea(attrs={"rows": rows})
    return OwnWords(label=label, max_length=limit, required=required, widget=widget, **options)


class VersionedForm(Form):
    """A form about something that somebody else may change meanwhile. ``version`` is what its writer saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST_VERSION)


class OutcomeForm(VersionedForm):
    """What came of an item."""

    outcome = forms.ChoiceField(label=_("Vad blev det av punkten?"), choices=OUTCOMES, widget=forms.RadioSelect)
    text = _text(_("Vad som händer nu, eller varför inte"), OUTCOME_LIMIT, required=True)
    plain_text = _text(_("Samma sak på lättläst"), OUTCOME_LIMIT)
    group_name = forms.ChoiceField(
        label=_("Arbetsgrupp"), required=False, help_text=_("Bara om det ska bli ett förslag.")
    )
    group_by = forms.DateField(
        label=_("Förslaget är klart senast"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Det är ett löfte. Alla kan se det."),
    )

    def __init__(self, *args: Any, groups: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["group_name"].choices = [("", _("Ingen vald")), *((name, name) for name in groups)]

    @staticmethod
    def values_of(item: AgendaItem) -> dict[str, Any]:
        """What the form holds when it is opened."""
        return {
            "outcome": item.outcome,
            "text": item.outcome_text,
            "plain_text": item.plain_outcome_text,
            "group_name": item.group_name,
            "group_by": item.group_by,
            "version": item.version,
        }


class IntroForm(VersionedForm):
    """How the minutes begin."""

    intro = _text(_("Inledning"), SECTION_LIMIT, required=True, help_text=_("När ni träffades, var, och hur många."))
    plain_intro = _text(_("Inledning på lättläst"), SECTION_LIMIT)


class SectionForm(VersionedForm):
    """What the minutes say of one item."""

    said = _text(_("Det här sades"), SECTION_LIMIT, rows=12, required=True)
    plain_said = _text(_("Det här sades, på lättläst"), SECTION_LIMIT, rows=8)


class SendBackForm(Form):
    """Why the second reader gives the minutes back."""

    comment = _text(
        _("Vad behöver ändras?"),
        COMMENT_LIMIT,
        rows=3,
        required=True,
        error_messages={"required": _("Skriv vad som behöver ändras.")},
    )


class CorrectionForm(Form):
    """A correction that is added to published minutes."""

    text = _text(
        _("Vad som var fel, och vad som är rätt"),
        OUTCOME_LIMIT,
        rows=4,
        required=True,
        error_messages={"required": _("Skriv vad som var fel, och vad som är rätt.")},
    )
    plain_text = _text(_("Samma sak på lättläst"), OUTCOME_LIMIT, rows=4)


class StrikeForm(Form):
    """Words that somebody takes back, to be struck from published minutes. ``sure``: the places have been shown."""

    words = _text(
        _("Orden som ska bort"),
        OUTCOME_LIMIT,
        rows=4,
        required=True,
        help_text=_("Skriv av dem precis som de står."),
        error_messages={"required": _("Skriv av orden som ska bort, precis som de står.")},
    )
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)
