"""What is said of proposals, at work: members' words, the group's answers, hiding; and residents' own proposals."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.change import actions
from medskapa.change.forms.proposals import AnswerCommentForm, CommentForm, DeclineForm, HideForm, TakeUpForm
from medskapa.change.models import Comment, SuggestionState
from medskapa.change.queries import groups as group_queries
from medskapa.change.queries import proposals as queries
from medskapa.change.views.acting import carried_out, form_for_two, form_page, opened, working_here_only
from medskapa.core.forms import Form, key_of
from medskapa.people.requests import PersonRequest, only_holding
from medskapa.voice.policy import ANSWERING

answering_only = only_holding(*ANSWERING)
"""For those who answer residents."""


def _page(number: int) -> str:
    return reverse("change:proposal_desk", args=[number])


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def comment(request: PersonRequest, number: int) -> HttpResponse:
    """Say something of a proposal as one who works on it."""
    found = queries.one_at_work(viewer=request.user, number=number)
    if not found.may_work:  # type: ignore[attr-defined] # carried by the query
        raise PermissionDenied
    form = opened(request, CommentForm)
    return form_page(
        request,
        form,
        lambda chosen: (
            actions.comment_as_member(actor=request.user, proposal=found, form_key=key_of(request, form), **chosen).pk
        ),
        done=_("Tack. Din kommentar syns för alla, utan ditt namn."),
        to=_page(number),
        title=_("Kommentera förslaget"),
        lead=_("Alla läser det du skriver som ”en i arbetsgruppen”."),
        send=_("Kommentera"),
        back=_page(number),
        back_text=found.title,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Let the group answer a comment."""
    said = queries.comment_for(viewer=request.user, pk=pk)

    def now() -> dict[str, Any]:
        return {"answer": said.answer, "version": said.version}

    def act(chosen: dict[str, Any]) -> object:
        words, version = chosen["answer"], chosen["version"]
        return actions.answer_comment(actor=request.user, comment=said, text=words, version=version).pk

    return form_for_two(
        request,
        opened(request, AnswerCommentForm, now()),
        act,
        now=now,
        done=_("Tack. Svaret syns under kommentaren."),
        page="change/proposals/comment.html",
        title=_("Svara på kommentaren"),
        send=_("Svara"),
        comment=said,
        **_where(said),
    )


def _where(said: Comment) -> dict[str, str]:
    page = _page(said.proposal.number)
    return {"to": page, "back": page, "back_text": said.proposal.title}


@require_http_methods(["GET", "HEAD", "POST"])
@working_here_only
def hide(request: PersonRequest, pk: int) -> HttpResponse:
    """Hide a comment that points out or hurts somebody."""
    said = queries.comment_for(viewer=request.user, pk=pk)
    return form_page(
        request,
        opened(request, HideForm),
        lambda chosen: actions.hide_comment(actor=request.user, comment=said, **chosen).pk,
        done=_("Kommentaren visas inte längre. Att den är dold, och varför, syns för alla."),
        page="change/proposals/comment.html",
        title=_("Dölj kommentaren"),
        send=_("Dölj den"),
        comment=said,
        **_where(said),
    )


@require_POST
@working_here_only
def show(request: PersonRequest, pk: int) -> HttpResponse:
    """Show a hidden comment again."""
    said = queries.comment_for(viewer=request.user, pk=pk)
    carried_out(
        request,
        Form(request.POST),
        lambda _chosen: actions.show_comment(actor=request.user, comment=said).pk,
        done=_("Kommentaren visas igen."),
    )
    return redirect(_page(said.proposal.number))


# --- residents' own proposals


@require_safe
@answering_only
def suggestions(request: PersonRequest) -> HttpResponse:
    """Residents' own proposals that I may answer: those that wait, or those that have their answer."""
    over = "over" in request.GET
    page = queries.suggestions(viewer=request.user, over=over, after=request.GET.get("after", "")[:40])
    context = {"suggestions": page.rows, "next": page.next, "over": over}
    return render(request, "change/proposals/suggestions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@answering_only
def take_up(request: PersonRequest, pk: int) -> HttpResponse:
    """Make a proposal of what a resident suggested, and answer them."""
    said = queries.suggestion_for(viewer=request.user, pk=pk)
    form = opened(request, TakeUpForm, {"text": said.viewpoint.text[:4_000]}, groups=group_queries.active_groups())
    return form_page(
        request,
        form,
        lambda chosen: actions.take_up(actor=request.user, suggestion=said, **chosen).number,
        done=_("Tack. Det är ett förslag nu, och svaret är på väg."),
        to=reverse("change:suggestions"),
        page="change/proposals/suggestion.html",
        title=_("Gör ett förslag av det"),
        send=_("Gör ett förslag, och svara"),
        suggestion=said,
        is_new=said.state == SuggestionState.NEW,
        back=reverse("change:suggestions"),
        back_text=_("Invånares egna förslag"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answering_only
def decline(request: PersonRequest, pk: int) -> HttpResponse:
    """Say no, with a reason that reaches the resident as their answer."""
    said = queries.suggestion_for(viewer=request.user, pk=pk)
    back = reverse("change:suggestions")
    return form_page(
        request,
        opened(request, DeclineForm),
        lambda chosen: actions.decline(actor=request.user, suggestion=said, **chosen).pk,
        done=_("Svaret är på väg."),
        to=back,
        page="change/proposals/suggestion.html",
        title=_("Gå inte vidare med det"),
        send=_("Svara att ni inte går vidare"),
        suggestion=said,
        is_new=said.state == SuggestionState.NEW,
        back=back,
        back_text=_("Invånares egna förslag"),
    )
