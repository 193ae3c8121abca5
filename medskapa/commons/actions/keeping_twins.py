"""What an editor says of two services that look alike: the same, two different ones, or not sure."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.commons import holds, needs, policy
from medskapa.commons.actions.keeping import LONGEST_REASON, refuse_held, shut, touched
from medskapa.commons.models import Hours, Likeness, LikePair, Service, ServiceAtPlace, ServiceMerge, ServiceState
from medskapa.core import audit, clock
from medskapa.core.errors import Conflict, refuse_longer
from medskapa.people.models import Person

UNION = ["needs", "languages", "words"]


@transaction.atomic
def say_of_pair(*, actor: Person, first: Service, second: Service, word: Likeness, why: str = "") -> LikePair:
    """Say that two services are different, or that it is not clear: such a pair is shown again later.

    Raises:
        PermissionDenied: `actor` does not keep the directory.
        ValidationError: the reason is too long, or it is said that they are the same (`merge_services` does that).
    """
    one, other = _take_two(actor, first, second)
    if word == Likeness.SAME:
        raise ValidationError(_("Välj vilken av dem som ska vara kvar."))
    refuse_longer("why", why.strip(), LONGEST_REASON)
    said = _say(actor, one, other, word, why.strip())
    audit.record(actor=actor, verb="services.compared", on=said, word=str(word))
    return said


@transaction.atomic
def merge_services(*, actor: Person, source: Service, into: Service, why: str = "") -> ServiceMerge:
    """Put two rows of one service together: `source` closes, and its places, hours and what hangs on it go to `into`.

    Nothing is lost, and it can be undone. Put together already: the first merge.

    Raises:
        PermissionDenied: `actor` does not keep the directory.
        ValidationError: the reason is too long; keyed ``why``.
        Conflict: one of them has come to an end, or something still open hangs on `source`.
    """
    one, other = _take_two(actor, source, into)
    if source.merged_into_id == into.pk:
        return source.merges.get(undone_on__isnull=True)
    refuse_longer("why", why.strip(), LONGEST_REASON)
    if ServiceState.CLOSED in {source.state, into.state}:
        raise Conflict(_("En av dem finns inte längre. Ladda om sidan."))
    refuse_held(source)
    merge = ServiceMerge(source=source, into=into, source_state=source.state, why=why.strip(), by=actor)
    merge.on = clock.today()
    merge.moved = _move_places(source, into) | {"added": _add_all(source, into), "others": holds.move(source, into)}
    merge.moved["wrongs"] = _move_wrongs(source, into)
    merge.save()
    into.save()
    source.merged_into = into
    shut(source, _("Sammanslagen med ”%(name)s”.") % {"name": into.name})
    _say(actor, one, other, Likeness.SAME, why.strip())
    audit.record(actor=actor, verb="services.merged", on=merge)
    return merge


@transaction.atomic
def unmerge_services(*, actor: Person, merge: ServiceMerge) -> ServiceMerge:
    """Take apart what was put together: all that went over goes back. Undone already: nothing changes.

    Raises:
        PermissionDenied: `actor` does not keep the directory.
        Conflict: what it became part of has itself become part of another.
    """
    source, into = merge.source, merge.into
    one, other = _take_two(actor, source, into)
    merge.refresh_from_db(from_queryset=ServiceMerge.objects.select_for_update(of=("self",)))
    if merge.undone_on is not None:
        return merge
    if into.merged_into_id:
        raise Conflict(_("Den andra är i sin tur sammanslagen. Ångra det först."))
    moved = merge.moved
    ServiceAtPlace.objects.filter(pk__in=moved["at_places"], service=into).update(service=source)
    for key, at in moved["hours"]:
        Hours.objects.filter(pk=key, service=into).update(service=source, at=at)
    into.wrongs.filter(pk__in=moved["wrongs"]).update(service=source)
    holds.back(moved["others"], source)
    for name, added in moved["added"].items():
        setattr(into, name, [each for each in getattr(into, name) if each not in added])
    into.needs = needs.known(into.needs)
    touched(into)
    into.save()
    source.merged_into, source.state = None, merge.source_state
    source.closed_on, source.closed_because = None, ""
    touched(source)
    source.save()
    merge.undone_on, merge.undone_by = clock.today(), actor
    merge.save(update_fields=["undone_on", "undone_by"])
    _say(actor, one, other, Likeness.UNSURE, "")
    audit.record(actor=actor, verb="services.unmerged", on=merge)
    return merge


def _take_two(actor: Person, first: Service, second: Service) -> tuple[Service, Service]:
    """Lock both, the lower key first, and return them in that order. Raises PermissionDenied for all but editors."""
    if first.pk == second.pk:
        raise Conflict(_("Det är samma rad."))
    one, other = sorted([first, second], key=lambda row: row.pk)
    for service in (one, other):
        service.refresh_from_db(from_queryset=Service.objects.select_for_update(of=("self",)))
    if not policy.may_keep_directory(actor):
        raise PermissionDenied
    return one, other


def _say(actor: Person, one: Service, other: Service, word: Likeness, why: str) -> LikePair:
    said, _is_new = LikePair.objects.update_or_create(
        first=one, second=other, defaults={"word": word, "why": why, "by": actor, "on": clock.today()}
    )
    return said


def _move_places(source: Service, into: Service) -> dict[str, Any]:
    """Give the places and hours of `source` to `into`. At a place where both are, the hours that are new go over."""
    there = {at.place_id: at for at in into.at_places.order_by("pk")}
    known = {_when(hours, hours.at.place_id if hours.at else None) for hours in into.hours.select_related("at")}
    places, hours_moved = [], []
    for hours in source.hours.select_related("at").order_by("pk"):
        place = hours.at.place_id if hours.at else None
        if _when(hours, place) in known:
            continue
        hours_moved.append([hours.pk, hours.at_id])
        if place in there:
            hours.at = there[place]
        hours.service = into
        hours.save(update_fields=["service", "at"])
    for at in source.at_places.exclude(place__in=there).order_by("pk"):
        at.service = into
        at.save(update_fields=["service"])
        places.append(at.pk)
    return {"at_places": places, "hours": hours_moved}


def _when(hours: Hours, place: int | None) -> tuple[Any, ...]:
    return place, hours.weekday, hours.opens, hours.closes, hours.from_day, hours.to_day


def _add_all(source: Service, into: Service) -> dict[str, list[str]]:
    """Let `into` meet the needs, speak the languages and be found by the words of both. Returns what was new."""
    added = {}
    for name in UNION:
        here = getattr(into, name)
        added[name] = [each for each in getattr(source, name) if each not in here]
        setattr(into, name, [*here, *added[name]])
    into.needs = needs.known(into.needs)
    touched(into)
    return added


def _move_wrongs(source: Service, into: Service) -> list[int]:
    """Give what nobody has looked into yet to `into`."""
    keys = list(source.wrongs.filter(seen_on__isnull=True).order_by("pk").values_list("pk", flat=True))
    source.wrongs.filter(pk__in=keys).update(service=into)
    return keys
