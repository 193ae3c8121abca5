"""A path ends: everything that belonged to it ends with it, and afterwards the person is asked how it went."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from medskapa.core import clock, walls
from medskapa.core.dates import long_date
from medskapa.core.errors import Conflict
from medskapa.core.models import AuditRecord, ReadRecord
from medskapa.guidance import actions, asked_after, ending_jobs
from medskapa.guidance.models import (
    CountsAs,
    EndedAs,
    Extension,
    ExtensionState,
    GuideAssignment,
    Notice,
    NoticeKind,
    PathEnd,
    PathFollowUp,
    PathKind,
    Placement,
    PlacementState,
    Plan,
    Still,
    Talk,
    TalkState,
)
from medskapa.people.models import ReachVia, Role
from tests.factories import PersonFactory, staff
from tests.guidance_factories import new_guide, new_placement, new_resident, new_step
from tests.reading import GOALS, too_hard

pytestmark = pytest.mark.django_db


@pytest.fixture
def resident(guide):
    resident = new_resident(guide)
    placement = new_placement(resident)
    Placement.objects.create(
        resident=resident,
        plan=placement.plan,
        measure=new_placement(new_resident(guide)).measure,
        state=PlacementState.WAITING,
        queued_on=clock.today(),
        placed_by=guide,
    )
    at = clock.now() + timedelta(days=3)
    Talk.objects.create(resident=resident, guide=guide, starts_at=at, ends_at=at + timedelta(hours=1), booked_by=guide)
    return resident


def the_assignment(resident) -> GuideAssignment:
    return resident.guide_assignments.get()


def ended(resident, guide, **fields) -> PathEnd:
    given = {"kind": PathKind.JOB, "since": clock.today()} | fields
    return actions.end_path(actor=guide, assignment=the_assignment(resident), **given)


def due(end: PathEnd, weeks: int = 26) -> PathFollowUp:
    """The follow-up, as if its day had come."""
    follow_up = end.follow_ups.get(weeks=weeks)
    follow_up.due_on = clock.today()
    follow_up.save()
    return follow_up


def test_the_guide_ends_the_path_and_all_that_belonged_to_it_ends(client, guide, resident):
    client.force_login(guide)
    page = client.get(reverse("guidance:end_path", args=[resident.pk]))
    sent = {
        "kind": "job",
        "since": clock.today().isoformat(),
        "words": "Kocken ringde.",
        "form_key": page.context["form"]["form_key"].value(),
    }
    assert client.post(reverse("guidance:end_path", args=[resident.pk]), sent).status_code == 302
    end = PathEnd.objects.get()
    assert (end.counts_as, end.kind, end.ended_by) == (CountsAs.WORK, PathKind.JOB, guide)
    assert the_assignment(resident).ended_on == clock.today()
    assert Plan.objects.get(resident=resident).ended_on == clock.today()
    assert {(row.state, row.ended_as) for row in resident.placements.all()} == {
        (PlacementState.ENDED, EndedAs.WORK),
        (PlacementState.CANCELLED, ""),
    }
    assert resident.talks.get().state == TalkState.CANCELLED
    assert [row.weeks for row in end.follow_ups.order_by("weeks")] == [26, 52]
    assert client.get(reverse("guidance:file", args=[resident.pk])).status_code == 404


def test_the_own_way_is_no_dead_end_after_the_path_has_ended(client, guide, resident):
    end = actions.end_path(actor=guide, assignment=the_assignment(resident), kind=PathKind.MOVED, words="Lycka till.")
    mine = reverse("guidance:mine")
    client.force_login(resident)
    text = client.get(mine).text
    assert "Lycka till." in text
    assert f"Vi frågar hur det går för dig {long_date(end.ended_on + timedelta(weeks=26))}" in text
    assert f'href="{reverse("entrance:begin")}"' in text
    due(end)
    assert reverse("guidance:how_it_went") in client.get(mine).text
    for language in GOALS:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        assert too_hard(client.get(mine).text, language) is None
    for other in (guide, PersonFactory()):
        client.force_login(other)
        assert client.get(mine).status_code == 404


def test_a_guide_ends_the_path_though_they_wait_for_an_answer_about_a_longer_placement(guide, resident):
    placement = resident.placements.get(state=PlacementState.ONGOING)
    step = new_step(placement.plan)
    later = placement.ends_on + timedelta(days=14)
    asked = {"reason": "Praktiken började sent.", "way_onward": "Söka arbete", "onward_step": step, "asked_by": guide}
    extension = Extension.objects.create(
        placement=placement,
        number=2,
        state=ExtensionState.ASKED,
        from_day=placement.ends_on,
        to_day=later,
        asked_on=clock.today(),
        **asked,
    )
    ended(resident, guide)
    extension.refresh_from_db()
    assert (extension.state, extension.decided_by) == (ExtensionState.REFUSED, guide)
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.filter(pk=extension.pk).update(state=ExtensionState.AGREED)


def test_a_double_click_ends_it_once(guide, resident):
    assignment = the_assignment(resident)
    first = actions.end_path(actor=guide, assignment=assignment, kind=PathKind.MOVED)
    assert actions.end_path(actor=guide, assignment=assignment, kind=PathKind.MOVED) == first
    assert PathFollowUp.objects.count() == 2


def test_work_without_a_first_day_is_asked_for_and_nothing_is_changed(client, guide, resident):
    client.force_login(guide)
    answer = client.post(reverse("guidance:end_path", args=[resident.pk]), {"kind": "job", "form_key": "x" * 32})
    assert answer.status_code == 422
    assert "Skriv vilken dag" in answer.content.decode()
    assert not PathEnd.objects.exists()
    assert the_assignment(resident).ended_on is None


def test_somebody_with_another_guide_by_now_is_not_ended(guide, resident):
    manager = staff(Role.UNIT_MANAGER)
    old = the_assignment(resident)
    actions.hand_over(actor=manager, assignment=old, to=new_guide(), text="Ny guide.")
    with pytest.raises(Conflict):
        actions.end_path(actor=manager, assignment=old, kind=PathKind.MOVED)


def test_whoever_comes_back_within_a_year_is_counted(guide, resident):
    end = ended(resident, guide)
    actions.assign_guide(actor=staff(Role.UNIT_MANAGER), resident=resident, guide=guide)
    end.refresh_from_db()
    assert end.returned_on == clock.today()


def test_whoever_comes_back_after_more_than_a_year_is_not(guide, resident):
    end = ended(resident, guide)
    PathEnd.objects.update(ended_on=clock.today() - timedelta(days=366))
    actions.assign_guide(actor=staff(Role.UNIT_MANAGER), resident=resident, guide=guide)
    end.refresh_from_db()
    assert end.returned_on is None


def test_the_daily_job_asks_once_and_only_those_whom_a_machine_reaches(guide, resident):
    by_letter = new_resident(guide, reach_via=ReachVia.LETTER)
    asked, rung, back = due(ended(resident, guide)), due(ended(by_letter, guide)), new_resident(guide)
    returned = due(ended(back, guide))
    actions.assign_guide(actor=staff(Role.UNIT_MANAGER), resident=back, guide=guide)
    for _twice in range(2):
        ending_jobs.ask.call()
    assert list(Notice.objects.filter(kind=NoticeKind.PATH_ENDED).values_list("resident", flat=True)) == [resident.pk]
    for row, day in ((asked, clock.today()), (rung, None), (returned, None)):
        row.refresh_from_db()
        assert row.asked_on == day


def test_the_person_answers_signed_in_one_question_a_page(client, guide, resident):
    follow_up = due(ended(resident, guide))
    client.force_login(resident)
    url, told = reverse("guidance:how_it_went"), {}
    assert "Vad gör du nu?" in client.get(url).content.decode()
    for at, answer, then in [("still", "work", "Hjälpte det"), ("helped", "partly", "Vill du säga något mer?")]:
        told[at] = answer
        assert then in client.post(url, told | {"at": at, "form_key": "k" * 32}).content.decode()
    sent = told | {"at": "words", "words": "Tack för hjälpen.", "form_key": "k" * 32}
    for _twice in range(2):
        assert client.post(url, sent)["Location"] == reverse("guidance:how_it_went_thanks")
    follow_up.refresh_from_db()
    assert (follow_up.still, follow_up.helped, follow_up.words) == ("work", "partly", "Tack för hjälpen.")
    assert AuditRecord.objects.filter(verb="path.answered").count() == 1
    assert "Ingen fråga" in client.get(url).content.decode()


def test_a_question_without_an_answer_is_asked_again(client, guide, resident):
    due(ended(resident, guide))
    client.force_login(resident)
    answer = client.post(reverse("guidance:how_it_went"), {"at": "still", "form_key": "k" * 32})
    assert answer.status_code == 422
    assert "Välj ett svar" in answer.content.decode()


def test_four_words_are_enough_without_a_sign_in(client, guide, resident):
    follow_up = due(ended(resident, guide))
    code, url = str(asked_after.code_of(follow_up)), reverse("guidance:how_it_went")
    page = client.post(url, {"code": code.upper(), "form_key": "k" * 32})
    assert resident.name not in page.content.decode()
    pass_ = page.context["form"]["pass_"].value()
    assert code not in pass_
    told = {"still": "studies", "helped": "yes", "pass_": pass_, "form_key": "k" * 32}
    assert client.post(url, told | {"at": "words", "words": ""}).status_code == 302
    follow_up.refresh_from_db()
    assert (follow_up.still, follow_up.helped) == ("studies", "yes")
    again = client.post(url, {"code": code, "form_key": "k" * 32})
    assert again.status_code == 422


@pytest.mark.parametrize("typed", ["", "ett två", "gurka gurka gurka gurka", "abborre abborre abborre abborre"])
def test_other_words_open_nothing(client, guide, resident, typed):
    due(ended(resident, guide))
    assert client.post(reverse("guidance:how_it_went"), {"code": typed, "form_key": "k" * 32}).status_code == 422


def test_a_code_does_not_answer_for_another_and_not_before_its_day(guide, resident):
    end = ended(resident, guide)
    first, second = due(end), end.follow_ups.get(weeks=52)
    with pytest.raises(PermissionDenied):
        actions.answer_follow_up(actor=None, follow_up=first, still=Still.WORK, code=asked_after.code_of(second))
    with pytest.raises(Conflict):
        actions.answer_follow_up(actor=None, follow_up=second, still=Still.WORK, code=asked_after.code_of(second))


def test_another_answer_afterwards_is_refused(guide, resident):
    follow_up = due(ended(resident, guide))
    actions.answer_follow_up(actor=resident, follow_up=follow_up, still=Still.WORK)
    actions.answer_follow_up(actor=resident, follow_up=follow_up, still=Still.WORK)
    with pytest.raises(Conflict):
        actions.answer_follow_up(actor=resident, follow_up=follow_up, still=Still.OTHER)


def test_the_guide_rings_and_writes_what_was_said(client, guide, resident):
    follow_up = due(ended(resident, guide))
    client.force_login(guide)
    assert resident.name in client.get(reverse("guidance:follow_ups")).content.decode()
    url = reverse("guidance:follow_up", args=[follow_up.pk])
    assert str(asked_after.code_of(follow_up)) in client.get(url).content.decode()
    answer = client.post(url, {"still": "unknown", "helped": "", "words": "", "form_key": "k" * 32})
    assert answer.status_code == 302
    follow_up.refresh_from_db()
    assert (follow_up.still, follow_up.helped) == (Still.UNKNOWN, "")
    assert resident.name not in client.get(reverse("guidance:follow_ups")).content.decode()


@pytest.mark.parametrize(
    ("reached", "asked_days_ago", "failed", "why"),
    [
        ({"reach_via": "letter"}, None, False, "Vill ha brev"),
        ({"reach_via": "sms", "phone": ""}, None, False, "Vi har inget nummer"),
        ({"reach_via": "email", "email": ""}, None, False, "Vi har inget nummer"),
        ({"reach_via": "sms", "phone": "070-1740609"}, 3, True, "Frågan kom inte fram"),
        ({"reach_via": "web"}, 14, False, "inte svarat"),
    ],
)
def test_whoever_is_not_reached_stands_first(client, guide, resident, reached, asked_days_ago, failed, why):
    other = new_resident(guide)
    asked = due(ended(other, guide))
    asked.due_on -= timedelta(days=30)
    asked.asked_on = clock.today()
    asked.save()
    for name, value in reached.items():
        setattr(resident, name, value)
    resident.save()
    end = ended(resident, guide)
    follow_up = due(end)
    if asked_days_ago is not None:
        actions.ask_follow_up(actor=None, follow_up=follow_up)
        PathFollowUp.objects.filter(pk=follow_up.pk).update(asked_on=clock.today() - timedelta(days=asked_days_ago))
    if failed:
        Notice.objects.filter(resident=resident, kind=NoticeKind.PATH_ENDED).update(state="failed")
    client.force_login(guide)
    page = client.get(reverse("guidance:follow_ups"))
    first, second = page.context["found"].rows
    assert (first[0], first[2], second[2]) == (follow_up, True, False)
    assert why in page.text
    assert "Vänta lite" in page.text
    day = " ".join(client.get(reverse("guidance:today")).text.split())
    assert "Ring 1 person som vi inte når på annat sätt" in day


def test_whoever_is_asked_tonight_is_not_rung(client, guide, resident):
    due(ended(resident, guide))
    client.force_login(guide)
    assert "Får frågan i natt" in client.get(reverse("guidance:follow_ups")).text
    assert "som vi inte når" not in client.get(reverse("guidance:today")).text


def test_reading_whom_to_ring_about_is_written_down(client, guide, resident):
    follow_up = due(ended(resident, guide))
    client.force_login(guide)
    client.get(reverse("guidance:follow_up", args=[follow_up.pk]))
    assert ReadRecord.objects.filter(reader=guide, person=resident, what="follow_up").exists()


def many_ends(guide, number: int) -> None:
    """So many paths that ended half a year ago, most with an answer."""
    unit = guide.guide_profile.unit
    resident, today = PersonFactory(), clock.today()
    rows = GuideAssignment.objects.bulk_create(
        GuideAssignment(
            resident=resident,
            guide=guide,
            unit=unit,
            began_on=today - timedelta(days=400),
            began_as="entry",
            ended_on=today - timedelta(days=190),
            ended_as="path_ended",
        )
        for _each in range(number)
    )
    ends = PathEnd.objects.bulk_create(
        PathEnd(
            resident_id=row.resident_id,
            assignment=row,
            ended_on=row.ended_on,
            kind=PathKind.JOB if place % 2 else PathKind.MOVED,
            since=row.ended_on,
            counts_as=CountsAs.WORK if place % 2 else CountsAs.OTHER,
            ended_by=guide,
        )
        for place, row in enumerate(rows)
    )
    PathFollowUp.objects.bulk_create(
        PathFollowUp(path_end=end, weeks=26, due_on=today - timedelta(days=8)) for end in ends
    )


@pytest.mark.parametrize("name", ["follow_ups", "outcomes"])
def test_the_pages_cost_the_same_for_10_and_for_1000(client, queries_of, guide, name):
    manager = staff(Role.UNIT_MANAGER)
    client.force_login(manager)
    many_ends(guide, 10)
    client.get(reverse(f"guidance:{name}"))
    few = queries_of(reverse(f"guidance:{name}"))
    many_ends(guide, 990)
    assert queries_of(reverse(f"guidance:{name}")) == few <= 12


def test_the_manager_reads_the_share_and_no_small_number(client, guide):
    many_ends(guide, 20)
    PathEnd.objects.filter(kind=PathKind.MOVED).update(kind=PathKind.PENSION)
    one = PathEnd.objects.filter(kind=PathKind.PENSION).first()
    one.kind = PathKind.HEALTH
    one.save()
    client.force_login(staff(Role.UNIT_MANAGER))
    page = client.get(reverse("guidance:outcomes"))
    assert page.context["outcomes"].share == 50
    kinds = dict(page.context["outcomes"].kinds)
    assert kinds["sjukdom eller vård"] == "few"
    assert kinds["pension"] == "withheld"
    walls.stand(walls.SYSTEM)
