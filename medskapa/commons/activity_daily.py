"""The daily jobs of activities: those who have signed up are reminded, and forgotten some weeks after."""

from medskapa.commons.queries import activities as queries
from medskapa.core.daily import daily


@daily
def remind_signed_up() -> None:
    """Remind of what is tomorrow."""
    from medskapa.commons import actions

    for occasion in queries.to_remind_of():
        actions.remind_signed_up(actor=None, occasion=occasion)


@daily
def tell_editors() -> None:
    """Tell each editor, in one mail, that an activity waits."""
    from medskapa.commons import actions

    for editor in queries.editors_to_tell():
        actions.tell_editor_of_activities(actor=None, editor=editor)


@daily
def forget_signed_up() -> None:
    """Delete the names of those who signed up for what was long ago."""
    from medskapa.commons import actions

    for occasion in queries.to_forget():
        actions.forget_signed_up(actor=None, occasion=occasion)
