"""Who may do what with what residents say. Each rule is written once, as a condition the database can answer."""

from django.db.models import Exists, OuterRef, Q

from medskapa.people.models import Person, Role, Unit
from medskapa.people.queries import current_grants, holds, in_unit_of
from medskapa.voice.models import Answer, Delivery, Theme, Viewpoint

ANSWERING = (Role.ANSWERER, Role.UNIT_MANAGER)
AT_THE_DESK = (Role.ANSWERER, Role.UNIT_MANAGER, Role.EDITOR)
TAKING_IN = (Role.REGISTRAR, Role.ANSWERER, Role.UNIT_MANAGER, Role.EDITOR)
READING_THE_AUDIT = (Role.AUDITOR,)


WITH_ITS_READER = Q(
    Exists(Delivery.objects.filter(viewpoint=OuterRef("pk"), answer__state="to_approve", answer__kind="answer"))
)
"""A viewpoint for which an answer is written that a second person has not read yet."""


def readable_by(person: Person) -> Q:
    """One's own; those of the units where one answers; all for an editor; those one took in oneself."""
    return (
        Q(author=person)
        | Q(in_unit_of(person, *AT_THE_DESK))
        | (Q(registered_by=person) & Q(Exists(current_grants(person, Role.REGISTRAR))))
    )


def answerable_by(person: Person) -> Q:
    """An answerer or manager of the viewpoint's unit today, and never its own author."""
    return Q(in_unit_of(person, *ANSWERING)) & ~own_of(person)


def groupable_by(person: Person) -> Q:
    """Whoever works at the desk of the unit may put a viewpoint in a theme, but not their own."""
    return Q(in_unit_of(person, *AT_THE_DESK)) & ~own_of(person)


def own_of(person: Person) -> Q:
    """The viewpoints that `person` wrote. Stated with a null check, so that ``~`` keeps the anonymous ones."""
    return Q(author__isnull=False, author=person)


def may_answer(person: Person, viewpoint: Viewpoint) -> bool:
    return Viewpoint.objects.filter(answerable_by(person), pk=viewpoint.pk).exists()


def may_group(person: Person, viewpoint: Viewpoint) -> bool:
    return Viewpoint.objects.filter(groupable_by(person), pk=viewpoint.pk).exists()


def may_read(person: Person, viewpoint: Viewpoint) -> bool:
    return Viewpoint.objects.filter(readable_by(person), pk=viewpoint.pk).exists()


def may_take_in(person: Person) -> bool:
    """Whoever holds a role that meets residents may register what they say."""
    return holds(person, *TAKING_IN)


def may_work_at_the_desk(person: Person) -> bool:
    return holds(person, *AT_THE_DESK)


def may_work_at_the_desk_of(person: Person, unit: Unit) -> bool:
    return current_grants(person, *AT_THE_DESK).filter(Q(unit=unit) | Q(unit__isnull=True)).exists()


def may_be_asked_to_tell(person: Person) -> bool:
    """A resident may ask any member of staff to pass the answer on."""
    return person.is_staff_member


def tellable_by(person: Person) -> Q:
    """Deliveries that `person` was asked to pass on by word of mouth."""
    return Q(via="contact", viewpoint__contact=person)


def deliverable_by(person: Person) -> Q:
    """Deliveries of the units where `person` works at the desk: for the print queue and the failures."""
    return Q(in_unit_of(person, *AT_THE_DESK, field="viewpoint__unit"))


def may_tell(person: Person, delivery: Delivery) -> bool:
    mine = tellable_by(person) | (Q(via="contact") & deliverable_by(person))
    return Delivery.objects.filter(mine, pk=delivery.pk).exists()


def may_deliver(person: Person, delivery: Delivery) -> bool:
    return Delivery.objects.filter(deliverable_by(person), pk=delivery.pk).exists()


def approvable_by(person: Person) -> Q:
    """A second reader: an answerer or manager of the answer's unit who did not write it and is not its receiver."""
    receiver = Delivery.objects.filter(answer=OuterRef("pk"), viewpoint__author=person)
    return Q(in_unit_of(person, *ANSWERING)) & ~Q(by=person) & ~Q(Exists(receiver))


def may_approve(person: Person, answer: Answer) -> bool:
    return Answer.objects.filter(approvable_by(person), pk=answer.pk).exists()


def theme_editable_by(person: Person) -> Q:
    """Whoever works at the desk of the theme's unit; an editor of the whole administration everywhere."""
    return Q(in_unit_of(person, *AT_THE_DESK))


def may_edit_theme(person: Person, theme: Theme) -> bool:
    return Theme.objects.filter(theme_editable_by(person), pk=theme.pk).exists()


def theme_joinable_by(person: Person) -> Q:
    """Editors and the managers of a theme's unit merge it, and undo the merge."""
    return Q(in_unit_of(person, Role.UNIT_MANAGER, Role.EDITOR))


def may_merge(person: Person, theme: Theme) -> bool:
    return Theme.objects.filter(theme_joinable_by(person), pk=theme.pk).exists()


def may_publish(person: Person) -> bool:
    """Only an editor chooses which words are shown in public."""
    return holds(person, Role.EDITOR)


def may_publish_from(person: Person, viewpoint: Viewpoint) -> bool:
    """An editor of the viewpoint's unit, and never its own author, chooses which of its words are shown in public."""
    rule = Q(in_unit_of(person, Role.EDITOR)) & ~own_of(person)
    return Viewpoint.objects.filter(rule, pk=viewpoint.pk).exists()
