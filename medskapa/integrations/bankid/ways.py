"""The two ways from a page where somebody signs to the app: on the same device, and on another that reads a picture."""

import segno
from django.conf import settings
from django.http import HttpRequest

from medskapa.integrations.bankid import attempts
from medskapa.integrations.bankid import client as bankid
from medskapa.integrations.bankid.attempts import Asked, Attempt

PHONES = ("Android", "iPhone", "iPad", "Mobile")


def to_app(request: HttpRequest, attempt: Attempt, asked: Asked, *, back: str) -> dict[str, str]:
    """What ``bankid/_pending.html`` needs of an attempt that goes on: ``start_link`` and ``picture``.

    Args:
        asked: what the service is asked with.
        back: the path of the page, to which the app of a phone leads back.
    """
    on_phone = any(word in request.headers.get("User-Agent", "") for word in PHONES)
    back = f"{settings.PUBLIC_URL}{back}"
    return {
        "start_link": bankid.client().start_link(asked.start_token, back=back, on_phone=on_phone),
        "picture": _picture(attempts.picture_now(attempt, asked)),
    }


def _picture(content: str) -> str:
    """A QR picture of `content`, as an address that an image takes."""
    return str(segno.make(content, error="l").svg_data_uri(scale=4, border=4, light="#fff"))
