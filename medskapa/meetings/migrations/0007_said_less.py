from importlib import import_module

from django.db import migrations

from medskapa.core.triggers import guard

before = import_module("medskapa.meetings.migrations.0004_strike")


def without_counts(text: str) -> str:
    """`text` without how often words were said, and without any other figures."""
    for figure in "0123456789":
        text = f"replace({text}, '{figure}', '')"
    return f"replace({text}, ' (sagt  gånger)', '')"


def written_anew(name: str) -> str:
    """As in `0004_strike`, but for words that are told as said fewer times."""
    return (
        f"({before.written_anew(name)} AND NOT (OLD.{name} <> replace(OLD.{name}, '(sagt ', '')"
        f" AND length(NEW.{name}) <= length(OLD.{name}) AND {without_counts(f'NEW.{name}')} ="
        f" {without_counts(f'OLD.{name}')}))"
    )


def when(condition: str, *columns: str) -> dict[str, str]:
    anew = " OR ".join(written_anew(name) for name in columns[-2:])
    return {
        vendor: f"({condition}) AND ({others} OR {anew})" for vendor, others in before.differ(*columns[:-2]).items()
    }


class Migration(migrations.Migration):
    """Where several people said the same and one takes it back, published minutes tell it as said once less.

    The guard then lets figures change in a text that holds such a count. SQL has no nearer way to say it that both
    databases know.
    """

    dependencies = [("meetings", "0006_corrections")]

    operations = [
        guard(
            "meetings_minutessection",
            name="as_published",
            when=when(
                f"{before.PUBLISHED.format(row='OLD')} OR {before.PUBLISHED.format(row='NEW')}",
                *("minutes_id", "item_id", "number", "said", "plain_said"),
            ),
            message="the sections of published minutes stay as they are",
            version=3,
        ),
    ]
