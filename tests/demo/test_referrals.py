"""The referrals of the demo town: every state is there, one expired, and one said that it helped."""

import pytest

from medskapa.commons.models import Referral, ReferralState
from medskapa.demo.commons_directory import Directory
from medskapa.demo.commons_referrals import Referrals
from medskapa.demo.frame import Frame
from medskapa.demo.history import History

pytestmark = pytest.mark.django_db


def test_every_state_is_shown():
    history = History(Frame())
    directory = Directory(history)
    directory.plan()
    Referrals(directory).plan()
    history.time.play()
    assert set(Referral.objects.values_list("state", flat=True)) == set(ReferralState)
    assert Referral.objects.filter(helped="yes").exists()
    assert Referral.objects.filter(by_hand=True).exists()
    assert Referral.objects.filter(sent_by__isnull=True).exists()
