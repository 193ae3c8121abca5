"""The scenes of activities: writing and publishing, times, signing up, and what is told."""

from datetime import time, timedelta

from medskapa.commons import actions
from medskapa.commons.models import (
    Activity,
    Occasion,
    Organisation,
    SignUp,
    SignUpMessage,
)
from medskapa.core import clock
from medskapa.people.models import Person
from tests.access.world import EDITOR, HELPER, PARTNER, World
from tests.activity_factories import FIELDS, ActivityFactory, an_occasion, signed
from tests.factories import PlaceFactory
from tests.scenes import NOBODY, Scene
from tests.scenes.commons_keeping import association, person


def a_draft(world: World) -> Activity:
    """The association writes it, and it has a time."""
    activity = actions.write_activity(
        actor=person(world, PARTNER), organisation=world.once(association), place=PlaceFactory(), **FIELDS
    )
    an_occasion(activity)
    return activity


def a_waiting_activity(world: World) -> Activity:
    activity = actions.write_activity(
        actor=person(world, PARTNER),
        organisation=world.once(association),
        place=PlaceFactory(),
        **FIELDS | {"title": "Barngrupp"},
    )
    an_occasion(activity)
    return actions.send_activity(actor=person(world, PARTNER), activity=activity)


def a_published(world: World) -> Activity:
    """Anyone sees it; the association organises it."""
    return ActivityFactory(organisation=world.once(association), slug="musikkvall")


def a_time(world: World) -> Occasion:
    return an_occasion(world.once(a_published), seats=10)


def a_past_time(world: World) -> Occasion:
    return an_occasion(world.once(a_published), days=-40)


def a_tomorrow(world: World) -> Occasion:
    occasion = an_occasion(world.once(a_published), days=1)
    signed(occasion)
    return occasion


def a_sign_up(world: World) -> SignUp:
    return signed(world.once(a_time))


def a_message(world: World) -> SignUpMessage:
    return SignUpMessage.objects.create(
        sign_up=world.once(a_sign_up), kind="moved", change=9, via="email", day=clock.today()
    )


def one_to_trust(world: World) -> Organisation:
    """Three of its activities are approved."""
    for _each in range(3):
        ActivityFactory(organisation=world.once(association), approved_by=person(world, EDITOR), approved_version=1)
    return world.once(association)


DAY = {"starts": time(18), "ends": time(20)}


def _day() -> dict[str, object]:
    return {"day": clock.today() + timedelta(days=9), **DAY}


def an_editor(world: World) -> Person:
    editor = person(world, EDITOR)
    editor.email = "redaktor@example.se"
    editor.save(update_fields=["email"])
    return editor


SCENES = {
    "commons.tell_editor_of_activities": Scene(
        NOBODY,
        lambda w, who: actions.tell_editor_of_activities(actor=None, editor=w.once(an_editor)),
        stranger=None,
        given=an_editor,
    ),
    "commons.write_activity": Scene(
        PARTNER,
        lambda w, who: actions.write_activity(
            actor=who, organisation=w.once(association), place=PlaceFactory(), **FIELDS
        ),
        given=association,
        stranger=HELPER,
    ),
    "commons.edit_activity": Scene(
        PARTNER,
        lambda w, who: actions.edit_activity(
            actor=who, activity=w.once(a_draft), version=1, place=w.once(a_draft).place, **FIELDS
        ),
        given=a_draft,
        stranger=HELPER,
    ),
    "commons.add_occasions": Scene(
        PARTNER,
        lambda w, who: actions.add_occasions(actor=who, activity=w.once(a_draft), **_day()),
        given=a_draft,
        stranger=HELPER,
    ),
    "commons.send_activity": Scene(
        PARTNER,
        lambda w, who: actions.send_activity(actor=who, activity=w.once(a_draft)),
        given=a_draft,
        stranger=HELPER,
    ),
    "commons.approve_activity": Scene(
        EDITOR,
        lambda w, who: actions.approve_activity(actor=who, activity=w.once(a_waiting_activity)),
        given=a_waiting_activity,
        stranger=PARTNER,
    ),
    "commons.return_activity": Scene(
        EDITOR,
        lambda w, who: actions.return_activity(
            actor=who, activity=w.once(a_waiting_activity), words="Skriv vem den är för."
        ),
        given=a_waiting_activity,
        stranger=PARTNER,
    ),
    "commons.trust_organisation": Scene(
        EDITOR,
        lambda w, who: actions.trust_organisation(actor=who, organisation=w.once(one_to_trust)),
        given=one_to_trust,
        stranger=PARTNER,
    ),
    "commons.count_came": Scene(
        PARTNER,
        lambda w, who: actions.count_came(actor=who, occasion=w.once(a_past_time), came=14),
        given=a_past_time,
        stranger=HELPER,
    ),
    "commons.sign_up": Scene(
        NOBODY,
        lambda w, who: actions.sign_up(actor=None, occasion=w.once(a_time), name="Alma"),
        stranger=None,
        given=a_time,
    ),
    "commons.withdraw_sign_up": Scene(
        PARTNER,
        lambda w, who: actions.withdraw_sign_up(actor=who, sign_up=w.once(a_sign_up)),
        given=a_sign_up,
        stranger=EDITOR,
    ),
    "commons.change_occasion": Scene(
        PARTNER,
        lambda w, who: actions.change_occasion(actor=who, occasion=w.once(a_time), seats=20, **_day()),
        given=a_time,
        stranger=HELPER,
    ),
    "commons.cancel_occasion": Scene(
        PARTNER,
        lambda w, who: actions.cancel_occasion(actor=who, occasion=w.once(a_time), why="Ledaren är sjuk."),
        given=a_time,
        stranger=HELPER,
    ),
    "commons.cancel_activity": Scene(
        PARTNER,
        lambda w, who: actions.cancel_activity(actor=who, activity=w.once(a_published), why="Lokalen är stängd."),
        given=a_time,
        stranger=HELPER,
    ),
    "commons.remind_signed_up": Scene(
        NOBODY,
        lambda w, who: actions.remind_signed_up(actor=None, occasion=w.once(a_tomorrow)),
        stranger=None,
        given=a_tomorrow,
    ),
    "commons.forget_signed_up": Scene(
        NOBODY,
        lambda w, who: actions.forget_signed_up(actor=None, occasion=w.once(a_past_time)),
        stranger=None,
        given=a_past_time,
    ),
    "commons.mark_sign_up_message_sent": Scene(
        NOBODY,
        lambda w, who: actions.mark_sign_up_message_sent(actor=None, message=w.once(a_message)),
        stranger=None,
        given=a_message,
    ),
    "commons.fail_sign_up_message": Scene(
        NOBODY,
        lambda w, who: actions.fail_sign_up_message(actor=None, message=w.once(a_message), reason="Numret finns inte."),
        stranger=None,
        given=a_message,
    ),
    "commons.stop_sign_up_message": Scene(
        NOBODY,
        lambda w, who: actions.stop_sign_up_message(actor=None, message=w.once(a_message)),
        stranger=None,
        given=a_message,
    ),
}
