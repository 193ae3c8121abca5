"""Who the residents are, so that one can see whose voices are missing."""

from django.db import models
from django.db.models import CheckConstraint, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _


class Trait(TextChoices):
    AGE = "age", _("ålder")
    GENDER = "gender", _("kön")
    AREA = "area", _("område")
    LANGUAGE = "language", _("språk")


class TownFigure(models.Model):
    """How many of those whom the administration is there for share a trait, from a named source."""

    trait = models.CharField(max_length=8, choices=Trait)
    value = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=300)
    counted_on = models.DateField()

    class Meta:
        ordering = ["trait", "value"]
        constraints = [
            CheckConstraint(name="town_figure_trait_known", condition=Q(trait__in=Trait.values)),
            UniqueConstraint(name="town_figure_once", fields=["trait", "value", "counted_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.value}"
