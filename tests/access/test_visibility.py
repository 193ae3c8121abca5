"""One rule, two questions: which viewpoints (`readable_by`), and may they read this one (`may_read`)?"""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medskapa.core import clock
from medskapa.people.models import Grant, Role
from medskapa.voice import policy
from medskapa.voice.models import Viewpoint
from medskapa.voice.queries.visible import at_the_desk_of, visible_to
from tests.factories import PersonFactory, StaffFactory, UnitFactory, new_viewpoint

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fallback_unit")]

HERE, ELSEWHERE, EVERYWHERE = "here", "elsewhere", "everywhere"
PERIODS = {"past": (-90, -1), "until today": (-90, 0), "open": (-90, None), "from today": (0, None), "coming": (1, 90)}
NOW = {"until today", "open", "from today"}
grants = st.lists(
    st.tuples(
        st.sampled_from(list(Role)), st.sampled_from([HERE, ELSEWHERE, EVERYWHERE]), st.sampled_from(list(PERIODS))
    ),
    max_size=3,
)
sayings = st.sampled_from(["anonymous", "own", "by another", "taken in by the viewer", "taken in by another"])


def held(grants, roles, *, here: bool) -> bool:
    """Whether one of `roles` is held today: in the viewpoint's unit (`here`), or anywhere."""
    places = {HERE, EVERYWHERE} if here else {HERE, ELSEWHERE, EVERYWHERE}
    return any(role in roles and place in places and period in NOW for role, place, period in grants)


def should_read(grants, saying: str) -> bool:
    """The rule once more, in words of its own."""
    own = saying == "own"
    desk = held(grants, policy.AT_THE_DESK, here=True)
    took_it_in = saying == "taken in by the viewer" and held(grants, [Role.REGISTRAR], here=False)
    return own or desk or took_it_in


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grants=grants, saying=sayings)
def test_the_list_and_the_yes_or_no_agree_for_every_role_place_and_time(grants, saying):
    with transaction.atomic():
        viewer, viewpoint = situation(grants, saying)
        expected = should_read(grants, saying)
        assert policy.may_read(viewer, viewpoint) is expected
        assert visible_to(viewer).filter(pk=viewpoint.pk).exists() is expected
        assert Viewpoint.objects.filter(policy.readable_by(viewer), pk=viewpoint.pk).exists() is expected
        assert at_the_desk_of(viewer).filter(pk=viewpoint.pk).exists() is (expected and saying != "own")
        answers = held(grants, policy.ANSWERING, here=True) and saying != "own"
        assert policy.may_answer(viewer, viewpoint) is answers
        if expected:
            assert visible_to(viewer).get(pk=viewpoint.pk).may_answer is answers
        transaction.set_rollback(True)


def situation(grants, saying: str):
    """A viewer with `grants`, and a viewpoint in the unit "here" that was said as `saying` says."""
    here, elsewhere = UnitFactory(), UnitFactory()
    units = {HERE: here, ELSEWHERE: elsewhere, EVERYWHERE: None}
    viewer, today = StaffFactory(), clock.today()
    registrar = StaffFactory()
    Grant.objects.create(person=registrar, role=Role.REGISTRAR, starts_on=today)
    for role, place, period in grants:
        start, end = PERIODS[period]
        ends_on = None if end is None else today + timedelta(days=end)
        Grant.objects.create(
            person=viewer, role=role, unit=units[place], starts_on=today + timedelta(days=start), ends_on=ends_on
        )
    author = {"own": viewer, "by another": PersonFactory()}.get(saying)
    viewpoint, _code = new_viewpoint(unit=here, author=author, author_name="" if saying == "anonymous" else "Alma")
    if saying.startswith("taken in"):
        Viewpoint.objects.filter(pk=viewpoint.pk).update(
            registered_by=viewer if saying.endswith("viewer") else registrar, anonymous=False
        )
    return viewer, viewpoint
