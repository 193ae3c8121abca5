"""One message out, by SMS or e-mail: what rooms send with, whatever their table of what they send."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from medskapa.integrations.failure import NotSent
from medskapa.integrations.mail import client as mail
from medskapa.integrations.outgoing import SMS
from medskapa.integrations.sms import client as sms


def send(via: str, *, to: str, words: Callable[[], tuple[str, str]]) -> None:
    """Hand over one message to the SMS gateway or the mail server.

    Args:
        via: one of `outgoing.BY_MACHINE`.
        to: the number or address, as the room has it now.
        words: makes the subject and the text; not asked where there is nowhere to send them.

    Raises:
        NotSent: there is no number or address, or it was not taken.
    """
    if not to:
        raise NotSent(_("Det finns inget nummer eller någon adress att skicka till."), retryable=False)
    subject, text = words()
    if via == SMS:
        sms.client().send(to=to, text=text)
    else:
        mail.send(to=to, subject=subject, text=text)
