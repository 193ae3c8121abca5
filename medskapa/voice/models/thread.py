"""The thread: the unbroken history from a viewpoint to its effect."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from medskapa.core.models import RandomIdField


class EventKind(TextChoices):
    """What can happen in a thread. Nothing that happened is edited; a correction is a new event."""

    RECEIVED = "received", _("Mottagen")
    GROUPED = "grouped", _("Samlad i ett tema")
    UNGROUPED = "ungrouped", _("Tagen ur temat")
    ASKED = "asked", _("Vi ställde en fråga")
    REPLIED = "replied", _("Nytt från den som skrev")
    ANSWERED = "answered", _("Besvarad")
    CLOSED = "closed", _("Avslutad")
    REOPENED = "reopened", _("Öppnad igen")
    WITHDRAWN = "withdrawn", _("Tillbakatagen")
    ON_AGENDA = "on_agenda", _("På dagordningen")
    OFF_AGENDA = "off_agenda", _("Inte längre på dagordningen")
    DISCUSSED = "discussed", _("Diskuterad")
    PROPOSED = "proposed", pgettext_lazy("i en tråd", "Förslag")
    TAKEN_BY_GROUP = "taken_by_group", _("Arbetsgrupp")
    DECIDED = "decided", _("Beslut")
    CARRIED_OUT = "carried_out", _("Genomfört")
    EFFECT_SEEN = "effect_seen", _("Effekt")
    JUDGE_ASKED = "judge_asked", _("Vi frågar: blev det bättre?")
    MERGED = "merged", _("Teman lades ihop")
    MERGE_UNDONE = "merge_undone", _("Sammanläggningen ångrades")
    CORRECTED = "corrected", _("Rättelse")


class Thread(models.Model):
    """The spine of one viewpoint or one theme. ``state`` and ``length`` follow the last event."""

    id = RandomIdField()
    public = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=EventKind, default=EventKind.RECEIVED)
    length = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [CheckConstraint(name="thread_state_known", condition=Q(state__in=EventKind.values))]

    def __str__(self) -> str:
        return f"{self.pk}"


class Event(models.Model):
    """Something that happened. Append-only: a trigger in the database refuses every change (0002_protect).

    ``at`` has day precision (midnight) where the event is an anonymous person's own act.
    """

    id = RandomIdField()
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=EventKind)
    at = models.DateTimeField()
    text = models.TextField(blank=True)
    plain_text = models.TextField(blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    theme = models.ForeignKey(
        "voice.Theme", on_delete=models.PROTECT, null=True, blank=True, related_name="mentioned_in", db_index=False
    )

    class Meta:
        ordering = ["thread", "number"]
        constraints = [
            CheckConstraint(name="event_kind_known", condition=Q(kind__in=EventKind.values)),
            UniqueConstraint(name="event_number_once_in_a_thread", fields=["thread", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"

    def get_kind_display(self) -> str:  # type: ignore[no-redef] # the stubs give every model Django's own
        """The kind in words. Django's own translates the words of every kind to find this one's, for each row anew."""
        return str(EventKind(self.kind).label)
