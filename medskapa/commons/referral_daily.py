"""The daily job of referrals: whoever is asked is reminded, what nobody answered expires, and people are asked."""

from medskapa.commons.queries import referrals as queries
from medskapa.core.daily import daily


@daily
def follow_referrals() -> None:
    """Remind, let expire, ask whether it helped, and forget addresses that nobody needs."""
    from medskapa.commons import actions

    for referral in queries.to_remind():
        actions.remind_receiver(actor=None, referral=referral)
    for referral in queries.to_expire():
        actions.expire_referral(actor=None, referral=referral)
    for referral in queries.to_ask():
        actions.ask_whether_helped(actor=None, referral=referral)
    for referral in queries.to_forget():
        actions.forget_reach(actor=None, referral=referral)
