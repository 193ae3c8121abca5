"""The verbs of voice: the only code that changes its state."""

from medskapa.voice.actions.answering import approve, ask_back, send_answer, send_back
from medskapa.voice.actions.delivering import fail, mark_posted, mark_printed, mark_sent, mark_told, retry
from medskapa.voice.actions.desk import (
    assign,
    bulk_assign,
    bulk_close,
    bulk_group,
    close,
    group,
    reopen,
    undo_bulk,
    ungroup,
)
from medskapa.voice.actions.news import follow, move, reword, settle, tell, unfollow, unwrite, write_down
from medskapa.voice.actions.receiving import register, reply, say, withdraw
from medskapa.voice.actions.telling import tell_news
from medskapa.voice.actions.theming import (
    add_event,
    choose_extract,
    create_theme,
    drop_extract,
    edit_theme,
    merge_themes,
    undo_merge,
)

PARTS = [follow, tell, unfollow]
"""What other rooms' actions do in voice as a part of their own: no verbs, with neither policy nor audit."""

__all__ = [
    "add_event",
    "approve",
    "ask_back",
    "assign",
    "bulk_assign",
    "bulk_close",
    "bulk_group",
    "choose_extract",
    "close",
    "create_theme",
    "drop_extract",
    "edit_theme",
    "fail",
    "group",
    "mark_posted",
    "mark_printed",
    "mark_sent",
    "mark_told",
    "merge_themes",
    "move",
    "register",
    "reopen",
    "reply",
    "retry",
    "reword",
    "say",
    "send_answer",
    "send_back",
    "settle",
    "tell_news",
    "undo_bulk",
    "undo_merge",
    "ungroup",
    "unwrite",
    "withdraw",
    "write_down",
]
