"""Proposals put together, taken apart and split: whatever is done in whatever order, nothing is lost."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medskapa.change import actions
from medskapa.change.actions.merging import origin_of
from medskapa.change.models import Comment, Merge, Proposal, ProposalState, Source, Version
from medskapa.core.errors import Conflict
from medskapa.core.idempotency import new_key
from medskapa.people.models import Role
from medskapa.voice.models import EventKind
from tests.change.pages import form, url
from tests.change_factories import new_group, new_proposal
from tests.factories import StaffFactory, UnitFactory, new_theme, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(db):
    return staff(Role.PLANNER)


def origins(proposal):
    return {origin_of(source) for source in Source.objects.filter(proposal=proposal)}


def merge(planner, proposal, into):
    return actions.merge_proposals(actor=planner, proposal=proposal, into=into, reason="De handlar om samma sak.")


class TestMerging:
    def test_shows_both_before_and_says_why_afterwards(self, client, planner):
        one, other = new_proposal(), new_proposal()
        client.force_login(planner)
        page = url("merge_proposals", one.number)
        assert other.title in client.get(page).text
        assert other.title in client.get(page, {"i": other.number}).text
        sent = form(into=other.number, reason="De handlar om samma brev.", plain_reason="Samma brev.")
        assert [client.post(page, sent).status_code for _click in range(2)] == [302, 302]
        one.refresh_from_db()
        assert (one.state, one.merged_into) == (ProposalState.MERGED, other)
        client.logout()
        assert "De handlar om samma brev." in client.get(url("proposal", other.number)).text
        assert other.title in client.get(url("proposal", one.number)).text

    def test_the_people_behind_the_one_are_told_and_so_is_its_thread(self, planner):
        theme = new_theme()
        one = actions.propose(actor=planner, theme=theme, title="Korta brev", text="Text.")
        merge(planner, one, new_proposal())
        assert "De handlar om samma sak." in theme.thread.events.last().text
        assert one.thread.events.last().kind == EventKind.MERGED

    def test_what_is_told_later_reaches_the_people_behind_both(self, planner):
        theme = new_theme()
        one = actions.propose(actor=planner, theme=theme, title="Korta brev", text="Text.")
        other = new_proposal()
        merge(planner, one, other)
        actions.give_to_group(actor=planner, proposal=other, group=new_group(), due_on=None)
        assert theme.thread.events.last().kind == EventKind.TAKEN_BY_GROUP

    def test_comments_of_both_are_read_together(self, client, planner):
        one, other = new_proposal(), new_proposal()
        actions.comment(actor=None, proposal=one, text="Bra med korta brev.", form_key=new_key())
        merge(planner, one, other)
        assert "Bra med korta brev." in client.get(url("proposal", other.number)).text

    def test_not_into_itself_nor_what_is_closed(self, planner):
        one, other = new_proposal(), new_proposal()
        with pytest.raises(Conflict):
            merge(planner, one, one)
        Proposal.objects.filter(pk=other.pk).update(state="yes")
        with pytest.raises(Conflict):
            merge(planner, one, other)

    def test_needs_a_reason(self, planner):
        with pytest.raises(ValidationError):
            actions.merge_proposals(actor=planner, proposal=new_proposal(), into=new_proposal(), reason=" ")

    def test_a_planner_of_one_of_the_units_is_not_enough(self):
        unit = UnitFactory()
        mine, foreign = new_proposal(group=new_group(unit=unit)), new_proposal()
        with pytest.raises(PermissionDenied):
            merge(staff(Role.PLANNER, unit), mine, foreign)

    def test_one_with_another_in_it_is_not_withdrawn(self, planner):
        one, other = new_proposal(), new_proposal()
        merge(planner, one, other)
        with pytest.raises(Conflict):
            actions.withdraw_proposal(actor=planner, proposal=other, reason="Nej.")


class TestUndoing:
    def test_everything_is_as_it_was(self, client, planner):
        one, other = new_proposal(), new_proposal(state="later")
        before = origins(one), origins(other)
        merged = merge(planner, one, other)
        assert origins(other) == before[0] | before[1]
        client.force_login(planner)
        sent = form(reason="De är olika.")
        assert client.post(url("undo_proposal_merge", merged.pk), sent).status_code == 302
        assert client.post(url("undo_proposal_merge", merged.pk), sent).status_code == 302
        one.refresh_from_db()
        assert (one.state, one.merged_into) == (ProposalState.WORKING, None)
        assert (origins(one), origins(other)) == before

    def test_what_another_one_in_it_has_too_stays(self, planner):
        theme = new_theme()
        one, two = (actions.propose(actor=planner, theme=theme, title=title, text="Text.") for title in ("Ett", "Två"))
        both = new_proposal()
        first = merge(planner, one, both)
        merge(planner, two, both)
        actions.undo_merge(actor=planner, merge=first, reason="De är olika.")
        assert ("theme_id", theme.pk) in origins(both)

    def test_not_twice_and_not_once_it_is_decided(self, planner):
        one, other = new_proposal(), new_proposal()
        merged = merge(planner, one, other)
        Proposal.objects.filter(pk=other.pk).update(state="yes")
        with pytest.raises(Conflict):
            actions.undo_merge(actor=planner, merge=merged, reason="Nej.")
        Proposal.objects.filter(pk=other.pk).update(state="working")
        actions.undo_merge(actor=planner, merge=merged, reason="Nej.")
        with pytest.raises(Conflict):
            actions.undo_merge(actor=planner, merge=merged, reason="Nej.")


class TestSplitting:
    def test_the_part_has_all_sources_and_the_group(self, client, planner):
        proposal = new_proposal()
        client.force_login(planner)
        sent = form(title="Ring först", text="Vi ringer först.", reason="Det är två saker.")
        for _click in range(2):
            assert client.post(url("split_proposal", proposal.number), sent).status_code == 302
        part = proposal.parts.get()
        assert origins(part) == origins(proposal)
        assert (part.working_group, part.words) == (proposal.working_group, 1)
        client.logout()
        assert "Ring först" in client.get(url("proposal", proposal.number)).text
        assert proposal.title in client.get(url("proposal", part.number)).text

    def test_needs_a_reason(self, planner):
        with pytest.raises(ValidationError):
            actions.split_proposal(actor=planner, proposal=new_proposal(), title="Del", text="Del.", reason="")


steps = st.lists(
    st.tuples(st.sampled_from(["merge", "undo", "split", "write", "comment"]), st.integers(0, 9), st.integers(0, 9)),
    max_size=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_no_source_comment_or_version_is_ever_lost(planner, steps):
    """A proposal always has its own sources, and those of every proposal that is in it now."""
    with transaction.atomic():
        theme = new_theme()
        rows = [new_proposal(), new_proposal()]
        rows += [actions.propose(actor=planner, theme=theme, title=f"Brev {n}", text="Text.") for n in range(2)]
        own = {each.pk: origins(each) for each in rows}
        for kind, first, second in steps:
            _one_step(kind, planner, rows, own, first, second)
            for each in rows:
                inside = set().union(*(origins(one) for one in Proposal.objects.filter(merged_into=each)), own[each.pk])
                assert origins(each) == inside, (kind, each)
        counted = Version.objects.count(), Comment.objects.count()
        assert counted[0] >= len(rows)
        assert all(each.versions.filter(number=1).exists() for each in rows)
        transaction.set_rollback(True)


def _one_step(kind, planner, rows, own, first, second):
    """Try one act; one that the state does not allow must change nothing."""
    one, other = rows[first % len(rows)], rows[second % len(rows)]
    before = Version.objects.count(), Comment.objects.count(), {each.pk: origins(each) for each in rows}
    try:
        with transaction.atomic():
            if kind == "merge":
                merge(planner, one, other)
            elif kind == "undo":
                merges = list(Merge.objects.filter(undone_at__isnull=True).order_by("pk"))
                if merges:
                    actions.undo_merge(actor=planner, merge=merges[first % len(merges)], reason="De är olika.")
            elif kind == "split":
                title = f"Del {len(rows)}"
                part = actions.split_proposal(actor=planner, proposal=one, title=title, text="Del.", reason="Två.")
                assert origins(part) == origins(one)
                rows.append(part)
                own[part.pk] = origins(part)
            elif kind == "write":
                one.refresh_from_db()
                text = f"Text {Version.objects.count()}."
                actions.write(actor=planner, proposal=one, version=one.version, text=text)
            else:
                actions.comment(actor=None, proposal=one, text="Bra.", form_key=new_key())
    except Conflict:
        assert before == (Version.objects.count(), Comment.objects.count(), {each.pk: origins(each) for each in rows})
    assert Version.objects.count() >= before[0]
    assert Comment.objects.count() >= before[1]


def test_one_who_merely_works_on_it_does_not_put_it_together():
    person = StaffFactory()
    group = new_group(person)
    with pytest.raises(PermissionDenied):
        merge(person, new_proposal(group=group), new_proposal(group=group))
