"""A small town in which every address leads to something that exists, and one person in every relation to it.

What voice needs stands in `World`. Other rooms make theirs when a row or a scene first asks (`World.once`).
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from analysis.receipt import Code
from medskapa.commons.models import MemberTask
from medskapa.core import clock
from medskapa.people.models import Grant, Kind, Person, Role, Unit
from medskapa.voice import actions, drafts
from medskapa.voice.models import Answer, AnswerVia, BulkChange, Delivery, Extract, Theme, ThemeMerge, Viewpoint
from tests.commons_factories import OrganisationFactory, acting_for
from tests.factories import PersonFactory, StaffFactory, UnitFactory, new_theme, new_viewpoint, staff

VISITOR = "visitor"
RESIDENT = "another resident"
AUTHOR = "the author"
REGISTRAR = "registrar"
ANSWERER = "answerer of the unit"
ELSEWHERE = "answerer elsewhere"
MANAGER = "unit manager"
EDITOR = "editor"
AUDITOR = "auditor"
FORMER = "answerer whose grant has ended"
PLANNER = "planner of the unit"
DECIDER = "decider"
MEMBER = "member of a working group: staff without a role"
INVITED = "a resident who was invited"
GUIDED = "a resident with a guide"
GUIDE = "the guide of that resident"
OTHER_GUIDE = "a guide of another unit"
RECEPTION = "reception at the entrance"
OFFICER = "officer: decides, and never plans"
PROVIDER = "provider of a measure"
PARTNER = "somebody who leads an association, with an account from outside"
HELPER = "a colleague who helps at that association"
ROLES = [
    VISITOR,
    RESIDENT,
    AUTHOR,
    INVITED,
    REGISTRAR,
    ANSWERER,
    ELSEWHERE,
    MANAGER,
    EDITOR,
    PLANNER,
    DECIDER,
    MEMBER,
    AUDITOR,
    FORMER,
    GUIDED,
    GUIDE,
    OTHER_GUIDE,
    RECEPTION,
    OFFICER,
    PROVIDER,
    PARTNER,
    HELPER,
]

T = TypeVar("T")


@dataclass
class World:
    """What the probes need: `people` by role (None: nobody signed in), and objects of the unit "here"."""

    people: dict[str, Person | None]
    viewpoint: Viewpoint
    waiting: Viewpoint
    code: Code
    letter: Delivery
    failed: Delivery
    telling: Delivery
    answer: Answer
    change: BulkChange
    theme: Theme
    other_theme: Theme
    merge: ThemeMerge
    extract: Extract
    draft: str
    here: Unit
    form_key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    made: dict[Callable[["World"], Any], Any] = field(default_factory=dict)

    def once(self, build: Callable[["World"], T]) -> T:
        """What `build` makes of this world, made the first time it is asked for: ``w.once(a_meeting).pk``.

        Args:
            build: a function with a name; it is what the thing is remembered by. It may ask `once` for others itself.
        """
        if build not in self.made:
            self.made[build] = build(self)
        return self.made[build]

    def fresh(self, viewpoint: Viewpoint) -> int:
        """The version that a page of `viewpoint` shows now."""
        return Viewpoint.objects.values_list("version", flat=True).get(pk=viewpoint.pk)

    def seen(self) -> str:
        """Whom the page for answering all in the theme shows, and in which version."""
        waiting = Viewpoint.objects.filter(theme=self.theme, state__in=["received", "asked"])
        return " ".join(f"{key}:{version}" for key, version in waiting.values_list("pk", "version"))


def build() -> World:
    """The town, made through the actions. The unit that takes what belongs nowhere is the one "here"."""
    here = UnitFactory(slug="utveckling", name="Utveckling och stöd")
    colleague = staff(Role.ANSWERER, here, name="Kollega Här")
    people = _people(here)
    answerer, editor, author = people[ANSWERER], people[EDITOR], people[AUTHOR]
    assert answerer
    assert editor
    theme, other_theme, third_theme = (new_theme(unit=here, by=editor) for _each in range(3))

    viewpoint, code = new_viewpoint(unit=here, author=author)
    waiting, _code = new_viewpoint(unit=here)
    in_theme, _code = new_viewpoint(unit=here, text="Telefontiden är för kort på morgonen.")
    actions.group(actor=colleague, viewpoint=in_theme, theme=theme)
    extract = actions.choose_extract(actor=editor, viewpoint=in_theme, text="Telefontiden är för kort på morgonen.")
    change = actions.bulk_assign(actor=answerer, viewpoints=[waiting], to=answerer)
    merge = actions.merge_themes(actor=editor, theme=third_theme, into=other_theme, reason="De handlar om samma sak.")
    letter = _answered(here, colleague, AnswerVia.LETTER, answer_to="Alma Ek\nStorgatan 1\n252 00 Helsingborg")
    failed = _answered(here, colleague, AnswerVia.LETTER, answer_to="Alma Ek\nStorgatan 2\n252 00 Helsingborg")
    actions.fail(actor=None, delivery=failed, reason="Brevet kom tillbaka.")
    return World(
        people=people,
        viewpoint=viewpoint,
        waiting=waiting,
        code=code,
        letter=letter,
        failed=failed,
        telling=_answered(here, colleague, AnswerVia.CONTACT, contact=people[REGISTRAR]),
        answer=_to_approve(here, colleague),
        change=change,
        theme=theme,
        other_theme=other_theme,
        merge=merge,
        extract=extract,
        draft=draft_of(),
        here=here,
    )


def _people(here) -> dict[str, Person | None]:
    elsewhere = UnitFactory()
    association = OrganisationFactory(slug="foreningen-har", name="Föreningen Här")
    today = clock.today()
    former = StaffFactory()
    Grant.objects.create(
        person=former,
        role=Role.ANSWERER,
        unit=here,
        starts_on=today - timedelta(days=90),
        ends_on=today - timedelta(days=1),
    )
    return {
        VISITOR: None,
        RESIDENT: PersonFactory(),
        AUTHOR: PersonFactory(phone="070-1740605"),
        REGISTRAR: staff(Role.REGISTRAR),
        ANSWERER: staff(Role.ANSWERER, here),
        ELSEWHERE: staff(Role.ANSWERER, elsewhere),
        MANAGER: staff(Role.UNIT_MANAGER, here),
        EDITOR: staff(Role.EDITOR),
        AUDITOR: staff(Role.AUDITOR),
        PLANNER: staff(Role.PLANNER, here),
        DECIDER: staff(Role.DECIDER),
        MEMBER: StaffFactory(),
        INVITED: PersonFactory(phone="070-1740607"),
        FORMER: former,
        GUIDED: PersonFactory(phone="070-1740609"),
        GUIDE: staff(Role.GUIDE, here),
        OTHER_GUIDE: staff(Role.GUIDE, elsewhere),
        RECEPTION: staff(Role.RECEPTION),
        OFFICER: staff(Role.OFFICER, here),
        PROVIDER: staff(Role.PROVIDER),
        PARTNER: acting_for(association, MemberTask.LEADS, PersonFactory(kind=Kind.PARTNER)),
        HELPER: acting_for(association, MemberTask.HELPS, StaffFactory()),
    }


def _answered(here, by: Person, via: AnswerVia, **to) -> Delivery:
    viewpoint, _code = new_viewpoint(unit=here, author_name="Alma Ek", answer_via=via, **to)
    answer = actions.send_answer(
        actor=by, viewpoints=[viewpoint], text=f"Tack. Vi har öppet längre nu. ({viewpoint.pk})"
    )
    return answer.deliveries.get()


def _to_approve(here, by: Person) -> Answer:
    viewpoint, _code = new_viewpoint(unit=here)
    here.second_reader = True
    here.save()
    viewpoint.unit.refresh_from_db()
    answer = actions.send_answer(actor=by, viewpoints=[viewpoint], text="Vi svarar snart.")
    here.second_reader = False
    here.save()
    return answer


def draft_of(*way: str | int) -> str:
    """The words of a new draft of what asks its questions at `way`."""
    code = drafts.new_code()
    drafts.keep(code, drafts.Content(text="Telefontiden är för kort.", way=way or drafts.SAY))
    return code
