"""The wall in the database, on PostgreSQL: here a query forgets its filter, and still gives nothing away."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from medskapa.core import checks, clock, walls
from medskapa.entrance.models import Fact, Ground, Passing, Source, Wall
from medskapa.guidance import actions
from medskapa.guidance.models import (
    CircleMember,
    Contact,
    ContactKind,
    Note,
    Placement,
    Plan,
    PlanComment,
    Relation,
    Step,
    Talk,
)
from medskapa.people.models import Person, Role
from tests.factories import PersonFactory, StaffFactory, staff
from tests.guidance_factories import new_guide, new_measure, new_placement, new_resident, new_step

pytestmark = pytest.mark.django_db
postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no walls")

OPEN = {
    "guidance_guideprofile": "what is told of a guide",
    "guidance_guideprofile_areas": "what is told of a guide",
    "guidance_absence": "when a guide is away",
    "guidance_guideassignment": "who is whose guide: all who meet a resident need it to reach them",
    "guidance_slot": "when a guide has time",
    "guidance_measure": "the public catalogue",
    "guidance_measurestart": "the public catalogue",
    "guidance_measurestaff": "who works at a measure",
}
"""The tables of the room that stand before the wall, and why."""
GUIDANCE, AUTHORITY = frozenset({"shared", "guidance"}), frozenset({"shared", "authority"})


@pytest.fixture(autouse=True)
def _stands_nowhere_afterwards() -> Iterator[None]:
    yield
    if not connection.needs_rollback:
        walls.stand(walls.SYSTEM)


@pytest.fixture
def resident() -> Person:
    """A resident of whom something is written everywhere."""
    guide = new_guide()
    resident = new_resident(guide)
    placement = new_placement(resident)
    now = clock.now()
    PlanComment.objects.create(plan=placement.plan, author=resident, text="Bra.", written_at=now)
    Talk.objects.create(
        resident=resident, guide=guide, starts_at=now, ends_at=now + timedelta(hours=1), booked_by=guide
    )
    Contact.objects.create(resident=resident, staff=guide, kind=ContactKind.PHONE, day=clock.today())
    Note.objects.create(resident=resident, author=guide, text="Vi har setts.", written_at=now)
    return resident


SEEN = [Plan, Step, PlanComment, Placement, Talk, Contact, Note]


def counts() -> list[int]:
    """How many rows there are to whoever forgets the filter."""
    return [model.objects.count() for model in SEEN]


def test_every_table_of_the_room_stands_behind_the_wall_or_says_why_not():
    tables = {model._meta.db_table for model in apps.get_app_config("guidance").get_models(include_auto_created=True)}
    assert tables - set(walls.guarded()) == set(OPEN)


@postgres
def test_the_database_knows_a_wall_around_each_of_these_tables():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid "
            "WHERE c.relrowsecurity AND c.relforcerowsecurity"
        )
        found = {row[0] for row in cursor.fetchall()}
    assert found == set(walls.guarded())


@postgres
def test_the_suite_itself_is_no_role_that_sees_through_walls():
    assert not walls.sees_everything(connection)
    assert checks.walls_hold(None) == []


@postgres
def test_a_role_that_sees_through_walls_is_warned_of(monkeypatch):
    monkeypatch.setattr(walls, "sees_everything", lambda connection: True)
    assert [found.id for found in checks.walls_hold(None)] == ["medskapa.W001"]


@postgres
@pytest.mark.parametrize("where", [AUTHORITY, frozenset({"shared"}), frozenset({walls.NOBODY})])
def test_whoever_stands_elsewhere_finds_nothing_although_the_query_forgot_its_filter(resident, where):
    walls.stand(where, StaffFactory().pk)
    assert counts() == [0] * len(SEEN)
    assert Note.objects.update(text="Ändrad.") == 0
    assert PlanComment.objects.all().delete()[0] == 0
    assert list(Plan.objects.raw("SELECT * FROM guidance_plan")) == []


@postgres
def test_officers_can_neither_make_nor_change_a_plan(resident):
    plan = Plan.objects.get()
    walls.stand(AUTHORITY)
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Plan.objects.create(resident=PersonFactory(), began_on=clock.today())
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Step.objects.create(plan=plan, text="Gör så här", proposed_by=resident)
    assert Plan.objects.update(goal_words="Något annat") == 0


@postgres
def test_the_guide_side_finds_its_rows(resident):
    walls.stand(GUIDANCE)
    assert min(counts()) == 1
    new_step(Plan.objects.get())


@postgres
def test_residents_find_their_own_rows_and_nobody_elses(resident):
    new_placement(new_resident(new_guide()))
    walls.stand(frozenset({walls.OWN}), resident.pk)
    assert {row.resident_id for model in (Plan, Placement, Talk) for row in model.objects.all()} == {resident.pk}
    assert counts() == [1, 1, 1, 1, 1, 1, 1]


@postgres
def test_whoever_may_see_the_plan_sees_the_plan_and_nothing_else(resident):
    friend = PersonFactory()
    member = CircleMember.objects.create(
        resident=resident,
        person=friend,
        name="Vän",
        relation=Relation.RELATIVE,
        added_by=resident,
        added_on=clock.today(),
    )
    walls.stand(frozenset({walls.OWN}), friend.pk)
    assert Plan.objects.count() == 0
    walls.stand(walls.SYSTEM)
    member.sees_plan = True
    member.save()
    walls.stand(frozenset({walls.OWN}), friend.pk)
    assert (Plan.objects.count(), Step.objects.count()) == (1, 1)
    assert [Placement.objects.count(), Talk.objects.count(), Note.objects.count()] == [0, 0, 0]


@postgres
def test_a_fact_is_seen_behind_its_wall_and_where_it_has_passed(resident):
    def told(key: str, wall: Wall) -> Fact:
        return Fact.objects.create(
            person=resident, key=key, value="x", wall=wall, source=Source.ENTRY, valid_from=clock.today()
        )

    told("phone", Wall.SHARED)
    told("money", Wall.AUTHORITY)
    passed = told("health", Wall.GUIDANCE)
    told("children", Wall.GUIDANCE)
    Passing.objects.create(
        person=resident,
        fact=passed,
        from_wall=Wall.GUIDANCE,
        to_wall=Wall.AUTHORITY,
        ground=Ground.CONSENT,
        why="Behövs.",
        passed_by=resident,
        passed_at=clock.now(),
    )

    def keys(where: frozenset[str], person: int | None = None) -> set[str]:
        walls.stand(where, person)
        return set(Fact.objects.values_list("key", flat=True))

    assert keys(GUIDANCE) == {"phone", "health", "children"}
    assert keys(AUTHORITY) == {"phone", "health", "money"}
    assert keys(frozenset({"shared"})) == {"phone"}
    assert keys(frozenset({walls.NOBODY})) == set()
    assert keys(frozenset({walls.OWN}), resident.pk) == {"phone", "money", "health", "children"}
    assert keys(frozenset({walls.OWN}), PersonFactory().pk) == set()


@postgres
def test_looking_beyond_ends_where_it_began_also_after_a_failure(resident):
    walls.stand(AUTHORITY)
    with walls.beyond():
        assert Plan.objects.count() == 1
    assert Plan.objects.count() == 0
    with pytest.raises(DatabaseError), transaction.atomic(), walls.beyond(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert Plan.objects.count() == 0


@postgres
@pytest.mark.parametrize(
    ("roles", "found"),
    [
        ([Role.OFFICER], AUTHORITY),
        ([Role.GUIDE], GUIDANCE),
        ([Role.UNIT_MANAGER], GUIDANCE),
        ([Role.PROVIDER], GUIDANCE),
        ([Role.GUIDE, Role.OFFICER], GUIDANCE | AUTHORITY),
        ([Role.EDITOR], frozenset({"shared"})),
    ],
)
def test_a_request_stands_where_the_role_puts_it_and_nowhere_afterwards(client, monkeypatch, resident, roles, found):
    person = staff(roles[0])
    for role in roles[1:]:
        person.grants.create(role=role, starts_on=clock.today())
    stood, original = [], walls.stand
    monkeypatch.setattr(walls, "stand", lambda where, person=None: (stood.append(where), original(where, person)))
    client.force_login(person)
    client.get(reverse("voice:start"))
    assert stood[0] == found
    assert stood[-1] == walls.SYSTEM
    assert Plan.objects.count() == 1


def test_an_editor_who_closes_a_measure_tells_those_who_wait_and_reads_nothing_of_them(client):
    editor, resident = staff(Role.EDITOR), new_resident(new_guide())
    measure = new_measure(seats=1)
    waiting = new_placement(resident, measure, state="waiting", onward_step=None)
    walls.stand(frozenset({"shared"}), editor.pk)
    actions.close_measure(actor=editor, measure=measure, words="Den slutar.")
    walls.stand(walls.SYSTEM)
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"
