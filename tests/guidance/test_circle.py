"""Who is around a resident: the resident steers what can be steered, and sees who has looked."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.models import ReadRecord
from medskapa.entrance.models import Fact, Ground, Passing, Source, Wall
from medskapa.guidance import actions, circle_codes
from medskapa.guidance.models import CircleMember, Relation, Talk
from tests.factories import PersonFactory, StaffFactory
from tests.guidance_factories import new_plan

pytestmark = pytest.mark.django_db
KEY = {"form_key": "k" * 32}


def friend_of(resident, relation=Relation.RELATIVE) -> CircleMember:
    return actions.add_member(actor=resident, resident=resident, name="Vera Vän", relation=relation)


def joined(resident, person) -> CircleMember:
    member = friend_of(resident)
    return actions.join_circle(actor=person, member=member, code=circle_codes.code_of(member))


def test_the_resident_adds_somebody_who_sees_nothing_until_the_resident_says_so(client, resident):
    friend = PersonFactory()
    new_plan(resident)
    client.force_login(resident)
    answer = client.post(reverse("guidance:add_member"), {"name": "Vera Vän", "relation": "relative", **KEY})
    member = CircleMember.objects.get()
    assert answer["Location"] == reverse("guidance:my_member", args=[member.pk])
    page = client.get(answer["Location"]).content.decode()
    assert str(circle_codes.code_of(member)) in page

    client.force_login(friend)
    words = {"code": str(circle_codes.code_of(member)), **KEY}
    assert client.post(reverse("guidance:circles"), words).status_code == 302
    plan = reverse("guidance:plan_in_circle", args=[resident.pk])
    assert client.get(plan).status_code == 404

    client.force_login(resident)
    client.post(reverse("guidance:my_member", args=[member.pk]), {"sees_plan": "on", **KEY})
    client.force_login(friend)
    assert client.get(plan).status_code == 200

    client.force_login(resident)
    assert friend.name in client.get(reverse("guidance:my_circle")).content.decode()
    client.post(reverse("guidance:end_member", args=[member.pk]), KEY)
    client.force_login(friend)
    assert client.get(plan).status_code == 404


def test_whoever_may_know_of_talks_sees_when_and_with_whom_but_not_about_what(client, guide, resident):
    friend = PersonFactory()
    at = clock.now() + timedelta(days=2)
    Talk.objects.create(
        resident=resident,
        guide=guide,
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        booked_by=guide,
        about="En hemlighet",
    )
    member = joined(resident, friend)
    client.force_login(friend)
    assert guide.name not in client.get(reverse("guidance:circles")).content.decode()
    actions.steer_member(actor=resident, member=member, sees_plan=False, sees_talks=True)
    page = client.get(reverse("guidance:circles")).content.decode()
    assert guide.name in page
    assert "En hemlighet" not in page


def test_what_the_guide_proposes_waits_for_a_yes(client, guide, resident):
    client.force_login(guide)
    url = reverse("guidance:circle", args=[resident.pk])
    assert client.post(url, {"name": "Lärare Ek", "relation": "teacher", **KEY}).status_code == 302
    member = CircleMember.objects.get()
    assert member.is_proposed
    with pytest.raises(Conflict):
        actions.steer_member(actor=resident, member=member, sees_plan=True, sees_talks=False)
    client.force_login(resident)
    assert "Din guide har ett förslag" in client.get(reverse("guidance:my_circle")).content.decode()
    for _twice in range(2):
        client.post(reverse("guidance:agree_to_member", args=[member.pk]), KEY)
    member.refresh_from_db()
    assert not member.is_proposed


def test_one_who_decides_on_support_can_never_be_let_in(resident):
    member = friend_of(resident, Relation.OFFICER)
    with pytest.raises(Conflict):
        actions.steer_member(actor=resident, member=member, sees_plan=True, sees_talks=False)


def test_the_words_work_once_for_one_account_and_never_for_ones_own_circle(resident):
    member = friend_of(resident)
    code = circle_codes.code_of(member)
    with pytest.raises(Conflict):
        actions.join_circle(actor=resident, member=member, code=code)
    first = PersonFactory()
    for _twice in range(2):
        actions.join_circle(actor=first, member=member, code=code)
    with pytest.raises(Conflict):
        actions.join_circle(actor=PersonFactory(), member=member, code=code)
    other = actions.add_member(actor=resident, resident=resident, name="Olle", relation=Relation.HELPER)
    with pytest.raises(PermissionDenied):
        actions.join_circle(actor=PersonFactory(), member=other, code=code)


def test_whoever_is_in_a_circle_leaves_it_by_themselves(client, resident):
    friend = PersonFactory()
    member = joined(resident, friend)
    client.force_login(friend)
    assert client.post(reverse("guidance:leave_circle", args=[member.pk]), KEY).status_code == 302
    member.refresh_from_db()
    assert member.ended_on == clock.today()


def test_the_resident_reads_who_has_looked_at_what_and_when(client, guide, resident):
    client.force_login(guide)
    client.get(reverse("guidance:file", args=[resident.pk]))
    client.force_login(resident)
    page = " ".join(client.get(reverse("guidance:my_circle")).content.decode().split())
    assert "Gun Guide läste din akt" in page


def test_what_was_told_at_the_entrance_is_named_and_a_protected_name_is_not(client, guide, resident):
    secret = StaffFactory(name="Hemlig Läsare", protected_identity=True)
    told = {"key": "brings", "value": ["work"], "source": Source.ENTRY, "valid_from": clock.today()}
    fact = Fact.objects.create(person=resident, wall=Wall.GUIDANCE, **told)
    walls = {"from_wall": Wall.GUIDANCE, "to_wall": Wall.AUTHORITY, "ground": Ground.CONSENT}
    Passing.objects.create(
        fact=fact, person=resident, passed_by=secret, passed_at=clock.now(), why="Till din ansökan", **walls
    )
    for reader, what in ((guide, "entry"), (secret, "entry"), (secret, "invitation")):
        ReadRecord.objects.create(reader=reader, person=resident, what=what, at=clock.now())
    client.force_login(resident)
    page = " ".join(client.get(reverse("guidance:my_circle")).text.split())
    assert "Gun Guide läste det du berättade i början" in page
    assert "Någon som arbetar hos oss läste en inbjudan till dig" in page
    assert "Någon som arbetar hos oss skickade det" in page
    assert "Hemlig" not in page
    page = " ".join(client.get(reverse("entrance:my_facts")).text.split())
    assert "Någon som arbetar hos oss lämnade det" in page
    assert "Hemlig" not in page


def reads(guide, resident, number: int) -> None:
    ReadRecord.objects.bulk_create(
        ReadRecord(reader=guide, person=resident, what="plan", at=clock.now()) for _each in range(number)
    )


def test_the_page_costs_the_same_for_10_and_for_1000_who_looked(client, queries_of, guide, resident):
    client.force_login(resident)
    reads(guide, resident, 10)
    few = queries_of(reverse("guidance:my_circle"))
    reads(guide, resident, 990)
    assert queries_of(reverse("guidance:my_circle")) == few <= 12


def test_all_who_looked_can_be_paged_through(client, guide, resident):
    client.force_login(resident)
    reads(guide, resident, 70)
    seen, after = [], ""
    for _page in range(3):
        found = client.get(reverse("guidance:my_circle"), {"after": after}).context["reads"]
        seen += found.rows
        after = str(found.next or "")
    assert len(seen) == 70
    assert after == ""


def test_whoever_has_got_words_finds_where_to_write_them(client, resident):
    words = reverse("guidance:circles")
    helper = PersonFactory()
    assert words in client.get(reverse("voice:start")).text
    assert client.get(words).headers["Location"].endswith(f"?next={words}")
    client.force_login(helper)
    assert words in client.get(reverse("voice:my_page")).text
    client.force_login(resident)
    assert words in client.get(reverse("guidance:mine")).text


def test_the_one_who_gives_the_words_reads_where_they_are_written(client, resident):
    member = friend_of(resident)
    client.force_login(resident)
    page = client.get(reverse("guidance:my_member", args=[member.pk])).text
    assert str(circle_codes.code_of(member)) in page
    assert reverse("guidance:circles") in page
