"""What management or the board decides on a proposal. A decision is never edited: a new one follows it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.change import policy
from medskapa.change.actions.proposals import name_of
from medskapa.change.actions.threads import keep, take, tell_all
from medskapa.change.models import Body, Decision, Proposal, ProposalState, Word
from medskapa.change.texts import told
from medskapa.core import audit, clock
from medskapa.core.dates import long_date
from medskapa.core.errors import Conflict
from medskapa.people.models import Person
from medskapa.voice.models import EventKind

DECIDABLE = (ProposalState.READY, ProposalState.LATER, ProposalState.YES, ProposalState.NO)
"""Also what is decided already: a decision that was wrong is followed by a new one, until it is carried out."""


@transaction.atomic
def decide(
    *,
    actor: Person,
    proposal: Proposal,
    word: Word,
    body: Body,
    reasons: str,
    decided_on: date,
    plain_reasons: str = "",
    back_on: date | None = None,
    record: str = "",
    version: int | None = None,
) -> Decision:
    """Write down a decision on the proposal's latest words. Everyone behind it is told, with the reasons.

    The very same decision again (a double click) returns the first; one that differs in anything follows it.

    Args:
        back_on: for LATER, the day by which it is taken up again: a promise.
        record: where the decision stands, e.g. the paragraph of the minutes.

    Raises:
        PermissionDenied: `actor` does not decide.
        ValidationError: a text is missing or too long, the day lies ahead, or LATER has no day to come back; by field.
        Conflict: it does not wait for a decision, or somebody changed it since `version`.
    """
    take(proposal, actor=actor, allowed=policy.may_decide)
    last = proposal.decisions.order_by("-number").first()
    given = {
        "word": word,
        "body": body,
        "reasons": reasons.strip(),
        "plain_reasons": plain_reasons.strip(),
        "decided_on": decided_on,
        "back_on": back_on if word == Word.LATER else None,
        "record": record.strip(),
    }
    if last and all(getattr(last, name) == value for name, value in given.items()):
        return last
    if version is not None and version != proposal.version:
        raise Conflict(_("Någon annan har ändrat förslaget. Det du skrev finns kvar. Läs det nya och försök igen."))
    if proposal.state not in DECIDABLE:
        raise Conflict(_("Förslaget väntar inte på beslut."))
    decision = Decision(
        proposal=proposal,
        on_version=proposal.versions.order_by("-number")[0],
        number=last.number + 1 if last else 1,
        by=actor,
        entered_at=clock.now(),
        **given,
    )
    decision.clean_fields(exclude=["proposal", "on_version", "by"])
    _refuse_days(decision)
    decision.save(force_insert=True)
    proposal.state = ProposalState(word)
    keep(proposal, "state")
    tell_all(proposal, EventKind.DECIDED, actor=actor, **told(lambda plain: _words(decision, plain)))
    audit.record(actor=actor, verb="proposal.decided", on=proposal, word=str(word), number=decision.number)
    return decision


def _refuse_days(decision: Decision) -> None:
    if decision.decided_on > clock.today():
        raise ValidationError({"decided_on": _("Beslutsdagen kan inte ligga framåt i tiden.")})
    if decision.word == Word.LATER and (decision.back_on is None or decision.back_on <= decision.decided_on):
        raise ValidationError({"back_on": _("Skriv vilken dag ni tar upp det igen. Den ska ligga efter beslutsdagen.")})


def _words(decision: Decision, plain: bool) -> str:
    values = {
        "title": name_of(decision.proposal, plain),
        "body": decision.get_body_display(),
        "reasons": decision.plain_reasons if plain and decision.plain_reasons else decision.reasons,
    }
    if decision.word == Word.YES:
        return _("Beslut av %(body)s: ja till ”%(title)s”. Därför: %(reasons)s") % values
    if decision.back_on is not None:
        words = _("Beslut av %(body)s: inte nu om ”%(title)s”. Vi tar upp det igen senast %(day)s. Därför: %(reasons)s")
        return words % (values | {"day": long_date(decision.back_on)})
    return _("Beslut av %(body)s: nej till ”%(title)s”. Därför: %(reasons)s") % values
