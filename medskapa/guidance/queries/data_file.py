"""What is stored of somebody's way, for the file of their own: what they may read of it, and of nobody else."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, Prefetch, Q

from medskapa.guidance import occupations
from medskapa.guidance.models import (
    Attendance,
    CircleMember,
    Contact,
    Extension,
    Goal,
    GuideAssignment,
    GuideRequest,
    HelpKind,
    Note,
    Notice,
    PathEnd,
    PathFollowUp,
    Placement,
    Plan,
    PlanComment,
    PlanVersion,
    Step,
    Talk,
)
from medskapa.guidance.queries.notes import all_notes
from medskapa.people.models import Person
from medskapa.people.own_data import name_of

_OF_SOMEBODY = (GuideAssignment, GuideRequest, Plan, Placement, Talk, Contact, Note, CircleMember, Notice, PathEnd)


def way_of(viewer: Person) -> dict[str, Any] | None:
    """Everything that is stored of `viewer`'s way and that they may read: of a hidden note only its ground in law.

    None where there is nothing, which one query finds out. Otherwise at most 19, however many the rows.
    """
    if not _has_way(viewer):
        return None
    return {
        "guides": [_assignment(each) for each in _own(GuideAssignment, viewer).select_related("guide", "unit")],
        "asked_for_another": [_request(each) for each in _own(GuideRequest, viewer).select_related("answered_by")],
        "plans": [_plan(each) for each in _plans(viewer)],
        "placements": [_placement(each) for each in _placements(viewer)],
        "talks": [_talk(each) for each in _own(Talk, viewer).select_related("guide", "booked_by")],
        "contacts": [_contact(each) for each in _own(Contact, viewer).select_related("staff")],
        "notes": [_note(each) for each in all_notes(viewer=viewer, resident=viewer)],
        "circle": [_member(each) for each in _own(CircleMember, viewer).select_related("added_by")],
        "in_circles_of": [_membership(each) for each in _memberships(viewer)],
        "messages": [_notice(each) for each in _own(Notice, viewer)],
        "ends": [_end(each) for each in _ends(viewer)],
    }


def _has_way(viewer: Person) -> bool:
    """Whether anything is stored. In one query, for most who fetch their file have no guide and never had."""
    rows = [Exists(model.objects.filter(resident=viewer.pk)) for model in _OF_SOMEBODY]  # type: ignore[attr-defined]
    has = Q(Exists(CircleMember.objects.filter(person=viewer.pk)))
    for each in rows:
        has |= Q(each)
    return Person.objects.filter(has, pk=viewer.pk).exists()


def _own(model: Any, viewer: Person) -> Any:
    """The rows of `model` about `viewer`, in the order of the model."""
    return model.objects.filter(resident=viewer)


def _plans(viewer: Person) -> Iterable[Plan]:
    return _own(Plan, viewer).prefetch_related(  # type: ignore[no-any-return]
        Prefetch("versions", PlanVersion.objects.select_related("made_by", "guide", "witness").order_by("number")),
        Prefetch("goals", Goal.objects.order_by("place", "pk")),
        Prefetch("steps", Step.objects.select_related("goal", "proposed_by").order_by("due_on", "pk")),
        Prefetch("comments", PlanComment.objects.select_related("author", "step").order_by("written_at", "pk")),
    )


def _placements(viewer: Person) -> Iterable[Placement]:
    extensions = Extension.objects.select_related("asked_by", "decided_by").order_by("number", "pk")
    attendance = Attendance.objects.select_related("marked_by").order_by("day", "pk")
    rows = _own(Placement, viewer).select_related("measure", "placed_by", "onward_step")
    return rows.prefetch_related(  # type: ignore[no-any-return]
        Prefetch("extensions", extensions), Prefetch("attendance", attendance)
    )


def _memberships(viewer: Person) -> Iterable[CircleMember]:
    return CircleMember.objects.filter(person=viewer).select_related("resident").order_by("added_on", "pk")


def _ends(viewer: Person) -> Iterable[PathEnd]:
    asked = Prefetch("follow_ups", PathFollowUp.objects.order_by("due_on", "pk"))
    return _own(PathEnd, viewer).select_related("ended_by").prefetch_related(asked)  # type: ignore[no-any-return]


def _assignment(row: GuideAssignment) -> dict[str, Any]:
    return {
        "guide": name_of(row.guide),
        "unit": row.unit.name,
        "weight": row.weight,
        "since": row.began_on,
        "began": row.get_began_as_display(),
        "until": row.ended_on,
        "ended": row.get_ended_as_display(),
        "handed_over": row.handover,
    }


def _request(row: GuideRequest) -> dict[str, Any]:
    return {
        "on": row.asked_on,
        "reason": row.reason,
        "state": row.get_state_display(),
        "promised_on": row.promised_on,
        "answer": row.answer,
        "answered_by": name_of(row.answered_by),
        "answered_at": row.answered_at,
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "occupation": occupations.name_of(plan.occupation),
        "job_goal": plan.goal_words,
        "studies": plan.studies,
        "i_can": plan.can,
        "i_want": plan.want,
        "in_the_way": plan.hinders,
        "since": plan.began_on,
        "until": plan.ended_on,
        "goals": [
            {"text": goal.text, "reached_on": goal.reached_on, "dropped_on": goal.dropped_on}
            for goal in plan.goals.all()
        ],
        "steps": [_step(step) for step in plan.steps.all()],
        "comments": [
            {"by": name_of(each.author), "at": each.written_at, "text": each.text, "on": each.step and each.step.text}
            for each in plan.comments.all()
        ],
        "versions": [_version(each) for each in plan.versions.all()],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "text": step.text,
        "goal": step.goal and step.goal.text,
        "who": step.owner_name or step.get_owner_display(),
        "by": step.due_on,
        "state": step.get_state_display(),
        "proposed_by": name_of(step.proposed_by),
        "done_on": step.done_on,
        "dropped_because": step.dropped_why,
    }


def _version(version: PlanVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "content": version.content,
        "digest": version.digest,
        "made_by": name_of(version.made_by),
        "made_at": version.made_at,
        "you_agreed_at": version.resident_agreed_at,
        "you_agreed": version.get_resident_agreed_by_display(),
        "witness": name_of(version.witness),
        "guide": name_of(version.guide),
        "guide_agreed_at": version.guide_agreed_at,
    }


def _placement(row: Placement) -> dict[str, Any]:
    return {
        "measure": row.measure.name,
        "state": row.get_state_display(),
        "purpose": row.purpose,
        "queued_on": row.queued_on,
        "confirmed_on": row.confirmed_on,
        "offered_on": row.offered_on,
        "offered_from": row.offered_from,
        "answer_by": row.answer_by,
        "accepted_on": row.accepted_on,
        "since": row.starts_on,
        "first_end": row.first_end,
        "until": row.ends_on,
        "way_onward": row.way_onward,
        "onward_step": row.onward_step and row.onward_step.text,
        "longer_because": row.longer_because,
        "placed_by": name_of(row.placed_by),
        "ended_on": row.ended_on,
        "ended": row.get_ended_as_display(),
        "lock_in_days": row.lock_in_days,
        "words": row.words,
        "certificate": row.certificate,
        "extensions": [_extension(each) for each in row.extensions.all()],
        "attendance": [_attendance(each) for each in row.attendance.all()],
    }


def _extension(row: Extension) -> dict[str, Any]:
    return {
        "from": row.from_day,
        "to": row.to_day,
        "reason": row.reason,
        "way_onward": row.way_onward,
        "state": row.get_state_display(),
        "asked_by": name_of(row.asked_by),
        "asked_on": row.asked_on,
        "decided_by": name_of(row.decided_by),
        "answer": row.answer,
        "answered_on": row.answered_on,
        "guide_read_on": row.read_on,
    }


def _attendance(row: Attendance) -> dict[str, Any]:
    return {
        "day": row.day,
        "presence": row.get_presence_display(),
        "reason": row.get_reason_display(),
        "marked_by": name_of(row.marked_by),
        "you_say": row.resident_says,
        "you_said_on": row.said_on,
    }


def _talk(talk: Talk) -> dict[str, Any]:
    return {
        "with": name_of(talk.guide),
        "from": talk.starts_at,
        "to": talk.ends_at,
        "how": talk.get_how_display(),
        "where": talk.where,
        "about": talk.about,
        "interpreter": talk.interpreter,
        "state": talk.get_state_display(),
        "booked_by": name_of(talk.booked_by),
        "cancelled_because": talk.cancelled_why,
        "missed_because": talk.missed_why,
        "what_would_help": [str(HelpKind(kind).label) for kind in talk.help_kinds if kind in HelpKind.values],
        "help_wanted": talk.help_wanted,
        "answered_on": talk.answered_on,
    }


def _contact(row: Contact) -> dict[str, Any]:
    return {"day": row.day, "with": name_of(row.staff), "how": row.get_kind_display(), "about": row.about}


def _note(note: Note) -> dict[str, Any]:
    return {
        "at": note.written_at,
        "by": name_of(note.author),
        "text": note.shown_text,  # type: ignore[attr-defined] # carried by the query; empty where it is hidden
        "hidden_because": note.get_hidden_ground_display(),
        "you_say": note.resident_says,
        "you_said_on": note.said_on,
    }


def _member(row: CircleMember) -> dict[str, Any]:
    return {
        "name": row.name,
        "who": row.get_relation_display(),
        "reach": row.reach,
        "sees_plan": row.sees_plan,
        "sees_talks": row.sees_talks,
        "is_proposed": row.is_proposed,
        "added_by": name_of(row.added_by),
        "since": row.added_on,
        "until": row.ended_on,
    }


def _membership(row: CircleMember) -> dict[str, Any]:
    """Whose circle somebody is in. What they are called there, and how they are reached, is that resident's own."""
    return {
        "of": name_of(row.resident),
        "sees_plan": row.sees_plan,
        "sees_talks": row.sees_talks,
        "since": row.added_on,
        "until": row.ended_on,
    }


def _notice(row: Notice) -> dict[str, Any]:
    return {
        "about": row.get_kind_display(),
        "via": row.get_via_display(),
        "state": row.get_state_display(),
        "on": row.made_on,
        "done_at": row.done_at,
    }


def _end(row: PathEnd) -> dict[str, Any]:
    return {
        "on": row.ended_on,
        "because": row.get_kind_display(),
        "counts_as": row.get_counts_as_display(),
        "since": row.since,
        "until": row.until,
        "words": row.words,
        "ended_by": name_of(row.ended_by),
        "returned_on": row.returned_on,
        "asked_afterwards": [
            {
                "weeks": each.weeks,
                "asked_on": each.asked_on,
                "answered_on": each.answered_on,
                "now": each.get_still_display(),
                "helped": each.get_helped_display(),
                "words": each.words,
            }
            for each in row.follow_ups.all()
        ],
    }
