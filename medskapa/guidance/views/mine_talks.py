"""A resident's talks: what is booked, a new time, another time, and what happened when it did not happen."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medskapa.change.views.acting import carried_out
from medskapa.core import calendar, clock, idempotency
from medskapa.core.forms import Form, key_of, refuse
from medskapa.guidance import actions
from medskapa.guidance.forms.mine_talks import CancelForm, HowForm, MissedForm, TimeForm
from medskapa.guidance.models import Talk, TalkState
from medskapa.guidance.queries import talks as queries
from medskapa.guidance.queries.notes import was_guided
from medskapa.guidance.talk_texts import event_of
from medskapa.guidance.views.mine import own
from medskapa.people.requests import PersonRequest

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
CONTACTS_SHOWN = 10


@require_safe
def my_talks(request: PersonRequest) -> HttpResponse:
    """What is booked and what has been, and how many people I have met."""
    if not was_guided(request.user):
        raise Http404
    talks = queries.talks_of(viewer=request.user, resident=request.user)
    silent = [talk for talk in talks.been if talk.state == TalkState.MISSED and talk.answered_on is None]
    context = {
        "talks": talks,
        "missed": silent[0] if silent else None,
        "contacts": queries.contacts_of(viewer=request.user, resident=request.user)[:CONTACTS_SHOWN],
        "staff_met": queries.staff_met(request.user),
    }
    return render(request, "guidance/mine/talks.html", context)


@get_or_post
def book(request: PersonRequest) -> HttpResponse:
    """Choose among the free times."""
    own(request)
    form = _time_form(request)
    if form.is_valid():
        return redirect("guidance:book_my_talk_at", form.chosen.pk)
    return _times(request, form)


@get_or_post
def book_at(request: PersonRequest, slot: int) -> HttpResponse:
    """Say how to meet, and book. Where somebody else took the time, those that are free now are offered at once."""
    own(request)
    chosen = queries.free_slot(resident=request.user, key=slot)
    if chosen is None:
        if request.method == "POST" and (mine := _booked_at(request, slot)):
            return redirect("guidance:my_talk", mine.pk)
        return _times(request, _taken(request))
    form = HowForm(request.POST or None, slot=chosen, initial={"how": chosen.how})
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("how", "interpreter", "about")}

        def act() -> str:
            return str(actions.book_talk(actor=request.user, resident=request.user, slot=chosen, **given).pk)

        try:
            pk, _is_new = idempotency.once(key_of(request, form), act)
        except ValidationError as error:
            if queries.free_slot(resident=request.user, key=slot) is None:
                return _times(request, _taken(request))
            refuse(form, error)
        else:
            messages.success(request, _("Klart. Tiden är din."))
            return redirect("guidance:my_talk", pk)
    return _page(request, "guidance/mine/talk_how.html", {"form": form, "slot": chosen}, form)


def _booked_at(request: PersonRequest, slot: int) -> Talk | None:
    """The talk that a second click asks for: the time is taken, by oneself."""
    return queries.booked_at(viewer=request.user, slot=slot)


def _taken(request: PersonRequest) -> TimeForm:
    """A fresh choice, which says that the time is gone."""
    form = TimeForm({}, free=queries.free_for(resident=request.user))
    form.is_valid()
    form.errors.clear()
    form.add_error(None, _("Den tiden är inte ledig längre. Här är de tider som är lediga nu."))
    return form


@require_safe
def my_talk(request: PersonRequest, pk: int) -> HttpResponse:
    """One talk, and what can be done about it."""
    talk = _mine_or_404(request, pk)
    return render(request, "guidance/mine/talk.html", {"talk": talk, "can_change": _is_ahead(talk)})


@require_safe
def my_calendar(request: PersonRequest, pk: int) -> HttpResponse:
    """One talk as a file that a calendar reads; a cancelled one takes itself out again."""
    content = calendar.feed([event_of(_mine_or_404(request, pk))])
    headers = {"Content-Disposition": 'attachment; filename="samtal.ics"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=calendar.CONTENT_TYPE, headers=headers)


@get_or_post
def move(request: PersonRequest, pk: int) -> HttpResponse:
    """Choose another time."""
    talk = _mine_or_404(request, pk)
    own(request)
    if not _is_ahead(talk):
        return _too_late(request, talk)
    form = _time_form(request, version=talk.version)
    if form.is_valid():
        chosen, version = form.chosen, form.cleaned_data["version"]

        def act() -> str:
            return str(actions.move_talk(actor=request.user, talk=talk, slot=chosen, version=version).pk)

        try:
            idempotency.once(key_of(request, form), act)
        except ValidationError as error:
            refuse(form, error)
            talk.refresh_from_db()
            seen_now = request.POST.copy()
            seen_now["version"] = str(talk.version)
            form.data = seen_now
        else:
            messages.success(request, _("Klart. Du har bytt tid."))
            return redirect("guidance:my_talk", pk)
    return _page(request, "guidance/mine/talk_move.html", {"form": form, "talk": talk}, form)


@get_or_post
def cancel(request: PersonRequest, pk: int) -> HttpResponse:
    """Cancel, after a word on what happens then."""
    talk = _mine_or_404(request, pk)
    if not _is_ahead(talk) and talk.state != TalkState.CANCELLED:
        return _too_late(request, talk)
    form = CancelForm(request.POST or None, initial={"version": talk.version})

    def act(given: dict[str, Any]) -> int:
        return actions.cancel_talk(actor=request.user, talk=talk, **given).pk

    if carried_out(request, form, act, done=_("Tiden är avbokad. Du kan boka en ny när du vill.")):
        return redirect("guidance:my_talks")
    return _page(request, "guidance/mine/talk_cancel.html", {"form": form, "talk": talk}, form)


@get_or_post
def missed(request: PersonRequest, pk: int) -> HttpResponse:
    """What happened, and what would help? Then a new time at once."""
    talk = _mine_or_404(request, pk)
    if talk.state != TalkState.MISSED:
        return redirect("guidance:my_talk", pk)
    said = {"why": talk.missed_why, "help_kinds": talk.help_kinds, "help_wanted": talk.help_wanted}
    form = MissedForm(request.POST or None, initial=said)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("why", "help_kinds", "help_wanted")}
        try:
            actions.answer_missed(actor=request.user, talk=talk, **given)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Tack för att du berättade. Din guide läser det. Nu kan du välja en ny tid."))
            return redirect("guidance:book_my_talk")
    return _page(request, "guidance/mine/talk_missed.html", {"form": form, "talk": talk}, form)


def _mine_or_404(request: PersonRequest, pk: int) -> Talk:
    return get_object_or_404(queries.mine(request.user), pk=pk)


def _is_ahead(talk: Talk) -> bool:
    return talk.state == TalkState.BOOKED and talk.starts_at > clock.now()


def _too_late(request: PersonRequest, talk: Talk) -> HttpResponse:
    messages.warning(request, _("Den tiden går inte att ändra längre."))
    return redirect("guidance:my_talk", talk.pk)


def _time_form(request: PersonRequest, version: int | None = None) -> TimeForm:
    free = queries.free_for(resident=request.user)
    return TimeForm(request.POST if request.method == "POST" else None, free=free, initial={"version": version})


def _times(request: PersonRequest, form: TimeForm) -> HttpResponse:
    status = 422 if form.errors and request.method == "POST" else 200
    return render(request, "guidance/mine/talk_times.html", {"form": form}, status=status)


def _page(request: PersonRequest, template: str, context: dict[str, object], form: Form) -> HttpResponse:
    return render(request, template, context, status=422 if form.errors else 200)
