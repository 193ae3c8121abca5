"""What may be read of the versions of a plan. That the viewer may read the plan has been asked (`queries.plan`)."""

from django.http import Http404

from medskapa.guidance import agreed
from medskapa.guidance.models import Plan, PlanSigning, PlanVersion
from medskapa.people.models import Person

PAGE = 30


def content_now(plan: Plan) -> agreed.Content:
    """What would be agreed on if `plan` were put now. Two queries."""
    goals = plan.goals.filter(dropped_on__isnull=True).order_by("place", "pk")
    return agreed.content_of(plan, goals, plan.steps.filter(state__in=agreed.PLANNED).order_by("due_on", "pk"))


def versions_after(plan: Plan, after: str) -> tuple[list[PlanVersion], int | None]:
    """A page of the versions of `plan`, the last first, and the number that the next page begins after."""
    rows = (
        plan.versions.defer("content", "signed_text", "signature")
        .select_related("made_by", "guide")
        .order_by("-number")
    )
    if after.isdecimal() and len(after) < 6:
        rows = rows.filter(number__lt=int(after))
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].number if len(found) > PAGE else None


def version_in(plan: Plan, number: int) -> PlanVersion:
    """The version of `plan` with `number`. Http404 where there is none."""
    rows = plan.versions.select_related("made_by", "guide", "witness", "plan__resident")
    found = rows.filter(number=number).first() if number < 32_768 else None
    if found is None:
        raise Http404
    return found


def before(version: PlanVersion) -> PlanVersion | None:
    """The version before, to compare with."""
    return PlanVersion.objects.filter(plan=version.plan_id, number__lt=version.number).order_by("-number").first()


def is_last(version: PlanVersion) -> bool:
    """Whether no later version has been put."""
    return not PlanVersion.objects.filter(plan=version.plan_id, number__gt=version.number).exists()


def waits_for(version: PlanVersion, viewer: Person, resident: Person) -> bool:
    """Whether it is for `viewer`, the resident or the guide, to say yes to `version`."""
    return not (version.resident_agreed_at if viewer.pk == resident.pk else version.guide_agreed_at)


def last_to_sign(plan: Plan) -> int | None:
    """The number of the last version of `plan`, where the resident has not agreed to it; None where there is none."""
    last = plan.versions.order_by("-number").values("number", "resident_agreed_at").first()
    return last["number"] if last and not last["resident_agreed_at"] else None


def signing_of(version: PlanVersion) -> PlanSigning | None:
    """The last attempt to sign `version` with an e-ID, if any. That the viewer is the resident has been asked."""
    found = PlanSigning.objects.filter(version=version).first()
    if found is not None:
        found.version = version
    return found
