"""Themes: viewpoints about the same thing, and how themes are put together and taken apart."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.core.models import RandomIdField
from medskapa.people.models import Unit
from medskapa.voice.models.thread import Thread


class Theme(models.Model):
    """Viewpoints about the same thing. Counters are kept by ``actions``; ``merged_into`` is set while it is merged."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("namn"), max_length=100)
    about = models.CharField(_("vad temat handlar om, i en mening"), max_length=300)
    plain_about = models.CharField(_("samma sak på lättläst"), max_length=300, blank=True)
    doing = models.TextField(
        _("vad som händer nu"), max_length=2_000, validators=[MaxLengthValidator(2_000)], blank=True
    )
    plain_doing = models.TextField(
        _("vad som händer nu, lättläst"), max_length=2_000, validators=[MaxLengthValidator(2_000)], blank=True
    )
    outcome = models.TextField(
        _("vad det har lett till"), max_length=2_000, validators=[MaxLengthValidator(2_000)], blank=True
    )
    plain_outcome = models.TextField(
        _("vad det har lett till, lättläst"), max_length=2_000, validators=[MaxLengthValidator(2_000)], blank=True
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="themes")
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="own_theme")
    created_on = models.DateField()
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed")
    viewpoint_count = models.PositiveIntegerField(default=0)
    waiting_count = models.PositiveIntegerField(default=0)
    answered_count = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            CheckConstraint(name="theme_not_merged_into_itself", condition=~Q(merged_into=F("id"))),
        ]

    def __str__(self) -> str:
        return self.name


class ThemeMerge(models.Model):
    """One theme put into another: public, with its reason, and possible to undo."""

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="took_in")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(_("varför temana läggs ihop"), max_length=500)
    plain_reason = models.CharField(max_length=500, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undo_reason = models.CharField(_("varför det ångras"), max_length=500, blank=True)
    plain_undo_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-at", "pk"]
        constraints = [
            CheckConstraint(
                name="merge_undone_has_who_and_why",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undo_reason="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undo_reason="")),
            ),
            UniqueConstraint(name="merge_open_once", fields=["theme"], condition=Q(undone_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.theme} -> {self.into}"


class MergedViewpoint(models.Model):
    """A viewpoint that a merge moved, so that undoing it moves back just those."""

    id = RandomIdField()
    merge = models.ForeignKey(ThemeMerge, on_delete=models.PROTECT, related_name="moved")
    viewpoint = models.ForeignKey("voice.Viewpoint", on_delete=models.PROTECT, related_name="moved_by")

    class Meta:
        ordering = ["pk"]
        constraints = [UniqueConstraint(name="merged_viewpoint_once", fields=["merge", "viewpoint"])]

    def __str__(self) -> str:
        return f"{self.viewpoint_id}"


class Extract(models.Model):
    """Words of a viewpoint that an editor chose to publish in a theme; always masked."""

    id = RandomIdField()
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="extracts")
    viewpoint = models.ForeignKey("voice.Viewpoint", on_delete=models.CASCADE, related_name="extracts")
    text = models.CharField(_("utdrag"), max_length=600)
    masked = models.PositiveSmallIntegerField(default=0)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    chosen_on = models.DateField()

    class Meta:
        ordering = ["-chosen_on", "pk"]
        constraints = [UniqueConstraint(name="extract_one_per_viewpoint", fields=["viewpoint"])]

    def __str__(self) -> str:
        return self.text
