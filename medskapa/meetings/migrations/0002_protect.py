from django.db import migrations

from medskapa.core.triggers import guard

STATE = "SELECT m.state FROM meetings_meeting m WHERE m.id = {of}"
OF_BALLOT = "(SELECT b.meeting_id FROM meetings_ballot b WHERE b.id = {row}.ballot_id)"
OPEN_ITEM = (
    "SELECT 1 FROM meetings_agendaitem i WHERE i.meeting_id = NEW.id AND i.outcome = ''"
    " AND i.dropped_at IS NULL AND i.merged_into_id IS NULL"
)
PUBLISHED = "(SELECT p.state FROM meetings_minutes p WHERE p.id = {row}.minutes_id) = 'published'"


def closed(of: str, also: str = "") -> dict[str, str]:
    """That the meeting `of` is closed, and `also`. On PostgreSQL it waits for whoever is closing it at the moment."""
    state = STATE.format(of=of)
    rest = f" AND ({also})" if also else ""
    return {"sqlite": f"({state}) = 'closed'{rest}", "postgresql": f"({state} FOR SHARE) = 'closed'{rest}"}


def changed(*columns: str) -> dict[str, str]:
    """That one of `columns` differs."""
    return {
        vendor: " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)
        for vendor, differs in (("sqlite", "IS NOT"), ("postgresql", "IS DISTINCT FROM"))
    }


def always(condition: str) -> dict[str, str]:
    """A condition that both databases read alike."""
    return {"sqlite": condition, "postgresql": condition}


def both(first: dict[str, str], second: dict[str, str], between: str = "AND") -> dict[str, str]:
    """The two conditions, or (`between` OR) one of them."""
    return {vendor: f"({first[vendor]}) {between} ({second[vendor]})" for vendor in first}


WORDS_OF_A_NOTE = ("meeting_id", "table_id", "item_id", "text", "language", "said_by")
MINUTES = ("state", "meeting_id", "intro", "plain_intro", "edited_by_id", "approved_by_id", "published_at")


class Migration(migrations.Migration):
    """A meeting with an open item cannot close, a closed one stays as it was, and so do minutes once published."""

    dependencies = [("meetings", "0001_initial")]

    operations = [
        guard(
            "meetings_meeting",
            name="open_item",
            when=f"NEW.state = 'closed' AND EXISTS ({OPEN_ITEM})",
            message="a meeting with an open item cannot close",
        ),
        guard(
            "meetings_meeting",
            name="stays_closed",
            when="OLD.state = 'closed' AND NEW.state <> 'closed'",
            message="a closed meeting does not open again",
        ),
        guard(
            "meetings_agendaitem",
            name="no_new",
            when=closed("NEW.meeting_id"),
            message="a closed meeting takes no new item",
            on="insert",
        ),
        guard(
            "meetings_agendaitem",
            name="as_it_was",
            when=both(closed("OLD.meeting_id"), closed("NEW.meeting_id"), "OR"),
            message="the items of a closed meeting stay as they are",
        ),
        guard(
            "meetings_agendaitem",
            name="no_less",
            when=closed("OLD.meeting_id"),
            message="the items of a closed meeting stay",
            on="delete",
        ),
        guard(
            "meetings_tablenote",
            name="no_new",
            when=closed("NEW.meeting_id"),
            message="a closed meeting takes no new note",
            on="insert",
        ),
        guard(
            "meetings_tablenote",
            name="as_it_was",  # but it can be taken away, when somebody asks for that
            when=both(both(changed(*WORDS_OF_A_NOTE), always("NOT NEW.removed")), closed("NEW.meeting_id")),
            message="the notes of a closed meeting stay as they are",
        ),
        guard(
            "meetings_ballot",
            name="no_new",
            when=closed("NEW.meeting_id"),
            message="a closed meeting takes no new ballot",
            on="insert",
        ),
        guard(
            "meetings_vote",
            name="no_new",
            when=closed(OF_BALLOT.format(row="NEW")),
            message="a closed meeting takes no new vote",
            on="insert",
        ),
        guard(
            "meetings_vote",
            name="as_it_was",
            when=both(changed("ballot_id", "statement_id", "value"), closed(OF_BALLOT.format(row="NEW"))),
            message="the votes of a closed meeting stay as they are",
        ),
        guard(
            "meetings_minutes",
            name="as_published",
            when=both(always("OLD.state = 'published'"), changed(*MINUTES)),
            message="published minutes stay as they are",
        ),
        guard(
            "meetings_minutes",
            name="correction_added",
            when=(
                "substr(NEW.correction, 1, length(OLD.correction)) <> OLD.correction"
                " OR substr(NEW.plain_correction, 1, length(OLD.plain_correction)) <> OLD.plain_correction"
            ),
            message="a correction is added to, never edited",
        ),
        guard(
            "meetings_minutes",
            name="no_less",
            when="OLD.state = 'published'",
            message="published minutes stay",
            on="delete",
        ),
        guard(
            "meetings_minutessection",
            name="no_new",
            when=PUBLISHED.format(row="NEW"),
            message="published minutes get no new section",
            on="insert",
        ),
        guard(
            "meetings_minutessection",
            name="as_published",
            when=both(
                changed("minutes_id", "item_id", "number", "said", "plain_said"),
                always(f"{PUBLISHED.format(row='OLD')} OR {PUBLISHED.format(row='NEW')}"),
            ),
            message="the sections of published minutes stay as they are",
        ),
        guard(
            "meetings_minutessection",
            name="no_less",
            when=PUBLISHED.format(row="OLD"),
            message="the sections of published minutes stay",
            on="delete",
        ),
    ]
