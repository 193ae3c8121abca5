"""The scenes of measures: the catalogue, the queue, seats, extensions and attendance."""

from datetime import timedelta

from medskapa.core import clock
from medskapa.guidance import actions
from medskapa.guidance.actions.attendance import Mark
from medskapa.guidance.actions.placements import Onward
from medskapa.guidance.models import (
    Attendance,
    EndedAs,
    Extension,
    ExtensionState,
    Measure,
    MeasureStaff,
    Placement,
    PlacementState,
    Presence,
)
from tests.access.world import EDITOR, GUIDE, GUIDED, MANAGER, OTHER_GUIDE, PROVIDER, RESIDENT, World
from tests.guidance_factories import new_measure, new_placement, new_step, the_plan
from tests.scenes import NOBODY, Scene

TEXTS = {
    "name": "Digital värd",
    "provider": "Biblioteket",
    "purpose": "Du hjälper andra med mobilen.",
    "for_whom": "Du som kan din mobil.",
    "content": "Du står i biblioteket och svarar på frågor.",
    "weeks": 10,
    "hours_a_week": 15,
    "seats": 4,
    "needs": ["digital"],
}


def a_measure(world: World) -> Measure:
    return new_measure(world.here, needs=["work"])


def a_provider(world: World) -> MeasureStaff:
    """That the provider works at the measure."""
    return MeasureStaff.objects.create(measure=world.once(a_measure), person=world.people[PROVIDER])


def a_wish(world: World) -> Placement:
    """What the resident asked for, and the guide has not answered."""
    return _waiting(world, new_measure(world.here))


def an_offer(world: World) -> Placement:
    """A seat that is kept for the resident."""
    today = clock.today()
    return _waiting(
        world, new_measure(world.here), confirmed_on=today, offered_on=today, answer_by=today + timedelta(days=7)
    )


def _waiting(world: World, measure: Measure, **fields) -> Placement:
    return Placement.objects.create(
        resident=world.people[GUIDED],
        plan=world.once(the_plan),
        measure=measure,
        queued_on=clock.today(),
        placed_by=world.people[GUIDED],
        **fields,
    )


def a_planned(world: World) -> Placement:
    world.once(the_plan)
    return new_placement(world.people[GUIDED], new_measure(world.here), state=PlacementState.PLANNED)


def an_ongoing(world: World) -> Placement:
    """A placement that goes on at the measure where the provider works."""
    world.once(the_plan)
    world.once(a_provider)
    return new_placement(world.people[GUIDED], world.once(a_measure))


def a_day(world: World) -> Attendance:
    return Attendance.objects.create(
        placement=world.once(an_ongoing), day=clock.today(), presence=Presence.AWAY, marked_by=world.people[PROVIDER]
    )


def an_asked_extension(world: World) -> Extension:
    """The second one, asked for by the guide: it waits for the manager."""
    placement = new_placement(world.people[GUIDED], new_measure(world.here), plan=world.once(the_plan))
    to_day = placement.ends_on + timedelta(days=30)
    return Extension.objects.create(
        placement=placement,
        number=2,
        state=ExtensionState.ASKED,
        from_day=placement.ends_on,
        to_day=to_day,
        reason="Praktiken började sent.",
        way_onward="Söka som kallskänka",
        onward_step=new_step(placement.plan, text="Söka som kallskänka", due_on=to_day + timedelta(days=5)),
        asked_by=world.people[GUIDE],
        asked_on=clock.today(),
    )


def an_answered_extension(world: World) -> Extension:
    """One that the manager said no to, and whose answer the guide has not read."""
    extension = an_asked_extension(world)
    extension.state, extension.decided_by = ExtensionState.REFUSED, world.people[MANAGER]
    extension.answer, extension.answered_on = "Nej, börja söka arbete nu.", clock.today()
    extension.save()
    return extension


def _onward(days: int) -> Onward:
    return Onward("Söka arbete som kock", due_on=clock.today() + timedelta(days=days))


SCENES = {
    "guidance.add_measure": Scene(
        MANAGER, lambda w, who: actions.add_measure(actor=who, unit=w.here, **TEXTS), stranger=GUIDE
    ),
    "guidance.edit_measure": Scene(
        MANAGER,
        lambda w, who: actions.edit_measure(actor=who, measure=w.once(a_measure), version=1, seats=9),
        stranger=GUIDE,
        given=a_measure,
    ),
    "guidance.close_measure": Scene(
        EDITOR,
        lambda w, who: actions.close_measure(actor=who, measure=w.once(a_measure), words="Lokalen är stängd."),
        stranger=GUIDE,
        given=a_measure,
    ),
    "guidance.open_measure": Scene(
        MANAGER,
        lambda w, who: actions.open_measure(actor=who, measure=_closed(w)),
        stranger=GUIDE,
        given=lambda w: w.once(a_measure),
    ),
    "guidance.add_measure_staff": Scene(
        MANAGER,
        lambda w, who: actions.add_measure_staff(actor=who, measure=w.once(a_measure), person=w.people[PROVIDER]),
        stranger=GUIDE,
        given=a_measure,
    ),
    "guidance.remove_measure_staff": Scene(
        MANAGER,
        lambda w, who: actions.remove_measure_staff(actor=who, measure=w.once(a_measure), person=w.people[PROVIDER]),
        stranger=GUIDE,
        given=lambda w: (w.once(a_measure), w.once(a_provider)),
    ),
    "guidance.want_measure": Scene(
        GUIDED,
        lambda w, who: actions.want_measure(actor=who, resident=w.people[GUIDED], measure=w.once(a_measure)),
        given=lambda w: (w.once(the_plan), w.once(a_measure)),
    ),
    "guidance.confirm_want": Scene(
        GUIDE,
        lambda w, who: actions.confirm_want(actor=who, placement=w.once(a_wish)),
        stranger=OTHER_GUIDE,
        given=a_wish,
    ),
    "guidance.answer_offer": Scene(
        GUIDED, lambda w, who: actions.answer_offer(actor=who, placement=w.once(an_offer), wanted=True), given=an_offer
    ),
    "guidance.leave_queue": Scene(
        GUIDED, lambda w, who: actions.leave_queue(actor=who, placement=w.once(a_wish)), given=a_wish
    ),
    "guidance.offer_seats": Scene(
        MANAGER,
        lambda w, who: actions.offer_seats(actor=who, measure=w.once(a_measure)),
        stranger=GUIDE,
        given=a_measure,
    ),
    "guidance.plan_placement": Scene(
        GUIDE,
        lambda w, who: actions.plan_placement(
            actor=who,
            resident=w.people[GUIDED],
            measure=w.once(a_measure),
            purpose="Pröva arbete i kök",
            starts_on=clock.today(),
            ends_on=clock.today() + timedelta(days=60),
            onward=_onward(70),
        ),
        stranger=MANAGER,
        given=lambda w: (w.once(the_plan), w.once(a_measure)),
    ),
    "guidance.start_placement": Scene(
        GUIDE,
        lambda w, who: actions.start_placement(actor=who, placement=w.once(a_planned)),
        stranger=MANAGER,
        given=a_planned,
    ),
    "guidance.cancel_placement": Scene(
        GUIDE,
        lambda w, who: actions.cancel_placement(actor=who, placement=w.once(a_planned), words="Du fick arbete."),
        stranger=MANAGER,
        given=a_planned,
    ),
    "guidance.end_placement": Scene(
        GUIDE,
        lambda w, who: actions.end_placement(
            actor=who, placement=w.once(an_ongoing), ended_as=EndedAs.WORK, ended_on=clock.today()
        ),
        stranger=MANAGER,
        given=an_ongoing,
    ),
    "guidance.ask_extension": Scene(
        GUIDE,
        lambda w, who: actions.ask_extension(
            actor=who,
            placement=w.once(an_ongoing),
            to_day=clock.today() + timedelta(days=80),
            reason="Praktiken började sent.",
            onward=_onward(90),
        ),
        stranger=MANAGER,
        given=an_ongoing,
    ),
    "guidance.decide_extension": Scene(
        MANAGER,
        lambda w, who: actions.decide_extension(
            actor=who, extension=w.once(an_asked_extension), agreed=True, answer="Ja, det leder till arbete."
        ),
        stranger=GUIDE,
        given=an_asked_extension,
    ),
    "guidance.read_extension_answer": Scene(
        GUIDE,
        lambda w, who: actions.read_extension_answer(actor=who, extension=w.once(an_answered_extension)),
        stranger=MANAGER,
        given=an_answered_extension,
    ),
    "guidance.warn_of_ends": Scene(
        NOBODY, lambda w, who: actions.warn_of_ends(actor=who), stranger=MANAGER, given=lambda w: _soon(w)
    ),
    "guidance.mark_attendance": Scene(
        PROVIDER,
        lambda w, who: actions.mark_attendance(
            actor=who,
            measure=w.once(a_measure),
            day=clock.today(),
            marks=[Mark(w.once(an_ongoing).pk, Presence.HERE)],
        ),
        stranger=OTHER_GUIDE,
        given=an_ongoing,
    ),
    "guidance.answer_attendance": Scene(
        GUIDED,
        lambda w, who: actions.answer_attendance(actor=who, attendance=w.once(a_day), says="Bussen stod still."),
        stranger=RESIDENT,
        given=a_day,
    ),
}


def _closed(world: World) -> Measure:
    measure = world.once(a_measure)
    Measure.objects.filter(pk=measure.pk).update(is_open=False)
    return measure


def _soon(world: World) -> Placement:
    """A placement that ends in ten days."""
    placement = world.once(an_ongoing)
    Placement.objects.filter(pk=placement.pk).update(ends_on=clock.today() + timedelta(days=10))
    return placement
