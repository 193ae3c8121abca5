"""Help that was given at a place: each visit as a few choices and nobody's name, and each opening as three numbers."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.commons.models.directory import Service
from medskapa.commons.models.town import Organisation, Place
from medskapa.people.models import Unit

MINUTES = (5, 10, 20, 40)
"""How long a visit took, about; the last one is that long or longer."""

_HOST = Q(organisation__isnull=False, unit__isnull=True) | Q(organisation__isnull=True, unit__isnull=False)


class Outcome(TextChoices):
    SOLVED = "solved", _("det löste sig")
    PARTLY = "partly", _("en del löste sig")
    PASSED_ON = "passed_on", _("skickades vidare")
    NOT_MET = "not_met", _("vi kunde inte hjälpa")


class Missing(TextChoices):
    """What was missing when something was not solved. A choice and no words, so that nothing is said of anybody."""

    TIME = "time", _("tid")
    LANGUAGE = "language", _("språk eller tolk")
    EQUIPMENT = "equipment", _("dator, nät eller skrivare")
    IDENTITY = "identity", _("pass eller id-kort")
    MANDATE = "mandate", _("fullmakt")
    KNOWLEDGE = "knowledge", _("kunskap hos oss")
    AUTHORITY = "authority", _("svar från myndigheten")


class PartOfDay(TextChoices):
    FORENOON = "forenoon", _("förmiddag")
    AFTERNOON = "afternoon", _("eftermiddag")
    EVENING = "evening", _("kväll")


class Visit(models.Model):
    """Somebody came and asked for help with one thing. Nothing here says who.

    ``client_key`` is made by the page, so that a visit sent twice is one. ``undone``: taken back, and not counted; the
    row stays some days, so that a phone that sends it again does not bring it back. ``logged_by`` and ``undo_until``
    are there for taking it back and are emptied some days later: what remains counts visits, and not those who help.
    """

    client_key = models.CharField(max_length=64, unique=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="visits", verbose_name=_("plats"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="visits"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="visits")
    need = models.CharField(_("vad det gällde"), max_length=20)  # a slug of `commons.needs`
    minutes = models.PositiveSmallIntegerField(_("hur länge"))
    language = models.CharField(_("språk"), max_length=10)  # a code of `core.languages`
    outcome = models.CharField(_("hur det gick"), max_length=9, choices=Outcome)
    passed_to = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("vart")
    )
    missing = models.CharField(_("vad som fattades"), max_length=9, choices=Missing, blank=True)
    day = models.DateField()
    part = models.CharField(max_length=9, choices=PartOfDay)
    undone = models.BooleanField(default=False)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    undo_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            CheckConstraint(name="visit_is_hosted_by_one", condition=_HOST),
            CheckConstraint(name="visit_minutes_known", condition=Q(minutes__in=MINUTES)),
            CheckConstraint(name="visit_outcome_known", condition=Q(outcome__in=Outcome.values)),
            CheckConstraint(name="visit_missing_known", condition=Q(missing__in=["", *Missing.values])),
            CheckConstraint(name="visit_part_known", condition=Q(part__in=PartOfDay.values)),
            CheckConstraint(
                name="visit_passed_to_when_passed_on", condition=Q(passed_to__isnull=True) | Q(outcome="passed_on")
            ),
            CheckConstraint(name="visit_solved_misses_nothing", condition=~Q(outcome="solved") | Q(missing="")),
        ]
        indexes = [
            Index(name="visits_by_day", fields=["day", "place"]),  # queries.helping: what is asked
            Index(  # queries.helping: today's list; the daily job that forgets who logged what
                name="visits_of_a_helper", fields=["logged_by", "day"], condition=Q(logged_by__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Session(models.Model):
    """An opening of help at a place: how many came, and how many were turned away because there was no time.

    Written again, it is put right: one a place, host, day and part of the day.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("plats"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    day = models.DateField(_("dag"))
    part = models.CharField(_("tid på dagen"), max_length=9, choices=PartOfDay)
    came = models.PositiveSmallIntegerField(_("så många kom"))
    turned_away = models.PositiveSmallIntegerField(_("så många hann vi inte med"), default=0)

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            CheckConstraint(name="session_is_hosted_by_one", condition=_HOST),
            CheckConstraint(name="session_part_known", condition=Q(part__in=PartOfDay.values)),
            UniqueConstraint(
                name="session_once_of_an_organisation",
                fields=["place", "organisation", "day", "part"],
                condition=Q(organisation__isnull=False),
            ),
            UniqueConstraint(
                name="session_once_of_a_unit", fields=["place", "unit", "day", "part"], condition=Q(unit__isnull=False)
            ),
        ]
        indexes = [Index(name="sessions_by_day", fields=["day", "place"])]

    def __str__(self) -> str:
        return f"{self.pk}"
