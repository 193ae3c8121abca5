"""How paths ended, and how it went afterwards: for the person, for whoever asks them, and in figures."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from analysis import disclosure
from analysis.disclosure import Hidden, Shown
from medskapa.core import audit, clock
from medskapa.core.prepared import Prepared
from medskapa.guidance import exits, policy
from medskapa.guidance.models import (
    CountsAs,
    GuideAssignment,
    Helped,
    Notice,
    NoticeKind,
    NoticeState,
    PathEnd,
    PathFollowUp,
    PathKind,
    Still,
)
from medskapa.guidance.models.outcome import WEEKS
from medskapa.people.models import Person, ReachVia

PERIOD = timedelta(days=365)
SHOWN = 50
SILENT_DAYS = 14
"""So long after the question, and whoever has not answered is rung."""


def my_follow_up(viewer: Person) -> PathFollowUp | None:
    """What `viewer` is asked about their own path now: the latest whose day has come, and that has no answer."""
    rows = PathFollowUp.objects.filter(path_end__resident=viewer, due_on__lte=clock.today(), answered_on=None)
    return rows.select_related("path_end__resident").order_by("-due_on", "-pk").first()


def my_end(viewer: Person) -> PathEnd | None:
    """How the last path of `viewer` ended, with its ``follow_ups``; None for whoever never had one. Two queries."""
    asked = Prefetch("follow_ups", PathFollowUp.objects.order_by("due_on", "pk"))
    return PathEnd.objects.filter(resident=viewer).prefetch_related(asked).order_by("-ended_on", "-pk").first()


def my_answer(viewer: Person) -> PathFollowUp | None:
    """The last answer that `viewer` gave."""
    rows = PathFollowUp.objects.filter(path_end__resident=viewer, answered_on__isnull=False)
    return rows.order_by("-answered_on", "-due_on").first()


def _due() -> QuerySet[PathFollowUp]:
    """The follow-ups whose day has come, that have no answer, of people who have not come back."""
    is_back = GuideAssignment.objects.filter(resident=OuterRef("path_end__resident"), ended_on__isnull=True)
    rows = PathFollowUp.objects.filter(~Exists(is_back), due_on__lte=clock.today(), answered_on=None)
    return rows.select_related("path_end__resident", "path_end__assignment__guide").order_by("due_on", "pk")


def due_now() -> QuerySet[PathFollowUp]:
    """Those that the daily job asks."""
    return _due().filter(asked_on=None)


class WhyRing(TextChoices):
    """Why somebody is to be rung, or is not yet."""

    NO_WAY = "no_way", _("Vi har inget nummer eller ingen e-postadress att skriva till")
    LETTER = "letter", _("Vill ha brev, och den här frågan skickas inte som brev")
    FAILED = "failed", _("Frågan kom inte fram")
    SILENT = "silent", _("Har fått frågan, men inte svarat")
    ASKED = "asked", _("Har fått frågan nyligen. Vänta lite.")
    TONIGHT = "tonight", _("Får frågan i natt")


TO_RING = (WhyRing.NO_WAY, WhyRing.LETTER, WhyRing.FAILED, WhyRing.SILENT)


def _with_reason(rows: QuerySet[PathFollowUp]) -> QuerySet[Any]:
    """`rows` with ``why``, and ``rings``: whether the time to ring has come. The ways are those of `notices.way_to`."""
    told = Notice.objects.filter(
        kind=NoticeKind.PATH_ENDED, about_key=OuterRef("path_end"), number=OuterRef("number"), state=NoticeState.FAILED
    )
    no_way = Q(path_end__resident__reach_via=ReachVia.SMS, path_end__resident__phone="")
    no_way |= Q(path_end__resident__reach_via=ReachVia.EMAIL, path_end__resident__email="")
    silent = Q(asked_on__lte=clock.today() - timedelta(days=SILENT_DAYS))
    why = Case(
        When(Exists(told), then=Value(WhyRing.FAILED.value)),
        When(silent, then=Value(WhyRing.SILENT.value)),
        When(asked_on__isnull=False, then=Value(WhyRing.ASKED.value)),
        When(no_way, then=Value(WhyRing.NO_WAY.value)),
        When(path_end__resident__reach_via=ReachVia.LETTER, then=Value(WhyRing.LETTER.value)),
        default=Value(WhyRing.TONIGHT.value),
    )
    number = Case(*(When(weeks=weeks, then=Value(place)) for place, weeks in enumerate(WEEKS, 1)))
    rows = rows.annotate(number=number).annotate(why=why)
    return rows.annotate(rings=ExpressionWrapper(Q(why__in=[each.value for each in TO_RING]), BooleanField()))


@dataclass(frozen=True)
class ToAsk:
    """Some of those who have not answered, each with why they are to be rung or not yet; and whether there are more."""

    rows: list[tuple[PathFollowUp, WhyRing, bool]]
    more: bool


def to_ask(viewer: Person) -> ToAsk:
    """Those that `viewer` may ring: first those whom no machine reaches or who have not answered, the oldest first.

    Whoever has protected identity stands there only for those who knew them. One query.
    """
    rows = _with_reason(_due().filter(policy.follow_ups_kept_by(viewer)))
    found: list[Any] = list(rows.order_by("-rings", "due_on", "pk")[: SHOWN + 1])
    return ToAsk([(each, WhyRing(each.why), each.rings) for each in found[:SHOWN]], len(found) > SHOWN)


def number_to_ring(viewer: Person) -> int:
    """How many `viewer` is to ring now. One query."""
    return sum(number for _one, number in _to_ring.rows(viewer))


def _all_to_ring(viewer: Person) -> QuerySet[Any, tuple[int, int]]:
    rows = _with_reason(_due().filter(policy.follow_ups_kept_by(viewer))).filter(rings=True).order_by()
    return rows.annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values_list("one", "n")


_to_ring = Prepared(_all_to_ring)


@transaction.atomic
def one_to_ask(*, viewer: Person, key: int) -> PathFollowUp:
    """One that `viewer` may ring, and that they have read of it. Raises PathFollowUp.DoesNotExist."""
    rows = PathFollowUp.objects.filter(policy.follow_ups_kept_by(viewer)).select_related("path_end__resident")
    found = rows.get(pk=key)
    audit.read(reader=viewer, person=found.path_end.resident, what="follow_up")
    return found


@dataclass(frozen=True)
class After:
    """How it was so many weeks afterwards."""

    weeks: int
    due: Shown
    answered: Shown
    still: list[tuple[str, Shown]]


@dataclass(frozen=True)
class Outcomes:
    """The paths that ended within a year, as figures from which nobody can be picked out."""

    ended: Shown
    kinds: list[tuple[str, Shown]]
    counts_as: list[tuple[str, Shown]]
    share: Shown
    returned: Shown
    after: list[After]
    helped: list[tuple[str, Shown]]


def outcomes(viewer: Person) -> Outcomes:
    """What the paths led to in the units that `viewer` manages. Two queries, however many ended."""
    since, least = clock.today() - PERIOD, settings.SMALL_NUMBER
    led = PathEnd.objects.filter(policy.ends_led_by(viewer))
    ends = list(led.filter(ended_on__gte=since).order_by().values_list("kind", "counts_as", "returned_on"))
    rows = PathFollowUp.objects.filter(path_end__in=led, due_on__lte=clock.today(), due_on__gte=since).order_by()
    follow_ups = list(rows.values_list("weeks", "still", "helped"))
    counts = Counter(counts_as for _kind, counts_as, _returned in ends)
    to_work = counts[CountsAs.WORK] + counts[CountsAs.STUDIES]
    began = sum(1 for kind, _counts_as, _returned in ends if kind in exits.WORKS | exits.STUDIES)
    short = 0 < began - to_work < least  # so few began work that did not last: one table less the other would tell
    back = sum(1 for _kind, _counts_as, returned in ends if returned)
    return Outcomes(
        ended=disclosure.number(len(ends), least=least),
        kinds=_named(PathKind, Counter(kind for kind, _counts_as, _returned in ends)),
        counts_as=[] if short else _named(CountsAs, counts),
        share=disclosure.percent(to_work, len(ends) - to_work, least=least) if ends and not short else Hidden.WITHHELD,
        returned=disclosure.part(back, len(ends), least=least),
        after=[_after(weeks, [still for each, still, _helped in follow_ups if each == weeks]) for weeks in WEEKS],
        helped=_named(Helped, Counter(helped for _weeks, _still, helped in follow_ups if helped)),
    )


def _after(weeks: int, told: list[str]) -> After:
    answered = Counter(still for still in told if still)
    least = settings.SMALL_NUMBER
    part = disclosure.part(answered.total(), len(told), least=least)
    return After(
        weeks=weeks,
        due=disclosure.number(len(told), least=least),
        answered=part,
        still=[] if isinstance(part, Hidden) else _named(Still, answered),  # their sum would tell the hidden number
    )


def _named(kinds: type[TextChoices], counts: Mapping[str, int]) -> list[tuple[str, Shown]]:
    """Each kind that happened, in the order of the choices, with how often."""
    shown = told(counts, least=settings.SMALL_NUMBER)
    return [(str(label), shown[value]) for value, label in kinds.choices if counts.get(value)]


def told(counts: Mapping[str, int], *, least: int) -> dict[str, Shown]:
    """Numbers that together make a whole that is known, so that no small one can be worked out from the rest.

    Small ones are hidden. Where only one is hidden, or all hidden together are few, the next smallest is hidden too:
    otherwise the whole less the shown ones would tell.
    """
    rising = sorted((number, key) for key, number in counts.items() if number)
    hidden = [(number, key) for number, key in rising if number < least]
    left = [pair for pair in rising if pair not in hidden]
    while hidden and left and (len(hidden) == 1 or sum(number for number, _key in hidden) < 2 * least):
        hidden.append(left.pop(0))
    few = {key for _number, key in hidden}
    return {
        key: (Hidden.FEW if 0 < number < least else Hidden.WITHHELD) if key in few else number
        for key, number in counts.items()
    }
