"""What those who keep the directory see of it: what needs them, one service with all its facts, and whom to remind."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from medskapa.commons import policy
from medskapa.commons.models import (
    Hours,
    Membership,
    MemberTask,
    Organisation,
    Place,
    Service,
    ServiceAtPlace,
    ServiceMerge,
    ServiceState,
    WrongReport,
)
from medskapa.core import clock
from medskapa.people.models import Kind, Person, Role, Unit
from medskapa.people.queries import in_unit_of

PAGE = 50
GRACE = timedelta(days=14)
"""So long an owner has after the last reminder before the editors are told."""
REMINDERS = 2
"""So many reminders without an answer, one a rhythm, before the editors are told."""

NEEDING, ALL, WAITING, WRONG, PAUSED, CLOSED, UNLISTED = (
    "behov",
    "alla",
    "vantar",
    "fel",
    "pausade",
    "nedlagda",
    "olistade",
)
_BEFORE_ALL = date(1, 1, 1)
Rows = QuerySet[Any, Any]
"""Services with what was counted for them: Django's types know nothing of that."""


@dataclass(frozen=True)
class KeptRow:
    """A service in the list of those who keep it: what it needs, if anything."""

    service: Service
    wrongs: int
    due: bool
    never_checked: bool

    @property
    def needs_somebody(self) -> bool:
        return bool(self.wrongs or self.due or self.service.state == ServiceState.WAITING)


@dataclass(frozen=True)
class KeptPage:
    """One page of services; `next` leads to the one after it. `numbers` says how many each choice holds."""

    rows: list[KeptRow]
    next: str
    numbers: dict[str, int]


def kept_by(viewer: Person) -> Rows:
    """The services whose facts `viewer` keeps, with ``open_wrongs`` (how many) and ``due_on`` (a day to sort by)."""
    wrongs = WrongReport.objects.filter(service=OuterRef("pk"), seen_on__isnull=True).order_by().values("service")
    counted = Subquery(wrongs.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return (
        Service.objects.filter(policy.keeps(viewer))
        .select_related("unit", "organisation", "owner")
        .annotate(open_wrongs=Coalesce(counted, 0), due_on=Coalesce(F("check_by"), Value(_BEFORE_ALL)))
    )


def _due(today: date) -> Q:
    return Q(listed=True, state=ServiceState.ACTIVE) & (Q(check_by__isnull=True) | Q(check_by__lte=today))


def _conditions() -> dict[str, Q]:
    waits = Q(listed=True, state=ServiceState.WAITING)
    wrong = Q(open_wrongs__gt=0) & ~Q(state=ServiceState.CLOSED)
    return {
        NEEDING: _due(clock.today()) | waits | wrong,
        ALL: Q(listed=True) & ~Q(state=ServiceState.CLOSED),
        WAITING: waits,
        WRONG: wrong,
        PAUSED: Q(listed=True, state=ServiceState.PAUSED),
        CLOSED: Q(listed=True, state=ServiceState.CLOSED),
        UNLISTED: Q(listed=False),
    }


def listing(*, viewer: Person, show: str = NEEDING, after: str = "") -> KeptPage:
    """One page of what `viewer` keeps: what needs somebody, the oldest first, or a choice of the others by name.

    Queries: 2.
    """
    conditions, today = _conditions(), clock.today()
    show = show if show in conditions else NEEDING
    rows = kept_by(viewer)
    numbers = rows.order_by().aggregate(
        **{name: Count("pk", filter=condition) for name, condition in conditions.items()}
    )
    rows = rows.filter(conditions[show])
    if show == NEEDING:
        page, following = _by_day(rows, after)
    else:
        page, following = _by_name(rows, after)
    shown = [
        KeptRow(
            service=row,
            wrongs=row.open_wrongs,
            due=row.listed and row.state == ServiceState.ACTIVE and (row.check_by is None or row.check_by <= today),
            never_checked=row.checked_on is None,
        )
        for row in page
    ]
    return KeptPage(shown, following, numbers)


def _by_day(rows: Rows, after: str) -> tuple[list[Any], str]:
    day, _, key = after.partition(".")
    try:
        last = date.fromisoformat(day)
    except ValueError:
        last = None
    if last and key.isdecimal() and len(key) < 19:
        rows = rows.filter(Q(due_on__gt=last) | Q(due_on=last, pk__gt=int(key)))
    found = list(rows.order_by("due_on", "pk")[: PAGE + 1])
    end = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], f"{end.due_on}.{end.pk}" if end else ""


def _by_name(rows: Rows, after: str) -> tuple[list[Any], str]:
    key, _, name = after.partition(".")
    if name and key.isdecimal() and len(key) < 19:
        rows = rows.filter(Q(name__gt=name) | Q(name=name, pk__gt=int(key)))
    found = list(rows.order_by("name", "pk")[: PAGE + 1])
    end = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], f"{end.pk}.{end.name}" if end else ""


def needing(viewer: Person) -> int:
    """How many of the services that `viewer` keeps need somebody. One query."""
    return kept_by(viewer).filter(_conditions()[NEEDING]).order_by().count()


def one_to_keep(*, viewer: Person, slug: str) -> Service:
    """One service that `viewer` keeps, with its places, hours, open reports and merges. Raises Http404.

    Queries: 6.
    """
    rows = kept_by(viewer).select_related("checked_by", "proposed_by", "merged_into")
    places = ServiceAtPlace.objects.select_related("place__area").order_by("place__name", "pk")
    hours = Hours.objects.order_by("weekday", "opens", "pk")
    wrongs = WrongReport.objects.filter(seen_on__isnull=True).order_by("day", "pk")
    merges = ServiceMerge.objects.filter(undone_on__isnull=True).order_by("-on", "-pk")
    rows = rows.prefetch_related(
        Prefetch("at_places", places, to_attr="shown_places"),
        Prefetch("hours", hours, to_attr="shown_hours"),
        Prefetch("wrongs", wrongs, to_attr="shown_wrongs"),
        Prefetch("merges", merges, to_attr="open_merges"),
        Prefetch("absorbed", Service.objects.order_by("name", "pk"), to_attr="shown_absorbed"),
    )
    return get_object_or_404(rows, slug=slug)


def merges_into(service: Service) -> list[ServiceMerge]:
    """What has been put together with `service` and not taken apart since. One query."""
    rows = ServiceMerge.objects.filter(into=service, undone_on__isnull=True).select_related("source")
    return list(rows.order_by("-on", "-pk"))


def one_place(*, service: Service, pk: int) -> ServiceAtPlace:
    """Where `service` is. Raises Http404."""
    return get_object_or_404(ServiceAtPlace.objects.select_related("service", "place"), service=service, pk=pk)


def one_of_hours(*, service: Service, pk: int) -> Hours:
    """When `service` is open. Raises Http404."""
    return get_object_or_404(Hours.objects.select_related("service"), service=service, pk=pk)


def one_wrong(*, service: Service, pk: int) -> WrongReport:
    """What somebody said is wrong with `service`. Raises Http404."""
    return get_object_or_404(WrongReport.objects.select_related("service"), service=service, pk=pk)


def places_to_choose() -> QuerySet[Place]:
    """The places that a service can be at, by name."""
    return Place.objects.order_by("name", "pk")


def units_to_offer(viewer: Person) -> QuerySet[Unit]:
    """The units for which `viewer` may put something into the directory."""
    if policy.may_keep_directory(viewer):
        return Unit.objects.order_by("name", "pk")
    return Unit.objects.filter(in_unit_of(viewer, Role.UNIT_MANAGER, field="pk")).order_by("name", "pk")


def organisations_to_offer(viewer: Person) -> QuerySet[Organisation]:
    """The organisations for which `viewer` may put something into the directory."""
    rows = Organisation.objects.filter(policy.keeps_organisation(viewer), is_active=True)
    return rows.order_by("name", "pk")


def owners_of(service: Service) -> QuerySet[Person]:
    """Those who may keep `service` true: who acts for its organisation, who works in its unit, who keeps it now.

    Nobody with protected identity stands in a list, but may keep what they keep already.
    """
    return _owners(service, with_colleagues=True)


def owners_to_choose(viewer: Person, service: Service) -> QuerySet[Person]:
    """`owners_of`; somebody from outside chooses among those of the organisation, and reads no list of our staff."""
    return _owners(service, with_colleagues=viewer.is_staff_member)


def _owners(service: Service, *, with_colleagues: bool) -> QuerySet[Person]:
    acting = Membership.objects.filter(policy.open_today(), person=OuterRef("pk"), organisation=service.organisation_id)
    fits = Q(Exists(acting))
    if service.unit_id and with_colleagues:
        fits |= Q(kind=Kind.STAFF, unit=service.unit_id)
    rows = Person.objects.filter(fits & Q(is_active=True, protected_identity=False) | Q(pk=service.owner_id))
    return rows.order_by("name", "pk")


def may_own(service: Service, person: Person) -> bool:
    """Whether `person` may keep `service` true."""
    return owners_of(service).filter(pk=person.pk).exists()


# Whom to remind. The days are reckoned here and not by the database, for it knows no rhythm of each row.


def to_remind_of() -> list[Service]:
    """The services whose owner is to be reminded today. One query."""
    return [service for service in _unchecked() if is_to_remind_of(service)]


def to_escalate() -> list[Service]:
    """The services that nobody checks, although somebody was to, and of which no editor has been told. One query."""
    return [service for service in _unchecked() if is_to_escalate(service)]


def is_to_remind_of(service: Service) -> bool:
    """Whether the owner of `service` is to be reminded today: when it is due, and then once a rhythm."""
    if not _is_unchecked(service) or not _owner_hears(service) or service.reminders >= REMINDERS:
        return False
    rhythm = timedelta(days=service.check_every)
    return service.reminded_on is None or service.reminded_on + rhythm <= clock.today()


def is_to_escalate(service: Service) -> bool:
    """Whether editors are to be told of `service`: nobody can be reminded, or nobody has answered the last reminder."""
    if not _is_unchecked(service):
        return False
    if not _owner_hears(service):
        return True
    silent = service.reminded_on is not None and service.reminded_on + GRACE <= clock.today()
    return service.reminders >= REMINDERS and silent


def _unchecked() -> QuerySet[Service]:
    due = Service.objects.filter(_due(clock.today()), escalated_on__isnull=True)
    return due.select_related("owner").order_by("pk")


def _is_unchecked(service: Service) -> bool:
    due = service.check_by is None or service.check_by <= clock.today()
    return service.listed and service.state == ServiceState.ACTIVE and due and service.escalated_on is None


def _owner_hears(service: Service) -> bool:
    return service.owner is not None and service.owner.is_active and bool(service.owner.email)


# Organisations


def organisations(*, viewer: Person, after: str = "") -> tuple[list[Any], str]:
    """One page of the organisations that `viewer` keeps, by name, with ``offers`` and ``people`` (how many).

    Queries: 1.
    """
    offers = Service.objects.filter(organisation=OuterRef("pk"), listed=True).exclude(state=ServiceState.CLOSED)
    acting = Membership.objects.filter(policy.open_today(), organisation=OuterRef("pk"))
    kept: Rows = Organisation.objects.filter(policy.keeps_organisation(viewer))
    rows = kept.annotate(offers=_number(offers, "organisation"), acting=_number(acting, "organisation"))
    return _by_name(rows, after)


def _number(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def one_organisation(*, viewer: Person, slug: str) -> Organisation:
    """One organisation that `viewer` keeps, with what it offers. Raises Http404. Queries: 2."""
    services = Service.objects.filter(listed=True).order_by("name", "pk")
    rows = Organisation.objects.filter(policy.keeps_organisation(viewer))
    return get_object_or_404(rows.prefetch_related(Prefetch("services", services, to_attr="offered")), slug=slug)


def members(organisation: Organisation) -> list[Membership]:
    """Who acts, has acted or is to act for `organisation`: those of today first. One query."""
    rows = organisation.memberships.select_related("person").order_by("person__name", "pk")
    return sorted(rows, key=lambda each: (each.ends_on is not None, each.task != MemberTask.LEADS))


def one_membership(*, organisation: Organisation, pk: int) -> Membership:
    """Somebody's task in `organisation`. Raises Http404."""
    rows = Membership.objects.select_related("organisation", "person")
    return get_object_or_404(rows, organisation=organisation, pk=pk)
