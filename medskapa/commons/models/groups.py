"""Collaboration groups: who works together on what is common to them; and how somebody outside gets an account."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.commons.models.town import MemberTask, Organisation
from medskapa.core.models import RandomIdField
from medskapa.integrations.outgoing import EMAIL, Outgoing
from medskapa.people.models import Unit

_LONG: dict[str, Any] = {"max_length": 2_000, "validators": [MaxLengthValidator(2_000)], "blank": True}


class CollaborationGroup(models.Model):
    """Administrations, associations and authorities that meet about what is common to them.

    ``unit`` answers for it; ``convenor`` calls the meetings. ``goals`` are the shared goals, one on each line.
    """

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("namn"), max_length=100)
    about = models.TextField(_("vad gruppen gör"), max_length=2_000, validators=[MaxLengthValidator(2_000)])
    plain_about = models.TextField(_("lättläst"), **_LONG)
    goals = models.TextField(_("gemensamma mål, ett på varje rad"), **_LONG)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="collaboration_groups", verbose_name=_("enhet")
    )
    convenor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="convenes", verbose_name=_("sammankallande")
    )
    begun_on = models.DateField()
    is_active = models.BooleanField(_("gruppen arbetar"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def goal_lines(self) -> list[str]:
        """The shared goals, one by one."""
        return [line.strip() for line in self.goals.splitlines() if line.strip()]


class GroupTheme(models.Model):
    """What a group takes up in one month of a year."""

    group = models.ForeignKey(CollaborationGroup, on_delete=models.CASCADE, related_name="themes")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    title = models.CharField(_("tema"), max_length=100)

    class Meta:
        ordering = ["group", "year", "month"]
        constraints = [
            CheckConstraint(name="group_theme_in_a_month", condition=Q(month__gte=1, month__lte=12)),
            UniqueConstraint(name="group_theme_once_a_month", fields=["group", "year", "month"]),
        ]

    def __str__(self) -> str:
        return self.title


class GroupMember(models.Model):
    """An organisation, or a unit of the administration, that is in a group for a time.

    Whoever leads the organisation is in the group; others are named (`GroupPerson`).
    """

    group = models.ForeignKey(CollaborationGroup, on_delete=models.PROTECT, related_name="members")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="in_groups"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="in_groups")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["group", "pk"]
        constraints = [
            CheckConstraint(
                name="group_member_is_one_of_two",
                condition=Q(organisation__isnull=True, unit__isnull=False)
                | Q(organisation__isnull=False, unit__isnull=True),
            ),
            CheckConstraint(
                name="group_member_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            UniqueConstraint(
                name="group_has_an_organisation_once",
                fields=["group", "organisation"],
                condition=Q(ends_on__isnull=True, organisation__isnull=False),
            ),
            UniqueConstraint(
                name="group_has_a_unit_once",
                fields=["group", "unit"],
                condition=Q(ends_on__isnull=True, unit__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What the member is called."""
        return self.organisation.name if self.organisation is not None else self.unit.name if self.unit else ""


class GroupPerson(models.Model):
    """Somebody who takes part for a member: a colleague of the unit, or somebody who acts for the organisation."""

    member = models.ForeignKey(GroupMember, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="in_groups")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["member", "pk"]
        constraints = [
            CheckConstraint(
                name="group_person_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            UniqueConstraint(
                name="group_person_once_for_a_member", fields=["member", "person"], condition=Q(ends_on__isnull=True)
            ),
        ]
        indexes = [Index(name="groups_of_a_person", fields=["person", "starts_on"])]  # group_policy.in_group

    def __str__(self) -> str:
        return f"{self.pk}"


class GroupTask(models.Model):
    """What somebody in a group does by a day. ``times_carried``: over how many meetings it has been carried over."""

    group = models.ForeignKey(CollaborationGroup, on_delete=models.PROTECT, related_name="tasks")
    title = models.CharField(_("vad som ska göras"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="group_tasks", verbose_name=_("vem gör det")
    )
    due_on = models.DateField(_("klart senast"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    added_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    came = models.CharField(_("vad det blev"), max_length=500, blank=True)
    times_carried = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [Index(name="group_tasks_open", fields=["group", "due_on"], condition=Q(done_on__isnull=True))]

    def __str__(self) -> str:
        return self.title


class GroupQuestion(models.Model):
    """A question that lives on from meeting to meeting until it is answered. Everybody can read it."""

    group = models.ForeignKey(CollaborationGroup, on_delete=models.PROTECT, related_name="questions")
    title = models.CharField(_("frågan i en mening"), max_length=200)
    text = models.TextField(_("mer om frågan"), **_LONG)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_on = models.DateField()
    answer = models.TextField(_("svaret"), **_LONG)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["asked_on", "pk"]
        constraints = [
            CheckConstraint(
                name="group_question_answered_says_what_and_by_whom",
                condition=Q(answered_on__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_on__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
            )
        ]
        indexes = [Index(name="group_questions_open", fields=["group"], condition=Q(answered_on__isnull=True))]

    def __str__(self) -> str:
        return self.title


class LinkKind(TextChoices):
    """What the link in a mail is for."""

    INVITE = "invite", _("inbjudan till ett konto")
    RESET = "reset", _("nytt lösenord")


class AccountLink(Outgoing):
    """A mail with a link that works once, to somebody who comes from outside: to get an account, or a new password.

    The code in the link is kept nowhere (`core.derived`); ``code_digest`` finds the row. Of an invitation, `task` in
    ``organisation`` is what the person gets; ``person`` is who took it up. The row is deleted some weeks after.
    """

    id = RandomIdField()
    kind = models.CharField(max_length=6, choices=LinkKind)
    via = models.CharField(max_length=5, choices=[(EMAIL, _("e-post"))], default=EMAIL)
    email = models.EmailField(_("e-postadress"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    task = models.CharField(_("uppgift"), max_length=8, choices=MemberTask, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="account_links"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    made_on = models.DateField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    code_digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-made_on", "-pk"]
        constraints = [
            CheckConstraint(name="account_link_kind_known", condition=Q(kind__in=LinkKind.values)),
            CheckConstraint(name="account_link_via_known", condition=Q(via=EMAIL)),
            CheckConstraint(
                name="account_link_state_known", condition=Q(state__in=["ready", "sent", "failed", "stopped"])
            ),
            CheckConstraint(
                name="account_link_says_what_for",
                condition=Q(kind="invite", organisation__isnull=False, made_by__isnull=False) & ~Q(task="")
                | Q(kind="reset", organisation__isnull=True, person__isnull=False, task=""),
            ),
            CheckConstraint(
                name="account_link_used_or_withdrawn", condition=Q(used_at__isnull=True) | Q(withdrawn_at__isnull=True)
            ),
        ]
        indexes = [Index(name="account_links_waiting", fields=["state"], condition=Q(state="ready"))]

    def __str__(self) -> str:
        return f"{self.pk}"
