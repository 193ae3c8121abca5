"""The daily jobs of interests: the manager is told of late answers, and what has been answered is forgotten in time."""

from medskapa.commons import interest_drafts
from medskapa.commons.queries import interests as queries
from medskapa.core.daily import daily

daily(interest_drafts.purge)


@daily
def alarm_managers() -> None:
    """Tell each manager, in one mail, that an answer that was promised has not been given."""
    from medskapa.commons import actions

    for manager in queries.managers_to_alarm():
        actions.alarm_of_late_interests(actor=None, manager=manager)


@daily
def forget_interests() -> None:
    """Empty names and addresses some weeks after the answer, and delete the rest a year after it."""
    from medskapa.commons import actions

    for interest in queries.to_forget_contact():
        actions.forget_interest_contact(actor=None, interest=interest)
    for interest in queries.to_delete():
        actions.delete_interest(actor=None, interest=interest)
