"""The minutes: drafted, edited in sections, read by a second person, published as a page and as a file to print."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.core import idempotency
from medskapa.core.acting import sent, typed
from medskapa.core.dates import from_to
from medskapa.core.forms import Form, key_of, refuse
from medskapa.core.headers import public_page
from medskapa.core.ui import render_part
from medskapa.meetings import actions
from medskapa.meetings.actions.minutes import lacking
from medskapa.meetings.forms.closing import CorrectionForm, IntroForm, SectionForm, SendBackForm, VersionedForm
from medskapa.meetings.models import Meeting, MeetingState, Minutes, MinutesState
from medskapa.meetings.promises import promise
from medskapa.meetings.queries import closing
from medskapa.meetings.queries import minutes as queries
from medskapa.meetings.said import blocks
from medskapa.meetings.texts import in_language
from medskapa.meetings.views import helper_only, planner_only
from medskapa.meetings.views.closing import readings_of, see_version
from medskapa.people.requests import PersonRequest
from medskapa.voice.views.answering import LIX_GOAL, PLAIN_LIX_GOAL


@require_safe
@helper_only
def minutes(request: PersonRequest, slug: str) -> HttpResponse:
    """The minutes at work: what is written, what is left to do, and who does it."""
    return _at_work(request, slug)


def _at_work(request: PersonRequest, slug: str, *, send_back: SendBackForm | None = None) -> HttpResponse:
    found = queries.at_work(viewer=request.user, slug=slug)
    state = found.minutes.state if found.minutes else ""
    context = {
        "meeting": found.meeting,
        "minutes": found.minutes,
        "sections": [(section, promise(section.item)) for section in found.minutes.sections.all()]
        if found.minutes
        else [],
        "left": lacking(found.minutes) if found.minutes and state == MinutesState.DRAFT else [],
        "may_plan": found.meeting.may_plan,  # type: ignore[attr-defined]  # carried by the query
        "may_approve": found.may_approve and state == MinutesState.TO_APPROVE,
        "told": found.told,
        "is_closed": found.meeting.state == MeetingState.CLOSED,
        "form": VersionedForm(initial={"version": found.minutes.version} if found.minutes else {}, auto_id=False),
        "send_back": send_back or SendBackForm(),
    }
    bad = send_back is not None and bool(send_back.errors)
    return render(request, "meetings/closing/minutes.html", context, status=422 if bad else 200)


@require_POST
@planner_only
def draft(request: PersonRequest, slug: str) -> HttpResponse:
    """Begin the minutes from what was said at the tables."""
    meeting = closing.planned(request.user, slug)
    done = _("Utkastet är klart. Läs det, korta det och skriv det på lättläst.")
    return _carried_out(
        request, slug, Form, lambda form: actions.draft_minutes(actor=request.user, meeting=meeting), done
    )


@require_http_methods(["GET", "HEAD", "POST"])
@planner_only
def edit_intro(request: PersonRequest, slug: str) -> HttpResponse:
    """How the minutes begin."""
    found = queries.to_edit(viewer=request.user, slug=slug)
    saved = {"intro": found.intro, "plain_intro": found.plain_intro}

    def act(version: int, words: dict[str, str]) -> object:
        return actions.edit_minutes(actor=request.user, minutes=found, version=version, **words)

    context = {"title": _("Inledning"), "item": None, "said": None}
    return _edit(request, found, IntroForm, saved, act, context)


@require_http_methods(["GET", "HEAD", "POST"])
@planner_only
def edit_section(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """What the minutes say of one item, beside what the tables said."""
    found = queries.to_edit(viewer=request.user, slug=slug)
    section = queries.section_of(found, number)
    saved = {"said": section.said, "plain_said": section.plain_said}

    def act(version: int, words: dict[str, str]) -> object:
        return actions.edit_section(actor=request.user, section=section, version=version, **words)

    said = closing.said_on(section.item, viewer=request.user)
    return _edit(
        request, found, SectionForm, saved, act, {"title": section.item.title, "item": section.item, "said": said}
    )


def _edit(
    request: PersonRequest,
    found: Minutes,
    kind: type[VersionedForm],
    saved: dict[str, str],
    act: Callable[[int, dict[str, str]], object],
    context: dict[str, Any],
) -> HttpResponse:
    """The page of one text with its plain variant. Whoever comes second sees what the first one wrote."""
    form = kind(sent(request), initial=saved | {"version": found.version} | typed(request))
    saved_now: dict[str, str] = {}
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in saved}
        version = form.cleaned_data["version"]

        def once() -> str:
            act(version, words)
            return ""

        try:
            idempotency.once(key_of(request, form), once)
        except ValidationError as error:
            refuse(form, error)
            changed = version != found.version
            saved_now = {str(form[name].label): saved[name] for name in saved if changed and saved[name] != words[name]}
            see_version(form, request, found.version)
        else:
            messages.success(request, _("Sparat."))
            return redirect("meetings:minutes", found.meeting.slug)
    goals = {name: PLAIN_LIX_GOAL if name.startswith("plain_") else LIX_GOAL for name in saved}
    context |= {
        "meeting": found.meeting,
        "minutes": found,
        "form": form,
        "texts": [form[name] for name in saved],
        "saved_now": saved_now,
        "readings": readings_of(form, goals),
        "is_open": found.state == MinutesState.DRAFT,
        "is_section": context["item"] is not None,
    }
    part = "voice/desk/_readability.html"
    return render_part(request, "meetings/closing/edit.html", part, context, status=422 if form.errors else 200)


@require_POST
@planner_only
def hand_in(request: PersonRequest, slug: str) -> HttpResponse:
    """Let a second person read the minutes."""
    found = queries.to_edit(viewer=request.user, slug=slug)

    def act(form: Form) -> object:
        return actions.hand_in_minutes(actor=request.user, minutes=found, version=form.cleaned_data["version"])

    return _carried_out(
        request, slug, VersionedForm, act, _("Nu ska någon annan läsa. Be en kollega öppna den här sidan.")
    )


@require_POST
@helper_only
def approve(request: PersonRequest, slug: str) -> HttpResponse:
    """Publish the minutes, as the second person."""
    found = _to_read(request, slug)

    def act(form: Form) -> object:
        return actions.approve_minutes(actor=request.user, minutes=found, version=form.cleaned_data["version"])

    done = _("Publicerat. De som var med får veta det.")
    return _carried_out(request, slug, VersionedForm, act, done)


@require_POST
@helper_only
def send_back(request: PersonRequest, slug: str) -> HttpResponse:
    """Give the minutes back, with a comment."""
    found = _to_read(request, slug)
    form = SendBackForm(request.POST)
    if form.is_valid():
        comment = form.cleaned_data["comment"]
        try:
            idempotency.once(
                key_of(request, form),
                lambda: str(actions.send_back_minutes(actor=request.user, minutes=found, comment=comment).pk),
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Minnesanteckningarna ligger hos den som skrev, med din kommentar."))
            return redirect("meetings:minutes", slug)
    return _at_work(request, slug, send_back=form)


def _to_read(request: PersonRequest, slug: str) -> Minutes:
    """The minutes, for one who may be their second reader. Raises Http404 where nobody has begun them."""
    found = queries.at_work(viewer=request.user, slug=slug)
    if found.minutes is None:
        raise Http404
    if not found.may_approve:
        raise PermissionDenied
    return found.minutes


def _carried_out(
    request: PersonRequest, slug: str, kind: type[Form], act: Callable[[Any], object], done: str
) -> HttpResponse:
    """Carry out once what a button asks for, say how it went, and show the minutes."""
    form = kind(request.POST)

    def once() -> str:
        act(form)
        return ""

    try:
        if not form.is_valid():
            raise ValidationError(_("Formuläret är för gammalt. Ladda om sidan och skicka igen."))
        idempotency.once(key_of(request, form), once)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("meetings:minutes", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@planner_only
def correct(request: PersonRequest, slug: str) -> HttpResponse:
    """Add a correction to published minutes."""
    found = queries.to_edit(viewer=request.user, slug=slug)
    form = CorrectionForm(sent(request), initial=typed(request))
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("text", "plain_text")}
        try:
            idempotency.once(
                key_of(request, form),
                lambda: str(actions.correct_minutes(actor=request.user, minutes=found, **words).pk),
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(
                request, _("Rättelsen står nu överst i minnesanteckningarna. De som var med får veta det i natt.")
            )
            return redirect("meetings:minutes", slug)
    context = {
        "meeting": found.meeting,
        "minutes": found,
        "form": form,
        "readings": readings_of(form, {"text": LIX_GOAL, "plain_text": PLAIN_LIX_GOAL}),
    }
    part = "voice/desk/_readability.html"
    return render_part(request, "meetings/closing/correct.html", part, context, status=422 if form.errors else 200)


# --- what anyone may read


@login_not_required
@require_safe
@public_page
def public(request: HttpRequest, slug: str) -> HttpResponse:
    """The minutes, once they are published."""
    return render(request, "meetings/public/minutes.html", _readable(queries.published(slug)))


def _readable(found: queries.Published) -> dict[str, Any]:
    return {
        "meeting": found.meeting,
        "minutes": found.minutes,
        "sections": [
            (section, blocks(in_language(section, "said")), promise(section.item)) for section in found.sections
        ],
        "dropped": found.dropped,
        "time": from_to(found.meeting.starts_at, found.meeting.ends_at),
    }


@login_not_required
@require_safe
@public_page
def pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The minutes as a file to print, in Swedish."""
    return _as_pdf(queries.published(slug), "sv", "minnesanteckningar.pdf")


@login_not_required
@require_safe
@public_page
def plain_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The minutes as a file to print, in plain Swedish."""
    return _as_pdf(queries.published(slug), "sv-plain", "minnesanteckningar-lattlast.pdf")


def _as_pdf(found: queries.Published, lang: str, name: str) -> HttpResponse:
    from medskapa.integrations.post import document  # it loads what prints: half a second, for this alone

    with translation.override(lang):
        title = _title(found.meeting)
        html = render_to_string("meetings/public/minutes_print.html", _readable(found))
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(document.render(html, title=title, lang=lang), content_type="application/pdf", headers=headers)


def _title(meeting: Meeting) -> str:
    return _("Minnesanteckningar från %(title)s") % {"title": meeting.title}
