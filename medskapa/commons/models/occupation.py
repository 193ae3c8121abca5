"""Meaningful occupation: what one can do at a place for a time, what one learns, and which paid work it leads to."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from medskapa.commons.models.town import Organisation, Place

MOST_WEEKS = 26
"""No occupation is longer than half a year: whoever is needed for longer than that is to be employed."""
MOST_HOURS, MOST_SEATS = 40, 50


class OccupationKind(TextChoices):
    VOLUNTEER = "volunteer", _("frivilligt uppdrag")
    TRAINEE = "trainee", _("praktik")


class OccupationState(TextChoices):
    """draft <-> waiting -> published -> closed -> sent anew; an editor can send it back to draft, or refuse it."""

    DRAFT = "draft", _("utkast")
    WAITING = "waiting", _("väntar på en redaktör")
    PUBLISHED = "published", _("tar emot")
    REFUSED = "refused", _("blev inte publicerat")
    CLOSED = "closed", _("tar inte emot")


class Occupation(models.Model):
    """What somebody can do at a place: with a purpose, an end, a next step and paid work as the goal.

    It is written as an activity is: ``approved_version`` is the version that an editor has read, ``editor_words`` what
    an editor asked for. Who is in it is nothing that this room knows: `commons.occupied`.
    """

    slug = models.SlugField(unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="occupations")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="occupations", verbose_name=_("plats"))
    title = models.CharField(_("uppdrag"), max_length=100)
    kind = models.CharField(_("vad det är"), max_length=9, choices=OccupationKind)
    purpose = models.CharField(_("syfte"), max_length=500)
    tasks = models.TextField(_("vad man gör"), max_length=2000)
    learns = models.CharField(_("vad man lär sig"), max_length=500)
    plain = models.TextField(_("lättläst"), max_length=1000, blank=True)
    for_whom = models.CharField(_("för vem"), max_length=300, blank=True)  # empty: for everybody
    languages = models.JSONField(default=list, blank=True)  # codes of `core.languages`
    hours_a_week = models.PositiveSmallIntegerField(_("timmar i veckan"))
    weeks = models.PositiveSmallIntegerField(_("längsta tid i veckor"))
    seats = models.PositiveSmallIntegerField(_("platser"))
    certificate = models.BooleanField(_("man får ett intyg"), default=True)
    next_step = models.CharField(_("nästa steg"), max_length=500)
    leads_to = models.CharField(_("vilket arbete det leder till"), max_length=300)
    contact = models.CharField(_("vem man frågar efter"), max_length=100, blank=True)
    phone = models.CharField(_("telefon"), max_length=20, blank=True)  # empty: that of the organisation
    state = models.CharField(max_length=9, choices=OccupationState, default=OccupationState.DRAFT)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    sent_on = models.DateField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    approved_version = models.PositiveIntegerField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    editor_words = models.CharField(_("vad redaktören skriver"), max_length=500, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_because = models.CharField(_("varför det inte tar emot"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            CheckConstraint(name="occupation_kind_known", condition=Q(kind__in=OccupationKind.values)),
            CheckConstraint(name="occupation_state_known", condition=Q(state__in=OccupationState.values)),
            CheckConstraint(
                name="occupation_has_an_end",
                condition=Q(
                    weeks__gte=1,
                    weeks__lte=MOST_WEEKS,
                    hours_a_week__gte=1,
                    hours_a_week__lte=MOST_HOURS,
                    seats__gte=1,
                    seats__lte=MOST_SEATS,
                ),
            ),
            CheckConstraint(
                name="occupation_leads_onward",
                condition=~Q(purpose="") & ~Q(learns="") & ~Q(next_step="") & ~Q(leads_to=""),
            ),
            CheckConstraint(
                name="occupation_published_says_when",
                condition=~Q(state__in=["published", "closed"]) | Q(published_on__isnull=False),
            ),
            CheckConstraint(
                name="occupation_waiting_says_since_when", condition=~Q(state="waiting") | Q(sent_on__isnull=False)
            ),
            CheckConstraint(name="occupation_refused_says_why", condition=~Q(state="refused") | ~Q(editor_words="")),
            CheckConstraint(
                name="occupation_closed_says_when_and_why",
                condition=Q(state="closed", closed_on__isnull=False) & ~Q(closed_because="")
                | ~Q(state="closed") & Q(closed_on__isnull=True, closed_because=""),
            ),
            CheckConstraint(
                name="occupation_approved_says_by_whom",
                condition=Q(approved_by__isnull=True, approved_version__isnull=True)
                | Q(approved_by__isnull=False, approved_version__isnull=False),
            ),
        ]
        indexes = [Index(name="occupations_open", fields=["title", "id"], condition=Q(state="published"))]

    def __str__(self) -> str:
        return self.title
