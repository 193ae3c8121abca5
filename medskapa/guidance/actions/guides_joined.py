"""When the reception has found that two rows are one person: what the path holds of the newer moves to the one kept."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from medskapa.core import audit, clock
from medskapa.core.errors import Conflict
from medskapa.guidance import policy
from medskapa.guidance.actions.guides_changed import cancel_talks
from medskapa.guidance.models import End, GuideAssignment
from medskapa.people.models import Person


@transaction.atomic
def join_resident(*, actor: Person, new: Person, kept: Person) -> int:
    """Move everything of `new` to `kept`, who keeps their guide where both have one. Returns how many rows moved.

    Done twice it moves nothing the second time.

    Raises:
        PermissionDenied: `actor` does not meet people at the entrance.
        Conflict: both have a plan or a placement: a guide must first end one of them.
    """
    if not policy.may_join(actor):
        raise PermissionDenied
    rows = GuideAssignment.objects.select_for_update(of=("self",)).filter(ended_on__isnull=True)
    opens = {each.resident_id: each for each in rows.filter(resident__in=[new, kept]).order_by("pk")}
    if new.pk in opens and kept.pk in opens:
        extra = opens[new.pk]
        extra.ended_on, extra.ended_as = clock.today(), End.PATH_ENDED
        extra.save(update_fields=["ended_on", "ended_as"])
        cancel_talks(extra)
    try:
        with transaction.atomic():
            moved: int = sum(model.objects.filter(resident=new).update(resident=kept) for model in _about_residents())
    except IntegrityError:
        raise Conflict(
            _("Båda har en planering eller en plats i en insats. Be guiden att avsluta en av dem.")
        ) from None
    audit.record(actor=actor, verb="guide.joined", on=kept, new=new.pk, moved=moved)
    return moved


def _about_residents() -> Iterator[Any]:
    """Every model of this room that says whom it is about."""
    for model in apps.get_app_config("guidance").get_models():
        if any(field.name == "resident" for field in model._meta.fields):
            yield model
