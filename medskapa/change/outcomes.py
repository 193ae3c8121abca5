"""What change does when a meeting promises a proposal: it makes one, and says which groups there are to give it to."""

from collections.abc import Iterable

from medskapa.change.actions.proposals import begin_from_item
from medskapa.change.models import WorkingGroup, WorkingGroupState
from medskapa.meetings import outcomes


def register() -> None:
    """Take part in the outcomes of meetings. Called once, when the application starts."""
    outcomes.on_proposal(begin_from_item)
    outcomes.groups_to_choose(group_names)


def group_names() -> Iterable[str]:
    """The working groups that work now, by name."""
    return WorkingGroup.objects.filter(state=WorkingGroupState.ACTIVE).order_by("name").values_list("name", flat=True)
