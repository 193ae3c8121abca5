"""What an end counts as, by the definition of Kolada, and figures that give nobody away."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure import Hidden
from medskapa.guidance.exits import STUDIES, WORKS, counts_as, lasts_a_month, month_after
from medskapa.guidance.models import CountsAs, PathKind
from medskapa.guidance.queries.ending import told

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
KINDS = st.sampled_from(list(PathKind))


@given(KINDS, DAYS, st.none() | DAYS)
def test_only_work_that_lasts_and_studies_with_student_aid_are_exits(kind, since, until):
    found = counts_as(kind, since=since, until=until)
    assert (found == CountsAs.STUDIES) == (kind in STUDIES)
    assert (found == CountsAs.WORK) == (kind in WORKS and lasts_a_month(since, until))


@given(DAYS, st.none() | DAYS)
def test_a_municipal_job_never_counts(since, until):
    assert counts_as(PathKind.MUNICIPAL_JOB, since=since, until=until) == CountsAs.OTHER


@given(st.sampled_from(sorted(WORKS)), DAYS, st.integers(0, 400), st.integers(0, 400))
def test_a_job_that_lasts_longer_never_counts_less(kind, since, days, more):
    if counts_as(kind, since=since, until=since + timedelta(days)) == CountsAs.WORK:
        assert counts_as(kind, since=since, until=since + timedelta(days + more)) == CountsAs.WORK
        assert counts_as(kind, since=since) == CountsAs.WORK


@given(KINDS)
def test_without_a_first_day_nothing_is_an_exit(kind):
    assert counts_as(kind, since=None) == CountsAs.OTHER


@given(DAYS)
def test_a_month_is_28_to_31_days_and_lands_in_the_next_one(day):
    after = month_after(day)
    assert 28 <= (after - day).days <= 31
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == 1


@pytest.mark.parametrize(
    ("since", "until", "lasts"),
    [
        (date(2026, 3, 1), date(2026, 3, 31), True),
        (date(2026, 3, 1), date(2026, 3, 30), False),
        (date(2026, 3, 15), date(2026, 4, 14), True),
        (date(2026, 1, 31), date(2026, 2, 27), True),
        (date(2026, 1, 31), date(2026, 2, 26), False),
    ],
)
def test_a_month_in_a_row_is_counted_with_both_days(since, until, lasts):
    assert lasts_a_month(since, until) is lasts


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30)))
def test_no_small_number_is_shown_or_left_alone_to_be_worked_out(counts):
    shown = told(counts, least=5)
    hidden = [number for key, number in counts.items() if isinstance(shown[key], Hidden)]
    assert all(not 0 < number < 5 or isinstance(shown[key], Hidden) for key, number in counts.items())
    seen = [number for key, number in counts.items() if number and not isinstance(shown[key], Hidden)]
    assert not hidden or not seen or len(hidden) > 1
