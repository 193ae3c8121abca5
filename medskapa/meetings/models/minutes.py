"""The minutes: drafted from notes and outcomes, edited, approved by somebody else, published."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.meetings.models.agenda import AgendaItem
from medskapa.meetings.models.meeting import Meeting

_LONG: dict[str, Any] = {"max_length": 10_000, "validators": [MaxLengthValidator(10_000)], "blank": True}


TEXTS = ("intro", "plain_intro", "correction", "plain_correction")
TEXTS_OF_A_SECTION = ("said", "plain_said")
"""What stands in the minutes in somebody's own words: in the beginning, and under each item."""


class MinutesState(TextChoices):
    """draft -> to_approve -> published; back to draft from to_approve."""

    DRAFT = "draft", _("Utkast")
    TO_APPROVE = "to_approve", _("Väntar på att läsas av en till")
    PUBLISHED = "published", _("Publicerade")


class Minutes(models.Model):
    """What was said at a meeting and what happens now. Never edited once published; a correction is added.

    ``correction_waits``: those who took part are to be told of it, once a day however many there are.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    state = models.CharField(max_length=10, choices=MinutesState, default=MinutesState.DRAFT)
    intro = models.TextField(_("inledning"), **_LONG)
    plain_intro = models.TextField(_("inledning, lättläst"), **_LONG)
    correction = models.TextField(_("rättelse"), **_LONG)
    plain_correction = models.TextField(_("rättelse, lättläst"), **_LONG)
    corrected_on = models.DateField(null=True, blank=True)
    correction_waits = models.BooleanField(default=False)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    published_at = models.DateTimeField(null=True, blank=True)
    comment = models.CharField(_("kommentar till den som skrev"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            CheckConstraint(name="minutes_state_known", condition=Q(state__in=MinutesState.values)),
            CheckConstraint(
                name="minutes_published_read_by_another",
                condition=~Q(state="published")
                | (Q(approved_by__isnull=False, published_at__isnull=False) & ~Q(approved_by=F("edited_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class MinutesSection(models.Model):
    """What the minutes say of one item."""

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="sections")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    said = models.TextField(_("vad som sades"), **_LONG)
    plain_said = models.TextField(_("vad som sades, lättläst"), **_LONG)

    class Meta:
        ordering = ["minutes", "number"]
        constraints = [UniqueConstraint(name="section_once_an_item", fields=["minutes", "item"])]

    def __str__(self) -> str:
        return f"{self.pk}"
