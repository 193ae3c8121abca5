"""The catalogue of measures, and each resident's placement in one: never without a purpose, an end and a way onward."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.commons.models import Occupation, Place
from medskapa.core.models import RandomIdField
from medskapa.guidance.models.plan import Plan, Step
from medskapa.people.models import Unit


class Measure(models.Model):
    """Something that is offered. What it led to is counted from its placements, with small numbers protected.

    With an ``occupation`` it is what an organisation offers at its place; what stands here then comes from there
    (`actions.occupations.keep`), ``weeks`` are the longest time, and whoever keeps the catalogue changes nothing here.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(_("insats"), max_length=100)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="measures")
    occupation = models.OneToOneField(
        Occupation, on_delete=models.PROTECT, null=True, blank=True, related_name="measure"
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    provider = models.CharField(_("vem som håller i den"), max_length=100)
    purpose = models.CharField(_("vad den är till för"), max_length=500)
    for_whom = models.CharField(_("för vem"), max_length=500)
    content = models.TextField(_("vad man gör"), max_length=3000)
    plain = models.TextField(_("lättläst"), max_length=2000, blank=True)
    weeks = models.PositiveSmallIntegerField(_("veckor"))
    hours_a_week = models.PositiveSmallIntegerField(_("timmar i veckan"))
    seats = models.PositiveSmallIntegerField(_("platser"))
    needs = models.JSONField(default=list)  # slugs of `guidance.needs` that it meets
    languages = models.JSONField(default=list)
    is_open = models.BooleanField(_("tar emot"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            CheckConstraint(name="measure_has_length", condition=Q(weeks__gte=1, hours_a_week__gte=1)),
            CheckConstraint(
                name="measure_of_a_unit_or_an_occupation",
                condition=Q(unit__isnull=False) | Q(occupation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MeasureStart(models.Model):
    """A day on which a measure starts. A measure without one takes in at any time."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="starts")
    starts_on = models.DateField(_("startar"))

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [UniqueConstraint(name="measure_start_once", fields=["measure", "starts_on"])]

    def __str__(self) -> str:
        return f"{self.starts_on}"


class MeasureStaff(models.Model):
    """Who works at a measure: the provider's people see who takes part there and mark attendance, and nothing else."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="staff")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="works_at")

    class Meta:
        ordering = ["pk"]
        constraints = [UniqueConstraint(name="measure_staff_once", fields=["measure", "person"])]

    def __str__(self) -> str:
        return f"{self.pk}"


class PlacementState(TextChoices):
    """waiting -> planned -> ongoing -> ended; waiting and planned can be cancelled."""

    WAITING = "waiting", _("väntar på plats")
    PLANNED = "planned", _("har plats")
    ONGOING = "ongoing", _("pågår")
    ENDED = "ended", _("avslutad")
    CANCELLED = "cancelled", _("blev inte av")


class EndedAs(TextChoices):
    """What a placement led to."""

    WORK = "work", _("arbete")
    STUDIES = "studies", _("studier")
    ONWARD = "onward", _("nästa steg i planen")
    STOPPED = "stopped", _("slutade i förtid")
    ILL = "ill", _("sjukdom")


class Placement(models.Model):
    """One resident's time in a measure.

    It can neither be planned nor go on without a purpose, an end and a way onward; the database refuses it too.
    """

    id = RandomIdField()
    resident = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="placements")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="placements")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="placements")
    state = models.CharField(max_length=9, choices=PlacementState, default=PlacementState.WAITING)
    purpose = models.CharField(_("syfte för just den här personen"), max_length=500, blank=True)
    queued_on = models.DateField()
    confirmed_on = models.DateField(null=True, blank=True)  # the guide agrees; only then in the queue
    offered_on = models.DateField(null=True, blank=True)  # a seat is kept for them, until they answer
    offered_from = models.DateField(
        _("platsen är ledig från"), null=True, blank=True
    )  # None: from the day of the offer
    answer_by = models.DateField(_("svara senast"), null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(_("börjar"), null=True, blank=True)
    first_end = models.DateField(null=True, blank=True)  # as first agreed, before any extension
    ends_on = models.DateField(_("slutar"), null=True, blank=True)
    way_onward = models.CharField(_("vägen vidare"), max_length=500, blank=True)
    onward_step = models.ForeignKey(Step, on_delete=models.PROTECT, null=True, blank=True, related_name="placements")
    longer_because = models.CharField(_("varför det blir längre än insatsen"), max_length=500, blank=True)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    ended_on = models.DateField(null=True, blank=True)
    ended_as = models.CharField(max_length=8, choices=EndedAs, blank=True)
    lock_in_days = models.PositiveIntegerField(default=0)  # as they were on the day it ended: see `guidance.lock_in`
    warned_days = models.PositiveSmallIntegerField(null=True, blank=True)  # 30 or 14: the last warning of this end
    words = models.CharField(_("med egna ord"), max_length=1000, blank=True)  # how it ended, or why it did not begin
    certificate = models.JSONField(null=True, blank=True)  # what it says, as it was at the end: `guidance.certificates`
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["ends_on", "pk"]
        constraints = [
            CheckConstraint(name="placement_state_known", condition=Q(state__in=PlacementState.values)),
            CheckConstraint(
                name="placement_has_purpose_end_and_way_onward",
                condition=Q(state__in=["waiting", "cancelled"])
                | (
                    Q(
                        starts_on__isnull=False,
                        ends_on__isnull=False,
                        first_end__isnull=False,
                        onward_step__isnull=False,
                    )
                    & Q(ends_on__gte=F("starts_on"))
                    & ~Q(purpose="")
                    & ~Q(way_onward="")
                ),
            ),
            CheckConstraint(
                name="placement_ended_says_how",
                condition=Q(state="ended", ended_on__isnull=False, ended_as__in=EndedAs.values)
                | (~Q(state="ended") & Q(ended_on__isnull=True, ended_as="")),
            ),
            CheckConstraint(
                name="placement_offer_is_answered_by_a_day",
                condition=Q(offered_on__isnull=True, answer_by__isnull=True, accepted_on__isnull=True)
                | Q(offered_on__isnull=False, answer_by__gte=F("offered_on"), confirmed_on__isnull=False),
            ),
            CheckConstraint(
                name="placement_offered_from_a_day_is_offered",
                condition=Q(offered_from__isnull=True) | Q(offered_on__isnull=False),
            ),
            UniqueConstraint(
                name="one_open_placement_in_a_measure",
                fields=["resident", "measure"],
                condition=Q(state__in=["waiting", "planned", "ongoing"]),
            ),
        ]
        indexes = [
            Index(name="placements_by_end", fields=["ends_on"], condition=Q(state="ongoing")),  # warnings, start page
            Index(name="placements_in_a_measure", fields=["measure", "state"]),  # seats, the queue, what it led to
            Index(name="placements_in_queue", fields=["measure", "queued_on"], condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class ExtensionState(TextChoices):
    ASKED = "asked", _("väntar på enhetschefen")
    AGREED = "agreed", _("förlängd")
    REFUSED = "refused", _("inte förlängd")


class Extension(models.Model):
    """A later end of a placement: with a reason and a new way onward, from the second one on by the unit manager."""

    id = RandomIdField()
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="extensions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=7, choices=ExtensionState)
    from_day = models.DateField()
    to_day = models.DateField(_("nytt slutdatum"))
    reason = models.CharField(_("varför"), max_length=500)
    way_onward = models.CharField(_("ny väg vidare"), max_length=500)
    onward_step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_on = models.DateField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    answer = models.CharField(_("svar"), max_length=500, blank=True)
    answered_on = models.DateField(null=True, blank=True)  # by the manager; None too where nobody had to answer
    read_on = models.DateField(null=True, blank=True)  # the guide has read the answer, and is told no more

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            UniqueConstraint(
                name="extension_numbered_once", fields=["placement", "number"], condition=~Q(state="refused")
            ),
            UniqueConstraint(name="one_extension_asked_for", fields=["placement"], condition=Q(state="asked")),
            CheckConstraint(name="extension_is_later", condition=Q(to_day__gt=F("from_day"))),
            CheckConstraint(name="extension_has_reason_and_way", condition=~Q(reason="") & ~Q(way_onward="")),
            CheckConstraint(
                name="extension_from_the_second_by_another",
                condition=Q(number=1)
                | ~Q(state="agreed")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
            ),
            CheckConstraint(
                name="extension_is_answered_before_it_is_read",
                condition=Q(state="asked", answered_on__isnull=True, read_on__isnull=True)
                | ~Q(state="asked") & Q(read_on__isnull=True)
                | ~Q(state="asked") & Q(answered_on__isnull=False),
            ),
        ]
        indexes = [  # queries.placements.needing: what a guide is told of
            Index(
                name="extensions_to_read",
                fields=["placement"],
                condition=Q(answered_on__isnull=False, read_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Presence(TextChoices):
    HERE = "here", _("var här")
    REASON = "reason", _("borta med giltigt skäl")
    AWAY = "away", _("borta")


class AwayReason(TextChoices):
    """What counts as a valid reason: whoever is ill, cares for a child or goes to an interview is not absent."""

    ILL = "ill", _("sjuk")
    CHILD = "child", _("vård av barn")
    DOCTOR = "doctor", _("läkare eller annan vård")
    AUTHORITY = "authority", _("besök hos en myndighet")
    INTERVIEW = "interview", _("anställningsintervju")
    STUDIES = "studies", _("prov eller lektion")
    OTHER = "other", _("annat skäl")


class Attendance(models.Model):
    """One day of a placement. The resident sees it and can answer; the last word of both stays."""

    id = RandomIdField()
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="attendance")
    day = models.DateField()
    presence = models.CharField(max_length=6, choices=Presence)
    reason = models.CharField(max_length=9, choices=AwayReason, blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    resident_says = models.CharField(_("ditt svar"), max_length=500, blank=True)
    said_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            UniqueConstraint(name="attendance_once_a_day", fields=["placement", "day"]),
            CheckConstraint(name="attendance_presence_known", condition=Q(presence__in=Presence.values)),
            CheckConstraint(
                name="attendance_reason_when_valid",
                condition=Q(presence="reason", reason__in=AwayReason.values) | (~Q(presence="reason") & Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"
