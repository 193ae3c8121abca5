"""What is offered in the town, where and when: each with who keeps it true, and how old it is.

The model is that of Open Referral's Human Services Data Specification 3 (docs.openreferral.org), as far as we need it.
"""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.commons.models.town import Organisation, Place
from medskapa.core.models import RandomIdField
from medskapa.people.models import Unit


class ServiceState(TextChoices):
    """waiting -> active <-> paused -> closed; waiting can be refused, which closes it."""

    WAITING = "waiting", _("väntar på en redaktör")
    ACTIVE = "active", _("finns")
    PAUSED = "paused", _("har uppehåll")
    CLOSED = "closed", _("finns inte längre")


class Service(models.Model):
    """Something that is offered: by a unit of the administration, by another organisation, or by both together.

    ``unit`` is who answers for what is said about it; a service of others has none. ``words`` are everyday words by
    which people look for it. ``listed``: it stands in the directory. ``changed_on`` is when its facts last changed,
    ``checked_on`` when somebody last said that they are true, ``check_by`` when somebody is to say it again. Whoever
    owns it is reminded once a rhythm (``reminders`` since the last check); then editors are (``escalated_on``).
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(_("verksamhet"), max_length=100)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="services")
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="services",
        verbose_name=_("organisation"),
    )
    words = models.JSONField(default=list, blank=True)
    listed = models.BooleanField(_("står i katalogen"), default=False)
    state = models.CharField(max_length=7, choices=ServiceState, default=ServiceState.ACTIVE)
    summary = models.CharField(_("vad man får hjälp med"), max_length=300, blank=True)
    plain = models.CharField(_("lättläst"), max_length=300, blank=True)
    text = models.TextField(_("mer om det"), max_length=3000, blank=True)
    for_whom = models.CharField(_("för vem"), max_length=300, blank=True)
    how = models.CharField(_("hur man gör"), max_length=300, blank=True)
    cost = models.CharField(_("vad det kostar"), max_length=100, blank=True)  # empty: it is free
    accessibility = models.CharField(_("tillgänglighet"), max_length=300, blank=True)
    phone = models.CharField(_("telefon"), max_length=20, blank=True)
    email = models.EmailField(_("e-postadress"), blank=True)
    website = models.URLField(_("webbplats"), max_length=200, blank=True)
    by_phone = models.BooleanField(_("går att få per telefon"), default=False)
    drop_in = models.BooleanField(_("går att komma utan att boka"), default=True)
    takes_referrals = models.BooleanField(_("tar emot hänvisningar"), default=True)
    languages = models.JSONField(default=list, blank=True)  # codes of `core.languages`
    needs = models.JSONField(default=list, blank=True)  # slugs of `commons.needs`
    changed_on = models.DateField(null=True, blank=True)
    checked_on = models.DateField(_("kollat"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="services_owned",
        verbose_name=_("vem som håller det aktuellt"),
    )
    check_every = models.PositiveSmallIntegerField(_("kollas så här ofta, i dagar"), default=90)
    check_by = models.DateField(null=True, blank=True)  # empty: nobody has checked it yet
    reminded_on = models.DateField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    escalated_on = models.DateField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    paused_because = models.CharField(_("varför det är uppehåll"), max_length=300, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_because = models.CharField(_("varför det inte finns längre"), max_length=300, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            CheckConstraint(name="service_state_known", condition=Q(state__in=ServiceState.values)),
            CheckConstraint(
                name="service_is_offered_by_somebody", condition=Q(unit__isnull=False) | Q(organisation__isnull=False)
            ),
            CheckConstraint(
                name="service_is_checked_within_a_year", condition=Q(check_every__gte=1, check_every__lte=366)
            ),
            CheckConstraint(
                name="service_closed_says_when",
                condition=Q(state="closed", closed_on__isnull=False) | (~Q(state="closed") & Q(closed_on__isnull=True)),
            ),
            CheckConstraint(name="service_merged_is_closed", condition=Q(merged_into__isnull=True) | Q(state="closed")),
            CheckConstraint(
                name="service_not_merged_into_itself", condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id"))
            ),
        ]
        indexes = [
            Index(name="services_in_directory", fields=["state", "name"], condition=Q(listed=True)),
            Index(name="services_to_check", fields=["check_by"], condition=Q(listed=True, state="active")),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceAtPlace(models.Model):
    """Where a service is: HSDS calls it service_at_location."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="at_places")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="offers")
    note = models.CharField(_("var i huset"), max_length=200, blank=True)

    class Meta:
        ordering = ["place__name", "pk"]
        constraints = [UniqueConstraint(name="service_once_at_a_place", fields=["service", "place"])]

    def __str__(self) -> str:
        return f"{self.pk}"


class Weekday(models.IntegerChoices):
    """As ISO 8601 numbers them."""

    MONDAY = 1, _("måndag")
    TUESDAY = 2, _("tisdag")
    WEDNESDAY = 3, _("onsdag")
    THURSDAY = 4, _("torsdag")
    FRIDAY = 5, _("fredag")
    SATURDAY = 6, _("lördag")
    SUNDAY = 7, _("söndag")


class Hours(models.Model):
    """When a service is open at a place, each week, or by phone (``by_phone``), between two days if it says so."""

    at = models.ForeignKey(ServiceAtPlace, on_delete=models.CASCADE, null=True, blank=True, related_name="hours")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("dag"), choices=Weekday)
    opens = models.TimeField(_("öppnar"))
    closes = models.TimeField(_("stänger"))
    by_phone = models.BooleanField(_("telefontid"), default=False)
    from_day = models.DateField(_("från och med"), null=True, blank=True)
    to_day = models.DateField(_("till och med"), null=True, blank=True)
    note = models.CharField(_("anmärkning"), max_length=100, blank=True)

    class Meta:
        ordering = ["weekday", "opens", "pk"]
        constraints = [
            CheckConstraint(name="hours_weekday_known", condition=Q(weekday__gte=1, weekday__lte=7)),
            CheckConstraint(name="hours_close_after_they_open", condition=Q(closes__gt=F("opens"))),
            CheckConstraint(
                name="hours_days_in_order",
                condition=Q(from_day__isnull=True) | Q(to_day__isnull=True) | Q(to_day__gte=F("from_day")),
            ),
            CheckConstraint(name="hours_at_a_place_or_by_phone", condition=Q(at__isnull=False) | Q(by_phone=True)),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class WrongKind(TextChoices):
    """What somebody says is wrong with what the directory shows."""

    CLOSED = "closed", _("Det finns inte längre")
    HOURS = "hours", _("Tiderna stämmer inte")
    CONTACT = "contact", _("Telefonnumret eller adressen stämmer inte")
    NOT_THIS = "not_this", _("De hjälper inte till med det här")
    OTHER = "other", _("Något annat")


class WrongReport(models.Model):
    """Somebody says, with one press, that what is shown is wrong. Nobody's name is kept."""

    id = RandomIdField()
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="wrongs")
    kind = models.CharField(max_length=8, choices=WrongKind)
    words = models.CharField(_("vad som är fel"), max_length=300, blank=True)
    day = models.DateField()
    seen_on = models.DateField(null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    was_right = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            CheckConstraint(name="wrong_kind_known", condition=Q(kind__in=WrongKind.values)),
            CheckConstraint(
                name="wrong_seen_says_by_whom_and_what",
                condition=Q(seen_on__isnull=True, seen_by__isnull=True, was_right__isnull=True)
                | Q(seen_on__isnull=False, seen_by__isnull=False, was_right__isnull=False),
            ),
        ]
        indexes = [Index(name="wrongs_to_see", fields=["service"], condition=Q(seen_on__isnull=True))]

    def __str__(self) -> str:
        return f"{self.pk}"


class Likeness(TextChoices):
    """What an editor says of two services that look alike. UNSURE is an answer: the pair is shown again later."""

    SAME = "same", _("samma")
    DIFFERENT = "different", _("två olika")
    UNSURE = "unsure", _("osäkert")


class LikePair(models.Model):
    """Two services that an editor has looked at; ``first`` has the lower key."""

    first = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    word = models.CharField(max_length=9, choices=Likeness)
    why = models.CharField(_("varför"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            CheckConstraint(name="like_word_known", condition=Q(word__in=Likeness.values)),
            CheckConstraint(name="like_pair_in_order", condition=Q(first__lt=F("second"))),
            UniqueConstraint(name="like_pair_once", fields=["first", "second"]),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
