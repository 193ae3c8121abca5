"""How near its promise a viewpoint is, in words and as the kind of status that the page shows."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medskapa.voice.models import AnswerVia, Viewpoint
from medskapa.voice.queries.desk import SOON_DAYS


@dataclass(frozen=True)
class AgeShown:
    """`words` for the reader, `kind` for the component ``status``, which has an icon and a colour for each."""

    words: str
    kind: str


def shown(viewpoint: Viewpoint, *, today: date) -> AgeShown:
    """The age of `viewpoint` as the desk shows it."""
    if not viewpoint.is_open:
        return AgeShown(str(viewpoint.get_state_display()), "done")
    if viewpoint.answer_via == AnswerVia.NONE:
        return AgeShown(_("Vill inte ha svar"), "information")
    days = (viewpoint.promised_on - today).days
    if days < 0:
        return AgeShown(ngettext("%(days)s dag försenat", "%(days)s dagar försenat", -days) % {"days": -days}, "late")
    if days == 0:
        return AgeShown(_("Svar utlovat i dag"), "working")
    words = ngettext("%(days)s dag kvar", "%(days)s dagar kvar", days) % {"days": days}
    return AgeShown(words, "working" if days <= SOON_DAYS else "waiting")
