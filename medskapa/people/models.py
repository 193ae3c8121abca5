"""Who there is: residents and staff, the units they belong to, and the roles they hold for a time."""

from datetime import date

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, TextChoices
from django.utils.translation import gettext_lazy as _


class Unit(models.Model):
    """A part of the administration that answers for something."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("enhet"), max_length=100)
    phone = models.CharField(_("telefon"), max_length=20, blank=True)
    about = models.CharField(max_length=300, blank=True)
    second_reader = models.BooleanField(_("svar läses av en till innan de skickas"), default=False)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Kind(TextChoices):
    RESIDENT = "resident", _("invånare")
    STAFF = "staff", _("anställd")
    PARTNER = "partner", _("från en organisation")


class ReachVia(TextChoices):
    """How a person wants to be reached."""

    WEB = "web", _("På Min sida")
    SMS = "sms", _("Sms")
    EMAIL = "email", _("E-post")
    LETTER = "letter", _("Brev")


class People(BaseUserManager["Person"]):
    """Django's sign-in looks people up by ``login``."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(login=username)


class Person(AbstractBaseUser):
    """A resident, a member of staff, or somebody from an organisation outside with an account of their own.

    ``login`` is a meaningless name and never a personal number, for it may stand in a log.
    """

    login = models.CharField(max_length=150, unique=True)
    name = models.CharField(_("namn"), max_length=150)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.RESIDENT)
    title = models.CharField(_("titel"), max_length=100, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    email = models.EmailField(_("e-postadress"), blank=True)
    phone = models.CharField(_("mobilnummer"), max_length=20, blank=True)
    street = models.CharField(_("gatuadress"), max_length=120, blank=True)
    postcode = models.CharField(_("postnummer"), max_length=6, blank=True)
    town = models.CharField(_("ort"), max_length=60, blank=True)
    language = models.CharField(_("språk"), max_length=10, default="sv")
    reach_via = models.CharField(_("hur vi når dig"), max_length=8, choices=ReachVia, default=ReachVia.WEB)
    protected_identity = models.BooleanField(_("skyddade personuppgifter"), default=False)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    story = models.CharField(max_length=500, blank=True)

    objects = People()
    known_roles: "frozenset[Role] | None" = None  # of the person who asks for a page, once it has been looked up

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            CheckConstraint(name="person_kind_known", condition=Q(kind__in=Kind.values)),
            CheckConstraint(name="person_reach_via_known", condition=Q(reach_via__in=ReachVia.values)),
            CheckConstraint(name="person_story_only_in_the_demo", condition=Q(story="") | Q(is_demo=True)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff_member(self) -> bool:
        return self.kind == Kind.STAFF

    @property
    def is_resident(self) -> bool:
        return self.kind == Kind.RESIDENT

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def initials(self) -> str:
        """The first letters of the first and the last name: what stands where others have a portrait."""
        names = self.name.split()
        return "".join(name[0] for name in (names[:1] + names[1:][-1:])).upper()

    @property
    def address(self) -> str:
        """The postal address on lines, empty where no street is known."""
        return f"{self.street}\n{self.postcode} {self.town}".strip() if self.street else ""


class Role(TextChoices):
    """What a member of staff may do; a grant says where and when."""

    REGISTRAR = "registrar", _("tar emot synpunkter")
    ANSWERER = "answerer", _("svarar på synpunkter")
    UNIT_MANAGER = "unit_manager", _("enhetschef")
    EDITOR = "editor", _("redaktör")
    AUDITOR = "auditor", _("granskare")
    PLANNER = "planner", _("planerar invånarträffar")
    DECIDER = "decider", _("beslutar om förslag")
    RECEPTION = "reception", _("möter vid ingången")
    GUIDE = "guide", _("guide")
    OFFICER = "officer", _("handläggare")
    PROVIDER = "provider", _("håller i en insats")


class Grant(models.Model):
    """A role that a member of staff holds, in one unit or (``unit`` None) in the whole administration, for a time."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=12, choices=Role)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["person", "role", "pk"]
        constraints = [
            CheckConstraint(name="grant_role_known", condition=Q(role__in=Role.values)),
            CheckConstraint(
                name="grant_ends_after_it_starts", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
        ]
        indexes = [Index(name="grant_current", fields=["person", "role", "starts_on"])]  # queries.current_grants

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.unit or '*'}"

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class KnownNumber(models.Model):
    """That somebody at work has seen whose personal number a resident has, so that an e-ID can be compared with it.

    The number itself is not kept (`people.numbers`).
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="known_number")
    digest = models.CharField(max_length=64, unique=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    seen_on = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [CheckConstraint(name="known_number_is_hashed", condition=~Q(digest=""))]

    def __str__(self) -> str:
        return f"{self.pk}"
