"""A receipt by SMS, for a person who asks for it. It holds the code, so it is sent only on the person's own choice.

Nothing of it is stored: no number, no text, and no note in the audit log, which would tell who met somebody that
wants to be nobody.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from analysis.receipt import Code
from medskapa.core import idempotency
from medskapa.integrations.sms import client as sms


def send(code: Code, *, to: str, form_key: str) -> bool:
    """Hand the receipt over to the SMS gateway; False when the same form (a double click) has done so already.

    The form is marked as carried out before the gateway is asked, so that no transaction waits for the network.

    Args:
        to: a mobile number in E.164.

    Raises:
        ValidationError: `form_key` is malformed.
        SmsFailed: the message was not handed over; `reason` says why.
    """
    _result, is_new = idempotency.once(form_key, lambda: "asked")
    if is_new:
        sms.client().send(to=to, text=text_with(code))
    return is_new


def text_with(code: Code) -> str:
    """What the SMS says."""
    address = f"{settings.PUBLIC_URL}{reverse('voice:receipt')}"
    return _(
        "Din kvittokod: %(code)s. Skriv den på %(address)s så ser du svaret. Spara koden och visa den inte för andra."
    ) % {"code": code, "address": address}
