"""Days when a guide is away: the cover sees the files these days, and it says so."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.guidance import actions
from medskapa.guidance.models import Absence
from medskapa.people.models import Role
from tests.factories import staff
from tests.guidance_factories import new_guide

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def cover(unit):
    return new_guide(unit, name="Vera Vikarie")


def away(guide, cover, first=0, last=3, actor=None):
    today = clock.today()
    return actions.set_absence(
        actor=actor or guide, guide=guide, cover=cover, starts_on=today + first * DAY, ends_on=today + last * DAY
    )


def days(first, last, cover):
    today = clock.today()
    return {
        "form_key": new_key(),
        "starts_on": (today + first * DAY).isoformat(),
        "ends_on": (today + last * DAY).isoformat(),
        "cover": cover.pk,
    }


def opens(client, who, resident):
    client.force_login(who)
    return client.get(reverse("guidance:file", args=[resident.pk])).status_code


class TestTheCover:
    def test_sees_the_file_these_days_and_no_others(self, client, guide, cover, resident):
        assert opens(client, cover, resident) == 404
        away(guide, cover, first=0, last=3)
        assert opens(client, cover, resident) == 200
        assert opens(client, guide, resident) == 200
        with clock.fixed(clock.now() + 4 * DAY):
            assert opens(client, cover, resident) == 404

    def test_does_not_see_it_before(self, client, guide, cover, resident):
        away(guide, cover, first=1, last=3)
        assert opens(client, cover, resident) == 404

    def test_is_named_in_the_file_in_the_day_and_to_the_resident(self, client, guide, cover, resident):
        away(guide, cover)
        client.force_login(cover)
        assert "Gun Guide är borta till och med" in client.get(reverse("guidance:today")).text
        assert "Vera Vikarie tar hand om invånaren" in client.get(reverse("guidance:file", args=[resident.pk])).text
        assert "Sara Söker" in client.get(reverse("guidance:residents"), {"visa": "vikariat"}).text
        client.force_login(resident)
        assert "hjälper Vera Vikarie dig" in client.get(reverse("guidance:mine")).text


class TestSayingIt:
    def test_the_guide_says_it_once(self, client, guide, cover):
        client.force_login(guide)
        address, form = reverse("guidance:guide_absence", args=[guide.pk]), days(0, 4, cover)
        assert [client.post(address, form).status_code for _click in range(2)] == [302, 302]
        assert Absence.objects.count() == 1
        assert "Vera Vikarie tar hand om" in client.get(reverse("guidance:guide", args=[guide.pk])).text

    def test_the_manager_says_it_for_one_who_is_ill(self, unit, guide, cover):
        assert away(guide, cover, actor=staff(Role.UNIT_MANAGER, unit)).cover == cover

    def test_another_guide_does_not(self, guide, cover):
        with pytest.raises(PermissionDenied):
            away(guide, cover, actor=cover)

    def test_only_a_guide_of_the_same_unit_covers(self, guide, unit):
        for who in (new_guide(), staff(Role.ANSWERER, unit), guide):
            with pytest.raises(PermissionDenied):
                away(guide, who)

    def test_the_days_come_in_order_and_are_not_over(self, guide, cover):
        with pytest.raises(ValidationError):
            away(guide, cover, first=3, last=1)
        with pytest.raises(ValidationError):
            away(guide, cover, first=-5, last=-1)

    def test_nobody_is_away_twice_the_same_day(self, guide, cover, unit):
        away(guide, cover, 0, 5)
        with pytest.raises(Conflict, match="redan inskrivna"):
            away(guide, new_guide(unit), 5, 9)
        assert away(guide, cover, 0, 5) == Absence.objects.get()

    def test_whoever_is_away_covers_for_nobody(self, guide, cover, unit):
        away(cover, new_guide(unit), 2, 4)
        with pytest.raises(Conflict, match="själv borta"):
            away(guide, cover, 4, 6)


class TestComingBack:
    def test_sooner_closes_the_files_at_once(self, client, guide, cover, resident):
        with clock.fixed(clock.now() - 2 * DAY):
            absence = away(guide, cover, first=0, last=5)
        client.force_login(guide)
        client.post(reverse("guidance:end_absence", args=[absence.pk]), {"form_key": new_key()})
        absence.refresh_from_db()
        assert absence.ends_on == clock.today() - DAY
        assert opens(client, cover, resident) == 404

    def test_days_that_have_not_begun_are_taken_away(self, guide, cover):
        actions.end_absence(actor=guide, absence=away(guide, cover, 2, 4))
        assert not Absence.objects.exists()

    def test_what_is_over_is_not_changed(self, guide, cover):
        with clock.fixed(clock.now() - 9 * DAY):
            absence = away(guide, cover, 0, 2)
        with pytest.raises(Conflict):
            actions.end_absence(actor=guide, absence=absence)

    def test_the_cover_does_not_end_it(self, guide, cover):
        with pytest.raises(PermissionDenied):
            actions.end_absence(actor=cover, absence=away(guide, cover))
