"""Handing in what was told at the entrance, and finding out who told it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock, idempotency, walls
from medskapa.core.errors import Conflict
from medskapa.entrance import begun, conversation, handing, policy
from medskapa.entrance.actions.facts import contact_details, keep_contact, write_fact
from medskapa.entrance.actions.questions import rooted
from medskapa.entrance.conversation import Answers
from medskapa.entrance.models import Entry, Fact, How, Part, QuestionSet, Source, Wall
from medskapa.people import actions as people
from medskapa.people.models import Kind, Person, ReachVia

ALONE = {How.ALONE, How.HELPED}
NAME_PROTECTED, NAME_UNKNOWN = "Skyddad identitet", "Namn saknas"
"""What stands in the place of a name. Kept in the table, so it is in no visitor's language."""


@transaction.atomic
@walls.beyond()
def hand_in(
    *, actor: Person | None, questions: QuestionSet, answers: Answers, code: str, how: How = How.ALONE
) -> Entry:
    """Hand in what somebody told by themselves; `actor` is the person where they are signed in.

    The answers become facts, and each part goes where it belongs. The same `code` gives the same entry, however often
    it is handed in.

    Raises:
        PermissionDenied: `actor` is a member of staff: they hand in for others with `take_in`.
        Conflict: a question on the way has no answer.
        ValidationError: a number or an address is malformed; keyed by field.
    """
    if actor is not None and actor.kind != Kind.RESIDENT:
        raise PermissionDenied
    digest = begun.digest(code)
    if before := Entry.objects.filter(digest=digest).first():
        return before
    if how not in ALONE:
        raise ValueError(f"{how} is not how somebody hands in by themselves")
    told = _told(questions, answers, signed_in=actor is not None)
    with audit.held():
        if actor is None:
            person = _new_person(actor=None, questions=questions, told=told)
        else:
            person = actor
            keep_contact(actor=actor, answers=told)
            if conversation.is_human(questions.questions, told):
                people.protect_identity(actor=actor, person=actor)
        entry = _entry(person, questions, told, how=how, signed_in=actor is not None, digest=digest)
        audit.record(actor=actor, verb="entry.handed_in", on=entry, how=how, facts=len(told))
    return entry


@transaction.atomic
@walls.beyond()
def take_in(*, actor: Person, questions: QuestionSet, answers: Answers, how: How, form_key: str) -> Entry:
    """Hand in what somebody told `actor` at the desk or on the phone. The same `form_key` gives the same entry.

    Raises:
        PermissionDenied: `actor` does not meet people at the entrance.
        Conflict: a question on the way has no answer.
        ValidationError: a number or an address is malformed; keyed by field.
    """
    if not policy.may_take_in(actor):
        raise PermissionDenied
    if how in ALONE:
        raise ValueError(f"{how} is not how somebody is taken in")

    def act() -> str:
        told = _told(questions, answers, signed_in=False)
        with audit.held():
            person = _new_person(actor=actor, questions=questions, told=told)
            entry = _entry(person, questions, told, how=how, taken_in_by=actor)
            audit.record(actor=actor, verb="entry.taken_in", on=entry, how=how, facts=len(told))
        return str(entry.pk)

    key, _is_new = idempotency.once(form_key, act)
    return Entry.objects.get(pk=int(key))


@transaction.atomic
@walls.beyond()
def confirm_person(*, actor: Person, entry: Entry, person: Person | None = None) -> Entry:
    """Say who handed `entry` in, after having met them: `person`, whom we know already, or somebody new (None).

    Never done by a machine: two people may share a name. What was told joins what is known of `person`; where both say
    something, what was told last counts, and is counted as asked again.

    Raises:
        PermissionDenied: `actor` does not work at the reception, or not with this entry any more.
        Conflict: it is known already, or `person` cannot be it, or both have something that only one can have.
    """
    if not policy.may_receive(actor):
        raise PermissionDenied
    entry = Entry.objects.select_for_update(of=("self",)).select_related("person").get(pk=entry.pk)
    if entry.confirmed_by_id is not None or entry.signed_in:
        if person is None or person.pk == entry.person_id:
            return entry
        raise Conflict(_("Det är redan klart vem det är. Ladda om sidan."))
    with audit.held():
        _joined(actor, entry, person)
    return entry


def _joined(actor: Person, entry: Entry, person: Person | None) -> None:
    """Let everything of the row that was made for `entry` be `person`'s, and write down that it is known who it is."""
    again: list[str] = []
    if person is not None and person.pk != entry.person_id:
        if person.kind != Kind.RESIDENT or not person.is_active or person.protected_identity:
            raise Conflict(_("Den personen går inte att välja. Sök igen."))
        new = entry.person
        handing.join_all(actor=actor, new=new, kept=person)
        again = _move_facts(new, person)
        Entry.objects.filter(person=new).update(person=person)
        Person.objects.filter(pk=new.pk).update(is_active=False)
        entry.person = person
    entry.confirmed_by = actor
    entry.save(update_fields=["person", "confirmed_by"])
    begun.count_again(again, where="entrance")
    audit.record(actor=actor, verb="entry.confirmed", on=entry, known=person is not None, again=len(again))


def _told(questions: QuestionSet, answers: Answers, *, signed_in: bool) -> dict[str, Any]:
    """The answers that count, once every question on the way that needs one has one."""
    if conversation.missing(questions.questions, answers, signed_in=signed_in):
        raise Conflict(_("En fråga är inte besvarad än. Gå tillbaka och svara på den, eller hoppa över den."))
    return conversation.given(questions.questions, answers, signed_in=signed_in)


def _new_person(*, actor: Person | None, questions: QuestionSet, told: Mapping[str, Any]) -> Person:
    details = contact_details(told)
    if conversation.is_human(questions.questions, told):
        phones = [told[q["key"]] for q in questions.questions if q.get("of") == "phone" and q["key"] in told]
        return people.take_in_resident(
            actor=actor, name=NAME_PROTECTED, protected_identity=True, phone=str(phones[0]) if phones else ""
        )
    return people.take_in_resident(actor=actor, name=str(told.get("name") or NAME_UNKNOWN), **details)  # type: ignore[arg-type]


def _entry(
    person: Person,
    questions: QuestionSet,
    told: Mapping[str, Any],
    *,
    how: How,
    signed_in: bool = False,
    digest: str | None = None,
    taken_in_by: Person | None = None,
) -> Entry:
    """The entry with its facts and its parts, each handed on."""
    reach = told.get("reach")
    entry = Entry(
        questions=rooted(questions),
        person=person,
        signed_in=signed_in,
        how=how,
        taken_in_by=taken_in_by,
        language=str(told.get("language") or person.language or settings.LANGUAGE_CODE),
        reach_via=reach if reach in ReachVia.values else ReachVia.SMS,
        handed_in_at=clock.now(),
        digest=digest,
    )
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        raise begun.Sent from error
    for question in questions.questions:
        if question["key"] in told:
            write_fact(
                person=person,
                key=question["key"],
                value=told[question["key"]],
                wall=Wall(question["wall"]),
                source=Source.ENTRY,
                entry=entry,
                written_by=taken_in_by,
            )
    for to in conversation.parts(questions.questions, told, signed_in=signed_in):
        handing.hand(entry, Part.objects.create(entry=entry, to=to))
    return entry


def _move_facts(new: Person, kept: Person) -> list[str]:
    """Let what is known of `new` be known of `kept`; return the keys that we knew an answer to already."""
    told = list(Fact.objects.select_for_update().filter(person=new, valid_to__isnull=True).order_by("pk"))
    keys = [fact.key for fact in told]
    before = Fact.objects.select_for_update().filter(person=kept, valid_to__isnull=True, key__in=keys)
    known = {fact.key: fact for fact in before.order_by("pk")}
    today = clock.today()
    for fact in told:
        if old := known.get(fact.key):
            old.valid_to = max(today, old.valid_from)
            old.save(update_fields=["valid_to"])
        fact.person = kept
        fact.save(update_fields=["person"])
    Fact.objects.filter(person=new).update(person=kept)
    return sorted(known)
