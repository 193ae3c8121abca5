"""What is filled in about themes: their public texts, what has happened, which words are shown, merging."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from medskapa.core.forms import Form
from medskapa.people.models import Unit
from medskapa.voice.actions.theming import TOLD_BY_HAND
from medskapa.voice.forms.answering import WordsForm
from medskapa.voice.forms.desk import LARGEST_KEY, REASON_LIMIT
from medskapa.voice.models import EventKind
from medskapa.voice.queries.themes import AT_ONCE

NAME_LIMIT, SENTENCE_LIMIT, STORY_LIMIT, EXTRACT_LIMIT = 100, 300, 2_000, 600


class OwnWords(forms.CharField):
    """Running text, in which a line break counts as one character."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str | None:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


def _story(label: Any, *, rows: int = 4, limit: int = STORY_LIMIT, required: bool = False, **options: Any) -> OwnWords:
    widget = forms.Textarea(attrs={"rows": rows})
    return OwnWords(label=label, max_length=limit, required=required, widget=widget, **options)


class ThemeForm(Form):
    """A new theme."""

    name = forms.CharField(label=_("Temats namn"), max_length=NAME_LIMIT, help_text=_("Två till fem vanliga ord."))
    about = _story(_("Vad temat handlar om, i en mening"), rows=2, limit=SENTENCE_LIMIT, required=True)
    plain_about = _story(_("Samma sak på lättläst"), rows=2, limit=SENTENCE_LIMIT)
    unit = forms.ModelChoiceField(label=_("Enhet som svarar för temat"), queryset=Unit.objects.none(), empty_label=None)

    def __init__(self, *args: Any, units: QuerySet[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class TextsForm(Form):
    """The public texts of a theme, each with its plain variant. ``version`` is the one that the writer saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, max_value=LARGEST_KEY)
    name = forms.CharField(label=_("Temats namn"), max_length=NAME_LIMIT)
    about = _story(_("Vad temat handlar om, i en mening"), rows=2, limit=SENTENCE_LIMIT, required=True)
    plain_about = _story(_("Vad temat handlar om, lättläst"), rows=2, limit=SENTENCE_LIMIT)
    doing = _story(_("Vad som händer nu"))
    plain_doing = _story(_("Vad som händer nu, lättläst"))
    outcome = _story(_("Vad det har lett till"))
    plain_outcome = _story(_("Vad det har lett till, lättläst"))


class EventForm(Form):
    """Something that has happened, told in public."""

    kind = forms.TypedChoiceField(
        label=_("Vad har hänt?"),
        choices=[(kind.value, kind.label) for kind in TOLD_BY_HAND],
        coerce=EventKind,
        widget=forms.RadioSelect,
    )
    text = _story(_("Berätta för alla"), required=True, error_messages={"required": _("Berätta vad som har hänt.")})
    plain_text = _story(_("Samma sak på lättläst"))


class ReasonForm(Form):
    """Why two themes are put together or taken apart. Everybody can read it, so it is said in plain words too."""

    reason = _story(
        _("Varför? Alla kan läsa det"),
        rows=3,
        limit=REASON_LIMIT,
        required=True,
        error_messages={"required": _("Skriv varför. Alla kan läsa det.")},
    )
    plain_reason = _story(
        _("Samma sak på lättläst"),
        rows=3,
        limit=REASON_LIMIT,
        required=True,
        error_messages={"required": _("Skriv varför på lättläst också.")},
    )


class MergeForm(ReasonForm):
    """The theme that takes the other in, by its address."""

    into = forms.SlugField(widget=forms.HiddenInput, max_length=80)


class ExtractForm(Form):
    """Words of a viewpoint to publish."""

    text = _story(
        _("Det som ska visas"),
        rows=5,
        limit=EXTRACT_LIMIT,
        required=True,
        help_text=_("Bara personens egna ord. Det du utelämnar skriver du som ..."),
        error_messages={"required": _("Välj några ord ur det personen sa.")},
    )


class AnswerAllForm(WordsForm):
    """One answer to many. ``seen`` holds whom the writer saw, and in which version: ``key:version`` and so on."""

    seen = forms.RegexField(r"\A\d{1,19}:\d{1,9}( \d{1,19}:\d{1,9})*\Z", widget=forms.HiddenInput)

    def clean_seen(self) -> dict[int, int]:
        """The versions by key; no more than go at a time, and no key that the database could not hold."""
        pairs = [pair.split(":") for pair in self.cleaned_data["seen"].split()]
        seen = {int(key): int(version) for key, version in pairs}
        if len(seen) > AT_ONCE or max(seen) > LARGEST_KEY:
            raise forms.ValidationError(_("Det gick inte att känna igen formuläret. Ladda om sidan."))
        return seen
