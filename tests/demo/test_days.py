"""The demo town can be loaded on any day of the week, though what staff do on a weekend waits for Monday."""

from itertools import pairwise

import pytest

from medskapa.demo.frame import data

WAIT = 2
"""Saturday to Monday."""


def day_of(about, *names):
    return [about[name]["days_ago"] for name in names if name in about]


@pytest.mark.parametrize("about", data("proposals"), ids=lambda about: about["key"])
def test_each_step_of_a_proposal_has_time_to_wait_for_a_monday(about):
    begun = day_of(about, "begun") or day_of(about, "taken")
    days = [*begun, *[words["days_ago"] for words in about.get("written", [])]]
    days += [about["ready"]] if "ready" in about else []
    days += day_of(about, "decision", "measure")
    done = [step["done_days_ago"] for step in about.get("steps", []) if "done_days_ago" in step]
    assert all(earlier - later > WAIT for earlier, later in pairwise(days))
    assert all(days[-1] - each > WAIT for each in done)
    # Steps are done in the morning and the whole is carried out in the afternoon, so the same Monday is late enough.
    carried_out = day_of(about, "carried_out")
    assert all(each >= carried_out[0] for each in done if carried_out)
    after = carried_out + day_of(about, "judged")
    assert all(earlier - later > WAIT for earlier, later in pairwise(after))
