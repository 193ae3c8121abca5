"""The queue of a measure: asked for by the resident, agreed to by the guide, and each seat offered once."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from medskapa.core import clock, idempotency
from medskapa.core.dates import long_date
from medskapa.core.errors import Conflict
from medskapa.guidance import actions
from medskapa.guidance.actions.measures import MEASURE_FIELDS
from medskapa.guidance.actions.placements import Onward
from medskapa.guidance.models import EndedAs, Measure, Notice, Placement, PlacementState
from medskapa.guidance.queries import measures as catalogue
from medskapa.people.models import Role
from tests.factories import staff
from tests.guidance_factories import new_guide, new_measure, new_placement, new_plan, new_resident
from tests.voice.test_at_once import at_once

pytestmark = pytest.mark.django_db


def press(**fields) -> dict:
    return {"form_key": idempotency.new_key()} | fields


def wished(resident, measure, *, days_ago=0, confirmed=True) -> Placement:
    """That `resident` has waited for some days."""
    day = clock.today() - timedelta(days=days_ago)
    plan = resident.plans.first() or new_plan(resident)
    return Placement.objects.create(
        resident=resident,
        plan=plan,
        measure=measure,
        queued_on=day,
        confirmed_on=day if confirmed else None,
        placed_by=resident,
    )


def test_a_resident_asks_and_stands_in_the_queue_when_the_guide_has_agreed(client, guide, resident):
    measure = new_measure(seats=0)
    client.force_login(resident)
    client.post(reverse("guidance:want_measure", args=[measure.slug]), press())
    placement = Placement.objects.get()
    assert placement.confirmed_on is None
    client.force_login(guide)
    assert "Önskemål som väntar på dig" in client.get(reverse("guidance:today")).text
    client.post(reverse("guidance:confirm_want", args=[resident.pk, placement.pk]), press())
    placement.refresh_from_db()
    assert placement.confirmed_on == clock.today()
    assert placement.offered_on is None


def test_asking_twice_is_asking_once(client, resident):
    measure = new_measure()
    client.force_login(resident)
    for _click in range(2):
        client.post(reverse("guidance:want_measure", args=[measure.slug]), press())
    assert Placement.objects.count() == 1


def test_a_closed_measure_takes_no_wish(client, resident):
    measure = new_measure(is_open=False)
    client.force_login(resident)
    response = client.post(reverse("guidance:want_measure", args=[measure.slug]), press())
    assert response.status_code == 422
    assert "tar inte emot nu" in response.text


def test_a_free_seat_is_offered_at_once_and_the_resident_says_yes(client, guide, resident):
    measure = new_measure(seats=1)
    placement = actions.want_measure(actor=guide, resident=resident, measure=measure)
    assert placement.offered_on == clock.today()
    assert Notice.objects.filter(resident=resident).count() == 1
    client.force_login(resident)
    assert "Det finns en plats till dig" in client.get(reverse("guidance:my_placement", args=[placement.pk])).text
    client.post(reverse("guidance:answer_offer", args=[placement.pk]), press(wanted="yes"))
    placement.refresh_from_db()
    assert placement.accepted_on == clock.today()


def test_after_a_no_the_next_in_the_queue_is_offered_the_seat(client, guide, resident):
    measure = new_measure(seats=1)
    first = actions.want_measure(actor=guide, resident=resident, measure=measure)
    second = actions.want_measure(actor=guide, resident=new_resident(guide), measure=measure)
    assert second.offered_on is None
    client.force_login(resident)
    client.post(reverse("guidance:answer_offer", args=[first.pk]), press(wanted="no"))
    second.refresh_from_db()
    first.refresh_from_db()
    assert (first.state, second.offered_on) == (PlacementState.CANCELLED, clock.today())


def test_the_queue_goes_by_the_day_of_the_wish_and_only_who_is_confirmed_is_in_it(guide):
    measure = new_measure(seats=0)
    late, early, unconfirmed = (
        wished(new_resident(guide), measure, days_ago=days, confirmed=days != 30) for days in (5, 20, 30)
    )
    Measure.objects.filter(pk=measure.pk).update(seats=1)
    actions.offer_seats(actor=None, measure=measure)
    offered = Placement.objects.filter(offered_on__isnull=False)
    assert list(offered) == [early]
    assert {late.pk, unconfirmed.pk}.isdisjoint(offered.values_list("pk", flat=True))


def test_an_offer_that_nobody_answers_goes_to_the_next_and_the_guide_is_asked_anew(guide, resident):
    measure = new_measure(seats=1)
    first = wished(resident, measure, days_ago=20)
    second = wished(new_resident(guide), measure, days_ago=10)
    actions.offer_seats(actor=None, measure=measure)
    Placement.objects.filter(pk=first.pk).update(
        offered_on=clock.today() - timedelta(days=9), answer_by=clock.today() - timedelta(days=2)
    )
    actions.offer_seats(actor=None, measure=measure)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.offered_on, first.confirmed_on) == (None, None)
    assert first.queued_on == clock.today() - timedelta(days=20)
    assert second.offered_on == clock.today()


def test_an_offer_that_has_lapsed_cannot_be_answered(resident):
    placement = wished(resident, new_measure(seats=0))
    with pytest.raises(Conflict, match="Platsen hålls inte längre"):
        actions.answer_offer(actor=resident, placement=placement, wanted=True)


def test_whoever_stops_waiting_makes_room(client, guide, resident):
    measure = new_measure(seats=1)
    first = actions.want_measure(actor=guide, resident=resident, measure=measure)
    second = actions.want_measure(actor=guide, resident=new_resident(guide), measure=measure)
    client.force_login(resident)
    client.post(reverse("guidance:leave_queue", args=[first.pk]), press(words="Jag har fått arbete."))
    second.refresh_from_db()
    assert second.offered_on == clock.today()


def test_whoever_has_a_seat_does_not_wait_any_more(resident):
    with pytest.raises(Conflict):
        actions.leave_queue(actor=resident, placement=new_placement(resident))


def test_a_wish_that_is_planned_already_cannot_be_confirmed(guide, resident):
    placement = new_placement(resident, state=PlacementState.PLANNED)
    with pytest.raises(Conflict):
        actions.confirm_want(actor=guide, placement=placement)


def planned(guide, resident, measure, *, begins=0, ends=30):
    today = clock.today()
    return actions.plan_placement(
        actor=guide,
        resident=resident,
        measure=measure,
        purpose="Pröva arbete i kök",
        starts_on=today + timedelta(days=begins),
        ends_on=today + timedelta(days=ends),
        onward=Onward("Söka arbete", due_on=today + timedelta(days=ends + 10)),
    )


class TestSeatsByDate:
    """One seat, that somebody has until in 20 days."""

    @pytest.fixture
    def measure(self):
        return new_measure(seats=1, weeks=8)

    @pytest.fixture
    def going(self, guide, measure):
        ends_on = clock.today() + timedelta(days=20)
        return new_placement(new_resident(guide), measure, ends_on=ends_on, first_end=ends_on)

    @pytest.fixture
    def resident(self, guide):
        found = new_resident(guide, name="Sara Söker")
        new_plan(found)
        return found

    def test_whoever_begins_after_the_end_has_a_seat(self, guide, resident, measure, going):
        made = planned(guide, resident, measure, begins=21, ends=60)
        assert made.state == PlacementState.PLANNED

    @pytest.mark.parametrize(("begins", "ends"), [(20, 60), (0, 5), (10, 15)])
    def test_a_single_day_together_is_one_too_many(self, guide, resident, measure, going, begins, ends):
        with pytest.raises(Conflict, match="Det finns ingen ledig plats"):
            planned(guide, resident, measure, begins=begins, ends=ends)

    def test_a_third_finds_room_between_two_only_where_it_fits(self, guide, resident, measure, going):
        planned(guide, resident, measure, begins=40, ends=60)
        third = new_resident(guide)
        new_plan(third)
        with pytest.raises(Conflict):
            planned(guide, third, measure, begins=30, ends=40)
        assert planned(guide, third, measure, begins=21, ends=39).state == PlacementState.PLANNED

    def test_what_goes_on_past_its_end_keeps_its_seat_today(self, guide, resident, measure, going):
        Placement.objects.filter(pk=going.pk).update(first_end=clock.today() - timedelta(days=9))
        with clock.fixed(clock.now() + timedelta(days=25)), pytest.raises(Conflict):
            planned(guide, resident, measure, begins=0, ends=30)

    def test_nobody_is_placed_past_those_who_wait_also_later(self, guide, resident, measure, going):
        wished(new_resident(guide), measure, days_ago=20)
        with pytest.raises(Conflict, match="Andra står före i kön"):
            planned(guide, resident, measure, begins=21, ends=60)

    def test_the_first_in_the_queue_gets_the_seat_after_the_end(self, guide, resident, measure, going):
        first = wished(resident, measure, days_ago=20)
        wished(new_resident(guide), measure, days_ago=10)
        assert planned(guide, resident, measure, begins=21, ends=60) == first

    def test_a_seat_that_is_kept_must_be_free_on_the_days_that_are_chosen(self, guide, resident):
        measure = new_measure(seats=2)
        for _each in range(2):
            other = new_resident(guide)
            new_plan(other)
            planned(guide, other, measure, begins=40, ends=60)
        offered = actions.want_measure(actor=guide, resident=resident, measure=measure)
        assert offered.offered_on is None  # for how long nobody knows, and later all seats are taken
        made = planned(guide, resident, measure, begins=0, ends=39)
        with pytest.raises(ValidationError) as wrong:
            planned(guide, resident, measure, begins=0, ends=45)
        assert "starts_on" in wrong.value.message_dict
        made.refresh_from_db()
        assert made.ends_on == clock.today() + timedelta(days=39)

    def test_an_extension_is_refused_once_the_seat_is_promised(self, guide, resident, measure, going):
        planned(guide, resident, measure, begins=30, ends=60)
        today = clock.today()
        ask = {"reason": "Det började sent.", "onward": Onward("Söka som kock", due_on=today + timedelta(days=90))}
        with pytest.raises(ValidationError, match="lovad till någon annan"):
            actions.ask_extension(actor=guide, placement=going, to_day=today + timedelta(days=30), **ask)
        made = actions.ask_extension(actor=guide, placement=going, to_day=today + timedelta(days=29), **ask)
        assert made.state == "agreed"

    def test_the_manager_cannot_agree_when_the_seat_was_promised_meanwhile(
        self, guide, manager, resident, measure, going
    ):
        today = clock.today()
        for number, to_day in ((1, 25), (2, 50)):
            asked = actions.ask_extension(
                actor=guide,
                placement=Placement.objects.get(pk=going.pk),
                to_day=today + timedelta(days=to_day),
                reason="Det började sent.",
                onward=Onward(f"Söka arbete {number}", due_on=today + timedelta(days=90)),
            )
        assert asked.state == "asked"
        planned(guide, resident, measure, begins=30, ends=60)
        with pytest.raises(Conflict, match="lovad till någon annan"):
            actions.decide_extension(actor=manager, extension=asked, agreed=True, answer="Ja.")
        actions.decide_extension(actor=manager, extension=asked, agreed=False, answer="Platsen är lovad.")

    def test_the_catalogue_counts_the_seat_once(self, client, guide, resident, measure, going):
        planned(guide, resident, measure, begins=21, ends=60)
        card = catalogue.one(measure.slug)
        assert (card.taken, card.free) == (1, 0)
        assert card.free_from == clock.today() + timedelta(days=61)

    def test_the_form_begins_on_the_first_free_day_and_says_so(self, client, guide, resident, measure, going):
        client.force_login(guide)
        page = client.get(reverse("guidance:plan_placement", args=[resident.pk, measure.slug]))
        assert page.context["form"]["starts_on"].value() == clock.today() + timedelta(days=21)
        assert "Det är fullt just nu. Från" in page.text

    def test_fewer_seats_than_are_taken_at_once_are_refused_and_not_more(self, guide, resident, measure, going):
        Measure.objects.filter(pk=measure.pk).update(seats=2)
        planned(guide, resident, measure, begins=21, ends=60)
        editor = staff(Role.EDITOR)
        fields = {name: getattr(measure, name) for name in MEASURE_FIELDS}
        with pytest.raises(ValidationError):
            actions.edit_measure(actor=editor, measure=measure, version=1, **fields | {"seats": 0})
        actions.edit_measure(actor=editor, measure=measure, version=1, **fields | {"seats": 1})
        assert Measure.objects.get(pk=measure.pk).seats == 1


class TestLaterSeats:
    """One seat, that somebody has until in ten days, or as the test says."""

    @pytest.fixture
    def measure(self):
        return new_measure(seats=1, weeks=8)

    def going(self, guide, measure, *, days=10):
        ends_on = clock.today() + timedelta(days=days)
        return new_placement(new_resident(guide), measure, ends_on=ends_on, first_end=ends_on)

    def offered_from(self, placement):
        placement.refresh_from_db()
        return placement.offered_on and placement.offered_from

    def test_the_next_is_offered_the_seat_two_weeks_before_and_the_guide_sees_it(
        self, client, guide, resident, measure
    ):
        going = self.going(guide, measure)
        placement = actions.want_measure(actor=guide, resident=resident, measure=measure)
        day = clock.today() + timedelta(days=11)
        assert self.offered_from(placement) == day
        client.force_login(resident)
        assert (
            f"Platsen är ledig från {long_date(day)}"
            in client.get(reverse("guidance:my_placement", args=[placement.pk])).text
        )
        client.force_login(guide)
        page = client.get(reverse("guidance:today")).text
        assert "Erbjudna en plats" in page
        assert resident.name in page.split("Erbjudna en plats")[1]
        form = client.get(reverse("guidance:plan_placement", args=[resident.pk, measure.slug])).context["form"]
        assert form["starts_on"].value() == day
        with pytest.raises(ValidationError):  # the seat is not theirs before that day
            planned(guide, resident, measure, begins=10)
        assert planned(guide, resident, measure, begins=11).offered_from is None
        ask = {"reason": "Sent.", "onward": Onward("Söka som kock", due_on=clock.today() + timedelta(days=90))}
        with pytest.raises(ValidationError, match="lovad till någon annan"):
            actions.ask_extension(actor=guide, placement=going, to_day=day, **ask)

    def test_after_a_no_to_a_later_seat_the_next_in_the_queue_is_offered_it(self, guide, resident, measure):
        self.going(guide, measure)
        first, second = (wished(new_resident(guide), measure, days_ago=days) for days in (20, 10))
        actions.offer_seats(actor=None, measure=measure)
        assert self.offered_from(second) is None
        actions.answer_offer(actor=first.resident, placement=first, wanted=False)
        assert self.offered_from(second) == clock.today() + timedelta(days=11)

    def test_a_seat_is_not_offered_earlier_nor_while_it_goes_on_past_its_end(self, guide, resident, measure):
        going = self.going(guide, measure, days=14)
        placement = wished(resident, measure)
        actions.offer_seats(actor=None, measure=measure)
        assert self.offered_from(placement) is None
        with clock.fixed(clock.now() + timedelta(days=15)):
            actions.offer_seats(actor=None, measure=measure)
            assert self.offered_from(placement) is None
            Placement.objects.filter(pk=going.pk).update(ended_on=clock.today(), ended_as="work", state="ended")
            actions.offer_seats(actor=None, measure=measure)
            placement.refresh_from_db()
            assert placement.offered_on == clock.today()

    def test_while_an_extension_waits_for_its_answer_the_seat_is_kept(self, guide, manager, resident, measure):
        going = self.going(guide, measure)
        for number, to_day in ((1, 12), (2, 50)):
            onward = Onward(f"Söka arbete {number}", due_on=clock.today() + timedelta(days=90))
            asked = actions.ask_extension(
                actor=guide,
                placement=Placement.objects.get(pk=going.pk),
                to_day=clock.today() + timedelta(days=to_day),
                reason="Det började sent.",
                onward=onward,
            )
        placement = actions.want_measure(actor=guide, resident=resident, measure=measure)
        assert self.offered_from(placement) is None
        actions.decide_extension(actor=manager, extension=asked, agreed=False, answer="Nej.")
        assert self.offered_from(placement) == clock.today() + timedelta(days=13)

    def test_where_there_are_days_to_start_on_it_is_the_first_of_them_after_the_end(self, guide, resident, measure):
        self.going(guide, measure)
        for days in (5, 20, 40):
            measure.starts.create(starts_on=clock.today() + timedelta(days=days))
        placement = actions.want_measure(actor=guide, resident=resident, measure=measure)
        assert self.offered_from(placement) == clock.today() + timedelta(days=20)

    @pytest.mark.usefixtures("committed")
    @pytest.mark.django_db(transaction=True)
    def test_a_later_seat_is_offered_to_one_of_those_who_are_confirmed_at_the_same_moment(self):
        guide, measure = new_guide(), new_measure(seats=1)
        self.going(guide, measure)
        wishes = [wished(new_resident(guide), measure, days_ago=n, confirmed=False) for n in range(3)]
        at_once(
            [
                lambda pk=each.pk: actions.confirm_want(actor=guide, placement=Placement.objects.get(pk=pk))
                for each in wishes
            ]
        )
        assert Placement.objects.filter(offered_from=clock.today() + timedelta(days=11)).count() == 1
        assert Placement.objects.filter(offered_on__isnull=False).count() == 1


def test_nobody_is_placed_past_those_who_wait(guide, resident):
    measure = new_measure(seats=1)
    wished(new_resident(guide), measure, days_ago=20)
    new_plan(resident)
    with pytest.raises(Conflict, match="Det finns ingen ledig plats"):
        planned(guide, resident, measure)


def test_a_full_measure_takes_nobody_more(guide, resident):
    measure = new_measure(seats=1)
    new_placement(new_resident(guide), measure)
    new_plan(resident)
    with pytest.raises(Conflict, match="Det finns ingen ledig plats"):
        planned(guide, resident, measure)


def test_a_seat_that_was_offered_and_accepted_is_planned(guide, resident):
    measure = new_measure(seats=1)
    placement = actions.want_measure(actor=guide, resident=resident, measure=measure)
    actions.answer_offer(actor=resident, placement=placement, wanted=True)
    assert planned(guide, resident, measure) == placement
    placement.refresh_from_db()
    assert (placement.state, placement.offered_on) == (PlacementState.PLANNED, None)


def test_the_seat_of_a_placement_that_ends_is_offered_to_the_next(guide, resident):
    measure = new_measure(seats=1)
    going = new_placement(resident, measure)
    waiting = actions.want_measure(actor=guide, resident=new_resident(guide), measure=measure)
    actions.end_placement(actor=guide, placement=going, ended_as=EndedAs.ONWARD, ended_on=clock.today())
    waiting.refresh_from_db()
    assert waiting.offered_on == clock.today()


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
def test_the_last_seat_is_given_to_one_of_those_who_want_it_at_the_same_moment():
    guide, measure, lost = new_guide(), new_measure(seats=1), []
    residents = [new_resident(guide) for _each in range(4)]
    for each in residents:
        new_plan(each)

    def place(resident):
        def act():
            try:
                planned(guide, resident, Measure.objects.get(pk=measure.pk))
            except Conflict:
                lost.append(resident)

        return act

    at_once([place(each) for each in residents])
    assert Placement.objects.filter(measure=measure, state=PlacementState.PLANNED).count() == 1
    assert len(lost) == 3


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
def test_the_last_seat_of_a_later_day_is_given_to_one_of_those_who_want_it_at_the_same_moment():
    guide, measure, lost = new_guide(), new_measure(seats=1), []
    ends_on = clock.today() + timedelta(days=20)
    new_placement(new_resident(guide), measure, ends_on=ends_on, first_end=ends_on)
    residents = [new_resident(guide) for _each in range(3)]
    for each in residents:
        new_plan(each)

    def place(resident, begins):
        def act():
            try:
                planned(guide, resident, Measure.objects.get(pk=measure.pk), begins=begins, ends=60)
            except Conflict:
                lost.append(resident)

        return act

    at_once([place(each, 21 + number) for number, each in enumerate(residents)])
    assert Placement.objects.filter(measure=measure, state=PlacementState.PLANNED).count() == 1
    assert len(lost) == 2


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
def test_a_seat_is_offered_to_one_of_those_who_are_confirmed_at_the_same_moment():
    guide, measure = new_guide(), new_measure(seats=1)
    wishes = [wished(new_resident(guide), measure, days_ago=n, confirmed=False) for n in range(4)]
    at_once(
        [
            lambda pk=each.pk: actions.confirm_want(actor=guide, placement=Placement.objects.get(pk=pk))
            for each in wishes
        ]
    )
    assert Placement.objects.filter(confirmed_on__isnull=False).count() == 4
    assert Placement.objects.filter(offered_on__isnull=False).count() == 1
