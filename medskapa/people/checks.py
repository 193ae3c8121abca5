"""Deployment checks of people: what would let somebody in who should not be."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def staff_sign_in_is_safe(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """In production nobody chooses who to be, and staff have a second factor."""
    found: list[CheckMessage] = []
    if settings.DEMO_SIGN_IN:
        found.append(Error("DEMO_SIGN_IN lets anyone sign in as anyone.", id="people.E001"))
    if not settings.STAFF_NEED_SECOND_FACTOR:
        found.append(Error("STAFF_NEED_SECOND_FACTOR must be on.", id="people.E002"))
    return found
