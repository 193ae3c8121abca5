"""Answers and questions from the administration, how each is delivered, and what the person says back."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import CheckConstraint, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.core.models import RandomIdField
from medskapa.integrations.outgoing import Outgoing
from medskapa.people.models import Person, Unit
from medskapa.voice.models.theme import Theme
from medskapa.voice.models.thread import Thread
from medskapa.voice.models.viewpoint import AnswerVia, Viewpoint


class AnswerKind(TextChoices):
    """NEWS: what has happened since with something that the person spoke about. It has been published already."""

    ANSWER = "answer", _("svar")
    QUESTION = "question", _("fråga")
    NEWS = "news", _("nyhet")


class AnswerState(TextChoices):
    """to_approve -> sent | returned; sent at once where the unit has no second reader."""

    TO_APPROVE = "to_approve", _("Väntar på att läsas av en till")
    SENT = "sent", _("Skickat")
    RETURNED = "returned", _("Tillbaka till den som skrev")


class Answer(models.Model):
    """Words from the administration to one person or to all in a theme; never edited once sent."""

    id = RandomIdField()
    kind = models.CharField(max_length=8, choices=AnswerKind, default=AnswerKind.ANSWER)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
    text = models.TextField(_("svaret"), max_length=4_000, validators=[MaxLengthValidator(4_000)])
    plain_text = models.TextField(
        _("samma sak på lättläst"), max_length=4_000, validators=[MaxLengthValidator(4_000)], blank=True
    )
    by = models.ForeignKey(  # None: news, which is put together of what has been published
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    written_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=AnswerState, default=AnswerState.TO_APPROVE)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="approved"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    comment = models.CharField(_("kommentar till den som skrev"), max_length=500, blank=True)

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            CheckConstraint(name="answer_state_known", condition=Q(state__in=AnswerState.values)),
            CheckConstraint(name="answer_kind_known", condition=Q(kind__in=AnswerKind.values)),
            CheckConstraint(name="answer_has_a_writer", condition=Q(by__isnull=False) | Q(kind="news")),
            CheckConstraint(
                name="answer_sent_has_a_time",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
            ),
        ]
        # queries.to_approve
        indexes = [Index(name="answer_to_approve", fields=["unit", "written_at"], condition=Q(state="to_approve"))]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def writer(self) -> Person:
        """Who wrote it. Raises ValueError for news, which nobody did."""
        if self.by is None:
            raise ValueError("news has no writer")
        return self.by


class DeliveryState(TextChoices):
    """held (before approval) -> ready -> sent | failed. A letter is sent when posted, word of mouth when told."""

    HELD = "held", _("Väntar på den som läser")
    READY = "ready", _("På väg")
    SENT = "sent", _("Framme")
    FAILED = "failed", _("Kom inte fram")


class Delivery(Outgoing):
    """One answer on its way to one viewpoint's author, through the channel that the person chose.

    ``done_at`` is when it was sent, posted (letter) or told (contact). ``sent`` for WEB means: readable with the code.
    """

    id = RandomIdField()
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="deliveries")
    viewpoint = models.ForeignKey(Viewpoint, on_delete=models.PROTECT, related_name="deliveries")
    via = models.CharField(max_length=8, choices=AnswerVia)
    state = models.CharField(max_length=6, choices=DeliveryState, default=DeliveryState.HELD)

    class Meta:
        ordering = ["pk"]
        constraints = [
            CheckConstraint(name="delivery_state_known", condition=Q(state__in=DeliveryState.values)),
            CheckConstraint(name="delivery_via_known", condition=Q(via__in=AnswerVia.values)),
            UniqueConstraint(name="delivery_once", fields=["answer", "viewpoint"]),
            CheckConstraint(name="delivery_failed_says_why", condition=~Q(state="failed") | ~Q(failure="")),
            CheckConstraint(name="delivery_sent_has_a_time", condition=~Q(state="sent") | Q(done_at__isnull=False)),
        ]
        indexes = [
            # queries.letters, queries.to_tell, queries.failures
            Index(name="delivery_waiting", fields=["via", "state"], condition=Q(state__in=["ready", "failed"])),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Following(models.Model):
    """The person behind a viewpoint is to be told what happens in a thread, beyond event number `told`.

    Only where there is a way to reach them: an anonymous person has none, and reads the news with the receipt.
    """

    id = RandomIdField()
    viewpoint = models.ForeignKey(Viewpoint, on_delete=models.CASCADE, related_name="follows")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="followed_by", db_index=False)
    told = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [UniqueConstraint(name="following_once", fields=["thread", "viewpoint"])]

    def __str__(self) -> str:
        return f"{self.pk}"


class Reply(models.Model):
    """What the person says after an answer or a question, on the web. ``at`` is None for an anonymous person."""

    id = RandomIdField()
    viewpoint = models.ForeignKey(Viewpoint, on_delete=models.CASCADE, related_name="replies")
    text = models.TextField(_("det du vill säga"), max_length=5_000, validators=[MaxLengthValidator(5_000)])
    on = models.DateField()
    at = models.DateTimeField(null=True, blank=True)
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["viewpoint", "number"]
        constraints = [UniqueConstraint(name="reply_number_once", fields=["viewpoint", "number"])]

    def __str__(self) -> str:
        return f"{self.pk}"
