"""The town: its areas, its places, and what the administration offers in them."""

from django.db import models
from django.db.models import CheckConstraint, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from medskapa.people.models import Unit


class Area(models.Model):
    """A neighbourhood."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("område"), max_length=60)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class PlaceKind(TextChoices):
    ENTRANCE = "entrance", _("ingång")
    JOB_SQUARE = "job_square", _("jobbtorg")
    SCHOOL = "school", _("skola")
    LIBRARY = "library", _("bibliotek")
    MEETING_PLACE = "meeting_place", _("mötesplats")
    CAFE = "cafe", _("kafé")
    ASSOCIATION = "association", _("förening")
    FAMILY_CENTRE = "family_centre", _("familjecentral")
    NEIGHBOURHOOD_PROJECT = "neighbourhood_project", _("områdesprojekt")


class DigitalHelp(TextChoices):
    NO = "no", _("ingen digital hjälp")
    PLANNED = "planned", _("digital hjälp planeras")
    YES = "yes", _("digital hjälp finns")


class Place(models.Model):
    """Somewhere one can go; ``area`` and ``address`` are empty where no source gives them."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("plats"), max_length=100)
    kind = models.CharField(max_length=24, choices=PlaceKind)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="places")
    address = models.CharField(_("adress"), max_length=120, blank=True)
    about = models.CharField(max_length=300, blank=True)
    digital_help = models.CharField(max_length=8, choices=DigitalHelp, default=DigitalHelp.NO)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            CheckConstraint(name="place_kind_known", condition=Q(kind__in=PlaceKind.values)),
            CheckConstraint(name="place_digital_help_known", condition=Q(digital_help__in=DigitalHelp.values)),
        ]

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """What a unit offers; ``words`` are everyday words by which people look for it."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("verksamhet"), max_length=100)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="services")
    words = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
