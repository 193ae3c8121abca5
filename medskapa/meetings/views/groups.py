"""Collaboration groups and their meetings: for anyone, and for those who take part.

The pages of a group stand here and not in `commons`, for they show its meetings too.
"""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medskapa.commons import group_words as words
from medskapa.commons.queries import groups as commons
from medskapa.commons.views.groups import at, members_only
from medskapa.core import clock
from medskapa.core.acting import carried_out, form_page, opened, shown
from medskapa.core.dates import from_to
from medskapa.core.forms import Form
from medskapa.core.headers import public_page
from medskapa.meetings import actions, policy
from medskapa.meetings.actions.announcing import missing
from medskapa.meetings.forms.groups import GroupMeetingForm, NewsForm
from medskapa.meetings.forms.planning import AnnounceForm
from medskapa.meetings.models import ItemKind, Meeting, MeetingState, MinutesState
from medskapa.meetings.queries import groups as queries
from medskapa.meetings.texts import STATES
from medskapa.meetings.views.public import listed
from medskapa.people.requests import PersonRequest
from medskapa.voice.texts import in_language

KINDS = {
    MeetingState.DRAFT: "waiting",
    MeetingState.ANNOUNCED: "working",
    MeetingState.CLOSED: "done",
    MeetingState.CANCELLED: "stopped",
}


@login_not_required
@require_safe
@public_page
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """One group in public: what it does, its goals and themes, its next meeting, open questions, minutes."""
    found = commons.group(slug)
    meetings = queries.in_public(found)
    context = {
        "group": found,
        "about": in_language(found, "about"),
        "members": commons.member_names(found),
        "themes": words.year_of(commons.themes_of(found, clock.today().year), clock.today()),
        "coming": listed(meetings.coming),
        "past": listed(meetings.past),
        "questions": commons.open_questions(found),
        "answered": commons.answered_questions(found),
    }
    return render(request, "meetings/groups/public.html", context)


@require_safe
@members_only
def at_work(request: PersonRequest, slug: str) -> HttpResponse:
    """One group for those who take part: tasks, questions, meetings, themes, and who is in it."""
    found = commons.one_at_work(viewer=request.user, slug=slug)
    meetings = [
        (row, time, _state(row), KINDS[MeetingState(row.state)])
        for row, time in listed(queries.at_work(found, viewer=request.user))
    ]
    following = [each for each in meetings if not each[0].is_over][:1]
    is_announced = any(row.state == MeetingState.ANNOUNCED for row, *_words in following)
    today = clock.today()
    context = {
        "group": found,
        "meetings": meetings,
        "next": following,
        "may_plan": not is_announced and policy.may_plan_for(request.user, found),
        "tasks": [
            (task, task.due_on < today, found.may_keep or task.owner_id == request.user.pk)
            for task in commons.open_tasks(found)
        ],
        "done": commons.done_tasks(found),
        "questions": commons.open_questions(found),
        "answered": commons.answered_questions(found),
        "themes": words.year_of(commons.themes_of(found, today.year), today),
        "year": today.year,
        "members": commons.members_of(found),
        "may_work": found.is_active,
        "plain_form": Form(auto_id=False),
    }
    return render(request, "meetings/groups/at_work.html", context)


def _state(meeting: Meeting) -> str:
    is_public = meeting.state == MeetingState.ANNOUNCED
    return _("Alla kan läsa om mötet") if is_public else str(STATES[MeetingState(meeting.state)])


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def plan(request: PersonRequest, slug: str) -> HttpResponse:
    """Plan the group's next meeting, or give its draft another day or place."""
    found = commons.one_at_work(viewer=request.user, slug=slug)
    if not policy.may_plan_for(request.user, found):
        raise PermissionDenied
    drafts = [row for row in queries.at_work(found, viewer=request.user) if row.state == MeetingState.DRAFT]
    form = opened(request, GroupMeetingForm, GroupMeetingForm.values_of(drafts[0] if drafts else None))
    made = carried_out(
        request,
        form,
        lambda chosen: actions.plan_group_meeting(actor=request.user, group=found, **chosen).slug,
        done=_("Mötet är planerat, och dagordningen är påbörjad. De som är med i gruppen ser den."),
    )
    if made:
        return redirect("meetings:group_meeting", slug, made)
    lead = _("Dagordningen fylls av sig själv: månadens tema, nyheter, öppna frågor och uppgifter.")
    back = {"back": at(found), "back_text": found.name}
    return shown(request, form, title=_("Planera nästa möte"), lead=lead, send=_("Spara"), **back)


@require_safe
@members_only
def meeting(request: PersonRequest, slug: str, meeting: str) -> HttpResponse:
    """One meeting for those who take part: its agenda, also as a draft, and the ways on."""
    found = queries.one_at_work(viewer=request.user, group=slug, slug=meeting)
    has_begun = found.starts_at is not None and found.starts_at <= clock.now()
    minutes = queries.minutes_of(found) if found.state == MeetingState.CLOSED else None
    state = MeetingState(found.state)
    may_edit = found.may_plan and state == MeetingState.DRAFT
    lacks = list(missing(found).values()) if may_edit else []
    context = {
        "group": found.group,
        "meeting": found,
        "time": from_to(found.starts_at, found.ends_at),
        "state": _state(found),
        "kind": KINDS[state],
        "items": [(item, ItemKind(item.kind).label) for item in queries.agenda_of(found)],
        "may_add": not found.is_over and not has_begun and policy.may_add_news(request.user, found),
        "may_announce": may_edit and not lacks and not has_begun,
        "lacks": lacks,
        "may_edit": may_edit,
        "may_arrange": found.may_plan and not found.is_over,
        "may_close": found.may_plan and state == MeetingState.ANNOUNCED and has_begun,
        "may_write": found.may_plan and state == MeetingState.CLOSED,
        "to_read": minutes is not None and minutes.state == MinutesState.TO_APPROVE,
        "has_minutes": minutes is not None and minutes.state == MinutesState.PUBLISHED,
        "form": AnnounceForm(auto_id=False, initial={"version": found.version}),
    }
    return render(request, "meetings/groups/meeting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def add_news(request: PersonRequest, slug: str, meeting: str) -> HttpResponse:
    """Put news on the agenda before the meeting."""
    found = queries.one_at_work(viewer=request.user, group=slug, slug=meeting)
    organisations = queries.news_from(request.user, found.group)
    at_meeting = reverse("meetings:group_meeting", args=[slug, meeting])
    return form_page(
        request,
        opened(request, NewsForm, {"organisation": organisations.first()}, organisations=organisations),
        lambda chosen: actions.add_group_news(actor=request.user, meeting=found, **chosen).pk,
        done=_("Nyheten står på dagordningen."),
        to=at_meeting,
        title=_("Nyhet till mötet"),
        lead=_("Skriv det du vill berätta. Då vet alla vad som kommer."),
        send=_("Lägg till"),
        back=at_meeting,
        back_text=found.title,
    )
