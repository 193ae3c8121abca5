"""A meeting is announced, and from then on everybody is told when it is moved or cancelled.

What other parts of the room do at these moments they register here: each is called inside the transaction, with the
meeting locked and saved, in the order of registration.
"""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from medskapa.core import audit, clock
from medskapa.core.dates import long_date
from medskapa.core.errors import Conflict
from medskapa.meetings import policy
from medskapa.meetings.behind import threads_behind
from medskapa.meetings.models import AgendaItem, Meeting, MeetingState
from medskapa.people.models import Person
from medskapa.voice.actions.news import tell
from medskapa.voice.models import EventKind
from medskapa.voice.texts import in_language

Hook = Callable[[Person, Meeting], None]

_announced: list[Hook] = []
_moved: list[Hook] = []
_cancelled: list[Hook] = []


def on_announced(hook: Hook) -> Hook:
    """Call `hook` when a meeting has become public: its agenda is told of in the threads."""
    return _registered(_announced, hook)


def on_moved(hook: Hook) -> Hook:
    """Call `hook` when a meeting in public has got another time or place: whoever was asked is told."""
    return _registered(_moved, hook)


def on_cancelled(hook: Hook) -> Hook:
    """Call `hook` when a meeting in public is cancelled: whoever was asked is told."""
    return _registered(_cancelled, hook)


def _registered(hooks: list[Hook], hook: Hook) -> Hook:
    if hook not in hooks:
        hooks.append(hook)
    return hook


def missing(meeting: Meeting) -> dict[str, str]:
    """What must be filled in before anyone may read of `meeting`, in words, by field. Empty where nothing is left."""
    left = {}
    if meeting.starts_at is None or meeting.ends_at is None:
        left["starts_at"] = _("Bestäm vilken dag och tid träffen är.")
    if not meeting.where:
        left["place_name"] = _("Skriv var träffen är.")
    if not meeting.purpose.strip():
        left["purpose"] = _("Skriv varför ni träffas.")
    if meeting.group_id is not None:
        return left  # nobody is invited by a code: those who take part know, and everybody else may just come
    if meeting.reply_by is None:
        left["reply_by"] = _("Bestäm när de inbjudna ska ha svarat.")
    elif meeting.starts_at is not None and meeting.reply_by >= clock.day_of(meeting.starts_at):
        left["reply_by"] = _("Sista dagen att svara måste vara före träffen.")
    return left


def take(meeting: Meeting, actor: Person, *, version: int | None = None) -> None:
    """Lock `meeting` and read it again; refuse who does not plan it, what is over, and a change of an older version.

    Raises:
        PermissionDenied: `actor` does not plan meetings in its unit.
        Conflict: it is closed or cancelled, or somebody changed it since `version`.
    """
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update(of=("self",)))
    if not policy.may_plan_meeting(actor, meeting):
        raise PermissionDenied
    if meeting.state == MeetingState.CANCELLED:
        raise Conflict(_("Träffen är inställd. Den går inte att ändra."))
    if meeting.state == MeetingState.CLOSED:
        raise Conflict(_("Träffen är avslutad. Den går inte att ändra."))
    refuse_older(meeting, version)


def refuse_older(meeting: Meeting, version: int | None) -> None:
    """Refuse what was decided while looking at an older version. None: whoever decides has looked at none."""
    if version is not None and meeting.version != version:
        raise Conflict(_("Någon annan har ändrat träffen. Det du skrev finns kvar. Läs det nya och försök igen."))


def keep(meeting: Meeting, actor: Person, *fields: str) -> None:
    """Save `fields` of `meeting`, and who changed it when; its version goes up by one."""
    meeting.version += 1
    meeting.changed_by, meeting.changed_at = actor, clock.now()
    meeting.save(update_fields=[*fields, "version", "changed_by", "changed_at"])


@transaction.atomic
def announce(*, actor: Person, meeting: Meeting, version: int | None = None) -> Meeting:
    """Let everyone read of `meeting`. An announced meeting stays as it is.

    Raises:
        PermissionDenied: `actor` does not plan meetings in its unit.
        ValidationError: something that residents need to know is missing; keyed by field.
        Conflict: it is closed or cancelled, its time has passed, or somebody changed it since `version`, so that
            what would be shown is not what `actor` has read.
    """
    take(meeting, actor)
    if meeting.state == MeetingState.ANNOUNCED:
        return meeting
    refuse_older(meeting, version)
    if left := missing(meeting):
        raise ValidationError(left)
    if meeting.starts_at is None or meeting.starts_at <= clock.now():
        raise Conflict(_("Tiden för träffen har redan varit. Välj en ny dag först."))
    if meeting.reply_by is not None and meeting.reply_by < clock.today():
        raise ValidationError({"reply_by": _("Sista dagen att svara har redan varit. Välj en ny dag.")})
    meeting.state, meeting.announced_at = MeetingState.ANNOUNCED, clock.now()
    keep(meeting, actor, "state", "announced_at")
    for hook in _announced:
        hook(actor, meeting)
    audit.record(actor=actor, verb="meeting.announced", on=meeting)
    return meeting


def tell_moved(actor: Person, meeting: Meeting) -> None:
    """Tell everybody who was asked that a meeting in public has another time or place. Part of `edit_meeting`."""
    for hook in _moved:
        hook(actor, meeting)


@transaction.atomic
def cancel(*, actor: Person, meeting: Meeting, reason: str, plain_reason: str = "", version: int) -> Meeting:
    """Cancel `meeting`. In public it says so, and why; each theme on its agenda is told that it is not taken up.

    A draft that nobody has read of is laid aside. Either way the meeting before it is free to be carried on with by
    another one. It cannot be undone: those who were asked have been told.

    Raises:
        PermissionDenied: `actor` does not plan meetings in its unit.
        ValidationError: no reason, or one that is too long.
        Conflict: it is closed or cancelled already, or somebody changed it since `version`.
    """
    take(meeting, actor, version=version)
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför träffen ställs in. Alla kan läsa det.")})
    was_public = meeting.is_public
    meeting.cancel_reason, meeting.plain_cancel_reason = reason.strip(), plain_reason.strip()
    meeting.clean_fields(exclude=[field.name for field in Meeting._meta.fields if "cancel_reason" not in field.name])
    meeting.state, meeting.cancelled_at, meeting.previous = MeetingState.CANCELLED, clock.now(), None
    meeting.calendar_number += 1
    keep(
        meeting,
        actor,
        *("state", "cancelled_at", "previous", "calendar_number", "cancel_reason", "plain_cancel_reason"),
    )
    if was_public:
        for hook in _cancelled:
            hook(actor, meeting)
        _take_off_agenda(actor, meeting)
    audit.record(actor=actor, verb="meeting.cancelled", on=meeting, was_public=was_public)
    return meeting


def _take_off_agenda(actor: Person, meeting: Meeting) -> None:
    """Say in each thread that was told of the agenda that the meeting is cancelled, in Swedish and plain Swedish."""
    told = AgendaItem.objects.filter(meeting=meeting, announced=True, dropped_at__isnull=True)
    told = told.exclude(merged_into__dropped_at__isnull=False).select_related("thread").order_by("thread", "pk")
    words = {language: _off_agenda(meeting, language) for language in ("sv", "sv-plain")}
    threads = {pk: thread for pk, (thread, _item) in threads_behind(list(told)).items()}
    threads |= {item.thread_id: item.thread for item in told}
    for _pk, thread in sorted(threads.items()):
        tell(thread, EventKind.OFF_AGENDA, actor=actor, text=words["sv"], plain_text=words["sv-plain"])


def _off_agenda(meeting: Meeting, language: str) -> str:
    with override(language):
        facts = {
            "meeting": meeting.title,
            "day": long_date(meeting.starts_at) if meeting.starts_at else "",
            "reason": in_language(meeting, "cancel_reason"),
        }
        return _("%(meeting)s, som skulle vara %(day)s, är inställd. %(reason)s") % facts
