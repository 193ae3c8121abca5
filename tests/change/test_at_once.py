"""Many who work on proposals at the same moment: nothing waits for ever, and no words are lost."""

from datetime import timedelta

import pytest

from medskapa.change import actions
from medskapa.change.actions.merging import origin_of
from medskapa.change.models import Body, Comment, Judgement, Merge, Proposal, Source, Verdict, Version, Word
from medskapa.core import clock
from medskapa.core.errors import Conflict
from medskapa.people.models import Role
from tests.change_factories import new_group, new_proposal
from tests.factories import UnitFactory, new_theme, staff
from tests.scenes.change_deciding import new_round
from tests.voice.test_at_once import at_once

pytestmark = pytest.mark.usefixtures("committed")


def tried(act, lost):
    """`act`, noting in `lost` that somebody else was first."""

    def carry_out():
        try:
            act()
        except Conflict:
            lost.append(act)

    return carry_out


def test_proposals_begun_at_the_same_moment_have_numbers_of_their_own():
    unit = UnitFactory()
    planner, themes = staff(Role.PLANNER, unit), [new_theme(unit=unit) for _each in range(3)]
    group = new_group(unit=unit)
    begin = [
        lambda theme=theme, n=n: actions.propose(
            actor=planner, theme=theme, group=group, title=f"Brev {n}", text="Korta brev."
        )
        for n, theme in enumerate(themes * 2)
    ]
    at_once(begin)
    assert sorted(Proposal.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_of_two_who_write_at_the_same_moment_one_is_told_and_no_words_are_lost():
    planner, proposal, lost = staff(Role.PLANNER), new_proposal(), []
    at_once(
        [
            tried(
                lambda text=text: actions.write(actor=planner, proposal=Proposal.objects.get(), version=1, text=text),
                lost,
            )
            for text in ("Den första skrev.", "Den andra skrev.")
        ]
    )
    assert len(lost) == 1
    assert list(Version.objects.filter(proposal=proposal).values_list("number", flat=True)) == [1, 2]


def test_two_put_into_each_other_at_the_same_moment_end_as_one():
    planner, one, other, lost = staff(Role.PLANNER), new_proposal(), new_proposal(), []

    def merge(first, second):
        return lambda: actions.merge_proposals(
            actor=planner,
            proposal=Proposal.objects.get(pk=first.pk),
            into=Proposal.objects.get(pk=second.pk),
            reason="Samma sak.",
        )

    at_once([tried(merge(one, other), lost), tried(merge(other, one), lost)])
    assert len(lost) == 1
    assert Merge.objects.count() == 1
    assert Proposal.objects.filter(state="merged").count() == 1


def test_a_merge_undone_twice_at_the_same_moment_is_undone_once():
    planner, one, other, lost = staff(Role.PLANNER), new_proposal(), new_proposal(), []
    before = {origin_of(source) for source in Source.objects.filter(proposal=other)}
    merge = actions.merge_proposals(actor=planner, proposal=one, into=other, reason="Samma sak.")

    def undo():
        actions.undo_merge(actor=planner, merge=Merge.objects.get(pk=merge.pk), reason="De är olika.")

    at_once([tried(undo, lost), tried(undo, lost)])
    assert len(lost) == 1
    assert {origin_of(source) for source in Source.objects.filter(proposal=other)} == before


def test_a_comment_sent_twice_at_the_same_moment_is_one():
    proposal, key = new_proposal(), "k" * 32

    def say():
        actions.comment(actor=None, proposal=Proposal.objects.get(pk=proposal.pk), text="Bra.", form_key=key)

    at_once([say, say])
    assert Comment.objects.count() == 1


def test_somebody_who_is_asked_in_twice_at_the_same_moment_is_in_once():
    planner, group = staff(Role.PLANNER), new_group()
    person = staff(Role.ANSWERER)

    def ask():
        found = type(group).objects.get(pk=group.pk)
        actions.join(actor=planner, group=found, person=person)

    at_once([ask, ask])
    assert group.members.count() == 1


def test_a_meeting_that_is_called_twice_at_the_same_moment_is_one():
    planner, group = staff(Role.PLANNER), new_group()
    starts_at = clock.now() + timedelta(days=7)

    def call():
        found = type(group).objects.get(pk=group.pk)
        actions.call_meeting(actor=planner, group=found, starts_at=starts_at, place="Rum 3")

    at_once([call, call])
    assert group.meetings.count() == 1


def test_one_voice_that_answers_twice_at_the_same_moment_is_counted_once():
    """A double click reaches two processes; both find no earlier answer."""
    proposal = new_proposal(state="carried_out")
    round_ = new_round(proposal)
    lost = []
    acts = [
        tried(
            lambda verdict=verdict: actions.judge_by_sms(
                actor=None, round_=round_, number="+46701740605", verdict=verdict
            ),
            lost,
        )
        for verdict in (Verdict.BETTER, Verdict.WORSE)
    ]
    at_once(acts)
    assert (Judgement.objects.count(), lost) == (1, [])


def test_of_two_deciders_at_the_same_moment_one_is_told_that_the_other_was_first():
    proposal, decider = new_proposal(state="ready"), staff(Role.DECIDER)
    lost = []

    def decide(word):
        actions.decide(
            actor=decider,
            proposal=Proposal.objects.get(pk=proposal.pk),
            version=proposal.version,
            word=word,
            body=Body.MANAGEMENT,
            reasons="Breven ska gå att förstå.",
            decided_on=clock.today(),
        )

    at_once([tried(lambda: decide(Word.YES), lost), tried(lambda: decide(Word.NO), lost)])
    proposal.refresh_from_db()
    assert len(lost) == 1
    assert proposal.decisions.get().word == proposal.state
