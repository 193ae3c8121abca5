"""The form by which anyone says that something in the directory is wrong."""

from django import forms
from django.utils.translation import gettext_lazy as _

from medskapa.commons.actions.directory import WORDS_LIMIT
from medskapa.commons.models import WrongKind
from medskapa.core.fields import OwnWords
from medskapa.core.forms import Form


class WrongForm(Form):
    """What is wrong: one press is enough, and words may be added."""

    kind = forms.ChoiceField(
        choices=WrongKind.choices,
        error_messages={
            "required": _("Välj vad det är som inte stämmer."),
            "invalid_choice": _("Välj vad det är som inte stämmer."),
        },
    )
    words = OwnWords(
        label=_("Vad är fel?"),
        help_text=_("Du kan lämna det tomt. Skriv inget om dig själv, och inga namn."),
        max_length=WORDS_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
