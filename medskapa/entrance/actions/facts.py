"""Facts: told once, corrected and disputed by the person, and passed through a wall only with a yes or by law."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock, walls
from medskapa.core.errors import Conflict
from medskapa.entrance import conversation, policy
from medskapa.entrance.models import Entry, Fact, Ground, Passing, Source, Wall
from medskapa.integrations.post.address import address_from
from medskapa.people import actions as people
from medskapa.people.models import Person, ReachVia

LONGEST_TEXT = 2_000
MOST_IN_A_LIST = 40

Value = str | int | bool | list[str]
Recorder = Callable[[Person, Person, Wall], bool]
Passer = Callable[[Person, Fact], bool]


@transaction.atomic
def record_fact(
    *,
    actor: Person,
    person: Person,
    key: str,
    value: Value,
    wall: Wall,
    ground: Ground = Ground.TOLD,
    law: str = "",
    source: Source | None = None,
    entry: Entry | None = None,
    allowed: Recorder = policy.may_record,
) -> Fact:
    """Write down one thing about `person`. What was known under `key` before ends today; the same again is the same.

    Args:
        source: `Source.PERSON` or `Source.STAFF` by who `actor` is, where nothing else is said.
        allowed: the rule that lets `actor` do it, where it is another room's.

    Raises:
        PermissionDenied: `allowed` says no.
        ValidationError: the value is of no kind that a fact can hold, or the law is not named.
        Conflict: somebody wrote the same thing down at the same moment.
    """
    if not allowed(actor, person, wall):
        raise PermissionDenied
    source = source or (Source.PERSON if actor.pk == person.pk else Source.STAFF)
    fact = write_fact(
        person=person,
        key=key,
        value=value,
        wall=wall,
        ground=ground,
        law=law,
        source=source,
        entry=entry,
        written_by=None if actor.pk == person.pk else actor,
    )
    audit.record(actor=actor, verb="fact.recorded", on=fact, key=_slug(key), wall=wall)
    return fact


@transaction.atomic
def correct_fact(*, actor: Person, fact: Fact, value: Value) -> Fact:
    """Put another value in the place of what is known about `actor`; the old one ends today, and stays in history.

    Raises:
        PermissionDenied: it is about somebody else.
        Conflict: it comes from a register, or has been changed since.
    """
    if not policy.may_correct(actor, fact):
        raise PermissionDenied
    now = _locked(fact)
    if now.source == Source.REGISTER:
        raise Conflict(_("Det här kommer från ett register. Skriv vad som inte stämmer, så hjälper vi dig."))
    corrected = write_fact(
        person=now.person,
        key=now.key,
        value=value,
        wall=Wall(now.wall),
        ground=Ground.TOLD,
        source=Source.PERSON,
        entry=None,
        written_by=None,
    )
    keep_contact(actor=actor, answers={now.key: value})
    audit.record(actor=actor, verb="fact.corrected", on=corrected, key=_slug(now.key))
    return corrected


@transaction.atomic
def dispute_fact(*, actor: Person, fact: Fact, text: str) -> Fact:
    """Say what is wrong with something that is known about `actor`: whoever reads it sees that it is disputed.

    Raises:
        PermissionDenied: it is about somebody else.
        ValidationError: nothing is said, or too much; keyed by ``text``.
        Conflict: it has been changed since.
    """
    if not policy.may_correct(actor, fact):
        raise PermissionDenied
    now = _locked(fact)
    said = text.strip()
    if not said:
        raise ValidationError({"text": _("Skriv vad som inte stämmer. Några ord räcker.")})
    if len(said) > Fact._meta.get_field("dispute").max_length:  # type: ignore[operator]
        raise ValidationError({"text": _("Texten är för lång. Skriv det viktigaste.")})
    if now.dispute == said:
        return now
    now.disputed_on, now.dispute = clock.today(), said
    now.save(update_fields=["disputed_on", "dispute"])
    audit.record(actor=actor, verb="fact.disputed", on=now, key=_slug(now.key))
    return now


@transaction.atomic
def pass_fact(
    *,
    actor: Person,
    fact: Fact,
    to_wall: Wall,
    ground: Ground,
    why: str,
    law: str = "",
    allowed: Passer = policy.may_pass,
) -> Passing:
    """Let one named thing pass its wall, because the person said yes or a law says so. The person sees it.

    Passed before, it stays passed: the first passing is given back.

    Raises:
        PermissionDenied: `allowed` says no.
        ValidationError: there is no ground, no law or no reason; keyed by field.
        Conflict: it has been changed since, or stands on that side already.
    """
    if not allowed(actor, fact):
        raise PermissionDenied
    now = _locked(fact)
    if ground not in {Ground.CONSENT, Ground.LAW}:
        raise ValidationError({"ground": _("Välj om personen har sagt ja, eller om lagen säger det.")})
    if ground == Ground.LAW and not law.strip():
        raise ValidationError({"law": _("Skriv vilken lag och paragraf det är.")})
    if not why.strip():
        raise ValidationError({"why": _("Skriv varför uppgiften behövs där. Personen läser det.")})
    if now.wall == to_wall:
        raise Conflict(_("Uppgiften finns redan där."))
    passing, is_new = Passing.objects.get_or_create(
        fact=now,
        to_wall=to_wall,
        defaults={
            "person": now.person,
            "from_wall": now.wall,
            "ground": ground,
            "law": law.strip() if ground == Ground.LAW else "",
            "why": why.strip(),
            "passed_by": actor,
            "passed_at": clock.now(),
        },
    )
    if is_new:
        passing.full_clean(validate_unique=False, validate_constraints=False)
        audit.record(
            actor=actor, verb="fact.passed", on=passing, key=_slug(now.key), to=to_wall, ground=ground, why=why.strip()
        )
    return passing


@walls.beyond()
def write_fact(
    *,
    person: Person,
    key: str,
    value: Value,
    wall: Wall,
    source: Source,
    ground: Ground = Ground.TOLD,
    law: str = "",
    entry: Entry | None = None,
    written_by: Person | None = None,
) -> Fact:
    """End what was known under `key`, and begin the new. Part of an action: it asks for no right, and records nothing.

    What is the same as before, behind the same wall and not disputed, stays as it is with its day and source; told
    again in an `entry` it gets the new day.

    Raises:
        ValidationError: the value is of no kind that a fact can hold.
        Conflict: somebody was first.
    """
    value = _checked(value)
    before = Fact.objects.select_for_update().filter(person=person, key=key, valid_to__isnull=True).first()
    if before and entry is None and (before.value, before.wall, before.disputed_on) == (value, wall, None):
        return before
    today = clock.today()
    if before:
        before.valid_to = max(today, before.valid_from)
        before.save(update_fields=["valid_to"])
    fact = Fact(
        person=person,
        key=key,
        value=value,
        source=source,
        entry=entry,
        written_by=written_by,
        wall=wall,
        ground=ground,
        law=law,
        valid_from=today,
    )
    fact.full_clean(validate_constraints=False, exclude=["value"])
    if ground == Ground.LAW and not law:
        raise ValidationError({"law": _("Skriv vilken lag och paragraf det är.")})
    try:
        with transaction.atomic():
            fact.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("Någon annan skrev samma uppgift samtidigt. Titta igen, och skriv om det behövs.")) from error
    return fact


def keep_contact(*, actor: Person, answers: Mapping[str, Any]) -> None:
    """Let the person's own contact details follow what they have just told about themselves."""
    if details := contact_details(answers):
        people.change_contact(actor=actor, person=actor, **details)


def contact_details(answers: Mapping[str, Any]) -> dict[str, str]:
    """The details of a person, as `people` names them, in what was answered."""
    details = {key: str(answers[key]) for key in ("phone", "email", "language") if answers.get(key)}
    if written := answers.get("address"):
        address = address_from(str(written), name="-")
        details |= {"street": address.street, "postcode": address.postcode, "town": address.town}
    if answers.get("reach") in ReachVia.values:
        details["reach_via"] = answers["reach"]
    return details


def _locked(fact: Fact) -> Fact:
    """`fact` as it is now, held until the transaction ends."""
    now = Fact.objects.select_for_update().select_related("person").get(pk=fact.pk)
    if now.valid_to is not None:
        raise Conflict(_("Uppgiften har ändrats sedan du öppnade sidan. Läs den igen först."))
    return now


def _checked(value: Value) -> Value:
    """The value, where it is of a kind that a fact can hold."""
    if isinstance(value, bool | int):
        return value
    if isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_TEXT:
        return value.strip()
    if isinstance(value, list) and 0 < len(value) <= MOST_IN_A_LIST and all(isinstance(each, str) for each in value):
        return value
    raise ValidationError(_("Skriv ett svar som inte är tomt, och inte längre än en sida."))


def _slug(key: str) -> str:
    """The key for the audit chain, which takes short slugs only; not those with many digits."""
    return key if conversation.is_key(key) else "other"
