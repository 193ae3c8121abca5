"""The story of the demo town holds: the meetings, who was asked and came, what was said, and what came of it. Nobody in
it is real, and its counters and threads are as if it had happened."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count, F
from django.urls import reverse

from analysis import disclosure
from medskapa.change.models import (
    Comment,
    Decision,
    DevelopmentGroup,
    ImprovementArea,
    Judgement,
    Member,
    Proposal,
    ProposalState,
    Source,
    Suggestion,
    SuggestionState,
    TownFigure,
    Trait,
    WorkingGroup,
)
from medskapa.core import audit, clock
from medskapa.meetings import draws
from medskapa.meetings.models import (
    AgendaItem,
    Draw,
    Invitation,
    InvitationState,
    ItemKind,
    Meeting,
    MeetingState,
    Message,
    MessageKind,
    MessageState,
    Origin,
    Outcome,
    PoolMember,
    RefusalReason,
    Statement,
    TableNote,
)
from medskapa.meetings.queries import opinions
from medskapa.people.models import Kind, Person
from medskapa.people.queries import demo_faces
from medskapa.voice.models import AnswerKind, AnswerVia, Delivery, Event, EventKind, Theme, ThemeMerge, Viewpoint
from medskapa.voice.texts import least
from tests.demo.test_town import assert_true

pytestmark = pytest.mark.django_db
WEDNESDAY = 3


@pytest.fixture(scope="module", autouse=True)
def story(django_db_setup, django_db_blocker):
    """The town, loaded once for all tests here: what one of them changes is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", verbosity=0)
        yield
        transaction.set_rollback(True)


def test_the_demo_town_is_as_if_it_had_happened():
    assert_true()
    assert audit.verify() > 500
    assert Viewpoint.objects.count() > 200
    assert Theme.objects.count() > 11
    undone = ThemeMerge.objects.filter(undone_at__isnull=False).count()
    assert (ThemeMerge.objects.count() - undone, undone) == (1, 1)
    assert Viewpoint.objects.filter(anonymous=True).count() > 50
    assert {"received", "asked", "answered", "closed", "withdrawn"} == set(
        Viewpoint.objects.values_list("state", flat=True).distinct()
    )
    told = Delivery.objects.filter(answer__kind=AnswerKind.NEWS)
    assert {AnswerVia.SMS, AnswerVia.LETTER, AnswerVia.CONTACT} <= set(told.values_list("via", flat=True).distinct())
    _assert_nobody_is_real()


def _assert_nobody_is_real():
    assert not Person.objects.filter(is_demo=False).exists()
    assert all(
        re.fullmatch(r"070-?17406\d\d", phone)
        for phone in Person.objects.exclude(phone="").values_list("phone", flat=True)
    )
    assert all(
        email.endswith("@example.se") for email in Person.objects.exclude(email="").values_list("email", flat=True)
    )


def meeting(number):
    return Meeting.objects.get(group=None, number=number)


def test_two_meetings_are_held_and_closed_a_third_is_planned_and_one_is_to_come():
    ours = Meeting.objects.filter(group=None).order_by("number")
    states = list(ours.values_list("title", "state", "previous__number"))
    assert states == [
        ("Invånarträff 1", MeetingState.CLOSED, None),
        ("Invånarträff 2", MeetingState.CLOSED, 1),
        ("Invånarträff 3", MeetingState.DRAFT, 2),
        ("Temamöte: våra gemensamma mål", MeetingState.ANNOUNCED, None),
    ]


def test_the_meeting_to_come_can_be_read_of_and_answered_by_anybody_and_says_that_it_is_made_up(client):
    coming = meeting(4)
    assert clock.now() < coming.starts_at < clock.now() + timedelta(days=14)
    assert coming.reply_by > clock.today()
    page = client.get(reverse("meetings:meeting", args=[coming.slug])).text
    assert "påhittat för demostaden" in page
    assert coming.items.filter(asked=True).count() == 2
    waiting = coming.invitations.filter(state=InvitationState.ASKED, member__person__isnull=False)
    assert waiting.count() == 2


def test_the_second_meeting_is_a_wednesday_afternoon_at_yrkeshogskolan_with_four_tables_and_media():
    second = meeting(2)
    begins, ends = (clock.midnight(clock.day_of(at)) for at in (second.starts_at, second.ends_at))
    assert second.starts_at.isoweekday() == WEDNESDAY
    assert (second.starts_at - begins).total_seconds() == 12.5 * 3600
    assert (second.ends_at - ends).total_seconds() == 16 * 3600
    assert second.where == "Yrkeshögskolan, Rönnowsgatan 8"
    assert second.media_welcome
    assert second.press_text
    assert second.tables.count() == 4
    assert second.guests.filter(kind="politician", title__startswith="ordförande", coming=True).exists()


def test_what_nobody_finished_is_carried_from_meeting_to_meeting():
    for number in (1, 2):
        left = AgendaItem.objects.filter(meeting=meeting(number), outcome=Outcome.CARRIED_OVER)
        assert left.exists()
        carried = AgendaItem.objects.filter(meeting=meeting(number + 1), kind=ItemKind.CARRIED)
        assert set(carried.values_list("came_from", flat=True)) == set(left.values_list("pk", flat=True))
    third = meeting(3).items
    assert third.filter(kind=ItemKind.SINCE_LAST).exclude(text="").exists()
    assert third.filter(kind=ItemKind.QUESTION).exists()  # what was said and belonged nowhere


def test_every_item_has_an_outcome_and_each_kind_of_outcome_is_there():
    standing = AgendaItem.objects.filter(
        meeting__state=MeetingState.CLOSED, dropped_at__isnull=True, merged_into__isnull=True
    )
    assert not standing.filter(outcome="").exists()
    assert set(standing.values_list("outcome", flat=True)) == set(Outcome.values)


def test_the_pool_is_of_some_150_residents_and_the_draw_singles_nobody_out():
    assert 140 <= PoolMember.objects.filter(only_for__isnull=True).count() <= 160
    assert PoolMember.objects.filter(left_on__isnull=False).exists()
    draw = Draw.objects.get(meeting=meeting(2))
    rows = [{name: value for name, value in row.items() if name != "id"} for row in draw.pool]
    assert not disclosure.alone(rows, least=least())
    assert draw.result["resting"] > 0  # those of the first meeting are spared
    draws.again(draw)  # raises where it gives other people
    assert all(outcome.reason is None for outcome in draws.outcomes_of(draw))


def test_about_thirty_who_were_drawn_came_and_others_said_why_not():
    invited = Invitation.objects.filter(meeting=meeting(2))
    came = invited.filter(arrived_at__isnull=False)
    assert 26 <= came.filter(origin=Origin.DRAWN).count() <= 34
    assert invited.filter(origin=Origin.PICKED).exclude(picked_why="").exists()
    assert len(draws.drawn_of(meeting(2).draw).chosen) == 32
    assert meeting(2).draw.result["rounds"]  # free seats went on to the next
    reasons = set(invited.filter(state=InvitationState.NO).values_list("refusal_reason", flat=True))
    assert RefusalReason.TIME in reasons
    assert len(reasons) >= 3
    assert invited.exclude(interpreter="").exists()
    assert invited.exclude(food="").exists()
    assert set(invited.filter(state=InvitationState.YES).values_list("replied_by", flat=True)) >= {"web", "sms"}
    assert meeting(1).invitations.filter(arrived_at__isnull=False).count() >= 8


def test_everybody_who_came_is_told_what_came_of_it():
    came = Invitation.objects.filter(arrived_at__isnull=False)
    told = Message.objects.filter(kind=MessageKind.FOLLOW_UP, state=MessageState.SENT)
    assert set(told.values_list("invitation", flat=True)) == set(came.values_list("pk", flat=True))
    assert {"letter", "sms", "email"} <= set(told.values_list("via", flat=True))


def test_what_was_said_is_written_down_at_every_table_without_names():
    notes = TableNote.objects.filter(meeting=meeting(2))
    assert notes.count() >= 40
    assert notes.values("table").distinct().count() == 4
    assert not notes.exclude(said_by="").exists()
    assert notes.filter(item=None).exists()
    tied = notes.filter(item__outcome__in=[Outcome.ANSWERED, Outcome.PROPOSAL])
    assert not tied.filter(viewpoint__isnull=True).exists()
    open_states = ["received", "asked"]
    assert not Viewpoint.objects.filter(table_note__in=tied, state__in=open_states).exists()


def test_the_minutes_are_published_in_both_variants():
    for number in (1, 2):
        minutes = meeting(number).minutes
        assert minutes.state == "published"
        assert minutes.plain_intro
        sections = minutes.sections.all()
        assert len(sections) >= 8
        assert all(section.said and section.plain_said for section in sections)


def test_statements_are_voted_on_and_the_votes_fall_into_groups_that_may_be_shown():
    statements = Statement.objects.filter(meeting=meeting(2))
    assert 20 <= statements.count() <= 30
    assert not statements.filter(plain_text="").exists()
    assert meeting(2).ballots.count() >= 26
    assert set(meeting(2).ballots.values_list("voted_by", flat=True)) == {"phone", "paper"}
    found = opinions.opinions_of(meeting(2)).found
    assert found.too_few is None
    assert len(found.groups) >= 2
    assert found.agreed


def test_three_development_groups_and_eight_working_groups_of_about_a_hundred_staff():
    assert DevelopmentGroup.objects.count() == 3
    assert WorkingGroup.objects.count() == 8
    assert set(ImprovementArea.objects.values_list("process", flat=True)) == {"targeted", "influence", "smooth"}
    assert not ImprovementArea.objects.filter(source="").exists()
    staff = Person.objects.filter(kind=Kind.STAFF, group_memberships__working_group__isnull=False).distinct()
    assert 85 <= staff.count() <= 115
    for group in WorkingGroup.objects.all():
        assert group.members.filter(role="leads", person__kind=Kind.STAFF).count() == 1
        assert group.progress.exists()
    assert Member.objects.filter(person__kind=Kind.RESIDENT).exists()


def test_the_threads_of_what_was_taken_up_tell_of_it_once_a_meeting():
    for item in AgendaItem.objects.filter(meeting=meeting(2), merged_into=None, dropped_at=None):
        kinds = item.thread.events.filter(at__date__gte=clock.day_of(meeting(2).announced_at)).values("kind")
        counted = dict(kinds.annotate(many=Count("pk")).values_list("kind", "many"))
        assert counted[EventKind.ON_AGENDA] == 1
        assert counted[EventKind.DISCUSSED] >= 1


def test_one_signs_in_as_somebody_who_has_something_to_do_here():
    people = list(demo_faces())
    assert len(people) < 35
    assert {"lovisa_ekdahl", "lars_tornberg", "kim"} <= {person.login for person in people}


def test_the_audit_chain_is_whole_and_each_thread_ends_where_it_says():
    assert audit.verify() > 1500
    for item in AgendaItem.objects.annotate(last=F("thread__length")).select_related("thread"):
        assert item.thread.events.count() == item.last


def proposal(title):
    return Proposal.objects.get(title=title)


def test_there_are_proposals_in_every_state_and_each_says_where_it_comes_from():
    assert set(Proposal.objects.values_list("state", flat=True)) == set(ProposalState.values)
    assert not Proposal.objects.filter(sources=None).exists()
    kinds = ("item", "theme", "working_group", "viewpoint")
    assert all(Source.objects.filter(**{f"{kind}__isnull": False}).exists() for kind in kinds)
    assert set(Suggestion.objects.values_list("state", flat=True)) == set(SuggestionState.values)


def test_simpler_letters_are_carried_out_measured_and_judged_by_residents():
    letters = proposal("Tjugo brev skrivs om, och invånare läser dem först")
    assert letters.state == ProposalState.CARRIED_OUT
    assert letters.sources.filter(item__meeting=meeting(2), through=None).exists()
    assert letters.sources.filter(through__state=ProposalState.MERGED).exists()
    effect = letters.effect
    assert effect.agreed_on < clock.day_of(letters.thread.events.get(kind=EventKind.CARRIED_OUT).at)
    values = list(effect.points.order_by("measured_on").values_list("value", flat=True))
    assert values[-1] <= effect.target < effect.baseline
    judged = Judgement.objects.filter(round__proposal=letters)
    assert judged.count() >= 30
    assert set(judged.values_list("judged_by", flat=True)) == {"code", "sms", "paper"}
    assert set(judged.values_list("verdict", flat=True)) == {"better", "same", "worse", "unsure"}


def test_more_ways_of_contact_are_being_tried_and_one_may_change_case_handler():
    ways = proposal("Telefon en kväll i veckan, och svar med sms")
    assert ways.state == ProposalState.YES
    assert ways.steps.filter(done_on=None).exists()
    change = proposal("Ett enkelt sätt att byta handläggare, med svar inom en vecka")
    assert change.state == ProposalState.CARRIED_OUT
    assert change.rounds.filter(closes_on__gte=clock.today()).exists()  # one can still answer


def test_the_board_and_the_management_say_why_in_both_variants():
    decisions = Decision.objects.all()
    assert set(decisions.values_list("body", flat=True)) == {"board", "management"}
    assert set(decisions.values_list("word", flat=True)) == {"yes", "no", "later"}
    assert not decisions.filter(plain_reasons="").exists()


def test_whoever_was_there_and_members_talk_about_proposals():
    spoken = set(Comment.objects.values_list("spoken_by", flat=True))
    assert spoken == {"participant", "resident", "member"}
    assert Comment.objects.exclude(answer="").exists()


def test_all_that_the_threads_tell_is_told_in_plain_swedish_too():
    kinds = [EventKind.ON_AGENDA, EventKind.PROPOSED, EventKind.TAKEN_BY_GROUP, EventKind.DECIDED]
    kinds += [EventKind.CARRIED_OUT, EventKind.EFFECT_SEEN]
    told = Event.objects.filter(kind__in=kinds, thread__own_proposal__isnull=False)
    assert told.count() > 40
    assert not told.filter(plain_text="").exists()


@pytest.mark.parametrize("item", ["Rätt att byta handläggare", "Brev och besked som går att förstå"])
def test_the_thread_of_a_theme_runs_from_what_was_said_to_what_is_different(item):
    thread = AgendaItem.objects.get(meeting=meeting(2), title=item, merged_into=None).thread
    kinds = list(thread.events.order_by("number").values_list("kind", flat=True))
    way = ["grouped", "on_agenda", "discussed", "proposed", "taken_by_group", "decided", "carried_out", "effect_seen"]
    places = [len(kinds) - 1 - kinds[::-1].index(kind) for kind in way if kind != "proposed"]
    assert places == sorted(places)
    assert "proposed" in kinds


def test_one_can_see_whose_voices_are_missing():
    assert set(TownFigure.objects.values_list("trait", flat=True)) == set(Trait.values)
    assert all("påhittade" in source.lower() for source in TownFigure.objects.values_list("source", flat=True))
