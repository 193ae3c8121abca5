"""One item of an agenda at work: read it, write it, strike it, put it into another, and write down an answer to it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.core import clock
from medskapa.core.acting import pressed, renew, sent, typed
from medskapa.core.forms import Form, key_of, refuse
from medskapa.meetings import actions, policy
from medskapa.meetings.forms.agenda import AnswerForm, ItemForm, NewItemForm, PutIntoForm, StrikeForm
from medskapa.meetings.models import AgendaItem
from medskapa.meetings.queries import agenda as queries
from medskapa.meetings.views import planner_only
from medskapa.meetings.views.agenda import agenda_only, happening, planned
from medskapa.meetings.views.writing import once, written
from medskapa.people.requests import PersonRequest
from medskapa.voice.views.intake import may_send, too_many
from medskapa.voice.views.receipt import receipt_page

WORDS = ["title", "text"]


@require_safe
@agenda_only
def item_at_work(request: PersonRequest, pk: int) -> HttpResponse:
    """One item: its words, its thread, what lies in it, and what was answered beforehand."""
    item: Any = queries.item_for(request.user, pk)
    answers = queries.answers_of(item, viewer=request.user, after=request.GET.get("after", ""))
    context = {
        "item": item,
        "meeting": item.meeting,
        "may_plan": item.may_plan and not item.meeting.is_over,
        "reads_answers": item.may_plan,
        "takes_answers": item.takes_answers(clock.now()),
        "events": [happening(event) for event in queries.story_of(item)],
        "inside": queries.absorbed_by(item),
        "answers": answers.rows,
        "number": answers.all,
        "next": answers.next,
        "form": Form(auto_id=False),
    }
    return render(request, "meetings/agenda/item.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@planner_only
def new_item(request: PersonRequest, slug: str) -> HttpResponse:
    """Put a new question or a theme on the agenda; ``?tema=`` names the theme."""
    meeting = planned(request, slug)
    form = NewItemForm(
        sent(request),
        tables=queries.tables_at(meeting),
        themes=queries.themes_to_take_up(),
        initial={"theme": request.GET.get("tema", "")} | typed(request),
    )
    if form.is_valid():
        try:
            once(request, form, lambda: actions.add_item(actor=request.user, meeting=meeting, **form.words()).pk)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Punkten ligger sist på dagordningen."))
            return redirect("meetings:agenda", slug)
    return written(request, "meetings/agenda/new.html", form, WORDS, {"meeting": meeting})


@require_http_methods(["GET", "HEAD", "POST"])
@planner_only
def edit_item(request: PersonRequest, pk: int) -> HttpResponse:
    """Change the words. Whoever comes second sees what the first one wrote, beside their own words."""
    item = _plannable(request, pk)
    names = [name for name in ItemForm.base_fields if name not in {"form_key", "table"}]
    saved = {name: getattr(item, name) for name in names} | {"table": item.table_id}
    form = ItemForm(sent(request), tables=queries.tables_at(item.meeting), initial=saved | typed(request))
    saved_now: dict[str, str] = {}
    if form.is_valid():
        try:
            once(request, form, lambda: actions.edit_item(actor=request.user, item=item, **form.words()).version)
        except ValidationError as error:
            refuse(form, error)
            now = queries.item_for(request.user, pk)
            saved_now = {
                str(form[name].label): getattr(now, name)
                for name in actions.items.WORDS
                if now.version != form.cleaned_data["version"] and getattr(now, name) != form[name].value()
            }
            renew(form, request, version=now.version)
        else:
            messages.success(request, _("Sparat."))
            return redirect("meetings:item_at_work", pk)
    context = {"item": item, "meeting": item.meeting, "saved_now": saved_now}
    return written(request, "meetings/agenda/edit.html", form, WORDS, context)


@require_http_methods(["GET", "HEAD", "POST"])
@planner_only
def drop_item(request: PersonRequest, pk: int) -> HttpResponse:
    """Strike an item, and say why to everybody."""
    item = _plannable(request, pk)
    form = StrikeForm(sent(request), initial=typed(request))
    if form.is_valid():
        reasons = {name: form.cleaned_data[name] for name in ("reason", "plain_reason")}
        try:
            once(request, form, lambda: actions.drop_item(actor=request.user, item=item, **reasons).pk)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Punkten är struken. Du kan ta tillbaka den längst ner på sidan."))
            return redirect("meetings:agenda", item.meeting.slug)
    return written(request, "meetings/agenda/strike.html", form, ["reason"], {"item": item, "meeting": item.meeting})


@require_POST
@planner_only
def restore_item(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a struck item back where it was."""
    item = _plannable(request, pk)
    return pressed(
        request,
        lambda: actions.restore_item(actor=request.user, item=item).pk,
        done=_("Punkten är tillbaka."),
        to=reverse("meetings:agenda", args=[item.meeting.slug]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@planner_only
def merge_item(request: PersonRequest, pk: int) -> HttpResponse:
    """Choose the item under which this one is taken up."""
    item = _plannable(request, pk)
    form = PutIntoForm(sent(request), targets=queries.targets_of(item))
    if form.is_valid():
        into = form.cleaned_data["into"]
        try:
            once(request, form, lambda: actions.merge_items(actor=request.user, item=item, into=into).pk)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Punkterna tas upp tillsammans. Det går att ångra."))
            return redirect("meetings:agenda", item.meeting.slug)
    context = {"form": form, "item": item, "meeting": item.meeting}
    return render(request, "meetings/agenda/merge.html", context, status=422 if form.errors else 200)


@require_POST
@planner_only
def undo_merge(request: PersonRequest, pk: int) -> HttpResponse:
    """Make an item that lies in another an item of its own again."""
    item = _plannable(request, pk)
    return pressed(
        request,
        lambda: actions.undo_item_merge(actor=request.user, item=item).pk,
        done=_("Det är en egen punkt igen."),
        to=reverse("meetings:agenda", args=[item.meeting.slug]),
    )


def _plannable(request: PersonRequest, pk: int) -> AgendaItem:
    """The item, for one who plans its meeting."""
    item = queries.item_for(request.user, pk)
    if not item.may_plan:  # type: ignore[attr-defined]  # carried by the query
        raise PermissionDenied
    return item


@require_http_methods(["GET", "HEAD", "POST"])
@agenda_only
def enter_answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down what somebody answers by phone, at the desk or in a letter. With POST: the resident's receipt."""
    item = queries.item_for(request.user, pk)
    if not policy.may_enter_answers(request.user, item):
        raise PermissionDenied
    form = AnswerForm(request.POST or None, viewer=request.user, auto_id="answer-%s")
    if not form.is_valid():
        return _answer_page(request, item, form, status=422 if form.errors else 200)
    if not may_send(request.user):
        form.add_error(None, too_many())
        return _answer_page(request, item, form, status=429)
    try:
        viewpoint, code = actions.enter_answer(
            actor=request.user, item=item, words=form.words(), heard=form.heard(), form_key=key_of(request, form)
        )
    except ValidationError as error:
        refuse(form, error)
        return _answer_page(request, item, form, status=422)
    return receipt_page(
        request, viewpoint, code, template="meetings/agenda/given.html", item=item, meeting=item.meeting
    )


def _answer_page(request: PersonRequest, item: AgendaItem, form: AnswerForm, *, status: int) -> HttpResponse:
    context = {
        "item": item,
        "meeting": item.meeting,
        "form": form,
        "takes_answers": item.takes_answers(clock.now()),
    }
    return render(request, "meetings/agenda/enter_answer.html", context, status=status)
