"""The file of one's own: the way is in it, as far as the resident may read it, and nobody else's."""

import json
from itertools import count
from typing import Any

import pytest
from django.urls import reverse

from medskapa.core import clock
from medskapa.core.models import ReadRecord
from medskapa.guidance.models import (
    Attendance,
    CircleMember,
    Contact,
    ContactKind,
    Goal,
    PlanComment,
    Presence,
    Relation,
)
from tests.factories import PersonFactory
from tests.guidance_factories import assign, new_placement, new_plan, new_resident, new_step
from tests.talk_factories import at, new_note, new_talk

pytestmark = pytest.mark.django_db
FILE = "voice:my_data"


def way(client) -> dict[str, Any]:
    return json.loads(client.get(reverse(FILE)).text)["way"]


_days = count(3)


def walked(resident, guide, times: int = 1) -> None:
    """So much of everything on the way of `resident`."""
    plan = resident.plans.first() or new_plan(resident, can="Laga mat.")
    for n in range(times):
        goal = Goal.objects.create(plan=plan, text=f"Delmål {n}")
        step = new_step(plan, goal=goal)
        PlanComment.objects.create(plan=plan, step=step, author=guide, text="Bra!", written_at=clock.now())
        placement = new_placement(resident, plan=plan)
        Attendance.objects.create(placement=placement, day=clock.today(), presence=Presence.HERE, marked_by=guide)
        new_talk(resident, guide, at(next(_days)), about="Vi pratar om kök.")
        Contact.objects.create(resident=resident, staff=guide, kind=ContactKind.VISIT, day=clock.today())
        new_note(resident, guide, text="Vi pratade om kök.")
        circle(resident, name="Mamma")


def circle(resident, **fields: Any) -> CircleMember:
    defaults = {"relation": Relation.RELATIVE, "added_by": resident, "added_on": clock.today()}
    return CircleMember.objects.create(resident=resident, **defaults | fields)


def test_plan_talks_notes_placements_guide_and_circle_are_there(mine, guide, resident):
    walked(resident, guide)
    part = way(mine)
    assert part["heading"] == "Din väg till arbete eller studier"
    assert [each["guide"] for each in part["guides"]] == ["Gun Guide"]
    (plan,) = part["plans"]
    assert (plan["job_goal"], plan["i_can"]) == ("Arbeta i kök", "Laga mat.")
    assert [each["text"] for each in plan["goals"]] == ["Delmål 0"]
    assert "Ring restaurangen på Kullagatan" in [each["text"] for each in plan["steps"]]
    assert [each["text"] for each in plan["comments"]] == ["Bra!"]
    (placement,) = part["placements"]
    assert placement["purpose"] == "Pröva arbete i kök"
    assert [each["presence"] for each in placement["attendance"]] == ["var här"]
    assert [each["about"] for each in part["talks"]] == ["Vi pratar om kök."]
    assert [each["with"] for each in part["contacts"]] == ["Gun Guide"]
    assert [each["text"] for each in part["notes"]] == ["Vi pratade om kök."]
    assert [each["name"] for each in part["circle"]] == ["Mamma"]


def test_of_a_hidden_note_only_its_ground_is_there(mine, guide, resident):
    new_note(resident, guide, text="Hennes bror sa.", hidden_ground="others")
    (note,) = way(mine)["notes"]
    assert note["text"] == ""
    assert "uppgifter om någon annan" in note["hidden_because"]
    assert "bror" not in mine.get(reverse(FILE)).text


def test_nothing_of_another_resident_is_there(mine, guide, resident):
    other = new_resident(guide, name="Någon Annan")
    walked(other, guide)
    part = way(mine)
    assert part["plans"] == part["talks"] == part["notes"] == part["placements"] == part["circle"] == []
    assert "Någon Annan" not in mine.get(reverse(FILE)).text


def test_whoever_is_in_a_circle_reads_that_they_are_and_no_protected_name(client, guide):
    helper = PersonFactory(name="Hans Hjälpare")
    seen, hidden = (
        new_resident(guide, name="Sara Söker"),
        new_resident(guide, name="Hemlig Person", protected_identity=True),
    )
    for resident in (seen, hidden):
        walked(resident, guide)
        circle(resident, person=helper, name="Min granne som jag litar på", sees_plan=True)
    client.force_login(helper)
    part = way(client)
    assert sorted(each["of"] for each in part["in_circles_of"]) == ["", "Sara Söker"]
    assert part["plans"] == part["notes"] == []
    page = client.get(reverse(FILE)).text
    for each in ("Hemlig Person", "Min granne", "Arbeta i kök"):
        assert each not in page


def test_a_name_that_is_protected_is_not_there(mine, guide, resident):
    walked(resident, guide)
    guide.protected_identity = True
    guide.save(update_fields=["protected_identity"])
    assert "Gun Guide" not in mine.get(reverse(FILE)).text


def test_whoever_has_no_way_has_no_part_of_the_file(client, guide, resident):
    client.force_login(PersonFactory())
    assert "way" not in json.loads(client.get(reverse(FILE)).text)


def test_ones_own_reading_is_nobodys_look(mine, guide, resident):
    walked(resident, guide)
    way(mine)
    assert not ReadRecord.objects.exists()


def test_guides_before_are_there_with_what_was_handed_over(mine, guide, next_guide, resident):
    resident.guide_assignments.update(ended_on=clock.today(), ended_as="handed_over", handover="Sara vill till köket.")
    assign(resident, next_guide, began_on=clock.today())
    assert {each["handed_over"] for each in way(mine)["guides"]} == {"", "Sara vill till köket."}


def test_it_costs_the_same_for_a_short_way_and_for_a_long(mine, guide, resident, queries_of):
    walked(resident, guide)
    few = queries_of(reverse(FILE))
    walked(resident, guide, times=12)
    assert queries_of(reverse(FILE)) == few
