"""What one journey of influence knows of itself, and the hands with which its chapters are told.

Each chapter is what people do at work and as residents, on the pages that they meet. `Story` carries what the next
chapter needs to know. Time passes between them: chapters move the meeting instead of the clock.
"""

import re
import secrets
from dataclasses import dataclass, field

from playwright.sync_api import Page

from tests.journeys.conftest import NARROW, WIDE, Look, OpenPage, sign_in
from tests.journeys.steps import ANSWERER, nothing
from tests.server import Server

THEME, THEME_SLUG = "Enklare och tydligare information", "enklare-och-tydligare-information"
WRITER = "tobias_hallin"
LETTERS, HEARD, HOURS = "Hur blir breven lättare?", "Hur vill du få besked från oss?", "När ska det vara öppet?"

PEOPLE = """
from tests.meetings.drawing import many_members
from tests.change_factories import new_area, new_group
from medskapa.core import clock
from medskapa.meetings.models import PoolMember
from medskapa.people.models import Grant, Person, Unit
planner, writer = (Person.objects.get(login=login) for login in ("{planner}", "{writer}"))
unit = Unit.objects.get(name="Utveckling och stöd")
Grant.objects.get_or_create(person=planner, role="planner", unit=unit, defaults={{"starts_on": "2016-01-01"}})
decider, _made = Person.objects.get_or_create(
    login="beslutsfattare-prov", defaults={{"name": "Bodil Provsson", "kind": "staff", "is_demo": True}}
)
Grant.objects.get_or_create(person=decider, role="decider", unit=None, defaults={{"starts_on": "2016-01-01"}})
PoolMember.objects.update(asked_on=clock.today())  # they rest, and those of this story are drawn
many_members(40)
area = new_area(slug="breven-{mark}", name="Breven {mark}")
new_group(writer, slug="breven-{mark}", name="Breven {mark}", unit=unit, area=area)
"""


@dataclass
class Story:
    """What one journey knows of itself: its windows, its names, and the codes that people hold."""

    open_page: OpenPage
    town: Server
    script: bool = True
    look: Look = nothing
    mark: str = field(default_factory=lambda: secrets.token_hex(3))
    receipts: dict[str, str] = field(default_factory=dict)
    invitations: dict[str, str] = field(default_factory=dict)
    slug: str = ""
    next_slug: str = ""
    proposal: int = 0

    @property
    def title(self) -> str:
        return f"Brevträffen {self.mark}"

    @property
    def group(self) -> str:
        return f"Breven {self.mark}"

    @property
    def work(self) -> str:
        return f"/arbete/traffar/{self.slug}/"

    def resident(self) -> Page:
        """Somebody new with a phone."""
        return self.open_page(NARROW, java_script_enabled=self.script)

    def at_work(self, login: str = ANSWERER) -> Page:
        """Somebody at a desk, signed in."""
        page = self.open_page(WIDE if self.script else NARROW, java_script_enabled=self.script)
        sign_in(page, login)
        return page

    def run(self, code: str, **facts: str) -> None:
        """Carry out `code` in the town, as time or the town's facts do."""
        known = {"planner": ANSWERER, "writer": WRITER, "mark": self.mark, "slug": self.slug}
        self.town.manage("shell", "--verbosity", "0", "-c", code.format(**(known | facts)))


def found(pattern: str, text: str | None) -> str:
    """What the group of `pattern` is in `text`, which must have it."""
    match = re.search(pattern, text or "")
    assert match, f"no {pattern} in {text}"
    return match[1]
