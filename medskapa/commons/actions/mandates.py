"""A mandate is drawn up with the person, signed on paper, used, written down in its journal, and ended.

How it is signed with an e-ID stands in `mandates_signed`, and what the daily job does in `mandates_followed`.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from analysis.receipt import Code
from medskapa.commons import mandate_codes, mandate_mail, mandate_texts
from medskapa.commons import mandate_policy as policy
from medskapa.commons.actions.referrals import address
from medskapa.commons.models import (
    EndedHow,
    JournalEntry,
    MadeBy,
    Mandate,
    MandateField,
    MandateNews,
    MandateState,
    Organisation,
    Reach,
)
from medskapa.core import audit, clock
from medskapa.core.errors import Conflict, refuse_longer, refuse_personal_number
from medskapa.people.models import Person, Role
from medskapa.people.queries import holds

LONGEST = timedelta(days=365)
"""From the first day to the last: a year, and the database takes no more."""
FARTHEST = timedelta(days=60)
"""So long ahead a mandate may begin."""
LONGEST_NAME, LONGEST_WHAT = 80, 300


@transaction.atomic
def draft_mandate(
    *,
    actor: Person,
    organisation: Organisation,
    name: str,
    may: Sequence[str],
    starts_on: date,
    ends_on: date,
    reach_via: str,
    reach_to: str = "",
    language: str = "sv",
) -> Mandate:
    """Draw up what a person is going to sign: `organisation` may act for them in some fields, for a day up to a year.

    Args:
        may: the fields, of `MandateField`; at least one.
        starts_on: the first day; today or later.
        ends_on: the last day.
        language: that the text is signed in, of those it is written in; otherwise Swedish.

    Raises:
        PermissionDenied: `actor` neither acts for the organisation nor sits at the reception.
        ValidationError: something is missing or wrong; keyed by field.
    """
    if not policy.may_draft_mandate(actor, organisation):
        raise PermissionDenied
    name = _clean("name", name, LONGEST_NAME)
    if not name:
        raise ValidationError({"name": _("Skriv vad personen heter.")})
    chosen = [code for code in MandateField.values if code in may]
    if not chosen or set(may) - set(chosen):
        raise ValidationError({"may": _("Välj vad ni får hjälpa till med.")})
    _refuse_days(starts_on, ends_on)
    if reach_via not in Reach.values:
        raise ValidationError({"reach_via": _("Välj hur personen får veta.")})
    mandate = Mandate(
        organisation=organisation,
        name=name,
        fields=chosen,
        starts_on=starts_on,
        ends_on=ends_on,
        reach_via=Reach(reach_via),
        reach_to=address(reach_via, reach_to),
        language=language,
        drafted_by=actor,
        drafted_on=clock.today(),
    )
    mandate_texts.write(mandate)
    mandate_codes.issue(mandate)
    mandate.save(force_insert=True)
    audit.record(actor=actor, verb="mandate.drafted", on=mandate, organisation=organisation.pk)
    return mandate


@transaction.atomic
def drop_mandate(*, actor: Person, mandate: Mandate) -> Mandate:
    """Throw a draft away. Thrown away already: nothing changes.

    Raises:
        PermissionDenied: `actor` does not see it at work.
        Conflict: it is signed.
    """
    take_mandate(mandate)
    if not policy.may_see_mandate(actor, mandate):
        raise PermissionDenied
    if mandate.state == MandateState.DROPPED:
        return mandate
    refuse_signed(mandate)
    mandate.state, mandate.ended_on, mandate.ended_by = MandateState.DROPPED, clock.today(), actor
    mandate.save(update_fields=["state", "ended_on", "ended_by"])
    audit.record(actor=actor, verb="mandate.dropped", on=mandate)
    return mandate


@transaction.atomic
def note_mandate_signed(*, actor: Person, mandate: Mandate, witness: str, saw_it: bool) -> Mandate:
    """Note that the person has signed the paper, and who saw it. Noted already: nothing changes.

    The person is told at once, so that a mandate that nobody gave does not pass unseen.

    Args:
        witness: the name of whoever saw the person sign.
        saw_it: `actor` has the signed paper before them, and its number is the one of the text.

    Raises:
        PermissionDenied: `actor` neither leads the organisation nor sits at the reception.
        ValidationError: nobody saw it, or the paper is not there; keyed by field.
        Conflict: it was signed in another way, thrown away, or its time is over.
    """
    take_mandate(mandate)
    if not policy.may_note_signed(actor, mandate):
        raise PermissionDenied
    if mandate.state == MandateState.SIGNED and mandate.made_by == MadeBy.PAPER:
        return mandate
    refuse_signed(mandate)
    witness = _clean("witness", witness, LONGEST_NAME)
    if not witness:
        raise ValidationError({"witness": _("Skriv vem som såg personen skriva under.")})
    if not saw_it:
        raise ValidationError({"saw_it": _("Titta på pappret först. Utan underskrift gäller inte fullmakten.")})
    mandate.witness, mandate.noted_by = witness, actor
    sign_now(mandate, MadeBy.PAPER)
    mandate.save(update_fields=["state", "made_by", "signed_on", "witness", "noted_by"])
    mandate_mail.tell(mandate, MandateNews.SIGNED)
    audit.record(actor=actor, verb="mandate.signed", on=mandate, made_by=MadeBy.PAPER.value)
    return mandate


@transaction.atomic
def claim_mandate(*, actor: Person, mandate: Mandate, code: Code | None) -> Mandate:
    """Take a draft to one's own pages, with its code, to sign it with an e-ID there. Again: nothing changes.

    The text is written anew in the name of the account, so that nobody signs in another's; what was kept to reach them
    goes, for the account knows better.

    Raises:
        PermissionDenied: `actor` is no resident, or the code is another's.
        Conflict: it is signed or thrown away, or another has it.
    """
    take_mandate(mandate)
    if not policy.may_claim_mandate(actor) or not mandate_codes.is_code_of(code, mandate):
        raise PermissionDenied
    if mandate.person_id == actor.pk:
        return mandate
    refuse_signed(mandate)
    if mandate.person_id is not None:
        raise Conflict(_("Fullmakten hör redan till någon annan. Be om en ny."))
    mandate.person, mandate.name, mandate.reach_to, mandate.reach_via = actor, "", "", Reach.SELF
    mandate_texts.write(mandate)
    names = ["person", "name", "reach_to", "reach_via", "template", "language", "text", "digest"]
    mandate.save(update_fields=names)
    audit.record(actor=actor, verb="mandate.claimed", on=mandate)
    return mandate


@transaction.atomic
def write_journal(*, actor: Person, mandate: Mandate, field: str, what: str) -> JournalEntry:
    """Write down what was done for the person. It is read by them, and stays as it is written.

    Raises:
        PermissionDenied: `actor` does not act for the organisation.
        ValidationError: no field that the mandate names, or the words are missing or wrong; keyed by field.
        Conflict: the mandate is not in force today.
    """
    take_mandate(mandate)
    if not policy.may_write_journal(actor, mandate):
        raise PermissionDenied
    if not mandate.in_force_on(clock.today()):
        raise Conflict(_("Fullmakten gäller inte i dag. Gör inget åt personen utan en ny."))
    if field not in mandate.fields:
        raise ValidationError({"field": _("Fullmakten gäller inte det. Välj något som står i den.")})
    what = _clean("what", what, LONGEST_WHAT)
    if not what:
        raise ValidationError({"what": _("Skriv vad ni gjorde.")})
    entry = JournalEntry.objects.create(mandate=mandate, field=field, what=what, by=actor, at=clock.now())
    audit.record(actor=actor, verb="mandate.journal_written", on=mandate, entry=entry.pk, field=field)
    return entry


@transaction.atomic
def end_mandate(*, actor: Person | None, mandate: Mandate, code: Code | None = None) -> Mandate:
    """End a mandate at once: the person, signed in or with their code; the reception, whom they have rung; or a leader
    of the organisation, who gives it back. Ended already: nothing changes.

    Raises:
        PermissionDenied: the code is another's, or `actor` may not.
        Conflict: it was never signed.
    """
    take_mandate(mandate)
    how = _how(actor, mandate, code)
    if mandate.state == MandateState.ENDED:
        return mandate
    if mandate.state != MandateState.SIGNED:
        raise Conflict(_("Fullmakten är inte underskriven, så den gäller inte. Du behöver inte avsluta den."))
    finish(mandate, how, by=actor)
    if how != EndedHow.ORGANISATION:
        mandate_mail.tell(mandate, MandateNews.STOP)
    audit.record(actor=actor, verb="mandate.ended", on=mandate, how=how.value)
    return mandate


def _how(actor: Person | None, mandate: Mandate, code: Code | None) -> EndedHow:
    """In which way `actor` ends it. Raises PermissionDenied."""
    if actor is None:
        if mandate_codes.is_code_of(code, mandate):
            return EndedHow.CODE
        raise PermissionDenied
    if not policy.may_end_mandate(actor, mandate):
        raise PermissionDenied
    if mandate.person_id == actor.pk:
        return EndedHow.SIGNED_IN
    return EndedHow.PHONE if holds(actor, Role.RECEPTION) else EndedHow.ORGANISATION


def finish(mandate: Mandate, how: EndedHow, *, by: Person | None) -> None:
    """End a mandate that the caller has locked, and let the person know."""
    mandate.state, mandate.ended_on = MandateState.ENDED, clock.today()
    mandate.ended_how, mandate.ended_by = how, by
    mandate.save(update_fields=["state", "ended_on", "ended_how", "ended_by"])
    mandate_mail.tell(mandate, MandateNews.ENDED)


def sign_now(mandate: Mandate, made_by: MadeBy) -> None:
    """Let a draft be signed today. The caller saves it.

    Raises:
        Conflict: its time is over.
    """
    refuse_over(mandate)
    mandate.state, mandate.made_by, mandate.signed_on = MandateState.SIGNED, made_by, clock.today()


def refuse_signed(mandate: Mandate) -> None:
    """Raises Conflict where `mandate` is no draft any more."""
    if mandate.state == MandateState.DROPPED:
        raise Conflict(_("Utkastet är borttaget. Gör en ny fullmakt."))
    if mandate.state != MandateState.DRAFT:
        raise Conflict(_("Fullmakten är redan underskriven. Ladda om sidan."))


def refuse_over(mandate: Mandate) -> None:
    """Raises Conflict where the last day of `mandate` has passed."""
    if mandate.ends_on < clock.today():
        raise Conflict(_("Tiden i fullmakten har redan gått ut. Gör en ny."))


def take_mandate(mandate: Mandate) -> None:
    """Lock a mandate and read it again."""
    rows = Mandate.objects.select_for_update(of=("self",)).select_related("organisation", "person")
    mandate.refresh_from_db(from_queryset=rows)


def _refuse_days(starts_on: date, ends_on: date) -> None:
    today = clock.today()
    if starts_on < today:
        raise ValidationError({"starts_on": _("Fullmakten kan börja tidigast i dag.")})
    if starts_on > today + FARTHEST:
        raise ValidationError({"starts_on": _("Fullmakten ska börja inom två månader.")})
    if ends_on < starts_on:
        raise ValidationError({"ends_on": _("Sista dagen kan inte vara före den första.")})
    if ends_on - starts_on > LONGEST:
        raise ValidationError({"ends_on": _("En fullmakt får gälla högst ett år.")})


def _clean(field: str, text: str, longest: int) -> str:
    """`text` on one line, as it is kept. Raises ValidationError where it is too long or holds a personal number."""
    text = " ".join(text.split())
    refuse_longer(field, text, longest)
    refuse_personal_number(field, text)
    return text
