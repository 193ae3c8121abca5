"""Activities: what anyone may read of them, what those who keep them see, and who has signed up."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.shortcuts import get_object_or_404

from medskapa.commons import policy
from medskapa.commons.models import (
    Activity,
    ActivityState,
    Occasion,
    OccasionState,
    Organisation,
    Place,
    SignUp,
    SignUpState,
    TellVia,
)
from medskapa.core import clock
from medskapa.people.models import Person
from medskapa.people.queries import grants_today, holders

PAGE, ROWS = 30, 50
MOST_SHOWN, MOST_IN_FEED, MOST_ON_A_SHEET = 60, 500, 80
FEED_BACK = timedelta(days=30)
KEPT_DAYS = 30
_PUBLIC = (ActivityState.PUBLISHED, ActivityState.CANCELLED)

WAITING, ALL, DRAFTS, OVER = "vantar", "alla", "utkast", "slut"


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. Everything may be empty; then it is all that comes."""

    area: str = ""
    kind: str = ""
    free: bool = False
    language: str = ""
    children: bool = False
    day: date | None = None


@dataclass(frozen=True)
class Page:
    """A page of a list; `next` leads to the one after it, empty where there is none."""

    rows: Sequence[Any]
    next: str


def coming(wanted: Wanted, *, after: str = "") -> Page:
    """What comes, by time, as anyone may see it: also what is cancelled, marked so. One query."""
    rows = _wanted(wanted).filter(ends_at__gt=clock.now())
    if wanted.day:
        rows = _within(_wanted(wanted), wanted.day, wanted.day + timedelta(days=1))
    if begun := _after(after):
        starts_at, pk = begun
        rows = rows.filter(Q(starts_at__gt=starts_at) | Q(starts_at=starts_at, pk__gt=pk))
    found = list(rows.order_by("starts_at", "pk")[: PAGE + 1])
    shown = found[:PAGE]
    more = len(found) > PAGE
    return Page(shown, f"{shown[-1].starts_at.timestamp():.0f}-{shown[-1].pk}" if more else "")


def days_with(wanted: Wanted, first: date, last: date) -> Counter[date]:
    """How many occasions there are on each day from `first` to `last`, without what is cancelled. One query."""
    rows = _within(_wanted(wanted), first, last + timedelta(days=1)).filter(state=OccasionState.PLANNED)
    return Counter(clock.day_of(starts_at) for starts_at in rows.order_by().values_list("starts_at", flat=True))


def week_in(area_slug: str, monday: date) -> list[Occasion]:
    """What is in a neighbourhood in the seven days from `monday`, for its sheet. One query."""
    rows = _within(_wanted(Wanted(area=area_slug)), monday, monday + timedelta(days=7))
    return list(rows.filter(state=OccasionState.PLANNED).order_by("starts_at", "pk")[:MOST_ON_A_SHEET])


def activity(slug: str) -> Activity:
    """An activity that anyone may see, with its place and organisation. Http404 for any other."""
    rows = Activity.objects.filter(state__in=_PUBLIC).select_related("place__area", "organisation")
    return get_object_or_404(rows, slug=slug)


def times_of(found: Activity) -> list[Occasion]:
    """When an activity is, from now on. One query."""
    rows = found.occasions.filter(ends_at__gt=clock.now()).order_by("starts_at", "pk")[:MOST_SHOWN]
    return _of(found, rows)


def occasion(slug: str, pk: int) -> Occasion:
    """One time of an activity that anyone may see. Http404 for any other."""
    rows = _public().filter(activity__slug=slug)
    return get_object_or_404(rows, pk=pk)


def in_calendar(found: Activity | None = None) -> list[Occasion]:
    """The times for a calendar, of one activity or all; with cancelled ones, or they would never go away. One query."""
    rows = _public().filter(starts_at__gte=clock.now() - FEED_BACK)
    if found is not None:
        rows = rows.filter(activity=found)
    return list(rows.order_by("starts_at", "pk")[:MOST_IN_FEED])


def newest() -> list[Activity]:
    """The activities published last that still come, the newest first. One query."""
    return list(_that_come().select_related("place").order_by("-published_on", "-pk")[:PAGE])


def to_link_to(words: str, most: int) -> list[Activity]:
    """Published activities that come, whose name or text holds all of `words`, by name. One query."""
    rows = _that_come()
    for word in words.split()[:5]:
        rows = rows.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return list(rows.order_by("title", "pk")[:most])


def signed(pk: int) -> SignUp:
    """A sign-up, for whoever has just made it or holds its pass. Http404 where it is forgotten."""
    rows = SignUp.objects.select_related("occasion__activity__place", "occasion__activity__organisation")
    return get_object_or_404(rows, pk=pk)


def before_in_line(found: SignUp) -> int:
    """How many sign-ups wait before this one."""
    if found.state != SignUpState.WAITING:
        return 0
    return SignUp.objects.filter(occasion=found.occasion_id, state=SignUpState.WAITING, queue__lt=found.queue).count()


# --- for those who keep them


def listing(*, viewer: Person, show: str = ALL, after: str = "") -> Page:
    """The activities that `viewer` keeps, the newest first, each with its ``next_at``. One query."""
    rows = _shown(viewer, show).select_related("organisation", "place")
    rows = rows.annotate(next_at=Subquery(_ahead().order_by("starts_at").values("starts_at")[:1]))
    if after.isascii() and after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk")[: ROWS + 1])
    return Page(found[:ROWS], str(found[ROWS - 1].pk) if len(found) > ROWS else "")


def numbers(viewer: Person) -> dict[str, int]:
    """How many activities each choice of the list has. One query."""
    return Activity.objects.filter(policy.keeps_activity(viewer)).aggregate(
        **{
            WAITING: Count("pk", filter=_to_read()),
            ALL: Count("pk"),
            DRAFTS: Count("pk", filter=Q(state=ActivityState.DRAFT)),
            OVER: Count("pk", filter=Q(state__in=[ActivityState.REFUSED, ActivityState.CANCELLED])),
        }
    )


def one_to_keep(*, viewer: Person, pk: int) -> Activity:
    """An activity that `viewer` keeps. Http404 for any other."""
    rows = Activity.objects.filter(policy.keeps_activity(viewer))
    return get_object_or_404(rows.select_related("organisation", "place__area", "written_by"), pk=pk)


def times_to_keep(found: Activity) -> list[Occasion]:
    """Its latest times that have been and those that come, each with ``waiting``: how many stand in line. One query."""
    since = clock.now() - timedelta(days=60)
    waiting = Count("sign_ups", filter=Q(sign_ups__state=SignUpState.WAITING))
    rows = found.occasions.filter(ends_at__gt=since).annotate(waiting=waiting)
    return _of(found, rows.order_by("starts_at", "pk")[: 2 * MOST_SHOWN])


def occasion_to_keep(*, viewer: Person, pk: int) -> Occasion:
    """One time of an activity that `viewer` keeps. Http404 for any other."""
    rows = Occasion.objects.select_related("activity__organisation", "activity__place")
    return get_object_or_404(rows.filter(activity__in=Activity.objects.filter(policy.keeps_activity(viewer))), pk=pk)


def signed_up(*, viewer: Person, found: Occasion) -> list[SignUp]:
    """Who has a seat and who waits, for whoever organises the activity; nobody for anybody else. One query."""
    rows = SignUp.objects.filter(
        policy.sees_signed_up(viewer), occasion=found, state__in=[SignUpState.SEATED, SignUpState.WAITING]
    )
    return list(rows.order_by("state", F("queue").asc(nulls_first=True), "name", "pk").defer("address"))


def one_signed_up(*, viewer: Person, pk: int) -> SignUp:
    """One of them, for whoever organises the activity. Http404 for anybody else."""
    return get_object_or_404(SignUp.objects.filter(policy.sees_signed_up(viewer)).select_related("occasion"), pk=pk)


def approved_of(organisation: Organisation) -> int:
    """How many of an organisation's activities an editor has approved."""
    return Activity.objects.filter(organisation=organisation, approved_by__isnull=False).count()


def has_time_ahead(found: Activity) -> bool:
    """Whether anything says when it is."""
    return found.occasions.filter(starts_at__gt=clock.now(), state=OccasionState.PLANNED).exists()


def to_read(viewer: Person) -> int:
    """How many activities wait for an editor."""
    return Activity.objects.filter(policy.keeps_activity(viewer)).filter(_to_read()).count()


def organisations_to_write_for(viewer: Person) -> QuerySet[Organisation]:
    """The organisations that `viewer` may write activities for."""
    return Organisation.objects.filter(policy.keeps_organisation(viewer), is_active=True).order_by("name", "pk")


def places_to_be_at() -> QuerySet[Place]:
    """All places, by name."""
    return Place.objects.order_by("name", "pk")


# --- for the daily jobs


def to_remind_of() -> list[Occasion]:
    """What is tomorrow, of which nobody has been reminded."""
    tomorrow = clock.today() + timedelta(days=1)
    rows = _within(Occasion.objects.all(), tomorrow, tomorrow + timedelta(days=1))
    someone = SignUp.objects.filter(occasion=OuterRef("pk"), state=SignUpState.SEATED).exclude(via=TellVia.NONE)
    return list(rows.filter(Exists(someone), state=OccasionState.PLANNED, reminded_on__isnull=True).order_by("pk"))


def editors_to_tell() -> list[Person]:
    """The editors, where an activity waits for one of them; otherwise nobody."""
    if not Activity.objects.filter(state=ActivityState.WAITING).exists():
        return []
    return list(holders(grants_today(*policy.KEEPS_DIRECTORY)))


def to_forget() -> list[Occasion]:
    """What was so long ago that the names of those who signed up are to be deleted."""
    since = clock.now() - timedelta(days=KEPT_DAYS)
    someone = SignUp.objects.filter(occasion=OuterRef("pk"))
    return list(Occasion.objects.filter(Exists(someone), ends_at__lt=since, forgotten_on__isnull=True).order_by("pk"))


def _ahead() -> QuerySet[Occasion]:
    """The times of an activity, in a query of activities, that are not over."""
    return Occasion.objects.filter(activity=OuterRef("pk"), ends_at__gt=clock.now(), state=OccasionState.PLANNED)


def _that_come() -> QuerySet[Activity]:
    return Activity.objects.filter(Exists(_ahead()), state=ActivityState.PUBLISHED)


def _public() -> QuerySet[Occasion]:
    rows = Occasion.objects.filter(activity__state__in=_PUBLIC)
    return rows.select_related("activity__place__area", "activity__organisation")


def _wanted(wanted: Wanted) -> QuerySet[Occasion]:
    rows = _public()
    if wanted.area:
        rows = rows.filter(activity__place__area__slug=wanted.area)
    if wanted.kind:
        rows = rows.filter(activity__kind=wanted.kind)
    if wanted.free:
        rows = rows.filter(activity__cost="")
    if wanted.children:
        rows = rows.filter(activity__for_children=True)
    if wanted.language:
        rows = rows.alias(spoken=Cast("activity__languages", TextField()))
        rows = rows.filter(spoken__contains=f'"{wanted.language}"')
    return rows


def _within(rows: QuerySet[Occasion], first: date, until: date) -> QuerySet[Occasion]:
    return rows.filter(starts_at__gte=clock.midnight(first), starts_at__lt=clock.midnight(until))


def _shown(viewer: Person, show: str) -> QuerySet[Activity]:
    rows = Activity.objects.filter(policy.keeps_activity(viewer))
    if show == WAITING:
        return rows.filter(_to_read())
    if show == DRAFTS:
        return rows.filter(state=ActivityState.DRAFT)
    if show == OVER:
        return rows.filter(state__in=[ActivityState.REFUSED, ActivityState.CANCELLED])
    return rows


def _to_read() -> Q:
    """What an editor is to read: what waits, and what was changed since by an organisation that is not trusted yet."""
    changed = Q(state=ActivityState.PUBLISHED, organisation__trusted=False, version__gt=F("approved_version"))
    return Q(state=ActivityState.WAITING) | changed


def _of(found: Activity, rows: QuerySet[Occasion]) -> list[Occasion]:
    times = list(rows)
    for each in times:
        each.activity = found
    return times


def _after(text: str) -> tuple[datetime, int] | None:
    moment, _dash, pk = text.partition("-")
    if not all(part.isascii() and part.isdecimal() for part in (moment, pk)) or len(moment) > 10 or len(pk) > 18:
        return None
    return datetime.fromtimestamp(int(moment), UTC), int(pk)
