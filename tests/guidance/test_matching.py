"""Which guide is proposed, and why: pure, explained, and the same every time."""

import random
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medskapa.guidance import matching, needs
from medskapa.guidance.matching import Offer, Wish, rank, say, take_one

calmly = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
languages = st.lists(st.sampled_from(["sv", "ar", "so"]), unique=True)
areas = st.lists(st.sampled_from(["adolfsberg", "planteringen"]), unique=True)
met = st.lists(st.sampled_from(list(needs.WORDS)), unique=True, max_size=4)
offers = st.lists(
    st.builds(
        Offer,
        guide=st.integers(1, 40),
        languages=languages,
        areas=areas,
        needs=met,
        load=st.integers(0, 80),
        most=st.integers(1, 80),
        takes_new=st.booleans(),
        away=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda offer: offer.guide,
)
wishes = st.builds(
    Wish,
    language=st.sampled_from(["sv", "sv-plain", "ar", "so", "th"]),
    area=st.sampled_from(["", "adolfsberg", "planteringen"]),
    needs=met,
    not_guides=st.frozensets(st.integers(1, 40), max_size=3),
)


def guides(found):
    return [match.guide for match in found]


class TestWhoCanBeProposed:
    @calmly
    @given(wish=wishes, found=offers)
    def test_only_those_who_are_here_take_new_have_room_and_were_not_left(self, wish, found):
        able = {
            offer.guide
            for offer in found
            if offer.takes_new
            and not offer.away
            and offer.load + 2 <= offer.most
            and offer.guide not in wish.not_guides
        }
        assert set(guides(rank(wish, found))) == able

    @calmly
    @given(wish=wishes, found=offers, seed=st.integers())
    def test_the_answer_is_the_same_in_whatever_order_the_guides_come(self, wish, found, seed):
        shuffled = random.Random(seed).sample(found, len(found))
        assert rank(wish, found) == rank(wish, shuffled)

    def test_the_one_they_asked_to_leave_is_not_proposed_again(self):
        found = [Offer(1, ["ar"]), Offer(2, ["sv"])]
        assert guides(rank(Wish("ar", not_guides=frozenset({1})), found)) == [2]

    def test_a_heavier_resident_needs_more_room(self):
        almost_full = Offer(1, ["sv"], load=57, most=60)
        assert guides(rank(Wish(), [almost_full], weight=3)) == [1]
        assert rank(Wish(), [almost_full], weight=4) == []


class TestWhatCountsMost:
    def test_language_before_neighbourhood_before_need_before_room(self):
        speaks = Offer(1, ["ar"], load=50)
        lives_near = Offer(2, ["sv"], ["adolfsberg"], load=50)
        knows = Offer(3, ["sv"], needs=["digital"], load=50)
        has_room = Offer(4, ["sv"], load=49)
        wish = Wish("ar", "adolfsberg", ["digital"])
        assert guides(rank(wish, [knows, has_room, lives_near, speaks])) == [1, 2, 3, 4]

    def test_of_two_who_suit_as_well_the_one_with_more_room_comes_first(self):
        assert guides(rank(Wish(), [Offer(1, ["sv"], load=30), Offer(2, ["sv"], load=10)])) == [2, 1]

    def test_of_two_who_are_alike_the_older_key_comes_first(self):
        assert guides(rank(Wish(), [Offer(7, ["sv"]), Offer(3, ["sv"])])) == [3, 7]

    def test_plain_swedish_is_swedish(self):
        assert ["language", "sv"] in rank(Wish("sv-plain"), [Offer(1, ["sv"])])[0].reasons

    def test_room_is_never_less_than_none(self):
        assert Offer(1, load=90, most=60).room == Fraction(0)


class TestTheReasons:
    def test_they_are_said_in_words(self):
        reasons = rank(Wish("ar", "adolfsberg", ["digital"]), [Offer(1, ["ar"], ["adolfsberg"], ["digital"])])[
            0
        ].reasons
        assert say(reasons, areas={"adolfsberg": "Adolfsberg"}) == [
            "Ni kan tala arabiska med varandra.",
            "Arbetar i Adolfsberg, där du bor.",
            "Kan mycket om det här: klara dator och mobil.",
            "Har gott om tid för dig.",
        ]

    def test_a_choice_by_hand_says_so_and_what_nobody_knows_says_nothing(self):
        assert say([["chosen", ""], ["need", "finns inte"], ["något", ""]]) == ["Enhetschefen valde er till varandra."]

    @pytest.mark.parametrize(("code", "name"), [("ar", "arabiska"), ("qqq", "qqq"), ("!!", "!!"), ("", "")])
    def test_a_language_that_nobody_knows_keeps_its_code(self, code, name):
        assert matching.language_name(code) == name


class TestOneAfterAnother:
    def test_each_taken_weighs_so_that_the_loads_come_out_even(self):
        found = {1: Offer(1, ["sv"], most=10), 2: Offer(2, ["sv"], most=10)}
        assert [take_one(Wish(), found) for _each in range(4)] == [1, 2, 1, 2]
        assert [offer.load for offer in found.values()] == [4, 4]

    def test_where_nobody_has_room_nobody_is_proposed(self):
        assert take_one(Wish(), {1: Offer(1, load=60)}) is None
