"""What a collaboration group works with: its tasks and its open questions."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medskapa.commons import actions, group_policy
from medskapa.commons.forms.groups import ChangeTaskForm, DoneForm, QuestionAnswerForm, QuestionForm, TaskForm
from medskapa.commons.models import GroupTask
from medskapa.commons.queries import groups as queries
from medskapa.commons.views.groups import kept, members_only, to_group
from medskapa.core.acting import form_for_two, form_page, opened
from medskapa.people.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def add_task(request: PersonRequest, slug: str) -> HttpResponse:
    """Write down what somebody does by a day."""
    found = queries.one_at_work(viewer=request.user, slug=slug)
    return form_page(
        request,
        opened(request, TaskForm, {"owner": request.user}, people=queries.taking_part(found)),
        lambda chosen: actions.add_group_task(actor=request.user, group=found, **chosen).pk,
        done=_("Uppgiften är sparad. Den följer med till varje möte tills den är klar."),
        title=_("Ny uppgift"),
        send=_("Spara"),
        **to_group(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def change_task(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Give a task to somebody else, or another day."""
    task = _own(request, slug, pk)

    def saved(task: GroupTask) -> dict[str, object]:
        return {"title": task.title, "owner": task.owner, "due_on": task.due_on, "version": task.version}

    return form_for_two(
        request,
        opened(request, ChangeTaskForm, saved(task), people=queries.taking_part(task.group)),
        lambda chosen: actions.change_group_task(actor=request.user, task=task, **chosen).pk,
        now=lambda: saved(queries.one_task(viewer=request.user, slug=slug, pk=pk)),
        done=_("Det du har ändrat är sparat."),
        title=_("Ändra uppgiften"),
        send=_("Spara"),
        **to_group(task.group),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def finish_task(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Say that a task is done."""
    task = _own(request, slug, pk)
    return form_page(
        request,
        opened(request, DoneForm),
        lambda chosen: actions.finish_group_task(actor=request.user, task=task, **chosen).pk,
        done=_("Bra, uppgiften är klar."),
        title=_("Klar: %(task)s") % {"task": task.title},
        send=_("Uppgiften är klar"),
        **to_group(task.group),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def ask(request: PersonRequest, slug: str) -> HttpResponse:
    """Ask what the group takes up until it is answered."""
    found = queries.one_at_work(viewer=request.user, slug=slug)
    return form_page(
        request,
        opened(request, QuestionForm),
        lambda chosen: actions.ask_group(actor=request.user, group=found, **chosen).pk,
        done=_("Frågan är ställd. Den tas upp på varje möte tills den har fått ett svar."),
        title=_("Ny öppen fråga"),
        lead=_("Alla kan läsa frågan. Skriv inget om enskilda personer."),
        send=_("Ställ frågan"),
        **to_group(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def answer(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Answer a question between meetings."""
    found = kept(request, slug)
    question = queries.one_question(found, pk)
    return form_page(
        request,
        opened(request, QuestionAnswerForm),
        lambda chosen: actions.answer_group_question(actor=request.user, question=question, **chosen).pk,
        done=_("Frågan har fått sitt svar."),
        title=question.title,
        lead=question.text,
        send=_("Svara"),
        **to_group(found),
    )


def _own(request: PersonRequest, slug: str, pk: int) -> GroupTask:
    """The task, for its owner and those who keep the group. Whoever only sees it is refused."""
    task = queries.one_task(viewer=request.user, slug=slug, pk=pk)
    if not group_policy.may_change_task(request.user, task):
        raise PermissionDenied
    return task
