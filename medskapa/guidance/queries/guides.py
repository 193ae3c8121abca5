"""Guides: who has which resident, who is away, how much each carries, and who would suit a resident."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum

from medskapa.commons import queries as commons
from medskapa.commons.models import Area
from medskapa.core import clock
from medskapa.entrance.models import Fact, Wall
from medskapa.guidance import matching
from medskapa.guidance.models import Absence, GuideAssignment, GuideProfile, GuideRequest, RequestState
from medskapa.people.models import Person, Role
from medskapa.people.queries import grants_today

AREA_FACT, NEEDS_FACT, LANGUAGE_FACT = "area", "brings", "language"
"""What the common entrance calls what a match is made of."""

ANSWER_SHOWN_DAYS = 30


def absent_now() -> QuerySet[Absence]:
    """Who is away today, and who covers for them."""
    today = clock.today()
    return Absence.objects.filter(starts_on__lte=today, ends_on__gte=today).select_related("cover").order_by("pk")


def assignment_of(resident: Person) -> GuideAssignment | None:
    """The open assignment of `resident` with guide, profile (`profile`), unit and today's `cover`; None without guide.

    For the resident's own pages and for pages that have already opened the file.
    """
    return with_guide(GuideAssignment.objects.filter(resident=resident, ended_on__isnull=True)).first()


def has_guide(resident: Person) -> bool:
    """Whether `resident` has a guide today, and so a way of their own."""
    return GuideAssignment.objects.filter(resident=resident, ended_on__isnull=True).exists()


def earlier_guides(resident: Person) -> list[GuideAssignment]:
    """The guides that `resident` had before, the latest first, with what each wrote for the next."""
    rows = GuideAssignment.objects.filter(resident=resident, ended_on__isnull=False).select_related("guide")
    return list(rows.order_by("-ended_on", "-began_on", "pk")[:20])


def waiting_request(resident: Person) -> GuideRequest | None:
    """That `resident` has asked for another guide, and waits for the answer."""
    return GuideRequest.objects.filter(resident=resident, state=RequestState.WAITING).first()


def last_request(resident: Person) -> GuideRequest | None:
    """The last time that `resident` asked for another guide and did not take it back, where it matters now.

    That is while it waits, and for a month after the answer.
    """
    since = clock.now() - timedelta(days=ANSWER_SHOWN_DAYS)
    rows = GuideRequest.objects.filter(resident=resident).exclude(state=RequestState.WITHDRAWN)
    return rows.filter(Q(answered_at__isnull=True) | Q(answered_at__gt=since)).order_by("-asked_on", "-pk").first()


def promised_day() -> date:
    """By when whoever asks for another guide today has an answer."""
    return clock.today() + timedelta(days=settings.GUIDE_CHANGE_PROMISE_DAYS)


def with_guide(rows: QuerySet[GuideAssignment]) -> QuerySet[GuideAssignment]:
    """`rows` with what `GuideAssignment.profile` and `.absence` need: two queries, however many rows."""
    away = Prefetch("guide__absences", absent_now(), to_attr="absences_now")
    return rows.select_related("guide__guide_profile", "unit").prefetch_related(away)


def guiding_now(person: str = "person") -> Exists:
    """A condition: whoever the row names as `person` is a guide today. For rows of people it is ``pk``."""
    return Exists(grants_today(Role.GUIDE).filter(person=OuterRef(person)))


def loads() -> dict[int, int]:
    """How much each guide carries: the sum of the weights of their residents, by the guide's key. One query."""
    opens = GuideAssignment.objects.filter(ended_on__isnull=True)
    return dict(opens.order_by().values_list("guide").annotate(Sum("weight")))


def profiles() -> QuerySet[GuideProfile]:
    """The profiles of those who are guides today, by name."""
    rows = GuideProfile.objects.filter(guiding_now(), person__is_active=True).select_related("person", "unit")
    return rows.prefetch_related("areas").order_by("person__name", "pk")


def areas() -> QuerySet[Area]:
    """The neighbourhoods, which are public knowledge."""
    return Area.objects.order_by("name", "pk")


def area_names() -> dict[str, str]:
    """The names of the neighbourhoods by slug. At most one query."""
    return commons.area_names()


def area_names_of(profile: GuideProfile) -> list[str]:
    """The names of the neighbourhoods where a guide works."""
    return [area.name for area in profile.areas.all()]


def offers(found: Iterable[GuideProfile] | None = None) -> dict[int, matching.Offer]:
    """What each guide offers, by the guide's key: at most four queries, however many guides."""
    rows = list(profiles() if found is None else found)
    carried, away = loads(), set(absent_now().values_list("guide", flat=True))
    return {
        row.person_id: matching.Offer(
            guide=row.person_id,
            languages=row.languages,
            areas=[area.slug for area in row.areas.all()],
            needs=row.needs,
            load=carried.get(row.person_id, 0),
            most=row.most_weight,
            takes_new=row.takes_new,
            away=row.person_id in away,
        )
        for row in rows
    }


def wishes(residents: Iterable[Person]) -> dict[int, matching.Wish]:
    """What is known of each resident that says which guide suits them, by key: two queries, however many."""
    asked = list(residents)
    open_walls = [Wall.SHARED, Wall.GUIDANCE]
    keys = [AREA_FACT, NEEDS_FACT, LANGUAGE_FACT]
    facts = Fact.objects.filter(person__in=asked, valid_to__isnull=True, wall__in=open_walls, key__in=keys)
    known: dict[int, dict[str, object]] = {person.pk: {} for person in asked}
    for person, key, value in facts.values_list("person", "key", "value"):
        known[person][key] = value
    left: dict[int, set[int]] = {person.pk: set() for person in asked}
    asked_to_leave = GuideRequest.objects.filter(resident__in=asked).exclude(state=RequestState.WITHDRAWN)
    for resident, guide in asked_to_leave.values_list("resident", "assignment__guide"):
        left[resident].add(guide)
    return {person.pk: _wish(person, known[person.pk], left[person.pk]) for person in asked}


def reasons_for(residents: Iterable[Person]) -> Callable[[Person, Person], list[matching.Reason]]:
    """Why a manager gave one of `residents` a guide: the guide whom they chose, and what speaks for it all the same.

    Returns:
        a function of the resident and the guide, that asks the database nothing more.
    """
    known, offered = wishes(residents), offers()

    def why(resident: Person, guide: Person) -> list[matching.Reason]:
        offer = offered.get(guide.pk)
        return [["chosen", ""], *(matching.reasons(known[resident.pk], offer) if offer else [])]

    return why


def _wish(person: Person, facts: dict[str, object], left: set[int]) -> matching.Wish:
    spoken, told, area = facts.get(LANGUAGE_FACT), facts.get(NEEDS_FACT), facts.get(AREA_FACT)
    return matching.Wish(
        language=spoken if isinstance(spoken, str) and spoken else person.language,
        area=area if isinstance(area, str) else "",
        needs=[each for each in told if isinstance(each, str)] if isinstance(told, list) else [],
        not_guides=frozenset(left),
    )
