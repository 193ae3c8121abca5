"""The questions of the common entrance, as data that an editor can change."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _


class QuestionSetState(TextChoices):
    """draft -> published -> retired. A set that somebody has answered is never changed: a new one is made of it."""

    DRAFT = "draft", _("Utkast")
    PUBLISHED = "published", _("Används nu")
    RETIRED = "retired", _("Används inte längre")


class QuestionSet(models.Model):
    """One version of the questions. `questions` is what `entrance.conversation` reads: see its docstring for the form.

    One set at a time is published; entries keep the one that they were answered with.
    """

    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=9, choices=QuestionSetState, default=QuestionSetState.DRAFT)
    questions = models.JSONField(default=list)
    change = models.CharField(_("vad som är nytt"), max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-number"]
        constraints = [
            CheckConstraint(name="questions_state_known", condition=Q(state__in=QuestionSetState.values)),
            CheckConstraint(
                name="questions_published_have_a_time", condition=Q(state="draft") | Q(published_at__isnull=False)
            ),
            UniqueConstraint(name="one_published_question_set", fields=["state"], condition=Q(state="published")),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
