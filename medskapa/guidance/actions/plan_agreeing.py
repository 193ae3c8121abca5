"""Agreeing on a plan: it is put as it stands, both put their name to it, and that version never changes."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.guidance import agreed, policy
from medskapa.guidance.actions.plan import take_plan
from medskapa.guidance.models import AgreedBy, Plan, PlanVersion
from medskapa.guidance.queries.plan_versions import content_now
from medskapa.people.models import Person


@transaction.atomic
def put_plan_to_agree(*, actor: Person, plan: Plan, says_yes: bool = True) -> PlanVersion:
    """Freeze `plan` as it stands, with the name of whoever puts it; the other one is asked to agree.

    Where the last version says the same, `actor` agrees to that one: a double click, or both putting it at once, makes
    no second. A version that still waits, and says something else, is overtaken.

    Args:
        says_yes: whether `actor` agrees by putting it; not where they sign it next in another way.

    Raises:
        PermissionDenied: `actor` is neither the resident nor their guide.
        Conflict: the plan has ended, or holds neither a job goal nor a step.
    """
    take_plan(plan, actor)
    content = content_now(plan)
    if not (plan.has_job_goal or content["steps"]):
        raise Conflict(_("Planeringen är tom. Skriv ett jobbmål eller ett steg först."))
    digest = agreed.digest_of(content)
    last = plan.versions.select_for_update().order_by("-number").first()
    if last is None or last.digest != digest:
        number = last.number + 1 if last else 1
        last = PlanVersion.objects.create(
            plan=plan, number=number, content=content, digest=digest, made_by=actor, made_at=clock.now()
        )
        audit.record(actor=actor, verb="plan.put", on=last, number=number)
    if plan.changed_since:
        plan.changed_since = False
        plan.save(update_fields=["changed_since"])
    if says_yes:
        _sign(last, plan, actor)
    return last


@transaction.atomic
def agree_to_plan(*, actor: Person, version: PlanVersion) -> PlanVersion:
    """Put one's name to a version, signed in. Whoever has done so already: nothing changes.

    Raises:
        PermissionDenied: `actor` is neither the resident nor their guide.
        Conflict: the plan has ended, or has changed since the version was put.
    """
    plan = take_version(version, actor)
    if _has_agreed(version, plan, actor):
        return version
    refuse_overtaken(version, plan)
    _sign(version, plan, actor)
    return version


@transaction.atomic
def agree_at_desk(*, actor: Person, version: PlanVersion, saw_identity: bool) -> PlanVersion:
    """Write down that the resident agreed on the spot, and that `actor` saw their identity document.

    Has the resident agreed already, nothing changes.

    Raises:
        PermissionDenied: `actor` is not the resident's guide.
        ValidationError: nobody saw an identity document; keyed ``saw_identity``.
        Conflict: the plan has ended, or has changed since the version was put.
    """
    plan = take_version(version, actor)
    if not policy.may_agree_to_steps(actor, plan.resident):
        raise PermissionDenied
    if version.resident_agreed_at:
        return version
    if not saw_identity:
        raise ValidationError({"saw_identity": _("Titta på en id-handling först. Utan den gäller inte namnet.")})
    refuse_overtaken(version, plan)
    version.resident_agreed_at, version.resident_agreed_by = clock.now(), AgreedBy.DESK
    version.witness = actor
    _keep(version, actor, "plan.agreed_at_desk")
    return version


def take_version(version: PlanVersion, actor: Person) -> Plan:
    """Lock the plan and `version` of it, for somebody who may change the plan. Raises as `plan.take_plan`."""
    plan = version.plan
    take_plan(plan, actor)
    version.refresh_from_db(from_queryset=PlanVersion.objects.select_for_update(of=("self",)))
    version.plan = plan
    return plan


def refuse_overtaken(version: PlanVersion, plan: Plan) -> None:
    """Raise Conflict where the plan, which is locked, no longer says what `version` does."""
    newer = plan.versions.filter(number__gt=version.number).exists()
    if newer or version.digest != agreed.digest_of(content_now(plan)):
        raise Conflict(_("Planeringen har ändrats sedan dess. Läs den som den är nu, och säg ja till den i stället."))


def _has_agreed(version: PlanVersion, plan: Plan, person: Person) -> bool:
    """Whether the resident, or a guide, has; a guide who takes over need not agree to what the one before agreed to."""
    return bool(version.resident_agreed_at if person.pk == plan.resident_id else version.guide_agreed_at)


def _sign(version: PlanVersion, plan: Plan, actor: Person) -> None:
    if _has_agreed(version, plan, actor):
        return
    if actor.pk == plan.resident_id:
        version.resident_agreed_at, version.resident_agreed_by = clock.now(), AgreedBy.SIGNED_IN
    else:
        version.guide_agreed_at, version.guide = clock.now(), actor
    _keep(version, actor, "plan.agreed")


def _keep(version: PlanVersion, actor: Person, verb: str) -> None:
    names = ["resident_agreed_at", "resident_agreed_by", "witness", "guide_agreed_at", "guide"]
    version.save(update_fields=names)
    audit.record(actor=actor, verb=verb, on=version, number=version.number)
