"""How long the server takes for the pages about a meeting of 1,000 participants and 5,000 notes, and about proposals.

Run from the top folder: `python -m benchmarks.meetings` (`--requests 60`, `--only WORD` for the pages whose name holds
it, `--without-actions`). The meeting is made in a large town (`benchmarks.towns`); `benchmarks.meeting_town` says what
there is. Asked and timed as `benchmarks.pages`; beside the wall clock stands the processor's time of this process
(median), which other work on the same machine changes less. Bars: at most 12 queries, p95 below 50 ms.

Then the actions that concern everybody at once are timed: sending 1,000 invitations, closing the meeting,
drafting its minutes and telling the news of it. Measured: see benchmarks/README.md.
"""

import argparse
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.towns import browser, large_town, measure_pages, open_django, print_heading, timed


def main() -> None:
    arguments = argparse.ArgumentParser(description="Server time of the pages about meetings and proposals.")
    arguments.add_argument("--viewpoints", type=int, default=100_000)
    arguments.add_argument("--residents", type=int, default=10_000)
    arguments.add_argument("--requests", type=int, default=60)
    arguments.add_argument("--only", default="")
    arguments.add_argument("--without-actions", action="store_true")
    given = arguments.parse_args()
    with large_town(given.viewpoints, given.residents) as server:
        open_django(server)
        _make_the_meeting()
        print_heading()
        measure_pages(_pages_of_the_day(), given.requests, given.only)
        measure_pages(_pages_of_change(), given.requests, given.only)
        if not given.without_actions:
            _measure_actions()
            measure_pages(_pages_afterwards(), given.requests, given.only)


def _make_the_meeting() -> None:
    """Unless the town that was named has one already."""
    from django.db import transaction

    from benchmarks import meeting_town
    from medskapa.meetings.models import Meeting

    if Meeting.objects.filter(slug=meeting_town.BEGUN).exists():
        return
    print("Making the meeting ...", flush=True)
    with transaction.atomic():
        meeting_town.fill()


def _pages_of_the_day() -> dict[str, tuple[Any, str]]:
    from benchmarks.meeting_town import BEGUN, PLANNER, TO_COME
    from medskapa.meetings.models import AgendaItem

    planner, anybody = browser(PLANNER), browser()
    at_work, public = f"/arbete/traffar/{BEGUN}/", f"/traffar/{BEGUN}/"
    item = AgendaItem.objects.filter(meeting__slug=BEGUN, theme=None).order_by("number")[0].pk
    return {
        "all meetings": (anybody, "/traffar/"),
        "a meeting": (anybody, public),
        "a meeting to come": (anybody, f"/traffar/{TO_COME}/"),
        "for the press": (anybody, f"{public}press/"),
        "an item of the agenda": (anybody, f"{public}punkt/{item}/"),
        "all meetings at work": (planner, "/arbete/traffar/"),
        "a meeting at work": (planner, at_work),
        "agenda": (planner, f"{at_work}dagordning/"),
        "an item at work": (planner, f"/arbete/punkt/{item}/"),
        "those who may be asked": (planner, "/arbete/att-fraga/"),
        "invited": (planner, f"{at_work}inbjudna/"),
        "invited, to be chosen": (planner, f"{at_work}inbjudna/valj/"),
        "lottery": (planner, f"{at_work}lottning/"),
        "messages": (planner, f"{at_work}utskick/"),
        "letters": (planner, f"/arbete/traffar/{TO_COME}/utskick/brev/"),
        "messages that failed": (planner, f"{at_work}utskick/kom-inte-fram/"),
        "attendance": (planner, f"{at_work}dagen/"),
        "attendance, a name": (planner, f"{at_work}dagen/?namn=alva"),
        "tables": (planner, f"{at_work}bord/"),
        "take notes": (planner, f"{at_work}anteckna/"),
        "notes": (planner, f"{at_work}anteckningar/"),
        "statements": (planner, f"{at_work}rostning/"),
        "type in a ballot": (planner, f"{at_work}rostning/skriv-in/"),
        "opinions at work": (planner, f"{at_work}asikter/"),
        "closing": (planner, f"{at_work}avsluta/"),
        "what came of an item": (planner, f"{at_work}avsluta/{item}/"),
        "minutes, before the draft": (planner, f"{at_work}minnesanteckningar/"),
    }


def _pages_of_change() -> dict[str, tuple[Any, str]]:
    from benchmarks.meeting_town import DECIDER, PLANNER, PROPOSAL
    from medskapa.change.models import Decision, WorkingGroup
    from medskapa.voice.models import Theme

    planner, decider, anybody = browser(PLANNER), browser(DECIDER), browser()
    theme = Theme.objects.order_by("-viewpoint_count")[0].slug
    group = WorkingGroup.objects.order_by("pk")[0].slug
    decision = Decision.objects.filter(proposal__number=PROPOSAL).order_by("pk")[0].pk
    return {
        "proposals": (anybody, "/forslag/"),
        "a proposal": (anybody, f"/forslag/{PROPOSAL}/"),
        "thread of a proposal": (anybody, f"/forslag/{PROPOSAL}/trad/"),
        "thread of a theme": (anybody, f"/trad/{theme}/"),
        "thread of a decision": (anybody, f"/beslut/{decision}/"),
        "thread as PROV": (anybody, f"/trad/{theme}/prov.json"),
        "influence": (anybody, "/inflytande/"),
        "groups": (anybody, "/arbetsgrupper/"),
        "a group": (anybody, f"/arbetsgrupper/{group}/"),
        "areas to improve": (anybody, "/forbattringsomraden/"),
        "proposals at work": (planner, "/arbete/forslag/"),
        "a proposal at work": (planner, f"/arbete/forslag/{PROPOSAL}/"),
        "residents' own proposals": (planner, "/arbete/forslag/egna/"),
        "groups at work": (planner, "/arbete/grupper/"),
        "a group at work": (planner, f"/arbete/grupper/{group}/"),
        "my steps": (planner, "/arbete/steg/"),
        "decisions": (decider, "/arbete/beslut/"),
        "promises": (planner, "/arbete/loften/"),
        "round of judgements": (planner, f"/arbete/forslag/{PROPOSAL}/fraga/1/"),
    }


def _pages_afterwards() -> dict[str, tuple[Any, str]]:
    from benchmarks.meeting_town import BEGUN, PLANNER, TO_COME

    planner, anybody = browser(PLANNER), browser()
    return {
        "a meeting, closed": (anybody, f"/traffar/{BEGUN}/"),
        "opinions": (anybody, f"/traffar/{BEGUN}/asikter/"),
        "minutes at work": (planner, f"/arbete/traffar/{BEGUN}/minnesanteckningar/"),
        "notes, closed": (planner, f"/arbete/traffar/{BEGUN}/anteckningar/"),
        "agenda of the next": (planner, f"/arbete/traffar/{TO_COME}/dagordning/"),
        "messages of the next": (planner, f"/arbete/traffar/{TO_COME}/utskick/"),
        "letters of the next": (planner, f"/arbete/traffar/{TO_COME}/utskick/brev/"),
    }


def _measure_actions() -> None:
    """Each once: they cannot be done again."""
    from benchmarks.meeting_town import BEGUN, PLANNER, TO_COME
    from medskapa.meetings import actions
    from medskapa.meetings.models import Meeting
    from medskapa.people.models import Person
    from medskapa.voice.actions.telling import tell_news

    planner = Person.objects.get(login=PLANNER)
    begun, to_come = Meeting.objects.get(slug=BEGUN), Meeting.objects.get(slug=TO_COME)

    def all_news() -> None:
        after: int | None = 0
        while after is not None:
            after = tell_news(actor=None, after=after)

    print(f"\n{'action':34} {'queries':>7} {'in them':>8} {'wall':>8} {'cpu':>8}   (s)")
    _time("send the invitations", lambda: actions.send_invitations(actor=planner, meeting=to_come))
    _time("close the meeting", lambda: actions.close(actor=planner, meeting=begun))
    _time("draft the minutes", lambda: actions.draft_minutes(actor=planner, meeting=begun))
    _time("tell the news", all_news)
    print()


def _time(name: str, act: Callable[[], object]) -> None:
    from django.db import connection

    asked: list[float] = []
    began, began_cpu = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(partial(timed, asked)):
        act()
    figures = (sum(asked) / 1_000, time.perf_counter() - began, time.process_time() - began_cpu)
    print(f"{name:34} {len(asked):7}" + "".join(f" {figure:8.2f}" for figure in figures), flush=True)


if __name__ == "__main__":
    main()
