"""Talks at work, in the file of one resident: what is booked, booking, and the log of contacts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.change.views.acting import carried_out
from medskapa.core import clock
from medskapa.core.forms import Form, refuse
from medskapa.guidance import actions, file_tabs
from medskapa.guidance.forms.mine_talks import MissedForm
from medskapa.guidance.forms.talks import BookForm, ContactForm, HeldForm, SlotForm, VersionForm, WhyForm
from medskapa.guidance.models import HelpKind, Talk, TalkState
from medskapa.guidance.queries import talks as queries
from medskapa.guidance.queries.file import viewer_guides
from medskapa.guidance.views.caseload import opened
from medskapa.people.models import Person
from medskapa.people.requests import PersonRequest

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
CONTACTS_SHOWN = 50


@require_safe
def talks(request: PersonRequest, pk: int) -> HttpResponse:
    """The talks and contacts of a resident."""
    return _talks(request, opened(request, pk, "talks"), ContactForm(initial={"day": clock.today()}))


def _talks(request: PersonRequest, resident: Person, form: ContactForm) -> HttpResponse:
    context = {
        "talks": queries.talks_of(viewer=request.user, resident=resident, been=30),
        "contacts": queries.contacts_of(viewer=request.user, resident=resident)[:CONTACTS_SHOWN],
        "staff_met": queries.staff_met(resident),
        "form": form,
        "ask": Form(auto_id=False),
        "may_guide": viewer_guides(resident),
    }
    return _file_page(request, resident, "guidance/talks/talks.html", context, form)


@require_POST
def log_contact(request: PersonRequest, pk: int) -> HttpResponse:
    """Write that I was in touch."""
    resident = opened(request, pk, "talks")
    form = ContactForm(request.POST)

    def act(given: dict[str, Any]) -> int:
        return actions.log_contact(actor=request.user, resident=resident, **given).pk

    if carried_out(request, form, act, done=_("Kontakten är skriven.")):
        return redirect("guidance:talks", pk)
    return _talks(request, resident, form)


@require_POST
def ask_to_choose(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask the resident to choose a time of their own."""
    resident = opened(request, pk, "talks")
    try:
        number = actions.ask_to_choose(actor=request.user, resident=resident)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        said = ngettext(
            "Invånaren får veta att det finns %(n)s ledig tid att välja.",
            "Invånaren får veta att det finns %(n)s lediga tider att välja på.",
            number,
        )
        messages.success(request, said % {"n": number})
    return redirect("guidance:talks", pk)


@get_or_post
def book(request: PersonRequest, pk: int) -> HttpResponse:
    """Book one of the free times for the resident, who is told."""
    resident = opened(request, pk, "talks")
    _guide_only(request, resident)
    form = BookForm(request.POST or None, free=queries.free_for(resident=resident))

    def act(given: dict[str, Any]) -> int:
        words = {name: given[name] for name in ("how", "interpreter", "about")}
        return actions.book_talk(actor=request.user, resident=resident, slot=form.chosen, **words).pk

    if carried_out(request, form, act, done=_("Tiden är bokad, och invånaren får veta det.")):
        return redirect("guidance:talks", pk)
    return _file_page(request, resident, "guidance/talks/book.html", {"form": form}, form)


@require_safe
def talk(request: PersonRequest, pk: int, talk: int) -> HttpResponse:
    """One talk: what is known of it, and how it went."""
    resident = opened(request, pk, "talks")
    found = _talk_or_404(request, resident, talk)
    return _talk(request, resident, found, HeldForm(initial={"version": found.version, "about": found.about}))


def _talk(request: PersonRequest, resident: Person, talk: Talk, form: HeldForm) -> HttpResponse:
    booked, begun = talk.state == TalkState.BOOKED, talk.starts_at <= clock.now()
    kinds = dict(HelpKind.choices)
    context = {
        "talk": talk,
        "form": form,
        "missed": VersionForm(auto_id=False, initial={"version": talk.version}),
        "may_guide": viewer_guides(resident),
        "is_ahead": booked and not begun,
        "can_hold": begun and talk.state in {TalkState.BOOKED, TalkState.MISSED},
        "can_miss": begun and booked,
        "help": [kinds[kind] for kind in talk.help_kinds if kind in kinds],
    }
    return _file_page(request, resident, "guidance/talks/talk.html", context, form)


@require_POST
def held(request: PersonRequest, pk: int, talk: int) -> HttpResponse:
    """Write down how it went: the contact and the note in one step."""
    resident = opened(request, pk, "talks")
    found = _talk_or_404(request, resident, talk)
    form = HeldForm(request.POST)

    def act(given: dict[str, Any]) -> int:
        return actions.hold_talk(actor=request.user, talk=found, **given).pk

    if carried_out(request, form, act, done=_("Samtalet är skrivet. Boka gärna nästa tid nu.")):
        return redirect("guidance:talks", pk)
    found.refresh_from_db()
    return _talk(request, resident, found, form)


@require_POST
def missed(request: PersonRequest, pk: int, talk: int) -> HttpResponse:
    """Write down that it did not happen, and ask the resident why."""
    resident = opened(request, pk, "talks")
    found = _talk_or_404(request, resident, talk)
    form = VersionForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(_("Det gick inte att känna igen formuläret. Ladda om sidan."))
        actions.miss_talk(actor=request.user, talk=found, version=form.cleaned_data["version"])
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Invånaren får en vänlig fråga om vad som hände, och kan välja en ny tid."))
    return redirect("guidance:talk", pk, talk)


@get_or_post
def missed_told(request: PersonRequest, pk: int, talk: int) -> HttpResponse:
    """Write down what the resident says on the phone of a talk that did not happen, in their words."""
    resident = opened(request, pk, "talks")
    _guide_only(request, resident)
    found = _talk_or_404(request, resident, talk)
    said = {"why": found.missed_why, "help_kinds": found.help_kinds, "help_wanted": found.help_wanted}
    form = MissedForm(request.POST or None, initial=said)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in said}
        try:
            actions.answer_missed(actor=request.user, talk=found, **given)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Svaret är skrivet. Boka gärna en ny tid nu."))
            return redirect("guidance:talk", pk, talk)
    return _file_page(request, resident, "guidance/talks/told.html", {"form": form, "talk": found}, form)


@get_or_post
def move(request: PersonRequest, pk: int, talk: int) -> HttpResponse:
    """Move a talk to another free time; the resident is told."""
    resident = opened(request, pk, "talks")
    _guide_only(request, resident)
    found = _talk_or_404(request, resident, talk)
    saved = {"version": found.version, "how": found.how}
    form = SlotForm(request.POST or None, free=queries.free_for(resident=resident), initial=saved)

    def act(given: dict[str, Any]) -> int:
        return actions.move_talk(
            actor=request.user, talk=found, slot=form.chosen, how=given["how"], version=given["version"]
        ).pk

    if carried_out(request, form, act, done=_("Samtalet är flyttat, och invånaren får veta det.")):
        return redirect("guidance:talk", pk, talk)
    if form.is_bound:
        found.refresh_from_db()
    return _file_page(request, resident, "guidance/talks/move.html", {"form": form, "talk": found}, form)


@get_or_post
def cancel(request: PersonRequest, pk: int, talk: int) -> HttpResponse:
    """Cancel a talk; the resident is told, and reads why."""
    resident = opened(request, pk, "talks")
    _guide_only(request, resident)
    found = _talk_or_404(request, resident, talk)
    form = WhyForm(request.POST or None, initial={"version": found.version})

    def act(given: dict[str, Any]) -> int:
        return actions.cancel_talk(actor=request.user, talk=found, **given).pk

    if carried_out(request, form, act, done=_("Samtalet är avbokat, och invånaren får veta det.")):
        return redirect("guidance:talks", pk)
    return _file_page(request, resident, "guidance/talks/cancel.html", {"form": form, "talk": found}, form)


def _talk_or_404(request: PersonRequest, resident: Person, key: int) -> Talk:
    return get_object_or_404(queries.visible_to(request.user).filter(resident=resident), pk=key)


def _guide_only(request: PersonRequest, resident: Person) -> None:
    """A manager may read the file, and books nothing."""
    if not viewer_guides(resident):
        raise PermissionDenied


def _file_page(
    request: PersonRequest, resident: Person, template: str, context: dict[str, Any], form: Form
) -> HttpResponse:
    whole = file_tabs.context(resident, "guidance:talks") | context
    return render(request, template, whole, status=422 if form.errors else 200)
