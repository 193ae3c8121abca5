"""Slow work of accounts from outside, done by the worker: the mail with the link."""

from functools import partial

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from medskapa.commons import account_codes
from medskapa.commons.models import AccountLink, LinkKind
from medskapa.core import worker
from medskapa.core.dates import when
from medskapa.core.languages import spoken
from medskapa.integrations import gateways, outgoing
from medskapa.integrations.failure import NotSent


def enqueue_waiting() -> None:
    """Let the worker send what waits."""
    worker.ask(send_account_mail)


def enqueue_mail(pk: int, *, after_seconds: int = 0) -> None:
    """Let the worker send one mail, at once or after a pause."""
    worker.enqueue(send_one_account_mail, pk, after_seconds=after_seconds)


@task()
def send_account_mail() -> None:
    """Send what waits, one after the other. One that was tried before has a job of its own."""
    for pk in worker.keys_of(outgoing.untried(AccountLink.objects.all())):
        send_one_account_mail.call(pk)


@task()
def send_one_account_mail(pk: int) -> None:
    """Send one mail, while its link works."""
    from medskapa.commons import actions

    link = account_codes.working().filter(pk=pk, state=outgoing.READY).first()
    if link is None:
        return
    try:
        gateways.send(link.via, to=link.email, words=partial(words_of, link))
    except NotSent as failure:
        actions.fail_account_mail(actor=None, link=link, reason=failure.reason, retryable=failure.retryable)
    else:
        actions.mark_account_mail_sent(actor=None, link=link)


def words_of(link: AccountLink) -> tuple[str, str]:
    """The subject and the text, in the receiver's language where it is known."""
    with translation.override(spoken(link.person.language) if link.person else "sv"):
        facts = {
            "link": account_codes.link_to(link),
            "page": account_codes.page_of(link),
            "code": str(account_codes.code_of(link)),
            "until": when(link.expires_at),
            "organisation": link.organisation.name if link.organisation else "",
            "administration": settings.MUNICIPALITY["administration"],
            "phone": settings.MUNICIPALITY["phone"],
        }
        way = _(
            "Öppna sidan: %(link)s\n"
            "Är koden inte ifylld? Skriv den på %(page)s: %(code)s\n\n"
            "Länken gäller till %(until)s och bara en gång. Frågor? Ring %(phone)s."
        )
        if link.kind == LinkKind.RESET:
            lead = _("Hej! Välj ett nytt lösenord. Bad du inte om det? Då behöver du inte göra något.")
            return _("Nytt lösenord"), f"{lead}\n\n{way % facts}"
        lead = _(
            "Hej! Du är inbjuden att företräda %(organisation)s hos %(administration)s. "
            "Välj namn och lösenord, så har du ett eget konto."
        )
        return _("Du är inbjuden"), f"{lead % facts}\n\n{way % facts}"
