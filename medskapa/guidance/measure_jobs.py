"""Slow work of measures, done by the worker once a day."""

import logging
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from medskapa.core import worker
from medskapa.guidance.models import GuideAssignment, Measure, Placement, PlacementState
from medskapa.guidance.queries.guides import with_guide
from medskapa.integrations.mail import client as mail

logger = logging.getLogger(__name__)


@task()
def warn() -> None:
    """Tell of ends that are near."""
    from medskapa.guidance import actions

    actions.warn_of_ends(actor=None)


@task()
def offer() -> None:
    """See to the queue of each measure that has one, each in a transaction of its own."""
    from medskapa.guidance import actions

    waiting = Placement.objects.filter(state=PlacementState.WAITING).values("measure")
    for pk in worker.keys_of(Measure.objects.filter(pk__in=waiting)):
        actions.offer_seats(actor=None, measure=Measure.objects.get(pk=pk))


@task()
def tell_guides(placements: Sequence[int]) -> None:
    """Tell each guide of `placements`, or who covers today, once that some end soon: by e-mail, and never whose.

    What cannot be sent is not tried again: the same stands on the guide's start page.
    """
    residents = Placement.objects.filter(pk__in=placements).values("resident")
    opens = GuideAssignment.objects.filter(resident__in=residents, ended_on__isnull=True).order_by("pk")
    addresses = {(each.cover or each.guide).email for each in with_guide(opens)} - {""}
    with translation.override("sv"):
        subject = _("Insatser som snart är slut")
        text = _("Hej! En eller flera av dina invånare har en insats som snart är slut. Läs vilka på %(url)s") % {
            "url": f"{settings.PUBLIC_URL}{reverse('guidance:today')}"
        }
    for address in sorted(addresses):
        try:
            mail.send(to=address, subject=subject, text=text)
        except mail.MailFailed:
            logger.warning("an e-mail to a guide about placements near their end was not sent")
