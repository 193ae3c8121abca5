"""What every room uses: the audit chain, the read log, form keys, throttling, daily jobs. No domain word."""

import secrets

from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint


def random_id() -> int:
    """A random primary key, 1 to 2**63 - 1: the order of rows then tells nothing about who wrote when."""
    return secrets.randbits(63) or 1


class RandomIdField(models.BigIntegerField):  # type: ignore[type-arg]
    """A primary key drawn by `random_id`, with no hidden sequence beside it.

    SQLite keeps a table in the order of its ``rowid``. Only a primary key of the exact type ``integer`` *is* the
    rowid; beside a ``bigint`` one SQLite counts rows in the order they came, which would undo the random key.
    """

    def __init__(self, **options: object) -> None:
        super().__init__(**({"primary_key": True, "default": random_id, "editable": False} | options))  # type: ignore[arg-type]

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class AuditRecord(models.Model):
    """One link of the audit chain: who, in which role, did what, on what, when and why.

    `hash` covers the hash before it, every column that stays, and `commitment` = SHA-256 of the salt with the
    reason and the details. A purge blanks `salt`, `why` and `details`: what they said cannot be recovered or
    guessed from the commitment, and the chain is as valid as before. A trigger refuses every other change (0002).
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: nobody signed in, or a job
    role = models.CharField(max_length=80, blank=True)
    verb = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=40)
    why = models.CharField(max_length=500, blank=True)
    details = models.JSONField(default=dict, blank=True)
    salt = models.CharField(max_length=32, blank=True)
    commitment = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            CheckConstraint(name="audit_numbers_begin_at_one", condition=Q(number__gte=1)),
            CheckConstraint(name="audit_purge_leaves_no_reason", condition=~Q(salt="") | Q(why="")),
        ]
        indexes = [
            Index(name="audit_of_an_object", fields=["object_type", "object_id", "number"])
        ]  # an object's history

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"


class AuditWaiting(models.Model):
    """An anonymous act that has not yet been moved into the chain.

    Written straight into the chain, an anonymous viewpoint would stand between two signed-in acts with exact times,
    and whoever was alone at the desk or signed in just before could be guessed. So the act waits here without
    actor, time or order (a random key, the day only) until `audit.seal` moves a whole past day at once, shuffled.
    """

    id = RandomIdField()
    day = models.DateField()
    verb = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=40)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.day} {self.verb}"


class ReadRecord(models.Model):
    """Somebody read about a person: kept so that the person can see who, and so that snooping can be found."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [CheckConstraint(name="read_says_what", condition=~Q(what=""))]
        indexes = [Index(name="reads_of_a_person", fields=["person", "-at"])]  # "who has read about me"

    def __str__(self) -> str:
        return self.what


class FormKey(models.Model):
    """A form that was sent, known by the hash of its key, and what came of it."""

    id = RandomIdField()
    digest = models.CharField(max_length=64)
    day = models.DateField()
    result = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [UniqueConstraint(name="form_key_used_once", fields=["digest"])]
        indexes = [Index(name="form_key_by_day", fields=["day"])]  # idempotency.purge

    def __str__(self) -> str:
        return f"{self.day}"


class ThrottleKey(models.Model):
    """The key of one day under which sources are hashed. Once it is deleted nobody can tell which source a row was."""

    day = models.DateField(primary_key=True)
    key = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}"


class ThrottleCount(models.Model):
    """How often one source (hashed) did one thing within one stretch of time."""

    id = RandomIdField()
    digest = models.CharField(max_length=64)
    day = models.DateField()
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            UniqueConstraint(name="throttle_source_counted_once", fields=["digest"]),
            CheckConstraint(name="throttle_counts_from_one", condition=Q(count__gte=1)),
        ]
        indexes = [Index(name="throttle_by_day", fields=["day"])]  # throttle.purge

    def __str__(self) -> str:
        return f"{self.count}"


class DailyRun(models.Model):
    """A daily job that was carried out on a day; the constraint lets it happen once, however many workers there are."""

    name = models.CharField(max_length=120)
    day = models.DateField()

    class Meta:
        ordering = ["day", "name"]
        constraints = [UniqueConstraint(name="daily_job_once_a_day", fields=["name", "day"])]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
