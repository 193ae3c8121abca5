"""A trial in one neighbourhood: its question, who leads it with what right, what is measured, and what was decided."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.commons.models.town import Area, Organisation, Place

LONGEST_WORDS = 2_000


class InitiativeWord(TextChoices):
    """What is decided about an initiative."""

    STOP = "stop", _("Vi slutar")
    GO_ON = "go_on", _("Vi fortsätter")
    SCALE = "scale", _("Vi utökar")


class Initiative(models.Model):
    """Something that is tried in one neighbourhood in order to learn whether it should be done in others.

    ``led_by`` answers for it, in the role ``leads_as``. ``right`` says in words what they may decide; the three
    ``leader_may_...`` say which of the decisions are theirs, and the others are a decider's. It is public from
    ``published_on``.
    """

    slug = models.SlugField(unique=True)
    title = models.CharField(_("namn"), max_length=100)
    question = models.CharField(_("frågan"), max_length=300)
    text = models.TextField(_("vad vi gör"), validators=[MaxLengthValidator(LONGEST_WORDS)])
    plain = models.TextField(_("lättläst"), blank=True, validators=[MaxLengthValidator(LONGEST_WORDS)])
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="initiatives", verbose_name=_("område"))
    places = models.ManyToManyField(Place, related_name="initiatives")
    partners = models.ManyToManyField(Organisation, related_name="initiatives", blank=True)
    starts_on = models.DateField(_("första dagen"))
    ends_on = models.DateField(_("sista dagen"))
    led_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="initiatives_led")
    leads_as = models.CharField(_("rollen"), max_length=100)
    right = models.CharField(_("vad ledaren får bestämma"), max_length=500)
    leader_may_stop = models.BooleanField(default=False)
    leader_may_go_on = models.BooleanField(default=False)
    leader_may_scale = models.BooleanField(default=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    published_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            CheckConstraint(name="initiative_ends_after_it_starts", condition=Q(ends_on__gt=F("starts_on"))),
            CheckConstraint(
                name="initiative_has_a_question_and_a_mandate",
                condition=~Q(question="") & ~Q(leads_as="") & ~Q(right=""),
            ),
        ]
        indexes = [Index(name="initiatives_by_start", fields=["-starts_on", "-id"])]  # queries.published, .listing

    def __str__(self) -> str:
        return self.title


class MeasureKind(TextChoices):
    """What is measured: counted by the software from what helpers log, or (``own``) by somebody by hand."""

    VISITS = "visits", _("besök i veckan")
    MINUTES = "minutes", _("minuter hjälp i veckan")
    SOLVED = "solved", _("besök där allt löste sig")
    UNMET = "unmet", _("besök där ingen kunde hjälpa")
    TURNED_AWAY = "turned_away", _("de som fick gå utan att ha fått plats")
    REFERRALS = "referrals", _("frågor om plats som fick ett ja")
    OWN = "own", _("något vi räknar själva")


class InitiativeMeasure(models.Model):
    """One thing that tells whether it works. ``agreed_on`` after the start is shown: what was chosen late proves less.

    ``of_people``: it counts people, so that a small number is not shown to everybody. One that is dropped stays, with
    the reason.
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=11, choices=MeasureKind)
    what = models.CharField(_("vad vi räknar"), max_length=150, blank=True)
    unit = models.CharField(_("enhet"), max_length=40, blank=True)
    counted_by = models.CharField(_("vem som räknar"), max_length=100, blank=True)
    of_people = models.BooleanField(_("det är människor vi räknar"), default=False)
    more_is_better = models.BooleanField(_("mer är bättre"), default=True)
    agreed_on = models.DateField()
    dropped_on = models.DateField(null=True, blank=True)
    dropped_because = models.CharField(_("varför vi slutade räkna det"), max_length=300, blank=True)

    class Meta:
        ordering = ["initiative", "pk"]
        constraints = [
            CheckConstraint(name="initiative_measure_kind_known", condition=Q(kind__in=MeasureKind.values)),
            CheckConstraint(
                name="initiative_measure_own_says_what",
                condition=Q(kind="own") & ~Q(what="") & ~Q(unit="") & ~Q(counted_by="")
                | ~Q(kind="own") & Q(what="", unit="", counted_by=""),
            ),
            CheckConstraint(
                name="initiative_measure_dropped_says_why",
                condition=Q(dropped_on__isnull=True, dropped_because="")
                | Q(dropped_on__isnull=False) & ~Q(dropped_because=""),
            ),
            UniqueConstraint(
                name="initiative_measure_counted_once", fields=["initiative", "kind"], condition=~Q(kind="own")
            ),
        ]

    def __str__(self) -> str:
        return self.what or str(self.get_kind_display())


class CountedWhere(TextChoices):
    HERE = "here", _("där vi prövar")
    THERE = "there", _("där vi inte prövar")


class MeasureCount(models.Model):
    """What somebody counted by hand. Append-only (0008_initiatives); a correction is a new count of the same day."""

    measure = models.ForeignKey(InitiativeMeasure, on_delete=models.PROTECT, related_name="counts")
    where = models.CharField(_("var"), max_length=5, choices=CountedWhere)
    value = models.DecimalField(_("antal"), max_digits=12, decimal_places=2)
    counted_on = models.DateField(_("räknat den"))
    note = models.CharField(_("hur ni räknade"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["measure", "counted_on", "pk"]
        constraints = [
            CheckConstraint(name="measure_count_where_known", condition=Q(where__in=CountedWhere.values)),
            CheckConstraint(name="measure_count_not_below_nought", condition=Q(value__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.value}"


class InitiativeDecision(models.Model):
    """What was decided about an initiative, and why. Append-only (0008_initiatives): several, one after another.

    ``as_leader``: by the leader within their right; otherwise by a decider. ``basis`` is what the results showed to
    everybody on that day. Going on promises a day to look again.
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    word = models.CharField(_("beslut"), max_length=5, choices=InitiativeWord)
    reasons = models.TextField(_("skälen"), validators=[MaxLengthValidator(LONGEST_WORDS)])
    plain_reasons = models.TextField(_("skälen, lättläst"), blank=True, validators=[MaxLengthValidator(LONGEST_WORDS)])
    areas = models.ManyToManyField(Area, related_name="+", blank=True)
    look_again_on = models.DateField(_("vi tittar på det igen"), null=True, blank=True)
    basis = models.JSONField(default=list, blank=True)
    as_leader = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    by_role = models.CharField(max_length=100)
    decided_on = models.DateField()
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["initiative", "number"]
        constraints = [
            CheckConstraint(name="initiative_decision_word_known", condition=Q(word__in=InitiativeWord.values)),
            CheckConstraint(name="initiative_decision_has_reasons", condition=~Q(reasons="")),
            CheckConstraint(
                name="initiative_decision_going_on_looks_again",
                condition=~Q(word="go_on") | Q(look_again_on__gt=F("decided_on")),
            ),
            UniqueConstraint(name="initiative_decision_number_once", fields=["initiative", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class AssumptionKey(TextChoices):
    """The numbers that the need for helpers is worked out from, besides what was logged."""

    INHABITANTS = "inhabitants", _("så många bor i området")
    LIKENESS = "likeness", _("behovet jämfört med där vi prövar")
    MINUTES = "minutes", _("så lång tid tar ett besök")
    AGAIN = "again", _("extra besök för den som inte fick hjälp")
    BUSY = "busy", _("del av tiden som går till besök")
    HOURS = "hours", _("så mycket hjälper en person till")


OF_AN_AREA = [AssumptionKey.INHABITANTS, AssumptionKey.LIKENESS]
"""Those that are said of each area."""


class Assumption(models.Model):
    """A number that somebody answers for, with where it comes from and how low and high it could be.

    Append-only (0008_initiatives): the latest one counts, and the earlier ones show who changed what.
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="assumptions")
    key = models.CharField(max_length=11, choices=AssumptionKey)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    value = models.DecimalField(_("värde"), max_digits=12, decimal_places=2)
    low = models.DecimalField(_("lägst"), max_digits=12, decimal_places=2)
    high = models.DecimalField(_("högst"), max_digits=12, decimal_places=2)
    source = models.CharField(_("varifrån siffran kommer"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["initiative", "pk"]
        constraints = [
            CheckConstraint(name="assumption_key_known", condition=Q(key__in=AssumptionKey.values)),
            CheckConstraint(
                name="assumption_lies_within_its_range",
                condition=Q(low__gte=0, low__lte=F("value"), high__gte=F("value")),
            ),
            CheckConstraint(name="assumption_says_where_from", condition=~Q(source="")),
            CheckConstraint(
                name="assumption_of_an_area_or_of_all",
                condition=Q(key__in=["inhabitants", "likeness"], area__isnull=False)
                | ~Q(key__in=["inhabitants", "likeness"]) & Q(area__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value}"
