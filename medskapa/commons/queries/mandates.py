"""Mandates as those who help, the reception, and those who gave them read them."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from medskapa.commons import mandate_policy as policy
from medskapa.commons import reaching
from medskapa.commons.models import (
    JournalEntry,
    Mandate,
    MandateField,
    MandateMessage,
    MandateSigning,
    MandateState,
    Organisation,
)
from medskapa.commons.policy import acts_for
from medskapa.core import audit, clock
from medskapa.core.searching import holding
from medskapa.people.models import Person, Role
from medskapa.people.own_data import name_of
from medskapa.people.queries import holds

PAGE = 20
IN_FORCE, DRAFTS, TO_DO, OVER = "galler", "utkast", "att-gora", "avslutade"


@dataclass(frozen=True)
class MandatePage:
    rows: list[Mandate]
    next: str
    to_do: int


def listing(*, viewer: Person, show: str, words: str = "", after: str = "") -> MandatePage:
    """The mandates that `viewer` sees at work, the newest first: in force, drafts, those with a letter to send or a
    call to make, or those that are over.

    Args:
        words: a part of a name, for when somebody rings. Not of a person with protected identity.
        after: the key of the last row that was shown.
    """
    visible = Mandate.objects.filter(policy.sees_mandate(viewer))
    waits = visible.filter(Exists(_by_hand().filter(mandate=OuterRef("pk"))))
    rows = {
        DRAFTS: visible.filter(state=MandateState.DRAFT),
        TO_DO: waits,
        OVER: visible.filter(state__in=[MandateState.ENDED, MandateState.DROPPED]),
    }.get(show, visible.filter(state=MandateState.SIGNED, ends_on__gte=clock.today()))
    if each := words.split():
        by_account = Q(person__protected_identity=False) & holding(each, "person__name")
        rows = rows.filter(holding(each, "name") | by_account)
    if after.isascii() and after.isdecimal() and len(after) <= 19 and int(after) < 2**63:
        last = visible.filter(pk=int(after)).values_list("drafted_on", "pk").first()
        if last:
            rows = rows.filter(Q(drafted_on__lt=last[0]) | Q(drafted_on=last[0], pk__lt=last[1]))
    found = list(rows.select_related("organisation", "person").order_by("-drafted_on", "-pk")[: PAGE + 1])
    more = str(found[PAGE - 1].pk) if len(found) > PAGE else ""
    return MandatePage(found[:PAGE], more, waits.count())


@dataclass(frozen=True)
class Seen:
    """A mandate as somebody sees it at work, and what they may do with it."""

    mandate: Mandate
    may_note: bool
    may_write: bool


@transaction.atomic
def one(*, viewer: Person, pk: int) -> Seen:
    """One mandate that `viewer` sees at work; that they read it is logged. Http404 otherwise.

    Of a person with an account it stands in the read log; of others, whom that log does not know, in the audit chain.
    """
    rows = Mandate.objects.filter(policy.sees_mandate(viewer)).select_related("organisation", "person", "noted_by")
    may_note = ExpressionWrapper(policy.notes_signed(viewer), BooleanField())
    found = get_object_or_404(rows.annotate(may_note=may_note, may_write=acts_for(viewer)), pk=pk)
    if found.person is not None:
        audit.read(reader=viewer, person=found.person, what="mandate")
    else:
        audit.record(actor=viewer, verb="mandate.read", on=found)
    return Seen(found, found.may_note, found.may_write)  # type: ignore[attr-defined]  # annotated above


def one_to_change(*, viewer: Person, pk: int) -> Mandate:
    """As `one`, for a form that shows nothing of what stands in it."""
    rows = Mandate.objects.filter(policy.sees_mandate(viewer))
    return get_object_or_404(rows.select_related("organisation", "person"), pk=pk)


def journal_of(mandate: Mandate) -> list[JournalEntry]:
    """What was done, the newest first: at most the last two hundred. One query."""
    return list(mandate.journal.select_related("by").order_by("-at", "-pk")[:200])


def by_hand_of(mandate: Mandate) -> list[MandateMessage]:
    """The letters and calls that wait for somebody, and what was not taken."""
    rows = _by_hand().filter(mandate=mandate)
    return list(rows.select_related("mandate__organisation", "mandate__person").order_by("pk"))


def message_of(*, mandate: Mandate, pk: int) -> MandateMessage:
    """One message about `mandate`. Http404 otherwise."""
    return get_object_or_404(mandate.messages.select_related("mandate__organisation", "mandate__person"), pk=pk)


def _by_hand() -> QuerySet[MandateMessage]:
    return MandateMessage.objects.filter(reaching.waits_for_somebody())


def organisations_to_draft_for(viewer: Person) -> QuerySet[Organisation]:
    """Those for which `viewer` may draw up a mandate: their own; at the reception all that somebody acts for."""
    rows = Organisation.objects.filter(is_active=True).order_by("name", "pk")
    if holds(viewer, Role.RECEPTION):
        return rows.filter(unit__isnull=True)
    return rows.filter(acts_for(viewer, organisation="pk"))


# --- the person's own


def mine(person: Person) -> list[Mandate]:
    """The mandates that `person` has given or may sign, with how often each was used (``entries``). One query."""
    rows = Mandate.objects.filter(person=person).exclude(state=MandateState.DROPPED)
    return list(
        rows.select_related("organisation").annotate(entries=Count("journal")).order_by("-drafted_on", "-pk")[:50]
    )


def my_own(person: Person, pk: int) -> Mandate:
    """One of them. Http404 otherwise."""
    rows = Mandate.objects.filter(person=person).exclude(state=MandateState.DROPPED)
    return get_object_or_404(rows.select_related("organisation", "person"), pk=pk)


def signing_of(mandate: Mandate) -> MandateSigning | None:
    """The last attempt to sign with an e-ID."""
    return (
        MandateSigning.objects.filter(mandate=mandate)
        .select_related("mandate__organisation", "mandate__person")
        .first()
    )


def told_by(person: Person) -> dict[str, Any] | None:
    """The mandates that `person` has given, with what was done by them, for the file of their own; None for none.

    Queries: at most 2, however many there are.
    """
    rows = Mandate.objects.filter(person=person).select_related("organisation").order_by("drafted_on", "pk")
    given = list(rows.prefetch_related("journal__by"))
    return {"mandates": [_told(each) for each in given]} if given else None


def _told(mandate: Mandate) -> dict[str, Any]:
    names = dict(MandateField.choices)
    return {
        "to": mandate.organisation.name,
        "fields": [str(names[code]) for code in mandate.fields],
        "from": mandate.starts_on,
        "until": mandate.ends_on,
        "state": mandate.get_state_display(),
        "signed": mandate.get_made_by_display(),
        "signed_on": mandate.signed_on,
        "text": mandate.text,
        "sha256": mandate.digest,
        "ended_on": mandate.ended_on,
        "ended": mandate.get_ended_how_display(),
        "journal": [
            {"at": each.at, "field": each.get_field_display(), "what": each.what, "by": name_of(each.by)}
            for each in sorted(mandate.journal.all(), key=lambda entry: (entry.at, entry.pk))
        ],
    }
