"""A service that somebody waits for is not closed; referrals go along where two rows are put together."""

from django.utils.translation import gettext_lazy as _

from medskapa.commons import holds
from medskapa.commons.models import OPEN_REFERRALS, Referral, Service
from medskapa.core import walls


def add() -> None:
    """Add it. Called once, when the application starts."""
    why = _("Någon väntar på hjälp här genom en hänvisning. Svara på den, eller fråga någon annan, innan du stänger.")
    holds.add("referrals", holds.Held(is_open=_is_open, why=why, move=_move, back=_back))


@walls.beyond()
def _is_open(service: Service) -> bool:
    return Referral.objects.filter(service=service, state__in=OPEN_REFERRALS).exists()


@walls.beyond()
def _move(source: Service, into: Service) -> list[int]:
    keys = list(Referral.objects.filter(service=source).order_by("pk").values_list("pk", flat=True))
    Referral.objects.filter(pk__in=keys).update(service=into)
    return keys


@walls.beyond()
def _back(keys: list[int], source: Service) -> None:
    Referral.objects.filter(pk__in=keys).update(service=source)
