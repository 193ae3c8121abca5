"""The verbs of guidance: the only code that changes its state."""

from medskapa.guidance.actions.attendance import answer_attendance, mark_attendance
from medskapa.guidance.actions.circle import add_member, agree_to_member, end_member, join_circle, steer_member
from medskapa.guidance.actions.ending import answer_follow_up, ask_follow_up, end_path
from medskapa.guidance.actions.extending import ask_extension, decide_extension, read_extension_answer
from medskapa.guidance.actions.guides import assign_guide, set_weight
from medskapa.guidance.actions.guides_asked import ask_for_another, grant_request, refuse_request, withdraw_request
from medskapa.guidance.actions.guides_away import end_absence, set_absence
from medskapa.guidance.actions.guides_changed import hand_over, hand_over_all, write_handover
from medskapa.guidance.actions.guides_joined import join_resident
from medskapa.guidance.actions.guides_profile import edit_profile
from medskapa.guidance.actions.measures import (
    add_measure,
    add_measure_staff,
    close_measure,
    edit_measure,
    open_measure,
    remove_measure_staff,
)
from medskapa.guidance.actions.notes import dispute_note, log_contact, show_note, write_note
from medskapa.guidance.actions.notices import (
    fail_notice,
    hand_over_notices,
    mark_notice_sent,
    print_notices,
    stop_notice,
)
from medskapa.guidance.actions.placements import (
    cancel_placement,
    end_placement,
    plan_placement,
    start_placement,
    warn_of_ends,
)
from medskapa.guidance.actions.plan import (
    add_goal,
    begin_plan,
    comment_on_plan,
    describe_plan,
    drop_goal,
    edit_goal,
    reach_goal,
)
from medskapa.guidance.actions.plan_agreeing import agree_at_desk, agree_to_plan, put_plan_to_agree
from medskapa.guidance.actions.plan_signing import begin_signing, finish_signing, stop_signing
from medskapa.guidance.actions.plan_steps import add_step, agree_to_step, drop_step, edit_step, tick_step
from medskapa.guidance.actions.queueing import answer_offer, confirm_want, leave_queue, offer_seats, want_measure
from medskapa.guidance.actions.talks import add_slots, ask_to_choose, book_talk, cancel_talk, move_talk, remove_slots
from medskapa.guidance.actions.talks_held import answer_missed, hold_talk, miss_talk, remind_of_talk

__all__ = [
    "add_goal",
    "add_measure",
    "add_measure_staff",
    "add_member",
    "add_slots",
    "add_step",
    "agree_at_desk",
    "agree_to_member",
    "agree_to_plan",
    "agree_to_step",
    "answer_attendance",
    "answer_follow_up",
    "answer_missed",
    "answer_offer",
    "ask_extension",
    "ask_follow_up",
    "ask_for_another",
    "ask_to_choose",
    "assign_guide",
    "begin_plan",
    "begin_signing",
    "book_talk",
    "cancel_placement",
    "cancel_talk",
    "close_measure",
    "comment_on_plan",
    "confirm_want",
    "decide_extension",
    "describe_plan",
    "dispute_note",
    "drop_goal",
    "drop_step",
    "edit_goal",
    "edit_measure",
    "edit_profile",
    "edit_step",
    "end_absence",
    "end_member",
    "end_path",
    "end_placement",
    "fail_notice",
    "finish_signing",
    "grant_request",
    "hand_over",
    "hand_over_all",
    "hand_over_notices",
    "hold_talk",
    "join_circle",
    "join_resident",
    "leave_queue",
    "log_contact",
    "mark_attendance",
    "mark_notice_sent",
    "miss_talk",
    "move_talk",
    "offer_seats",
    "open_measure",
    "plan_placement",
    "print_notices",
    "put_plan_to_agree",
    "reach_goal",
    "read_extension_answer",
    "refuse_request",
    "remind_of_talk",
    "remove_measure_staff",
    "remove_slots",
    "set_absence",
    "set_weight",
    "show_note",
    "start_placement",
    "steer_member",
    "stop_notice",
    "stop_signing",
    "tick_step",
    "want_measure",
    "warn_of_ends",
    "withdraw_request",
    "write_handover",
    "write_note",
]
