"""Improvement areas, development groups and working groups: made, described, met, told of, ended."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Model, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from medskapa.change import policy
from medskapa.change.actions.threads import refuse_if_changed
from medskapa.change.models import (
    DevelopmentGroup,
    GroupMeeting,
    ImprovementArea,
    Member,
    Process,
    Progress,
    ProposalState,
    WorkingGroup,
    WorkingGroupState,
)
from medskapa.core import audit, clock, slugs
from medskapa.core.errors import Conflict, refuse_longer
from medskapa.people.models import Person, Unit

GROUP_TEXTS = ["name", "task", "plain_task"]
DEVELOPMENT_TEXTS = ["name", "purpose", "plain_purpose", "mandate", "plain_mandate"]
AREA_TEXTS = ["name", "about", "plain_about", "source"]
RESERVED = {"ny", "nytt", "mina"}  # other pages have these addresses

Group = WorkingGroup | DevelopmentGroup


@transaction.atomic
def add_area(
    *,
    actor: Person,
    name: str,
    process: Process,
    about: str,
    source: str,
    plain_about: str = "",
    source_on: date | None = None,
) -> ImprovementArea:
    """Write down what an evaluation found that needs to get better. The same name (a double click) gives the first.

    Raises:
        PermissionDenied: `actor` is no planner.
        ValidationError: a text is missing or too long; keyed by field.
    """
    if not policy.may_plan(actor):
        raise PermissionDenied
    if earlier := ImprovementArea.objects.filter(name=name.strip(), process=process).first():
        return earlier
    area = ImprovementArea(
        name=name.strip(),
        process=process,
        about=about.strip(),
        plain_about=plain_about.strip(),
        source=source.strip(),
        source_on=source_on,
    )
    area.clean_fields(exclude=["slug"])
    area.slug = slugs.free(ImprovementArea, area.name, otherwise="omrade", reserved=RESERVED)
    area.save()
    audit.record(actor=actor, verb="area.added", on=area)
    return area


@transaction.atomic
def edit_area(
    *,
    actor: Person,
    area: ImprovementArea,
    process: Process,
    source_on: date | None,
    version: int | None = None,
    **texts: str,
) -> ImprovementArea:
    """Change an area (the texts of `AREA_TEXTS`); its address stays.

    Raises:
        PermissionDenied, ValidationError: as `add_area`.
        Conflict: somebody else changed it since `version`.
    """
    area.refresh_from_db(from_queryset=ImprovementArea.objects.select_for_update(of=("self",)))
    if not policy.may_plan(actor):
        raise PermissionDenied
    refuse_if_changed(area, version)
    _fill(area, AREA_TEXTS, texts)
    area.process, area.source_on = process, source_on
    area.clean_fields()
    area.version += 1
    area.save()
    audit.record(actor=actor, verb="area.edited", on=area)
    return area


@transaction.atomic
def set_up_development_group(
    *, actor: Person, process: Process, hours_a_month: int, version: int | None = None, **texts: str
) -> DevelopmentGroup:
    """Describe the development group of a part of the process (the texts of `DEVELOPMENT_TEXTS`); made where missing.

    Args:
        version: the one that the writer saw, of a group that there is.

    Raises:
        PermissionDenied: `actor` is no planner, and does not lead it.
        ValidationError: a text is missing or too long; keyed by field.
        Conflict: somebody else changed it since `version`.
    """
    group = DevelopmentGroup.objects.select_for_update().filter(process=process).first()
    if not (policy.may_lead_development(actor, group) if group else policy.may_plan(actor)):
        raise PermissionDenied
    if group:
        refuse_if_changed(group, version)
    made = group is None
    group = group or DevelopmentGroup(process=process, version=0)
    _fill(group, DEVELOPMENT_TEXTS, texts)
    group.hours_a_month = hours_a_month
    group.clean_fields(exclude=["slug"] if made else None)
    group.slug = group.slug or slugs.free(DevelopmentGroup, group.name, otherwise="utvecklingsgrupp", reserved=RESERVED)
    group.version += 1
    group.save()
    audit.record(actor=actor, verb="development_group.described", on=group, version=group.version)
    return group


@transaction.atomic
def make_group(
    *,
    actor: Person,
    name: str,
    task: str,
    area: ImprovementArea,
    development_group: DevelopmentGroup,
    unit: Unit,
    due_on: date,
    plain_task: str = "",
    started_on: date | None = None,
) -> WorkingGroup:
    """Start a working group with a task and a day. The same name (a double click) returns the first.

    Raises:
        PermissionDenied: `actor` does not plan in `unit`.
        ValidationError: a text is missing or too long, or the days are the wrong way round; keyed by field.
        Conflict: a group of another unit has the name.
    """
    if not policy.may_plan_in(actor, unit):
        raise PermissionDenied
    if earlier := WorkingGroup.objects.filter(name=name.strip()).first():
        if earlier.unit_id == unit.pk and earlier.state == WorkingGroupState.ACTIVE:
            return earlier
        raise Conflict(_("Det finns redan en arbetsgrupp med det namnet. Välj ett annat."))
    group = WorkingGroup(
        name=name.strip(),
        task=task.strip(),
        plain_task=plain_task.strip(),
        area=area,
        development_group=development_group,
        unit=unit,
        started_on=started_on or clock.today(),
        due_on=due_on,
    )
    _refuse_backwards(group)
    group.clean_fields(exclude=["slug"])
    group.slug = slugs.free(WorkingGroup, group.name, otherwise="grupp", reserved=RESERVED)
    group.save()
    audit.record(actor=actor, verb="group.made", on=group)
    return group


@transaction.atomic
def edit_group(
    *, actor: Person, group: WorkingGroup, version: int, due_on: date, area: ImprovementArea, **texts: str
) -> WorkingGroup:
    """Change the task, the day or the area of a working group (the texts of `GROUP_TEXTS`); its address stays.

    Raises:
        PermissionDenied: `actor` does not see to the group.
        ValidationError: a text is missing or too long, or the day is before the first one; keyed by field.
        Conflict: somebody else changed it since `version`, or it has ended.
    """
    _take(group, actor)
    refuse_if_changed(group, version)
    _fill(group, GROUP_TEXTS, texts)
    group.due_on, group.area = due_on, area
    _refuse_backwards(group)
    group.clean_fields()
    if WorkingGroup.objects.filter(name=group.name).exclude(pk=group.pk).exists():
        raise ValidationError({"name": _("Det finns redan en arbetsgrupp med det namnet. Välj ett annat.")})
    group.version += 1
    group.save()
    audit.record(actor=actor, verb="group.edited", on=group, version=group.version)
    return group


@transaction.atomic
def end_group(*, actor: Person, group: WorkingGroup, early: bool, reason: str = "") -> WorkingGroup:
    """End a working group: its task is done, or (`early`) it stops before that, with a reason that everybody can read.

    Its members leave it today. Ended in the same way already: nothing changes.

    Raises:
        PermissionDenied: `actor` does not see to the group.
        ValidationError: it ends early and nobody said why, or the reason is too long; keyed ``reason``.
        Conflict: a proposal of it is still worked on, or it has ended in another way.
    """
    group.refresh_from_db(from_queryset=WorkingGroup.objects.select_for_update(of=("self",)))
    if not policy.may_lead(actor, group):
        raise PermissionDenied
    wanted = WorkingGroupState.ENDED if early else WorkingGroupState.DONE
    if group.state == wanted:
        return group
    _refuse_ended(group)
    if early and not reason.strip():
        raise ValidationError({"reason": _("Skriv varför gruppen slutar. Alla kan läsa det.")})
    if group.proposals.filter(state=ProposalState.WORKING).exists():
        raise Conflict(
            _("Gruppen har förslag som inte är färdiga. Ge dem först till en annan grupp, eller lägg ner dem.")
        )
    group.state, group.ended_on, group.end_reason = wanted, clock.today(), reason.strip()
    refuse_longer("reason", group.end_reason, 500)
    group.version += 1
    group.save(update_fields=["state", "ended_on", "end_reason", "version"])
    last_day = Greatest(Value(clock.today()), F("starts_on"))
    Member.objects.filter(working_group=group, ends_on__isnull=True).update(ends_on=last_day)
    audit.record(actor=actor, verb="group.ended", on=group, early=early)
    return group


@transaction.atomic
def tell_progress(*, actor: Person, group: WorkingGroup, text: str, plain_text: str = "") -> Progress:
    """Tell everybody how far the group has come. It cannot be changed afterwards. The same words today are told once.

    Raises:
        PermissionDenied: `actor` does not work in the group.
        ValidationError: no words, or too many; keyed by field.
        Conflict: the group has ended.
    """
    group.refresh_from_db(from_queryset=WorkingGroup.objects.select_for_update(of=("self",)))
    if not policy.may_work_in(actor, group):
        raise PermissionDenied
    if earlier := group.progress.filter(text=text.strip(), on=clock.today()).first():
        return earlier
    _refuse_ended(group)
    progress = Progress(
        working_group=group, text=text.strip(), plain_text=plain_text.strip(), on=clock.today(), by=actor
    )
    progress.clean_fields(exclude=["working_group", "by"])
    progress.save()
    audit.record(actor=actor, verb="group.progress_told", on=progress)
    return progress


@transaction.atomic
def call_meeting(*, actor: Person, group: Group, starts_at: datetime, place: str, about: str = "") -> GroupMeeting:
    """Call the group together. The same time and place (a double click) returns the first.

    Raises:
        PermissionDenied: `actor` does not see to the group.
        ValidationError: a text is missing or too long, or the time has passed; keyed by field.
        Conflict: the group has ended.
    """
    model = type(group)
    group.refresh_from_db(from_queryset=model._default_manager.select_for_update(of=("self",)))  # type: ignore[arg-type]
    if not policy.may_lead_any(actor, group):
        raise PermissionDenied
    _refuse_ended(group)
    meeting = GroupMeeting(starts_at=starts_at, place=place.strip(), about=about.strip(), called_by=actor)
    if isinstance(group, WorkingGroup):
        meeting.working_group = group
    else:
        meeting.development_group = group
    if earlier := group.meetings.filter(starts_at=starts_at, place=meeting.place, cancelled=False).first():
        return earlier
    if starts_at < clock.now() - timedelta(days=1):
        raise ValidationError({"starts_at": _("Den tiden har redan varit.")})
    meeting.clean_fields(exclude=["working_group", "development_group", "called_by"])
    meeting.save()
    audit.record(actor=actor, verb="group_meeting.called", on=meeting)
    return meeting


@transaction.atomic
def change_meeting(
    *,
    actor: Person,
    meeting: GroupMeeting,
    starts_at: datetime,
    place: str,
    about: str = "",
    notes: str = "",
    version: int | None = None,
) -> GroupMeeting:
    """Move a meeting of a group, or write what it came to. A calendar that has it learns of a new time or place.

    Raises:
        PermissionDenied: `actor` does not see to the group.
        ValidationError: a text is missing or too long; keyed by field.
        Conflict: it is cancelled, or somebody else changed it since `version`.
    """
    _take_meeting(meeting, actor)
    if meeting.cancelled:
        raise Conflict(_("Mötet är inställt."))
    refuse_if_changed(meeting, version)
    told_before = (meeting.starts_at, meeting.place, meeting.about)
    meeting.starts_at, meeting.place = starts_at, place.strip()
    meeting.about, meeting.notes = about.strip(), notes.strip()
    meeting.clean_fields(exclude=["working_group", "development_group", "called_by"])
    if told_before != (meeting.starts_at, meeting.place, meeting.about):
        meeting.calendar_number += 1
    meeting.version += 1
    meeting.save()
    audit.record(actor=actor, verb="group_meeting.changed", on=meeting)
    return meeting


@transaction.atomic
def cancel_meeting(*, actor: Person, meeting: GroupMeeting) -> GroupMeeting:
    """Cancel a meeting of a group; in calendars it is struck out. Again: nothing changes.

    Raises:
        PermissionDenied: `actor` does not see to the group.
    """
    _take_meeting(meeting, actor)
    if not meeting.cancelled:
        meeting.cancelled = True
        meeting.calendar_number += 1
        meeting.save(update_fields=["cancelled", "calendar_number"])
        audit.record(actor=actor, verb="group_meeting.cancelled", on=meeting)
    return meeting


def group_of(meeting: GroupMeeting) -> Group:
    """The one group that a meeting belongs to."""
    group = meeting.working_group or meeting.development_group
    if group is None:
        raise ValueError("a meeting without a group: the database refuses that")
    return group


def _take_meeting(meeting: GroupMeeting, actor: Person) -> None:
    meeting.refresh_from_db(from_queryset=GroupMeeting.objects.select_for_update(of=("self",)))
    if not policy.may_lead_any(actor, group_of(meeting)):
        raise PermissionDenied


def _take(group: WorkingGroup, actor: Person) -> None:
    group.refresh_from_db(from_queryset=WorkingGroup.objects.select_for_update(of=("self",)))
    if not policy.may_lead(actor, group):
        raise PermissionDenied
    _refuse_ended(group)


def _refuse_ended(group: Group) -> None:
    if isinstance(group, WorkingGroup) and group.state != WorkingGroupState.ACTIVE:
        raise Conflict(_("Arbetsgruppen har slutat."))


def _refuse_backwards(group: WorkingGroup) -> None:
    if group.due_on < group.started_on:
        raise ValidationError({"due_on": _("Gruppen kan inte vara klar innan den har börjat.")})


def _fill(row: Model, fields: list[str], texts: dict[str, str]) -> None:
    for field in fields:
        if field in texts:
            setattr(row, field, texts[field].strip())
