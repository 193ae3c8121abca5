"""What residents read of measures is easy to read, page by page, in Swedish and plain Swedish."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from medskapa.core import clock
from medskapa.guidance import actions
from medskapa.guidance.models import Attendance, AwayReason, EndedAs, MeasureStart, PlacementState, Presence
from tests.factories import PlaceFactory
from tests.guidance_factories import new_guide, new_measure, new_placement, new_resident
from tests.reading import GOALS, too_hard

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(client):
    """Every page of measures that a resident meets, by what it is. The resident is signed in."""
    guide = new_guide()
    resident = new_resident(guide)
    today = clock.today()
    measure = new_measure(
        name="Digital värd",
        needs=["digital", "work"],
        languages=["sv", "ar"],
        place=PlaceFactory(address="Storgatan 1"),
    )
    MeasureStart.objects.create(measure=measure, starts_on=today + timedelta(days=9))
    others = [new_measure(seats=0, plain="Du lagar mat. Det är kul."), new_measure(is_open=False)]
    for kind, number in ((EndedAs.WORK, 9), (EndedAs.STUDIES, 7), (EndedAs.ONWARD, 6)):
        for _each in range(number):
            ended = {"state": PlacementState.ENDED, "ended_on": today, "ended_as": kind}
            new_placement(new_resident(guide), others[0], **ended)
    offered = actions.want_measure(actor=guide, resident=resident, measure=measure)
    waiting = actions.want_measure(actor=resident, resident=resident, measure=others[0])
    ongoing = new_placement(resident, new_measure(name="Köksträning"), ends_on=today + timedelta(days=12))
    past = new_placement(resident, new_measure(name="Jobbtorget"), ends_on=today - timedelta(days=3))
    days = [
        Attendance.objects.create(placement=ongoing, day=today - timedelta(days=n), marked_by=guide, **fields)
        for n, fields in enumerate(
            [
                {"presence": Presence.HERE},
                {"presence": Presence.AWAY, "resident_says": "Bussen kom inte."},
                {"presence": Presence.REASON, "reason": AwayReason.ILL},
            ]
        )
    ]
    client.force_login(resident)
    slugs = "&".join(f"insats={each.slug}" for each in (measure, *others))
    return {
        "the catalogue": reverse("guidance:measures"),
        "the catalogue, nothing found": reverse("guidance:measures") + "?behov=housing",
        "a measure": reverse("guidance:measure", args=[measure.slug]),
        "a measure that led to something": reverse("guidance:measure", args=[others[0].slug]),
        "a measure that is closed": reverse("guidance:measure", args=[others[1].slug]),
        "a choice of measures to compare": reverse("guidance:compare_measures"),
        "measures side by side": f"{reverse('guidance:compare_measures')}?{slugs}",
        "my measures": reverse("guidance:my_measures"),
        "I want this": reverse("guidance:want_measure", args=[others[0].slug]),
        "an offer": reverse("guidance:my_placement", args=[offered.pk]),
        "yes or no": reverse("guidance:answer_offer", args=[offered.pk]),
        "in the queue": reverse("guidance:my_placement", args=[waiting.pk]),
        "waiting no longer": reverse("guidance:leave_queue", args=[waiting.pk]),
        "near the end": reverse("guidance:my_placement", args=[ongoing.pk]),
        "past the end": reverse("guidance:my_placement", args=[past.pk]),
        "my days": reverse("guidance:my_attendance", args=[ongoing.pk]),
        "my answer": reverse("guidance:answer_attendance", args=[ongoing.pk, days[1].pk]),
    }


@pytest.mark.parametrize("language", GOALS)
def test_every_page_of_measures_is_easy_to_read(client, addresses, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    hard = {}
    for what, url in addresses.items():
        response = client.get(url)
        assert response.status_code == 200, what
        if why := too_hard(response.text, language):
            hard[what] = why
    assert hard == {}
