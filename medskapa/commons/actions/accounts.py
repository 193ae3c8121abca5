"""Accounts from outside: somebody is invited to act for an organisation, and signs in with their own password."""

from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from medskapa.commons import account_codes, account_jobs, group_policy
from medskapa.commons.models import AccountLink, LinkKind, Membership, MemberTask, Organisation
from medskapa.core import audit, clock
from medskapa.core.errors import Conflict, refuse_longer
from medskapa.integrations import outgoing
from medskapa.people.models import Kind, Person

LONGEST_NAME, LONGEST_PASSWORD = 100, 200
KEPT_DAYS = 30
"""So long after a link stopped to work its row is kept: whoever invited sees what came of it."""
MOST_WAITING = 30


@transaction.atomic
def invite_to_organisation(
    *, actor: Person, organisation: Organisation, email: str, task: str = MemberTask.HELPS
) -> AccountLink:
    """Mail somebody a link with which they get an account and act for `organisation`.

    An earlier link to the same address that waits (a double click, or one that came to nothing) is taken back.

    Raises:
        PermissionDenied: `actor` neither keeps the organisation nor convenes a group that it is in.
        ValidationError: it is no address, or that of a colleague; keyed by field.
        Conflict: they act for it already, or very many invitations wait.
    """
    organisation.refresh_from_db(from_queryset=Organisation.objects.select_for_update(of=("self",)))
    if not group_policy.may_invite_to(actor, organisation):
        raise PermissionDenied
    if task not in MemberTask.values:
        raise ValidationError({"task": _("Välj vad personen ska göra.")})
    email = _address(email)
    person = Person.objects.filter(login=email).first()
    if person is not None and person.kind != Kind.PARTNER:
        raise ValidationError(
            {"email": _("Adressen hör till någon som arbetar i kommunen. Be en redaktör lägga till.")}
        )
    if person is not None and person.memberships.filter(organisation=organisation, ends_on__isnull=True).exists():
        raise Conflict(_("Personen företräder redan organisationen."))
    waiting = account_codes.working().filter(organisation=organisation)
    waiting.filter(email=email).update(withdrawn_at=clock.now())
    outgoing.stop(AccountLink.objects.filter(organisation=organisation, email=email))
    if waiting.count() >= MOST_WAITING:
        raise Conflict(_("Många inbjudningar väntar redan. Ta tillbaka någon först."))
    link = AccountLink(
        kind=LinkKind.INVITE, email=email, organisation=organisation, task=task, made_by=actor, made_on=clock.today()
    )
    _send(link)
    audit.record(actor=actor, verb="account.invited", on=link, organisation=organisation.pk)
    return link


@transaction.atomic
def withdraw_account_invitation(*, actor: Person, link: AccountLink) -> AccountLink:
    """Let an invitation work no more. Withdrawn already, or used: nothing changes.

    Raises:
        PermissionDenied: `actor` neither keeps the organisation nor convenes a group that it is in.
    """
    _lock(link)
    if link.organisation is None or not group_policy.may_invite_to(actor, link.organisation):
        raise PermissionDenied
    if link.used_at or link.withdrawn_at:
        return link
    link.withdrawn_at = clock.now()
    link.save(update_fields=["withdrawn_at"])
    outgoing.stop(AccountLink.objects.filter(pk=link.pk))
    audit.record(actor=actor, verb="account.invitation_withdrawn", on=link)
    return link


@transaction.atomic
def join_organisation(*, actor: None, link: AccountLink, name: str, password: str) -> Person:
    """Take up an invitation: make the account, and act for the organisation from today.

    Whoever has an account with that address already gives its password; the name is then left as it is.

    Args:
        actor: nobody; whoever has the link is the one who was invited.

    Raises:
        ValidationError: the name is missing, or the password is too weak or not the account's; keyed by field.
        Conflict: the link works no more.
    """
    _lock(link)
    _refuse_closed(link, LinkKind.INVITE)
    organisation = link.organisation
    if organisation is None or not organisation.is_active:
        raise Conflict(_("Organisationen finns inte längre. Ring oss, så hjälper vi till."))
    person = Person.objects.select_for_update(of=("self",)).filter(login=link.email).first()
    if person is None:
        person = _made(link, name, password)
    elif person.kind != Kind.PARTNER or not person.is_active:
        raise Conflict(_("Kontot kan inte användas. Ring oss, så hjälper vi till."))
    elif not person.check_password(password):
        raise ValidationError({"password": _("Lösenordet stämmer inte.")})
    today = clock.today()
    there = Membership.objects.filter(organisation=organisation, person=person, ends_on__isnull=True).first()
    member = there or Membership.objects.create(
        organisation=organisation, person=person, task=link.task, starts_on=today
    )
    link.person, link.used_at = person, clock.now()
    link.save(update_fields=["person", "used_at"])
    audit.record(actor=actor, verb="account.joined", on=member, organisation=organisation.pk, task=str(link.task))
    return person


@transaction.atomic
def ask_for_new_password(*, actor: None, email: str) -> AccountLink | None:
    """Mail somebody from outside a link with which they choose a new password. None, and nothing, for anybody else.

    Whoever asks is not told which: the page says the same either way. The links before it work no more.
    """
    person = Person.objects.filter(login=email.strip().lower()[:150], kind=Kind.PARTNER, is_active=True).first()
    if person is None:
        return None
    earlier = AccountLink.objects.filter(kind=LinkKind.RESET, person=person, used_at__isnull=True)
    outgoing.stop(earlier)
    earlier.filter(withdrawn_at__isnull=True).update(withdrawn_at=clock.now())
    link = AccountLink(kind=LinkKind.RESET, email=person.login, person=person, made_on=clock.today())
    _send(link)
    audit.record(actor=actor, verb="account.password_asked", on=person)
    return link


@transaction.atomic
def choose_new_password(*, actor: None, link: AccountLink, password: str) -> Person:
    """Give an account the password that its holder chose. Everywhere else they are signed out.

    Raises:
        ValidationError: the password is too weak; keyed ``password``.
        Conflict: the link works no more.
    """
    _lock(link)
    _refuse_closed(link, LinkKind.RESET)
    person = Person.objects.select_for_update(of=("self",)).filter(account_links=link).first()
    if person is None or not person.is_active:
        raise Conflict(_("Kontot kan inte användas. Ring oss, så hjälper vi till."))
    _give(person, password)
    person.save(update_fields=["password"])
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    audit.record(actor=actor, verb="account.password_chosen", on=person)
    return person


@transaction.atomic
def mark_account_mail_sent(*, actor: None, link: AccountLink) -> AccountLink:
    """Note that the mail server took a mail. Only the job calls this."""
    _lock(link)
    if link.state == outgoing.READY:
        link.attempts += 1
        outgoing.done(link, by=actor)
        audit.record(actor=actor, verb="account_mail.sent", on=link)
    return link


@transaction.atomic
def fail_account_mail(*, actor: None, link: AccountLink, reason: str, retryable: bool = False) -> AccountLink:
    """Note that a mail was not handed over. Only the job calls this. Where it is `retryable` it is tried again."""
    _lock(link)
    if link.state == outgoing.READY:
        waits = outgoing.failed(link, reason=reason, retryable=retryable, retry=account_jobs.enqueue_mail)
        audit.record(actor=actor, verb=f"account_mail.{'delayed' if waits else 'failed'}", on=link)
    return link


@transaction.atomic
def forget_account_links(*, actor: None) -> int:
    """Delete the links, and with them the addresses, some weeks after they stopped to work. Only the daily job."""
    old = AccountLink.objects.filter(expires_at__lt=clock.now() - timedelta(days=KEPT_DAYS)).order_by("pk")
    first = old.first()
    if first is not None:
        audit.record(actor=actor, verb="account_link.forgotten", on=first, number=old.count())
        AccountLink.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    return int(first is not None)


@transaction.atomic
def close_account(*, actor: None, person: Person) -> Person:
    """Close the account of somebody who has long acted for nobody: no sign-in, address or number is left.

    The name stays with what they wrote. Only the daily job calls this.
    """
    person.refresh_from_db(from_queryset=Person.objects.select_for_update(of=("self",)))
    if person.is_active and person.kind == Kind.PARTNER:
        person.is_active, person.login = False, f"closed-{person.pk}"
        person.email = person.phone = ""
        person.set_unusable_password()
        person.save(update_fields=["is_active", "login", "email", "phone", "password"])
        AccountLink.objects.filter(person=person).delete()
        audit.record(actor=actor, verb="account.closed", on=person)
    return person


def _made(link: AccountLink, name: str, password: str) -> Person:
    name = " ".join(name.split())
    if not name:
        raise ValidationError({"name": _("Skriv vad du heter. De du samarbetar med ser det.")})
    refuse_longer("name", name, LONGEST_NAME)
    person = Person(login=link.email, name=name, kind=Kind.PARTNER, email=link.email)
    _give(person, password)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("Kontot finns redan. Öppna länken igen och skriv lösenordet.")) from None
    return person


def _give(person: Person, password: str) -> None:
    refuse_longer("password", password, LONGEST_PASSWORD)
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise ValidationError({"password": weak.messages}) from None
    person.set_password(password)


def _send(link: AccountLink) -> None:
    account_codes.issue(link)
    link.save(force_insert=True)
    transaction.on_commit(account_jobs.enqueue_waiting)


def _lock(link: AccountLink) -> None:
    rows = AccountLink.objects.select_for_update(of=("self",)).select_related("organisation", "person")
    link.refresh_from_db(from_queryset=rows)


def _refuse_closed(link: AccountLink, kind: LinkKind) -> None:
    if link.kind != kind or link.used_at or link.withdrawn_at or link.expires_at <= clock.now():
        raise Conflict(_("Länken gäller inte längre. Be om en ny."))


def _address(email: str) -> str:
    email = email.strip().lower()
    refuse_longer("email", email, 150)
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError({"email": _("Skriv e-postadressen så här: namn@exempel.se.")}) from error
    return email
