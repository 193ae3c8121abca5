"""Giving a resident their guide, and what is told of each guide."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.entrance import handing
from medskapa.entrance.models import Receiver
from medskapa.guidance import matching, notices, policy, returning
from medskapa.guidance.models import Begin, GuideAssignment, GuideProfile, NoticeKind
from medskapa.guidance.queries import guides as queries
from medskapa.people.models import Person, Role
from medskapa.people.queries import current_grants


@transaction.atomic
def assign_guide(
    *,
    actor: Person | None,
    resident: Person,
    guide: Person | None = None,
    began_as: Begin = Begin.ENTRY,
    reasons: Iterable[matching.Reason] | None = None,
) -> GuideAssignment:
    """Give `resident` a guide. Whoever has that guide already, or any guide where none is named, keeps them.

    Args:
        actor: None where an entry that somebody handed in without signing in leads here.
        guide: None for the one who suits the resident best (`guidance.matching`).
        reasons: why this guide; worked out where none are given.

    Raises:
        PermissionDenied: `actor` is neither the resident, nor one who meets people at the entrance, nor the manager of
            the guide's unit. Only the manager chooses whom.
        Conflict: the resident has another guide already, or nobody has room.
    """
    if not policy.may_give_guide(actor, resident, guide):
        raise PermissionDenied
    if current := open_of(resident):
        return _kept(current, guide)
    found, why = (guide, [["chosen", ""]]) if guide else _best(resident)
    if reasons is not None:
        why = list(reasons)
    made = begin(actor=actor, resident=resident, guide=found, began_as=began_as, reasons=why)
    returning.mark(resident)
    if guide is not None:  # whoever comes through the entrance reads it there
        handing.settle(person=resident, to=Receiver.GUIDE, told=who(made))
        notices.tell(resident, NoticeKind.NEW_GUIDE, made)
    audit.record(actor=actor, verb="guide.assigned", on=made, resident=resident.pk, guide=found.pk, how=began_as.value)
    return made


@transaction.atomic
def set_weight(*, actor: Person, assignment: GuideAssignment, weight: int, reason: str) -> GuideAssignment:
    """Say how much a resident weighs in their guide's load, 1 to 5, and why. The same weight again changes nothing.

    Raises:
        PermissionDenied: `actor` is neither the guide, nor who covers, nor the manager.
        ValidationError: no reason, or no such weight; keyed by field.
        Conflict: the assignment has ended.
    """
    lock(assignment)
    if not policy.may_open_file(actor, assignment.resident):
        raise PermissionDenied
    refuse_ended(assignment)
    if not 1 <= weight <= 5:
        raise ValidationError({"weight": _("Välj en tyngd från 1 till 5.")})
    if assignment.weight == weight:
        return assignment
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv varför tyngden ändras.")})
    before, assignment.weight = assignment.weight, weight
    assignment.version += 1
    assignment.save(update_fields=["weight", "version"])
    audit.record(
        actor=actor, verb="guide.weight_set", on=assignment, why=reason.strip()[:500], before=before, after=weight
    )
    return assignment


def begin(
    *, actor: Person | None, resident: Person, guide: Person, began_as: Begin, reasons: list[matching.Reason]
) -> GuideAssignment:
    """Let an assignment begin today, within the transaction of an action that has checked the policy.

    Raises:
        Conflict: `guide` is no guide today, or somebody else gave the resident a guide at the same moment.
    """
    grant = current_grants(guide, Role.GUIDE).select_related("unit").first()
    profile = GuideProfile.objects.select_related("unit").filter(person=guide).first()
    unit = profile.unit if profile else (grant.unit if grant else None)
    if grant is None or unit is None:
        raise Conflict(_("%(name)s är inte guide nu. Välj någon annan.") % {"name": guide.name})
    if guide.pk == resident.pk:
        raise Conflict(_("Ingen kan vara sin egen guide. Välj någon annan."))
    try:
        with transaction.atomic():  # whoever loses the race is told, and the rest of the transaction stands
            return GuideAssignment.objects.create(
                resident=resident,
                guide=guide,
                unit=unit,
                began_on=clock.today(),
                began_as=began_as,
                reasons=reasons,
                assigned_by=actor,
            )
    except IntegrityError:
        raise Conflict(_("Någon annan hann före: invånaren har redan fått en guide. Ladda om sidan.")) from None


def lock(assignment: GuideAssignment) -> None:
    """Lock `assignment`, and read it anew."""
    assignment.refresh_from_db(from_queryset=GuideAssignment.objects.select_for_update(of=("self",)))


def refuse_ended(assignment: GuideAssignment) -> None:
    """Raises Conflict where the resident has got another guide meanwhile."""
    if assignment.ended_on:
        raise Conflict(_("Invånaren har en annan guide nu. Ladda om sidan."))


def who(assignment: GuideAssignment) -> handing.Handed:
    """Who has the part of an entry that is for a guide, as the person is told."""
    guide = assignment.guide
    return handing.Handed(
        name=guide.name, title=guide.title, initials=guide.initials, phone=guide.phone or assignment.unit.phone
    )


def open_of(resident: Person) -> GuideAssignment | None:
    """The open assignment of `resident`, with the guide; None without one."""
    return GuideAssignment.objects.select_related("guide").filter(resident=resident, ended_on__isnull=True).first()


def _kept(current: GuideAssignment, guide: Person | None) -> GuideAssignment:
    if guide is None or current.guide_id == guide.pk:
        return current
    raise Conflict(_("Invånaren har redan %(name)s som guide. Lämna över i stället.") % {"name": current.guide.name})


def _best(resident: Person) -> tuple[Person, list[matching.Reason]]:
    profiles = {profile.person_id: profile for profile in queries.profiles()}
    wish = queries.wishes([resident])[resident.pk]
    ranked = matching.rank(wish, queries.offers(profiles.values()).values())
    if not ranked:
        raise Conflict(_("Ingen guide har plats just nu. En enhetschef behöver välja."))
    return profiles[ranked[0].guide].person, ranked[0].reasons
