"""What somebody answers beforehand: the words, and whether they want to hear back. One question a page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medskapa.core.ui import Choice
from medskapa.voice.forms.say import Question, TextQuestion
from medskapa.voice.models import AnswerVia

WAYS = [
    (
        AnswerVia.WEB.value,
        Choice(_("Ja, här på webben, med en kod"), _("Du får en kod. Ingen vet vem du är.")),
    ),
    (
        AnswerVia.NONE.value,
        Choice(_("Nej, ta bara med det till träffen"), _("Du får en kod ändå, om du vill följa det.")),
    ),
]


class AskedText(TextQuestion):
    """The question itself is the label, and the heading of the page."""

    def __init__(self, *args: Any, question: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = question
        self.fields["text"].help_text = _(
            "Svara med egna ord, på vilket språk du vill. Du behöver inte säga vem du är."
        )


class AskedAnswer(Question):
    """Do you want an answer of your own?"""

    answer_via = forms.ChoiceField(
        label=_("Vill du ha ett eget svar?"),
        help_text=_("Det du säger tas med till träffen hur du än väljer."),
        choices=WAYS,
        widget=forms.RadioSelect,
    )
