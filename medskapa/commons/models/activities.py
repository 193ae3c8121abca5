"""What happens at a place and is open to all: activities, when they are, who has signed up, and what they are told."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.commons.models.town import Organisation, Place
from medskapa.core.models import RandomIdField
from medskapa.integrations.outgoing import EMAIL, SMS, Outgoing


class ActivityKind(TextChoices):
    WOMEN = "women", _("kvinnogrupp")
    MUSIC = "music", _("musik")
    CHILDREN = "children", _("barn och familj")
    FILM = "film", _("film")
    TALK = "talk", _("samtal")
    LANGUAGE = "language", _("språk")
    DIGITAL = "digital", _("digital hjälp")
    MOVING = "moving", _("rörelse")
    OPEN_DAY = "open_day", _("öppet hus")
    OTHER = "other", _("annat")


class ActivityState(TextChoices):
    """draft <-> waiting -> published -> cancelled; an editor can send it back to draft, or refuse it for good."""

    DRAFT = "draft", _("utkast")
    WAITING = "waiting", _("väntar på en redaktör")
    PUBLISHED = "published", _("alla kan se den")
    REFUSED = "refused", _("blev inte publicerad")
    CANCELLED = "cancelled", _("inställd")


class Activity(models.Model):
    """Something that an organisation does at a place, and that anyone may come to.

    ``approved_version`` is the version that an editor has read; an organisation that is not yet trusted may change
    what is published, and an editor then reads it again. ``editor_words`` is what an editor asked for, or why not.
    """

    slug = models.SlugField(unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="activities")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="activities", verbose_name=_("plats"))
    where = models.CharField(_("var i huset"), max_length=200, blank=True)
    title = models.CharField(_("namn"), max_length=100)
    plain_title = models.CharField(_("namn på lättläst"), max_length=100, blank=True)
    kind = models.CharField(_("vad det är"), max_length=8, choices=ActivityKind)
    text = models.TextField(_("om aktiviteten"), max_length=3000)
    plain = models.TextField(_("lättläst"), max_length=1000, blank=True)
    for_whom = models.CharField(_("för vem"), max_length=300, blank=True)  # empty: for everybody
    languages = models.JSONField(default=list, blank=True)  # codes of `core.languages`
    cost = models.CharField(_("vad det kostar"), max_length=100, blank=True)  # empty: it is free
    accessibility = models.CharField(_("tillgänglighet"), max_length=300, blank=True)
    for_children = models.BooleanField(_("barn är välkomna"), default=False)
    signs_up = models.BooleanField(_("man anmäler sig"), default=False)
    phone = models.CharField(_("telefon"), max_length=20, blank=True)
    state = models.CharField(max_length=9, choices=ActivityState, default=ActivityState.DRAFT)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    sent_on = models.DateField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    approved_version = models.PositiveIntegerField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    editor_words = models.CharField(_("vad redaktören skriver"), max_length=500, blank=True)
    cancelled_on = models.DateField(null=True, blank=True)
    cancelled_because = models.CharField(_("varför den är inställd"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            CheckConstraint(name="activity_kind_known", condition=Q(kind__in=ActivityKind.values)),
            CheckConstraint(name="activity_state_known", condition=Q(state__in=ActivityState.values)),
            CheckConstraint(
                name="activity_published_says_when",
                condition=~Q(state__in=["published", "cancelled"]) | Q(published_on__isnull=False),
            ),
            CheckConstraint(
                name="activity_waiting_says_since_when", condition=~Q(state="waiting") | Q(sent_on__isnull=False)
            ),
            CheckConstraint(name="activity_refused_says_why", condition=~Q(state="refused") | ~Q(editor_words="")),
            CheckConstraint(
                name="activity_cancelled_says_when_and_why",
                condition=Q(state="cancelled", cancelled_on__isnull=False) & ~Q(cancelled_because="")
                | ~Q(state="cancelled") & Q(cancelled_on__isnull=True),
            ),
            CheckConstraint(
                name="activity_approved_says_by_whom",
                condition=Q(approved_by__isnull=True, approved_version__isnull=True)
                | Q(approved_by__isnull=False, approved_version__isnull=False),
            ),
        ]
        indexes = [Index(name="activities_waiting", fields=["sent_on"], condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return self.title


class OccasionState(TextChoices):
    PLANNED = "planned", _("blir av")
    CANCELLED = "cancelled", _("inställt")


class Occasion(models.Model):
    """One time that an activity is.

    ``taken`` counts the seats that are given; the database itself lets no more be given than there are. ``queued`` is
    the number of the last one in the waiting list. ``changes`` counts how often it was moved or cancelled, for
    calendars and so that each change is told once. ``came`` is a number and no list.
    """

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="occasions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seats = models.PositiveSmallIntegerField(_("platser"), null=True, blank=True)  # empty: open to as many as come
    taken = models.PositiveIntegerField(default=0)
    queued = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=9, choices=OccasionState, default=OccasionState.PLANNED)
    cancelled_because = models.CharField(_("varför det är inställt"), max_length=300, blank=True)
    came = models.PositiveSmallIntegerField(_("så många kom"), null=True, blank=True)
    changes = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    reminded_on = models.DateField(null=True, blank=True)
    forgotten_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            CheckConstraint(name="occasion_state_known", condition=Q(state__in=OccasionState.values)),
            CheckConstraint(name="occasion_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            CheckConstraint(
                name="occasion_gives_no_seat_twice", condition=Q(seats__isnull=True) | Q(taken__lte=F("seats"))
            ),
            CheckConstraint(
                name="occasion_cancelled_says_why",
                condition=Q(state="cancelled") & ~Q(cancelled_because="") | Q(state="planned", cancelled_because=""),
            ),
            UniqueConstraint(name="occasion_once_at_a_time", fields=["activity", "starts_at"]),
        ]
        indexes = [Index(name="occasions_by_time", fields=["starts_at", "id"])]

    def __str__(self) -> str:
        return f"{self.pk}"


class SignUpState(TextChoices):
    """waiting -> seated -> withdrawn; a place that comes free goes to the first in the line that it is enough for."""

    SEATED = "seated", _("har plats")
    WAITING = "waiting", _("väntar på plats")
    WITHDRAWN = "withdrawn", _("kommer inte")


class TellVia(TextChoices):
    SMS = SMS, _("sms")
    EMAIL = EMAIL, _("e-post")
    NONE = "none", _("inget")


class SignUp(models.Model):
    """Somebody who wants to come, without an account. The row is deleted some time after; the count remains.

    The code is kept nowhere (`core.derived`); ``code_digest`` finds the row. ``queue`` is the place in the waiting
    list; ``say_no_by`` is until when one who was given a seat that came free is asked to say no.
    """

    id = RandomIdField()
    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="sign_ups")
    name = models.CharField(_("namn"), max_length=60)
    how_many = models.PositiveSmallIntegerField(_("hur många"), default=1)
    via = models.CharField(max_length=5, choices=TellVia)
    address = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=9, choices=SignUpState)
    queue = models.PositiveIntegerField(null=True, blank=True)
    say_no_by = models.DateTimeField(null=True, blank=True)
    code_digest = models.CharField(max_length=64, unique=True)
    day = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            CheckConstraint(name="sign_up_state_known", condition=Q(state__in=SignUpState.values)),
            CheckConstraint(name="sign_up_via_known", condition=Q(via__in=TellVia.values)),
            CheckConstraint(name="sign_up_of_somebody", condition=Q(how_many__gte=1, how_many__lte=10)),
            CheckConstraint(
                name="sign_up_has_an_address_to_its_way",
                condition=Q(via="none", address="") | ~Q(via="none") & ~Q(address=""),
            ),
            CheckConstraint(name="sign_up_waiting_has_a_place", condition=~Q(state="waiting") | Q(queue__isnull=False)),
            UniqueConstraint(name="sign_up_place_in_line_once", fields=["occasion", "queue"]),
        ]
        indexes = [Index(name="sign_ups_of_an_occasion", fields=["occasion", "state", "queue"])]

    def __str__(self) -> str:
        return f"{self.pk}"


class SignUpNews(TextChoices):
    """What one who has signed up is told. `commons.activity_words` has the words."""

    RECEIVED = "received", _("anmälan har kommit")
    GIVEN = "given", _("en plats har blivit ledig")
    MOVED = "moved", _("ny tid")
    CANCELLED = "cancelled", _("inställt")
    TOMORROW = "tomorrow", _("påminnelse")


class SignUpMessage(Outgoing):
    """One SMS or e-mail to one who has signed up. ``change`` says of which change of the occasion it tells."""

    id = RandomIdField()
    sign_up = models.ForeignKey(SignUp, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=9, choices=SignUpNews)
    via = models.CharField(max_length=5, choices=TellVia)
    change = models.PositiveIntegerField(default=0)
    day = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            CheckConstraint(name="sign_up_message_kind_known", condition=Q(kind__in=SignUpNews.values)),
            CheckConstraint(name="sign_up_message_via_known", condition=Q(via__in=[SMS, EMAIL])),
            CheckConstraint(
                name="sign_up_message_state_known", condition=Q(state__in=["ready", "sent", "failed", "stopped"])
            ),
            UniqueConstraint(name="sign_up_told_once", fields=["sign_up", "kind", "change"]),
        ]
        indexes = [Index(name="sign_up_messages_waiting", fields=["state"], condition=Q(state="ready"))]

    def __str__(self) -> str:
        return f"{self.pk}"
