"""Guides, and who has which: exactly one open assignment for each resident."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.commons.models import Area
from medskapa.core import clock
from medskapa.core.models import RandomIdField
from medskapa.people.models import Person, Unit


class GuideProfile(models.Model):
    """What is known of a guide when one is proposed, and what a resident is told of theirs."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guide_profile")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="guides")
    languages = models.JSONField(default=list)  # codes, e.g. ["sv", "ar"]
    areas = models.ManyToManyField(Area, blank=True, related_name="+", verbose_name=_("områden"))
    needs = models.JSONField(default=list)  # slugs of `guidance.needs`
    about = models.CharField(_("om mig"), max_length=300, blank=True)
    room = models.CharField(_("här sitter jag"), max_length=120, blank=True)
    most_weight = models.PositiveSmallIntegerField(_("högsta tyngd"), default=60)
    takes_new = models.BooleanField(_("kan få fler invånare"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["person__name", "pk"]
        constraints = [CheckConstraint(name="guide_can_carry_something", condition=Q(most_weight__gte=1))]

    def __str__(self) -> str:
        return f"{self.pk}"


class Absence(models.Model):
    """Days when a guide is away, and who answers for their residents meanwhile."""

    guide = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences")
    cover = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="covers")
    starts_on = models.DateField(_("från"))
    ends_on = models.DateField(_("till och med"))

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            CheckConstraint(name="absence_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
            CheckConstraint(name="absence_is_covered_by_another", condition=~Q(cover=F("guide"))),
        ]
        indexes = [Index(name="absence_now", fields=["guide", "starts_on", "ends_on"])]  # policy.guided_by

    def __str__(self) -> str:
        return f"{self.pk}"


class Begin(TextChoices):
    """Why an assignment began."""

    ENTRY = "entry", _("kom genom ingången")
    ASKED = "asked", _("bad om en annan guide")
    HANDED_OVER = "handed_over", _("lämnades över")
    RETURNED = "returned", _("kom tillbaka")


class End(TextChoices):
    """Why an assignment ended."""

    ASKED = "asked", _("invånaren bad om en annan guide")
    HANDED_OVER = "handed_over", _("lämnades över")
    GUIDE_LEFT = "guide_left", _("guiden slutade")
    PATH_ENDED = "path_ended", _("vägen är klar")


class GuideAssignment(models.Model):
    """That a guide is the main contact of a resident, from a day on. Whoever has an open one is on the path."""

    id = RandomIdField()
    resident = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guide_assignments")
    guide = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guides_residents")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="guide_assignments")
    weight = models.PositiveSmallIntegerField(_("tyngd"), default=2)
    began_on = models.DateField()
    began_as = models.CharField(max_length=11, choices=Begin)
    reasons = models.JSONField(default=list)  # why this guide, in words: see `guidance.matching`
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    ended_on = models.DateField(null=True, blank=True)
    ended_as = models.CharField(max_length=11, choices=End, blank=True)
    handover = models.TextField(_("överlämning"), max_length=4000, blank=True)  # the resident reads it too
    next_talk_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-began_on", "-pk"]
        constraints = [
            CheckConstraint(name="assignment_began_as_known", condition=Q(began_as__in=Begin.values)),
            CheckConstraint(
                name="assignment_ended_says_why",
                condition=Q(ended_on__isnull=True, ended_as="")
                | Q(ended_on__isnull=False, ended_as__in=End.values, ended_on__gte=F("began_on")),
            ),
            CheckConstraint(name="assignment_weight_one_to_five", condition=Q(weight__gte=1, weight__lte=5)),
            CheckConstraint(name="assignment_of_somebody_else", condition=~Q(guide=F("resident"))),
            UniqueConstraint(name="one_guide_at_a_time", fields=["resident"], condition=Q(ended_on__isnull=True)),
        ]
        indexes = [
            Index(name="assignments_of_a_guide", fields=["guide"], condition=Q(ended_on__isnull=True)),  # the caseload
            Index(name="assignments_of_a_unit", fields=["unit"], condition=Q(ended_on__isnull=True)),  # workload
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def profile(self) -> GuideProfile | None:
        """What is told of the guide, where somebody has written it."""
        profile: GuideProfile | None = getattr(self.guide, "guide_profile", None)
        return profile

    @property
    def absence(self) -> Absence | None:
        """That the guide is away today, for rows of `queries.guides.with_guide`."""
        return next(iter(self.guide.absences_now), None)  # type: ignore[attr-defined] # carried by the query

    @property
    def cover(self) -> Person | None:
        """Who covers for the guide today, for rows of `queries.guides.with_guide`."""
        return self.absence.cover if self.absence else None

    @property
    def phone(self) -> str:
        """Where the resident rings today, for rows of `queries.guides.with_guide`; the unit's where nobody has one."""
        return (self.cover or self.guide).phone or self.unit.phone


class RequestState(TextChoices):
    WAITING = "waiting", _("väntar på svar")
    GRANTED = "granted", _("har fått en annan guide")
    REFUSED = "refused", _("fick inte")
    WITHDRAWN = "withdrawn", _("ångrade sig")


class GuideRequest(models.Model):
    """A resident who asks for another guide. The guide never sees it: it is no complaint, and reads as none."""

    id = RandomIdField()
    resident = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guide_requests")
    assignment = models.ForeignKey(GuideAssignment, on_delete=models.PROTECT, related_name="requests")
    reason = models.CharField(_("varför, om du vill säga det"), max_length=1000, blank=True)
    state = models.CharField(max_length=9, choices=RequestState, default=RequestState.WAITING)
    asked_on = models.DateField()
    promised_on = models.DateField()
    answer = models.CharField(_("svar"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["promised_on", "pk"]
        constraints = [
            CheckConstraint(name="guide_request_state_known", condition=Q(state__in=RequestState.values)),
            CheckConstraint(
                name="guide_request_answered_by_somebody",
                condition=~Q(state__in=["granted", "refused"])
                | (Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer="")),
            ),
            UniqueConstraint(name="one_waiting_guide_request", fields=["resident"], condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def is_late(self) -> bool:
        """Whether the promised day has passed without an answer."""
        return self.state == RequestState.WAITING and self.promised_on < clock.today()
