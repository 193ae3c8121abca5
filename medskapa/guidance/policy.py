"""Who may do what on the path. Each rule is written once, as a condition the database can answer.

The wall: whoever exercises authority (Role.OFFICER) never has a right here, and guides have none there. Nothing in
this room asks for the role of officer, so that a person who holds both is let in as a guide for their own residents.
"""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from medskapa.core import clock
from medskapa.guidance.models import (
    Absence,
    CircleMember,
    GuideAssignment,
    GuideProfile,
    GuideRequest,
    Measure,
    MeasureStaff,
    NoticeKind,
    PathFollowUp,
    Relation,
    Step,
    StepOwner,
    StepState,
)
from medskapa.people.models import Person, Role, Unit
from medskapa.people.queries import current_grants, grants_today, holds, in_unit_of

TOLD_AFTER_DAYS = 60  # how long the last guide hands over what waits for somebody whose path has ended


def guides_now(person: Person) -> Q:
    """The assignments by which `person` guides somebody today: their own, and those of guides they cover for.

    Sub-selects that ask nothing of the row: however many residents there are, the database works each out once.
    """
    today = clock.today()
    away = Absence.objects.filter(cover=person, starts_on__lte=today, ends_on__gte=today)
    is_guide = Exists(current_grants(person, Role.GUIDE))
    return Q(is_guide, ended_on__isnull=True) & (Q(guide=person) | Q(guide__in=away.values("guide")))


def leads_now(person: Person) -> Q:
    """The open assignments in the units that `person` is the manager of."""
    led = current_grants(person, Role.UNIT_MANAGER)
    everywhere = Exists(led.filter(unit__isnull=True))
    units = led.filter(unit__isnull=False).values("unit")
    return Q(ended_on__isnull=True) & (Q(unit__in=units) | Q(everywhere))


def opens_now(person: Person) -> Q:
    """The open assignments by which `person` may read a file at work, as guide, cover or manager."""
    return guides_now(person) | leads_now(person)


def guided_by(person: Person, *, resident: str = "resident") -> Q:
    """The residents whose guide is `person`, or whose guide is away today and has `person` as cover.

    For rows of residents themselves, `resident` is ``pk``.
    """
    return Q(**{f"{resident}__in": GuideAssignment.objects.filter(guides_now(person)).values("resident")})


def led_by(person: Person, *, resident: str = "resident") -> Q:
    """The residents whose guide works in a unit that `person` is the manager of."""
    return Q(**{f"{resident}__in": GuideAssignment.objects.filter(leads_now(person)).values("resident")})


def file_open_to(person: Person, *, resident: str = "resident") -> Q:
    """The residents whose file `person` may read at work: their guide, who covers for the guide, and the manager.

    Those of `guided_by` and `led_by`, asked for at once: the pages of a file ask this several times each.
    """
    return Q(**{f"{resident}__in": GuideAssignment.objects.filter(opens_now(person)).values("resident")})


def may_guide(person: Person) -> bool:
    """Whether `person` is a guide today."""
    return holds(person, Role.GUIDE)


def may_lead(person: Person) -> bool:
    """Whether `person` is the manager of any unit today."""
    return holds(person, Role.UNIT_MANAGER)


def leads_guides(person: Person) -> Q:
    """The condition that `person` is the manager of guides today, whatever row it is asked of."""
    led = current_grants(person, Role.UNIT_MANAGER)
    units = Q(unit__in=led.filter(unit__isnull=False).values("unit"))
    return Q(Exists(GuideProfile.objects.filter(units | Q(Exists(led.filter(unit__isnull=True))))))


def may_lead_unit(person: Person, unit: Unit) -> bool:
    return current_grants(person, Role.UNIT_MANAGER).filter(Q(unit=unit) | Q(unit__isnull=True)).exists()


def may_guide_resident(person: Person, resident: Person) -> bool:
    """Whether `person` is the guide of `resident` today, or covers for the guide."""
    return Person.objects.filter(guided_by(person, resident="pk"), pk=resident.pk).exists()


def may_lead_resident(person: Person, resident: Person) -> bool:
    return Person.objects.filter(led_by(person, resident="pk"), pk=resident.pk).exists()


def may_open_file(person: Person, resident: Person) -> bool:
    return Person.objects.filter(file_open_to(person, resident="pk"), pk=resident.pk).exists()


def planned_by(person: Person, *, resident: str = "resident") -> Q:
    """The residents whose plan `person` may change: the resident and the guide do, the manager reads."""
    return Q(**{resident: person.pk}) | guided_by(person, resident=resident)


def may_plan_with(person: Person, resident: Person) -> bool:
    if person.pk == resident.pk:  # what `planned_by` says of oneself: the database need not be asked
        return True
    return Person.objects.filter(planned_by(person, resident="pk"), pk=resident.pk).exists()


def works_at(person: Person, *, measure: str = "measure") -> Q:
    """The measures where `person` works for the provider."""
    return Q(Exists(MeasureStaff.objects.filter(measure=OuterRef(measure), person=person))) & Q(
        Exists(current_grants(person, Role.PROVIDER))
    )


def plan_shown_to(person: Person, *, resident: str = "resident") -> Q:
    """The residents who let `person`, in their circle, see their plan."""
    return _shown_in_circle(person, resident, sees_plan=True)


def plan_open_to(person: Person, *, resident: str = "resident") -> Q:
    """The residents whose plan `person` may read: their own, as guide, cover or manager, or from their circle."""
    own = Q(**{resident: person.pk})
    return own | file_open_to(person, resident=resident) | plan_shown_to(person, resident=resident)


def may_agree_to_steps(person: Person, resident: Person) -> bool:
    """Whether `person` may say yes to what `resident` proposes, and see them put their name to a plan at the desk."""
    return person.pk != resident.pk and may_guide_resident(person, resident)


def may_sign(person: Person, resident: Person) -> bool:
    """Whether `person` may sign the plan of `resident` with an e-ID: the resident alone, and nobody for them."""
    return person.pk == resident.pk


def may_edit_step(person: Person, step: Step) -> bool:
    """Whether `person` may change or strike `step`: the guide any, the resident what they proposed themselves."""
    if person.pk == step.plan.resident_id:
        return step.proposed_by_id == person.pk and step.state in {StepState.PROPOSED, StepState.DROPPED}
    return may_guide_resident(person, step.plan.resident)


def may_tick(person: Person, step: Step) -> bool:
    """Whether `person` may tick `step` off: the guide any, the resident what is not for the guide to do."""
    if person.pk == step.plan.resident_id:
        return step.owner != StepOwner.GUIDE
    return may_guide_resident(person, step.plan.resident)


def may_give_guide(person: Person | None, resident: Person, guide: Person | None) -> bool:
    """Whether `person` may have `resident` given a guide. None is an entry that somebody handed in unsigned.

    Whoever comes through the entrance gets the one who suits them; only the manager of a guide's unit chooses whom.
    """
    if guide is not None:
        return person is not None and may_lead_guide(person, guide)
    if person is None or person.pk == resident.pk:
        return True
    return holds(person, Role.RECEPTION, Role.GUIDE, Role.UNIT_MANAGER)


def may_lead_guide(person: Person, guide: Person) -> bool:
    """Whether `person` is the manager of a unit in which `guide` is a guide today."""
    units = current_grants(guide, Role.GUIDE).values("unit")
    led = current_grants(person, Role.UNIT_MANAGER)
    return led.filter(Q(unit__isnull=True) | Q(unit__in=units)).exists()


def catalogue_kept_by(person: Person, *, unit: str = "unit") -> Q:
    """The measures that `person` may write about in the catalogue: the manager of their unit, and every editor."""
    return Q(in_unit_of(person, Role.UNIT_MANAGER, field=unit)) | Q(Exists(current_grants(person, Role.EDITOR)))


def may_keep_catalogue(person: Person) -> bool:
    """Whether `person` keeps any part of the catalogue today."""
    return holds(person, Role.UNIT_MANAGER, Role.EDITOR)


def may_keep_catalogue_of(person: Person, unit: Unit) -> bool:
    return Unit.objects.filter(catalogue_kept_by(person, unit="pk"), pk=unit.pk).exists()


def keeps_measure(person: Person) -> Q:
    """The measures that `person` may change: never what an organisation offers, which it changes itself."""
    return catalogue_kept_by(person) & Q(occupation__isnull=True)


def may_keep_measure(person: Person, measure: Measure) -> bool:
    return Measure.objects.filter(keeps_measure(person), pk=measure.pk).exists()


def marks_attendance_of(person: Person) -> Q:
    """The placements whose days `person` may mark: where they work for the provider, and those of their residents."""
    return works_at(person) | guided_by(person)


def may_mark_attendance(person: Person) -> bool:
    """Whether `person` marks attendance anywhere today."""
    return holds(person, Role.PROVIDER, Role.GUIDE)


def talks_shown_to(person: Person, *, resident: str = "resident") -> Q:
    """The residents whose talks and contacts `person` may read of: one's own, and those whose file is open."""
    return Q(**{resident: person.pk}) | file_open_to(person, resident=resident)


def may_book(person: Person, resident: Person) -> bool:
    """Whether `person` may book, move and cancel a talk: the resident, the guide, and reception at the entrance."""
    return may_plan_with(person, resident) or holds(person, Role.RECEPTION)


def may_log_contact(person: Person, resident: Person) -> bool:
    """Whether `person` may write that they were in touch: the guide, the manager, and reception at the entrance."""
    return may_open_file(person, resident) or holds(person, Role.RECEPTION)


def may_set_absence(person: Person, guide: Person) -> bool:
    """Whether `person` may say when `guide` is away: the guide, and the manager."""
    return (person.pk == guide.pk and may_guide(person)) or may_lead_guide(person, guide)


def may_cover(person: Person, guide: Person) -> bool:
    """Whether `person` may cover for `guide`: another guide of the same unit, today."""
    units = current_grants(guide, Role.GUIDE).values("unit")
    return person.pk != guide.pk and current_grants(person, Role.GUIDE).filter(unit__in=units).exists()


def requests_answered_by(person: Person) -> Q:
    """The requests for another guide that `person` may read and answer: the manager's, never the guide's own.

    A manager who is the guide in question is a guide in this. Where nobody else leads the unit, the managers of the
    other units stand in: a request is never left to the guide, nor to nobody.
    """
    of_unit = Q(unit=OuterRef("assignment__unit")) | Q(unit__isnull=True)
    others = grants_today(Role.UNIT_MANAGER).filter(of_unit, person__is_active=True)
    has_manager = Exists(others.exclude(person=OuterRef("assignment__guide")))
    leads = Q(in_unit_of(person, Role.UNIT_MANAGER, field="assignment__unit"))
    stands_in = Q(Exists(current_grants(person, Role.UNIT_MANAGER))) & ~Q(has_manager)
    return (leads | stands_in) & ~Q(assignment__guide=person)


def may_answer_request(person: Person, request: GuideRequest) -> bool:
    return GuideRequest.objects.filter(requests_answered_by(person), pk=request.pk).exists()


def may_give_on_request(person: Person, request: GuideRequest, guide: Person) -> bool:
    """Whether `person`, who may answer `request`, may give the resident `guide`: one whom they lead themselves, or one
    of the resident's unit where they stand in for its manager."""
    if may_lead_guide(person, guide):
        return True
    in_unit = current_grants(guide, Role.GUIDE).filter(unit=request.assignment.unit_id)
    return may_answer_request(person, request) and in_unit.exists()


def notes_read_by(person: Person) -> Q:
    """The notes that `person` may read: those of open files, and those about oneself that no ground in law hides."""
    return Q(resident=person.pk, hidden_ground="") | file_open_to(person)


def notes_known_to(person: Person) -> Q:
    """The notes that `person` may know of: one's own also where the text is hidden, for its ground is told."""
    return Q(resident=person.pk) | file_open_to(person)


def may_join(person: Person) -> bool:
    """Whether `person` may say that two rows are one resident: whoever meets people at the entrance."""
    return holds(person, Role.RECEPTION)


def follow_ups_kept_by(person: Person) -> Q:
    """The follow-ups that `person` may ask about by phone: those of paths that they guided to the end, or lead."""
    guided = Q(path_end__assignment__guide=person) & Q(Exists(current_grants(person, Role.GUIDE)))
    return guided | Q(in_unit_of(person, Role.UNIT_MANAGER, field="path_end__assignment__unit"))


def may_answer_follow_up(person: Person, follow_up: PathFollowUp) -> bool:
    """Whether `person` may say how it went: about oneself, or for somebody whom they have rung."""
    rows = PathFollowUp.objects.filter(Q(path_end__resident=person) | follow_ups_kept_by(person))
    return rows.filter(pk=follow_up.pk).exists()


def ends_led_by(person: Person) -> Q:
    """The ended paths that `person` may count: those of units that they manage."""
    return Q(in_unit_of(person, Role.UNIT_MANAGER, field="assignment__unit"))


def may_add_to_circle(person: Person, resident: Person) -> bool:
    """Whether `person` may add somebody to the circle of `resident`: the resident on a path, and the guide."""
    if person.pk == resident.pk:
        return GuideAssignment.objects.filter(resident=resident, ended_on__isnull=True).exists()
    return may_guide_resident(person, resident)


def talks_in_circle_of(person: Person) -> Q:
    """The talks that residents let `person`, in their circle, know the time and place of."""
    return _shown_in_circle(person, "resident", sees_talks=True)


def _shown_in_circle(person: Person, resident: str, **sees: bool) -> Q:
    """The residents who let `person`, in their circle, see this; never one who decides on support."""
    circle = CircleMember.objects.filter(resident=OuterRef(resident), person=person, ended_on__isnull=True, **sees)
    return Q(Exists(circle.exclude(relation=Relation.OFFICER)))


def told_by(person: Person, *, resident: str = "resident") -> Q:
    """The residents to whom `person` hands letters and messages: those of open files, and of files lately closed.

    What is told as a path ends would otherwise wait for nobody: it falls to the last guide, and to the manager.
    """
    of_them = GuideAssignment.objects.filter(resident=OuterRef(resident))
    lately = of_them.filter(ended_on__gte=clock.today() - timedelta(days=TOLD_AFTER_DAYS))
    was_guide = Q(guide=person) & Q(Exists(current_grants(person, Role.GUIDE)))
    last = lately.filter(was_guide | Q(in_unit_of(person, Role.UNIT_MANAGER)))
    return file_open_to(person, resident=resident) | (~Q(Exists(of_them.filter(ended_on=None))) & Q(Exists(last)))


def notices_told_by(person: Person) -> Q:
    """The notices that `person` hands over. An answer about another guide is told by those who may answer it, and by
    no guide: a letter in a guide's own list would say that the resident had asked to leave them, or the guide before.
    """
    guides_them = GuideAssignment.objects.filter(resident=OuterRef("resident"), guide=person)
    theirs = GuideRequest.objects.filter(requests_answered_by(person), pk=OuterRef("about_key"))
    answers = Q(kind=NoticeKind.REQUEST_ANSWERED)
    named = Q(resident__protected_identity=False) | led_by(person)  # who stands in learns no protected name
    return (~answers & told_by(person)) | (answers & named & Q(Exists(theirs)) & ~Q(Exists(guides_them)))
