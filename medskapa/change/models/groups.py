"""Improvement areas, the standing development groups, and the working groups with their members and their work."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.people.models import Unit

_LONG: dict[str, Any] = {"max_length": 2_000, "validators": [MaxLengthValidator(2_000)]}


class Process(TextChoices):
    """The three parts of the residents' process (Invånarprocessen)."""

    TARGETED = "targeted", _("Stöd, insatser och utbildning som träffar rätt")
    INFLUENCE = "influence", _("Mer inflytande för invånarna")
    SMOOTH = "smooth", _("En smidigare väg till arbete och studier")


class ImprovementArea(models.Model):
    """What an evaluation found that needs to get better; proposals belong to one."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("namn"), max_length=100)
    process = models.CharField(_("hör till"), max_length=10, choices=Process)
    about = models.TextField(_("vad som behöver bli bättre"), **_LONG)
    plain_about = models.TextField(_("samma sak på lättläst"), blank=True, **_LONG)
    source = models.CharField(_("vilken utvärdering som visade det"), max_length=300)
    source_on = models.DateField(_("utvärderingens datum"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["process", "name", "pk"]
        constraints = [
            CheckConstraint(name="area_process_known", condition=Q(process__in=Process.values)),
            CheckConstraint(name="area_says_its_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return self.name


class DevelopmentGroup(models.Model):
    """A standing group, one for each part of the process: what it may decide, and the time set aside for it."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("namn"), max_length=100)
    process = models.CharField(_("arbetar med"), max_length=10, choices=Process, unique=True)
    purpose = models.TextField(_("varför gruppen finns"), **_LONG)
    plain_purpose = models.TextField(_("varför gruppen finns, lättläst"), blank=True, **_LONG)
    mandate = models.TextField(_("vad gruppen får bestämma"), **_LONG)
    plain_mandate = models.TextField(_("vad gruppen får bestämma, lättläst"), blank=True, **_LONG)
    hours_a_month = models.PositiveSmallIntegerField(_("avsatt tid, timmar i månaden för var och en"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [CheckConstraint(name="devgroup_process_known", condition=Q(process__in=Process.values))]

    def __str__(self) -> str:
        return self.name


class WorkingGroupState(TextChoices):
    """active -> done | ended."""

    ACTIVE = "active", _("Arbetar")
    DONE = "done", _("Klar")
    ENDED = "ended", _("Avslutad i förtid")


class WorkingGroup(models.Model):
    """Staff (and residents) who work out proposals by a date."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("namn"), max_length=100, unique=True)
    task = models.TextField(_("uppdrag"), **_LONG)
    plain_task = models.TextField(_("uppdrag, lättläst"), blank=True, **_LONG)
    area = models.ForeignKey(
        ImprovementArea, on_delete=models.PROTECT, related_name="groups", verbose_name=_("förbättringsområde")
    )
    development_group = models.ForeignKey(
        DevelopmentGroup, on_delete=models.PROTECT, related_name="groups", verbose_name=_("utvecklingsgrupp")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="groups", verbose_name=_("enhet"))
    started_on = models.DateField(_("började"))
    due_on = models.DateField(_("ska vara klar"))
    state = models.CharField(max_length=6, choices=WorkingGroupState, default=WorkingGroupState.ACTIVE)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(_("varför gruppen slutar"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_on", "name", "pk"]
        constraints = [
            CheckConstraint(name="group_state_known", condition=Q(state__in=WorkingGroupState.values)),
            CheckConstraint(name="group_due_after_start", condition=Q(due_on__gte=F("started_on"))),
            CheckConstraint(
                name="group_that_ended_has_a_day",
                condition=Q(state="active", ended_on__isnull=True) | (~Q(state="active") & Q(ended_on__isnull=False)),
            ),
            CheckConstraint(name="group_ended_early_says_why", condition=~Q(state="ended") | ~Q(end_reason="")),
        ]
        indexes = [Index(name="group_by_state", fields=["state", "due_on"])]  # queries.groups

    def __str__(self) -> str:
        return self.name


class MemberRole(TextChoices):
    LEADS = "leads", _("leder gruppen")
    WRITES = "writes", _("skriver")
    MEMBER = "member", _("deltar")


class Member(models.Model):
    """Somebody, staff or resident, who works in exactly one group for a time. A name is shown only if wanted."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="group_memberships")
    development_group = models.ForeignKey(
        DevelopmentGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="members"
    )
    working_group = models.ForeignKey(
        WorkingGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="members"
    )
    role = models.CharField(_("uppgift i gruppen"), max_length=6, choices=MemberRole, default=MemberRole.MEMBER)
    show_name = models.BooleanField(_("namnet får visas för alla"), default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["role", "pk"]
        constraints = [
            CheckConstraint(
                name="member_of_exactly_one_group",
                condition=Q(development_group__isnull=False, working_group__isnull=True)
                | Q(development_group__isnull=True, working_group__isnull=False),
            ),
            CheckConstraint(name="group_member_role_known", condition=Q(role__in=MemberRole.values)),
            CheckConstraint(
                name="group_member_ends_after_start", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            UniqueConstraint(
                name="working_group_member_once", fields=["working_group", "person"], condition=Q(ends_on__isnull=True)
            ),
            UniqueConstraint(
                name="development_group_member_once",
                fields=["development_group", "person"],
                condition=Q(ends_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class GroupMeeting(models.Model):
    """A meeting of a group."""

    development_group = models.ForeignKey(
        DevelopmentGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="meetings"
    )
    working_group = models.ForeignKey(
        WorkingGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="meetings"
    )
    starts_at = models.DateTimeField(_("när"))
    place = models.CharField(_("var"), max_length=100)
    about = models.CharField(_("vad ni ska göra"), max_length=300, blank=True)
    notes = models.TextField(_("vad ni kom fram till"), blank=True, **_LONG)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    cancelled = models.BooleanField(default=False)
    calendar_number = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            CheckConstraint(
                name="group_meeting_of_exactly_one_group",
                condition=Q(development_group__isnull=False, working_group__isnull=True)
                | Q(development_group__isnull=True, working_group__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Progress(models.Model):
    """How far a working group has come, in its own words, for everybody to read. Append-only (0002_protect)."""

    working_group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="progress")
    text = models.TextField(_("hur långt ni har kommit"), **_LONG)
    plain_text = models.TextField(_("samma sak på lättläst"), blank=True, **_LONG)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.pk}"
