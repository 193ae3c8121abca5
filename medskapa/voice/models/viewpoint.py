"""A viewpoint, the draft it grew from, and the receipt by which its author comes back."""

from datetime import datetime

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medskapa.commons.models import Area, Place, Service
from medskapa.core.errors import Conflict
from medskapa.core.models import RandomIdField
from medskapa.people.models import Person, Unit
from medskapa.voice.models.theme import Theme
from medskapa.voice.models.thread import Thread

TEXT_LIMIT = 5_000


class Channel(TextChoices):
    WEB = "web", _("webben")
    PHONE = "phone", _("telefon")
    DESK = "desk", _("besök")
    LETTER = "letter", _("brev")
    MEETING = "meeting", _("träff")
    OUTREACH = "outreach", _("uppsökande")


class AnswerVia(TextChoices):
    """How the person wants the answer. WEB: with the receipt code, and on Min sida for one who is signed in."""

    WEB = "web", _("Här på webben, med en kod")
    SMS = "sms", _("Sms")
    EMAIL = "email", _("E-post")
    LETTER = "letter", _("Brev hem")
    CONTACT = "contact", _("Genom min guide eller kontakt")
    NONE = "none", _("Jag vill inte ha något svar")


class ViewpointState(TextChoices):
    """received -> asked -> received -> answered | closed; withdrawn from any. A reply to an answer opens it again."""

    RECEIVED = "received", _("Väntar på svar")
    ASKED = "asked", _("Vi har frågat dig något")
    ANSWERED = "answered", _("Besvarad")
    CLOSED = "closed", _("Avslutad utan svar")
    WITHDRAWN = "withdrawn", _("Tillbakatagen")


OPEN = [ViewpointState.RECEIVED, ViewpointState.ASKED]


class Viewpoint(models.Model):
    """What somebody says, in their own words.

    The key is random, so that the order of rows tells nothing about who wrote when. An anonymous viewpoint holds
    no person, no address, no agent and no time of day; a constraint keeps it so.
    """

    id = RandomIdField()
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="viewpoint")
    text = models.TextField(_("det du vill säga"), max_length=TEXT_LIMIT, validators=[MaxLengthValidator(TEXT_LIMIT)])
    language = models.CharField(_("språk"), max_length=10, default="sv")
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.WEB)
    own_words = models.BooleanField(_("personens egna ord"), default=True)
    read_back = models.BooleanField(_("uppläst för personen"), null=True, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="viewpoints")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="viewpoints")

    anonymous = models.BooleanField(default=True)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="viewpoints")
    author_name = models.CharField(_("namn"), max_length=100, blank=True)
    registered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="registered"
    )
    received_on = models.DateField()
    received_at = models.DateTimeField(null=True, blank=True)

    answer_via = models.CharField(max_length=8, choices=AnswerVia, default=AnswerVia.WEB)
    answer_to = models.CharField(_("nummer eller adress"), max_length=300, blank=True)
    contact = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="tells")
    promised_on = models.DateField(_("svar utlovat senast"))

    state = models.CharField(max_length=12, choices=ViewpointState, default=ViewpointState.RECEIVED)
    assigned_to = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="assigned")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_days = models.PositiveIntegerField(null=True, blank=True)
    close_reason = models.CharField(_("skäl"), max_length=500, blank=True)

    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField(null=True, blank=True)
    search_text = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["promised_on", "pk"]
        constraints = [
            CheckConstraint(name="viewpoint_state_known", condition=Q(state__in=ViewpointState.values)),
            CheckConstraint(name="viewpoint_channel_known", condition=Q(channel__in=Channel.values)),
            CheckConstraint(name="viewpoint_answer_via_known", condition=Q(answer_via__in=AnswerVia.values)),
            CheckConstraint(name="viewpoint_promise_follows_receipt", condition=Q(promised_on__gte=F("received_on"))),
            CheckConstraint(
                name="viewpoint_answered_has_a_time",
                condition=Q(state="answered", answered_at__isnull=False, answer_days__isnull=False)
                | ~Q(state="answered"),
            ),
            CheckConstraint(name="viewpoint_closed_has_a_reason", condition=~Q(state="closed") | ~Q(close_reason="")),
            CheckConstraint(
                name="viewpoint_anonymous_names_nobody",
                condition=Q(anonymous=False)
                | Q(
                    author__isnull=True,
                    author_name="",
                    answer_to="",
                    contact__isnull=True,
                    registered_by__isnull=True,
                    received_at__isnull=True,
                    answer_via__in=["web", "none"],
                ),
            ),
            CheckConstraint(
                name="viewpoint_withdrawn_keeps_no_words", condition=~Q(state="withdrawn") | Q(text="", search_text="")
            ),
        ]
        indexes = [
            # queries.inbox: what is open, oldest promise first, in some units
            Index(name="viewpoint_open", fields=["promised_on", "id"], condition=Q(state__in=["received", "asked"])),
            # queries.desk.debt and .inbox: one unit's open promises, counted without reading the rows themselves
            Index(name="viewpoint_unit_promise", fields=["unit", "state", "promised_on", "id", "answer_via", "author"]),
            # queries.themes and the public pages: counts by theme and state
            Index(name="viewpoint_theme_state", fields=["theme", "state", "promised_on"]),
            # queries.themes: a theme's viewpoints by day; meetings and change: how many lately, and the first one
            Index(name="viewpoint_theme_day", fields=["theme", "-received_on", "id", "state"]),
            # queries.mine
            Index(name="viewpoint_mine", fields=["author", "-received_on", "id"], condition=Q(author__isnull=False)),
            # queries.figures: the histogram of days to an answer
            Index(
                name="viewpoint_answer_days",
                fields=["answer_days", "answer_via"],
                condition=Q(answer_days__isnull=False),
            ),
            Index(name="viewpoint_received_on", fields=["received_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def mark_answered(self, *, at: datetime, days: int) -> None:
        self._leave(OPEN, ViewpointState.ANSWERED)
        self.answered_at = at
        self.answer_days = days

    def mark_asked(self) -> None:
        self._leave(OPEN, ViewpointState.ASKED)

    def mark_closed(self, *, reason: str) -> None:
        self._leave(OPEN, ViewpointState.CLOSED)
        self.close_reason = reason

    def mark_open_again(self) -> None:
        self._leave(
            [ViewpointState.ASKED, ViewpointState.ANSWERED, ViewpointState.CLOSED, ViewpointState.RECEIVED],
            ViewpointState.RECEIVED,
        )

    def mark_withdrawn(self) -> None:
        self._leave([state for state in ViewpointState if state != ViewpointState.WITHDRAWN], ViewpointState.WITHDRAWN)
        self.text = self.search_text = self.author_name = self.answer_to = ""

    def refuse_unless(self, allowed: list[ViewpointState]) -> None:
        """Raise Conflict, which says how it stands, where the state is none of `allowed`."""
        if self.state not in allowed:
            raise Conflict(
                gettext("Det går inte längre. Så här står det med synpunkten nu: %(state)s. Ladda om sidan.")
                % {"state": str(self.get_state_display()).lower()}
            )

    def _leave(self, allowed: list[ViewpointState], state: ViewpointState) -> None:
        self.refuse_unless(allowed)
        self.state = state


class Receipt(models.Model):
    """The way back to a viewpoint: a random look-up part, and a secret part of which only a hash is kept (argon2id).

    The code itself is shown once, on the receipt page, and is kept nowhere.
    """

    id = RandomIdField()
    viewpoint = models.OneToOneField(Viewpoint, on_delete=models.CASCADE, related_name="receipt")
    lookup = models.CharField(max_length=40, unique=True)
    secret_hash = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.lookup


class Draft(models.Model):
    """What somebody is about to say, sealed with a key that only the draft's code holds; gone once sent."""

    id = RandomIdField()
    digest = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    kept_until = models.DateField(db_index=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}"


class Vector(models.Model):
    """What a viewpoint means, as the sentence model sees it: float16 numbers, computed in a job.

    They depend on the model and on the lexicon; `version` says on which (`analysis.similar.vectors_version`).
    """

    id = RandomIdField()
    viewpoint = models.OneToOneField(Viewpoint, on_delete=models.CASCADE, related_name="vector")
    version = models.CharField(max_length=64, default="")
    data = models.BinaryField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}"
