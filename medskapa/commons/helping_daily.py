"""The daily job of helping: who logged a visit is known for some days, and then no more."""

from medskapa.commons.queries import helping as queries
from medskapa.core.daily import daily


@daily
def forget_who_logged() -> None:
    """Empty who logged what was logged long ago, place by place."""
    from medskapa.commons import actions

    for place in queries.to_forget():
        actions.forget_who_logged(actor=None, place=place)
