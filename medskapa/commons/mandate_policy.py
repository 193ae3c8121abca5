"""Who may do what with mandates. Each rule is written once, as a condition the database can answer."""

from django.db.models import Exists, Q

from medskapa.commons.models import Mandate, MemberTask, Organisation
from medskapa.commons.policy import acting_now, acts_for, may_act_for
from medskapa.people.models import Person, Role
from medskapa.people.queries import current_grants, holds


def helps(person: Person) -> Q:
    """A condition of no row: `person` acts for an organisation today."""
    return Q(Exists(acting_now(person)))


def handles_mandates(person: Person) -> bool:
    """Whether `person` sees any mandates at work: the reception, and those who act for an organisation."""
    return Person.objects.filter(_at_reception(person) | helps(person), pk=person.pk).exists()


def sees_mandate(person: Person) -> Q:
    """The mandates that `person` sees at work: those of the organisations they act for, and at the reception all.

    The reception sees all, since anybody may ring there to have theirs ended.
    """
    return Q(acts_for(person)) | _at_reception(person)


def may_see_mandate(person: Person, mandate: Mandate) -> bool:
    return Mandate.objects.filter(sees_mandate(person), pk=mandate.pk).exists()


def may_draft_mandate(person: Person, organisation: Organisation) -> bool:
    """Those who act for `organisation`, and the reception, draw one up together with the person."""
    return organisation.is_active and (may_act_for(person, organisation) or holds(person, Role.RECEPTION))


def notes_signed(person: Person) -> Q:
    """The mandates of which `person` may note that they are signed on paper: leaders their own, the reception all.

    One who only helps does not note that they may help.
    """
    return Q(acts_for(person, MemberTask.LEADS)) | _at_reception(person)


def may_note_signed(person: Person, mandate: Mandate) -> bool:
    return Mandate.objects.filter(notes_signed(person), pk=mandate.pk).exists()


def may_write_journal(person: Person, mandate: Mandate) -> bool:
    """Those who act for the organisation. The reception acts for nobody."""
    return may_act_for(person, mandate.organisation)


def may_end_mandate(person: Person, mandate: Mandate) -> bool:
    """Whoever gave it; the reception, where they ring; and a leader, who gives it back."""
    if mandate.person_id == person.pk:
        return True
    return may_note_signed(person, mandate)


def may_claim_mandate(person: Person) -> bool:
    """Whether `person` may take a draft, by its code, to their own pages: residents alone."""
    return person.is_resident


def _at_reception(person: Person) -> Q:
    return Q(Exists(current_grants(person, Role.RECEPTION)))
