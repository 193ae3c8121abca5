"""Residents judge themselves: "did it get better?". They are told, and answer by code, SMS or paper, one voice each."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medskapa.change import policy, voters
from medskapa.change.actions.proposals import name_of
from medskapa.change.actions.threads import lock, refuse_if_changed, take, tell_all, threads_behind
from medskapa.change.models import JudgedBy, Judgement, JudgeRound, Proposal, ProposalState, Verdict
from medskapa.change.texts import told
from medskapa.core import audit, clock
from medskapa.core.dates import long_date
from medskapa.core.errors import Conflict
from medskapa.integrations.sms import incoming
from medskapa.meetings.models import Invitation
from medskapa.people.models import Person
from medskapa.voice.actions.receiving import refuse_codes
from medskapa.voice.actions.threads import lock_threads
from medskapa.voice.models import EventKind, Viewpoint

TAKEN = gettext_lazy("Ordet används redan. Välj ett annat.")
MOST_SHEETS = 100
WORDS_AND_DAYS = ["question", "plain_question", "word", "opens_on", "closes_on"]


@transaction.atomic
def open_round(
    *,
    actor: Person,
    proposal: Proposal,
    question: str,
    word: str,
    opens_on: date,
    closes_on: date,
    plain_question: str = "",
) -> JudgeRound:
    """Ask residents whether it got better, between two days. The same question and days again return the first.

    Everyone behind the proposal is told: now if it is open today, otherwise by `tell_of_rounds` on its first day.

    Args:
        word: what people text to answer, one word that no other round has.

    Raises:
        PermissionDenied: `actor` does not carry the proposal out.
        ValidationError: a text is missing, too long or no single word, or the days are the wrong way round; by field.
        Conflict: nothing has been carried out yet.
    """
    take(proposal, actor=actor, allowed=policy.may_carry_out)
    if proposal.state != ProposalState.CARRIED_OUT:
        raise Conflict(_("Fråga när det är genomfört. Innan dess kan ingen veta."))
    same = proposal.rounds.filter(question=question.strip(), opens_on=opens_on, closes_on=closes_on)
    if earlier := same.first():
        return earlier
    last = proposal.rounds.aggregate(last=Max("number"))["last"] or 0
    made = JudgeRound(proposal=proposal, number=last + 1)
    _write(made, question, plain_question, word, opens_on, closes_on)
    _tell_if_open([made], actor)
    audit.record(actor=actor, verb="proposal.round_opened", on=made, proposal=proposal.pk)
    return made


@transaction.atomic
def edit_round(
    *,
    actor: Person,
    round_: JudgeRound,
    question: str,
    word: str,
    opens_on: date,
    closes_on: date,
    plain_question: str = "",
    version: int | None = None,
) -> JudgeRound:
    """Change a question before its first day. The same again changes nothing. Raises as `open_round`.

    Raises:
        Conflict: it has opened: people have read it, and may have answered; or somebody else changed it since
            `version`.
    """
    take(round_.proposal, actor=actor, allowed=policy.may_carry_out)
    round_.refresh_from_db(from_queryset=JudgeRound.objects.select_for_update(of=("self",)).select_related("proposal"))
    before = [getattr(round_, name) for name in WORDS_AND_DAYS]
    if before == [question.strip(), plain_question.strip(), "".join(incoming.words_of(word)), opens_on, closes_on]:
        return round_
    if round_.told_on or round_.opens_on <= clock.today():
        raise Conflict(_("Frågan har redan öppnat. Nu går den inte att ändra."))
    refuse_if_changed(round_, version)
    round_.version += 1
    _write(round_, question, plain_question, word, opens_on, closes_on)
    _tell_if_open([round_], actor)
    audit.record(actor=actor, verb="proposal.round_edited", on=round_, proposal=round_.proposal_id)
    return round_


def _write(round_: JudgeRound, question: str, plain_question: str, word: str, opens_on: date, closes_on: date) -> None:
    """Check and save the words and days of a round whose proposal is locked."""
    normal = incoming.words_of(word)
    if len(normal) != 1:
        raise ValidationError({"word": _("Skriv ett enda ord, utan mellanslag.")})
    if normal[0] in incoming.handled() or JudgeRound.objects.filter(word=normal[0]).exclude(pk=round_.pk).exists():
        raise ValidationError({"word": TAKEN})
    if closes_on < opens_on:
        raise ValidationError({"closes_on": _("Sista dagen ska ligga efter den första.")})
    others = round_.proposal.rounds.exclude(pk=round_.pk)
    if others.filter(opens_on__lte=closes_on, closes_on__gte=opens_on).exists():
        raise ValidationError({"opens_on": _("En annan fråga om förslaget är öppen då. Välj andra dagar.")})
    values = [question.strip(), plain_question.strip(), normal[0], opens_on, closes_on]
    for name, value in zip(WORDS_AND_DAYS, values, strict=True):
        setattr(round_, name, value)
    round_.clean_fields(exclude=["proposal"])
    try:
        with transaction.atomic():
            round_.save()
    except IntegrityError as error:  # the same word for another proposal, at the same moment
        raise ValidationError({"word": TAKEN}) from error


@transaction.atomic
def tell_of_rounds(*, actor: None) -> int:
    """Tell everyone behind each question that is open and that they have not been told of; each is told of once.

    Only the daily job calls this, so there is no actor. A day when it does not run is made up for the next day.

    Returns:
        How many questions were told of.
    """
    today = clock.today()
    new = JudgeRound.objects.filter(told_on__isnull=True, opens_on__lte=today, closes_on__gte=today)
    wanted = list(new.order_by("pk").values_list("pk", "proposal"))
    lock(*Proposal.objects.filter(pk__in=[proposal for _pk, proposal in wanted]))
    rounds = new.filter(pk__in=[pk for pk, _proposal in wanted]).select_related("proposal__thread")
    found = list(rounds.order_by("proposal", "number"))
    lock_threads(thread.pk for each in found for thread in [each.proposal.thread, *threads_behind(each.proposal)])
    _tell_if_open(found, actor)
    for each in found:
        audit.record(actor=actor, verb="proposal.round_told", on=each, proposal=each.proposal_id)
    return len(found)


def _tell_if_open(rounds: Sequence[JudgeRound], actor: Person | None) -> None:
    """Tell of those of `rounds` that are open today; their proposals are locked, so that nobody else tells too."""
    today = clock.today()
    for round_ in rounds:
        if round_.told_on is None and round_.opens_on <= today <= round_.closes_on:
            tell_all(round_.proposal, EventKind.JUDGE_ASKED, actor=actor, **told(partial(_asked_words, round_)))
            round_.told_on = today
            round_.save(update_fields=["told_on"])


def _asked_words(round_: JudgeRound, plain: bool) -> str:
    """The question, and how one answers it: on the web, and by SMS where we take any."""
    address = f"{settings.PUBLIC_URL}{reverse('change:judge', args=[round_.proposal.number])}"
    question = round_.plain_question if plain and round_.plain_question else round_.question
    values = {"title": name_of(round_.proposal, plain), "question": question, "day": long_date(round_.closes_on)}
    asked = _("Vi har gjort det här: ”%(title)s”. Nu vill vi veta vad du tycker. %(question)s Svara senast %(day)s.")
    on_the_web = _("Gå till %(address)s och skriv din kod.")
    parts = [asked % values, on_the_web % {"address": address}]
    if ours := incoming.number_to_write_to():
        by_sms = _(
            "Du kan också svara med sms. Skriv %(word)s BÄTTRE, %(word)s SAMMA eller %(word)s SÄMRE till %(to)s."
        )
        parts.append(by_sms % {"word": round_.word, "to": ours})
    return " ".join(parts)


@transaction.atomic
def judge(
    *,
    actor: None,
    round_: JudgeRound,
    verdict: Verdict,
    words: str = "",
    viewpoint: Viewpoint | None = None,
    invitation: Invitation | None = None,
) -> Judgement:
    """Say on the web whether it got better, with the code of a receipt or an invitation. Again: it is changed.

    Args:
        actor: always None, for whoever is signed in too: the audit chain must not know either.
        viewpoint, invitation: what the code opened; one of them.

    Raises:
        PermissionDenied: the code has nothing to do with the proposal.
        ValidationError: no verdict, too many words, or a receipt code in them; keyed by field.
        Conflict: the question is not open today.
    """
    if viewpoint is not None and voters.spoke_of_it(round_, viewpoint):
        once = voters.key(round_, "receipt", str(viewpoint.pk))
    elif invitation is not None and voters.was_there(round_, invitation):
        once = voters.key(round_, "invitation", str(invitation.pk))
    else:
        raise PermissionDenied
    return _keep(round_, once, verdict, words, JudgedBy.CODE, None)


@transaction.atomic
def judge_by_sms(*, actor: None, round_: JudgeRound, number: str, verdict: Verdict) -> Judgement:
    """Say by SMS whether it got better. One voice a phone number, of which only a hash is kept. Raises as `judge`."""
    return _keep(round_, voters.key(round_, "sms", number), verdict, "", JudgedBy.SMS, None)


@transaction.atomic
def make_sheets(*, actor: Person, round_: JudgeRound, number: int) -> range:
    """Give `number` new paper sheets numbers that no other sheet of this question has, and return the numbers.

    Raises:
        PermissionDenied: `actor` does not carry the proposal out.
        ValidationError: none, or more than `MOST_SHEETS` at once; keyed ``number``.
        Conflict: the question is over.
    """
    take(round_.proposal, actor=actor, allowed=policy.may_carry_out)
    round_.refresh_from_db(from_queryset=JudgeRound.objects.select_for_update(of=("self",)).select_related("proposal"))
    if not 1 <= number <= MOST_SHEETS:
        raise ValidationError({"number": _("Skriv ett antal från 1 till %(most)s.") % {"most": MOST_SHEETS}})
    if round_.closes_on < clock.today():
        raise Conflict(_("Frågan har stängt. Det behövs inga fler blad."))
    first = round_.sheets + 1
    round_.sheets += number
    round_.save(update_fields=["sheets"])
    audit.record(actor=actor, verb="proposal.sheets_made", on=round_, proposal=round_.proposal_id, count=number)
    return range(first, round_.sheets + 1)


@transaction.atomic
def enter_sheet(*, actor: Person, round_: JudgeRound, sheet: int, verdict: Verdict, words: str = "") -> Judgement:
    """Type in what stands on a numbered paper sheet. The same sheet again changes what was typed.

    Raises:
        PermissionDenied: `actor` does not carry the proposal out.
        ValidationError: no verdict, no such sheet, too many words, or a receipt code in them; keyed by field.
        Conflict: the question has not opened yet.
    """
    if not policy.may_carry_out(actor, round_.proposal):
        raise PermissionDenied
    if sheet < 1:
        raise ValidationError({"sheet": _("Skriv bladets nummer.")})
    if 0 < round_.sheets < sheet:
        raise ValidationError({"sheet": _("Det finns inget blad med det numret.")})
    return _keep(round_, voters.key(round_, "paper", str(sheet)), verdict, words, JudgedBy.PAPER, actor)


def _keep(
    round_: JudgeRound, once: str, verdict: Verdict, words: str, judged_by: JudgedBy, entered_by: Person | None
) -> Judgement:
    """Keep one voice. Paper may be typed in after the last day; the others end with it."""
    today = clock.today()
    over = today > round_.closes_on and judged_by != JudgedBy.PAPER
    if today < round_.opens_on or over:
        raise Conflict(_("Frågan är inte öppen i dag."))
    if verdict not in Verdict.values:
        raise ValidationError({"verdict": _("Välj ett av svaren.")})
    refuse_codes(words)
    made = Judgement(
        round=round_,
        once=once,
        verdict=verdict,
        words=words.strip(),
        judged_by=judged_by,
        on=today,
        entered_by=entered_by,
    )
    made.clean_fields(exclude=["round", "entered_by"])
    earlier = Judgement.objects.select_for_update().filter(round=round_, once=once).first()
    if earlier is None:
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:  # the same voice at the same moment
            earlier = Judgement.objects.select_for_update().get(round=round_, once=once)
    if earlier is not None:
        if (earlier.verdict, earlier.words) == (made.verdict, made.words):
            return earlier
        earlier.verdict, earlier.words, earlier.on = made.verdict, made.words, today
        earlier.save(update_fields=["verdict", "words", "on"])
        made = earlier
    audit.record(actor=entered_by, verb="proposal.judged", on=made, anonymous=entered_by is None)
    return made
