"""Several answer the same referral at the same moment: one answer stands, whoever presses how often."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from medskapa.commons import actions, referral_codes
from medskapa.commons.models import Referral, ReferralKind, ReferralMessage, ReferralState, Refused
from medskapa.core.errors import Conflict
from medskapa.people.models import Role
from tests.commons_factories import ListedServiceFactory
from tests.factories import UnitFactory, staff

pytestmark = pytest.mark.usefixtures("committed")


def test_of_those_who_answer_at_once_one_answer_stands():
    desk = staff(Role.RECEPTION, UnitFactory(), email="disken@example.se")
    service = ListedServiceFactory(email="hjalp@example.se")
    sent = actions.send_referral(
        actor=desk,
        service=service,
        consent=True,
        what="BankID",
        first_name="Alma",
        reach_via="sms",
        reach_to="070-174 06 05",
    )

    def answer(number: int) -> bool:
        referral = Referral.objects.get(pk=sent.pk)
        who = {"actor": None, "referral": referral, "code": referral_codes.answer_code_of(referral)}
        try:
            if number % 2:
                actions.accept_referral(**who)
            else:
                actions.refuse_referral(**who, because=Refused.FULL)
        except Conflict:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(answer, range(8)))
    state = Referral.objects.get().state
    assert state in {ReferralState.ACCEPTED, ReferralState.REFUSED}
    assert done == [bool(number % 2) == (state == ReferralState.ACCEPTED) for number in range(8)]
    assert ReferralMessage.objects.filter(kind=ReferralKind.ANSWERED).count() == 1
