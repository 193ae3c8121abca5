"""Fifty who want one seat at the same moment: exactly one gets it, and the others stand in line."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from medskapa.commons import actions
from medskapa.commons.models import Occasion, SignUp, SignUpState
from tests.activity_factories import an_occasion, signed

pytestmark = pytest.mark.usefixtures("committed")
FIFTY = 50


def at_once(number: int, act) -> None:
    """Carry out `act` for each number in threads of their own; what fails, fails the test."""

    def carry_out(each: int) -> None:
        try:
            act(each)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(carry_out, range(number)))


def test_of_fifty_who_want_one_seat_exactly_one_gets_it():
    occasion = an_occasion(seats=1)
    at_once(FIFTY, lambda each: signed(Occasion.objects.get(pk=occasion.pk), f"Person {chr(97 + each % 26)}"))
    assert SignUp.objects.filter(state=SignUpState.SEATED).count() == 1
    line = SignUp.objects.filter(state=SignUpState.WAITING).order_by("queue").values_list("queue", flat=True)
    assert list(line) == list(range(1, FIFTY))
    occasion.refresh_from_db()
    assert occasion.taken == 1


def test_a_seat_that_comes_free_while_others_sign_up_is_given_once():
    occasion = an_occasion(seats=1)
    first = signed(occasion)
    waits = signed(Occasion.objects.get(pk=occasion.pk), "Bo")

    def act(each: int) -> None:
        if each % 2:
            signed(Occasion.objects.get(pk=occasion.pk), "Sen")
        else:
            actions.withdraw_sign_up(actor=None, sign_up=SignUp.objects.get(pk=first.pk))

    at_once(10, act)
    assert SignUp.objects.filter(state=SignUpState.SEATED).get() == waits
    occasion.refresh_from_db()
    assert occasion.taken == 1
