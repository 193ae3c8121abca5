"""The verbs of change: the only code that changes its state."""

from medskapa.change.actions.carrying import (
    add_step,
    agree_on_measure,
    carry_out,
    edit_step,
    finish_step,
    measure_effect,
    remove_step,
    reopen_step,
)
from medskapa.change.actions.commenting import (
    answer_comment,
    comment,
    comment_as_member,
    hide_comment,
    show_comment,
)
from medskapa.change.actions.deciding import decide
from medskapa.change.actions.groups import (
    add_area,
    call_meeting,
    cancel_meeting,
    change_meeting,
    edit_area,
    edit_group,
    end_group,
    make_group,
    set_up_development_group,
    tell_progress,
)
from medskapa.change.actions.joining import join, leave, show_name
from medskapa.change.actions.judging import (
    edit_round,
    enter_sheet,
    judge,
    judge_by_sms,
    make_sheets,
    open_round,
    tell_of_rounds,
)
from medskapa.change.actions.merging import merge_proposals, split_proposal, undo_merge
from medskapa.change.actions.proposals import (
    back_to_work,
    give_to_group,
    make_ready,
    propose,
    withdraw_proposal,
    write,
)
from medskapa.change.actions.suggesting import decline, suggest, take_up
from medskapa.change.actions.town import set_town_figures

__all__ = [
    "add_area",
    "add_step",
    "agree_on_measure",
    "answer_comment",
    "back_to_work",
    "call_meeting",
    "cancel_meeting",
    "carry_out",
    "change_meeting",
    "comment",
    "comment_as_member",
    "decide",
    "decline",
    "edit_area",
    "edit_group",
    "edit_round",
    "edit_step",
    "end_group",
    "enter_sheet",
    "finish_step",
    "give_to_group",
    "hide_comment",
    "join",
    "judge",
    "judge_by_sms",
    "leave",
    "make_group",
    "make_ready",
    "make_sheets",
    "measure_effect",
    "merge_proposals",
    "open_round",
    "propose",
    "remove_step",
    "reopen_step",
    "set_town_figures",
    "set_up_development_group",
    "show_comment",
    "show_name",
    "split_proposal",
    "suggest",
    "take_up",
    "tell_of_rounds",
    "tell_progress",
    "undo_merge",
    "withdraw_proposal",
    "write",
]
