"""How near its promise a viewpoint is, in words and as a tone with an icon: never by colour alone."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medskapa.voice.models import AnswerVia, Viewpoint
from medskapa.voice.queries.desk import SOON_DAYS


@dataclass(frozen=True)
class AgeShown:
    """`words` for the reader, `tone` for the style: late, soon, calm or done."""

    words: str
    tone: str


def shown(viewpoint: Viewpoint, *, today: date) -> AgeShown:
    """The age of `viewpoint` as the desk shows it."""
    if not viewpoint.is_open:
        return AgeShown(str(viewpoint.get_state_display()), "done")
    if viewpoint.answer_via == AnswerVia.NONE:
        return AgeShown(_("Vill inte ha svar"), "calm")
    days = (viewpoint.promised_on - today).days
    if days < 0:
        return AgeShown(ngettext("%(days)s dag försenat", "%(days)s dagar försenat", -days) % {"days": -days}, "late")
    if days == 0:
        return AgeShown(_("Svar utlovat i dag"), "soon")
    words = ngettext("%(days)s dag kvar", "%(days)s dagar kvar", days) % {"days": days}
    return AgeShown(words, "soon" if days <= SOON_DAYS else "calm")
