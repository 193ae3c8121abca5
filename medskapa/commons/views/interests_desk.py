"""Interests at work: what waits, taking one, giving it back, and answering it. For guides, and managers look on."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medskapa.commons import actions, interest_links, policy
from medskapa.commons.forms.interests import AnswerInterestForm
from medskapa.commons.models import UNANSWERED_INTERESTS, Interest, InterestState, ReplyVia
from medskapa.commons.queries import interests as queries
from medskapa.commons.views.interests import KINDS, TITLES, said
from medskapa.core import clock
from medskapa.core.acting import carried_out, is_sent, opened, pressed
from medskapa.core.forms import Form
from medskapa.people.models import Role
from medskapa.people.requests import PersonRequest, only_holding

answerers_only = only_holding(Role.GUIDE, Role.UNIT_MANAGER)

CHOICES = [
    (queries.OPEN, gettext_lazy("Väntar på svar")),
    (queries.MINE, gettext_lazy("Dem jag har tagit")),
    (queries.ANSWERED, gettext_lazy("Har fått svar")),
    (queries.FAILED, gettext_lazy("Beskedet kom inte fram")),
]
_BRIEF = 90


@require_safe
@answerers_only
def interests(request: PersonRequest) -> HttpResponse:
    """What waits, the oldest promise first; or, by choice, what I have taken, or what is answered."""
    chosen = request.GET.get("visa", queries.OPEN)
    chosen = chosen if chosen in dict(CHOICES) else queries.OPEN
    page = queries.listing(viewer=request.user, show=chosen, after=request.GET.get("after", "")[:40])
    today = clock.today()
    context = {
        "rows": [
            (row, _brief(row), KINDS[InterestState(row.state)], row.answered_on is None and row.promised_on < today)
            for row in page.rows
        ],
        "next": page.next,
        "choices": [(key, text, page.numbers[key]) for key, text in CHOICES],
        "chosen": chosen,
    }
    return render(request, "commons/interests/desk.html", context)


def _brief(row: Interest) -> str:
    words = " ".join((row.can or row.wants).split())
    return words if len(words) <= _BRIEF else f"{words[:_BRIEF].rsplit(' ', 1)[0]} …"


@require_safe
@answerers_only
def interest(request: PersonRequest, pk: int) -> HttpResponse:
    """One of them: what was said, who has it, and what was answered. Whoever has it sees how to reach the person."""
    found = queries.one(viewer=request.user, pk=pk)
    is_mine = found.taken_by_id == request.user.pk
    context = _about(found) | {
        "is_mine": is_mine,
        "may_take": found.state == InterestState.WAITING and policy.may_take_interest(request.user, found),
        "may_answer": is_mine and found.state == InterestState.TAKEN,
        "may_give_back": found.state == InterestState.TAKEN and policy.may_give_back_interest(request.user, found),
        "links": interest_links.known(found.links),
        "not_arrived": queries.not_arrived(found),
        "plain_form": Form(auto_id=False),
    }
    return render(request, "commons/interests/interest.html", context)


@require_POST
@answerers_only
def take(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that I answer it."""
    found = queries.one(viewer=request.user, pk=pk)
    return pressed(
        request,
        lambda: actions.take_interest(actor=request.user, interest=found).pk,
        done=_("Du har tagit den. Svara senast den dag som är lovad."),
        to=_at(found),
    )


@require_POST
@answerers_only
def give_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Let another guide take it."""
    found = queries.one(viewer=request.user, pk=pk)
    return pressed(
        request,
        lambda: actions.give_back_interest(actor=request.user, interest=found).pk,
        done=_("Nu kan en annan guide ta den."),
        to=_at(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@answerers_only
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Write the answer, with links that a search finds. Searching sends nothing, and keeps what is typed."""
    found = queries.one(viewer=request.user, pk=pk)
    may_answer = found.taken_by_id == request.user.pk and found.state == InterestState.TAKEN
    if request.method != "POST" and not may_answer:
        return redirect(_at(found))
    chosen = request.POST.getlist("links")[: 3 * interest_links.MOST_CHOSEN]
    searched = "" if is_sent(request) else request.POST.get("q", "").replace("\x00", "")[:80]
    links = interest_links.known(chosen)
    keys = {link.key for link in links}
    hits = [link for link in interest_links.search(searched) if link.key not in keys]
    form = opened(request, AnswerInterestForm, links=[*links, *hits], calls=found.via == ReplyVia.CALL)
    form.initial["links"] = chosen  # all of them: what was typed holds one value for each name
    if carried_out(
        request,
        form,
        lambda given: (
            actions.answer_interest(
                actor=request.user,
                interest=found,
                answer=given["answer"],
                links=given.get("links", ()),
                called=given.get("called", ""),
            ).pk
        ),
        done=_("Svaret är lämnat."),
    ):
        return redirect(_at(found))
    context = _about(found) | {"form": form, "found_nothing": bool(searched.strip()) and not hits}
    return render(request, "commons/interests/answer.html", context, status=422 if form.errors else 200)


def _about(found: Interest) -> dict[str, Any]:
    return {
        "interest": found,
        "kind": KINDS[InterestState(found.state)],
        "rows": [(TITLES[key], words) for key, words in said(found).items() if words],
        "is_late": found.state in UNANSWERED_INTERESTS and found.promised_on < clock.today(),
        "calls": found.via == ReplyVia.CALL,
    }


def _at(found: Interest) -> str:
    return reverse("commons:interest", args=[found.pk])
