"""Carrying a decision out: the measure that is agreed first, the steps, and what it led to."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from medskapa.change import policy
from medskapa.change.actions.proposals import name_of
from medskapa.change.actions.threads import keep, refuse_if_changed, take, tell_all
from medskapa.change.effects import change_in_words
from medskapa.change.models import Effect, EffectPoint, Proposal, ProposalState, Step
from medskapa.change.texts import told
from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.people.models import Person
from medskapa.voice.models import EventKind

MEASURE = ["what", "plain_what", "measured_in", "source", "more_is_better", "baseline", "baseline_on", "target"]


@transaction.atomic
def agree_on_measure(
    *,
    actor: Person,
    proposal: Proposal,
    what: str,
    measured_in: str,
    source: str,
    baseline: Decimal,
    baseline_on: date,
    plain_what: str = "",
    more_is_better: bool = True,
    target: Decimal | None = None,
    follow_up_on: date | None = None,
    version: int | None = None,
) -> Effect:
    """Agree, before anything is done, what is measured and how it was then. It can be changed until a step is done.

    Args:
        version: the one that the writer saw, 0 where there was no measure.

    Raises:
        PermissionDenied: `actor` does not carry it out.
        ValidationError: a text is missing or too long, or the first measurement lies ahead; keyed by field.
        Conflict: it is not decided to be done, or a step is done already: the measure then stays as it was agreed.
            Or somebody else agreed on it, or changed it, since `version`.
    """
    take(proposal, actor=actor, allowed=policy.may_carry_out)
    _refuse_unless_yes(proposal)
    effect = Effect.objects.filter(proposal=proposal).first()
    effect = effect or Effect(proposal=proposal, agreed_on=clock.today(), version=0)
    before = [getattr(effect, name) for name in MEASURE] if effect.pk else None
    effect.what, effect.plain_what = what.strip(), plain_what.strip()
    effect.measured_in, effect.source, effect.more_is_better = measured_in.strip(), source.strip(), more_is_better
    effect.baseline, effect.baseline_on, effect.target = baseline, baseline_on, target
    changed = before != [getattr(effect, name) for name in MEASURE]
    if not changed and effect.follow_up_on == follow_up_on:
        return effect
    refuse_if_changed(effect, version)
    if changed and before is not None and _begun(proposal):
        raise Conflict(_("Arbetet har redan börjat. Måttet står kvar så som ni kom överens om det."))
    effect.follow_up_on = follow_up_on
    effect.clean_fields(exclude=["proposal"])
    if effect.baseline_on > clock.today():
        raise ValidationError({"baseline_on": _("Måttet före ska vara mätt. Dagen kan inte ligga framåt i tiden.")})
    effect.version += 1
    effect.save()
    audit.record(actor=actor, verb="proposal.measure_agreed", on=proposal)
    return effect


@transaction.atomic
def add_step(*, actor: Person, proposal: Proposal, text: str, owner: Person, due_on: date) -> Step:
    """Add something to do, who does it and by when. The same step again (a double click) returns the first.

    Raises:
        PermissionDenied: `actor` does not carry it out.
        ValidationError: no words, too many, or an owner who is not staff; keyed by field.
        Conflict: it is not decided to be done.
    """
    take(proposal, actor=actor, allowed=policy.may_carry_out)
    _refuse_unless_yes(proposal)
    same = proposal.steps.filter(text=text.strip(), owner=owner, due_on=due_on, removed=False)
    if earlier := same.first():
        return earlier
    _refuse_unless_staff(owner)
    last = proposal.steps.aggregate(last=Max("number"))["last"] or 0
    step = Step(proposal=proposal, number=last + 1, text=text.strip(), owner=owner, due_on=due_on)
    step.clean_fields(exclude=["proposal", "owner"])
    step.save(force_insert=True)
    audit.record(actor=actor, verb="step.added", on=step, proposal=proposal.pk)
    return step


def _refuse_unless_staff(owner: Person) -> None:
    if not owner.is_staff_member:
        raise ValidationError({"owner": _("Välj någon som arbetar här.")})


@transaction.atomic
def edit_step(*, actor: Person, step: Step, text: str, owner: Person, due_on: date, version: int | None = None) -> Step:
    """Change what is to be done, who does it or by when, until it is done. The same again changes nothing.

    Raises:
        PermissionDenied: `actor` does not carry the proposal out.
        ValidationError: no words, too many, or an owner who is not staff; keyed by field.
        Conflict: the step is done or removed, the proposal is carried out, or somebody else changed the step since
            `version`.
    """
    _take_step(step, actor, policy.may_carry_out)
    if (step.text, step.owner, step.due_on) == (text.strip(), owner, due_on):
        return step
    if step.done_on:
        raise Conflict(_("Steget är gjort. Det står kvar som det är."))
    refuse_if_changed(step, version)
    if step.owner != owner:
        _refuse_unless_staff(owner)
    step.text, step.owner, step.due_on = text.strip(), owner, due_on
    step.clean_fields(exclude=["proposal", "owner"])
    step.version += 1
    step.save(update_fields=["text", "owner", "due_on", "version"])
    audit.record(actor=actor, verb="step.edited", on=step)
    return step


@transaction.atomic
def finish_step(*, actor: Person, step: Step, note: str = "") -> Step:
    """Say that a step is done. Done already: nothing changes.

    Raises:
        PermissionDenied: `actor` neither owns the step nor carries the proposal out.
        ValidationError: the note is too long; keyed ``done_note``.
        Conflict: the step is removed, or nobody has agreed on the measure: then it is too late to know how it was.
    """
    _take_step(step, actor)
    if step.done_on:
        return step
    if not Effect.objects.filter(proposal=step.proposal).exists():
        raise Conflict(_("Kom överens om vad ni mäter först. Annars går det inte att se vad det ledde till."))
    step.done_on, step.done_note = clock.today(), note.strip()
    step.clean_fields(exclude=["proposal", "owner"])
    step.save(update_fields=["done_on", "done_note"])
    audit.record(actor=actor, verb="step.finished", on=step)
    return step


@transaction.atomic
def reopen_step(*, actor: Person, step: Step) -> Step:
    """Take back that a step is done. Not done: nothing changes. Raises as `finish_step`."""
    _take_step(step, actor)
    if step.done_on is None:
        return step
    step.done_on = None
    step.save(update_fields=["done_on"])
    audit.record(actor=actor, verb="step.reopened", on=step)
    return step


@transaction.atomic
def remove_step(*, actor: Person, step: Step) -> Step:
    """Take a step that is not done off the list; the row stays. Removed already: nothing changes.

    Raises:
        PermissionDenied: `actor` does not carry the proposal out.
        Conflict: the step is done, or the proposal is carried out.
    """
    take(step.proposal, actor=actor, allowed=policy.may_carry_out)
    step.refresh_from_db(from_queryset=Step.objects.select_for_update(of=("self",)).select_related("proposal"))
    if step.removed:
        return step
    _refuse_unless_yes(step.proposal)
    if step.done_on:
        raise Conflict(_("Steget är gjort. Det står kvar."))
    step.removed = True
    step.save(update_fields=["removed"])
    audit.record(actor=actor, verb="step.removed", on=step)
    return step


def _take_step(step: Step, actor: Person, allowed: Callable[[Person, Proposal], bool] | None = None) -> None:
    """Lock the proposal and the step, and refuse whom `allowed` refuses, or else who may not finish it."""
    take(step.proposal, actor=actor, allowed=allowed or (lambda person, _proposal: policy.may_finish(person, step)))
    step.refresh_from_db(from_queryset=Step.objects.select_for_update(of=("self",)).select_related("proposal"))
    _refuse_unless_yes(step.proposal)
    if step.removed:
        raise Conflict(_("Steget är borttaget. Ladda om sidan."))


@transaction.atomic
def carry_out(*, actor: Person, proposal: Proposal, text: str, plain_text: str = "") -> Proposal:
    """Say that it is done, and what is different now. Everyone behind it is told. Done already: nothing changes.

    Raises:
        PermissionDenied: `actor` does not carry it out.
        ValidationError: no words; keyed ``text``.
        Conflict: it is not decided to be done, there is no step, or a step is left.
    """
    take(proposal, actor=actor, allowed=policy.may_carry_out)
    if proposal.state == ProposalState.CARRIED_OUT:
        return proposal
    _refuse_unless_yes(proposal)
    steps = proposal.steps.filter(removed=False)
    if not steps.exists():
        raise Conflict(_("Skriv först vad som har gjorts, steg för steg."))
    if left := steps.filter(done_on__isnull=True).count():
        raise Conflict(_("%(left)s steg är kvar. Gör dem klara, eller ta bort dem.") % {"left": left})
    if not text.strip():
        raise ValidationError({"text": _("Berätta med några ord vad som är annorlunda nu.")})
    proposal.state = ProposalState.CARRIED_OUT
    keep(proposal, "state")
    plain = plain_text.strip() or text.strip()
    tell_all(
        proposal,
        EventKind.CARRIED_OUT,
        actor=actor,
        **told(lambda is_plain: _done_words(proposal, plain if is_plain else text.strip(), is_plain)),
    )
    audit.record(actor=actor, verb="proposal.carried_out", on=proposal)
    return proposal


def _done_words(proposal: Proposal, text: str, plain: bool) -> str:
    return _("Nu är det gjort: ”%(title)s”. %(text)s") % {"title": name_of(proposal, plain), "text": text}


@transaction.atomic
def measure_effect(
    *,
    actor: Person,
    proposal: Proposal,
    value: Decimal,
    measured_on: date,
    text: str,
    plain_text: str = "",
    next_on: date | None = None,
) -> EffectPoint:
    """Add a follow-up of the measure, and say in words what it shows. Everyone behind the proposal is told.

    The same value of the same day in the same words (a double click) returns the first, and nobody is told again; the
    day of the next follow-up is then put right where it is another.

    Args:
        next_on: the day of the next follow-up, None where none is planned.

    Raises:
        PermissionDenied: `actor` does not carry it out.
        ValidationError: no words, or the day lies ahead or before the first measurement; keyed by field.
        Conflict: no measure was agreed, or it is not decided to be done.
    """
    take(proposal, actor=actor, allowed=policy.may_carry_out)
    if proposal.state not in (ProposalState.YES, ProposalState.CARRIED_OUT):
        raise Conflict(_("Förslaget är inte beslutat."))
    effect = Effect.objects.filter(proposal=proposal).first()
    if effect is None:
        raise Conflict(_("Kom överens om vad ni mäter först."))
    same = effect.points.filter(value=value, measured_on=measured_on, text=text.strip(), plain_text=plain_text.strip())
    if earlier := same.first():
        if effect.follow_up_on != next_on:
            effect.follow_up_on = next_on
            effect.save(update_fields=["follow_up_on"])
            audit.record(actor=actor, verb="proposal.follow_up_moved", on=proposal)
        return earlier
    point = EffectPoint(
        effect=effect,
        value=value,
        measured_on=measured_on,
        text=text.strip(),
        plain_text=plain_text.strip(),
        by=actor,
        entered_at=clock.now(),
    )
    point.clean_fields(exclude=["effect", "by"])
    if not effect.baseline_on < measured_on <= clock.today():
        raise ValidationError({"measured_on": _("Dagen ska ligga efter det första måttet, och inte framåt i tiden.")})
    point.save(force_insert=True)
    effect.follow_up_on = next_on
    effect.save(update_fields=["follow_up_on"])
    keep(proposal)
    tell_all(
        proposal,
        EventKind.EFFECT_SEEN,
        actor=actor,
        **told(lambda plain: _effect_words(proposal, point, plain)),
    )
    audit.record(actor=actor, verb="proposal.effect_measured", on=proposal)
    return point


def _effect_words(proposal: Proposal, point: EffectPoint, plain: bool) -> str:
    """What staff wrote, and after it what the figures say, whatever staff wrote."""
    values = {
        "title": name_of(proposal, plain),
        "text": point.plain_text if plain and point.plain_text else point.text,
        "figures": change_in_words(point.effect, point.value, plain=plain),
    }
    return _("Vad det ledde till (%(title)s): %(text)s %(figures)s") % values


def _refuse_unless_yes(proposal: Proposal) -> None:
    if proposal.state != ProposalState.YES:
        raise Conflict(_("Det går bara när förslaget har fått ja och inte är genomfört än."))


def _begun(proposal: Proposal) -> bool:
    """Whether a step is done or the effect is measured: from then on the measure stays as it was agreed."""
    done = proposal.steps.filter(done_on__isnull=False, removed=False)
    return done.exists() or EffectPoint.objects.filter(effect__proposal=proposal).exists()
