"""A form is carried out once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection

from medskapa.core import clock, idempotency
from medskapa.core.models import FormKey


def test_every_showing_of_a_form_has_a_key_of_its_own():
    keys = {idempotency.new_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(len(key) == 32 for key in keys)


def test_the_second_time_the_first_result_comes_back_and_nothing_is_done(db):
    key, done = idempotency.new_key(), []

    def act():
        done.append(1)
        return f"/tack/{len(done)}/"

    assert idempotency.once(key, act) == ("/tack/1/", True)
    assert idempotency.once(key, act) == ("/tack/1/", False)
    assert done == [1]


def test_another_key_is_another_act(db):
    assert idempotency.once(idempotency.new_key(), lambda: "a") == ("a", True)
    assert idempotency.once(idempotency.new_key(), lambda: "b") == ("b", True)


@pytest.mark.parametrize("error", [ValidationError("fel"), PermissionDenied(), IntegrityError("fel")], ids=repr)
def test_an_act_that_fails_leaves_nothing_and_can_be_sent_again(db, error):
    key = idempotency.new_key()

    def act():
        get_user_model().objects.create(login="anna", name="Anna")
        raise error

    with pytest.raises(type(error)):
        idempotency.once(key, act)
    assert not get_user_model().objects.exists()
    assert idempotency.once(key, lambda: "nu") == ("nu", True)


@pytest.mark.parametrize("key", ["", None, "kort", "x" * 65, "å" * 32, "a" * 31 + "\n", "../" * 10], ids=repr)
def test_a_missing_or_malformed_key_is_explained(db, key):
    with pytest.raises(ValidationError) as error:
        idempotency.once(key, lambda: "nej")
    assert "Ladda om sidan" in error.value.message
    assert not FormKey.objects.exists()


def test_a_phone_without_network_may_make_its_own_key(db):
    assert idempotency.once("0f8fad5b-d9cb-469f-a165-70867728950e", lambda: "ja") == ("ja", True)


def test_the_key_itself_is_not_stored(db):
    key = idempotency.new_key()
    idempotency.once(key, lambda: "/tack/")
    assert key not in str(FormKey.objects.values().get())


def test_keys_are_forgotten_after_a_week(db):
    start = datetime(2026, 3, 2, 12, tzinfo=UTC)
    with clock.fixed(start):
        idempotency.once(idempotency.new_key(), lambda: "")
    with clock.fixed(start + timedelta(days=7)):
        assert idempotency.purge() == 0
    with clock.fixed(start + timedelta(days=8)):
        assert idempotency.purge() == 1


@pytest.mark.usefixtures("committed")
def test_eight_requests_at_the_same_moment_do_it_once():
    key, together = idempotency.new_key(), Barrier(8)

    def act():
        return str(get_user_model().objects.create(login=f"p{get_user_model().objects.count()}", name="Anna").pk)

    def send(_):
        together.wait(timeout=10)
        try:
            return idempotency.once(key, act)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert sum(was_run for _, was_run in answers) == 1
    assert {result for result, _ in answers} == {str(get_user_model().objects.get().pk)}
