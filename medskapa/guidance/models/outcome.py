"""How a path ended, and how it went afterwards."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.core.models import RandomIdField
from medskapa.guidance.models.guide import GuideAssignment

WEEKS = (26, 52)
"""When a person is asked how it went: so long after the end of their path."""


class PathKind(TextChoices):
    """Why the path ended, as it is. What it counts as is told by `guidance.exits`, by the definition of Kolada."""

    JOB = "job", _("arbete")
    SUBSIDISED_JOB = "subsidised", _("arbete med stöd")
    MUNICIPAL_JOB = "municipal", _("kommunal arbetsmarknadsanställning")
    BUSINESS = "business", _("eget företag")
    STUDIES_AID = "studies_aid", _("studier med rätt till studiestöd")
    STUDIES_OTHER = "studies", _("andra studier")
    HEALTH = "health", _("sjukdom eller vård")
    PENSION = "pension", _("pension")
    MOVED = "moved", _("flyttade")
    ENDED_SELF = "self", _("ville sluta")
    OTHER = "other", _("annat")


class CountsAs(TextChoices):
    WORK = "work", _("arbete")
    STUDIES = "studies", _("studier")
    OTHER = "other", _("annat")


class PathEnd(models.Model):
    """That a resident's path ended: on which day, why, and what it counts as by the rules of that day."""

    id = RandomIdField()
    resident = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="path_ends")
    assignment = models.OneToOneField(GuideAssignment, on_delete=models.PROTECT, related_name="path_end")
    ended_on = models.DateField(_("slutade"))
    kind = models.CharField(_("varför"), max_length=11, choices=PathKind)
    since = models.DateField(_("arbetar eller studerar sedan"), null=True, blank=True)
    until = models.DateField(_("till och med, om det är känt"), null=True, blank=True)
    counts_as = models.CharField(max_length=7, choices=CountsAs)
    words = models.CharField(_("med egna ord"), max_length=500, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    returned_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-ended_on", "-pk"]
        constraints = [
            CheckConstraint(name="path_kind_known", condition=Q(kind__in=PathKind.values)),
            CheckConstraint(name="path_counts_as_known", condition=Q(counts_as__in=CountsAs.values)),
        ]
        indexes = [Index(name="paths_by_end", fields=["ended_on"])]  # steering counts exits by period

    def __str__(self) -> str:
        return f"{self.pk}"


class Still(TextChoices):
    WORK = "work", _("arbetar")
    STUDIES = "studies", _("studerar")
    OTHER = "other", _("annat")
    UNKNOWN = "unknown", _("gick inte att nå")


class Helped(TextChoices):
    YES = "yes", _("ja")
    PARTLY = "partly", _("delvis")
    NO = "no", _("nej")


class PathFollowUp(models.Model):
    """How it is 26 and 52 weeks after a path ended, and whether the person thinks it helped."""

    id = RandomIdField()
    path_end = models.ForeignKey(PathEnd, on_delete=models.PROTECT, related_name="follow_ups")
    weeks = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    asked_on = models.DateField(null=True, blank=True)
    code_digest = models.CharField(max_length=64, blank=True)  # keyed hash of the code with which the person answers
    still = models.CharField(max_length=7, choices=Still, blank=True)
    helped = models.CharField(max_length=6, choices=Helped, blank=True)
    words = models.CharField(_("med egna ord"), max_length=1000, blank=True)
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            CheckConstraint(name="follow_up_after_half_a_year_or_one", condition=Q(weeks__in=[*WEEKS])),
            CheckConstraint(name="follow_up_still_known", condition=Q(still__in=["", *Still.values])),
            CheckConstraint(name="follow_up_helped_known", condition=Q(helped__in=["", *Helped.values])),
            CheckConstraint(name="follow_up_answer_has_a_day", condition=Q(still="") | Q(answered_on__isnull=False)),
            UniqueConstraint(name="follow_up_once", fields=["path_end", "weeks"]),
            UniqueConstraint(name="follow_up_code_once", fields=["code_digest"], condition=~Q(code_digest="")),
        ]
        indexes = [
            Index(name="follow_ups_due", fields=["due_on"], condition=Q(answered_on__isnull=True))
        ]  # the daily job

    def __str__(self) -> str:
        return f"{self.weeks}"
