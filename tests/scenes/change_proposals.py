"""The scenes of proposals: begun, written, made ready, put together, commented on, and residents' own."""

import secrets

from medskapa.change import actions
from medskapa.change.models import Comment, CommentBy, Merge, Proposal, Suggestion, Version
from medskapa.core import clock
from medskapa.voice.actions.receiving import Words
from tests.access.world import ANSWERER, AUTHOR, MEMBER, PLANNER, World
from tests.change_factories import new_group, new_proposal
from tests.factories import new_viewpoint
from tests.scenes import NOBODY, Scene
from tests.scenes.change_groups import a_group


def _key() -> str:
    return secrets.token_urlsafe(24)


def a_proposal(world: World) -> Proposal:
    """A proposal of the member's group, complete."""
    return complete(new_proposal(group=world.once(a_group)))


def complete(proposal: Proposal) -> Proposal:
    """The same with every text that a decision needs."""
    last = proposal.versions.order_by("-number")[0]
    last.pk, last.number, last.plain_text = None, proposal.words + 1, "Korta brev."
    last.save(force_insert=True)
    Proposal.objects.filter(pk=proposal.pk).update(words=last.number)
    return Proposal.objects.get(pk=proposal.pk)


def another_proposal(world: World) -> Proposal:
    return new_proposal(group=new_group(unit=world.here))


def a_ready_proposal(world: World) -> Proposal:
    proposal = complete(new_proposal(group=world.once(a_group)))
    return actions.make_ready(actor=world.people[MEMBER], proposal=proposal)


def a_merge(world: World) -> Merge:
    return actions.merge_proposals(
        actor=world.people[PLANNER],
        proposal=new_proposal(group=world.once(a_group)),
        into=new_proposal(group=world.once(a_group)),
        reason="De handlar om samma brev.",
    )


def a_comment(world: World) -> Comment:
    return Comment.objects.create(
        proposal=world.once(a_proposal),
        spoken_by=CommentBy.RESIDENT,
        text="Bra. Breven är svåra.",
        on=clock.today(),
        once=secrets.token_hex(32),
    )


def a_hidden_comment(world: World) -> Comment:
    return actions.hide_comment(
        actor=world.people[MEMBER], comment=world.once(a_comment), reason="Den pekade ut någon."
    )


def a_suggestion(world: World) -> Suggestion:
    viewpoint, _code = new_viewpoint(unit=world.here, text="Skriv breven på enkel svenska.")
    return Suggestion.objects.create(viewpoint=viewpoint)


def _both(world: World) -> None:
    world.once(a_proposal)
    world.once(another_proposal)


def last_version(world: World) -> Version:
    return world.once(a_proposal).versions.order_by("-number")[0]


SCENES = {
    "change.propose": Scene(
        PLANNER,
        lambda w, who: actions.propose(actor=who, theme=w.theme, title="Korta brev", text="Vi skriver kortare."),
    ),
    "change.write": Scene(
        MEMBER,
        lambda w, who: actions.write(
            actor=who, proposal=w.once(a_proposal), version=1, text="Vi skriver med korta ord."
        ),
        given=a_proposal,
    ),
    "change.give_to_group": Scene(
        PLANNER,
        lambda w, who: actions.give_to_group(
            actor=who, proposal=w.once(a_proposal), group=new_group(unit=w.here), due_on=clock.today()
        ),
        stranger=MEMBER,
        given=a_proposal,
    ),
    "change.make_ready": Scene(
        MEMBER, lambda w, who: actions.make_ready(actor=who, proposal=w.once(a_proposal)), given=a_proposal
    ),
    "change.back_to_work": Scene(
        MEMBER,
        lambda w, who: actions.back_to_work(actor=who, proposal=w.once(a_ready_proposal)),
        given=a_ready_proposal,
    ),
    "change.withdraw_proposal": Scene(
        PLANNER,
        lambda w, who: actions.withdraw_proposal(actor=who, proposal=w.once(a_proposal), reason="Det är redan gjort."),
        stranger=MEMBER,
        given=a_proposal,
    ),
    "change.merge_proposals": Scene(
        PLANNER,
        lambda w, who: actions.merge_proposals(
            actor=who, proposal=w.once(a_proposal), into=w.once(another_proposal), reason="Samma sak."
        ),
        stranger=MEMBER,
        given=_both,
    ),
    "change.undo_merge": Scene(
        PLANNER,
        lambda w, who: actions.undo_merge(actor=who, merge=w.once(a_merge), reason="De är olika."),
        stranger=MEMBER,
        given=a_merge,
    ),
    "change.split_proposal": Scene(
        PLANNER,
        lambda w, who: actions.split_proposal(
            actor=who, proposal=w.once(a_proposal), title="Ring först", text="Vi ringer.", reason="Det är två saker."
        ),
        stranger=MEMBER,
        given=a_proposal,
    ),
    "change.comment": Scene(
        NOBODY,
        lambda w, who: actions.comment(actor=who, proposal=w.once(a_proposal), text="Bra!", form_key=_key()),
        stranger=None,
        given=a_proposal,
    ),
    "change.comment_as_member": Scene(
        MEMBER,
        lambda w, who: actions.comment_as_member(
            actor=who, proposal=w.once(a_proposal), text="Vi läser breven först.", form_key=_key()
        ),
        given=a_proposal,
    ),
    "change.answer_comment": Scene(
        MEMBER,
        lambda w, who: actions.answer_comment(actor=who, comment=w.once(a_comment), text="Tack."),
        given=a_comment,
    ),
    "change.hide_comment": Scene(
        MEMBER,
        lambda w, who: actions.hide_comment(actor=who, comment=w.once(a_comment), reason="Den pekar ut någon."),
        given=a_comment,
    ),
    "change.show_comment": Scene(
        MEMBER,
        lambda w, who: actions.show_comment(actor=who, comment=w.once(a_hidden_comment)),
        given=a_hidden_comment,
    ),
    "change.suggest": Scene(
        AUTHOR,
        lambda w, who: actions.suggest(actor=who, words=Words(text="Skriv kortare brev."), form_key=_key()),
        stranger=None,
    ),
    "change.take_up": Scene(
        ANSWERER,
        lambda w, who: actions.take_up(
            actor=who,
            suggestion=w.once(a_suggestion),
            title="Enkel svenska",
            text="Vi skriver breven på enkel svenska.",
            answer="Tack. Vi arbetar vidare med det.",
        ),
        given=a_suggestion,
    ),
    "change.decline": Scene(
        ANSWERER,
        lambda w, who: actions.decline(actor=who, suggestion=w.once(a_suggestion), reason="Det är redan gjort."),
        given=a_suggestion,
    ),
}
