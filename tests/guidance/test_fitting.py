"""Which measures fit somebody, and the reasons that are given."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from medskapa.guidance import fitting, needs
from medskapa.guidance.fitting import Offer, Why, Wish

TODAY = date(2026, 3, 2)


def offer(key=1, **fields) -> Offer:
    defaults = {
        "name": f"Insats {key}",
        "needs": ["work"],
        "languages": ["sv"],
        "free_seats": 3,
        "next_start": TODAY + timedelta(days=14),
    }
    return Offer(key=key, **defaults | fields)


def wish(*wanted: str, language="sv") -> Wish:
    return Wish(needs=wanted, language=language, today=TODAY)


def whys(fit: fitting.Fit) -> list[Why]:
    return [reason.why for reason in fit.reasons]


def test_only_what_meets_a_need_fits_somebody_whose_needs_are_known():
    assert [fit.key for fit in fitting.rank([offer(1), offer(2, needs=["digital"])], wish("digital"))] == [2]


def test_everything_is_shown_to_somebody_whose_needs_are_not_known():
    assert [fit.key for fit in fitting.rank([offer(1), offer(2, needs=["digital"])], wish())] == [1, 2]


def test_what_meets_more_needs_comes_first():
    both = offer(2, needs=["work", "swedish"])
    assert [fit.key for fit in fitting.rank([offer(1), both], wish("work", "swedish"))] == [2, 1]


def test_a_measure_in_the_persons_own_language_comes_before_one_in_swedish_alone():
    fits = fitting.rank([offer(1), offer(2, languages=["sv", "ar"])], wish("work", language="ar"))
    assert fits[0].key == 2
    assert Why.LANGUAGE in whys(fits[0])


def test_a_free_seat_and_a_start_within_eight_weeks_speak_for_a_measure():
    full = offer(1, free_seats=0, next_start=TODAY + timedelta(weeks=9))
    fits = fitting.rank([full, offer(2)], wish("work"))
    assert [fit.key for fit in fits] == [2, 1]
    assert whys(fits[1]) == [Why.NEED, Why.QUEUE, Why.LATE]


def test_the_start_of_the_last_day_of_the_eighth_week_is_soon():
    assert whys(fitting.rank([offer(next_start=TODAY + timedelta(weeks=8))], wish())[0])[-1] == Why.SOON


def test_every_reason_is_said_in_words():
    every = [
        offer(1, languages=["ar"], any_time=True, next_start=None),
        offer(2, free_seats=0, next_start=None),
        offer(3, next_start=TODAY + timedelta(days=100)),
    ]
    texts = [reason.text for fit in fitting.rank(every, wish("work", language="ar")) for reason in fit.reasons]
    assert "Hjälp att hitta ett arbete" in texts
    assert "Du kan börja när som helst" in texts
    assert "Det är fullt nu, men det finns en kö" in texts
    assert all(texts)


OFFERS = st.lists(
    st.builds(
        offer,
        key=st.integers(1, 10_000),
        needs=st.lists(st.sampled_from(list(needs.WORDS)), max_size=4),
        free_seats=st.integers(0, 5),
    ),
    unique_by=lambda each: each.key,
    max_size=12,
)


@given(offers=OFFERS, order=st.randoms())
def test_the_order_does_not_depend_on_the_order_in_which_they_are_given(offers, order):
    shuffled = list(offers)
    order.shuffle(shuffled)
    assert fitting.rank(offers, wish("work", "digital")) == fitting.rank(shuffled, wish("work", "digital"))


@given(offers=OFFERS)
def test_the_points_are_what_the_reasons_are_worth(offers):
    for fit in fitting.rank(offers, wish("work")):
        assert fit.points == sum(fitting.POINTS[reason.why] for reason in fit.reasons)
