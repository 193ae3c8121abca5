"""Those who organise activities, and the editors who read the first ones: writing, times, publishing, who comes."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analysis import readability
from medskapa.commons import actions, policy
from medskapa.commons import activity_words as words
from medskapa.commons.actions.activities import ACTIVITY_FIELDS, APPROVED_FIRST
from medskapa.commons.forms.activities import (
    CameForm,
    CancelForm,
    EditActivityForm,
    NewActivityForm,
    ReturnForm,
    TimeForm,
    TimesForm,
)
from medskapa.commons.models import Activity, ActivityState, Occasion, OccasionState, SignUpState
from medskapa.commons.queries import activities as queries
from medskapa.core import clock
from medskapa.core.acting import carried_out, form_for_two, form_page, opened, pressed, shown
from medskapa.core.forms import Form
from medskapa.core.languages import names_of
from medskapa.people.requests import PersonRequest, only

organisers_only = only(policy.keeps_activities)
"""For editors, and those who lead an organisation."""

CHOICES = [
    (queries.WAITING, gettext_lazy("Väntar på en redaktör")),
    (queries.ALL, gettext_lazy("Alla")),
    (queries.DRAFTS, gettext_lazy("Utkast")),
    (queries.OVER, gettext_lazy("Inställda och nekade")),
]
KINDS = {
    ActivityState.DRAFT: "information",
    ActivityState.WAITING: "waiting",
    ActivityState.PUBLISHED: "done",
    ActivityState.REFUSED: "stopped",
    ActivityState.CANCELLED: "stopped",
}
"""How each state is marked."""
GOAL, PLAIN_GOAL = 40, 30
"""LIX that a text for everybody stays below, and one in plain Swedish."""


@require_safe
@organisers_only
def activities(request: PersonRequest) -> HttpResponse:
    """The activities of whoever asks; for an editor what waits first."""
    numbers = queries.numbers(request.user)
    default = queries.WAITING if policy.may_keep_directory(request.user) else queries.ALL
    chosen = request.GET.get("visa", default)
    chosen = chosen if chosen in dict(CHOICES) else default
    page = queries.listing(viewer=request.user, show=chosen, after=request.GET.get("after", ""))
    context = {
        "rows": [(row, KINDS[ActivityState(row.state)]) for row in page.rows],
        "next": page.next,
        "choices": [(key, text, numbers[key]) for key, text in CHOICES],
        "chosen": chosen,
    }
    return render(request, "commons/organising/activities.html", context)


@require_safe
@organisers_only
def activity(request: PersonRequest, pk: int) -> HttpResponse:
    """One activity: how far it has come, its times, and what can be done."""
    found = queries.one_to_keep(viewer=request.user, pk=pk)
    is_editor = policy.may_keep_directory(request.user)
    waits = found.state == ActivityState.WAITING
    changed = (
        found.state == ActivityState.PUBLISHED
        and not found.organisation.trusted
        and (found.approved_version or found.version) < found.version
    )
    approved = queries.approved_of(found.organisation) if is_editor else 0
    context = {
        "activity": found,
        "kind": KINDS[ActivityState(found.state)],
        "languages": names_of(found.languages),
        "times": [(words.from_to(each), each) for each in queries.times_to_keep(found)],
        "readings": _readings(found),
        "is_editor": is_editor,
        "is_public": found.state in {ActivityState.PUBLISHED, ActivityState.CANCELLED},
        "waits": waits,
        "changed": changed,
        "is_draft": found.state == ActivityState.DRAFT,
        "is_over": found.state in {ActivityState.REFUSED, ActivityState.CANCELLED},
        "approved": approved,
        "may_be_trusted": is_editor and not found.organisation.trusted and approved >= APPROVED_FIRST,
        "plain_form": Form(auto_id=False),
    }
    return render(request, "commons/organising/activity.html", context)


def _readings(found: Activity) -> list[tuple[str, float, bool]]:
    """How easy the texts are to read: what it is, LIX, and whether that is easy enough."""
    texts = [(_("Texten"), found.text, GOAL), (_("Lättläst"), found.plain, PLAIN_GOAL)]
    measured = [(label, readability.lix(text), goal) for label, text, goal in texts if text]
    return [(label, lix, lix < goal) for label, lix, goal in measured]


@require_http_methods(["GET", "HEAD", "POST"])
@organisers_only
def write(request: PersonRequest) -> HttpResponse:
    """Begin an activity."""
    organisations = queries.organisations_to_write_for(request.user)
    form = opened(
        request,
        NewActivityForm,
        {"languages": ["sv"], "organisation": organisations.first()},
        organisations=organisations,
        places=queries.places_to_be_at(),
    )
    made = carried_out(
        request,
        form,
        lambda chosen: actions.write_activity(actor=request.user, **chosen).pk,
        done=_("Det är sparat. Skriv nu när det är."),
    )
    if made:
        return redirect("commons:add_occasions", int(made))
    context = {"title": _("Ny aktivitet"), "send": _("Spara"), "back": reverse("commons:organised")}
    lead = _("Skriv så att den som aldrig har varit hos er förstår. Tiderna kommer på nästa sida.")
    return shown(request, form, **context, lead=lead, back_text=_("Aktiviteter"))


@require_http_methods(["GET", "HEAD", "POST"])
@organisers_only
def edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Change what is said."""
    found = queries.one_to_keep(viewer=request.user, pk=pk)
    form = opened(request, EditActivityForm, _saved(found), places=queries.places_to_be_at())
    return form_for_two(
        request,
        form,
        lambda chosen: actions.edit_activity(actor=request.user, activity=found, **chosen).pk,
        now=lambda: _saved(queries.one_to_keep(viewer=request.user, pk=pk)),
        done=_("Det du har ändrat är sparat."),
        to=_at(found),
        title=_("Ändra"),
        send=_("Spara"),
        **_back(found),
    )


def _saved(found: Activity) -> dict[str, Any]:
    return {name: getattr(found, name) for name in [*ACTIVITY_FIELDS, "version", "place"]}


@require_http_methods(["GET", "HEAD", "POST"])
@organisers_only
def add_times(request: PersonRequest, pk: int) -> HttpResponse:
    """Say when it is, once or each week."""
    found = queries.one_to_keep(viewer=request.user, pk=pk)
    return form_page(
        request,
        opened(request, TimesForm),
        lambda chosen: bool(actions.add_occasions(actor=request.user, activity=found, **chosen)),
        done=_("Tiderna är sparade."),
        to=_at(found),
        title=_("När är det?"),
        lead=_("En gång, eller varje vecka till en viss dag."),
        send=_("Lägg till"),
        **_back(found),
    )


@require_POST
@organisers_only
def send(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask for it to be published."""
    found = queries.one_to_keep(viewer=request.user, pk=pk)
    done = _("Det är skickat.")
    return pressed(
        request, lambda: actions.send_activity(actor=request.user, activity=found).pk, done=done, to=_at(found)
    )


@require_POST
@organisers_only
def approve(request: PersonRequest, pk: int) -> HttpResponse:
    """Let it be published."""
    found = queries.one_to_keep(viewer=request.user, pk=pk)
    done = _("Nu kan alla se den.")
    return pressed(
        request, lambda: actions.approve_activity(actor=request.user, activity=found).pk, done=done, to=_at(found)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@organisers_only
def give_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask for a change, or refuse it."""
    found = queries.one_to_keep(viewer=request.user, pk=pk)
    if not policy.may_keep_directory(request.user):
        raise PermissionDenied
    return form_page(
        request,
        opened(request, ReturnForm),
        lambda chosen: actions.return_activity(actor=request.user, activity=found, **chosen).pk,
        done=_("Den som skrev ser nu vad du svarade."),
        to=_at(found),
        title=_("Svara den som skrev"),
        lead=_("Skriv vad som behöver ändras. Den som skrev kan ändra och skicka igen."),
        send=_("Skicka svaret"),
        **_back(found),
    )


@require_POST
@organisers_only
def trust(request: PersonRequest, pk: int) -> HttpResponse:
    """Let the organisation publish itself from now on."""
    found = queries.one_to_keep(viewer=request.user, pk=pk)
    done = _("Från och med nu publicerar de själva.")
    return pressed(
        request,
        lambda: actions.trust_organisation(actor=request.user, organisation=found.organisation).pk,
        done=done,
        to=_at(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@organisers_only
def cancel(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that it will not be any more."""
    found = queries.one_to_keep(viewer=request.user, pk=pk)
    return form_page(
        request,
        opened(request, CancelForm),
        lambda chosen: actions.cancel_activity(actor=request.user, activity=found, **chosen).pk,
        done=_("Aktiviteten är inställd. De som är anmälda får veta det."),
        to=_at(found),
        title=_("Ställ in aktiviteten"),
        lead=_("Alla tider som inte har varit blir inställda. De som är anmälda får veta det."),
        send=_("Ställ in"),
        danger=True,
        **_back(found),
    )


@require_safe
@organisers_only
def occasion(request: PersonRequest, pk: int) -> HttpResponse:
    """One time: how many come, and, for whoever organises it, who."""
    found = queries.occasion_to_keep(viewer=request.user, pk=pk)
    people = queries.signed_up(viewer=request.user, found=found)
    context = {
        "occasion": found,
        "activity": found.activity,
        "when": words.from_to(found),
        "seated": [each for each in people if each.state == SignUpState.SEATED],
        "waiting": [each for each in people if each.state == SignUpState.WAITING],
        "sees_names": policy.may_see_signed_up(request.user, found.activity),
        "is_cancelled": found.state == OccasionState.CANCELLED,
        "has_begun": found.starts_at <= clock.now(),
        "plain_form": Form(auto_id=False),
    }
    return render(request, "commons/organising/occasion.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organisers_only
def change(request: PersonRequest, pk: int) -> HttpResponse:
    """Move it, or change how many seats there are."""
    found = queries.occasion_to_keep(viewer=request.user, pk=pk)
    starts, ends = (clock.here(each) for each in (found.starts_at, found.ends_at))
    begun = {"day": starts.date(), "starts": starts.time(), "ends": ends.time(), "seats": found.seats}
    return form_page(
        request,
        opened(request, TimeForm, begun),
        lambda chosen: actions.change_occasion(actor=request.user, occasion=found, **chosen).pk,
        done=_("Det är ändrat."),
        to=reverse("commons:occasion", args=[found.pk]),
        title=_("Ändra tid och platser"),
        lead=_("Blir det en ny tid får alla som är anmälda veta det."),
        send=_("Spara"),
        **_back_to_time(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@organisers_only
def cancel_time(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that it will not be this time."""
    found = queries.occasion_to_keep(viewer=request.user, pk=pk)
    return form_page(
        request,
        opened(request, CancelForm),
        lambda chosen: actions.cancel_occasion(actor=request.user, occasion=found, **chosen).pk,
        done=_("Det är inställt. De som är anmälda får veta det."),
        to=reverse("commons:occasion", args=[found.pk]),
        title=_("Ställ in den här gången"),
        lead=_("De som är anmälda får veta det, och varför."),
        send=_("Ställ in"),
        danger=True,
        **_back_to_time(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@organisers_only
def count(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down how many came."""
    found = queries.occasion_to_keep(viewer=request.user, pk=pk)
    return form_page(
        request,
        opened(request, CameForm, {"came": found.came}),
        lambda chosen: actions.count_came(actor=request.user, occasion=found, **chosen).pk,
        done=_("Tack, det är sparat."),
        to=reverse("commons:occasion", args=[found.pk]),
        title=_("Hur många kom?"),
        lead=_("Bara antalet. Skriv inga namn någonstans."),
        send=_("Spara"),
        **_back_to_time(found),
    )


@require_POST
@organisers_only
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take somebody off who has rung to say so."""
    found = queries.one_signed_up(viewer=request.user, pk=pk)
    to = reverse("commons:occasion", args=[found.occasion_id])
    done = _("Personen är avbokad.")
    return pressed(request, lambda: actions.withdraw_sign_up(actor=request.user, sign_up=found).pk, done=done, to=to)


def _at(found: Activity) -> str:
    return reverse("commons:organise", args=[found.pk])


def _back(found: Activity) -> dict[str, Any]:
    return {"back": _at(found), "back_text": found.title}


def _back_to_time(found: Occasion) -> dict[str, Any]:
    return {"back": reverse("commons:occasion", args=[found.pk]), "back_text": words.from_to(found)}
