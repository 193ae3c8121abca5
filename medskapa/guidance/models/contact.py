"""Talks between a resident and staff: booked, held, written down; and who is around a resident."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.core import clock
from medskapa.core.models import RandomIdField


class TalkHow(TextChoices):
    PLACE = "place", _("på plats")
    PHONE = "phone", _("på telefon")
    VIDEO = "video", _("med video")


class Slot(models.Model):
    """A time that a guide keeps free for talks. It is taken by a `Talk` at that time."""

    id = RandomIdField()
    guide = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField(_("börjar"))
    ends_at = models.DateTimeField(_("slutar"))
    how = models.CharField(max_length=5, choices=TalkHow, default=TalkHow.PLACE)
    where = models.CharField(_("var"), max_length=120, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            UniqueConstraint(name="slot_once", fields=["guide", "starts_at"]),
            CheckConstraint(name="slot_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class TalkState(TextChoices):
    """booked -> held | missed | cancelled."""

    BOOKED = "booked", _("bokat")
    HELD = "held", _("har varit")
    MISSED = "missed", _("blev inte av")
    CANCELLED = "cancelled", _("avbokat")


class HelpKind(TextChoices):
    """What could make it easier to come to the next talk."""

    INTERPRETER = "interpreter", _("en tolk")
    TRAVEL = "travel", _("hjälp med resan")
    OTHER_TIME = "other_time", _("en annan tid på dagen")
    PHONE = "phone", _("att ta det på telefon")
    HOME = "home", _("att guiden kommer till mig")
    CHILDREN = "children", _("någon som är med barnen")


class Talk(models.Model):
    """A booked talk with a guide. One who does not come is asked why first, and offered help to come."""

    id = RandomIdField()
    resident = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="talks")
    guide = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guides_talks")
    starts_at = models.DateTimeField(_("börjar"))
    ends_at = models.DateTimeField(_("slutar"))
    how = models.CharField(_("hur"), max_length=5, choices=TalkHow, default=TalkHow.PLACE)
    where = models.CharField(_("var"), max_length=120, blank=True)
    about = models.CharField(_("vad vi ska prata om"), max_length=300, blank=True)
    interpreter = models.CharField(_("tolk"), max_length=10, blank=True)
    state = models.CharField(max_length=9, choices=TalkState, default=TalkState.BOOKED)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    cancelled_why = models.CharField(_("varför"), max_length=300, blank=True)
    missed_why = models.CharField(_("varför det inte blev av"), max_length=500, blank=True)  # the resident's own words
    help_kinds = models.JSONField(default=list)  # values of `HelpKind`
    help_wanted = models.CharField(_("det som skulle hjälpa"), max_length=500, blank=True)
    answered_on = models.DateField(null=True, blank=True)  # the day the resident said why it did not happen
    changed_at = models.DateTimeField(default=clock.now)  # what a calendar compares with what it has
    calendar_number = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            CheckConstraint(name="talk_state_known", condition=Q(state__in=TalkState.values)),
            CheckConstraint(name="talk_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            UniqueConstraint(
                name="guide_talks_to_one_at_a_time", fields=["guide", "starts_at"], condition=Q(state="booked")
            ),
            UniqueConstraint(
                name="resident_talks_to_one_at_a_time", fields=["resident", "starts_at"], condition=Q(state="booked")
            ),
        ]
        indexes = [
            Index(name="talks_of_a_guide", fields=["guide", "starts_at"]),  # today's talks
            Index(name="talks_of_a_resident", fields=["resident", "starts_at"]),  # the next talk
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class ContactKind(TextChoices):
    VISIT = "visit", _("besök")
    PHONE = "phone", _("telefonsamtal")
    VIDEO = "video", _("videosamtal")
    SMS = "sms", _("sms")
    EMAIL = "email", _("e-post")
    LETTER = "letter", _("brev")
    OUTREACH = "outreach", _("möte ute")


class Contact(models.Model):
    """That a member of staff was in touch with a resident. How many different ones in a year is counted and shown."""

    id = RandomIdField()
    resident = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contacts")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("hur"), max_length=8, choices=ContactKind)
    day = models.DateField(_("dag"))
    about = models.CharField(_("vad det gällde"), max_length=300, blank=True)
    talk = models.OneToOneField(Talk, on_delete=models.PROTECT, null=True, blank=True, related_name="contact")

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [CheckConstraint(name="contact_kind_known", condition=Q(kind__in=ContactKind.values))]
        indexes = [Index(name="contacts_of_a_resident", fields=["resident", "-day"])]  # the log; how many have met

    def __str__(self) -> str:
        return f"{self.pk}"


class HiddenGround(TextChoices):
    """Grounds in law for keeping a note from the one it is about. Rare, and always stated."""

    OTHERS = "others", _("uppgifter om någon annan (26 kap. 1 § offentlighets- och sekretesslagen)")
    RISK = "risk", _("risk för att någon skadas (25 kap. 7 § eller 26 kap. 1 § offentlighets- och sekretesslagen)")


class Note(models.Model):
    """What a guide writes down. The resident reads it, unless a stated ground in law says otherwise. Never changed."""

    id = RandomIdField()
    resident = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guidance_notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField(_("anteckning"), max_length=8000)
    written_at = models.DateTimeField()
    hidden_ground = models.CharField(max_length=6, choices=HiddenGround, blank=True)
    resident_says = models.TextField(_("det här stämmer inte"), max_length=2000, blank=True)  # 14:6 SoL: disputed facts
    said_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            CheckConstraint(name="note_ground_known", condition=Q(hidden_ground__in=["", *HiddenGround.values])),
        ]
        indexes = [Index(name="notes_of_a_resident", fields=["resident", "-written_at"])]  # the notes of a file

    def __str__(self) -> str:
        return f"{self.pk}"


class Relation(TextChoices):
    HELPER = "helper", _("någon som hjälper mig")
    RELATIVE = "relative", _("anhörig eller vän")
    TEACHER = "teacher", _("lärare")
    ASSOCIATION = "association", _("förening")
    OFFICER = "officer", _("handläggare")
    OTHER = "other", _("någon annan")


class CircleMember(models.Model):
    """Somebody around a resident, and what they may see. Whoever has an account sees it by signing in."""

    id = RandomIdField()
    resident = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="circle")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="in_circles"
    )
    name = models.CharField(_("namn"), max_length=100)
    relation = models.CharField(_("vem är det"), max_length=11, choices=Relation)
    reach = models.CharField(_("telefon eller annat"), max_length=100, blank=True)
    sees_plan = models.BooleanField(_("får se min plan"), default=False)
    sees_talks = models.BooleanField(_("får se mina bokade samtal"), default=False)
    is_proposed = models.BooleanField(default=False)  # by the guide: the resident has not said yes
    code_digest = models.CharField(max_length=64, blank=True)  # keyed hash of the code by which an account is joined
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    added_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            CheckConstraint(name="circle_relation_known", condition=Q(relation__in=Relation.values)),
            CheckConstraint(
                name="circle_proposed_sees_nothing",
                condition=Q(is_proposed=False) | Q(sees_plan=False, sees_talks=False, person__isnull=True),
            ),
            UniqueConstraint(name="circle_code_once", fields=["code_digest"], condition=~Q(code_digest="")),
            CheckConstraint(name="circle_is_of_others", condition=Q(person__isnull=True) | ~Q(person=F("resident"))),
            UniqueConstraint(
                name="circle_member_once",
                fields=["resident", "person"],
                condition=Q(person__isnull=False, ended_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
