"""An initiative is begun by an editor, told to everybody, and decided on: stop, go on, or do it in more places."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medskapa.commons import initiative_policy as policy
from medskapa.commons.models import (
    Area,
    Initiative,
    InitiativeDecision,
    InitiativeWord,
    Organisation,
    Place,
)
from medskapa.commons.models.initiatives import LONGEST_WORDS
from medskapa.commons.queries import initiative_results
from medskapa.core import audit, clock, slugs
from medskapa.core.errors import Conflict, refuse_longer
from medskapa.people.models import Person

INITIATIVE_TEXTS = ["title", "question", "text", "plain", "leads_as", "right"]
INITIATIVE_RIGHTS = ["leader_may_stop", "leader_may_go_on", "leader_may_scale"]
INITIATIVE_FIELDS = [*INITIATIVE_TEXTS, *INITIATIVE_RIGHTS, "area", "starts_on", "ends_on", "led_by"]
LONGEST_DAYS = 3 * 366
_AHEAD = timedelta(days=2 * 366)


@transaction.atomic
def begin_initiative(
    *, actor: Person, places: Iterable[Place], partners: Iterable[Organisation] = (), **fields: Any
) -> Initiative:
    """Begin an initiative. Nobody but those who work with it sees it until it is published.

    Args:
        places: where it is tried; all others are the places without it.
        partners: who does it together with the administration.
        fields: see `INITIATIVE_FIELDS`.

    Raises:
        PermissionDenied: `actor` is no editor.
        ValidationError: something is missing or wrong; keyed by field.
    """
    if not policy.may_begin_initiative(actor):
        raise PermissionDenied
    initiative = Initiative(written_by=actor)
    there = _fill(initiative, fields, places)
    slugs.save_new(initiative, field="title")
    initiative.places.set(there)
    initiative.partners.set(partners)
    audit.record(actor=actor, verb="initiative.begun", on=initiative)
    return initiative


@transaction.atomic
def edit_initiative(
    *,
    actor: Person,
    initiative: Initiative,
    version: int,
    places: Iterable[Place],
    partners: Iterable[Organisation] = (),
    **fields: Any,
) -> Initiative:
    """Change what an initiative is about, or who leads it with what right. Its address stays.

    Whoever leads it cannot: nobody widens their own right.

    Raises:
        PermissionDenied: `actor` is no editor.
        ValidationError: something is missing or wrong; keyed by field.
        Conflict: somebody else changed it since `version`.
    """
    _lock(initiative)
    if not policy.may_begin_initiative(actor):
        raise PermissionDenied
    if version != initiative.version:
        raise Conflict(_("Någon annan har ändrat det. Det du skrev finns kvar. Läs det nya och försök igen."))
    there = _fill(initiative, fields, places)
    initiative.version += 1
    initiative.save()
    initiative.places.set(there)
    initiative.partners.set(partners)
    audit.record(actor=actor, verb="initiative.edited", on=initiative, version=initiative.version)
    return initiative


@transaction.atomic
def publish_initiative(*, actor: Person, initiative: Initiative) -> Initiative:
    """Let everybody see it. Published already: nothing changes.

    Raises:
        PermissionDenied: `actor` is no editor.
        Conflict: it does not say yet what will be measured.
    """
    _lock(initiative)
    if not policy.may_begin_initiative(actor):
        raise PermissionDenied
    if initiative.published_on is not None:
        return initiative
    if not initiative.measures.filter(dropped_on__isnull=True).exists():
        raise Conflict(_("Välj först vad ni ska mäta. Annars går det inte att svara på frågan."))
    initiative.published_on = clock.today()
    initiative.save(update_fields=["published_on"])
    audit.record(actor=actor, verb="initiative.published", on=initiative)
    return initiative


@transaction.atomic
def decide_initiative(
    *,
    actor: Person,
    initiative: Initiative,
    word: InitiativeWord,
    reasons: str,
    plain_reasons: str = "",
    areas: Iterable[Area] = (),
    look_again_on: date | None = None,
) -> InitiativeDecision:
    """Decide to stop, to go on, or to do it in more neighbourhoods. A later decision takes the place of an earlier one.

    What the results show to everybody on this day is kept with it.

    Args:
        areas: where it shall be done as well; for scaling alone.
        look_again_on: when it is looked at again; needed to go on.

    Raises:
        PermissionDenied: `actor` is no decider, and does not lead it or may not decide this as its leader.
        ValidationError: a reason, a day or a neighbourhood is missing or wrong; keyed by field.
        Conflict: nobody but those who work with it can see it, or it has not begun.
    """
    _lock(initiative)
    if not policy.may_decide_initiative(actor, initiative, word):
        raise PermissionDenied
    today = clock.today()
    if initiative.published_on is None:
        raise Conflict(_("Publicera initiativet först. Beslutet ska gå att läsa för alla."))
    if initiative.starts_on > today:
        raise Conflict(_("Initiativet har inte börjat än."))
    chosen = _checked(initiative, word, list(areas), look_again_on)
    if not reasons.strip():
        raise ValidationError({"reasons": _("Skriv skälen. Alla kan läsa dem.")})
    refuse_longer("reasons", reasons.strip(), LONGEST_WORDS)
    refuse_longer("plain_reasons", plain_reasons.strip(), LONGEST_WORDS)
    as_leader = initiative.led_by_id == actor.pk and getattr(initiative, f"leader_may_{word}")
    decision = InitiativeDecision.objects.create(
        initiative=initiative,
        number=initiative.decisions.count() + 1,
        word=word,
        reasons=reasons.strip(),
        plain_reasons=plain_reasons.strip(),
        look_again_on=look_again_on if word == InitiativeWord.GO_ON else None,
        basis=initiative_results.basis(initiative),
        as_leader=as_leader,
        by=actor,
        by_role=initiative.leads_as if as_leader else actor.title or _("beslutsfattare"),
        decided_on=today,
        entered_at=clock.now(),
    )
    decision.areas.set(chosen)
    audit.record(actor=actor, verb="initiative.decided", on=initiative, word=str(word), number=decision.number)
    return decision


def take_initiative(initiative: Initiative, actor: Person) -> None:
    """Lock it and read it anew. Raises PermissionDenied for one who does not see to what it counts."""
    _lock(initiative)
    if not policy.may_keep_initiative(actor, initiative):
        raise PermissionDenied


def _lock(initiative: Initiative) -> None:
    initiative.refresh_from_db(from_queryset=Initiative.objects.select_for_update(of=("self",)))


def _checked(initiative: Initiative, word: InitiativeWord, areas: list[Area], look_again_on: date | None) -> list[Area]:
    today = clock.today()
    if word == InitiativeWord.GO_ON and (look_again_on is None or not today < look_again_on <= today + _AHEAD):
        raise ValidationError({"look_again_on": _("Skriv en dag framåt då ni tittar på det igen, inom två år.")})
    if word != InitiativeWord.SCALE:
        return []
    others = [area for area in areas if area.pk != initiative.area_id]
    if not others:
        raise ValidationError({"areas": _("Välj minst ett område till.")})
    return others


def _fill(initiative: Initiative, fields: dict[str, Any], places: Iterable[Place]) -> list[Place]:
    for name, value in fields.items():
        if name in INITIATIVE_FIELDS:
            setattr(initiative, name, value.strip() if isinstance(value, str) else value)
    needed = {
        "title": _("Skriv vad det heter."),
        "question": _("Skriv frågan som ni vill ha svar på."),
        "text": _("Skriv vad ni gör."),
        "leads_as": _("Skriv i vilken roll personen leder."),
        "right": _("Skriv vad den som leder får bestämma."),
    }
    for name, words in needed.items():
        if not getattr(initiative, name):
            raise ValidationError({name: words})
    refuse_longer("text", initiative.text, LONGEST_WORDS)
    refuse_longer("plain", initiative.plain, LONGEST_WORDS)
    if initiative.ends_on <= initiative.starts_on:
        raise ValidationError({"ends_on": _("Sista dagen ska komma efter den första.")})
    if (initiative.ends_on - initiative.starts_on).days > LONGEST_DAYS:
        raise ValidationError({"ends_on": _("Det kan pågå i högst tre år. Besluta sedan på nytt.")})
    leader = initiative.led_by
    if leader.is_resident or leader.protected_identity or not leader.is_active:
        raise ValidationError({"led_by": _("Välj någon som arbetar här eller i en organisation.")})
    there = list(places)
    if not there:
        raise ValidationError({"places": _("Välj minst en plats.")})
    initiative.clean_fields(exclude=["slug", "area", "led_by", "written_by"])
    return there
