"""The scenes of the common entrance."""

import secrets

from medskapa.entrance import actions, begun
from medskapa.entrance.models import Ground, How, Wall
from medskapa.entrance.queries import questions
from tests.access.world import EDITOR, GUIDED, RECEPTION
from tests.entrance_walk import TOLD, a_draft, a_fact_of_ones_own, a_part, a_shared_fact, a_taken_part, an_entry
from tests.scenes import NOBODY, Scene

SCENES = {
    "entrance.hand_in": Scene(
        NOBODY,
        lambda w, who: actions.hand_in(actor=who, questions=questions.current(), answers=TOLD, code=begun.new_code()),
        stranger=RECEPTION,
    ),
    "entrance.take_in": Scene(
        RECEPTION,
        lambda w, who: actions.take_in(
            actor=who,
            questions=questions.current(),
            answers=TOLD,
            how=How.PHONE,
            form_key=secrets.token_urlsafe(24),
        ),
    ),
    "entrance.confirm_person": Scene(
        RECEPTION, lambda w, who: actions.confirm_person(actor=who, entry=w.once(an_entry)), given=an_entry
    ),
    "entrance.record_fact": Scene(
        RECEPTION,
        lambda w, who: actions.record_fact(
            actor=who, person=w.once(an_entry).person, key="interpreter", value=True, wall=Wall.SHARED
        ),
        given=an_entry,
    ),
    "entrance.correct_fact": Scene(
        GUIDED,
        lambda w, who: actions.correct_fact(
            actor=who, fact=w.once(a_fact_of_ones_own), value="Jag har arbetat i butik."
        ),
        given=a_fact_of_ones_own,
    ),
    "entrance.dispute_fact": Scene(
        GUIDED,
        lambda w, who: actions.dispute_fact(actor=who, fact=w.once(a_fact_of_ones_own), text="Det var i ett bageri."),
        given=a_fact_of_ones_own,
    ),
    "entrance.pass_fact": Scene(
        RECEPTION,
        lambda w, who: actions.pass_fact(
            actor=who,
            fact=w.once(a_shared_fact),
            to_wall=Wall.GUIDANCE,
            ground=Ground.CONSENT,
            why="Guiden ska kunna ringa.",
        ),
        given=a_shared_fact,
    ),
    "entrance.take_part": Scene(
        RECEPTION, lambda w, who: actions.take_part(actor=who, part=w.once(a_part)), given=a_part
    ),
    "entrance.finish_part": Scene(
        RECEPTION, lambda w, who: actions.finish_part(actor=who, part=w.once(a_taken_part)), given=a_taken_part
    ),
    "entrance.draft_questions": Scene(
        EDITOR, lambda w, who: actions.draft_questions(actor=who, of=questions.current()), stranger=RECEPTION
    ),
    "entrance.change_questions": Scene(
        EDITOR,
        lambda w, who: actions.change_questions(
            actor=who, questions=w.once(a_draft), version=w.once(a_draft).version, to=w.once(a_draft).questions[:-1]
        ),
        stranger=RECEPTION,
        given=a_draft,
    ),
    "entrance.publish_questions": Scene(
        EDITOR,
        lambda w, who: actions.publish_questions(
            actor=who, questions=w.once(a_draft), version=w.once(a_draft).version, change="Enklare frågor."
        ),
        stranger=RECEPTION,
        given=a_draft,
    ),
}
