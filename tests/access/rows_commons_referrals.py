"""The rows of referrals: at work, for whoever is asked, and for the person."""

from typing import Any

from tests.access.patterns import (
    NO_SUCH_NUMBER,
    NUMBER,
    READ_ONLY_SIGNED_IN,
    RESIDENTS,
    SLUG,
    Expected,
    Row,
    everyone,
    only,
    sent,
)
from tests.access.world import (
    ANSWERER,
    ELSEWHERE,
    GUIDE,
    GUIDED,
    OFFICER,
    OTHER_GUIDE,
    RECEPTION,
    REGISTRAR,
    RESIDENT,
    VISITOR,
    World,
)
from tests.guidance_factories import the_assignment
from tests.scenes.commons_referrals import (
    BY_SMS,
    WORDS,
    a_message,
    a_referral,
    accepted,
    answer_code,
    asked_about,
    in_days,
    own,
    taking,
)

SENDERS = [GUIDE, OTHER_GUIDE, RECEPTION, ANSWERER, ELSEWHERE, REGISTRAR, OFFICER]


def senders(status: int) -> Expected:
    """Those who meet residents."""
    return only(status, *SENDERS)


def of_reception(status: int) -> Expected:
    """Those who see to what the reception sent; for the others who meet residents it does not exist."""
    return senders(404) | dict.fromkeys([RECEPTION, REGISTRAR], status)


def of_guide(status: int) -> Expected:
    """The resident's guide; for the others who meet residents, the resident does not exist here."""
    return senders(404) | {GUIDE: status}


def residents(status: int) -> Expected:
    return only(status, *RESIDENTS)


def _slug(world: World) -> dict[str, Any]:
    return {"slug": world.once(taking).slug}


def _pk(build: Any) -> Any:
    return lambda world: {"pk": world.once(build).pk}


def _resident(world: World) -> dict[str, Any]:
    world.once(the_assignment)
    guided = world.people[GUIDED]
    assert guided
    return {"pk": guided.pk}


def _words(world: World) -> dict[str, Any]:
    return sent(world) | WORDS | BY_SMS | {"language": "sv", "consent": "on"}


def _answer(world: World) -> dict[str, Any]:
    at = in_days(3)
    return sent(world) | {"word": "propose", "day": f"{at:%Y-%m-%d}", "time": "10:00"}


def _asking(status: int) -> Expected:
    """Whoever is signed in as a resident, or not at all. Those who send others are led to their own page."""
    return residents(status) | dict.fromkeys(SENDERS, 302)


ROWS = {
    "commons:referrals": Row(senders(200), READ_ONLY_SIGNED_IN),
    "commons:new_referral": Row(senders(200), READ_ONLY_SIGNED_IN),
    "commons:send_referral": Row(senders(200), senders(302), to=_slug, data=_words, missing=SLUG),
    "commons:refer_resident": Row(of_guide(200), READ_ONLY_SIGNED_IN, to=_resident, missing=NUMBER),
    "commons:send_for_resident": Row(
        of_guide(200),
        of_guide(302),
        to=lambda w: _resident(w) | _slug(w),
        data=_words,
        missing=SLUG | NUMBER,
    ),
    "commons:referrals_helped": Row(senders(200), READ_ONLY_SIGNED_IN),
    "commons:referral": Row(of_reception(200), READ_ONLY_SIGNED_IN, to=_pk(a_referral), missing=NUMBER),
    "commons:note_referral_answer": Row(
        of_reception(200), of_reception(302), to=_pk(a_referral), data=_answer, missing=NUMBER
    ),
    "commons:accept_referral_time": Row(
        READ_ONLY_SIGNED_IN, of_reception(302), to=_pk(a_referral), data=sent, missing=NUMBER
    ),
    "commons:withdraw_referral": Row(
        READ_ONLY_SIGNED_IN, of_reception(302), to=_pk(a_referral), data=sent, missing=NUMBER
    ),
    "commons:note_referral_outcome": Row(
        of_reception(200),
        of_reception(302),
        to=_pk(accepted),
        data=lambda w: sent(w) | {"came_of_it": "helped"},
        missing=NUMBER,
    ),
    "commons:note_referral_helped": Row(
        of_reception(200),
        of_reception(302),
        to=_pk(asked_about),
        data=lambda w: sent(w) | {"helped": "yes"},
        missing=NUMBER,
    ),
    "commons:hand_over_referral_message": Row(
        READ_ONLY_SIGNED_IN,
        of_reception(302),
        to=lambda w: {"pk": w.once(a_referral).pk, "message": w.once(a_message).pk},
        data=sent,
        missing={"pk": NO_SUCH_NUMBER, "message": NO_SUCH_NUMBER},
    ),
    "commons:referral_answer": Row(
        everyone(200), everyone(200), data=lambda w: sent(w) | {"code": str(answer_code(w.once(a_referral)))}
    ),
    "commons:my_referral": Row(everyone(200), everyone(422), data=lambda w: sent(w) | {"code": "inte en kod"}),
    "commons:my_referrals": Row(residents(200), READ_ONLY_SIGNED_IN),
    "commons:my_own_referral": Row(
        only(200, RESIDENT, otherwise=404),
        only(200, RESIDENT, otherwise=404),
        to=_pk(own),
        data=lambda w: sent(w) | {"do": "withdraw"},
        missing=NUMBER,
    ),
    "commons:ask_oneself": Row(
        _asking(200) | {VISITOR: 200},
        _asking(302) | {VISITOR: 200},
        to=_slug,
        data=_words,
        missing=SLUG,
    ),
}
