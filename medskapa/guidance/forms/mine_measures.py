"""What a resident fills in about measures."""

from django import forms
from django.utils.translation import gettext_lazy as _

from medskapa.change.forms.fields import story
from medskapa.core.forms import Form

WORDS_LIMIT, SAYS_LIMIT = 1_000, 500


class AnswerOfferForm(Form):
    """Yes or no to a seat."""

    wanted = forms.TypedChoiceField(
        label=_("Vill du ha platsen?"),
        choices=[("yes", _("Ja, jag vill ha den")), ("no", _("Nej, ge den till någon annan"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )


class LeaveQueueForm(Form):
    """Why somebody does not want to wait any more, if they want to say it."""

    words = story(_("Vill du berätta varför?"), rows=3, limit=WORDS_LIMIT)


class AnswerDayForm(Form):
    """How a day was, in one's own words."""

    says = story(
        _("Hur var det den dagen?"),
        rows=3,
        limit=SAYS_LIMIT,
        required=True,
        help_text=_("Din guide läser det, och de som håller i insatsen."),
        error_messages={"required": _("Skriv hur det var.")},
    )
