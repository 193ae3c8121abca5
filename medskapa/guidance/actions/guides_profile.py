"""What is known of a guide when one is proposed, and what residents are told of theirs."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.commons.models import Area
from medskapa.core import audit
from medskapa.core.errors import Conflict
from medskapa.guidance import needs as all_needs
from medskapa.guidance import policy
from medskapa.guidance.models import GuideProfile
from medskapa.people.models import Person, Role
from medskapa.people.queries import current_grants

BY_GUIDE = ["languages", "needs", "about", "room"]
BY_MANAGER = ["most_weight", "takes_new"]


@transaction.atomic
def edit_profile(
    *, actor: Person, guide: Person, version: int, areas: Collection[Area] | None = None, **fields: Any
) -> GuideProfile:
    """Change the profile of `guide`, or make their first. How much they carry is for the manager to say.

    Args:
        version: that of the profile which was read; 0 where there was none.
        fields: those of `BY_GUIDE`, and for managers those of `BY_MANAGER`.

    Raises:
        PermissionDenied: `actor` is neither the guide nor their manager, or `guide` is no guide today.
        ValidationError: a field is wrong; keyed by field.
        Conflict: somebody else has changed it.
    """
    grant = current_grants(guide, Role.GUIDE).select_related("unit").order_by("unit", "pk").first()
    leads = policy.may_lead_guide(actor, guide)
    if grant is None or grant.unit is None or not (leads or actor.pk == guide.pk):
        raise PermissionDenied
    profile = GuideProfile.objects.select_for_update(of=("self",)).filter(person=guide).first()
    if (profile.version if profile else 0) != version:
        raise Conflict(_("Någon annan har ändrat under tiden. Ladda om sidan och se efter en gång till."))
    profile = profile or GuideProfile(person=guide, version=0)
    profile.unit = grant.unit
    for name in BY_GUIDE + (BY_MANAGER if leads else []):
        if name in fields:
            setattr(profile, name, fields[name])
    profile.needs = all_needs.known(profile.needs)
    profile.clean_fields(exclude=["person", "unit", "languages", "needs"])
    profile.version += 1
    profile.save()
    if areas is not None:
        profile.areas.set(areas)
    audit.record(actor=actor, verb="guide.profile_changed", on=profile, guide=guide.pk)
    return profile
