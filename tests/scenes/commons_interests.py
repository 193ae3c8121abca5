"""The scenes of interests: telling, taking, answering, and what is told and forgotten."""

from datetime import timedelta

from medskapa.commons import actions
from medskapa.commons.models import Interest, InterestMessage
from medskapa.core import clock
from medskapa.people.models import Person
from tests.access.world import GUIDE, MANAGER, OTHER_GUIDE, RESIDENT, World
from tests.interest_factories import TOLD, told
from tests.scenes import NOBODY, Scene
from tests.scenes.commons_keeping import person


def one_waiting(world: World) -> Interest:
    return told(world.here)


def one_taken(world: World) -> Interest:
    return actions.take_interest(
        actor=person(world, GUIDE), interest=told(world.here, via="sms", reach_to="0701740605")
    )


def one_to_answer(world: World) -> Interest:
    return actions.take_interest(actor=person(world, GUIDE), interest=told(world.here))


def one_of_mine(world: World) -> Interest:
    return told(world.here, person=person(world, RESIDENT))


def one_by_code(world: World) -> Interest:
    return told(world.here)


def an_old_one(world: World) -> Interest:
    """Answered long ago."""
    made = actions.answer_interest(actor=person(world, GUIDE), interest=world.once(one_to_answer), answer="Kom hit.")
    made.answered_on = clock.today() - timedelta(days=400)
    made.save(update_fields=["answered_on"])
    return made


def a_manager(world: World) -> Person:
    manager = person(world, MANAGER)
    manager.email = "chef@example.se"
    manager.save(update_fields=["email"])
    return manager


def a_message(world: World) -> InterestMessage:
    message = InterestMessage.objects.get(interest=world.once(one_taken))
    message.state = "ready"
    message.save(update_fields=["state"])
    return message


SCENES = {
    "commons.register_interest": Scene(
        RESIDENT, lambda w, who: actions.register_interest(actor=who, **TOLD), stranger=None
    ),
    "commons.withdraw_interest": Scene(
        RESIDENT,
        lambda w, who: actions.withdraw_interest(actor=who, interest=w.once(one_of_mine)),
        given=one_of_mine,
        stranger=GUIDE,
    ),
    "commons.take_interest": Scene(
        GUIDE,
        lambda w, who: actions.take_interest(actor=who, interest=w.once(one_waiting)),
        given=one_waiting,
        stranger=MANAGER,
    ),
    "commons.give_back_interest": Scene(
        MANAGER,
        lambda w, who: actions.give_back_interest(actor=who, interest=w.once(one_taken)),
        given=one_taken,
        stranger=OTHER_GUIDE,
    ),
    "commons.answer_interest": Scene(
        GUIDE,
        lambda w, who: actions.answer_interest(actor=who, interest=w.once(one_to_answer), answer="Kom till kaféet."),
        given=one_to_answer,
        stranger=OTHER_GUIDE,
    ),
    "commons.alarm_of_late_interests": Scene(
        NOBODY,
        lambda w, who: actions.alarm_of_late_interests(actor=None, manager=w.once(a_manager)),
        given=a_manager,
        stranger=None,
    ),
    "commons.forget_interest_contact": Scene(
        NOBODY,
        lambda w, who: actions.forget_interest_contact(actor=None, interest=w.once(an_old_one)),
        given=an_old_one,
        stranger=None,
    ),
    "commons.delete_interest": Scene(
        NOBODY,
        lambda w, who: actions.delete_interest(actor=None, interest=w.once(an_old_one)),
        given=an_old_one,
        stranger=None,
    ),
    "commons.mark_interest_message_sent": Scene(
        NOBODY,
        lambda w, who: actions.mark_interest_message_sent(actor=None, message=w.once(a_message)),
        given=a_message,
        stranger=None,
    ),
    "commons.fail_interest_message": Scene(
        NOBODY,
        lambda w, who: actions.fail_interest_message(actor=None, message=w.once(a_message), reason="Fel nummer."),
        given=a_message,
        stranger=None,
    ),
    "commons.stop_interest_message": Scene(
        NOBODY,
        lambda w, who: actions.stop_interest_message(actor=None, message=w.once(a_message)),
        given=a_message,
        stranger=None,
    ),
}
