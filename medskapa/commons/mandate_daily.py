"""The daily job of mandates: people are told before theirs runs out, what is over ends, what is old is forgotten."""

from medskapa.commons.models import MandateSigning
from medskapa.commons.queries import mandates_due as due
from medskapa.core.daily import daily
from medskapa.integrations.bankid import attempts


@daily
def follow_mandates() -> None:
    """Tell, end, and forget; and leave nothing of an attempt to sign that nobody came back to."""
    from medskapa.commons import actions

    for mandate in due.to_expire():
        actions.expire_mandate(actor=None, mandate=mandate)
    for mandate, kind in due.to_tell():
        actions.tell_mandate_runs_out(actor=None, mandate=mandate, kind=kind)
    for mandate in due.to_forget_contact():
        actions.forget_mandate_contact(actor=None, mandate=mandate)
    for mandate in due.to_forget_journal():
        actions.forget_mandate_journal(actor=None, mandate=mandate)
    attempts.end_old(MandateSigning.objects.all())
