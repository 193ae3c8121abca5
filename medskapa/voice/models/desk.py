"""What the desk needs beside the viewpoints: bulk changes that can be undone, and figures day by day."""

from django.conf import settings
from django.db import models
from django.db.models import TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.people.models import Unit


class BulkVerb(TextChoices):
    GROUP = "group", _("samlade i ett tema")
    ASSIGN = "assign", _("fördelade")
    CLOSE = "close", _("avslutade")


class BulkChange(models.Model):
    """One change of many viewpoints at once. ``before`` maps each one's id to what it was, so that it can be undone."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    verb = models.CharField(max_length=10, choices=BulkVerb)
    before = models.JSONField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.pk}"


class DayFigure(models.Model):
    """The feedback debt of one unit at the end of one day: how many promises were open, and how many of them late."""

    day = models.DateField()
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    waiting = models.PositiveIntegerField()
    late = models.PositiveIntegerField()

    class Meta:
        ordering = ["day", "unit"]
        constraints = [UniqueConstraint(name="day_figure_once", fields=["day", "unit"])]

    def __str__(self) -> str:
        return f"{self.day}"
