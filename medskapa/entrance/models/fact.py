"""What is known about a person: told once, with its source, its ground, and the wall that it stands behind."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.core.models import RandomIdField
from medskapa.entrance.models.entry import Entry


class Wall(TextChoices):
    """Who may see it. Each of the three areas is a wall of its own; shared is what all need to reach a person."""

    SHARED = "shared", _("alla du möter hos oss")
    GUIDANCE = "guidance", _("din guide")
    AUTHORITY = "authority", _("de som beslutar om försörjningsstöd")
    EDUCATION = "education", _("vuxenutbildningen")


class Source(TextChoices):
    ENTRY = "entry", _("du berättade vid ingången")
    PERSON = "person", _("du ändrade själv")
    STAFF = "staff", _("någon hos oss skrev ner det")
    REGISTER = "register", _("ett register")


class Ground(TextChoices):
    """Why we may know it, and why it may pass a wall."""

    TOLD = "told", _("du berättade det själv")
    CONSENT = "consent", _("du sa ja")
    LAW = "law", _("lagen säger det")


class Fact(models.Model):
    """One thing that is known about a person. A change ends the fact and begins another: nothing is written over."""

    id = RandomIdField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="facts")
    key = models.SlugField(max_length=40)
    value = models.JSONField()  # a text, a number, true or false, or a list of texts
    source = models.CharField(max_length=8, choices=Source)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="facts")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    wall = models.CharField(max_length=9, choices=Wall)
    ground = models.CharField(max_length=7, choices=Ground, default=Ground.TOLD)
    law = models.CharField(_("lagrum"), max_length=100, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    disputed_on = models.DateField(null=True, blank=True)
    dispute = models.CharField(_("vad som inte stämmer"), max_length=1000, blank=True)

    class Meta:
        ordering = ["person", "key", "-valid_from", "-pk"]
        constraints = [
            CheckConstraint(name="fact_wall_known", condition=Q(wall__in=Wall.values)),
            CheckConstraint(name="fact_source_known", condition=Q(source__in=Source.values)),
            CheckConstraint(name="fact_by_law_says_which", condition=~Q(ground="law") | ~Q(law="")),
            CheckConstraint(
                name="fact_ends_after_it_begins", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
            ),
            CheckConstraint(name="fact_dispute_has_a_day", condition=Q(dispute="") | Q(disputed_on__isnull=False)),
            UniqueConstraint(
                name="one_fact_of_a_kind_at_a_time", fields=["person", "key"], condition=Q(valid_to__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Passing(models.Model):
    """One named thing that passed a wall: what, from where to where, on what ground. Never changed or removed."""

    id = RandomIdField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="passings")
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="passings")
    from_wall = models.CharField(max_length=9, choices=Wall)
    to_wall = models.CharField(max_length=9, choices=Wall)
    ground = models.CharField(max_length=7, choices=Ground)
    law = models.CharField(_("lagrum"), max_length=100, blank=True)
    why = models.CharField(_("varför"), max_length=300)
    passed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    passed_at = models.DateTimeField()

    class Meta:
        ordering = ["-passed_at", "-pk"]
        constraints = [
            CheckConstraint(name="passing_between_two_walls", condition=~Q(from_wall=F("to_wall"))),
            CheckConstraint(
                name="passing_has_a_ground", condition=Q(ground="consent") | (Q(ground="law") & ~Q(law=""))
            ),
            UniqueConstraint(name="passing_once_each_way", fields=["fact", "to_wall"]),
        ]
        indexes = [Index(name="passings_of_a_person", fields=["person", "-passed_at"])]  # the person's own page

    def __str__(self) -> str:
        return f"{self.pk}"


class AskedAgain(models.Model):
    """That a question was asked whose answer we had: counted, so that it becomes rarer. Nobody is named."""

    id = RandomIdField()
    key = models.SlugField(max_length=40)
    where = models.SlugField(max_length=40)  # the room that asked
    day = models.DateField()

    class Meta:
        ordering = ["day", "pk"]
        indexes = [Index(name="asked_again_by_day", fields=["day"])]  # steering counts them

    def __str__(self) -> str:
        return self.key
