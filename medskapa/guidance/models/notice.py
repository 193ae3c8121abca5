"""That a resident has been, or is to be, told something: it says only that there is something, and where."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.core.models import RandomIdField
from medskapa.integrations.outgoing import Outgoing


class NoticeKind(TextChoices):
    """What it is about. `guidance.notices` has the words, and the page that each leads to."""

    TALK_BOOKED = "talk_booked", _("en ny tid")
    TALK_MOVED = "talk_moved", _("en ändrad tid")
    TALK_CANCELLED = "talk_cancelled", _("en avbokad tid")
    TALK_TOMORROW = "talk_tomorrow", _("en påminnelse")
    TALK_MISSED = "talk_missed", _("en fråga om samtalet")
    CHOOSE_TIME = "choose_time", _("tider att välja på")
    NEW_GUIDE = "new_guide", _("en ny guide")
    REQUEST_ANSWERED = "request_answered", _("svar om en annan guide")
    PLAN_CHANGED = "plan_changed", _("något nytt i planeringen")
    PLACEMENT_CHANGED = "placement_changed", _("något nytt om en insats")
    PLACEMENT_ENDS = "placement_ends", _("en insats som snart är slut")
    PATH_ENDED = "path_ended", _("hur det gick")
    MESSAGE = "message", _("ett meddelande")


class NoticeVia(TextChoices):
    """How it reaches the resident. By hand: somebody rings, or hands over a letter without an address."""

    WEB = "web", _("Min väg")
    SMS = "sms", _("sms")
    EMAIL = "email", _("e-post")
    LETTER = "letter", _("brev")
    HAND = "hand", _("guiden berättar")


class NoticeState(TextChoices):
    """ready -> sent | failed | stopped; failed -> sent, once somebody has told it by hand."""

    READY = "ready", _("väntar")
    SENT = "sent", _("framme")
    FAILED = "failed", _("kom inte fram")
    STOPPED = "stopped", _("behövs inte")


class Notice(Outgoing):
    """One message to one resident about one thing. The same thing twice needs another number, or is told once."""

    id = RandomIdField()
    resident = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guidance_notices")
    kind = models.CharField(max_length=17, choices=NoticeKind)
    about_model = models.CharField(max_length=40)  # e.g. "guidance.talk"
    about_key = models.BigIntegerField()
    number = models.PositiveSmallIntegerField(default=1)
    via = models.CharField(_("hur"), max_length=6, choices=NoticeVia)
    state = models.CharField(max_length=7, choices=NoticeState, default=NoticeState.READY)
    made_on = models.DateField()
    printed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-made_on", "-pk"]
        constraints = [
            CheckConstraint(name="notice_kind_known", condition=Q(kind__in=NoticeKind.values)),
            CheckConstraint(name="notice_via_known", condition=Q(via__in=NoticeVia.values)),
            CheckConstraint(name="notice_state_known", condition=Q(state__in=NoticeState.values)),
            CheckConstraint(name="notice_sent_has_a_time", condition=~Q(state="sent") | Q(done_at__isnull=False)),
            UniqueConstraint(name="notice_once", fields=["resident", "kind", "about_model", "about_key", "number"]),
        ]
        indexes = [
            Index(name="notices_waiting", fields=["via"], condition=Q(state__in=["ready", "failed"])),  # the worker's
            Index(name="notices_of_a_resident", fields=["resident", "-made_on"]),  # what is new, on the resident's page
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
