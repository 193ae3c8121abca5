"""A residents' meeting or that of a collaboration group, its tables and its guests."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.commons.models import CollaborationGroup, Place
from medskapa.people.models import Unit
from medskapa.voice.models import Theme

_LONG: dict[str, Any] = {"max_length": 2_000, "validators": [MaxLengthValidator(2_000)], "blank": True}


class MeetingState(TextChoices):
    """draft -> announced -> closed; cancelled from draft or announced. Nothing changes after closed or cancelled."""

    DRAFT = "draft", _("Planeras")
    ANNOUNCED = "announced", _("Alla kan läsa om den")
    CLOSED = "closed", _("Avslutad")
    CANCELLED = "cancelled", _("Inställd")


class Meeting(models.Model):
    """Residents, officials and politicians meet. ``previous`` is the meeting whose rest this one carries on with.

    ``group``: the collaboration group whose meeting it is; empty for a residents' meeting. Each has numbers of its own.

    ``calendar_number`` goes up with every change that a calendar must hear of (RFC 5545, SEQUENCE). ``walk_ins`` is how
    many came without an invitation: a number and no names.
    """

    slug = models.SlugField(max_length=80, unique=True)
    number = models.PositiveSmallIntegerField(_("träffens nummer"))
    group = models.ForeignKey(
        CollaborationGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    title = models.CharField(_("namn på träffen"), max_length=100)
    purpose = models.TextField(_("varför vi träffas"), max_length=2_000, validators=[MaxLengthValidator(2_000)])
    plain_purpose = models.TextField(_("varför vi träffas, lättläst"), **_LONG)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("enhet"))
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next", verbose_name=_("förra träffen")
    )
    starts_at = models.DateTimeField(_("börjar"), null=True, blank=True)
    ends_at = models.DateTimeField(_("slutar"), null=True, blank=True)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("plats")
    )
    place_name = models.CharField(_("plats, om den inte finns i listan"), max_length=100, blank=True)
    address = models.CharField(_("adress"), max_length=120, blank=True)
    way_there = models.TextField(_("hur man tar sig dit"), **_LONG)
    accessibility = models.TextField(_("tillgänglighet"), **_LONG)
    interpreters = models.TextField(_("tolkar"), **_LONG)
    child_care = models.TextField(_("barnpassning"), **_LONG)
    travel_money = models.TextField(_("resan"), **_LONG)
    food = models.TextField(_("mat"), **_LONG)
    media_welcome = models.BooleanField(_("journalister är välkomna"), default=False)
    press_text = models.TextField(_("till journalister"), **_LONG)
    press_contact = models.CharField(_("presskontakt"), max_length=200, blank=True)
    seats = models.PositiveSmallIntegerField(_("platser för invånare"), default=30)
    reply_by = models.DateField(_("svara senast"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.DRAFT)
    announced_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(_("varför träffen ställs in"), max_length=500, blank=True)
    plain_cancel_reason = models.CharField(_("varför, lättläst"), max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    calendar_number = models.PositiveIntegerField(default=0)
    reminders_paused = models.BooleanField(_("påminnelser är pausade"), default=False)
    walk_ins = models.PositiveSmallIntegerField(_("kom utan inbjudan"), default=0)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            UniqueConstraint(name="meeting_number_once", fields=["number"], condition=Q(group__isnull=True)),
            UniqueConstraint(
                name="meeting_number_once_in_a_group", fields=["group", "number"], condition=Q(group__isnull=False)
            ),
            CheckConstraint(name="meeting_state_known", condition=Q(state__in=MeetingState.values)),
            CheckConstraint(
                name="meeting_ends_after_it_starts", condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at"))
            ),
            CheckConstraint(
                name="meeting_in_public_has_a_time",
                condition=Q(state__in=["draft", "cancelled"]) | Q(starts_at__isnull=False, ends_at__isnull=False),
            ),
            CheckConstraint(
                name="meeting_closed_has_who_and_when",
                condition=Q(state="closed", closed_at__isnull=False, closed_by__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True, closed_by__isnull=True)),
            ),
            CheckConstraint(
                name="meeting_cancelled_says_why",
                condition=~Q(state="cancelled") | (Q(cancelled_at__isnull=False) & ~Q(cancel_reason="")),
            ),
            CheckConstraint(
                name="meeting_not_before_itself", condition=Q(previous__isnull=True) | ~Q(previous=F("id"))
            ),
        ]
        indexes = [
            Index(name="meeting_by_state", fields=["state", "starts_at"])
        ]  # queries.public: what comes, what was

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        """Announced, held or cancelled after it was announced: what anyone may read of."""
        return self.state in {MeetingState.ANNOUNCED, MeetingState.CLOSED} or self.announced_at is not None

    @property
    def is_over(self) -> bool:
        return self.state in {MeetingState.CLOSED, MeetingState.CANCELLED}

    @property
    def where(self) -> str:
        """The place in words: its name and, where one is known, its address."""
        name = self.place_name or (self.place.name if self.place is not None else "")
        address = self.address or (self.place.address if self.place is not None and not self.place_name else "")
        return ", ".join(part for part in (name, address) if part)


class GuestKind(TextChoices):
    POLITICIAN = "politician", _("politiker")
    OFFICIAL = "official", _("tjänsteperson")
    INTERPRETER = "interpreter", _("tolk")


class Guest(models.Model):
    """A politician, an official or an interpreter who is asked to come. ``coming`` None: has not said.

    ``email`` is where they are invited; one without is told by hand (`GuestMessage`). ``answered_at``: when they said
    themselves whether they come; None where staff wrote it down.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="guests")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="guest_at"
    )
    name = models.CharField(_("namn"), max_length=100)
    title = models.CharField(_("uppdrag eller titel"), max_length=100, blank=True)
    kind = models.CharField(_("kommer som"), max_length=12, choices=GuestKind, default=GuestKind.OFFICIAL)
    email = models.EmailField(_("e-post"), blank=True)
    coming = models.BooleanField(_("kommer"), null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "name", "pk"]
        constraints = [
            CheckConstraint(name="guest_kind_known", condition=Q(kind__in=GuestKind.values)),
            UniqueConstraint(name="guest_once_a_meeting", fields=["meeting", "name", "title"]),
            CheckConstraint(
                name="guest_who_answered_said_something",
                condition=Q(answered_at__isnull=True) | Q(coming__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Table(models.Model):
    """A table group and what it talks about."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField(_("bordets nummer"))
    name = models.CharField(_("vad bordet pratar om"), max_length=100)
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="tables", verbose_name=_("tema")
    )
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_tables",
        verbose_name=_("bordsvärd"),
    )

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [UniqueConstraint(name="table_number_once_a_meeting", fields=["meeting", "number"])]

    def __str__(self) -> str:
        return self.name
