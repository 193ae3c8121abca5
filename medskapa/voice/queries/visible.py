"""What a person may see at all; every other query of voice begins here."""

from django.db.models import Q, QuerySet

from medskapa.people.models import Person
from medskapa.voice import policy
from medskapa.voice.models import Answer, AnswerVia, Delivery, Theme, Viewpoint, ViewpointState

_STILL_SAID = ~Q(viewpoint__state=ViewpointState.WITHDRAWN)


def visible_to(viewer: Person) -> QuerySet[Viewpoint]:
    """The viewpoints that `viewer` may read (`policy.readable_by`).

    Each row carries ``may_answer`` and ``may_group`` (bool). ``Exists``, not a join: two grants show a row once.
    """
    return Viewpoint.objects.filter(policy.readable_by(viewer)).annotate(
        may_answer=policy.answerable_by(viewer), may_group=policy.groupable_by(viewer)
    )


def at_the_desk_of(viewer: Person) -> QuerySet[Viewpoint]:
    """The viewpoints that `viewer` works with: readable, and not their own. Carries the same as `visible_to`."""
    return visible_to(viewer).filter(~policy.own_of(viewer))


def shown_at_the_desk_of(viewer: Person) -> QuerySet[Viewpoint]:
    """The rows of `at_the_desk_of` without the rights, to be shown only: those cost half of what the query does."""
    return Viewpoint.objects.filter(policy.readable_by(viewer), ~policy.own_of(viewer))


def deliveries_of(viewer: Person) -> QuerySet[Delivery]:
    """The deliveries of the units where `viewer` works at the desk; none to somebody who took everything back."""
    return Delivery.objects.filter(policy.deliverable_by(viewer), _STILL_SAID)


def to_tell_by(viewer: Person) -> QuerySet[Delivery]:
    """The deliveries that `viewer` was asked to tell, and those of the desk's units that somebody is to tell."""
    mine = policy.tellable_by(viewer) | (Q(via=AnswerVia.CONTACT) & policy.deliverable_by(viewer))
    return Delivery.objects.filter(mine, _STILL_SAID)


def answers_of(viewer: Person) -> QuerySet[Answer]:
    """The answers that `viewer` wrote or may approve; each carries ``may_approve`` (bool)."""
    return Answer.objects.annotate(may_approve=policy.approvable_by(viewer)).filter(Q(by=viewer) | Q(may_approve=True))


def public_themes() -> QuerySet[Theme]:
    """All themes are public, the merged ones too (their pages lead to the theme they are part of)."""
    return Theme.objects.select_related("unit", "merged_into")
