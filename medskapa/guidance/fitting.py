"""Which measures fit somebody, and why: pure, the same answer every time, and each reason said in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from medskapa.core.dates import long_date
from medskapa.guidance import needs

SOON = timedelta(weeks=8)
"""A start within this time counts for a measure."""


class Why(StrEnum):
    """What speaks for a measure, or against it."""

    NEED = "need"
    LANGUAGE = "language"
    FREE = "free"
    SOON = "soon"
    ANY_TIME = "any_time"
    QUEUE = "queue"
    LATE = "late"


POINTS = {Why.NEED: 4, Why.LANGUAGE: 2, Why.FREE: 2, Why.SOON: 1, Why.ANY_TIME: 1, Why.QUEUE: 0, Why.LATE: 0}
AGAINST = {Why.QUEUE, Why.LATE}


@dataclass(frozen=True)
class Offer:
    """What is known of a measure when it is ranked."""

    key: int
    name: str
    needs: Sequence[str]
    languages: Sequence[str]
    free_seats: int
    next_start: date | None
    any_time: bool = False


@dataclass(frozen=True)
class Wish:
    """What is known of the person: the needs they told of or have in their plan, and the language they speak best."""

    needs: Sequence[str]
    language: str
    today: date


@dataclass(frozen=True)
class Reason:
    """One reason, with what it is about; `text` says it in the language of the page."""

    why: Why
    need: str = ""
    day: date | None = None

    @property
    def is_against(self) -> bool:
        return self.why in AGAINST

    @property
    def text(self) -> str:
        if self.why == Why.NEED:
            return _("Hjälp att %(need)s") % {"need": needs.WORDS[self.need]}
        if self.why == Why.LANGUAGE:
            return _("Finns på språket som du helst talar")
        if self.why == Why.FREE:
            return _("Det finns lediga platser")
        if self.why == Why.ANY_TIME:
            return _("Du kan börja när som helst")
        if self.why == Why.QUEUE:
            return _("Det är fullt nu, men det finns en kö")
        if self.why == Why.SOON and self.day:
            return _("Startar %(day)s") % {"day": long_date(self.day)}
        if self.day:
            return _("Startar först %(day)s") % {"day": long_date(self.day)}
        return _("Ingen ny start är bestämd än")


@dataclass(frozen=True)
class Fit:
    """How a measure fits: the more points the better; `reasons` are all that the points come from."""

    key: int
    name: str
    points: int
    reasons: list[Reason] = field(default_factory=list)

    @property
    def met(self) -> list[str]:
        """The needs that it meets."""
        return [reason.need for reason in self.reasons if reason.why == Why.NEED]


def rank(offers: Iterable[Offer], wish: Wish) -> list[Fit]:
    """The measures that meet a need of the person, or all where no need is known; the best first, then by name."""
    fits = [_fit(offer, wish) for offer in offers]
    if needs.known(wish.needs):
        fits = [fit for fit in fits if fit.met]
    return sorted(fits, key=lambda fit: (-fit.points, fit.name, fit.key))


def _fit(offer: Offer, wish: Wish) -> Fit:
    reasons = [Reason(Why.NEED, need=need) for need in needs.known(wish.needs) if need in offer.needs]
    if wish.language != "sv" and wish.language in offer.languages:
        reasons.append(Reason(Why.LANGUAGE))
    reasons.append(Reason(Why.FREE if offer.free_seats > 0 else Why.QUEUE))
    reasons.append(_start(offer, wish.today))
    return Fit(offer.key, offer.name, sum(POINTS[reason.why] for reason in reasons), reasons)


def _start(offer: Offer, today: date) -> Reason:
    if offer.any_time:
        return Reason(Why.ANY_TIME)
    if offer.next_start is not None and today <= offer.next_start <= today + SOON:
        return Reason(Why.SOON, day=offer.next_start)
    return Reason(Why.LATE, day=offer.next_start)
