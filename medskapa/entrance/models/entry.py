"""One conversation at the common entrance, begun and then handed in."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.core.models import RandomIdField
from medskapa.entrance.models.questions import QuestionSet
from medskapa.people.models import ReachVia


class How(TextChoices):
    """Who held the pen."""

    ALONE = "alone", _("själv")
    HELPED = "helped", _("tillsammans med någon som hjälpte till")
    DESK = "desk", _("med oss, på plats")
    PHONE = "phone", _("med oss, på telefon")


class Begun(models.Model):
    """A conversation that is not handed in yet, sealed under its code as a draft of a viewpoint is (`core.sealed`)."""

    id = RandomIdField()
    digest = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField(blank=True)  # empty: it has been handed in
    kept_until = models.DateField()

    class Meta:
        ordering = ["id"]
        indexes = [Index(name="begun_by_day", fields=["kept_until"])]  # purge

    def __str__(self) -> str:
        return f"{self.pk}"


class Entry(models.Model):
    """What somebody handed in. The answers are `Fact`s; where each part of it goes are its `Part`s."""

    id = RandomIdField()
    questions = models.ForeignKey(QuestionSet, on_delete=models.PROTECT, related_name="entries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="entries")
    signed_in = models.BooleanField(default=False)  # False: nobody has yet made sure that it is them
    how = models.CharField(max_length=6, choices=How, default=How.ALONE)
    taken_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    language = models.CharField(max_length=10, default="sv")
    reach_via = models.CharField(max_length=8, choices=ReachVia, default=ReachVia.SMS)
    handed_in_at = models.DateTimeField()
    digest = models.CharField(max_length=64, unique=True, null=True)  # of the code that shows it again, for 30 days
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-handed_in_at", "-pk"]
        constraints = [
            CheckConstraint(name="entry_how_known", condition=Q(how__in=How.values)),
            CheckConstraint(
                name="entry_with_us_says_by_whom",
                condition=Q(how__in=["desk", "phone"], taken_in_by__isnull=False)
                | Q(how__in=["alone", "helped"], taken_in_by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Receiver(TextChoices):
    """Where a part of an entry can go. Each room that receives registers itself: see `entrance.handing`."""

    GUIDE = "guide", _("en guide")
    SUPPORT = "support", _("ansökan om försörjningsstöd")
    EDUCATION = "education", _("vuxenutbildningen")
    LOCAL_HELP = "local_help", _("hjälp nära dig")
    PERSON = "person", _("en människa som ringer dig")


class PartState(TextChoices):
    WAITING = "waiting", _("väntar")
    RECEIVED = "received", _("mottagen")
    DONE = "done", _("klar")


class Part(models.Model):
    """One part of an entry, where it went, and by when somebody is promised to answer for it."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="parts")
    to = models.CharField(max_length=10, choices=Receiver)
    state = models.CharField(max_length=8, choices=PartState, default=PartState.WAITING)
    promised_on = models.DateField(null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    received_at = models.DateTimeField(null=True, blank=True)
    told = models.JSONField(default=dict, blank=True)  # what the person was told of it: `handing.Handed` as data

    class Meta:
        ordering = ["pk"]
        constraints = [
            CheckConstraint(name="part_to_known", condition=Q(to__in=Receiver.values)),
            CheckConstraint(name="part_state_known", condition=Q(state__in=PartState.values)),
            UniqueConstraint(name="part_once_to_each", fields=["entry", "to"]),
        ]
        indexes = [
            Index(
                name="parts_not_done", fields=["promised_on", "id"], condition=~Q(state="done")
            ),  # the reception's list
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
