"""Referrals as those who see to them, those they are about, and the daily job read them."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from analysis import disclosure
from medskapa.commons import policy, reaching, referred
from medskapa.commons.models import (
    OPEN_REFERRALS,
    DidHelp,
    Referral,
    ReferralMessage,
    ReferralState,
    Service,
    ServiceState,
)
from medskapa.commons.queries import directory
from medskapa.commons.queries.directory import Hit, Wanted
from medskapa.core import audit, clock, walls
from medskapa.people.models import Kind, Person

PAGE = 20
LEAST = 5
"""Fewer answers than so many are not shown."""
KEPT_AFTER = timedelta(days=14)
"""So long the way to reach somebody is kept after nobody needs it."""
ASK_ON_WITHIN = timedelta(days=21)
"""So long after a question that came to nothing it stands among what needs somebody."""
NEEDING, OPEN_NOW, OVER = "behov", "oppna", "avslutade"


@dataclass(frozen=True)
class ReferralPage:
    rows: list[Referral]
    next: str
    needing: int


@dataclass(frozen=True)
class Helpfulness:
    """What people said of a service three months later; small numbers are not shown."""

    service: str
    answers: disclosure.Shown
    helped: disclosure.Shown


# --- at work


def listing(*, viewer: Person, show: str, after: str = "") -> ReferralPage:
    """The referrals that `viewer` sees to: what needs somebody, what is open, or what is over; the newest first."""
    visible = Referral.objects.filter(policy.handles_referral(viewer))
    needing = _needing(visible)
    rows = {NEEDING: needing, OVER: visible.exclude(state__in=OPEN_REFERRALS)}.get(
        show, visible.filter(state__in=OPEN_REFERRALS)
    )
    if after.isascii() and after.isdecimal() and len(after) <= 19 and int(after) < 2**63:
        last = visible.filter(pk=int(after)).values_list("sent_on", "pk").first()
        if last:
            rows = rows.filter(Q(sent_on__lt=last[0]) | Q(sent_on=last[0], pk__lt=last[1]))
    found = list(rows.select_related("service", "sent_by", "person").order_by("-sent_on", "-pk")[: PAGE + 1])
    more = str(found[PAGE - 1].pk) if len(found) > PAGE else ""
    return ReferralPage(found[:PAGE], more, needing.count())


def needing_me(viewer: Person) -> int:
    """How many referrals need somebody of those that `viewer` sees to."""
    return _needing(Referral.objects.filter(policy.handles_referral(viewer))).count()


def _needing(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """Nobody answered, or said no, and nobody was asked since; somebody must ring, send a letter, or note an answer."""
    today = clock.today()
    recent = Q(sent_on__gte=today - ASK_ON_WITHIN)
    for_somebody = ReferralMessage.objects.filter(reaching.waits_for_somebody())
    return rows.filter(
        (Q(state__in=[ReferralState.EXPIRED, ReferralState.REFUSED]) & recent)
        | Q(state=ReferralState.SENT, by_hand=True)
        | Q(pk__in=for_somebody.values("referral"))
    )


@transaction.atomic
def one(*, viewer: Person, pk: int) -> Referral:
    """One referral that `viewer` sees to; of a person with an account, the reading is logged. Http404 otherwise."""
    rows = Referral.objects.filter(policy.handles_referral(viewer))
    found = get_object_or_404(rows.select_related("service", "sent_by", "person", "unit"), pk=pk)
    if found.person is not None:
        audit.read(reader=viewer, person=found.person, what="referral")
    return found


def by_hand_of(referral: Referral) -> list[ReferralMessage]:
    """The letters and calls about a referral that wait for somebody, and what was not taken."""
    rows = referral.messages.filter(reaching.waits_for_somebody())
    return list(rows.select_related("referral__service", "referral__person", "referral__sent_by").order_by("pk"))


def message_of(*, referral: Referral, pk: int) -> ReferralMessage:
    """One message about `referral`. Http404 otherwise."""
    rows = referral.messages.select_related("referral__service", "referral__person", "referral__sent_by")
    return get_object_or_404(rows, pk=pk)


def may_be_sent_on(*, viewer: Person, pk: int) -> Person:
    """A resident whom `viewer` meets. Http404 otherwise."""
    return get_object_or_404(Person.objects.filter(referred.met_by(viewer), kind=Kind.RESIDENT), pk=pk)


def taking() -> QuerySet[Service]:
    """The services that may be asked whether they can take somebody."""
    return Service.objects.filter(listed=True, state=ServiceState.ACTIVE, takes_referrals=True)


def service_taking(slug: str) -> Service:
    """One of them. Http404 otherwise."""
    return get_object_or_404(taking().select_related("organisation", "unit"), slug=slug)


def to_choose(*, need: str = "", words: str = "", language: str = "", after: int = 0) -> tuple[list[Hit], int]:
    """The services to choose from, as the directory finds them, that take somebody; and where the next ones begin."""
    found = directory.find(Wanted(need=need, words=words, rather=language), after=after)
    return [hit for hit in found.hits if _takes(hit.service)], found.after


def others_for(referral: Referral, most: int = 3) -> list[Hit]:
    """Who else could help with the same, in the same language first, where this one said no or nothing."""
    if not referral.need:
        return []
    found = directory.find(Wanted(need=referral.need, rather=referral.language))
    return [hit for hit in found.hits if hit.service.pk != referral.service_id and _takes(hit.service)][:most]


def _takes(service: Service) -> bool:
    return service.takes_referrals and service.state == ServiceState.ACTIVE


def places_left(services: list[Service]) -> dict[int, int]:
    """For each service the number of free places that it last told, within a month. One query."""
    since = clock.today() - timedelta(days=30)
    with walls.beyond():  # a number of places says nothing of anybody
        rows = list(
            Referral.objects.filter(service__in=services, places_left__isnull=False, answered_on__gte=since)
            .order_by("answered_on", "pk")
            .values_list("service", "places_left")
        )
    return {service: number for service, number in rows if number is not None}


def helpfulness() -> list[Helpfulness]:
    """Of each service, how many said three months later that it helped; small numbers are not shown. One query."""
    with walls.beyond():  # counts, from which nobody can be picked out
        rows = list(
            Referral.objects.exclude(helped="")
            .values("service__name")
            .annotate(all=Count("pk"), good=Count("pk", filter=Q(helped__in=[DidHelp.YES, DidHelp.PARTLY])))
            .order_by("service__name", "service")
        )
    return [
        Helpfulness(
            row["service__name"],
            disclosure.number(row["all"], least=LEAST),
            disclosure.part(row["good"], row["all"], least=LEAST),
        )
        for row in rows
    ]


# --- the person's own


def mine(person: Person) -> list[Referral]:
    """What `person` was sent on to, or asked for, the newest first."""
    rows = Referral.objects.filter(person=person).select_related("service", "sent_by", "unit")
    return list(rows.order_by("-sent_on", "-pk")[:50])


def my_own(person: Person, pk: int) -> Referral:
    """One of them. Http404 otherwise."""
    return get_object_or_404(Referral.objects.filter(person=person).select_related("service", "person"), pk=pk)


def of_resident(*, viewer: Person, resident: Person) -> list[Referral]:
    """The referrals of `resident` that `viewer` sees to, the newest first; a few. One query."""
    rows = Referral.objects.filter(policy.handles_referral(viewer), person=resident)
    return list(rows.select_related("service").order_by("-sent_on", "-pk")[:5])


# --- the daily job


def to_remind() -> list[Referral]:
    rows = Referral.objects.filter(state=ReferralState.SENT, reminded_on__isnull=True, remind_on__lte=clock.today())
    return [each for each in _whole(rows) if is_to_remind(each)]


def is_to_remind(referral: Referral) -> bool:
    """Whether whoever is asked has had half the time, and was not reminded."""
    return (
        referral.state == ReferralState.SENT
        and referral.reminded_on is None
        and referral.remind_on <= clock.today() <= referral.answer_by
    )


def to_expire() -> list[Referral]:
    late = Q(state=ReferralState.SENT, answer_by__lt=clock.today())
    passed = Q(state=ReferralState.PROPOSED, proposed_at__lte=clock.now())
    return list(_whole(Referral.objects.filter(late | passed)))


def is_to_expire(referral: Referral) -> bool:
    """Whether nobody answered in time, or the proposed time passed without a yes."""
    if referral.state == ReferralState.PROPOSED:
        return referral.proposed_at is not None and referral.proposed_at <= clock.now()
    return referral.state == ReferralState.SENT and referral.answer_by < clock.today()


def to_ask() -> list[Referral]:
    rows = Referral.objects.filter(ask_on__lte=clock.today(), asked_on__isnull=True, helped="")
    return list(_whole(rows))


def is_to_ask(referral: Referral) -> bool:
    """Whether it is time to ask the person whether it helped."""
    return (
        referral.ask_on is not None
        and referral.ask_on <= clock.today()
        and referral.asked_on is None
        and not referral.helped
    )


def to_forget() -> list[Referral]:
    rows = Referral.objects.exclude(reach_to="").exclude(state__in=OPEN_REFERRALS)
    over = Coalesce(F("helped_on"), F("asked_on"), F("ended_on"), F("answered_on"), F("answer_by"))
    old = rows.annotate(over_on=over).filter(over_on__lt=clock.today() - KEPT_AFTER)
    return [each for each in _whole(old) if is_to_forget(each)]


def is_to_forget(referral: Referral) -> bool:
    """Whether nobody needs to reach the person any more: it is over, and nobody is going to ask whether it helped."""
    if referral.state in OPEN_REFERRALS or not referral.reach_to:
        return False
    waits = referral.ask_on is not None and referral.asked_on is None and not referral.helped
    return not waits


def _whole(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    return rows.select_related("service", "person", "sent_by").order_by("pk")
