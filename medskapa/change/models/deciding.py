"""Decisions, carrying out, and the effect: as measured, and as residents judge it themselves."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.change.models.proposals import Proposal, Version
from medskapa.core.models import RandomIdField

_LONG: dict[str, Any] = {"max_length": 2_000, "validators": [MaxLengthValidator(2_000)]}


class Body(TextChoices):
    MANAGEMENT = "management", _("förvaltningens ledning")
    BOARD = "board", _("arbetsmarknadsnämnden")


class Word(TextChoices):
    """What was decided."""

    YES = "yes", _("Ja")
    NO = "no", _("Nej")
    LATER = "later", _("Inte nu")


class Decision(models.Model):
    """What was decided on a proposal, with reasons in plain words. Append-only (0002_protect).

    LATER promises a day to come back (``back_on``).
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="decisions")
    on_version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    word = models.CharField(_("beslut"), max_length=5, choices=Word)
    body = models.CharField(_("vem som beslutade"), max_length=10, choices=Body)
    reasons = models.TextField(_("skälen"), **_LONG)
    plain_reasons = models.TextField(_("skälen, lättläst"), blank=True, **_LONG)
    decided_on = models.DateField(_("beslutsdag"))
    back_on = models.DateField(_("vi tar upp det igen senast"), null=True, blank=True)
    record = models.CharField(_("protokoll eller diarienummer"), max_length=100, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["proposal", "number"]
        constraints = [
            CheckConstraint(name="decision_word_known", condition=Q(word__in=Word.values)),
            CheckConstraint(name="decision_body_known", condition=Q(body__in=Body.values)),
            CheckConstraint(name="decision_has_reasons", condition=~Q(reasons="")),
            CheckConstraint(
                name="decision_later_comes_back",
                condition=(Q(word="later", back_on__isnull=False) & Q(back_on__gt=F("decided_on")))
                | (~Q(word="later") & Q(back_on__isnull=True)),
            ),
            UniqueConstraint(name="decision_number_once", fields=["proposal", "number"]),
        ]
        indexes = [Index(name="decision_by_day", fields=["-decided_on"])]  # queries.influence

    def __str__(self) -> str:
        return f"{self.pk}"


class Step(models.Model):
    """One thing to do so that a decision becomes real."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(_("vad som ska göras"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="steps", verbose_name=_("ansvarig")
    )
    due_on = models.DateField(_("senast"))
    done_on = models.DateField(null=True, blank=True)
    done_note = models.CharField(_("hur det gick"), max_length=300, blank=True)
    removed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["proposal", "number"]
        constraints = [UniqueConstraint(name="step_number_once", fields=["proposal", "number"])]
        indexes = [
            Index(name="step_open", fields=["owner", "due_on"], condition=Q(done_on__isnull=True, removed=False))
        ]

    def __str__(self) -> str:
        return self.text


class Effect(models.Model):
    """The measure that was agreed before: what is counted, how it was then, and what it should become."""

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="effect")
    what = models.CharField(_("vad vi mäter"), max_length=200)
    plain_what = models.CharField(_("vad vi mäter, lättläst"), max_length=200, blank=True)
    measured_in = models.CharField(_("enhet, till exempel dagar eller procent"), max_length=40)
    source = models.CharField(_("varifrån siffran kommer"), max_length=200)
    more_is_better = models.BooleanField(_("mer är bättre"), default=True)
    baseline = models.DecimalField(_("hur det var före"), max_digits=12, decimal_places=2)
    baseline_on = models.DateField(_("mätt den"))
    target = models.DecimalField(_("hur vi vill att det blir"), max_digits=12, decimal_places=2, null=True, blank=True)
    follow_up_on = models.DateField(_("nästa mätning"), null=True, blank=True)
    agreed_on = models.DateField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.what


class EffectPoint(models.Model):
    """A follow-up of the measure. Append-only (0002_protect); a correction is a new point of the same day."""

    effect = models.ForeignKey(Effect, on_delete=models.PROTECT, related_name="points")
    value = models.DecimalField(_("värde"), max_digits=12, decimal_places=2)
    measured_on = models.DateField(_("mätt den"))
    text = models.CharField(_("vad siffran säger"), max_length=500)
    plain_text = models.CharField(_("samma sak på lättläst"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["effect", "measured_on", "pk"]

    def __str__(self) -> str:
        return f"{self.value}"


class JudgeRound(models.Model):
    """Residents are asked "did it get better?" between two days. ``word`` is what they text to answer."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    question = models.CharField(_("frågan"), max_length=200)
    plain_question = models.CharField(_("frågan, lättläst"), max_length=200, blank=True)
    word = models.CharField(_("ord i sms"), max_length=20, unique=True)
    opens_on = models.DateField(_("från"))
    closes_on = models.DateField(_("till"))
    sheets = models.PositiveIntegerField(default=0)  # how many numbered paper sheets have been made
    told_on = models.DateField(null=True, blank=True)  # when everyone behind the proposal was told of it
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["proposal", "number"]
        constraints = [
            UniqueConstraint(name="round_number_once", fields=["proposal", "number"]),
            CheckConstraint(name="round_closes_after_it_opens", condition=Q(closes_on__gte=F("opens_on"))),
        ]

    def __str__(self) -> str:
        return self.question


class Verdict(TextChoices):
    BETTER = "better", _("Ja, det blev bättre")
    SAME = "same", _("Det är som förut")
    WORSE = "worse", _("Nej, det blev sämre")
    UNSURE = "unsure", _("Jag vet inte")


class JudgedBy(TextChoices):
    CODE = "code", _("med kod på webben")
    SMS = "sms", _("med sms")
    PAPER = "paper", _("på papper")


class Judgement(models.Model):
    """What one resident thinks. ``once``, a keyed hash of code, number or sheet, gives each one voice, no name."""

    id = RandomIdField()
    round = models.ForeignKey(JudgeRound, on_delete=models.PROTECT, related_name="judgements")
    verdict = models.CharField(_("blev det bättre?"), max_length=6, choices=Verdict)
    words = models.CharField(_("vill du säga mer?"), max_length=500, blank=True)
    judged_by = models.CharField(max_length=5, choices=JudgedBy)
    once = models.CharField(max_length=64)
    on = models.DateField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            CheckConstraint(name="judgement_verdict_known", condition=Q(verdict__in=Verdict.values)),
            UniqueConstraint(name="judgement_once", fields=["round", "once"]),
            CheckConstraint(
                name="judgement_on_paper_has_who_typed_it",
                condition=Q(judged_by="paper", entered_by__isnull=False)
                | (~Q(judged_by="paper") & Q(entered_by__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
