"""Activities: an organisation writes and publishes, anyone signs up, a line forms, and what changes is told."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from medskapa.commons import actions, activity_codes, activity_daily, activity_words, policy
from medskapa.commons.models import (
    Activity,
    ActivityState,
    MemberTask,
    Occasion,
    OccasionState,
    SignUp,
    SignUpMessage,
    SignUpNews,
    SignUpState,
)
from medskapa.commons.queries import activities as queries
from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.models import AuditRecord, AuditWaiting
from medskapa.people.models import Role
from tests.activity_factories import FIELDS, ActivityFactory, an_occasion, signed
from tests.commons_factories import OrganisationFactory, partner
from tests.factories import PlaceFactory, staff

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def association():
    return OrganisationFactory()


@pytest.fixture
def leader(association):
    return partner(association)


@pytest.fixture
def editor():
    return staff(Role.EDITOR)


@pytest.fixture
def place():
    return PlaceFactory()


@pytest.fixture
def draft(leader, association, place):
    activity = actions.write_activity(actor=leader, organisation=association, place=place, **FIELDS)
    an_occasion(activity)
    return activity


@pytest.fixture
def activity(association):
    return ActivityFactory(organisation=association)


def ahead(days=7):
    return clock.today() + timedelta(days=days)


def told(kind=None):
    rows = SignUpMessage.objects.all()
    return rows.filter(kind=kind).count() if kind else rows.count()


def test_editors_are_told_in_one_mail_a_day_that_an_activity_waits(leader, draft, django_capture_on_commit_callbacks):
    staff(Role.EDITOR, email="redaktor@example.se")
    activity_daily.tell_editors()
    assert mail.outbox == []
    actions.send_activity(actor=leader, activity=draft)
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            activity_daily.tell_editors()
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["redaktor@example.se"], "En aktivitet väntar på dig")


# Writing


def test_a_leader_writes_a_draft_that_only_its_own_and_editors_see(draft, leader, editor, association):
    assert (draft.state, draft.slug) == (ActivityState.DRAFT, "kvinnogrupp")
    assert policy.may_keep_activity(leader, draft)
    assert policy.may_keep_activity(editor, draft)
    assert not policy.may_keep_activity(partner(OrganisationFactory()), draft)
    assert not queries.coming(queries.Wanted()).rows


def test_whoever_only_helps_or_leads_another_writes_nothing(association, place):
    for stranger in (partner(association, MemberTask.HELPS), partner(OrganisationFactory()), staff(Role.PLANNER)):
        with pytest.raises(PermissionDenied):
            actions.write_activity(actor=stranger, organisation=association, place=place, **FIELDS)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "!!!"}, "title"),
        ({"title": "x" * 101}, "title"),
        ({"text": ""}, "text"),
        ({"text": "x" * 3001}, "text"),
        ({"kind": "finns-inte"}, "kind"),
        ({"cost": "x" * 101}, "cost"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_the_field(leader, association, place, wrong, field):
    with pytest.raises(ValidationError) as refused:
        actions.write_activity(actor=leader, organisation=association, place=place, **FIELDS | wrong)
    assert field in refused.value.message_dict
    assert not Activity.objects.exists()


def test_two_of_the_same_name_get_an_address_each(leader, association, place):
    slugs = [
        actions.write_activity(actor=leader, organisation=association, place=place, **FIELDS).slug for _each in "ab"
    ]
    assert slugs == ["kvinnogrupp", "kvinnogrupp-2"]


def test_whoever_comes_second_does_not_write_over_the_first(draft, leader):
    actions.edit_activity(actor=leader, activity=draft, version=1, place=draft.place, **FIELDS)
    with pytest.raises(Conflict):
        actions.edit_activity(actor=leader, activity=draft, version=1, place=draft.place, **FIELDS)
    draft.refresh_from_db()
    assert draft.version == 2


# When it is


def test_each_week_until_a_day_without_those_that_are_skipped_and_holidays(activity, leader):
    with clock.fixed(datetime(2026, 12, 1, 12, tzinfo=HERE)):
        made = actions.add_occasions(
            actor=leader,
            activity=activity,
            day=date(2026, 12, 4),
            starts=time(18),
            ends=time(20, 30),
            seats=12,
            until=date(2027, 1, 8),
            skip=[date(2026, 12, 18)],
            not_on_holidays=True,
        )
    days = [each.starts_at.astimezone(HERE).date() for each in made]
    assert days == [date(2026, 12, 4), date(2026, 12, 11), date(2027, 1, 8)]
    assert {each.starts_at.astimezone(HERE).hour for each in made} == {18}


def test_the_clock_on_the_wall_stays_when_summer_time_ends(activity, leader):
    with clock.fixed(datetime(2026, 10, 1, 12, tzinfo=HERE)):
        made = actions.add_occasions(
            actor=leader, activity=activity, day=date(2026, 10, 20), starts=time(18), ends=time(20),
            until=date(2026, 10, 27),
        )  # fmt: skip
    assert [each.starts_at.astimezone(HERE).hour for each in made] == [18, 18]
    assert made[1].starts_at.astimezone(HERE).utcoffset() != made[0].starts_at.astimezone(HERE).utcoffset()


def test_times_that_stand_there_are_not_made_twice(activity, leader):
    when = {"day": ahead(), "starts": time(18), "ends": time(20), "until": ahead(21)}
    assert len(actions.add_occasions(actor=leader, activity=activity, **when)) == 3
    assert actions.add_occasions(actor=leader, activity=activity, **when) == []
    assert Occasion.objects.count() == 3


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"day": date(2020, 1, 1)}, "day"),
        ({"day": date(9999, 1, 1)}, "day"),
        ({"until": date(2020, 1, 1)}, "until"),
        ({"until": date(9999, 12, 31)}, "until"),
        ({"ends": time(18)}, "ends"),
        ({"seats": 0}, "seats"),
        ({"seats": 10**9}, "seats"),
    ],
)
def test_a_time_that_cannot_be_is_said_beside_the_field(activity, leader, wrong, field):
    when = {"day": ahead(), "starts": time(18), "ends": time(20), "seats": 5} | wrong
    with pytest.raises(ValidationError) as refused:
        actions.add_occasions(actor=leader, activity=activity, **when)
    assert field in refused.value.message_dict


def test_nothing_left_of_the_days_is_said(activity, leader):
    with pytest.raises(ValidationError):
        actions.add_occasions(
            actor=leader, activity=activity, day=ahead(), starts=time(9), ends=time(10), until=ahead(), skip=[ahead()]
        )


def test_what_ends_after_midnight_ends_the_next_day(activity, leader):
    (made,) = actions.add_occasions(actor=leader, activity=activity, day=ahead(), starts=time(20), ends=time(1))
    assert made.ends_at - made.starts_at == timedelta(hours=5)


# Publishing


def test_the_first_ones_wait_for_an_editor_and_then_anyone_sees_them(draft, leader, editor):
    for _twice in range(2):
        actions.send_activity(actor=leader, activity=draft)
    assert draft.state == ActivityState.WAITING
    assert queries.to_read(editor) == 1
    with pytest.raises(PermissionDenied):
        actions.approve_activity(actor=leader, activity=draft)
    for _twice in range(2):
        actions.approve_activity(actor=editor, activity=draft)
    assert draft.state == ActivityState.PUBLISHED
    assert [each.activity for each in queries.coming(queries.Wanted()).rows] == [draft]
    assert AuditRecord.objects.filter(verb="activity.approved").count() == 1


def test_nothing_is_sent_without_a_time(leader, association, place):
    activity = actions.write_activity(actor=leader, organisation=association, place=place, **FIELDS)
    with pytest.raises(Conflict):
        actions.send_activity(actor=leader, activity=activity)


def test_an_editor_asks_for_a_change_and_it_is_sent_again(draft, leader, editor):
    actions.send_activity(actor=leader, activity=draft)
    with pytest.raises(ValidationError):
        actions.return_activity(actor=editor, activity=draft, words=" ")
    actions.return_activity(actor=editor, activity=draft, words="Skriv vem den är för.")
    assert (draft.state, draft.editor_words) == (ActivityState.DRAFT, "Skriv vem den är för.")
    actions.send_activity(actor=leader, activity=draft)
    assert (draft.state, draft.editor_words) == (ActivityState.WAITING, "")


def test_what_is_refused_says_why_and_is_over(draft, leader, editor):
    actions.send_activity(actor=leader, activity=draft)
    actions.return_activity(actor=editor, activity=draft, words="Den är inte öppen för alla.", refuse=True)
    assert draft.state == ActivityState.REFUSED
    for act in (
        lambda: actions.send_activity(actor=leader, activity=draft),
        lambda: actions.edit_activity(actor=leader, activity=draft, version=1, place=draft.place, **FIELDS),
        lambda: actions.approve_activity(actor=editor, activity=draft),
        lambda: actions.return_activity(actor=editor, activity=draft, words="Nej."),
    ):
        with pytest.raises(Conflict):
            act()


def test_after_three_an_editor_may_trust_the_organisation_with_one_press(association, leader, editor, draft):
    for number in range(3):
        with pytest.raises(Conflict):
            actions.trust_organisation(actor=editor, organisation=association)
        ActivityFactory(organisation=association, approved_by=editor, approved_version=1, slug=f"nummer-{number}")
    for _twice in range(2):
        actions.trust_organisation(actor=editor, organisation=association)
    assert AuditRecord.objects.filter(verb="organisation.trusted").count() == 1
    assert actions.send_activity(actor=leader, activity=draft).state == ActivityState.PUBLISHED


def test_what_one_that_is_not_trusted_changes_afterwards_is_read_again(draft, leader, editor):
    actions.send_activity(actor=leader, activity=draft)
    actions.approve_activity(actor=editor, activity=draft)
    actions.edit_activity(actor=leader, activity=draft, version=1, place=draft.place, **FIELDS | {"text": "Annat."})
    assert draft.state == ActivityState.PUBLISHED
    assert queries.to_read(editor) == 1
    actions.approve_activity(actor=editor, activity=draft)
    assert queries.to_read(editor) == 0


# Signing up


def test_anyone_signs_up_with_a_first_name_alone_and_finds_it_by_the_code(activity):
    made = actions.sign_up(actor=None, occasion=an_occasion(activity, seats=5), name="  Alma ", how_many=2)
    assert (made.state, made.name, made.occasion.taken) == (SignUpState.SEATED, "Alma", 2)
    assert activity_codes.holder_of(activity_codes.code_of(made)) == made
    assert told() == 0
    assert AuditWaiting.objects.filter(verb="occasion.signed_up").count() == 1


def test_the_code_goes_by_the_way_that_was_chosen_and_the_name_does_not(activity, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        made = signed(an_occasion(activity, seats=5), name="Hemliga Hulda")
    (letter,) = mail.outbox
    assert str(activity_codes.code_of(made)) in letter.body
    assert activity.title in letter.body
    assert "Hulda" not in letter.body + letter.subject
    assert SignUpMessage.objects.get().state == "sent"


def test_where_it_is_full_one_waits_in_line_and_must_be_reachable(activity):
    occasion = an_occasion(activity, seats=1)
    signed(occasion)
    with pytest.raises(ValidationError) as refused:
        actions.sign_up(actor=None, occasion=occasion, name="Bo")
    assert "via" in refused.value.message_dict
    second, third = signed(occasion, "Bo"), signed(occasion, "Cissi")
    assert [second.state, third.state] == [SignUpState.WAITING] * 2
    assert (second.queue, third.queue) == (1, 2)
    assert occasion.taken == 1


def test_a_free_seat_goes_to_the_first_in_line_who_is_told_and_has_a_day_to_say_no(activity):
    occasion = an_occasion(activity, seats=1)
    first, second, third = signed(occasion), signed(occasion, "Bo"), signed(occasion, "Cissi")
    for _twice in range(2):
        actions.withdraw_sign_up(actor=None, sign_up=first)
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == (SignUpState.SEATED, SignUpState.WAITING)
    assert second.say_no_by - clock.now() > timedelta(hours=23)
    assert SignUpMessage.objects.filter(kind=SignUpNews.GIVEN).get().sign_up == second
    actions.withdraw_sign_up(actor=None, sign_up=second)
    third.refresh_from_db()
    occasion.refresh_from_db()
    assert third.state == SignUpState.SEATED
    assert occasion.taken == 1


def test_a_seat_goes_past_those_it_is_not_enough_for_and_nobody_slips_by_the_line(activity):
    occasion = an_occasion(activity, seats=3)
    first, _stays = signed(occasion), signed(occasion, "Bo", how_many=2)
    family, alone = signed(occasion, "Familj", how_many=2), signed(occasion, "Cissi")
    actions.withdraw_sign_up(actor=None, sign_up=first)
    family.refresh_from_db()
    alone.refresh_from_db()
    assert (family.state, alone.state) == (SignUpState.WAITING, SignUpState.SEATED)
    actions.withdraw_sign_up(actor=None, sign_up=alone)
    assert signed(occasion, "Sen").state == SignUpState.WAITING


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "Alma 8112189876"}, "name"),
        ({"how_many": 0}, "how_many"),
        ({"how_many": 11}, "how_many"),
        ({"how_many": 6}, "how_many"),
        ({"via": "brev"}, "via"),
        ({"via": "sms", "address": "hej"}, "address"),
        ({"via": "email", "address": "ingen"}, "address"),
        ({"via": "email", "address": ""}, "address"),
    ],
)
def test_a_sign_up_that_cannot_be_is_said_beside_the_field(activity, wrong, field):
    occasion = an_occasion(activity, seats=5)
    with pytest.raises(ValidationError) as refused:
        signed(occasion, **{"name": "Alma"} | wrong)
    assert field in refused.value.message_dict
    assert not SignUp.objects.exists()


def test_nobody_signs_up_for_what_has_begun_is_cancelled_or_needs_none(activity, leader):
    cancelled = an_occasion(activity, days=4)
    actions.cancel_occasion(actor=leader, occasion=cancelled, why="Ledaren är sjuk.")
    for occasion in (an_occasion(activity, days=-1), cancelled, an_occasion(ActivityFactory(signs_up=False))):
        with pytest.raises(Conflict):
            signed(occasion)


def test_the_organiser_takes_back_for_one_who_rings_and_nobody_else_does(activity, leader, editor):
    made = signed(an_occasion(activity, seats=1))
    for stranger in (editor, partner(OrganisationFactory())):
        with pytest.raises(PermissionDenied):
            actions.withdraw_sign_up(actor=stranger, sign_up=made)
    actions.withdraw_sign_up(actor=leader, sign_up=made)
    assert made.state == SignUpState.WITHDRAWN


def test_nothing_is_taken_back_once_it_has_begun(activity):
    occasion = an_occasion(activity)
    made = signed(occasion)
    with clock.fixed(occasion.starts_at + timedelta(minutes=1)), pytest.raises(Conflict):
        actions.withdraw_sign_up(actor=None, sign_up=made)


def test_the_names_are_for_the_organiser_alone(activity, leader, editor, association):
    occasion = an_occasion(activity, seats=1)
    signed(occasion)
    assert [each.name for each in queries.signed_up(viewer=leader, found=occasion)] == ["Alma"]
    for stranger in (editor, partner(OrganisationFactory()), partner(association, MemberTask.HELPS)):
        assert queries.signed_up(viewer=stranger, found=occasion) == []


# What is told


def test_a_moved_time_is_told_to_all_once_for_each_move(activity, leader):
    occasion = an_occasion(activity, seats=1)
    signed(occasion), signed(occasion, "Bo")
    actions.sign_up(actor=None, occasion=an_occasion(activity, days=5), name="Annan")
    for day in (8, 9):
        actions.change_occasion(
            actor=leader, occasion=occasion, day=ahead(day), starts=time(18), ends=time(20), seats=1
        )
    assert told(SignUpNews.MOVED) == 4
    assert SignUpMessage.objects.filter(kind=SignUpNews.MOVED, state="stopped").count() == 2
    words = activity_words.words_of(SignUpMessage.objects.filter(kind=SignUpNews.MOVED, change=2).first())
    assert "ny tid" in words[1]


def test_more_seats_are_given_to_those_who_wait_and_fewer_than_taken_are_refused(activity, leader):
    occasion = an_occasion(activity, seats=1)
    signed(occasion), signed(occasion, "Bo")
    same = {"day": clock.day_of(occasion.starts_at), "ends": time(23, 59)}
    starts = occasion.starts_at.astimezone(HERE).time().replace(hour=9)
    actions.change_occasion(actor=leader, occasion=occasion, starts=starts, seats=2, **same)
    assert (occasion.taken, told(SignUpNews.GIVEN)) == (2, 1)
    with pytest.raises(ValidationError) as refused:
        actions.change_occasion(actor=leader, occasion=occasion, starts=starts, seats=1, **same)
    assert "seats" in refused.value.message_dict


def test_a_cancelled_time_is_told_to_all_and_takes_nobody_more(activity, leader):
    occasion = an_occasion(activity, seats=1)
    signed(occasion), signed(occasion, "Bo")
    with pytest.raises(ValidationError):
        actions.cancel_occasion(actor=leader, occasion=occasion, why="")
    for _twice in range(2):
        actions.cancel_occasion(actor=leader, occasion=occasion, why="Ledaren är sjuk.")
    assert told(SignUpNews.CANCELLED) == 2
    assert "Ledaren är sjuk." in activity_words.words_of(SignUpMessage.objects.filter(kind="cancelled").first())[1]
    with pytest.raises(Conflict):
        actions.change_occasion(
            actor=leader, occasion=occasion, day=ahead(), starts=time(18), ends=time(20), seats=None
        )


def test_a_cancelled_activity_cancels_all_that_lies_ahead(activity, leader):
    past, first, second = (an_occasion(activity, days=days) for days in (-2, 2, 9))
    signed(first), signed(second)
    actions.cancel_activity(actor=leader, activity=activity, why="Lokalen är stängd.")
    past.refresh_from_db()
    assert past.state == OccasionState.PLANNED
    assert activity.occasions.filter(state=OccasionState.CANCELLED).count() == 2
    assert told(SignUpNews.CANCELLED) == 2
    with pytest.raises(Conflict):
        actions.add_occasions(actor=leader, activity=activity, day=ahead(), starts=time(9), ends=time(10))


def test_a_draft_is_not_cancelled(draft, leader):
    with pytest.raises(Conflict):
        actions.cancel_activity(actor=leader, activity=draft, why="Nej.")


def test_those_who_have_a_seat_are_reminded_once_the_day_before(activity):
    noon = datetime(2026, 6, 1, 12, tzinfo=HERE)
    with clock.fixed(noon):
        tomorrow, later = an_occasion(activity, days=1, seats=1), an_occasion(activity, days=2)
        signed(tomorrow), signed(tomorrow, "Bo"), signed(later)
        for _twice in range(2):
            activity_daily.remind_signed_up()
    assert SignUpMessage.objects.filter(kind=SignUpNews.TOMORROW).get().sign_up.name == "Alma"


def test_names_are_deleted_after_thirty_days_and_the_numbers_remain(activity):
    long_ago, lately = an_occasion(activity, days=1, seats=9), an_occasion(activity, days=9)
    signed(long_ago, how_many=3), signed(lately)
    with clock.fixed(long_ago.ends_at + timedelta(days=31)):
        activity_daily.forget_signed_up()
    assert [each.occasion for each in SignUp.objects.all()] == [lately]
    long_ago.refresh_from_db()
    assert (long_ago.taken, long_ago.forgotten_on is not None) == (3, True)


def test_what_is_not_true_any_more_is_not_said(activity):
    occasion = an_occasion(activity)
    made = signed(occasion)
    message = SignUpMessage.objects.get()
    assert activity_words.still_true(message)
    actions.withdraw_sign_up(actor=None, sign_up=made)
    message.refresh_from_db()
    assert (message.state, activity_words.still_true(message)) == ("stopped", False)


def test_every_kind_of_news_has_words_in_every_language(activity):
    occasion = an_occasion(activity, seats=1)
    made, waits = signed(occasion), signed(occasion, "Bo")
    for language in ("sv", "en", "sv-plain"):
        for sign_up in (made, waits):
            sign_up.language = language
            for kind in SignUpNews:
                subject, text = activity_words.words_of(
                    SignUpMessage(sign_up=sign_up, kind=kind, via="sms", day=clock.today())
                )
                assert subject
                assert activity.title in text
                assert reverse("commons:my_sign_up") in text or kind == SignUpNews.CANCELLED


# How many came


def test_how_many_came_is_a_number(activity, leader):
    past = an_occasion(activity, days=-1)
    actions.count_came(actor=leader, occasion=past, came=17)
    assert past.came == 17
    with pytest.raises(ValidationError):
        actions.count_came(actor=leader, occasion=past, came=-1)
    with pytest.raises(Conflict):
        actions.count_came(actor=leader, occasion=an_occasion(activity), came=3)
