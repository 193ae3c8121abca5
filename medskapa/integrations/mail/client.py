"""Sending e-mail; the caller writes the text, which only ever says that there is a message."""

import smtplib

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from medskapa.integrations.failure import NotSent

# RFC 3834: an out-of-office reply to a notice would put the person's absence in the municipality's inbox.
HEADERS = {"Auto-Submitted": "auto-generated"}


class MailFailed(NotSent):
    """The message was not handed over. `reason` is plain Swedish for the desk, without address or text.

    `retryable` is true when the same message may get through later.
    """


def send(*, to: str, subject: str, text: str) -> None:
    """Send one plain-text message to one address, from ``DEFAULT_FROM_EMAIL``.

    Raises:
        MailFailed: `to` is not one address, the mail server refused it, or the server cannot be reached.
        ValueError: `subject` holds a line break. It is the caller's fixed text, so this is a fault in the program.
    """
    if "\n" in subject or "\r" in subject:
        raise ValueError("The subject of an e-mail is one line.")
    try:
        validate_email(to)
    except ValidationError:
        raise MailFailed(_("E-postadressen går inte att använda. Kontrollera den."), retryable=False) from None
    try:
        EmailMessage(subject=subject, body=text, to=[to], headers=HEADERS).send()
    except smtplib.SMTPException as error:
        # Not "from error": the server's words repeat the address, and a traceback may end in a log.
        raise _refusal(error) from None
    except OSError as error:
        raise MailFailed(_("E-postservern går inte att nå just nu."), retryable=True) from error


def _refusal(error: smtplib.SMTPException) -> MailFailed:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return MailFailed(_("E-postservern släpper inte in oss. Säg till den som sköter systemet."), retryable=False)
    if _is_permanent(error):
        return MailFailed(
            _("E-postservern tog inte emot meddelandet. Kontrollera adressen eller välj ett annat sätt."),
            retryable=False,
        )
    return MailFailed(_("E-postservern har tillfälligt problem."), retryable=True)


def _is_permanent(error: smtplib.SMTPException) -> bool:
    """RFC 5321, 4.2.1: a reply of 5xx is final; anything else may go better later."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code >= 500 for code, _reply in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500
