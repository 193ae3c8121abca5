"""Deployment checks of the outside services: can those who get an SMS answer it, and is a signature one?"""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured

from medskapa.integrations.bankid import client as bankid
from medskapa.integrations.sms import incoming

_SHORTEST_PASSWORD = 16


@register(Tags.security, deploy=True)
def an_sms_can_be_answered(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Whoever gets an invitation by SMS answers with a word: the sender must be a number, and the gateway known."""
    found: list[CheckMessage] = []
    if settings.SMS_CLIENT != "gateway":
        return found
    if not incoming.number_to_write_to():
        found.append(
            Warning(
                "MEDSKAPA_SMS_FROM is no number: nobody can answer an SMS.",
                hint="Rent a number from the gateway and write it as +46..., or silence this check.",
                id="integrations.W001",
            )
        )
    if not settings.SMS_IN_USER or len(settings.SMS_IN_PASSWORD) < _SHORTEST_PASSWORD:
        found.append(
            Warning(
                "MEDSKAPA_SMS_IN_USER is missing, or MEDSKAPA_SMS_IN_PASSWORD has fewer than 16 characters: "
                "the gateway cannot hand over what people answer.",
                hint="docs/operators.md shows the address that the gateway posts to, or silence this check.",
                id="integrations.W002",
            )
        )
    return found


@register(Tags.security, deploy=True)
def a_signature_is_one(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """With the simulator anyone signs as anyone; with the real service its files must be there."""
    if settings.BANKID_CLIENT == "simulator":
        return [Error("MEDSKAPA_BANKID is the simulator: anyone signs as anyone.", id="integrations.E001")]
    found: list[CheckMessage] = []
    try:
        bankid.client()
    except ImproperlyConfigured as error:
        found.append(Error(str(error), hint="See docs/operators.md.", id="integrations.E002"))
    if settings.BANKID_CLIENT == "live" and not settings.BANKID_URL.startswith("https://"):
        found.append(Error("MEDSKAPA_BANKID_URL must begin with https://.", id="integrations.E003"))
    return found
