"""The pool: residents who said yes to being asked are taken in, changed, and leave it again."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.integrations import outgoing
from medskapa.integrations.post.address import address_from
from medskapa.meetings import policy, reach
from medskapa.meetings.models import (
    AgreedHow,
    Invitation,
    InvitationState,
    InviteVia,
    MeetingState,
    Message,
    PoolMember,
)
from medskapa.people.models import Person

REACH = ["via", "address", "phone", "email", "contact"]
TRAITS = ["birth_year", "gender", "area", "service", "language"]
BY_STAFF = ["name", *REACH, *TRAITS, "protected_identity", "agreed_on", "agreed_how"]
OLDEST, YOUNGEST = 110, 15
KEPT_DAYS = 90
"""How long the details of somebody who has left are kept: until what was said at their last meeting has been told."""

WORDS_OF_ONE = ["interpreter", "child_care", "travel", "food", "access", "refusal_text"]
FORGOTTEN = "–"  # whoever is picked has a reason, also when nobody knows it any more

_NEEDS = {InviteVia.LETTER: "address", InviteVia.SMS: "phone", InviteVia.EMAIL: "email", InviteVia.CONTACT: "contact"}


@transaction.atomic
def take_into_pool(*, actor: Person, **values: Any) -> PoolMember:
    """Note a resident who said yes to being asked; `values` are those of `BY_STAFF`, with how and when they said it.

    Raises:
        PermissionDenied: `actor` does not plan meetings.
        ValidationError: a value is missing or malformed, or the way chosen leads nowhere; keyed by field.
    """
    if not policy.may_keep_pool(actor):
        raise PermissionDenied
    member = PoolMember(added_by=actor)
    _change(member, values, BY_STAFF)
    if member.agreed_on is None or not member.agreed_how:
        raise ValidationError({"agreed_on": _("Fyll i vilken dag personen sa ja, och hur.")})
    refuse_wrong(member)
    member.save(force_insert=True)
    audit.record(actor=actor, verb="member.added", on=member, how=member.agreed_how)
    return member


@transaction.atomic
def edit_member(*, actor: Person, member: PoolMember, version: int, **values: Any) -> PoolMember:
    """Change what stands of a member.

    Raises:
        PermissionDenied: `actor` does not plan meetings, or may not know who this is.
        ValidationError: as `take_into_pool`.
        Conflict: the person has left, or somebody else changed it since `version`.
    """
    _lock(member)
    if not policy.may_edit_member(actor, member):
        raise PermissionDenied
    if member.left_on is not None:
        raise Conflict(_("Personen vill inte bli tillfrågad längre. Du kan inte ändra något här."))
    if member.version != version:
        raise Conflict(
            _("Någon annan har ändrat de här uppgifterna. Det du skrev finns kvar. Läs det nya och försök igen.")
        )
    changed = _change(member, values, BY_STAFF)
    if not changed:
        return member
    if member.only_for_id is None and member.agreed_on is None:
        raise ValidationError({"agreed_on": _("Fyll i vilken dag personen sa ja, och hur.")})
    refuse_wrong(member)
    _keep(member, changed)
    audit.record(actor=actor, verb="member.edited", on=member, fields=len(changed))
    return member


@transaction.atomic
def agree_to_be_asked(
    *, actor: Person, via: str, phone: str = "", email: str = "", address: str = "", contact: Person | None = None
) -> PoolMember:
    """A resident says yes to being asked, on their own page, or says in what other way they want to be asked.

    Raises:
        PermissionDenied: `actor` is no resident.
        ValidationError: the way chosen leads nowhere; keyed by field.
    """
    member = PoolMember.objects.select_for_update(of=("self",)).filter(person=actor).first() or PoolMember(person=actor)
    if not policy.may_be_asked(actor):
        raise PermissionDenied
    is_new = member.agreed_on is None or member.left_on is not None
    before = None if is_new else [getattr(member, field) for field in REACH]
    member.name, member.protected_identity = actor.name, actor.protected_identity
    given = {"via": via, "phone": phone, "email": email, "address": address, "contact": contact}
    _change(member, given, REACH)
    if is_new:
        member.agreed_on, member.agreed_how, member.left_on = clock.today(), AgreedHow.WEB, None
        member.language = actor.language if member.language == "sv" else member.language
    refuse_wrong(member)
    if before == [getattr(member, field) for field in REACH]:
        return member
    member.version += 1
    member.save()
    audit.record(actor=actor, verb="member.agreed" if is_new else "member.edited", on=member)
    return member


@transaction.atomic
def describe_oneself(*, actor: Person, **values: Any) -> PoolMember:
    """A resident in the pool says what the draw may know of them (`TRAITS`); all of it may be left out.

    Raises:
        PermissionDenied: `actor` is no resident.
        Conflict: they are not in the pool.
        ValidationError: a value is malformed; keyed by field.
    """
    member = PoolMember.objects.select_for_update(of=("self",)).filter(person=actor).first()
    if not policy.may_be_asked(actor):
        raise PermissionDenied
    if member is None or member.left_on is not None:
        raise Conflict(_("Säg först ja till att bli tillfrågad."))
    changed = _change(member, values, TRAITS)
    if changed:
        refuse_wrong(member)
        _keep(member, changed)
        audit.record(actor=actor, verb="member.edited", on=member, fields=len(changed))
    return member


@transaction.atomic
def leave_pool(*, actor: Person, member: PoolMember) -> PoolMember:
    """The person does not want to be asked any more. Invitations that nobody has answered are taken back.

    A yes to a meeting stays. The details are forgotten later (`forget_members`), when no meeting needs them.

    Raises:
        PermissionDenied: `actor` is neither the person nor somebody who plans meetings and may know who it is.
    """
    theirs = Invitation.objects.filter(member=member)
    list(theirs.select_for_update().order_by("pk").values_list("pk"))  # before the member, as whoever sends them does
    _lock(member)
    if not policy.may_leave(actor, member):
        raise PermissionDenied
    if member.left_on is not None:
        return member
    waiting = theirs.filter(state__in=[InvitationState.TO_SEND, InvitationState.ASKED])
    taken_back = [invitation.pk for invitation in waiting]
    Invitation.objects.filter(pk__in=taken_back).update(state=InvitationState.WITHDRAWN)
    stop_messages(taken_back)
    member.left_on = clock.today()
    _keep(member, ["left_on"])
    audit.record(actor=actor, verb="member.left", on=member, taken_back=len(taken_back))
    return member


@transaction.atomic
def forget_members(*, actor: Person | None) -> int:
    """Forget who they were, and where they lived, who left the pool long ago or were picked for one meeting only.

    What remains is a row without name, by which a meeting can still count whom it invited; of the answer, only yes or
    no and the kind of reason. Carried out once a day.

    Raises:
        PermissionDenied: a person does it, and not the daily job.
    """
    if actor is not None:
        raise PermissionDenied
    today = clock.today()
    long_ago = today - timedelta(days=KEPT_DAYS)
    open_still = Invitation.objects.filter(
        member=OuterRef("pk"), meeting__state__in=[MeetingState.DRAFT, MeetingState.ANNOUNCED]
    )
    recent = Invitation.objects.filter(member=OuterRef("pk"), meeting__ends_at__gte=clock.midnight(long_ago))
    gone = Q(left_on__lt=long_ago) | Q(only_for__isnull=False, only_for__ends_at__lt=clock.midnight(long_ago))
    found = PoolMember.objects.select_for_update(of=("self",)).filter(gone).exclude(name="")
    members = list(found.filter(~Exists(open_still), ~Exists(recent)).order_by("pk"))
    for member in members:
        member.name = member.address = member.phone = member.email = member.gender = ""
        member.person = member.contact = member.birth_year = member.area = member.service = None
        member.left_on = member.left_on or today
        member.version += 1
        member.save()
        _forget_words_about(member)
        audit.record(actor=None, verb="member.forgotten", on=member)
    return len(members)


def _forget_words_about(member: PoolMember) -> None:
    """What somebody needed, why they did not come, and why they were picked: words of one that count nothing."""
    theirs = Invitation.objects.filter(member=member)
    theirs.update(**dict.fromkeys(WORDS_OF_ONE, ""))
    theirs.exclude(picked_why="").update(picked_why=FORGOTTEN)


def stop_messages(invitations: list[int]) -> None:
    """Messages about `invitations` that have not gone yet do not go."""
    outgoing.stop(Message.objects.filter(invitation__in=invitations))


def refuse_wrong(member: PoolMember) -> None:
    """Refuse values that are malformed, and a way that leads nowhere; keyed by field."""
    member.clean_fields(exclude=["person", "added_by", "only_for", "version"])
    today = clock.today()
    if not member.name.strip():
        raise ValidationError({"name": _("Skriv vad personen heter.")})
    if member.agreed_on is not None and member.agreed_on > today:
        raise ValidationError({"agreed_on": _("Dagen har inte varit än.")})
    if member.birth_year is not None and not today.year - OLDEST <= member.birth_year <= today.year - YOUNGEST:
        raise ValidationError({"birth_year": _("Skriv året med fyra siffror, till exempel 1987.")})
    via = InviteVia(member.via)
    if via == InviteVia.LETTER and reach.is_protected(member):
        raise ValidationError({"via": _("Den som har skyddade personuppgifter får inga brev. Välj ett annat sätt.")})
    if reach.is_protected(member) and member.contact is None:
        raise ValidationError({"contact": _("Välj en guide eller kontakt också. Bara den personen kan berätta.")})
    if not getattr(member, _NEEDS[via]):
        raise ValidationError({_NEEDS[via]: _("Fyll i det här, eller välj ett annat sätt.")})
    if via == InviteVia.LETTER:
        try:
            address_from(member.address, name=member.name)
        except ValidationError as error:
            raise ValidationError({"address": error.messages}) from error


def _change(member: PoolMember, values: dict[str, Any], fields: list[str]) -> list[str]:
    """Set those of `values` that are of `fields`; return which of them are new."""
    tidy = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    changed = [name for name in fields if name in tidy and getattr(member, name) != tidy[name]]
    for name in changed:
        setattr(member, name, tidy[name])
    return changed


def _keep(member: PoolMember, fields: list[str]) -> None:
    member.version += 1
    member.save(update_fields=[*fields, "version"])


def _lock(member: PoolMember) -> None:
    member.refresh_from_db(from_queryset=PoolMember.objects.select_for_update(of=("self",)))
