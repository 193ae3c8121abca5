"""The pieces of the shared pages that are about talks: what is new, the next one, today's, and those to follow up."""

from typing import Any

from django.urls import reverse

from medskapa.core import clock
from medskapa.guidance import notices, panels
from medskapa.guidance.models import Notice, NoticeKind
from medskapa.guidance.queries import notices as told
from medskapa.guidance.queries import talks
from medskapa.people.models import Person

LAST_CONTACTS = 3
_OF_A_TALK = [NoticeKind.TALK_BOOKED, NoticeKind.TALK_MOVED, NoticeKind.TALK_CANCELLED, NoticeKind.TALK_TOMORROW]


def add() -> None:
    """Add the pieces, and say where notices of talks lead. Called once, when the application starts."""
    panels.add("mine", "news", "guidance/mine/_news.html", _news, order=5)
    panels.add("mine", "talk", "guidance/mine/_next_talk.html", _next_talk, order=30)
    panels.add("monday", "talks", "guidance/talks/_monday.html", _monday, order=10)
    panels.add("monday", "notices", "guidance/talks/_monday_notices.html", _by_hand, order=60)
    panels.add("unit", "notices", "guidance/talks/_monday_notices.html", _by_hand, order=40)
    panels.add("file", "talks", "guidance/talks/_file.html", _file, order=20)
    for kind in _OF_A_TALK:
        notices.leads_to(kind, _to_talk)
    notices.leads_to(NoticeKind.TALK_MISSED, lambda notice: reverse("guidance:my_missed_talk", args=[notice.about_key]))
    notices.leads_to(NoticeKind.CHOOSE_TIME, lambda notice: reverse("guidance:book_my_talk"))


def _to_talk(notice: Notice) -> str:
    return reverse("guidance:my_talk", args=[notice.about_key])


def _news(*, viewer: Person, resident: Person) -> dict[str, Any] | None:
    rows = told.new_to(resident)
    news = [(notices.SENTENCES[NoticeKind(row.kind)], notices.page_of(row), row.made_on) for row in rows]
    return {"news": news} if news else None


def _next_talk(*, viewer: Person, resident: Person) -> dict[str, Any]:
    return {
        "talk": talks.next_talk(viewer=viewer, resident=resident),
        "missed": talks.unanswered(viewer=viewer, resident=resident),
    }


def _monday(*, viewer: Person) -> dict[str, Any]:
    day = talks.day_of(guide=viewer)
    return {"today": day.today, "waits": day.waits, "now": clock.now()}


def _by_hand(*, viewer: Person) -> dict[str, Any] | None:
    number = told.waiting(viewer=viewer)
    return {"number": number} if number else None


def _file(*, viewer: Person, resident: Person) -> dict[str, Any]:
    return {
        "talk": talks.next_talk(viewer=viewer, resident=resident),
        "contacts": talks.contacts_of(viewer=viewer, resident=resident)[:LAST_CONTACTS],
    }
