"""Who may say whether something got better, and how each has one voice without anybody being named.

A voice is counted under a keyed hash of what proves the right to it: the receipt of a viewpoint behind the proposal,
the invitation to a meeting behind it, a phone number that the round's word came from, or the number of a paper sheet.
Whoever holds several of these could answer several times; to rule that out one would have to know who holds what.
The page asks people to answer once, and the public figures say how they were counted.
"""

import hashlib
import hmac

from django.conf import settings
from django.db.models import Q

from medskapa.change.models import JudgeRound
from medskapa.meetings.models import Invitation
from medskapa.voice.models import Theme, Viewpoint, ViewpointState


def key(round_: JudgeRound, kind: str, what: str) -> str:
    """The hash under which a voice is counted once in `round_`; it leads back to nobody without the site's secret."""
    text = f"change.judge:{round_.pk}:{kind}:{what}"
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hex()


def spoke_of_it(round_: JudgeRound, viewpoint: Viewpoint) -> bool:
    """Whether the viewpoint, unless taken back, stands behind the proposal, by itself, its theme or an item."""
    if viewpoint.state == ViewpointState.WITHDRAWN:
        return False
    sources = round_.proposal.sources
    by_item = Q(item__voices__viewpoint=viewpoint) | Q(item__notes__viewpoint=viewpoint)
    own = Q(viewpoint=viewpoint) | by_item
    if viewpoint.theme_id:
        there = [viewpoint.theme_id, *Theme.objects.filter(merged_into=viewpoint.theme_id).values_list("pk", flat=True)]
        own |= Q(theme__in=there) | Q(item__theme__in=there)
    return sources.filter(own).exists()


def was_there(round_: JudgeRound, invitation: Invitation) -> bool:
    """Whether the invited person came to a meeting that the round's proposal comes from."""
    came = invitation.arrived_at is not None
    return came and round_.proposal.sources.filter(item__meeting=invitation.meeting_id).exists()
