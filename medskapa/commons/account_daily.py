"""The daily jobs of accounts from outside: what is not needed any more is deleted."""

from medskapa.commons.queries import accounts as queries
from medskapa.core.daily import daily


@daily
def forget_account_links() -> None:
    """Delete links that stopped to work some weeks ago."""
    from medskapa.commons import actions

    actions.forget_account_links(actor=None)


@daily
def close_accounts() -> None:
    """Close the accounts of those who have acted for nobody for a long time."""
    from medskapa.commons import actions

    for person in queries.to_close():
        actions.close_account(actor=None, person=person)
