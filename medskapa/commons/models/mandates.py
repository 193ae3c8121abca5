"""A helper's organisation may act for a person in named fields, for a time; what was done stands in a journal."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.commons.models.referrals import Reach
from medskapa.commons.models.town import Organisation
from medskapa.core.models import RandomIdField
from medskapa.integrations.bankid import attempts
from medskapa.integrations.outgoing import EMAIL, SMS, Outgoing


class MandateField(TextChoices):
    """What an organisation may do for somebody. `commons.mandate_texts` has the words that are signed."""

    TIMES = "times", _("Boka och flytta tider")
    LETTERS = "letters", _("Läsa brev tillsammans")
    FORMS = "forms", _("Fylla i blanketter tillsammans")
    ASK = "ask", _("Fråga hur det går i ett ärende")
    PAPERS = "papers", _("Lämna in papper")


class MandateState(TextChoices):
    """draft -> signed -> ended; a draft that nobody signs is dropped. Signed, it is in force between its two days."""

    DRAFT = "draft", _("väntar på underskrift")
    SIGNED = "signed", _("är underskriven")
    ENDED = "ended", _("har slutat gälla")
    DROPPED = "dropped", _("blev aldrig av")


class MadeBy(TextChoices):
    PAPER = "paper", _("på papper")
    E_ID = "e_id", _("med e-legitimation")


class EndedHow(TextChoices):
    EXPIRED = "expired", _("tiden gick ut")
    SIGNED_IN = "signed_in", _("personen avslutade den inloggad")
    CODE = "code", _("personen avslutade den med sin kod")
    PHONE = "phone", _("personen bad receptionen avsluta den")
    ORGANISATION = "organisation", _("organisationen lämnade den ifrån sig")


class Mandate(models.Model):
    """That `organisation` may act for a person. Never with the person's e-ID: there is nothing here to keep one in.

    ``person`` is a resident who has an account; ``name`` and how to reach them stand here for one who has none, and are
    emptied two weeks after the end, as is the witness. ``text`` is what was signed, to the letter, and ``digest`` its
    SHA-256, which stays. ``signature`` is what the e-ID service vouches with, sealed (`commons.mandate_signing`).
    """

    id = RandomIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mandates")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    name = models.CharField(_("namn"), max_length=80, blank=True)
    reach_via = models.CharField(max_length=6, choices=Reach)
    reach_to = models.CharField(max_length=254, blank=True)
    fields = models.JSONField(default=list)  # codes of `MandateField`
    starts_on = models.DateField(_("gäller från"))
    ends_on = models.DateField(_("gäller till och med"))
    language = models.CharField(max_length=10, default="sv")
    template = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=7, choices=MandateState, default=MandateState.DRAFT)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    drafted_on = models.DateField()
    made_by = models.CharField(max_length=5, choices=MadeBy, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    witness = models.CharField(_("vem som såg underskriften"), max_length=80, blank=True)
    signature = models.BinaryField(default=b"", blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_how = models.CharField(max_length=12, choices=EndedHow, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    contact_forgotten_on = models.DateField(null=True, blank=True)
    journal_forgotten_on = models.DateField(null=True, blank=True)
    code_digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-drafted_on", "-pk"]
        constraints = [
            CheckConstraint(name="mandate_state_known", condition=Q(state__in=MandateState.values)),
            CheckConstraint(name="mandate_reach_known", condition=Q(reach_via__in=Reach.values)),
            CheckConstraint(name="mandate_names_its_fields", condition=~Q(fields=[])),
            CheckConstraint(name="mandate_is_for_a_day_at_least", condition=Q(ends_on__gte=F("starts_on"))),
            CheckConstraint(name="mandate_text_has_its_digest", condition=~Q(digest="")),
            CheckConstraint(
                name="mandate_signed_says_how_and_when",
                condition=Q(state__in=["draft", "dropped"], made_by="", signed_on__isnull=True)
                | Q(state__in=["signed", "ended"], made_by__in=MadeBy.values, signed_on__isnull=False),
            ),
            CheckConstraint(
                name="mandate_on_paper_was_noted_by_somebody",
                condition=Q(made_by="paper", noted_by__isnull=False) | ~Q(made_by="paper") & Q(noted_by__isnull=True),
            ),
            CheckConstraint(
                name="mandate_by_e_id_alone_has_a_signature", condition=Q(made_by="e_id") | Q(signature=b"")
            ),
            CheckConstraint(
                name="mandate_ended_says_when_and_how",
                condition=Q(state="ended", ended_on__isnull=False, ended_how__in=EndedHow.values)
                | Q(state="dropped", ended_on__isnull=False, ended_how="")
                | Q(state__in=["draft", "signed"], ended_on__isnull=True, ended_how=""),
            ),
        ]
        indexes = [
            Index(name="mandates_of_an_organisation", fields=["organisation", "state", "ends_on"]),  # queries.listing
            Index(name="mandates_that_run_out", fields=["state", "ends_on"]),  # the daily job
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def in_force_on(self, day: date) -> bool:
        return self.state == MandateState.SIGNED and self.starts_on <= day <= self.ends_on

    @property
    def of_whom(self) -> str:
        """The name of whoever gave it; nothing where it is forgotten."""
        return self.person.name if self.person else self.name

    @property
    def is_protected(self) -> bool:
        """Whether whoever gave it has protected identity: their name then stands in no list."""
        return self.person is not None and self.person.protected_identity


class JournalEntry(models.Model):
    """What was done for the person, in which field, by whom and when. The database takes no change of it."""

    id = RandomIdField()
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="journal")
    field = models.CharField(max_length=7, choices=MandateField)
    what = models.CharField(_("vad ni gjorde"), max_length=300, blank=True)  # empty only once it is forgotten
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [CheckConstraint(name="journal_field_known", condition=Q(field__in=MandateField.values))]
        indexes = [Index(name="journal_of_a_mandate", fields=["mandate", "-at"])]

    def __str__(self) -> str:
        return f"{self.pk}"


class MandateSigning(attempts.Attempt):
    """The resident's last attempt to sign a mandate with an e-ID."""

    id = RandomIdField()
    mandate = models.OneToOneField(Mandate, on_delete=models.PROTECT, related_name="signing")

    class Meta:
        ordering = ["pk"]
        constraints = attempts.constraints("mandate_signing")

    def __str__(self) -> str:
        return f"{self.pk}"


class MandateNews(TextChoices):
    """What is told of a mandate. `commons.mandate_mail` has the words."""

    SIGNED = "signed", _("fullmakten gäller")
    SOON = "soon", _("fullmakten går ut om två veckor")
    TOMORROW = "tomorrow", _("fullmakten går ut i morgon")
    ENDED = "ended", _("fullmakten har slutat")
    STOP = "stop", _("till organisationen: fullmakten har slutat")


class MandateMessage(Outgoing):
    """One message about a mandate. What goes by letter or by telephone waits for a person's hand."""

    id = RandomIdField()
    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=8, choices=MandateNews)
    via = models.CharField(
        max_length=6, choices=[(EMAIL, _("e-post")), (SMS, _("sms")), ("letter", _("brev")), ("phone", _("telefon"))]
    )
    day = models.DateField()

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            CheckConstraint(name="mandate_message_kind_known", condition=Q(kind__in=MandateNews.values)),
            CheckConstraint(
                name="mandate_message_state_known", condition=Q(state__in=["ready", "sent", "failed", "stopped"])
            ),
            UniqueConstraint(name="mandate_message_once", fields=["mandate", "kind"]),
        ]
        indexes = [
            Index(name="mandate_messages_waiting", fields=["state"], condition=Q(state="ready"))
        ]  # the worker's, and what waits for somebody

    def __str__(self) -> str:
        return f"{self.pk}"
