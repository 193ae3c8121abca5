from django.db import migrations

from medskapa.core.triggers import guard

MARK = "[Här har ord tagits bort på begäran]"
PUBLISHED = "(SELECT p.state FROM meetings_minutes p WHERE p.id = {row}.minutes_id) = 'published'"
DIFFERS = (("sqlite", "IS NOT"), ("postgresql", "IS DISTINCT FROM"))


def differ(*columns: str) -> dict[str, str]:
    """That one of `columns` differs."""
    return {vendor: " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in columns) for vendor, differs in DIFFERS}


def written_anew(*columns: str) -> str:
    """That one of `columns` has other words than words that were struck: no mark, or as many words beside the marks."""
    return " OR ".join(
        f"(OLD.{name} <> NEW.{name} AND (length(replace(NEW.{name}, '{MARK}', '')) >="
        f" length(replace(OLD.{name}, '{MARK}', '')) OR replace(NEW.{name}, '{MARK}', '') = NEW.{name}))"
        for name in columns
    )


def edited(name: str) -> str:
    """That a correction neither goes on from what stood there, nor has had words struck."""
    return f"(substr(NEW.{name}, 1, length(OLD.{name})) <> OLD.{name} AND {written_anew(name)})"


def when(condition: str, *columns: str) -> dict[str, str]:
    """`condition`, and that one of `columns` differs or that words were written anew."""
    kept, words = columns[:-2], columns[-2:]
    return {
        vendor: f"({condition}) AND ({others} OR {written_anew(*words)})" for vendor, others in differ(*kept).items()
    }


class Migration(migrations.Migration):
    """Words can be struck from published minutes, when somebody takes them back; nothing else in them changes."""

    dependencies = [("meetings", "0003_draw")]

    operations = [
        guard(
            "meetings_minutes",
            name="as_published",
            when=when(
                "OLD.state = 'published'",
                *("state", "meeting_id", "edited_by_id", "approved_by_id", "published_at", "intro", "plain_intro"),
            ),
            message="published minutes stay as they are",
            version=2,
        ),
        guard(
            "meetings_minutes",
            name="correction_added",
            when=f"{edited('correction')} OR {edited('plain_correction')}",
            message="a correction is added to, never edited",
            version=2,
        ),
        guard(
            "meetings_minutessection",
            name="as_published",
            when=when(
                f"{PUBLISHED.format(row='OLD')} OR {PUBLISHED.format(row='NEW')}",
                *("minutes_id", "item_id", "number", "said", "plain_said"),
            ),
            message="the sections of published minutes stay as they are",
            version=2,
        ),
    ]
