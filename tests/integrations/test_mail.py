"""E-mail: one notice to one address, and reasons that the desk can act on."""

import smtplib
import traceback

import pytest
from django.core import mail

from medskapa.integrations.mail import client

NOTICE = {"to": "nagon@example.se", "subject": "Du har fått ett svar", "text": "Läs svaret med din kod."}


def send_when_the_server_raises(monkeypatch, error):
    def refuse(self, *args, **kwargs):
        raise error

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    with pytest.raises(client.MailFailed) as caught:
        client.send(**NOTICE)
    return caught.value


def test_a_notice_goes_to_one_person_and_asks_for_no_automatic_reply():
    client.send(**NOTICE)
    [message] = mail.outbox
    assert (message.to, message.subject, message.body) == ([NOTICE["to"]], NOTICE["subject"], NOTICE["text"])
    assert message.message()["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("subject", ["Svar\nBcc: annan@example.se", "Svar\r\nBcc: annan@example.se", "Svar\r"])
def test_a_subject_with_a_line_break_is_refused_before_anything_is_sent(subject):
    with pytest.raises(ValueError, match="one line"):
        client.send(**{**NOTICE, "subject": subject})
    assert mail.outbox == []


@pytest.mark.parametrize(
    "to",
    ["", "ingen", "a@b", "a@example.se,b@example.se", "a@example.se\nBcc: b@example.se", "Namn <a@example.se>"],
)
def test_what_is_not_one_address_comes_back_to_the_desk(to):
    with pytest.raises(client.MailFailed, match="adressen") as caught:
        client.send(**{**NOTICE, "to": to})
    assert not caught.value.retryable
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("error", "words", "retryable"),
    [
        (smtplib.SMTPRecipientsRefused({NOTICE["to"]: (550, b"No such user")}), "tog inte emot", False),
        (smtplib.SMTPRecipientsRefused({NOTICE["to"]: (450, b"Greylisted")}), "tillfälligt", True),
        (smtplib.SMTPDataError(554, b"Refused"), "tog inte emot", False),
        (smtplib.SMTPDataError(451, b"Try later"), "tillfälligt", True),
        (smtplib.SMTPAuthenticationError(535, b"Bad credentials"), "släpper inte in oss", False),
        (smtplib.SMTPServerDisconnected("gone"), "tillfälligt", True),
        (ConnectionRefusedError(), "går inte att nå", True),
        (TimeoutError(), "går inte att nå", True),
    ],
)
def test_a_failure_says_why_and_whether_it_may_be_tried_again(monkeypatch, error, words, retryable):
    failure = send_when_the_server_raises(monkeypatch, error)
    assert words in failure.reason
    assert failure.retryable is retryable
    assert NOTICE["to"] not in "".join(traceback.format_exception(failure))
