"""Who may be asked, the draw, the personal invitations, and the messages about them."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.commons.models import Area, Service
from medskapa.core.models import RandomIdField
from medskapa.integrations.outgoing import Outgoing
from medskapa.meetings.models.meeting import Guest, Meeting, Table


class InviteVia(TextChoices):
    """How somebody wants to be asked."""

    LETTER = "letter", _("Brev hem")
    SMS = "sms", _("Sms")
    EMAIL = "email", _("E-post")
    CONTACT = "contact", _("Genom min guide eller kontakt")


class Gender(TextChoices):
    WOMAN = "woman", _("kvinna")
    MAN = "man", _("man")
    OTHER = "other", _("annat")


class AgreedHow(TextChoices):
    """How somebody said yes to being asked."""

    PAPER = "paper", _("på ett papper")
    SPOKEN = "spoken", _("muntligt, på plats")
    PHONE = "phone", _("på telefon")
    WEB = "web", _("på Min sida")


class PoolMember(models.Model):
    """A resident who said yes to being asked, or (``only_for`` set) somebody whom staff picked by hand for one meeting.

    A resident with an account is ``person``; whoever has none gives name and address. What stands here is what the draw
    needs and where the person can be found, nothing of any case.
    """

    id = RandomIdField()
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="in_pool"
    )
    name = models.CharField(_("namn"), max_length=100)
    via = models.CharField(_("hur vi frågar"), max_length=8, choices=InviteVia, default=InviteVia.LETTER)
    address = models.CharField(_("adress"), max_length=300, blank=True)
    phone = models.CharField(_("mobilnummer"), max_length=20, blank=True)
    email = models.EmailField(_("e-postadress"), blank=True)
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pool_contacts",
        verbose_name=_("guide eller kontakt"),
    )
    birth_year = models.PositiveSmallIntegerField(_("födelseår"), null=True, blank=True)
    gender = models.CharField(_("kön"), max_length=6, choices=Gender, blank=True)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("område")
    )
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("insats eller kurs")
    )
    language = models.CharField(_("språk"), max_length=10, default="sv")
    protected_identity = models.BooleanField(_("skyddade personuppgifter"), default=False)
    agreed_on = models.DateField(_("sa ja den"), null=True, blank=True)
    agreed_how = models.CharField(_("hur personen sa ja"), max_length=6, choices=AgreedHow, blank=True)
    left_on = models.DateField(_("vill inte bli tillfrågad längre, sedan"), null=True, blank=True)
    asked_on = models.DateField(_("senast inbjuden"), null=True, blank=True)
    taken_part = models.BooleanField(_("har varit med förut"), default=False)
    only_for = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="picked_members"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            CheckConstraint(name="member_via_known", condition=Q(via__in=InviteVia.values)),
            CheckConstraint(name="member_gender_known", condition=Q(gender__in=["", *Gender.values])),
            CheckConstraint(name="member_how_known", condition=Q(agreed_how__in=["", *AgreedHow.values])),
            CheckConstraint(
                name="member_agreed_or_picked", condition=Q(agreed_on__isnull=False) | Q(only_for__isnull=False)
            ),
            CheckConstraint(
                name="member_can_be_reached",
                condition=Q(left_on__isnull=False)
                | (Q(via="letter") & ~Q(address="") & Q(protected_identity=False))
                | (Q(via="sms") & ~Q(phone=""))
                | (Q(via="email") & ~Q(email=""))
                | Q(via="contact", contact__isnull=False),
            ),
        ]
        indexes = [
            # queries.pool: those who may be drawn
            Index(name="member_may_be_asked", fields=["name"], condition=Q(left_on__isnull=True, only_for__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Draw(models.Model):
    """A draw for a meeting: announced (pool, quotas, seats and the rule for the seed are fixed), then drawn.

    ``pool`` and ``quotas`` are what `analysis.draw.draw` takes, nameless; ``digest`` is that of the pool. ``result``
    holds what came of it as plain data. Which member stands behind an id of the pool is in `DrawnMember` alone.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="draw")
    seats = models.PositiveSmallIntegerField(_("platser"))
    quotas = models.JSONField(default=dict)
    rest_days = models.PositiveSmallIntegerField(_("vila efter en inbjudan, dagar"), default=180)
    seed_rule = models.CharField(_("varifrån fröet kommer"), max_length=300)
    pool = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    fixed_on = models.DateField()
    fixed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    seed = models.CharField(_("frö"), max_length=100, blank=True)
    method = models.CharField(max_length=40, blank=True)
    result = models.JSONField(default=dict, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            CheckConstraint(
                name="draw_has_seed_when_drawn",
                condition=Q(drawn_at__isnull=True, seed="", drawn_by__isnull=True)
                | (Q(drawn_at__isnull=False, drawn_by__isnull=False) & ~Q(seed="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class DrawnMember(models.Model):
    """Which member stands behind an id of a draw's nameless pool. Never shown."""

    id = RandomIdField()
    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="members")
    pool_id = models.CharField(max_length=16)
    member = models.ForeignKey(PoolMember, on_delete=models.PROTECT, related_name="draws")

    class Meta:
        ordering = ["pk"]
        constraints = [
            UniqueConstraint(name="drawn_id_once", fields=["draw", "pool_id"]),
            UniqueConstraint(name="drawn_member_once", fields=["draw", "member"]),
        ]

    def __str__(self) -> str:
        return self.pool_id


class Origin(TextChoices):
    DRAWN = "drawn", _("Lottad")
    PICKED = "picked", _("Vald av personal")


class InvitationState(TextChoices):
    """to_send -> asked -> yes <-> no; withdrawn by staff from any. A yes can be taken back until the meeting."""

    TO_SEND = "to_send", _("Ska skickas")
    ASKED = "asked", _("Väntar på svar")
    YES = "yes", _("Kommer")
    NO = "no", _("Kommer inte")
    WITHDRAWN = "withdrawn", _("Tillbakadragen")


class RefusalReason(TextChoices):
    """Why somebody cannot or does not want to come: kept as data, so that meetings get easier to come to."""

    TIME = "time", _("Tiden passar inte")
    HEALTH = "health", _("Jag orkar inte eller är sjuk")
    CHILDREN = "children", _("Jag har ingen som tar barnen")
    WAY = "way", _("Det är svårt att ta sig dit")
    LANGUAGE = "language", _("Språket")
    AFRAID = "afraid", _("Jag är rädd att det ska märkas efteråt")
    NOT_FOR_ME = "not_for_me", _("Det är inget för mig")
    UNSAID = "unsaid", _("Jag vill inte säga varför")


class RepliedBy(TextChoices):
    WEB = "web", _("på webben")
    SMS = "sms", _("med sms")
    PHONE = "phone", _("på telefon")
    CONTACT = "contact", _("genom sin kontakt")


class Invitation(models.Model):
    """A personal invitation. Its code is derived from the key and the site's secret; only look-up and hash are kept."""

    id = RandomIdField()
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitations")
    member = models.ForeignKey(PoolMember, on_delete=models.PROTECT, related_name="invitations")
    origin = models.CharField(max_length=6, choices=Origin, default=Origin.DRAWN)
    lot = models.PositiveSmallIntegerField(null=True, blank=True)
    picked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    picked_why = models.CharField(_("varför just den här personen"), max_length=300, blank=True)
    lookup = models.CharField(max_length=40, unique=True)
    secret_hash = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.TO_SEND)
    made_on = models.DateField()
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.CharField(max_length=8, choices=RepliedBy, blank=True)
    reply_entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    refusal_reason = models.CharField(_("varför inte"), max_length=10, choices=RefusalReason, blank=True)
    refusal_text = models.CharField(_("med egna ord"), max_length=300, blank=True)
    ask_again = models.BooleanField(_("fråga mig igen en annan gång"), default=True)
    interpreter = models.CharField(_("tolk, på vilket språk"), max_length=60, blank=True)
    child_care = models.CharField(_("barn som följer med, och hur gamla de är"), max_length=120, blank=True)
    travel = models.CharField(_("hjälp med resan"), max_length=200, blank=True)
    food = models.CharField(_("mat"), max_length=200, blank=True)
    access = models.CharField(_("annat som gör det lättare att vara med"), max_length=300, blank=True)
    table = models.ForeignKey(
        Table, on_delete=models.SET_NULL, null=True, blank=True, related_name="seated", verbose_name=_("bord")
    )
    reminder_paused = models.BooleanField(_("ingen påminnelse"), default=False)
    arrived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["meeting", "lot", "pk"]
        constraints = [
            CheckConstraint(name="invitation_state_known", condition=Q(state__in=InvitationState.values)),
            CheckConstraint(name="invitation_origin_known", condition=Q(origin__in=Origin.values)),
            UniqueConstraint(name="invitation_once_a_meeting", fields=["meeting", "member"]),
            CheckConstraint(
                name="invitation_picked_says_who_and_why",
                condition=Q(origin="drawn", picked_by__isnull=True)
                | (Q(origin="picked", picked_by__isnull=False) & ~Q(picked_why="")),
            ),
            CheckConstraint(
                name="invitation_reply_has_a_time",
                condition=~Q(state__in=["yes", "no"]) | (Q(replied_at__isnull=False) & ~Q(replied_by="")),
            ),
            CheckConstraint(name="invitation_no_has_a_reason", condition=~Q(state="no") | ~Q(refusal_reason="")),
        ]
        indexes = [
            Index(name="invitation_by_state", fields=["meeting", "state"])  # queries.inviting: counts and lists
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class MessageKind(TextChoices):
    """What an invitation's message says."""

    INVITATION = "invitation", _("Inbjudan")
    REMINDER = "reminder", _("Påminnelse")
    MOVED = "moved", _("Träffen är flyttad")
    CANCELLED = "cancelled", _("Träffen är inställd")
    WITHDRAWN = "withdrawn", _("Inbjudan gäller inte längre")
    FOLLOW_UP = "follow_up", _("Vad du sa och vad som händer nu")
    CORRECTED = "corrected", _("Rättelse av minnesanteckningarna")


class MessageState(TextChoices):
    """ready -> sent | failed. A letter is sent when posted, word of mouth when told."""

    READY = "ready", _("På väg")
    SENT = "sent", _("Framme")
    FAILED = "failed", _("Kom inte fram")
    STOPPED = "stopped", _("Stoppad")


class Message(Outgoing):
    """One message to one invited person, through the channel of the moment it was made."""

    id = RandomIdField()
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=10, choices=MessageKind)
    number = models.PositiveSmallIntegerField(default=1)
    via = models.CharField(max_length=8, choices=InviteVia)
    state = models.CharField(max_length=7, choices=MessageState, default=MessageState.READY)
    made_on = models.DateField()
    printed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_on", "pk"]
        constraints = [
            CheckConstraint(name="message_kind_known", condition=Q(kind__in=MessageKind.values)),
            CheckConstraint(name="message_state_known", condition=Q(state__in=MessageState.values)),
            CheckConstraint(name="message_via_known", condition=Q(via__in=InviteVia.values)),
            UniqueConstraint(name="message_once", fields=["invitation", "kind", "number"]),
            CheckConstraint(name="message_failed_says_why", condition=~Q(state="failed") | ~Q(failure="")),
            CheckConstraint(name="message_sent_has_a_time", condition=~Q(state="sent") | Q(done_at__isnull=False)),
        ]
        indexes = [
            # queries.messages: letters to print, words to tell, what failed
            Index(name="message_waiting", fields=["via", "state"], condition=Q(state__in=["ready", "failed"]))
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


TO_GUESTS = (MessageKind.INVITATION, MessageKind.MOVED, MessageKind.CANCELLED)


class GuestMessage(Outgoing):
    """That a guest is asked to come, or told that the meeting is moved or cancelled: by e-mail, or by hand.

    ``by_hand``: one of the planners tells them, and ticks that off. ``code_digest``: a keyed hash of the code in the
    e-mail, by which the guest answers (`guest_codes`); "" where there is none, or one that opens nothing more.
    """

    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10, choices=MessageKind)
    number = models.PositiveIntegerField(default=1)
    by_hand = models.BooleanField(default=False)
    code_digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=7, choices=MessageState, default=MessageState.READY)
    made_on = models.DateField()

    class Meta:
        ordering = ["guest", "pk"]
        constraints = [
            UniqueConstraint(name="guest_code_once", fields=["code_digest"], condition=~Q(code_digest="")),
            CheckConstraint(name="guest_message_kind_known", condition=Q(kind__in=TO_GUESTS)),
            CheckConstraint(name="guest_message_state_known", condition=Q(state__in=MessageState.values)),
            UniqueConstraint(name="guest_message_once", fields=["guest", "kind", "number"]),
            CheckConstraint(name="guest_message_failed_says_why", condition=~Q(state="failed") | ~Q(failure="")),
            CheckConstraint(
                name="guest_message_sent_has_a_time", condition=~Q(state="sent") | Q(done_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
