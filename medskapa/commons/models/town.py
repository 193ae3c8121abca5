"""The town: its areas and places, and the organisations with those who act for them."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.people.models import Unit


class Area(models.Model):
    """A neighbourhood.

    ``map_x`` and ``map_y``: where the map of the town draws it, in hundredths from its upper left corner. The map
    shows what lies beside what, as on a wall, and measures nothing.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(_("område"), max_length=60)
    map_x = models.PositiveSmallIntegerField(null=True, blank=True)
    map_y = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            CheckConstraint(
                name="area_lies_on_the_map",
                condition=Q(map_x__isnull=True, map_y__isnull=True) | Q(map_x__lte=100, map_y__lte=100),
            )
        ]

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


class OrganisationKind(TextChoices):
    MUNICIPALITY = "municipality", _("kommunen")
    ASSOCIATION = "association", _("förening")
    AUTHORITY = "authority", _("myndighet")
    CHURCH = "church", _("församling")
    SCHOOL = "school", _("skola")
    COMPANY = "company", _("företag")


class Organisation(models.Model):
    """Who offers something: an association, an authority, or (``unit``) a part of the administration itself.

    ``trusted``: an editor has approved what it published before, so that it publishes without waiting.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(_("organisation"), max_length=100)
    kind = models.CharField(max_length=16, choices=OrganisationKind)
    unit = models.OneToOneField(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="organisation", verbose_name=_("enhet")
    )
    about = models.CharField(_("om organisationen"), max_length=500, blank=True)
    phone = models.CharField(_("telefon"), max_length=20, blank=True)
    email = models.EmailField(_("e-postadress"), blank=True)
    website = models.URLField(_("webbplats"), max_length=200, blank=True)
    trusted = models.BooleanField(_("publicerar själv"), default=False)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [CheckConstraint(name="organisation_kind_known", condition=Q(kind__in=OrganisationKind.values))]

    def __str__(self) -> str:
        return self.name


class MemberTask(TextChoices):
    """What somebody does in an organisation."""

    LEADS = "leads", _("företräder organisationen")
    HELPS = "helps", _("hjälper till")


class Membership(models.Model):
    """Somebody who acts for an organisation, for a time: from outside with an account of their own, or a colleague."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    task = models.CharField(max_length=8, choices=MemberTask, default=MemberTask.HELPS)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["organisation", "person", "pk"]
        constraints = [
            CheckConstraint(name="membership_task_known", condition=Q(task__in=MemberTask.values)),
            CheckConstraint(
                name="membership_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            UniqueConstraint(
                name="one_open_membership", fields=["organisation", "person"], condition=Q(ends_on__isnull=True)
            ),
        ]
        indexes = [Index(name="memberships_of_a_person", fields=["person", "starts_on"])]  # queries.acting_for

    def __str__(self) -> str:
        return f"{self.pk}"


class Place(models.Model):
    """Somewhere one can go; ``area`` and ``address`` are empty where no source gives them.

    ``way_there`` and ``accessibility`` say in words what somebody with a pram, a wheelchair or a knot in the stomach
    wants to know before they go.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(_("plats"), max_length=100)
    kind = models.CharField(max_length=24, choices=PlaceKind)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="places")
    address = models.CharField(_("adress"), max_length=120, blank=True)
    about = models.CharField(max_length=300, blank=True)
    digital_help = models.CharField(max_length=8, choices=DigitalHelp, default=DigitalHelp.NO)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="places"
    )
    phone = models.CharField(_("telefon"), max_length=20, blank=True)
    way_there = models.CharField(_("hur man tar sig dit"), max_length=500, blank=True)
    accessibility = models.CharField(_("tillgänglighet"), max_length=500, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            CheckConstraint(name="place_kind_known", condition=Q(kind__in=PlaceKind.values)),
            CheckConstraint(name="place_digital_help_known", condition=Q(digital_help__in=DigitalHelp.values)),
        ]

    def __str__(self) -> str:
        return self.name
