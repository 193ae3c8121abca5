from django.db import migrations

from medskapa.core.triggers import guard

FIXED = ("meeting_id", "seats", "quotas", "rest_days", "seed_rule", "pool", "digest", "fixed_on", "fixed_by_id")
DRAWN = ("seed", "drawn_at", "drawn_by_id")


def changed(*columns: str, also: str = "TRUE") -> dict[str, str]:
    """That one of `columns` differs, and `also`."""
    return {
        vendor: f"{also} AND ({' OR '.join(f'OLD.{column} {differs} NEW.{column}' for column in columns)})"
        for vendor, differs in (("sqlite", "IS NOT"), ("postgresql", "IS DISTINCT FROM"))
    }


class Migration(migrations.Migration):
    """What was published before the lots were drawn stays as it was, and so do the seed and who is behind each id."""

    dependencies = [("meetings", "0002_protect")]

    operations = [
        guard(
            "meetings_draw",
            name="as_fixed",
            when=changed(*FIXED),
            message="a draw stays as it was published",
        ),
        guard(
            "meetings_draw",
            name="as_drawn",
            when=changed(*DRAWN, also="OLD.seed <> ''"),
            message="lots are drawn once",
        ),
        guard(
            "meetings_draw",
            name="no_less",
            when="OLD.seed <> ''",
            message="a draw stays once the lots are drawn",
            on="delete",
        ),
        guard(
            "meetings_drawnmember",
            name="as_fixed",
            when=changed("draw_id", "pool_id", "member_id"),
            message="who is behind an id of a draw stays",
        ),
    ]
