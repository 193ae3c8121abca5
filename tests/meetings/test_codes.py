"""The personal code of an invitation."""

import pytest

from analysis.receipt import SECRET_WORDS, new_code
from medskapa.core import hashing, passes, throttle
from medskapa.meetings import codes
from medskapa.meetings.models import Invitation
from tests.meeting_factories import new_invitation, new_meeting, new_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return new_meeting()


@pytest.fixture
def invitation(meeting):
    return new_invitation(meeting)


def wrong_secret(code):
    return codes.parse(f"{code.lookup} {' '.join(new_code().words[:4])}")


def test_a_code_has_at_least_40_secret_bits(invitation):
    code = codes.code_for(invitation)
    assert len(code.words) == codes.CODE_WORDS
    assert len(code.secret.split("-")) * 11 >= 40


def test_the_code_opens_its_own_invitation(invitation, meeting):
    new_invitation(meeting)
    assert codes.open_with(codes.code_for(invitation), source="a") == invitation


def test_the_code_is_the_same_each_time_it_is_printed(invitation):
    again = Invitation.objects.get(pk=invitation.pk)
    assert str(codes.code_for(again)) == str(codes.code_for(invitation))


def test_the_secret_part_is_kept_nowhere(invitation):
    secret = codes.code_for(invitation).secret
    row = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert not any(secret in str(value) for value in row.values())


def test_a_typed_code_is_read_in_capitals_and_with_any_separator(invitation):
    code = codes.code_for(invitation)
    assert codes.parse(", ".join(code.words).upper()) == code


def test_a_receipt_is_not_an_invitation():
    assert SECRET_WORDS != codes.CODE_WORDS - 2
    assert codes.parse(str(new_code())) is None


def test_a_wrong_secret_opens_nothing(invitation):
    assert codes.open_with(wrong_secret(codes.code_for(invitation)), source="a") is None


def test_a_wrong_look_up_costs_a_hash_like_a_wrong_secret(invitation, monkeypatch):
    verified = []
    real = hashing.hasher()

    class Counting:
        def hash(self, secret):
            return real.hash(secret)

        def verify(self, secret_hash, secret):
            verified.append(secret)
            return real.verify(secret_hash, secret)

    monkeypatch.setattr(hashing, "hasher", Counting)
    codes.holder_of(wrong_secret(codes.code_for(invitation)))
    codes.holder_of(codes.parse(" ".join(new_code().words[:6])))
    assert len(verified) == 2


def test_too_many_tries_from_one_place_are_stopped(invitation, settings):
    settings.THROTTLE = settings.THROTTLE | {"invitation_source": (1, 3600)}
    wrong = wrong_secret(codes.code_for(invitation))
    codes.open_with(wrong, source="a")
    with pytest.raises(throttle.TooMany):
        codes.open_with(wrong, source="a")
    assert codes.open_with(codes.code_for(invitation), source="b") == invitation


def test_a_guesser_from_many_places_does_not_lock_others_out(invitation, settings):
    settings.THROTTLE = settings.THROTTLE | {"invitation_all": (1, 3600), "invitation_late_source": (1, 3600)}
    code = codes.code_for(invitation)
    codes.open_with(code, source="a")
    assert codes.open_with(code, source="b") == invitation
    with pytest.raises(throttle.TooMany):
        codes.open_with(code, source="b")


def test_a_look_up_part_that_is_taken_is_passed_over(meeting, monkeypatch):
    first = Invitation(meeting=meeting, member=new_member(), made_on=meeting.reply_by)
    second = Invitation(meeting=meeting, member=new_member(), made_on=meeting.reply_by)
    real = codes._derived
    same = {(first.pk, 0): (1, 0), (second.pk, 0): (1, 0), (second.pk, 1): (1, 0)}
    monkeypatch.setattr(codes, "_derived", lambda key, attempt: real(*same.get((key, attempt), (key, attempt))))
    codes.issue(first)
    first.save(force_insert=True)
    codes.issue(second)
    second.save(force_insert=True)
    assert first.lookup != second.lookup
    assert codes.holder_of(codes.code_for(second)) == second


def test_codes_issued_together_find_each_their_own(meeting):
    both = [Invitation(meeting=meeting, member=new_member(), made_on=meeting.reply_by) for _ in range(2)]
    codes.issue(*both)
    Invitation.objects.bulk_create(both)
    assert [codes.holder_of(codes.code_for(each)) for each in both] == both


def test_after_a_change_of_the_secret_a_code_opens_but_is_not_printed(invitation, settings):
    code = codes.code_for(invitation)
    settings.SECRET_KEY = "en annan hemlighet"
    assert codes.open_with(code, source="a") == invitation
    with pytest.raises(codes.Lost):
        codes.code_for(invitation)


def test_a_pass_leads_back_and_a_false_or_old_one_does_not(invitation, monkeypatch):
    given = codes.pass_for(invitation)
    assert codes.behind(given) == invitation
    assert codes.behind(given + "x") is None
    monkeypatch.setattr(passes, "SECONDS", -1)
    assert codes.behind(given) is None
