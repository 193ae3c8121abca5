"""The guides of a manager: how much each carries, who is kept waiting, and who has asked for another guide."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.prepared import Prepared
from medskapa.entrance.models import Part, PartState, Receiver
from medskapa.guidance import matching, policy
from medskapa.guidance.models import (
    Absence,
    End,
    GuideAssignment,
    GuideProfile,
    GuideRequest,
    RequestState,
    Step,
    StepState,
)
from medskapa.guidance.queries import guides
from medskapa.people.models import Grant, Kind, Person, Role
from medskapa.people.queries import current_grants, grants_today, in_unit_of

YEAR = timedelta(days=365)
PAGE = 50


@dataclass(frozen=True)
class Load:
    """One guide on the page of workload. `days` is the median of how long the residents have had this guide."""

    guide: Person
    profile: GuideProfile | None
    weight: int
    residents: int
    days: int | None
    changes: int
    without_step: int
    absence: Absence | None

    @property
    def most(self) -> int | None:
        return self.profile.most_weight if self.profile else None

    @property
    def is_full(self) -> bool:
        """Whether there is no room for one more."""
        return self.most is not None and self.weight + matching.NEW_WEIGHT > self.most


@dataclass(frozen=True)
class Workload:
    """All guides of a manager, and what holds for them together."""

    loads: list[Load]
    days: int | None
    changes: int

    @property
    def weight(self) -> int:
        return sum(load.weight for load in self.loads)

    @property
    def residents(self) -> int:
        return sum(load.residents for load in self.loads)

    @property
    def without_step(self) -> int:
        return sum(load.without_step for load in self.loads)


def guides_led_by(viewer: Person) -> QuerySet[Person]:
    """Those who are guides today in a unit that `viewer` leads, by name."""
    return guides_of(grants_today(Role.GUIDE).filter(in_unit_of(viewer, Role.UNIT_MANAGER), person=OuterRef("pk")))


def guides_of(held: QuerySet[Grant]) -> QuerySet[Person]:
    """The members of staff who hold one of the grants `held`, which name their person as ``OuterRef("pk")``."""
    rows = Person.objects.filter(Exists(held), kind=Kind.STAFF)
    return rows.select_related("guide_profile__unit").order_by("name", "pk")


def guide_for(*, viewer: Person, key: int) -> Person:
    """The guide with `key`, for the guide and for those who lead them. Raises Person.DoesNotExist."""
    if key == viewer.pk and policy.may_guide(viewer):
        return Person.objects.select_related("guide_profile__unit").get(pk=key)
    return guides_led_by(viewer).get(pk=key)


def workload(viewer: Person) -> Workload:
    """How much the guides that `viewer` leads carry: four queries, however many guides and residents."""
    people = list(guides_led_by(viewer))
    opens = GuideAssignment.objects.filter(guide__in=people, ended_on__isnull=True)
    began: dict[int, list[date]] = defaultdict(list)
    sums: Counter[int] = Counter()
    stuck: Counter[int] = Counter()
    rows = opens.annotate(is_stuck=~Exists(dated_steps()))
    for guide, day, weight, is_stuck in rows.values_list("guide", "began_on", "weight", "is_stuck"):
        began[guide].append(day)
        sums[guide] += weight
        stuck[guide] += is_stuck
    ended = GuideAssignment.objects.filter(guide__in=people, ended_on__gt=clock.today() - YEAR)
    changes = _counted(ended.exclude(ended_as=End.PATH_ENDED))
    away = {each.guide_id: each for each in guides.absent_now().filter(guide__in=people)}
    loads = [
        Load(
            guide=person,
            profile=getattr(person, "guide_profile", None),
            weight=sums[person.pk],
            residents=len(began[person.pk]),
            days=_median(began[person.pk]),
            changes=changes.get(person.pk, 0),
            without_step=stuck[person.pk],
            absence=away.get(person.pk),
        )
        for person in people
    ]
    every = [day for days in began.values() for day in days]
    return Workload(loads, _median(every), sum(changes.values()))


def dated_steps() -> QuerySet[Step]:
    """For an assignment: the steps of the resident's plan that somebody has agreed to do by a day."""
    return Step.objects.filter(
        plan__resident=OuterRef("resident"), plan__ended_on__isnull=True, state=StepState.AGREED, due_on__isnull=False
    )


def _counted(rows: QuerySet[GuideAssignment]) -> dict[int, int]:
    return dict(rows.order_by().values_list("guide").annotate(Count("pk")))


def _median(days: list[date]) -> int | None:
    today = clock.today()
    return round(median((today - day).days for day in days)) if days else None


def _requests(viewer: Person) -> QuerySet[GuideRequest]:
    """Those that `viewer` may answer, never about `viewer` as a guide; with ``is_led``: they lead the unit."""
    rows = GuideRequest.objects.filter(policy.requests_answered_by(viewer))
    rows = rows.annotate(is_led=in_unit_of(viewer, Role.UNIT_MANAGER, field="assignment__unit"))
    return rows.select_related("resident", "assignment__guide", "assignment__unit")


def called(request: GuideRequest) -> str:
    """What whoever answers a row of `_requests` reads for a name.

    Who stands in for the manager of another unit does not learn the name of somebody with protected identity.
    """
    if request.resident.protected_identity and not request.is_led:  # type: ignore[attr-defined] # carried by the query
        return _("Skyddade personuppgifter")
    return request.resident.name


def requests(viewer: Person) -> list[GuideRequest]:
    """Those who wait for an answer about another guide, the first promised first."""
    return _asked.objects(viewer)


def _all_asked(viewer: Person) -> QuerySet[GuideRequest]:
    return _requests(viewer).filter(state=RequestState.WAITING).order_by("promised_on", "pk")[:PAGE]


_asked = Prepared(_all_asked)


def stands_in(viewer: Person) -> bool:
    """Whether somebody waits for `viewer` to answer about another guide."""
    rows = GuideRequest.objects.filter(policy.requests_answered_by(viewer), state=RequestState.WAITING)
    return rows.exists()


def answered(viewer: Person) -> list[GuideRequest]:
    """The last that were answered."""
    return _answered.objects(viewer)


def _all_answered(viewer: Person) -> QuerySet[GuideRequest]:
    return _requests(viewer).filter(answered_at__isnull=False).order_by("-answered_at", "pk")[:10]


_answered = Prepared(_all_answered)


@transaction.atomic
def open_request(*, viewer: Person, key: int) -> GuideRequest:
    """One request with its reason, and that `viewer` has read it. Raises GuideRequest.DoesNotExist."""
    found = _requests(viewer).get(pk=key)
    audit.read(reader=viewer, person=found.resident, what="guide_request")
    return found


def waiting_for_guide(viewer: Person) -> list[Part]:
    """Those who came through the entrance and have no guide yet: nobody had room, or a person must choose by hand."""
    return _without_guide.objects(viewer)


def _all_without_guide(viewer: Person) -> QuerySet[Part]:
    rows = _waiting().filter(Exists(current_grants(viewer, Role.UNIT_MANAGER))).select_related("entry__person")
    return rows.order_by("promised_on", "pk")[:PAGE]


_without_guide = Prepared(_all_without_guide)


@transaction.atomic
def open_waiting(*, viewer: Person, key: int) -> Part:
    """One who waits for a guide, and that `viewer` has read of them. Raises Part.DoesNotExist."""
    rows = Part.objects.filter(to=Receiver.GUIDE) if policy.may_lead(viewer) else Part.objects.none()
    mine = policy.led_by(viewer, resident="entry__person")  # whom the viewer has just given a guide
    rows = rows.filter(Q(~_has_guide(), state=PartState.WAITING) | mine)
    part = rows.select_related("entry__person").get(pk=key)
    audit.read(reader=viewer, person=part.entry.person, what="waits_for_guide")
    return part


def _waiting() -> QuerySet[Part]:
    return Part.objects.filter(~_has_guide(), to=Receiver.GUIDE, state=PartState.WAITING)


def _has_guide() -> Exists:
    return Exists(GuideAssignment.objects.filter(resident=OuterRef("entry__person"), ended_on__isnull=True))


@dataclass(frozen=True)
class Candidate:
    """A guide whom a manager can choose for a resident: how well they suit, and how much they carry."""

    guide: Person
    offer: matching.Offer
    reasons: list[matching.Reason]
    is_able: bool


def candidates(*, viewer: Person, resident: Person, but_not: Iterable[int] = ()) -> list[Candidate]:
    """The guides that `viewer` leads, the best for `resident` first; those who are away or full come last."""
    return _ranked(resident, guides_led_by(viewer).exclude(pk__in=list(but_not)))


def candidates_for(*, viewer: Person, request: GuideRequest) -> list[Candidate]:
    """As `candidates`, for who may answer `request`: the guides whom they lead and those of the resident's unit, but
    for the one whom the resident wants to leave."""
    held = grants_today(Role.GUIDE).filter(
        in_unit_of(viewer, Role.UNIT_MANAGER) | Q(unit=request.assignment.unit_id), person=OuterRef("pk")
    )
    return _ranked(request.resident, guides_of(held).exclude(pk=request.assignment.guide_id))


def _ranked(resident: Person, people_led: QuerySet[Person]) -> list[Candidate]:
    wish, found = guides.wishes([resident])[resident.pk], guides.offers()
    people = {each.pk: each for each in people_led}
    order = {match.guide: place for place, match in enumerate(matching.rank(wish, found.values()))}
    rows = [
        Candidate(person, offer, matching.reasons(wish, offer), key in order)
        for key, person in people.items()
        if (offer := found.get(key) or matching.Offer(guide=key, takes_new=False))
    ]
    return sorted(rows, key=lambda row: (order.get(row.guide.pk, len(order)), row.guide.name, row.guide.pk))


@dataclass(frozen=True)
class Leaving:
    """One resident of a guide who leaves, and whom we propose instead (None: nobody has room)."""

    assignment: GuideAssignment
    proposed: int | None


def leaving(*, viewer: Person, guide: Person, others: Iterable[Person]) -> list[Leaving]:
    """Every resident of `guide` with a proposal each of `others`, the other guides that `viewer` leads.

    So that the loads come out even. Seven queries, however many.
    """
    rows = GuideAssignment.objects.filter(in_unit_of(viewer, Role.UNIT_MANAGER), guide=guide, ended_on__isnull=True)
    assignments = list(rows.select_related("resident").order_by("resident__name", "pk"))
    wishes = guides.wishes([each.resident for each in assignments])
    found = guides.offers()
    offers = {each.pk: found[each.pk] for each in others if each.pk in found}
    return [
        Leaving(each, proposed)
        for each in assignments
        for proposed in [matching.take_one(wishes[each.resident_id], offers, each.weight)]
    ]


def absences_of(guide: Person) -> list[Absence]:
    """The days on which `guide` is or will be away, the next first. For those who may see the guide's page."""
    rows = Absence.objects.filter(guide=guide, ends_on__gte=clock.today()).select_related("cover")
    return list(rows.order_by("starts_on", "pk"))


def absence_for(*, viewer: Person, key: int) -> Absence:
    """One absence, for the guide and for who leads them. Raises Absence.DoesNotExist."""
    rows = Absence.objects.select_related("guide")
    found = rows.get(pk=key)
    if not policy.may_set_absence(viewer, found.guide):
        raise Absence.DoesNotExist
    return found


def covers_for(guide: Person) -> QuerySet[Person]:
    """Those who can cover for `guide`: the other guides of the unit."""
    units = current_grants(guide, Role.GUIDE).values("unit")
    held = grants_today(Role.GUIDE).filter(person=OuterRef("pk"), unit__in=units)
    return Person.objects.filter(Exists(held), is_active=True).exclude(pk=guide.pk).order_by("name", "pk")


def carried_by(guide: Person) -> tuple[int, int]:
    """How much `guide` carries, and how many residents."""
    found = GuideAssignment.objects.filter(guide=guide, ended_on__isnull=True).aggregate(
        weight=Sum("weight", default=0), number=Count("pk")
    )
    return found["weight"], found["number"]
