"""The agenda: what a meeting takes up, where each item comes from, and what came of it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.core.models import RandomIdField
from medskapa.meetings.models.meeting import Meeting, MeetingState, Table
from medskapa.voice.models import Theme, Thread, Viewpoint

_LONG: dict[str, Any] = {"max_length": 2_000, "validators": [MaxLengthValidator(2_000)], "blank": True}


class ItemKind(TextChoices):
    """Where an item comes from, in the order in which a draft lists them; the last four at a group's meeting."""

    SINCE_LAST = "since_last", _("Vad har hänt sedan sist?")
    CARRIED = "carried", _("Kvar från förra träffen")
    QUESTION = "question", _("Ny fråga")
    THEME = "theme", _("Tema som många har pratat om")
    MONTH = "month", _("Månadens tema")
    NEWS = "news", _("Nyheter från föreningarna")
    OPEN = "open", _("Öppen fråga")
    TASKS = "tasks", _("Uppgifter")


class Outcome(TextChoices):
    """What came of an item at the meeting. A meeting closes only when each item has one."""

    ANSWERED = "answered", _("Besvarad på träffen")
    CARRIED_OVER = "carried_over", _("Tas upp på nästa träff")
    PROPOSAL = "proposal", _("Blir ett förslag i en arbetsgrupp")
    DROPPED = "dropped", _("Vi går inte vidare")


class AgendaItem(models.Model):
    """Something that a meeting takes up. ``thread`` is its theme's, or its own where no theme stands behind it.

    ``came_from`` is the item of an earlier meeting that it carries on with. The planner can drop it before the meeting
    (``drop_reason`` is shown) or put it into another (``merged_into``); both keep the row. ``group_name`` and
    ``group_by`` say which working group makes the proposal, and by when.

    ``drafted_from`` names what the draft made it of (``since:12``), so that the same is not drafted twice.
    ``announced`` says that its thread tells of it: the thread hears of it once.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=ItemKind, default=ItemKind.QUESTION)
    title = models.CharField(_("punkten i en mening"), max_length=200)
    plain_title = models.CharField(_("samma sak på lättläst"), max_length=200, blank=True)
    text = models.TextField(_("mer om punkten"), **_LONG)
    plain_text = models.TextField(_("mer om punkten, lättläst"), **_LONG)
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="items", verbose_name=_("tema")
    )
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="items")
    came_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="became")
    table = models.ForeignKey(
        Table, on_delete=models.SET_NULL, null=True, blank=True, related_name="items", verbose_name=_("bord")
    )
    asked = models.BooleanField(_("alla kan svara i förväg"), default=False)
    drafted_from = models.CharField(max_length=40, blank=True, editable=False)
    announced = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed")
    dropped_at = models.DateTimeField(null=True, blank=True)
    drop_reason = models.CharField(_("varför punkten stryks"), max_length=500, blank=True)
    plain_drop_reason = models.CharField(_("varför, lättläst"), max_length=500, blank=True)
    outcome = models.CharField(_("vad det blev"), max_length=12, choices=Outcome, blank=True)
    outcome_text = models.TextField(_("vad som händer nu"), **_LONG)
    plain_outcome_text = models.TextField(_("vad som händer nu, lättläst"), **_LONG)
    group_name = models.CharField(_("arbetsgrupp"), max_length=100, blank=True)
    group_by = models.DateField(_("förslag senast"), null=True, blank=True)
    outcome_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    outcome_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["meeting", "number", "pk"]
        constraints = [
            CheckConstraint(name="item_kind_known", condition=Q(kind__in=ItemKind.values)),
            CheckConstraint(name="item_outcome_known", condition=Q(outcome__in=["", *Outcome.values])),
            CheckConstraint(
                name="item_outcome_has_words_and_when",
                condition=Q(outcome="", outcome_at__isnull=True)
                | (~Q(outcome="") & Q(outcome_at__isnull=False) & ~Q(outcome_text="")),
            ),
            CheckConstraint(
                name="item_proposal_has_group_and_day",
                condition=~Q(outcome="proposal") | (~Q(group_name="") & Q(group_by__isnull=False)),
            ),
            CheckConstraint(name="item_dropped_says_why", condition=Q(dropped_at__isnull=True) | ~Q(drop_reason="")),
            CheckConstraint(name="item_not_merged_into_itself", condition=~Q(merged_into=F("id"))),
            UniqueConstraint(
                name="item_drafted_once", fields=["meeting", "drafted_from"], condition=~Q(drafted_from="")
            ),
        ]
        indexes = [Index(name="item_of_a_thread", fields=["thread", "meeting"])]  # change: a thread's meetings

    def __str__(self) -> str:
        return self.title

    def get_kind_display(self) -> str:  # type: ignore[no-redef] # the stubs give every model Django's own
        """The kind in words, as cheap as `Event.get_kind_display`: an agenda is long."""
        return str(ItemKind(self.kind).label)

    def get_outcome_display(self) -> str:  # type: ignore[no-redef] # the same
        """What came of it in words, "" where nothing has yet; the same."""
        return str(Outcome(self.outcome).label) if self.outcome else ""

    @property
    def stands(self) -> bool:
        """Whether the meeting takes it up: neither dropped nor part of another item."""
        return self.dropped_at is None and self.merged_into_id is None

    def takes_answers(self, now: datetime) -> bool:
        """Whether anyone may answer beforehand: it is asked and stands; the meeting is announced and yet to begin."""
        meeting = self.meeting
        is_to_come = meeting.state == MeetingState.ANNOUNCED and meeting.starts_at is not None
        return self.asked and self.stands and is_to_come and now < meeting.starts_at  # type: ignore[operator]


class ItemVoice(models.Model):
    """A viewpoint given beforehand on an item, by somebody who perhaps cannot come."""

    id = RandomIdField()
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="voices")
    viewpoint = models.OneToOneField(Viewpoint, on_delete=models.CASCADE, related_name="beforehand")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}"
