"""A person is sent on to somebody who helps: what was asked, what came back, and whether it helped."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.commons.models.directory import Service
from medskapa.core.models import RandomIdField
from medskapa.integrations.outgoing import EMAIL, SMS, Outgoing
from medskapa.people.models import Unit


class ReferralState(TextChoices):
    """sent -> proposed -> accepted -> ended; sent and proposed can be refused, expire, or be withdrawn."""

    SENT = "sent", _("väntar på svar")
    PROPOSED = "proposed", _("har fått en tid föreslagen")
    ACCEPTED = "accepted", _("är välkommen")
    REFUSED = "refused", _("fick nej")
    EXPIRED = "expired", _("fick inget svar i tid")
    WITHDRAWN = "withdrawn", _("är tillbakatagen")
    ENDED = "ended", _("är avslutad")


OPEN_REFERRALS = [ReferralState.SENT, ReferralState.PROPOSED, ReferralState.ACCEPTED]
"""Somebody still waits for something."""
UNANSWERED_REFERRALS = [ReferralState.SENT, ReferralState.PROPOSED]


class Side(TextChoices):
    """From where it was sent, by the words of the walls (`core.walls`): nobody on the other side sees it."""

    SHARED = "shared", _("ingången")
    GUIDANCE = "guidance", _("vägledningen")
    AUTHORITY = "authority", _("handläggningen")
    OWN = "own", _("personen själv")


class Reach(TextChoices):
    """How whoever helps gets hold of the person."""

    PHONE = "phone", _("Ring")
    SMS = "sms", _("Sms")
    EMAIL = "email", _("E-post")
    LETTER = "letter", _("Brev")
    SELF = "self", _("Personen hör av sig själv")


class Consent(TextChoices):
    """How the person said yes to being sent on."""

    SAID = "said", _("personen sa ja")
    SELF = "self", _("personen frågade själv")


class Refused(TextChoices):
    """Why whoever was asked says no."""

    FULL = "full", _("Det är fullt")
    NOT_US = "not_us", _("Vi hjälper inte till med det här")
    LANGUAGE = "language", _("Vi talar inte språket")
    NOT_REACHED = "not_reached", _("Vi fick inte tag på personen")
    OTHER = "other", _("Något annat")


class CameOfIt(TextChoices):
    """What came of it, as whoever helped or sent says."""

    HELPED = "helped", _("Personen fick hjälp")
    CAME = "came", _("Personen kom, men det blev inte klart")
    NOT_COME = "not_come", _("Personen kom inte")
    PASSED_ON = "passed_on", _("Personen fick gå vidare till någon annan")


class DidHelp(TextChoices):
    """What the person says three months later."""

    YES = "yes", _("Ja")
    PARTLY = "partly", _("Delvis")
    NO = "no", _("Nej")


class Referral(models.Model):
    """A question to somebody who helps: can you take this person? Nothing of the person's case goes along.

    ``person`` is empty for somebody without an account, ``sent_by`` where the person asked themselves. ``by_hand``: no
    mail goes out; somebody rings and writes down the answer, as always for a protected person, of whom no name and no
    address is kept here. ``reach_to`` is shown to the receiver once they have said yes, and emptied when nobody needs
    it. ``shared``: the person lets those on the other side of the wall see it. The digests are of codes kept nowhere.
    """

    id = RandomIdField()
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="referrals")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    first_name = models.CharField(_("förnamn"), max_length=40, blank=True)
    what = models.CharField(_("vad det gäller"), max_length=300)
    need = models.CharField(max_length=20, blank=True)
    language = models.CharField(_("språk"), max_length=10, default="sv")
    reach_via = models.CharField(max_length=6, choices=Reach)
    reach_to = models.CharField(max_length=254, blank=True)
    consent = models.CharField(max_length=4, choices=Consent)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals_sent"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    side = models.CharField(max_length=9, choices=Side)
    shared = models.BooleanField(default=False)
    by_hand = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=ReferralState, default=ReferralState.SENT)
    sent_on = models.DateField()
    remind_on = models.DateField()
    answer_by = models.DateField()
    reminded_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("svaret"), max_length=300, blank=True)
    places_left = models.PositiveSmallIntegerField(null=True, blank=True)
    refused_because = models.CharField(max_length=11, choices=Refused, blank=True)
    came_of_it = models.CharField(max_length=9, choices=CameOfIt, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ask_on = models.DateField(null=True, blank=True)
    asked_on = models.DateField(null=True, blank=True)
    helped = models.CharField(max_length=6, choices=DidHelp, blank=True)
    helped_words = models.CharField(_("med egna ord"), max_length=300, blank=True)
    helped_on = models.DateField(null=True, blank=True)
    answer_digest = models.CharField(max_length=64, unique=True)
    own_digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-sent_on", "-pk"]
        constraints = [
            CheckConstraint(name="referral_state_known", condition=Q(state__in=ReferralState.values)),
            CheckConstraint(name="referral_side_known", condition=Q(side__in=Side.values)),
            CheckConstraint(name="referral_reach_known", condition=Q(reach_via__in=Reach.values)),
            CheckConstraint(
                name="referral_sent_by_somebody_or_own",
                condition=Q(side="own", sent_by__isnull=True) | (~Q(side="own") & Q(sent_by__isnull=False)),
            ),
            CheckConstraint(
                name="referral_own_is_asked_oneself",
                condition=Q(side="own", consent="self") | (~Q(side="own") & Q(consent="said")),
            ),
            CheckConstraint(
                name="referral_refused_says_why",
                condition=(Q(state="refused", refused_because__in=Refused.values))
                | (~Q(state="refused") & Q(refused_because="")),
            ),
            CheckConstraint(
                name="referral_proposed_has_a_time", condition=~Q(state="proposed") | Q(proposed_at__isnull=False)
            ),
            CheckConstraint(
                name="referral_ended_says_what_came",
                condition=Q(state="ended", came_of_it__in=CameOfIt.values, ended_on__isnull=False)
                | (~Q(state="ended") & Q(came_of_it="")),
            ),
            CheckConstraint(
                name="referral_helped_has_a_day",
                condition=Q(helped="", helped_on__isnull=True) | Q(helped__in=DidHelp.values, helped_on__isnull=False),
            ),
            CheckConstraint(
                name="referral_reminded_before_the_answer_is_due", condition=Q(remind_on__lte=models.F("answer_by"))
            ),
            UniqueConstraint(
                name="one_open_referral_of_a_person_to_a_service",
                fields=["person", "service"],
                condition=Q(state__in=["sent", "proposed", "accepted"]),
            ),
        ]
        indexes = [
            Index(
                name="referrals_to_answer", fields=["answer_by"], condition=Q(state__in=["sent", "proposed"])
            ),  # the daily job
            Index(
                name="referrals_to_ask_about", fields=["ask_on"], condition=Q(ask_on__isnull=False, helped="")
            ),  # the daily job
            Index(name="referrals_of_a_sender", fields=["sent_by", "-sent_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class ReferralKind(TextChoices):
    """Why somebody gets a message. `commons.referral_words` has the words."""

    ASK = "ask", _("fråga till den som hjälper")
    REMIND = "remind", _("påminnelse till den som hjälper")
    NEWS = "news", _("besked till den som hjälper")
    ANSWERED = "answered", _("svaret till den som skickade")
    LATE = "late", _("inget svar: till den som skickade")
    TELL = "tell", _("besked till personen")
    HELPED = "helped", _("frågan om det hjälpte")


class ReferralMessage(Outgoing):
    """One message about a referral. What goes by letter or by telephone waits for a person's hand."""

    id = RandomIdField()
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=8, choices=ReferralKind)
    via = models.CharField(
        max_length=6, choices=[(EMAIL, _("e-post")), (SMS, _("sms")), ("letter", _("brev")), ("phone", _("telefon"))]
    )
    about = models.CharField(max_length=9, choices=ReferralState)
    day = models.DateField()

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            CheckConstraint(name="referral_message_kind_known", condition=Q(kind__in=ReferralKind.values)),
            CheckConstraint(
                name="referral_message_state_known", condition=Q(state__in=["ready", "sent", "failed", "stopped"])
            ),
            UniqueConstraint(name="referral_message_once", fields=["referral", "kind", "about"]),
        ]
        indexes = [
            Index(name="referral_messages_waiting", fields=["state"], condition=Q(state="ready"))
        ]  # the worker's

    def __str__(self) -> str:
        return f"{self.pk}"
