"""The plan of a resident: a job goal on top, then goals and steps, each with who and by when."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.core import clock
from medskapa.core.models import RandomIdField
from medskapa.integrations.bankid import attempts


class Plan(models.Model):
    """What a resident and their guide work towards. It is always the same page for both.

    What stands here is what holds now; what both agreed on is kept whole in `PlanVersion`. ``changed_since`` says that
    something has changed since the last version was put to be agreed on, or that none has been.
    """

    id = RandomIdField()
    resident = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plans")
    occupation = models.SlugField(_("yrke"), max_length=40, blank=True)  # of `guidance.occupations`
    goal_words = models.CharField(_("jobbmål med egna ord"), max_length=300, blank=True)
    studies = models.CharField(_("det jag läser, eller vill läsa"), max_length=300, blank=True)
    can = models.TextField(_("det här kan jag"), max_length=2000, blank=True)
    want = models.TextField(_("det här vill jag"), max_length=2000, blank=True)
    hinders = models.TextField(_("det här står i vägen"), max_length=2000, blank=True)
    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    changed_since = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-began_on", "-pk"]
        constraints = [
            UniqueConstraint(name="one_plan_at_a_time", fields=["resident"], condition=Q(ended_on__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def has_job_goal(self) -> bool:
        return bool(self.occupation or self.goal_words)


class AgreedBy(TextChoices):
    """How somebody put their name to a plan."""

    E_ID = "e_id", _("med e-legitimation")
    DESK = "desk", _("på plats, med id-handling")
    SIGNED_IN = "signed_in", _("inloggad")


class PlanVersion(models.Model):
    """The plan as it was when it was put to be agreed on. Its content never changes; the two agreements are added."""

    id = RandomIdField()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)  # SHA-256 of the content, shown on paper and signed
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    resident_agreed_at = models.DateTimeField(null=True, blank=True)
    resident_agreed_by = models.CharField(max_length=9, choices=AgreedBy, blank=True)
    witness = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )  # who saw the identity document at the desk
    signed_text = models.TextField(blank=True)  # what the resident said yes to with an e-ID, to the letter
    signed_digest = models.CharField(max_length=64, blank=True)  # SHA-256 of that text
    signature = models.BinaryField(default=b"", blank=True)  # what the service vouches with: `guidance.signing`
    guide_agreed_at = models.DateTimeField(null=True, blank=True)
    guide = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-number", "-pk"]
        constraints = [
            UniqueConstraint(name="plan_version_once", fields=["plan", "number"]),
            CheckConstraint(
                name="plan_version_resident_agreed_somehow",
                condition=Q(resident_agreed_at__isnull=True, resident_agreed_by="")
                | Q(resident_agreed_at__isnull=False, resident_agreed_by__in=AgreedBy.values),
            ),
            CheckConstraint(
                name="plan_version_at_the_desk_has_a_witness",
                condition=~Q(resident_agreed_by="desk") | Q(witness__isnull=False),
            ),
            CheckConstraint(
                name="plan_version_by_e_id_has_its_signature",
                condition=Q(resident_agreed_by="e_id") & ~Q(signed_text="") & ~Q(signed_digest="") & ~Q(signature=b"")
                | ~Q(resident_agreed_by="e_id") & Q(signed_text="", signed_digest="", signature=b""),
            ),
            CheckConstraint(
                name="plan_version_guide_agreed_is_named",
                condition=Q(guide_agreed_at__isnull=True) | Q(guide__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def is_agreed(self) -> bool:
        """Whether both have agreed on it."""
        return bool(self.resident_agreed_at and self.guide_agreed_at)


class PlanSigning(attempts.Attempt):
    """The resident's attempt to sign a version with an e-ID: the last one, while it goes on and how it ended."""

    id = RandomIdField()
    version = models.OneToOneField(PlanVersion, on_delete=models.PROTECT, related_name="signing")

    class Meta:
        ordering = ["pk"]
        constraints = attempts.constraints("plan_signing")

    def __str__(self) -> str:
        return f"{self.pk}"


class Goal(models.Model):
    """Something on the way to the job goal."""

    id = RandomIdField()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="goals")
    text = models.CharField(_("delmål"), max_length=300)
    place = models.PositiveSmallIntegerField(default=1)
    reached_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return f"{self.pk}"


class StepOwner(TextChoices):
    RESIDENT = "resident", _("jag")
    GUIDE = "guide", _("min guide")
    OTHER = "other", _("någon annan")


class StepState(TextChoices):
    """proposed -> agreed -> done | dropped."""

    PROPOSED = "proposed", _("föreslaget")
    AGREED = "agreed", _("på gång")
    DONE = "done", _("klart")
    DROPPED = "dropped", _("struket")


class Step(models.Model):
    """One thing to do: who, and by when."""

    id = RandomIdField()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="steps")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, blank=True, related_name="steps")
    text = models.CharField(_("steg"), max_length=300)
    owner = models.CharField(_("vem gör det"), max_length=8, choices=StepOwner, default=StepOwner.RESIDENT)
    owner_name = models.CharField(_("vem"), max_length=100, blank=True)
    due_on = models.DateField(_("senast"), null=True, blank=True)
    state = models.CharField(max_length=8, choices=StepState, default=StepState.AGREED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    done_on = models.DateField(null=True, blank=True)
    dropped_why = models.CharField(_("varför det stryks"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            CheckConstraint(name="step_owner_known", condition=Q(owner__in=StepOwner.values)),
            CheckConstraint(name="step_state_known", condition=Q(state__in=StepState.values)),
            CheckConstraint(name="step_done_has_a_day", condition=~Q(state="done") | Q(done_on__isnull=False)),
            CheckConstraint(name="step_dropped_says_why", condition=~Q(state="dropped") | ~Q(dropped_why="")),
            CheckConstraint(name="step_of_another_says_who", condition=~Q(owner="other") | ~Q(owner_name="")),
        ]
        indexes = [
            Index(name="next_steps", fields=["plan", "due_on"], condition=Q(state="agreed"))  # "next step" of a plan
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def is_late(self) -> bool:
        """Whether it is agreed, and its day has passed."""
        return self.state == StepState.AGREED and self.due_on is not None and self.due_on < clock.today()

    @property
    def is_done(self) -> bool:
        return self.state == StepState.DONE

    @property
    def is_proposed(self) -> bool:
        return self.state == StepState.PROPOSED

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done, or to be agreed on."""
        return self.state in {StepState.PROPOSED, StepState.AGREED}


class PlanComment(models.Model):
    """Words of the resident or the guide on the plan, or on one step of it."""

    id = RandomIdField()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="comments")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, null=True, blank=True, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField(_("kommentar"), max_length=2000)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.pk}"
