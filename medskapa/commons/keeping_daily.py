"""The daily job of keeping the directory: owners are reminded, and editors where an owner is silent."""

from medskapa.commons.queries import keeping as queries
from medskapa.core.daily import daily


@daily
def remind_owners() -> None:
    """Remind of what is due, each service in a transaction of its own."""
    from medskapa.commons import actions

    for service in queries.to_remind_of():
        actions.remind_owner(actor=None, service=service)
    for service in queries.to_escalate():
        actions.escalate_unchecked(actor=None, service=service)
