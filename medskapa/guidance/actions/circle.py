"""Who is around a resident, and what each may see. The resident decides; the guide may only propose."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from analysis.receipt import Code
from medskapa.core import audit, clock, walls
from medskapa.core.errors import Conflict
from medskapa.guidance import circle_codes, policy
from medskapa.guidance.models import CircleMember, Relation
from medskapa.people.models import Person

MOST = 20


@transaction.atomic
def add_member(*, actor: Person, resident: Person, name: str, relation: Relation, reach: str = "") -> CircleMember:
    """Let somebody be around `resident`; they see nothing yet. Whom the guide adds is proposed, until the resident
    says yes. The same name in the same relation again is the same one.

    Raises:
        PermissionDenied: `actor` is neither the resident on the path nor their guide.
        ValidationError: no name, or one that is too long; keyed by field.
        Conflict: there are many already.
    """
    if not policy.may_add_to_circle(actor, resident):
        raise PermissionDenied
    name = name.strip()
    if not name:
        raise ValidationError({"name": _("Skriv ett namn.")})
    own, there = actor.pk == resident.pk, CircleMember.objects.filter(resident=resident, ended_on__isnull=True)
    if same := there.filter(name=name, relation=relation).first():
        return same
    if there.count() >= MOST:
        raise Conflict(_("Det finns redan många i kretsen. Ta bort någon först."))
    member = CircleMember(
        resident=resident,
        name=name,
        relation=relation,
        reach=reach.strip(),
        is_proposed=not own,
        added_by=actor,
        added_on=clock.today(),
    )
    member.code_digest = circle_codes.digest(circle_codes.code_of(member))
    member.clean_fields(exclude=["resident", "person", "added_by"])
    member.save(force_insert=True)
    verb = "circle.added" if own else "circle.proposed"
    audit.record(actor=actor, verb=verb, on=member, relation=str(relation))
    return member


@transaction.atomic
def agree_to_member(*, actor: Person, member: CircleMember) -> CircleMember:
    """Say yes to somebody whom the guide proposed. Said twice is said once.

    Raises:
        PermissionDenied: it is not `actor`'s circle.
        Conflict: the proposal has been taken back.
    """
    _lock(member)
    _own_only(actor, member)
    _refuse_ended(member)
    if member.is_proposed:
        member.is_proposed = False
        member.save(update_fields=["is_proposed"])
        audit.record(actor=actor, verb="circle.agreed", on=member)
    return member


@transaction.atomic
def steer_member(*, actor: Person, member: CircleMember, sees_plan: bool, sees_talks: bool) -> CircleMember:
    """Say what somebody in the circle may see, from now on. The same again changes nothing.

    Raises:
        PermissionDenied: it is not `actor`'s circle.
        Conflict: they are not in it any more, or are one who decides on support: the law sets that limit.
    """
    _lock(member)
    _own_only(actor, member)
    _refuse_ended(member)
    if member.is_proposed and (sees_plan or sees_talks):
        raise Conflict(_("Säg ja till personen först."))
    if member.relation == Relation.OFFICER and (sees_plan or sees_talks):
        raise Conflict(_("En handläggare får inte se din planering. Så säger lagen, och det går inte att ändra."))
    if (member.sees_plan, member.sees_talks) == (sees_plan, sees_talks):
        return member
    member.sees_plan, member.sees_talks = sees_plan, sees_talks
    member.save(update_fields=["sees_plan", "sees_talks"])
    audit.record(actor=actor, verb="circle.steered", on=member, plan=sees_plan, talks=sees_talks)
    return member


@transaction.atomic
def end_member(*, actor: Person, member: CircleMember) -> CircleMember:
    """Take somebody out of the circle: they see nothing from now on. Taken out twice is taken out once.

    Raises:
        PermissionDenied: `actor` is neither the resident nor the member themselves, nor who proposed them.
    """
    _lock(member)
    proposed_it = member.is_proposed and member.added_by_id == actor.pk
    if actor.pk not in {member.resident_id, member.person_id} and not proposed_it:
        raise PermissionDenied
    if member.ended_on is None:
        member.ended_on, member.sees_plan, member.sees_talks, member.code_digest = clock.today(), False, False, ""
        member.save(update_fields=["ended_on", "sees_plan", "sees_talks", "code_digest"])
        audit.record(actor=actor, verb="circle.ended", on=member)
    return member


@transaction.atomic
@walls.beyond()
def join_circle(*, actor: Person, member: CircleMember, code: Code) -> CircleMember:
    """Join with one's own account what a resident has given the words for. Joined twice is joined once.

    Raises:
        PermissionDenied: the code is not that of `member`.
        Conflict: it is one's own circle, somebody else has used the words, or one is in it already.
    """
    _lock(member)
    if not member.code_digest or circle_codes.digest(code) != member.code_digest or member.is_proposed:
        raise PermissionDenied
    _refuse_ended(member)
    if member.person_id == actor.pk:
        return member
    if member.person_id is not None:
        raise Conflict(_("Någon annan har redan skrivit de orden. Be om nya."))
    if member.resident_id == actor.pk:
        raise Conflict(_("Det här är din egen krets. Ge orden till den som ska se."))
    member.person = actor
    try:
        with transaction.atomic():
            member.save(update_fields=["person"])
    except IntegrityError:
        raise Conflict(_("Du är redan med i den här kretsen.")) from None
    audit.record(actor=actor, verb="circle.joined", on=member)
    return member


def _lock(member: CircleMember) -> None:
    rows = CircleMember.objects.select_for_update(of=("self",)).select_related("resident")
    member.refresh_from_db(from_queryset=rows)


def _own_only(actor: Person, member: CircleMember) -> None:
    if actor.pk != member.resident_id:
        raise PermissionDenied


def _refuse_ended(member: CircleMember) -> None:
    if member.ended_on:
        raise Conflict(_("Personen är inte med i kretsen längre."))
