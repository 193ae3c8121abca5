"""What is filled in about proposals at work."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from medskapa.change.forms.fields import PROPOSAL_LIMIT, REASON_LIMIT, a_day, seen_version, story, why
from medskapa.change.models import WorkingGroup
from medskapa.core.forms import Form
from medskapa.voice.models import Theme

TITLE_LIMIT, NOTE_LIMIT, HIDE_LIMIT = 150, 300, 300


def _title(label: Any, *, required: bool = True, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=TITLE_LIMIT, required=required, **options)


class WordsForm(Form):
    """The first words of a proposal."""

    title = _title(_("Förslaget i en mening"))
    plain_title = _title(_("Samma mening på lättläst"), required=False)
    text = story(_("Vad ni föreslår"), rows=6, limit=PROPOSAL_LIMIT, required=True)
    plain_text = story(_("Vad ni föreslår, lättläst"), rows=6, limit=PROPOSAL_LIMIT)


class ProposeForm(WordsForm):
    """A new proposal: where it comes from, and who works it out by when."""

    theme = forms.ModelChoiceField(
        label=_("Från tema"),
        queryset=Theme.objects.none(),
        required=False,
        empty_label=_("Inget tema, det kommer från gruppen"),
    )
    group = forms.ModelChoiceField(
        label=_("Arbetsgrupp"),
        queryset=WorkingGroup.objects.none(),
        required=False,
        empty_label=_("Ingen än"),
    )
    due_on = a_day(_("Förslag senast"), required=False, help_text=_("Alla ser dagen. Det är ett löfte."))

    def __init__(self, *args: Any, themes: QuerySet[Theme], groups: QuerySet[WorkingGroup], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["theme"].queryset = themes  # type: ignore[attr-defined]
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("theme") and not given.get("group"):
            self.add_error("theme", _("Välj ett tema eller en arbetsgrupp som förslaget kommer från."))
        return given


class WriteForm(WordsForm):
    """A new version of a proposal. ``version`` is the one that the writer saw."""

    version = seen_version()
    touches = story(_("Vem det berör, och hur"), limit=PROPOSAL_LIMIT)
    costs = story(_("Vad det kostar i pengar och tid"), limit=PROPOSAL_LIMIT)
    effect_wanted = story(_("Vad som ska bli bättre"), limit=PROPOSAL_LIMIT)
    measured_by = story(_("Hur ni ser att det blev bättre"), limit=PROPOSAL_LIMIT)
    note = forms.CharField(
        label=_("Vad du har ändrat, och varför"),
        max_length=NOTE_LIMIT,
        required=False,
        help_text=_("Alla kan läsa det."),
    )


class GiveForm(Form):
    """Which group works a proposal out, and by when."""

    version = seen_version()
    group = forms.ModelChoiceField(label=_("Arbetsgrupp"), queryset=WorkingGroup.objects.none(), empty_label=None)
    due_on = a_day(_("Förslag senast"), required=False, help_text=_("Alla ser dagen. Det är ett löfte."))

    def __init__(self, *args: Any, groups: QuerySet[WorkingGroup], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]


class VersionForm(Form):
    """Nothing but the version that was seen."""

    version = seen_version()


class ReasonForm(Form):
    """Why a proposal is ended or put into another one."""

    reason = why(_("Varför? Alla kan läsa det"))
    plain_reason = why(_("Samma sak på lättläst"), required=False)


class MergeForm(ReasonForm):
    """The proposal that takes the other in, by its number."""

    into = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class UndoForm(Form):
    """Why two proposals are taken apart again."""

    reason = why(_("Varför? Alla kan läsa det"))


class SplitForm(WordsForm):
    """A part of a proposal that becomes one of its own."""

    reason = why(_("Varför delas det? Alla kan läsa det"), limit=NOTE_LIMIT)


class CommentForm(Form):
    """What one who works on the proposal wants to say of it."""

    text = story(
        _("Vad vill du säga om förslaget?"),
        limit=PROPOSAL_LIMIT,
        required=True,
        error_messages={"required": _("Skriv något först.")},
    )


class AnswerCommentForm(Form):
    """What the group says back."""

    version = seen_version()
    answer = story(
        _("Gruppens svar"),
        limit=PROPOSAL_LIMIT,
        required=True,
        help_text=_("Alla kan läsa det."),
        error_messages={"required": _("Skriv vad ni vill svara.")},
    )


class HideForm(Form):
    """Why a comment is not shown."""

    reason = why(_("Varför visas den inte? Alla kan läsa det"), limit=HIDE_LIMIT)


class TakeUpForm(WordsForm):
    """A resident's suggestion that becomes a proposal, and the answer to whoever made it."""

    group = forms.ModelChoiceField(
        label=_("Arbetsgrupp"), queryset=WorkingGroup.objects.none(), required=False, empty_label=_("Ingen än")
    )
    due_on = a_day(_("Förslag senast"), required=False, help_text=_("Alla ser dagen. Det är ett löfte."))
    answer = story(
        _("Svar till den som föreslog det"),
        limit=PROPOSAL_LIMIT,
        required=True,
        error_messages={"required": _("Skriv ett svar till den som har föreslagit det.")},
    )
    plain_answer = story(_("Svaret på lättläst"), limit=PROPOSAL_LIMIT)

    def __init__(self, *args: Any, groups: QuerySet[WorkingGroup], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]


class DeclineForm(Form):
    """Why a suggestion is not taken further: it is the answer to whoever made it."""

    reason = story(
        _("Varför går ni inte vidare? Det blir svaret till den som föreslog det"),
        limit=REASON_LIMIT,
        required=True,
        error_messages={"required": _("Skriv varför. Det blir svaret till den som har föreslagit det.")},
    )
    plain_reason = story(_("Samma sak på lättläst"), limit=PROPOSAL_LIMIT)
