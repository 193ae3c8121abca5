"""An organisation writes what one can do at its place, and publishes it; an editor reads the first ones."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.commons import occupied, policy
from medskapa.commons.actions.activities import answer, reason
from medskapa.commons.models import Occupation, OccupationState, Organisation, Place
from medskapa.commons.models.occupation import MOST_HOURS, MOST_SEATS, MOST_WEEKS
from medskapa.core import audit, clock, slugs
from medskapa.core.errors import Conflict, refuse_longer
from medskapa.core.languages import SPOKEN
from medskapa.people.models import Person

OCCUPATION_TEXTS = ["title", "purpose", "tasks", "learns", "plain", "for_whom", "next_step", "leads_to"]
OCCUPATION_NUMBERS = ["hours_a_week", "weeks", "seats"]
OCCUPATION_FIELDS = [
    *OCCUPATION_TEXTS,
    *OCCUPATION_NUMBERS,
    "contact",
    "phone",
    "kind",
    "languages",
    "certificate",
]
LONGEST_TASKS, LONGEST_PLAIN = 2_000, 1_000
_RELATIONS = ["organisation", "place", "slug", "languages", "written_by", "approved_by"]


@transaction.atomic
def write_occupation(*, actor: Person, organisation: Organisation, place: Place, **fields: Any) -> Occupation:
    """Begin an occupation, as a draft that its organisation and editors see.

    Args:
        fields: see `OCCUPATION_FIELDS`; ``weeks`` is the longest time, ``hours_a_week`` and ``seats`` whole numbers.

    Raises:
        PermissionDenied: `actor` does not lead the organisation, and is no editor.
        ValidationError: something is missing or wrong; keyed by field.
    """
    if not policy.may_write_activity_for(actor, organisation):
        raise PermissionDenied
    occupation = Occupation(organisation=organisation, place=place, written_by=actor)
    _fill(occupation, fields)
    slugs.save_new(occupation, field="title")
    audit.record(actor=actor, verb="occupation.written", on=occupation)
    return occupation


@transaction.atomic
def edit_occupation(*, actor: Person, occupation: Occupation, version: int, place: Place, **fields: Any) -> Occupation:
    """Change what is said of an occupation. Its address stays, and so does the end of whoever is in it.

    What is published stays published; where its organisation is not trusted an editor reads it again.

    Raises:
        PermissionDenied: `actor` does not keep it.
        ValidationError: something is missing or wrong, or there are fewer seats than are taken; keyed by field.
        Conflict: somebody else changed it since `version`, or an editor refused it.
    """
    _take(occupation, actor)
    _refuse_over(occupation)
    if version != occupation.version:
        raise Conflict(_("Någon annan har ändrat det. Det du skrev finns kvar. Läs det nya och försök igen."))
    _fill(occupation, fields)
    occupation.place = place
    occupation.version += 1
    if occupation.approved_version is not None and policy.may_keep_directory(actor):
        occupation.approved_by, occupation.approved_version = actor, occupation.version
    occupation.save()
    occupied.keep(occupation)
    audit.record(actor=actor, verb="occupation.edited", on=occupation, version=occupation.version)
    return occupation


@transaction.atomic
def send_occupation(*, actor: Person, occupation: Occupation) -> Occupation:
    """Ask an editor to publish it; of a trusted organisation, and by an editor, it is published at once.

    Also for one that has been closed, which then takes people in again. Sent already: nothing changes.

    Raises:
        PermissionDenied: `actor` does not keep it.
        Conflict: an editor refused it.
    """
    _take(occupation, actor)
    if occupation.state in {OccupationState.WAITING, OccupationState.PUBLISHED}:
        return occupation
    _refuse_over(occupation)
    occupation.sent_on, occupation.editor_words = clock.today(), ""
    occupation.closed_on, occupation.closed_because = None, ""
    if policy.may_publish_occupation(actor, occupation):
        _publish(occupation)
        if policy.may_keep_directory(actor):
            occupation.approved_by, occupation.approved_version = actor, occupation.version
    else:
        occupation.state = OccupationState.WAITING
    occupation.save()
    occupied.keep(occupation)
    audit.record(actor=actor, verb="occupation.sent", on=occupation, state=str(occupation.state))
    return occupation


@transaction.atomic
def approve_occupation(*, actor: Person, occupation: Occupation) -> Occupation:
    """Let what waits be published, or say that a change of what is published is fine. Done already: nothing changes.

    Raises:
        PermissionDenied: `actor` is no editor.
        Conflict: it does not wait any more.
    """
    _take_to_decide(occupation, actor)
    if occupation.state == OccupationState.PUBLISHED and occupation.approved_version == occupation.version:
        return occupation
    if occupation.state not in {OccupationState.WAITING, OccupationState.PUBLISHED}:
        raise Conflict(_("Det väntar inte längre. Ladda om sidan."))
    if occupation.state == OccupationState.WAITING:
        _publish(occupation)
    occupation.approved_by, occupation.approved_version = actor, occupation.version
    occupation.save()
    occupied.keep(occupation)
    audit.record(actor=actor, verb="occupation.approved", on=occupation, version=occupation.version)
    return occupation


@transaction.atomic
def return_occupation(*, actor: Person, occupation: Occupation, words: str, refuse: bool = False) -> Occupation:
    """Ask for a change before it is published; or `refuse` it for good. Whoever wrote it reads why.

    Raises:
        PermissionDenied: `actor` is no editor.
        ValidationError: it is not said what to change, or why not; keyed ``words``.
        Conflict: it does not wait.
    """
    _take_to_decide(occupation, actor)
    if occupation.state != OccupationState.WAITING:
        raise Conflict(_("Det väntar inte längre. Ladda om sidan."))
    occupation.editor_words = answer(words)
    occupation.state = OccupationState.REFUSED if refuse else OccupationState.DRAFT
    occupation.save(update_fields=["editor_words", "state"])
    audit.record(actor=actor, verb="occupation.refused" if refuse else "occupation.sent_back", on=occupation)
    return occupation


@transaction.atomic
def close_occupation(*, actor: Person, occupation: Occupation, why: str) -> Occupation:
    """Take nobody in any more. Those who are there stay until their end; whoever waits is told. Closed: nothing.

    Raises:
        PermissionDenied: `actor` does not keep it.
        ValidationError: no reason, or one that is too long; keyed ``why``.
        Conflict: it is not published.
    """
    _take(occupation, actor)
    if occupation.state == OccupationState.CLOSED:
        return occupation
    if occupation.state != OccupationState.PUBLISHED:
        raise Conflict(_("Det tar inte emot någon nu. Ladda om sidan."))
    occupation.closed_because = reason(why)
    occupation.state, occupation.closed_on = OccupationState.CLOSED, clock.today()
    occupation.save(update_fields=["state", "closed_on", "closed_because"])
    occupied.keep(occupation)
    audit.record(actor=actor, verb="occupation.closed", on=occupation)
    return occupation


def _publish(occupation: Occupation) -> None:
    occupation.state = OccupationState.PUBLISHED
    occupation.published_on = occupation.published_on or clock.today()
    occupation.editor_words = ""


def _take(occupation: Occupation, actor: Person) -> None:
    _lock(occupation)
    if not policy.may_keep_occupation(actor, occupation):
        raise PermissionDenied


def _take_to_decide(occupation: Occupation, actor: Person) -> None:
    _lock(occupation)
    if not policy.may_keep_directory(actor):
        raise PermissionDenied


def _lock(occupation: Occupation) -> None:
    rows = Occupation.objects.select_for_update(of=("self",)).select_related("organisation", "place")
    occupation.refresh_from_db(from_queryset=rows)


def _refuse_over(occupation: Occupation) -> None:
    if occupation.state == OccupationState.REFUSED:
        raise Conflict(_("En redaktör har sagt nej till uppdraget. Skriv ett nytt i stället."))


def _fill(occupation: Occupation, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if name in OCCUPATION_FIELDS:
            setattr(occupation, name, value.strip() if isinstance(value, str) else value)
    wrong = {name: words for name, words in _asked_for() if not getattr(occupation, name)}
    for name, words, most in _numbers():
        value = getattr(occupation, name)
        if not isinstance(value, int) or not 1 <= value <= most:
            wrong[name] = words % {"most": most}
    if wrong:
        raise ValidationError(wrong)
    refuse_longer("tasks", occupation.tasks, LONGEST_TASKS)
    refuse_longer("plain", occupation.plain, LONGEST_PLAIN)
    occupation.languages = [code for code, _name in SPOKEN if code in occupation.languages]
    occupation.clean_fields(exclude=_RELATIONS)


def _asked_for() -> list[tuple[str, str]]:
    """What nobody may be taken in without, and the sentence beside each."""
    return [
        ("title", _("Skriv vad uppdraget heter.")),
        ("purpose", _("Skriv vad uppdraget är till för.")),
        ("tasks", _("Skriv vad man gör.")),
        ("learns", _("Skriv vad man lär sig.")),
        ("next_step", _("Skriv vad man kan göra efteråt. Ett uppdrag ska leda vidare.")),
        ("leads_to", _("Skriv vilket arbete det kan leda till.")),
    ]


def _numbers() -> list[tuple[str, str, int]]:
    return [
        ("hours_a_week", _("Skriv ett antal timmar mellan 1 och %(most)s."), MOST_HOURS),
        ("weeks", _("Skriv ett antal veckor mellan 1 och %(most)s. Den som behövs längre ska anställas."), MOST_WEEKS),
        ("seats", _("Skriv ett antal platser mellan 1 och %(most)s."), MOST_SEATS),
    ]
