"""How often one source may do a thing, without knowing who it is."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory

from medskapa.core import clock, throttle
from medskapa.core.models import ThrottleCount, ThrottleKey

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ADDRESS = "192.0.2.17"


@pytest.fixture(autouse=True)
def _three_an_hour(db, settings):
    settings.THROTTLE = {"code_source": (3, 3600), "code_all": (5, 3600), "form_source": (1, 3600)}
    throttle._keys.clear()
    yield
    throttle._keys.clear()


def test_the_limit_is_allowed_and_one_more_is_not():
    with clock.fixed(NOON):
        assert [throttle.allow("code", ADDRESS) for _ in range(4)] == [True, True, True, False]


def test_sources_and_kinds_are_counted_apart():
    with clock.fixed(NOON):
        for _ in range(4):
            throttle.allow("code", ADDRESS)
        assert throttle.allow("code", "192.0.2.18")
        assert throttle.allow("form", ADDRESS)


def test_all_sources_together_have_a_limit_of_their_own():
    with clock.fixed(NOON):
        assert [throttle.allow("code", None) for _ in range(6)] == [True] * 5 + [False]


def test_after_the_stretch_of_time_one_may_again():
    with clock.fixed(NOON):
        for _ in range(4):
            throttle.allow("code", ADDRESS)
    with clock.fixed(NOON + timedelta(hours=1)):
        assert throttle.allow("code", ADDRESS)


def test_no_address_is_stored_and_the_same_one_looks_different_the_next_day():
    for day in (0, 1):
        with clock.fixed(NOON + timedelta(days=day)):
            throttle.allow("code", ADDRESS)
    rows = list(ThrottleCount.objects.values("digest", "day", "count"))
    assert len({row["digest"] for row in rows}) == 2
    assert ADDRESS not in str(rows)


def test_the_key_of_yesterday_is_deleted_when_today_has_one():
    for day in (0, 1):
        with clock.fixed(NOON + timedelta(days=day)):
            throttle.allow("code", ADDRESS)
    assert list(ThrottleKey.objects.values_list("day", flat=True)) == [(NOON + timedelta(days=1)).date()]


def test_a_purge_forgets_past_days():
    with clock.fixed(NOON):
        throttle.allow("code", ADDRESS)
        assert throttle.purge() == 0
    with clock.fixed(NOON + timedelta(days=1)):
        assert throttle.purge() == 1
    assert not ThrottleKey.objects.exists()


def test_counting_costs_one_statement(django_assert_num_queries):
    throttle.allow("code", ADDRESS)
    with django_assert_num_queries(1):
        throttle.allow("code", ADDRESS)


def _request(**meta):
    return RequestFactory().get("/", **meta)


def test_without_a_proxy_a_forwarded_address_is_not_believed():
    request = _request(REMOTE_ADDR=ADDRESS, HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert throttle.source_of(request) == ADDRESS


def test_behind_our_proxy_only_the_hop_it_wrote_itself_counts(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = _request(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.1")
    assert throttle.source_of(request) == "198.51.100.1"
    assert throttle.source_of(_request(REMOTE_ADDR=ADDRESS)) == ADDRESS


def test_one_household_cannot_count_as_many_by_its_ipv6_addresses():
    one, other = (_request(REMOTE_ADDR=f"2001:db8:1:2::{last}") for last in (1, 2))
    assert throttle.source_of(one) == throttle.source_of(other) == "2001:db8:1:2::/64"
    assert throttle.source_of(_request(REMOTE_ADDR="2001:db8:1:3::1")) != throttle.source_of(one)
    assert throttle.source_of(_request(REMOTE_ADDR=f"::ffff:{ADDRESS}")) == ADDRESS


@pytest.mark.parametrize("address", ["", "unix:", "' OR 1=1"])
def test_what_is_no_address_is_one_source(address):
    assert throttle.source_of(_request(REMOTE_ADDR=address)) == "unknown"
