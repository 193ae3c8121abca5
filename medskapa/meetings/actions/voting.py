"""Statements to agree or disagree with, and the votes on them: one ballot for a card, tied to no person and no time."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from medskapa.core import audit
from medskapa.core.errors import Conflict
from medskapa.meetings import passes, policy
from medskapa.meetings.actions.announcing import take
from medskapa.meetings.models import (
    AgendaItem,
    Ballot,
    Meeting,
    MeetingState,
    RaisedCards,
    Statement,
    Vote,
    VotedBy,
    VotingCard,
    has_votes,
)
from medskapa.people.models import Person

MOST_STATEMENTS = 60
MOST_CARDS = 500
AGREE, DISAGREE, PASS = 1, -1, 0
VALUES = (AGREE, DISAGREE, PASS)


class HasVotes(Conflict):
    """The card has votes already: ask before they are replaced."""


@transaction.atomic
def add_statement(
    *, actor: Person, meeting: Meeting, text: str, plain_text: str = "", item: AgendaItem | None = None
) -> Statement:
    """Write a statement, last in the order. It is closed until it is opened. The same words twice are one statement.

    Raises:
        PermissionDenied: `actor` does not plan the meeting.
        ValidationError: the text is missing or too long, or `item` belongs to another meeting; keyed by field.
        Conflict: the meeting is over, or has too many statements.
    """
    take(meeting, actor)
    statement = Statement(meeting=meeting, text=text.strip(), plain_text=plain_text.strip(), item=item, open=False)
    _check(statement)
    if same := Statement.objects.filter(meeting=meeting, text=statement.text).first():
        return same
    last = Statement.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_STATEMENTS:
        raise Conflict(_("Det finns %(most)s påståenden. Fler orkar ingen svara på.") % {"most": MOST_STATEMENTS})
    statement.number = last + 1
    statement.save(force_insert=True)
    audit.record(actor=actor, verb="statement.added", on=statement)
    return statement


@transaction.atomic
def edit_statement(
    *,
    actor: Person,
    statement: Statement,
    version: int,
    text: str,
    plain_text: str = "",
    item: AgendaItem | None = None,
) -> Statement:
    """Change the words of a statement that nobody has voted on: votes are on the words that people read.

    Raises:
        PermissionDenied: `actor` does not plan the meeting.
        ValidationError: as `add_statement`.
        Conflict: it has votes, somebody else changed it since `version`, or the meeting is over.
    """
    _take(statement, actor)
    if statement.version != version:
        raise Conflict(_("Någon annan har ändrat påståendet. Det du skrev finns kvar. Läs det nya och försök igen."))
    same_words = (statement.text, statement.plain_text) == (text.strip(), plain_text.strip())
    if same_words and statement.item == item:
        return statement
    if not same_words:
        _refuse_if_voted_on(statement)
    statement.text, statement.plain_text, statement.item = text.strip(), plain_text.strip(), item
    _check(statement)
    statement.version += 1
    statement.save(update_fields=["text", "plain_text", "item", "version"])
    audit.record(actor=actor, verb="statement.edited", on=statement, version=statement.version)
    return statement


@transaction.atomic
def remove_statement(*, actor: Person, statement: Statement) -> None:
    """Take away a statement, as long as nobody has voted at the meeting: a sheet of paper goes by the numbers.

    Raises:
        PermissionDenied: `actor` does not plan the meeting.
        Conflict: somebody has voted, or the meeting is over.
    """
    _take(statement, actor)
    _refuse_if_begun(statement)
    audit.record(actor=actor, verb="statement.removed", on=statement)
    meeting, number = statement.meeting, statement.number
    statement.delete()
    for later in Statement.objects.filter(meeting=meeting, number__gt=number).order_by("number"):
        later.number -= 1
        later.save(update_fields=["number"])


@transaction.atomic
def move_statement(*, actor: Person, statement: Statement, up: bool) -> Statement:
    """Put a statement one place earlier or later, as long as nobody has voted. The first stays first.

    Raises:
        PermissionDenied: `actor` does not plan the meeting.
        Conflict: somebody has voted, or the meeting is over.
    """
    _take(statement, actor)
    _refuse_if_begun(statement)
    number = statement.number
    other = Statement.objects.filter(meeting=statement.meeting, number=number + (-1 if up else 1)).first()
    if other is None:
        return statement
    for moved, to in ((other, 0), (statement, other.number), (other, number)):  # no two have the same number
        moved.number = to
        moved.save(update_fields=["number"])
    audit.record(actor=actor, verb="statement.moved", on=statement, number=statement.number)
    return statement


@transaction.atomic
def open_statements(*, actor: Person, meeting: Meeting, statements: Sequence[Statement]) -> int:
    """Let people vote on `statements`; returns how many were closed before.

    What is closed and has votes stays closed: its planner may have seen how it went, and whoever is let in afterwards
    could turn it. Among others it is passed over.

    Raises:
        PermissionDenied: `actor` does not plan the meeting, or a statement is another meeting's.
        Conflict: the meeting is not announced, or over, or there are votes on all of `statements` that are closed.
    """
    take(meeting, actor)
    if meeting.state != MeetingState.ANNOUNCED:
        raise Conflict(_("Alla kan inte läsa om träffen än. Visa den för alla först."))
    closed = Statement.objects.filter(pk__in=[statement.pk for statement in statements], open=False)
    voted_on = set(closed.filter(has_votes()).values_list("pk", flat=True))
    changed = _set_open(actor, meeting, [each for each in statements if each.pk not in voted_on], to=True)
    if voted_on and not changed:
        raise Conflict(
            _(
                "Påståendet har fått röster och är stängt. Det öppnas inte igen, för nu går det att se hur det gick. "
                "Gör ett nytt påstående i stället."
            )
        )
    return changed


@transaction.atomic
def close_statements(*, actor: Person, meeting: Meeting, statements: Sequence[Statement]) -> int:
    """Let nobody vote on `statements` any more; only those without votes open again. Raises as `open_statements`."""
    take(meeting, actor)
    return _set_open(actor, meeting, statements, to=False)


@transaction.atomic
def make_cards(*, actor: Person, meeting: Meeting, number: int) -> list[VotingCard]:
    """Make `number` more voting cards, each with a code of its own that is kept nowhere.

    Raises:
        PermissionDenied: `actor` does not plan the meeting.
        ValidationError: none, or more than `MOST_CARDS` in all.
        Conflict: the meeting is over.
    """
    take(meeting, actor)
    last = VotingCard.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"] or 0
    if not 0 < number <= MOST_CARDS - last:
        raise ValidationError(
            {"number": _("Välj mellan 1 och %(most)s kort.") % {"most": MOST_CARDS - last}}
            if last < MOST_CARDS
            else {"number": _("Det finns redan %(most)s kort.") % {"most": last}}
        )
    cards = [VotingCard(meeting=meeting, number=last + each) for each in range(1, number + 1)]
    passes.issue(*cards)
    VotingCard.objects.bulk_create(cards)
    audit.record(actor=actor, verb="cards.made", on=meeting, number=number)
    return cards


@transaction.atomic
def vote(*, actor: None, card: VotingCard, statement: Statement, value: int) -> Ballot:
    """Answer one statement with the card that somebody holds; said again, the last answer stands.

    Who holds a card and when they answered is written down nowhere: the audit chain learns that somebody voted at the
    meeting that day.

    Raises:
        PermissionDenied: the statement is another meeting's.
        ValidationError: `value` is no answer.
        Conflict: the statement or the meeting is closed.
    """
    meeting = _locked(card.meeting)
    if statement.meeting_id != meeting.pk:
        raise PermissionDenied
    if value not in VALUES:
        raise ValidationError(_("Välj ett av svaren."))
    if meeting.state != MeetingState.ANNOUNCED or not Statement.objects.filter(pk=statement.pk, open=True).exists():
        raise Conflict(_("Det går inte att rösta på det här längre. Dina andra svar finns kvar."))
    ballot, _is_new = Ballot.objects.get_or_create(card=card, defaults={"meeting": meeting})
    if ballot.voted_by != VotedBy.PHONE:  # somebody typed in their sheet; now they answer themselves
        ballot.voted_by, ballot.entered_by = VotedBy.PHONE, None
        ballot.save(update_fields=["voted_by", "entered_by"])
    Vote.objects.update_or_create(ballot=ballot, statement=statement, defaults={"value": value})
    audit.record(actor=None, verb="ballot.voted", on=meeting, anonymous=True)
    return ballot


@transaction.atomic
def type_ballot(*, actor: Person, card: VotingCard, answers: Mapping[Statement, int], replace: bool = False) -> Ballot:
    """Type in what stands on the paper sheet of a card. The same sheet typed again by the same person changes nothing.

    Args:
        answers: what was answered, by statement; a statement without an answer is left out.
        replace: put these in the place of the votes that the card has. Ask first.

    Raises:
        PermissionDenied: `actor` neither plans the meeting nor has a task there, or a statement is another meeting's.
        ValidationError: there are no answers, or a value is no answer.
        HasVotes: the card has votes, and `replace` was not said.
        Conflict: the meeting is not announced, or over.
    """
    meeting = _take_with_task(card.meeting, actor)
    if any(statement.meeting_id != meeting.pk for statement in answers):
        raise PermissionDenied
    if not answers:
        raise ValidationError({"answers": _("Skriv svaren som står på bladet.")})
    if not set(answers.values()) <= set(VALUES):
        raise ValidationError({"answers": _("Ett svar är 1, 2 eller 3.")})
    wanted = {statement.pk: value for statement, value in answers.items()}
    ballot = Ballot.objects.filter(card=card).first()
    if ballot is not None:
        # Only whoever typed the sheet hears that it is the same: others could guess until it is, and know the votes.
        if ballot.entered_by == actor and dict(ballot.votes.values_list("statement", "value")) == wanted:
            return ballot
        if not replace:
            raise HasVotes(_("Kortet har redan svar."))
        ballot.votes.all().delete()
        ballot.voted_by, ballot.entered_by = VotedBy.PAPER, actor
        ballot.save(update_fields=["voted_by", "entered_by"])
    else:
        ballot = Ballot.objects.create(meeting=meeting, card=card, voted_by=VotedBy.PAPER, entered_by=actor)
    Vote.objects.bulk_create(Vote(ballot=ballot, statement_id=key, value=value) for key, value in wanted.items())
    # On the meeting and not on the ballot: the record has a time, and a ballot has none.
    audit.record(actor=actor, verb="ballot.typed", on=meeting, replaced=replace)
    return ballot


@transaction.atomic
def count_raised(*, actor: Person, statement: Statement, agree: int, disagree: int, passes: int) -> RaisedCards:
    """Write down how many raised which card in the room; counted again, the last count stands.

    Raises:
        PermissionDenied: `actor` neither plans the meeting nor has a task there.
        ValidationError: nobody raised a card, or a number is no number of people.
        Conflict: the meeting is not announced, or over.
    """
    _take_with_task(statement.meeting, actor)
    counted = {"agree": agree, "disagree": disagree, "passes": passes}
    if wrong := [name for name, number in counted.items() if not 0 <= number <= 2_000]:
        raise ValidationError({name: _("Skriv ett antal mellan 0 och 2 000.") for name in wrong})
    if not sum(counted.values()):
        raise ValidationError({"agree": _("Skriv hur många kort som räcktes upp.")})
    earlier = RaisedCards.objects.filter(statement=statement).first()
    if earlier and all(getattr(earlier, name) == number for name, number in counted.items()):
        return earlier
    raised, _is_new = RaisedCards.objects.update_or_create(
        statement=statement, defaults=counted | {"entered_by": actor}
    )
    audit.record(actor=actor, verb="cards.counted", on=statement, recounted=earlier is not None)
    return raised


def _locked(meeting: Meeting) -> Meeting:
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update(of=("self",)))
    return meeting


def _take(statement: Statement, actor: Person) -> None:
    """Lock the meeting of `statement` and read both again; raises as `take`."""
    take(statement.meeting, actor)
    meeting = statement.meeting
    found = Statement.objects.filter(pk=statement.pk).first()
    if found is None:
        raise Conflict(_("Påståendet är borttaget."))
    statement.refresh_from_db()
    statement.meeting = meeting


def _take_with_task(meeting: Meeting, actor: Person) -> Meeting:
    """Lock `meeting` for somebody who enters what was voted there."""
    _locked(meeting)
    if not policy.may_enter_votes(actor, meeting):
        raise PermissionDenied
    if meeting.state != MeetingState.ANNOUNCED:
        raise Conflict(_("Det går bara att skriva in röster från det att träffen visas för alla tills den avslutas."))
    return meeting


def _check(statement: Statement) -> None:
    statement.clean_fields(exclude=["meeting", "number", "item"])
    if statement.item is not None and statement.item.meeting_id != statement.meeting_id:
        raise ValidationError({"item": _("Välj en punkt på träffens egen dagordning.")})


def _refuse_if_voted_on(statement: Statement) -> None:
    if Statement.objects.filter(has_votes(), pk=statement.pk).exists():
        raise Conflict(_("Påståendet har redan fått röster. Gör ett nytt påstående i stället."))


def _refuse_if_begun(statement: Statement) -> None:
    """No votes at the whole meeting: what stands as number 3 on a sheet of paper must stay number 3."""
    meeting = statement.meeting
    if Ballot.objects.filter(meeting=meeting).exists() or RaisedCards.objects.filter(statement=statement).exists():
        raise Conflict(_("Någon har redan röstat, så påståendena ligger fast. Du kan stänga det du inte vill ha med."))


def _set_open(actor: Person, meeting: Meeting, statements: Sequence[Statement], *, to: bool) -> int:
    if any(statement.meeting_id != meeting.pk for statement in statements):
        raise PermissionDenied
    keys = [statement.pk for statement in statements]
    changed = Statement.objects.filter(pk__in=keys).exclude(open=to).update(open=to)
    if changed:
        audit.record(actor=actor, verb="voting.opened" if to else "voting.closed", on=meeting, number=changed)
    return changed
