"""A question put to everybody before the meeting: those who cannot come have a voice too.

What somebody answers is a viewpoint like any other, with a receipt; it lies in the theme of the item, and the item
knows which viewpoints came this way (`ItemVoice`).
"""

from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from analysis.receipt import Code
from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.meetings import policy
from medskapa.meetings.models import AgendaItem, ItemVoice
from medskapa.people.models import Person
from medskapa.voice import actions as voice
from medskapa.voice.actions.news import follow
from medskapa.voice.actions.receiving import Heard, Words
from medskapa.voice.models import Viewpoint


@transaction.atomic
def answer_beforehand(*, actor: Person | None, item: AgendaItem, words: Words, form_key: str) -> tuple[Viewpoint, Code]:
    """Take in what somebody answers on the web, before the meeting. `actor` is the person where they want to be known.

    Anyone may. The same `form_key` (a double click) gives the same viewpoint and the same code.

    Raises:
        ValidationError: as `voice.actions.say`.
        Conflict: the question is not open: not asked, struck, or the meeting has begun, is cancelled or not announced.
    """
    _take(item)
    viewpoint, code = voice.say(actor=actor, words=_about(item, words), form_key=form_key)
    return _kept(item, viewpoint, actor=actor), code


@transaction.atomic
def enter_answer(
    *, actor: Person, item: AgendaItem, words: Words, heard: Heard, form_key: str
) -> tuple[Viewpoint, Code]:
    """Write down what somebody answers by phone, at the desk or in a letter; they get the same receipt.

    An anonymous answer holds nothing of who wrote it down. The same `form_key` gives the first viewpoint.

    Raises:
        PermissionDenied: `actor` neither takes in viewpoints nor plans this meeting.
        ValidationError: as `voice.actions.register`.
        Conflict: as `answer_beforehand`.
    """
    _take(item, lock_only=True)
    if not policy.may_enter_answers(actor, item):
        raise PermissionDenied
    _refuse_unless_open(item)
    viewpoint, code = voice.register(
        actor=actor,
        words=_about(item, words),
        heard=heard,
        form_key=form_key,
        allowed=lambda person: policy.may_enter_answers(person, item),
    )
    return _kept(item, viewpoint, actor=actor), code


def _take(item: AgendaItem, *, lock_only: bool = False) -> None:
    """Lock `item`, before what the room above locks, and read it again."""
    rows = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting__unit", "theme__unit")
    item.refresh_from_db(from_queryset=rows)
    if not lock_only:
        _refuse_unless_open(item)


def _refuse_unless_open(item: AgendaItem) -> None:
    if not item.takes_answers(clock.now()):
        raise Conflict(_("Det går inte att svara i förväg längre. Det du skrev finns kvar. Ring oss gärna."))


def _about(item: AgendaItem, words: Words) -> Words:
    return replace(words, theme=item.theme, unit=item.theme.unit if item.theme else item.meeting.unit)


def _kept(item: AgendaItem, viewpoint: Viewpoint, *, actor: Person | None) -> Viewpoint:
    """Tie the viewpoint to the item, once."""
    _row, is_new = ItemVoice.objects.get_or_create(viewpoint=viewpoint, defaults={"item": item})
    if is_new and item.theme is None:
        follow(item.thread, [viewpoint])  # otherwise they hear of it through the theme
    if is_new:
        nameless = viewpoint.anonymous
        audit.record(actor=None if nameless else actor, verb="item.answered", on=viewpoint, anonymous=nameless)
    return viewpoint
