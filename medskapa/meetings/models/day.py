"""The day of the meeting: notes from the tables, statements, and votes that nobody can tie to a person."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import CheckConstraint, Exists, Index, OuterRef, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.core.models import RandomIdField
from medskapa.meetings.models.agenda import AgendaItem
from medskapa.meetings.models.meeting import Meeting, Table
from medskapa.voice.models import Viewpoint


class NoteTaker(models.Model):
    """A member of staff who writes down what is said at one table. There can be several at a table."""

    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="note_takers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="note_taker_at")

    class Meta:
        ordering = ["table", "pk"]
        constraints = [UniqueConstraint(name="note_taker_once_a_table", fields=["table", "person"])]

    def __str__(self) -> str:
        return f"{self.pk}"


class TableNote(models.Model):
    """What was said at a table. ``key`` is made on the device, so that a note sent twice is one note.

    Spoken by "a participant": ``said_by`` holds a name only where the person wanted it. A note that is tied to an item
    becomes a viewpoint in the item's thread.
    """

    id = RandomIdField()
    key = models.CharField(max_length=64, unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="notes")
    table = models.ForeignKey(Table, on_delete=models.PROTECT, related_name="notes")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="notes")
    viewpoint = models.OneToOneField(
        Viewpoint, on_delete=models.PROTECT, null=True, blank=True, related_name="table_note"
    )
    text = models.TextField(_("vad som sades"), max_length=2_000, validators=[MaxLengthValidator(2_000)])
    language = models.CharField(_("språk"), max_length=10, default="sv")
    said_by = models.CharField(_("namn, om personen vill det"), max_length=100, blank=True)
    on_paper = models.BooleanField(_("från ett pappersblad"), default=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    written_on = models.DateField()
    removed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        indexes = [
            Index(name="note_of_a_meeting", fields=["meeting", "table", "id"]),  # queries.notes
            Index(name="note_of_an_item", fields=["item", "id"]),  # queries.minutes
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Statement(models.Model):
    """A short sentence to agree or disagree with.

    Its words and its place in the order are those that people saw: they do not change once there are votes.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="statements")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(_("påstående"), max_length=200)
    plain_text = models.CharField(_("samma sak på lättläst"), max_length=200, blank=True)
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="statements", verbose_name=_("punkt")
    )
    open = models.BooleanField(_("går att rösta på"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [UniqueConstraint(name="statement_number_once_a_meeting", fields=["meeting", "number"])]

    def __str__(self) -> str:
        return self.text


class RaisedCards(models.Model):
    """How many raised which card in the room, where a statement was put to all at once and somebody counted.

    These are numbers of a room and no ballots: who answered what is not known, so they never go into opinion groups.
    """

    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, related_name="raised")
    agree = models.PositiveSmallIntegerField(_("håller med"))
    disagree = models.PositiveSmallIntegerField(_("håller inte med"))
    passes = models.PositiveSmallIntegerField(_("hoppar över"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["statement"]

    def __str__(self) -> str:
        return f"{self.pk}"


class VotingCard(models.Model):
    """A card with a code, handed out at the door by lot: it lets one person vote, and nobody knows whom.

    The code is kept nowhere, only a keyed digest of it: see `passes`.
    """

    id = RandomIdField()
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="cards")
    number = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            UniqueConstraint(name="card_number_once_a_meeting", fields=["meeting", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class VotedBy(TextChoices):
    PHONE = "phone", _("telefon")
    PAPER = "paper", _("pappersblad")


class Ballot(models.Model):
    """All votes of one person at one meeting, tied to a voting card and to nobody.

    ``entered_by`` is the member of staff who typed it in. No time is kept.
    """

    id = RandomIdField()
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="ballots")
    card = models.OneToOneField(VotingCard, on_delete=models.PROTECT, related_name="ballot")
    voted_by = models.CharField(max_length=5, choices=VotedBy, default=VotedBy.PHONE)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            CheckConstraint(name="ballot_voted_by_known", condition=Q(voted_by__in=VotedBy.values)),
            CheckConstraint(
                name="ballot_entered_by_staff_unless_by_phone",
                condition=Q(voted_by="phone", entered_by__isnull=True)
                | (~Q(voted_by="phone") & Q(entered_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Vote(models.Model):
    """1 agrees, -1 disagrees, 0 passes. A statement that was not answered has no row."""

    id = RandomIdField()
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="votes")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="votes")
    value = models.SmallIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            CheckConstraint(name="vote_value_known", condition=Q(value__in=[-1, 0, 1])),
            UniqueConstraint(name="vote_once", fields=["ballot", "statement"]),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


def has_votes() -> Q:
    """The statements that somebody has voted on, with a card of their own or by raising one in the room."""
    of_it = {"statement": OuterRef("pk")}
    return Q(Exists(Vote.objects.filter(**of_it))) | Q(Exists(RaisedCards.objects.filter(**of_it)))
