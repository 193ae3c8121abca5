"""A small town in which every address leads to something that exists, and one person in every relation to it."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from analysis.receipt import Code
from medskapa.core import clock
from medskapa.people.models import Grant, Person, Role
from medskapa.voice import actions, drafts
from medskapa.voice.models import Answer, AnswerVia, BulkChange, Delivery, Extract, Theme, ThemeMerge, Viewpoint
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
ROLES = [VISITOR, RESIDENT, AUTHOR, REGISTRAR, ANSWERER, ELSEWHERE, MANAGER, EDITOR, AUDITOR, FORMER]


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
    form_key: str = field(default_factory=lambda: secrets.token_urlsafe(24))

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
        draft=_draft(),
    )


def _people(here) -> dict[str, Person | None]:
    elsewhere = UnitFactory()
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
        FORMER: former,
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


def _draft() -> str:
    code = drafts.new_code()
    drafts.keep(code, drafts.Content(text="Telefontiden är för kort."))
    return code
