"""Who may do what with initiatives. Each rule is written once, as a condition the database can answer."""

from django.db.models import Exists, Q

from medskapa.commons.models import Initiative, InitiativeWord
from medskapa.commons.policy import KEEPS_DIRECTORY
from medskapa.people.models import Person, Role
from medskapa.people.queries import current_grants, holds


def may_begin_initiative(person: Person) -> bool:
    """Editors begin initiatives, and say who leads them with what right. Whoever leads one cannot widen it."""
    return holds(person, *KEEPS_DIRECTORY)


def leads_initiative(person: Person) -> Q:
    """The initiatives that `person` leads."""
    return Q(led_by=person)


def keeps_initiative(person: Person) -> Q:
    """The initiatives whose measures, counts and assumptions `person` sees to: editors all, the leader their own."""
    return Q(Exists(current_grants(person, *KEEPS_DIRECTORY))) | leads_initiative(person)


def may_keep_initiative(person: Person, initiative: Initiative) -> bool:
    return Initiative.objects.filter(keeps_initiative(person), pk=initiative.pk).exists()


def sees_initiative(person: Person) -> Q:
    """The initiatives that `person` sees at work, also before they are published: deciders see all of them."""
    return Q(Exists(current_grants(person, Role.DECIDER))) | keeps_initiative(person)


def decides_initiative(person: Person, word: InitiativeWord | None = None) -> Q:
    """The initiatives that `person` may decide `word` about, or (None) anything.

    Deciders: all. The leader: their own, and only what the mandate gives them.
    """
    given = Q()
    for each in [word] if word else list(InitiativeWord):
        given |= Q(**{f"leader_may_{each}": True})
    return Q(Exists(current_grants(person, Role.DECIDER))) | leads_initiative(person) & given


def may_decide_initiative(person: Person, initiative: Initiative, word: InitiativeWord | None = None) -> bool:
    return Initiative.objects.filter(decides_initiative(person, word), pk=initiative.pk).exists()


def leads_any_initiative(person: Person) -> Q:
    """A condition of no row: `person` leads an initiative."""
    return Q(Exists(Initiative.objects.filter(leads_initiative(person))))


def works_with_initiatives(person: Person) -> bool:
    """Whether `person` sees any initiative at work, or may begin one."""
    roles = Q(Exists(current_grants(person, *KEEPS_DIRECTORY, Role.DECIDER)))
    return Person.objects.filter(roles | leads_any_initiative(person), pk=person.pk).exists()
