"""What keeps the directory true: two rows that were one are put together, and those who keep it get mail."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.commons.models.directory import Service
from medskapa.core.models import RandomIdField
from medskapa.integrations.outgoing import EMAIL, Outgoing


class ServiceMerge(models.Model):
    """Two rows that an editor says are the same service. ``moved`` says what went over, so that it can be undone."""

    source = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    source_state = models.CharField(max_length=7)
    moved = models.JSONField(default=dict)
    why = models.CharField(_("varför"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    undone_on = models.DateField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            CheckConstraint(name="service_merge_of_two", condition=~Q(source=F("into"))),
            CheckConstraint(
                name="service_merge_undone_says_by_whom",
                condition=Q(undone_on__isnull=True, undone_by__isnull=True)
                | Q(undone_on__isnull=False, undone_by__isnull=False),
            ),
            UniqueConstraint(
                name="service_merged_once_at_a_time", fields=["source"], condition=Q(undone_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class KeepingKind(TextChoices):
    """Why those who keep the directory get mail. `commons.keeping_mail` has the words."""

    CHECK = "check", _("det är dags att kolla")
    UNCHECKED = "unchecked", _("ingen har kollat")
    APPROVED = "approved", _("det står i katalogen nu")
    REFUSED = "refused", _("det blev inte publicerat")
    ACTIVITY = "activity", _("en aktivitet väntar")
    INTEREST = "interest", _("svar på Jag kan är sena")


ABOUT_NO_SERVICE = [KeepingKind.UNCHECKED, KeepingKind.ACTIVITY, KeepingKind.INTEREST]
"""Mail that says that something waits in a list: at most one a day to each."""


class KeepingMail(Outgoing):
    """One mail to one of those who keep the commons going; of mail that something waits in a list, one a day."""

    id = RandomIdField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=9, choices=KeepingKind)
    via = models.CharField(max_length=5, choices=[(EMAIL, _("e-post"))], default=EMAIL)
    day = models.DateField()

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            CheckConstraint(name="keeping_mail_kind_known", condition=Q(kind__in=KeepingKind.values)),
            CheckConstraint(
                name="keeping_mail_state_known", condition=Q(state__in=["ready", "sent", "failed", "stopped"])
            ),
            CheckConstraint(
                name="keeping_mail_says_which", condition=Q(service__isnull=False) | Q(kind__in=ABOUT_NO_SERVICE)
            ),
            UniqueConstraint(name="keeping_mail_once", fields=["person", "kind", "service", "day"]),
            UniqueConstraint(
                name="keeping_mail_once_a_day", fields=["person", "kind", "day"], condition=Q(service__isnull=True)
            ),
        ]
        indexes = [Index(name="keeping_mail_waiting", fields=["state"], condition=Q(state="ready"))]  # the worker's

    def __str__(self) -> str:
        return f"{self.pk}"
