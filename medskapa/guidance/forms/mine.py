"""What a resident fills in about their guide."""

from django.utils.translation import gettext_lazy as _

from medskapa.change.forms.fields import story
from medskapa.core.forms import Form

REASON_LIMIT = 1_000


class AnotherGuideForm(Form):
    """I want another guide. Why is optional."""

    reason = story(
        _("Vill du säga varför?"),
        help_text=_("Du behöver inte. Bara chefen läser det, aldrig din guide."),
        limit=REASON_LIMIT,
        rows=4,
    )
