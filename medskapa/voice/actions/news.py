"""What rooms beneath voice bring into it: events in its threads, and the words and the outcomes of meetings.

`tell`, `follow`, `unfollow` and `heard` are parts of another action: its policy, its audit record and its idempotence
are the caller's. The others are actions of their own, for people whose right to them another room knows.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Subquery
from django.utils.translation import gettext as _

from analysis.stems import stems
from medskapa.core import audit, clock, idempotency
from medskapa.people.models import Person, Unit
from medskapa.voice import jobs, policy, search
from medskapa.voice.actions.receiving import refuse_codes
from medskapa.voice.actions.threads import (
    all_happened,
    as_it_is_now,
    begin_following,
    happened,
    keep,
    lock_all,
    recount,
    stop_following,
    time_of_own_act,
)
from medskapa.voice.models import (
    AnswerVia,
    Channel,
    Event,
    EventKind,
    Following,
    Theme,
    Thread,
    Vector,
    Viewpoint,
    ViewpointState,
)
from medskapa.voice.models.viewpoint import OPEN

Rule = Callable[[Person], bool]
_KEY_BITS = 63


def tell(
    thread: Thread,
    kind: EventKind,
    *,
    actor: Person | None,
    text: str,
    plain_text: str = "",
    theme: Theme | None = None,
) -> Event:
    """Append what happened to the thread of a theme or of one viewpoint. Everyone behind it is told of it, once.

    Must run inside the caller's transaction, after the caller's locks and policy and before its audit record.

    Args:
        theme: another theme that the event is about, where there is one.
    """
    if not thread.public:
        begin_following(thread, Viewpoint.objects.filter(thread=thread))
    return happened(thread, kind, actor=actor, text=text.strip(), plain_text=plain_text.strip(), theme=theme)


def follow(thread: Thread, viewpoints: Iterable[Viewpoint]) -> None:
    """Let the people behind `viewpoints` be told what happens in `thread` from now on, beside their themes' news.

    Inside the caller's transaction. Again it changes nothing. Who cannot be reached, or is anonymous, is passed by.
    """
    begin_following(thread, Viewpoint.objects.filter(pk__in=[viewpoint.pk for viewpoint in viewpoints]))


def unfollow(thread: Thread, viewpoints: Iterable[Viewpoint]) -> None:
    """Take `follow` back. Inside the caller's transaction."""
    stop_following(thread, Viewpoint.objects.filter(pk__in=[viewpoint.pk for viewpoint in viewpoints]))


def heard(thread: Thread, viewpoint: Viewpoint) -> None:
    """Let whoever is behind `viewpoint` not be told again of what has happened in `thread` so far: they hear it now.

    Inside the caller's transaction. Who does not follow the thread is passed by.
    """
    length = Thread.objects.filter(pk=thread.pk).values("length")
    Following.objects.filter(thread=thread, viewpoint=viewpoint).update(told=Subquery(length))


def write_down(
    *,
    actor: Person,
    text: str,
    unit: Unit,
    form_key: str,
    theme: Theme | None = None,
    channel: Channel = Channel.MEETING,
    author_name: str = "",
    language: str = "sv",
    own_words: bool = True,
    allowed: Rule = policy.may_take_in,
) -> Viewpoint:
    """Write down what somebody said at a meeting, in its theme at once. No receipt: the meeting tells what comes of it.

    Anonymous unless a name is wanted: then nothing tells who wrote it down, or when in the day. The same `form_key`
    gives the first viewpoint.

    Args:
        allowed: the rule that lets `actor` do it, where it is another room's: whoever takes notes at that meeting.

    Raises:
        PermissionDenied: `allowed` says no.
        ValidationError: a malformed key, no words, more than 5,000 characters, or a receipt code in them.
    """
    if not allowed(actor):
        raise PermissionDenied
    if not idempotency.is_key(form_key):
        raise ValidationError(_("Formuläret är för gammalt. Ladda om sidan och skicka igen."))
    key = _key_of(form_key)
    if earlier := Viewpoint.objects.filter(pk=key).first():
        return earlier
    try:
        with transaction.atomic():
            return _written(actor, key, text, unit, theme, channel, author_name.strip(), language, own_words)
    except IntegrityError:  # the same form at the same moment
        if earlier := Viewpoint.objects.filter(pk=key).first():
            return earlier
        raise


def _key_of(form_key: str) -> int:
    """The viewpoint's key, made of the form's: a row that tied the two together would say in which order they came."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), b"voice.write_down:" + form_key.encode(), hashlib.sha256)
    return int.from_bytes(digest[:8], "big") >> (64 - _KEY_BITS) or 1


def _written(
    actor: Person,
    key: int,
    text: str,
    unit: Unit,
    theme: Theme | None,
    channel: Channel,
    author_name: str,
    language: str,
    own_words: bool,
) -> Viewpoint:
    refuse_codes(text)
    theme = as_it_is_now(theme)
    today, anonymous = clock.today(), not author_name
    viewpoint = Viewpoint(
        pk=key,
        thread=Thread.objects.create(),
        text=text.strip(),
        language=language,
        channel=channel,
        own_words=own_words,
        unit=unit,
        theme=theme,
        anonymous=anonymous,
        author_name=author_name,
        registered_by=None if anonymous else actor,
        received_on=today,
        received_at=None if anonymous else clock.now(),
        answer_via=AnswerVia.NONE,
        promised_on=today + timedelta(days=settings.ANSWER_PROMISE_DAYS),
        search_text=" ".join(stems(text)),
    )
    viewpoint.clean_fields(exclude=["thread", "unit", "theme"])
    viewpoint.save(force_insert=True)
    search.index([viewpoint])
    at = time_of_own_act(viewpoint)
    happened(viewpoint.thread, EventKind.RECEIVED, at=at)
    if theme:
        happened(viewpoint.thread, EventKind.GROUPED, at=at, theme=theme, text=theme.name)
        recount(theme)
    _record(viewpoint, actor, "viewpoint.written_down", channel=str(channel))
    if not anonymous:
        transaction.on_commit(jobs.enqueue_meaning)
    return viewpoint


def _record(viewpoint: Viewpoint, actor: Person, verb: str, **details: int | str) -> None:
    """Who did it is written down only of what is not anonymous."""
    nameless = viewpoint.anonymous
    by = None if nameless else actor
    audit.record(actor=by, verb=verb, on=viewpoint, why="", role="", anonymous=nameless, **details)


@transaction.atomic
def reword(*, actor: Person, viewpoint: Viewpoint, text: str, allowed: Rule = policy.may_take_in) -> Viewpoint:
    """Put right what was written down of somebody's words, while it is open. The old words are not kept anywhere.

    The same words again change nothing.

    Raises:
        PermissionDenied: `allowed` says no, or these are no words that were written down at a meeting.
        ValidationError: no words, more than 5,000 characters, or a receipt code in them.
        Conflict: it has been answered, closed or taken back.
    """
    _take_written(viewpoint, actor, allowed)
    if viewpoint.text == text.strip():
        return viewpoint
    viewpoint.refuse_unless(OPEN)
    refuse_codes(text)
    viewpoint.text = text.strip()
    viewpoint.search_text = " ".join(stems(text))
    viewpoint.clean_fields(exclude=["thread", "unit", "theme"])
    Vector.objects.filter(viewpoint=viewpoint).delete()
    viewpoint.extracts.all().delete()  # words that nobody said after all
    keep(viewpoint, actor=None if viewpoint.anonymous else actor, fields=["text", "search_text"])
    search.index([viewpoint])
    _record(viewpoint, actor, "viewpoint.reworded")
    return viewpoint


@transaction.atomic
def move(*, actor: Person, viewpoint: Viewpoint, theme: Theme | None, allowed: Rule = policy.may_take_in) -> Viewpoint:
    """Put what was written down in another theme, or in none: its note was tied to another item. Raises as `reword`."""
    _take_written(viewpoint, actor, allowed)
    lock_all((), [viewpoint.theme, theme])
    theme = as_it_is_now(theme)
    if viewpoint.theme_id == (theme.pk if theme else None):
        return viewpoint
    viewpoint.refuse_unless(OPEN)
    left, viewpoint.theme = viewpoint.theme, theme
    viewpoint.extracts.all().delete()
    keep(viewpoint, actor=None if viewpoint.anonymous else actor, fields=["theme"])
    kind = EventKind.GROUPED if theme else EventKind.UNGROUPED
    at, text = time_of_own_act(viewpoint), theme.name if theme else ""
    happened(viewpoint.thread, kind, at=at, theme=theme or left, text=text)
    recount(left, theme)
    _record(viewpoint, actor, "viewpoint.moved", theme=theme.pk if theme else 0)
    return viewpoint


@transaction.atomic
def unwrite(*, actor: Person, viewpoint: Viewpoint, allowed: Rule = policy.may_take_in) -> None:
    """Take back what was written down by mistake: its words are erased for good. Raises PermissionDenied as `reword`.

    Doing it again changes nothing.
    """
    _take_written(viewpoint, actor, allowed)
    if viewpoint.state == ViewpointState.WITHDRAWN:
        return
    viewpoint.extracts.all().delete()
    Vector.objects.filter(viewpoint=viewpoint).delete()
    viewpoint.mark_withdrawn()
    by = None if viewpoint.anonymous else actor
    keep(viewpoint, actor=by, fields=["state", "text", "search_text", "author_name", "answer_to"])
    search.index([viewpoint])
    happened(viewpoint.thread, EventKind.WITHDRAWN, actor=by, at=time_of_own_act(viewpoint))
    recount(viewpoint.theme)
    _record(viewpoint, actor, "viewpoint.unwritten")


def _take_written(viewpoint: Viewpoint, actor: Person, allowed: Rule) -> None:
    """Lock `viewpoint`, read it again, and refuse what is not a note from a meeting, or not `actor`'s to change."""
    viewpoint.refresh_from_db(from_queryset=Viewpoint.objects.select_for_update(of=("self",)))
    if viewpoint.channel != Channel.MEETING or viewpoint.answer_via != AnswerVia.NONE or not allowed(actor):
        raise PermissionDenied


@transaction.atomic
def settle(*, actor: Person, viewpoints: Sequence[Viewpoint], text: str, allowed: Rule | None = None) -> int:
    """Mark words from a meeting as answered by its outcome. Those who wanted an answer of their own still wait for it.

    What is no longer open is passed by, so that doing it again changes nothing. Queries: the same for 10 and 1,000,
    but for one more a theme and `BATCH`.

    Args:
        text: the outcome, for everyone whose words these are.
        allowed: the other room's rule by which `actor` may settle all of them; without one, each must be theirs to
            answer (`policy.answerable_by`).

    Returns:
        How many were settled.

    Raises:
        PermissionDenied: `actor` may not.
        ValidationError: no text.
    """
    keys = {viewpoint.pk for viewpoint in viewpoints}
    lock_all(viewpoints)
    rows = Viewpoint.objects.filter(pk__in=keys)
    if allowed is not None and not allowed(actor):
        raise PermissionDenied
    if allowed is None and rows.filter(policy.answerable_by(actor)).count() != len(keys):
        raise PermissionDenied
    if not text.strip():
        raise ValidationError({"text": _("Skriv vad det blev av det som sades.")})
    settled = list(rows.filter(state__in=OPEN, answer_via=AnswerVia.NONE).select_related("theme").order_by("pk"))
    now, today = clock.now(), clock.today()
    for day in sorted({viewpoint.received_on for viewpoint in settled}):  # one, as a rule: that of the meeting
        Viewpoint.objects.filter(pk__in=[each.pk for each in settled if each.received_on == day]).update(
            state=ViewpointState.ANSWERED,
            answered_at=now,
            answer_days=max((today - day).days, 0),
            version=F("version") + 1,
            changed_by=actor,
            changed_at=now,
        )
    all_happened([viewpoint.thread_id for viewpoint in settled], EventKind.ANSWERED, actor=actor, text=text.strip())
    recount(*{viewpoint.theme for viewpoint in settled})
    if settled:
        audit.record(actor=actor, verb="viewpoint.settled", on=settled[0], count=len(settled))
    return len(settled)
