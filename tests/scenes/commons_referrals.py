"""The scenes of referrals: sent from a desk, asked oneself, answered, followed, and the messages about them."""

from datetime import datetime, timedelta

from medskapa.commons import actions, referral_codes
from medskapa.commons.models import Referral, ReferralKind, ReferralMessage, ReferralState, Service
from medskapa.core import clock
from medskapa.people.models import Person
from tests.access.world import GUIDE, RECEPTION, RESIDENT, World
from tests.commons_factories import ListedServiceFactory, OrganisationFactory
from tests.scenes import NOBODY, Scene

WORDS = {"what": "Hjälp att komma igång med BankID.", "first_name": "Alma"}
BY_SMS = {"reach_via": "sms", "reach_to": "070-174 06 05"}


def taking(world: World) -> Service:
    """Of an association with an e-mail address, which takes referrals."""
    return ListedServiceFactory(
        slug="tar-emot", name="Digital hjälp", organisation=OrganisationFactory(), email="hjalp@example.se"
    )


def a_referral(world: World) -> Referral:
    """Sent from the reception for somebody without an account."""
    return actions.send_referral(
        actor=person(world, RECEPTION), service=world.once(taking), consent=True, **WORDS, **BY_SMS
    )


def of_guide(world: World) -> Referral:
    """Sent by a guide, for somebody without an account."""
    return actions.send_referral(
        actor=person(world, GUIDE), service=world.once(taking), consent=True, **WORDS, **BY_SMS
    )


def own(world: World) -> Referral:
    """Asked by a resident who is signed in."""
    return actions.ask_oneself(actor=person(world, RESIDENT), service=world.once(taking), **WORDS, **BY_SMS)


def proposed(world: World) -> Referral:
    return actions.propose_time(actor=None, referral=world.once(own), code=answer_code(world.once(own)), at=in_days(3))


def accepted(world: World) -> Referral:
    referral = world.once(a_referral)
    return actions.accept_referral(actor=None, referral=referral, code=answer_code(referral))


def asked_about(world: World) -> Referral:
    """Accepted three months ago, and now it is time to ask."""
    referral = world.once(accepted)
    referral.ask_on = clock.today()
    referral.save()
    return referral


def to_remind(world: World) -> Referral:
    return _sent(world, remind_on=clock.today())


def to_expire(world: World) -> Referral:
    past = clock.today() - timedelta(days=1)
    return _sent(world, remind_on=past, answer_by=past)


def to_forget(world: World) -> Referral:
    past = clock.today() - timedelta(days=60)
    return _sent(world, remind_on=past, answer_by=past, state=ReferralState.EXPIRED)


def a_message(world: World) -> ReferralMessage:
    return world.once(a_referral).messages.get(kind=ReferralKind.ASK)


def answer_code(referral: Referral):
    return referral_codes.answer_code_of(referral)


def in_days(days: int) -> datetime:
    return clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=days)


def person(world: World, role: str) -> Person:
    found = world.people[role]
    assert found
    return found


def _sent(world: World, **fields) -> Referral:
    referral = world.once(a_referral)
    for name, value in fields.items():
        setattr(referral, name, value)
    referral.save()
    return referral


SCENES = {
    "commons.send_referral": Scene(
        RECEPTION,
        lambda w, who: actions.send_referral(actor=who, service=w.once(taking), consent=True, **WORDS, **BY_SMS),
        given=taking,
    ),
    "commons.ask_oneself": Scene(
        RESIDENT,
        lambda w, who: actions.ask_oneself(actor=who, service=w.once(taking), **WORDS, **BY_SMS),
        given=taking,
        stranger=GUIDE,
    ),
    "commons.withdraw_referral": Scene(
        RESIDENT, lambda w, who: actions.withdraw_referral(actor=who, referral=w.once(own)), given=own, stranger=GUIDE
    ),
    "commons.share_referral": Scene(
        RESIDENT,
        lambda w, who: actions.share_referral(actor=who, referral=w.once(own), shared=True),
        given=own,
        stranger=GUIDE,
    ),
    "commons.accept_referral": Scene(
        RECEPTION, lambda w, who: actions.accept_referral(actor=who, referral=w.once(a_referral)), given=a_referral
    ),
    "commons.propose_time": Scene(
        RECEPTION,
        lambda w, who: actions.propose_time(actor=who, referral=w.once(a_referral), at=in_days(2)),
        given=a_referral,
    ),
    "commons.refuse_referral": Scene(
        RECEPTION,
        lambda w, who: actions.refuse_referral(actor=who, referral=w.once(a_referral), because="full"),
        given=a_referral,
    ),
    "commons.accept_time": Scene(
        RESIDENT,
        lambda w, who: actions.accept_time(actor=who, referral=w.once(proposed)),
        given=proposed,
        stranger=GUIDE,
    ),
    "commons.say_what_came": Scene(
        RECEPTION,
        lambda w, who: actions.say_what_came(actor=who, referral=w.once(accepted), came_of_it="helped"),
        given=accepted,
    ),
    "commons.say_whether_helped": Scene(
        RECEPTION,
        lambda w, who: actions.say_whether_helped(actor=who, referral=w.once(asked_about), helped="yes"),
        given=asked_about,
    ),
    "commons.hand_over_referral_message": Scene(
        RECEPTION,
        lambda w, who: actions.hand_over_referral_message(actor=who, message=w.once(a_message)),
        given=a_message,
    ),
    "commons.remind_receiver": Scene(
        NOBODY, lambda w, who: actions.remind_receiver(actor=None, referral=w.once(to_remind)), None, to_remind
    ),
    "commons.expire_referral": Scene(
        NOBODY, lambda w, who: actions.expire_referral(actor=None, referral=w.once(to_expire)), None, to_expire
    ),
    "commons.ask_whether_helped": Scene(
        NOBODY, lambda w, who: actions.ask_whether_helped(actor=None, referral=w.once(asked_about)), None, asked_about
    ),
    "commons.forget_reach": Scene(
        NOBODY, lambda w, who: actions.forget_reach(actor=None, referral=w.once(to_forget)), None, to_forget
    ),
    "commons.mark_referral_message_sent": Scene(
        NOBODY,
        lambda w, who: actions.mark_referral_message_sent(actor=None, message=w.once(a_message)),
        None,
        a_message,
    ),
    "commons.fail_referral_message": Scene(
        NOBODY,
        lambda w, who: actions.fail_referral_message(actor=None, message=w.once(a_message), reason="Okänd adress."),
        None,
        a_message,
    ),
    "commons.stop_referral_message": Scene(
        NOBODY, lambda w, who: actions.stop_referral_message(actor=None, message=w.once(a_message)), None, a_message
    ),
}
