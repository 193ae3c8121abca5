"""SMS and e-mail to those who left an interest: that it has come, and that there is an answer. Nothing of what it says.

An action calls `tell` inside its own transaction; the worker sends after commit.
"""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from medskapa.commons.models import (
    UNANSWERED_INTERESTS,
    Interest,
    InterestMessage,
    InterestNews,
    InterestState,
)
from medskapa.core import clock
from medskapa.core.dates import long_date
from medskapa.core.languages import spoken
from medskapa.integrations import outgoing


def tell(interest: Interest, kind: InterestNews) -> InterestMessage | None:
    """Let a message of `kind` go out, once. None for one who is called, or comes back with the code."""
    if interest.via not in outgoing.BY_MACHINE:
        return None
    message, is_new = InterestMessage.objects.get_or_create(
        interest=interest, kind=kind, defaults={"via": interest.via, "day": clock.today()}
    )
    if is_new:
        from medskapa.commons import interest_jobs

        transaction.on_commit(interest_jobs.enqueue_waiting)
    return message


def still_true(message: InterestMessage) -> bool:
    """Whether a message that waits still says something to the one who gets it."""
    state = message.interest.state
    return state == InterestState.ANSWERED if message.kind == InterestNews.ANSWERED else state in UNANSWERED_INTERESTS


def words_of(message: InterestMessage) -> tuple[str, str]:
    """The subject and the text, in the language that the person wrote in. No code stands in it."""
    interest = message.interest
    with translation.override(spoken(interest.language)):
        facts = {
            "day": long_date(interest.promised_on),
            "url": settings.PUBLIC_URL + reverse("commons:my_interest"),
            "phone": settings.MUNICIPALITY["phone"],
        }
        if interest.person_id is not None:
            facts["url"] = settings.PUBLIC_URL + reverse("commons:my_interests")
            read = _("Logga in och läs svaret: %(url)s") % facts
        else:
            read = _("Läs svaret med din kod på %(url)s") % facts
        if message.kind == InterestNews.ANSWERED:
            lost = _("Har du tappat koden? Ring %(phone)s.") % facts if interest.person_id is None else ""
            text = " ".join(filter(None, [_("Hej! En guide har svarat dig."), read, lost]))
            return _("Du har fått svar"), text
        text = _("Tack! Det du skrev har kommit fram. En guide svarar senast %(day)s.") % facts
        return _("Det har kommit fram"), f"{text} {read}"
