"""What must be true before anyone is served."""

import copy

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from medskapa.core import triggers
from medskapa.core.checks import assert_safe, logs_hold_nobody, nobody_chooses_who_to_be


def _ids():
    return {message.id for message in nobody_chooses_who_to_be(None)}


def test_the_demo_sign_in_fails_the_deployment_check(settings):
    settings.DEMO_SIGN_IN = True
    settings.STAFF_NEED_SECOND_FACTOR = True
    assert _ids() == {"medskapa.E001"}


def test_staff_without_a_second_factor_fail_the_deployment_check(settings):
    settings.DEMO_SIGN_IN = False
    settings.STAFF_NEED_SECOND_FACTOR = False
    assert _ids() == {"medskapa.E002"}


def test_a_real_installation_passes(settings):
    settings.DEMO_SIGN_IN = False
    settings.STAFF_NEED_SECOND_FACTOR = True
    assert _ids() == set()


def test_django_runs_the_check_when_it_is_asked_about_deployment(settings):
    settings.DEMO_SIGN_IN = True
    assert "medskapa.E001" in {message.id for message in run_checks(tags=["security"], include_deployment_checks=True)}
    assert "medskapa.E001" not in {message.id for message in run_checks(tags=["security"])}


def test_the_logs_of_the_settings_hold_nobody():
    assert logs_hold_nobody(None) == []


@pytest.mark.parametrize("level", ["DEBUG", "NOTSET", "LOUD"])
def test_a_log_level_at_which_libraries_tell_all_fails_the_deployment_check(settings, level):
    settings.LOGGING = copy.deepcopy(settings.LOGGING) | {"root": {"handlers": ["console"], "level": level}}
    [found] = logs_hold_nobody(None)
    assert (found.id, level in found.msg) == ("medskapa.E003", True)


def test_a_request_log_with_addresses_fails_the_deployment_check(settings):
    settings.LOGGING = copy.deepcopy(settings.LOGGING) | {"loggers": {}}
    [found] = logs_hold_nobody(None)
    assert "django.request" in found.msg


def test_the_database_of_the_settings_is_safe(db):
    assert_safe(connection)


def test_a_database_that_would_change_the_past_is_refused(db):
    triggers.drop_all(connection)
    with pytest.raises(ImproperlyConfigured, match="core_auditrecord is not append-only"):
        assert_safe(connection)
    triggers.create_all(connection)


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize(
    ("unsafe", "safe", "named"),
    [
        ("synchronous = OFF", "synchronous = FULL", "synchronous is 0"),
        ("foreign_keys = OFF", "foreign_keys = ON", "foreign_keys is off"),
        ("busy_timeout = 10", "busy_timeout = 20000", "busy_timeout is 10 ms"),
        ("journal_mode = DELETE", "journal_mode = WAL", "journal_mode is delete"),
    ],
)
def test_a_sqlite_that_could_lose_something_is_refused(only_on, unsafe, safe, named):
    only_on("sqlite")
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {unsafe}")
        try:
            with pytest.raises(ImproperlyConfigured, match=named):
                assert_safe(connection)
        finally:
            cursor.execute(f"PRAGMA {safe}")
    assert_safe(connection)
