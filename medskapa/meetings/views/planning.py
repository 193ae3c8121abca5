"""Planning at work: all meetings, one with its steps, its parts, tables and guests; announcing and cancelling."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analysis import readability as reading
from medskapa.core.acting import renew, sent, typed
from medskapa.core.dates import from_to, long_date
from medskapa.core.forms import Form, refuse
from medskapa.core.ui import render_part
from medskapa.meetings import actions
from medskapa.meetings.actions.announcing import missing
from medskapa.meetings.actions.planning import EDITABLE
from medskapa.meetings.forms.planning import (
    SECTIONS,
    AnnounceForm,
    CancelForm,
    NewMeetingForm,
    SectionForm,
    TableForm,
)
from medskapa.meetings.models import Meeting, MeetingState, Table
from medskapa.meetings.queries import planning as queries
from medskapa.meetings.queries.minutes import to_read
from medskapa.meetings.steps import STEPS
from medskapa.meetings.texts import STATES
from medskapa.meetings.views import helper_only, planner_only
from medskapa.meetings.views.writing import once, removed
from medskapa.people.queries import staff
from medskapa.people.requests import PersonRequest
from medskapa.voice.queries.public import open_themes
from medskapa.voice.views.answering import LIX_GOAL, PLAIN_LIX_GOAL, Read

READ = {"purpose": LIX_GOAL, "press_text": LIX_GOAL, "reason": LIX_GOAL}
"""How easy each text is to be; one with no plain variant of its own is as easy as that."""

READ_PLAIN = ["plain_purpose", "way_there", "accessibility", "interpreters", "child_care", "travel_money", "food"]


@require_safe
@helper_only
def meetings(request: PersonRequest) -> HttpResponse:
    """The meetings, the newest first, each with what wants to be done now."""
    page = queries.meetings(viewer=request.user, after=request.GET.get("after", ""))
    context = {
        "rows": [
            (row, from_to(row.meeting.starts_at, row.meeting.ends_at), STATES[MeetingState(row.meeting.state)])
            for row in page.rows
        ],
        "next": page.next,
        "to_read": to_read(request.user),
        "may_begin": queries.units_to_plan_in(request.user).exists(),
    }
    return render(request, "meetings/planning/meetings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@planner_only
def new_meeting(request: PersonRequest) -> HttpResponse:
    """Begin to plan a meeting; the last one is suggested to be carried on with."""
    before = queries.to_carry_on_with(request.user)
    last = before.first()
    begun = {
        "title": _("Invånarträff %(number)s") % {"number": queries.next_number()},
        "previous": last,
        "unit": last.unit_id if last else None,
    }
    form = NewMeetingForm(
        sent(request),
        units=queries.units_to_plan_in(request.user),
        meetings=before,
        initial=begun | typed(request),
    )
    if form.is_valid():
        try:
            slug = once(request, form, lambda: actions.create_meeting(actor=request.user, **_chosen(form)).slug)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Träffen är påbörjad. Bara ni som planerar ser den än."))
            return redirect("meetings:overview", slug)
    return _form_page(request, "meetings/planning/new.html", {"form": form}, form)


@require_safe
@helper_only
def overview(request: PersonRequest, slug: str) -> HttpResponse:
    """One meeting: what is known of it, what is left before anyone may read of it, and the ways on."""
    found = queries.overview(viewer=request.user, slug=slug)
    meeting = found.meeting
    if meeting.group is not None:
        return redirect("meetings:group_meeting", meeting.group.slug, slug)
    context = {
        "meeting": meeting,
        "found": found,
        "time": from_to(meeting.starts_at, meeting.ends_at),
        "sections": [(name, title, _summary(meeting, form)) for name, (title, form) in SECTIONS.items()],
        "steps": [
            (step, url)
            for step in STEPS
            if (meeting.may_plan or step.for_helpers) and step.when(meeting) and (url := step.url(meeting))
        ],
        "left": _checklist(found),
        "may_announce": meeting.may_plan and meeting.state == MeetingState.DRAFT and not missing(meeting),
        "may_go_on": meeting.may_plan and meeting.state in {MeetingState.ANNOUNCED, MeetingState.CLOSED},
        "form": AnnounceForm(auto_id=False, initial={"version": meeting.version}),
    }
    return render(request, "meetings/planning/overview.html", context)


def _summary(meeting: Meeting, form: type[SectionForm]) -> list[tuple[str, Any]]:
    """What a part holds, by label, for the overview; what is not filled in is None."""
    if "day" in form.base_fields:  # the time is told above
        texts = [(str(form.base_fields[name].label), getattr(meeting, name)) for name in ("purpose", "plain_purpose")]
        last_day = long_date(meeting.reply_by) if meeting.reply_by else ""
        return [*texts, (_("Sista dagen att svara"), last_day), (_("Platser för invånare"), meeting.seats)]
    names = [name for name in form.base_fields if name in EDITABLE and name not in {"place", "place_name", "address"}]
    shown = [(str(form.base_fields[name].label), getattr(meeting, name)) for name in names]
    return [(_("Var"), meeting.where), *shown] if "place" in form.base_fields else shown


def _checklist(found: queries.Overview) -> list[dict[str, Any]]:
    """What is to be in place before a meeting is announced: what must, and then what makes it possible to come."""
    meeting = found.meeting
    left = missing(meeting)
    musts = [
        (_("Dag och tid"), "starts_at" not in left, "nar"),
        (_("Varför vi träffas"), "purpose" not in left, "nar"),
        (_("Sista dagen att svara"), "reply_by" not in left, "nar"),
        (_("Plats"), "place_name" not in left, "plats"),
    ]
    wishes = [
        (_("Varför vi träffas, lättläst"), bool(meeting.plain_purpose), "nar"),
        (_("Vägen dit"), bool(meeting.way_there), "plats"),
        (pgettext("på träffen", "Tillgänglighet"), bool(meeting.accessibility), "plats"),
        (_("Tolk"), bool(meeting.interpreters), "hjalp"),
        (_("Barn"), bool(meeting.child_care), "hjalp"),
        (_("Resan"), bool(meeting.travel_money), "hjalp"),
        (_("Mat"), bool(meeting.food), "hjalp"),
        (_("Till journalister"), bool(meeting.press_text), "press"),
    ]
    rows = [{"text": text, "done": done, "must": True, "section": section} for text, done, section in musts]
    rows += [{"text": text, "done": done, "must": False, "section": section} for text, done, section in wishes]
    rows.append(
        {"text": pgettext("flera", "Bord"), "done": found.tables > 0, "must": False, "url_name": "meetings:tables"}
    )
    rows.append({"text": _("Gäster"), "done": found.guests > 0, "must": False, "url_name": "meetings:guests"})
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@planner_only
def edit_meeting(request: PersonRequest, slug: str, section: str) -> HttpResponse:
    """Change one part. Whoever comes second sees what the first one wrote, beside their own words."""
    meeting = _planned(request, slug)
    if section not in SECTIONS:
        raise Http404
    title, kind = SECTIONS[section]
    form = kind(sent(request), initial=kind.values_of(meeting) | typed(request))
    saved_now: dict[str, Any] = {}
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            once(request, form, lambda: _edited(request, meeting, version, form))
        except ValidationError as error:
            refuse(form, error)
            saved_now = _differences(form, kind, meeting) if version != meeting.version else {}
            renew(form, request, version=str(meeting.version))
        else:
            messages.success(request, _("Sparat."))
            return redirect("meetings:overview", slug)
    context = {"form": form, "meeting": meeting, "title": title, "section": section, "saved_now": saved_now}
    return _form_page(request, "meetings/planning/edit.html", context, form)


def _edited(request: PersonRequest, meeting: Meeting, version: int, form: SectionForm) -> str:
    changed = actions.edit_meeting(actor=request.user, meeting=meeting, version=version, **form.changes())
    return str(changed.version)


def _differences(form: SectionForm, kind: type[SectionForm], meeting: Meeting) -> dict[str, Any]:
    """What is saved now, by label, where it is not what `form` holds."""
    now = {name: value for name, value in kind.values_of(meeting).items() if name != "version"}
    return {str(form[name].label): value for name, value in now.items() if form.cleaned_data.get(name) != value}


def _planned(request: PersonRequest, slug: str) -> Meeting:
    """The meeting, for one who plans it. A foreign draft is as good as none; a public one may only be read of."""
    meeting = queries.meeting_for(request.user, slug)
    if not meeting.may_plan:  # type: ignore[attr-defined] # carried by the query
        raise PermissionDenied
    return meeting


@require_POST
@planner_only
def announce(request: PersonRequest, slug: str) -> HttpResponse:
    """Let everyone read of the meeting."""
    meeting = _planned(request, slug)
    form = AnnounceForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(_("Det gick inte att känna igen formuläret. Ladda om sidan."))
        once(request, form, lambda: actions.announce(actor=request.user, meeting=meeting, **_chosen(form)).slug)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Nu kan alla läsa om träffen."))
    return redirect("meetings:overview", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@planner_only
def cancel(request: PersonRequest, slug: str) -> HttpResponse:
    """Cancel the meeting, after saying who will be told."""
    meeting = _planned(request, slug)
    saved = {"version": meeting.version}
    form = CancelForm(sent(request), initial=saved | typed(request))
    if form.is_valid():
        try:
            once(request, form, lambda: _cancelled(request, meeting, form))
        except ValidationError as error:
            refuse(form, error)
            renew(form, request, version=str(meeting.version))
        else:
            messages.success(request, _("Träffen är inställd."))
            return redirect("meetings:overview", slug)
    return _form_page(request, "meetings/planning/cancel.html", {"form": form, "meeting": meeting}, form)


def _cancelled(request: PersonRequest, meeting: Meeting, form: CancelForm) -> str:
    return actions.cancel(actor=request.user, meeting=meeting, **_chosen(form)).slug


@require_http_methods(["GET", "HEAD", "POST"])
@planner_only
def tables(request: PersonRequest, slug: str) -> HttpResponse:
    """The tables, and a new one."""
    meeting = _planned(request, slug)
    form = _table_form(request)
    if form.is_valid():
        try:
            once(request, form, lambda: str(_added_table(request, meeting, form).pk))
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Bordet är med nu."))
            return redirect("meetings:tables", slug)
    context = {"meeting": meeting, "tables": queries.tables_of(meeting), "form": form}
    return _plain_page(request, "meetings/planning/tables.html", context, form)


def _added_table(request: PersonRequest, meeting: Meeting, form: TableForm) -> Table:
    return actions.add_table(actor=request.user, meeting=meeting, **form.changes())


@require_http_methods(["GET", "HEAD", "POST"])
@planner_only
def table(request: PersonRequest, pk: int) -> HttpResponse:
    """Change one table."""
    chosen = get_object_or_404(queries.tables_plannable_by(request.user), pk=pk)
    form = _table_form(request, chosen)
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            once(request, form, lambda: _edited_table(request, chosen, version, form))
        except ValidationError as error:
            refuse(form, error)
            renew(form, request, version=str(chosen.meeting.version))
        else:
            messages.success(request, _("Sparat."))
            return redirect("meetings:tables", chosen.meeting.slug)
    context = {"meeting": chosen.meeting, "table": chosen, "form": form, "remove": Form(auto_id=False)}
    return _plain_page(request, "meetings/planning/table.html", context, form)


def _edited_table(request: PersonRequest, chosen: Table, version: int | None, form: TableForm) -> str:
    actions.edit_table(actor=request.user, table=chosen, version=version, **form.changes())
    return str(chosen.pk)


def _table_form(request: PersonRequest, chosen: Table | None = None) -> TableForm:
    return TableForm(
        sent(request),
        themes=open_themes().order_by("name", "pk"),
        staff=staff(),
        writing=queries.writing_at(chosen),
        initial=TableForm.values_of(chosen) if chosen else {},
    )


@require_POST
@planner_only
def remove_table(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a table away."""

    def act() -> str:
        chosen = get_object_or_404(queries.tables_plannable_by(request.user), pk=pk)
        actions.remove_table(actor=request.user, table=chosen)
        return chosen.meeting.slug

    return removed(request, act, "meetings:tables", _("Bordet är borttaget."))


def _chosen(form: Form) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "form_key"}


def _readings(form: Form) -> Iterable[Read]:
    """How the texts of `form` read so far; unwritten ones are left out."""
    goals = READ | dict.fromkeys([*READ_PLAIN, "plain_reason"], PLAIN_LIX_GOAL)
    for name in form.fields:
        text = (form[name].value() or "") if name in goals else ""
        if text.strip():
            yield Read(str(form[name].label), goals[name], reading.report(text[:4_000]))


def _form_page(request: PersonRequest, page: str, context: dict[str, Any], form: Form) -> HttpResponse:
    """The page of a form; htmx gets only how its texts read."""
    context["readings"] = list(_readings(form))
    part = "voice/desk/_readability.html"
    return render_part(request, page, part, context, status=422 if form.errors else 200)


def _plain_page(request: PersonRequest, page: str, context: dict[str, Any], form: Form) -> HttpResponse:
    return render(request, page, context, status=422 if form.errors else 200)
