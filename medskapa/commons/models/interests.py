"""Jag kan: what somebody can and wants, in their own words, and the answer that a guide gives."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.core.models import RandomIdField
from medskapa.integrations.outgoing import EMAIL, SMS, Outgoing
from medskapa.people.models import Unit


class InterestDraft(models.Model):
    """One that is not sent yet, sealed under its code (`core.sealed`)."""

    id = RandomIdField()
    digest = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField(blank=True)  # empty: it has been sent
    kept_until = models.DateField()

    class Meta:
        ordering = ["id"]
        indexes = [Index(name="interest_drafts_by_day", fields=["kept_until"])]  # purge

    def __str__(self) -> str:
        return f"{self.pk}"


class InterestState(TextChoices):
    """waiting <-> taken -> answered; until it is answered whoever sent it can take it back."""

    WAITING = "waiting", _("väntar på en guide")
    TAKEN = "taken", _("en guide arbetar med det")
    ANSWERED = "answered", _("har fått svar")
    WITHDRAWN = "withdrawn", _("är tillbakatagen")


UNANSWERED_INTERESTS = [InterestState.WAITING, InterestState.TAKEN]
"""An answer is promised, and has not been given."""


class ReplyVia(TextChoices):
    """How the answer comes. With the code it can always be read."""

    SMS = SMS, _("Med sms")
    EMAIL = EMAIL, _("Med e-post")
    CALL = "call", _("Ring mig")
    CODE = "code", _("Bara med min kod")


class FreeTime(TextChoices):
    MORNING = "morning", _("på förmiddagar")
    AFTERNOON = "afternoon", _("på eftermiddagar")
    EVENING = "evening", _("på kvällar")
    WEEKEND = "weekend", _("på helger")


class Called(TextChoices):
    """How it went when the answer was to be told by telephone."""

    SPOKE = "spoke", _("Jag har pratat med personen")
    NOT_REACHED = "missed", _("Jag har ringt två gånger utan att få svar")


class Interest(models.Model):
    """A registration of interest. ``person``: a resident who was signed in; nobody at work sees who that is.

    ``unit`` is the one whose guides answer (empty: all guides). ``name`` and ``reach_to`` are emptied some weeks after
    the answer, and the row is deleted a year after it. ``links`` are keys of `commons.interest_links`. The code is kept
    nowhere (`core.derived`).
    """

    id = RandomIdField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="interests"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    can = models.TextField(_("vad jag kan"), max_length=1000, blank=True)
    wants = models.TextField(_("vad jag vill"), max_length=1000, blank=True)
    languages = models.JSONField(default=list, blank=True)  # codes of `core.languages`
    times = models.JSONField(default=list, blank=True)  # of `FreeTime`
    name = models.CharField(_("vad vi kan kalla dig"), max_length=60, blank=True)
    via = models.CharField(max_length=5, choices=ReplyVia)
    reach_to = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=10, default="sv")  # of the pages that it was written on
    state = models.CharField(max_length=9, choices=InterestState, default=InterestState.WAITING)
    sent_on = models.DateField()
    promised_on = models.DateField(_("svar utlovat senast"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answer = models.TextField(_("svaret"), max_length=3000, blank=True)
    links = models.JSONField(default=list, blank=True)
    called = models.CharField(max_length=6, choices=Called, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    contact_emptied_on = models.DateField(null=True, blank=True)
    code_digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["promised_on", "pk"]
        constraints = [
            CheckConstraint(name="interest_state_known", condition=Q(state__in=InterestState.values)),
            CheckConstraint(name="interest_via_known", condition=Q(via__in=ReplyVia.values)),
            CheckConstraint(name="interest_promise_follows_it", condition=Q(promised_on__gt=F("sent_on"))),
            CheckConstraint(
                name="interest_can_be_answered_its_way",
                condition=~Q(reach_to="") | Q(via="code") | Q(contact_emptied_on__isnull=False),
            ),
            CheckConstraint(
                name="interest_taken_says_by_whom",
                condition=Q(state__in=["waiting", "withdrawn"], taken_by__isnull=True)
                | Q(state__in=["taken", "answered"], taken_by__isnull=False, taken_on__isnull=False),
            ),
            CheckConstraint(
                name="interest_answered_says_what_and_when",
                condition=Q(state="answered", answered_on__isnull=False) & ~Q(answer="")
                | ~Q(state="answered") & Q(answered_on__isnull=True, answer=""),
            ),
            CheckConstraint(
                name="interest_to_call_says_how_it_went",
                condition=~Q(state="answered", via="call") | Q(called__in=Called.values),
            ),
            CheckConstraint(
                name="interest_withdrawn_keeps_no_words",
                condition=Q(state="withdrawn", withdrawn_on__isnull=False, can="", wants="", name="", reach_to="")
                | ~Q(state="withdrawn") & Q(withdrawn_on__isnull=True),
            ),
        ]
        indexes = [
            Index(
                name="interests_unanswered", fields=["promised_on", "id"], condition=Q(state__in=["waiting", "taken"])
            ),  # the guides' list, and the manager's alarm
            Index(
                name="interests_answered", fields=["answered_on", "id"], condition=Q(state="answered")
            ),  # what is to be forgotten, and the list of what is answered
            Index(name="interests_of_a_person", fields=["person", "-sent_on"], condition=Q(person__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class InterestNews(TextChoices):
    """What somebody is told. `commons.interest_mail` has the words."""

    RECEIVED = "received", _("det har kommit fram")
    ANSWERED = "answered", _("svaret finns")


class InterestMessage(Outgoing):
    """One SMS or e-mail to whoever left an interest. What is to be told by telephone a guide tells."""

    id = RandomIdField()
    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=8, choices=InterestNews)
    via = models.CharField(max_length=5, choices=[(SMS, _("sms")), (EMAIL, _("e-post"))])
    day = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            CheckConstraint(name="interest_message_kind_known", condition=Q(kind__in=InterestNews.values)),
            CheckConstraint(name="interest_message_via_known", condition=Q(via__in=[SMS, EMAIL])),
            CheckConstraint(
                name="interest_message_state_known", condition=Q(state__in=["ready", "sent", "failed", "stopped"])
            ),
            UniqueConstraint(name="interest_told_once", fields=["interest", "kind"]),
        ]
        indexes = [Index(name="interest_messages_ready", fields=["state"], condition=Q(state="ready"))]  # the worker's

    def __str__(self) -> str:
        return f"{self.pk}"
