from django.db import migrations

from medskapa.core.triggers import guard

COLUMNS = ("resident_id", "author_id", "text", "written_at")


def changed(differs: str) -> str:
    """That what was written has changed; that it is hidden afterwards; or that the resident's words are taken away."""
    written = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in COLUMNS)
    hidden = f"NEW.hidden_ground <> '' AND OLD.hidden_ground {differs} NEW.hidden_ground"
    taken = "SUBSTR(NEW.resident_says, 1, LENGTH(OLD.resident_says)) <> OLD.resident_says"
    return f"{written} OR ({hidden}) OR {taken}"


class Migration(migrations.Migration):
    """A note stays as it was written; the resident's words beside it are only added to."""

    dependencies = [("guidance", "0002_protect_plan")]

    operations = [
        guard(
            "guidance_note",
            name="stays",
            when={"sqlite": changed("IS NOT"), "postgresql": changed("IS DISTINCT FROM")},
            message="a note is never changed, hidden afterwards, or rid of what the resident says of it",
        ),
    ]
