"""What each outcome of an item means for those who spoke, in a sentence in the language of the page."""

from django.utils.translation import gettext as _

from medskapa.core.dates import long_date
from medskapa.meetings.models import AgendaItem, Outcome
from medskapa.voice.texts import in_language


def promise(item: AgendaItem) -> str:
    """What we promise with the outcome; empty where its own words say all, as in an answer."""
    if item.outcome == Outcome.CARRIED_OVER:
        return _("Vi tar upp det igen på nästa träff.")
    if item.outcome == Outcome.DROPPED:
        return _("Vi går inte vidare med det här.")
    if item.outcome == Outcome.PROPOSAL and item.group_by is not None:
        facts = {"group": item.group_name, "day": long_date(item.group_by)}
        return _("%(group)s ska göra ett förslag. Det ska vara klart senast %(day)s.") % facts
    return ""


def what_happens(item: AgendaItem) -> str:
    """What happens now with `item`: the promise and then our own words, as one paragraph."""
    return " ".join(part for part in (promise(item), in_language(item, "outcome_text")) if part)
