from django.db import migrations

from medskapa.core.walls import IS_SYSTEM, behind, inside_of, of_oneself

OWN = f"{IS_SYSTEM} OR {of_oneself('person_id')}"
PASSED = "SELECT 1 FROM entrance_passing passing WHERE passing.fact_id = entrance_fact.id"


class Migration(migrations.Migration):
    """The wall in the database: each fact is seen by its person, behind its wall, and where it has passed."""

    dependencies = [("entrance", "0001_initial")]

    operations = [
        behind("entrance_passing", f"{OWN} OR {inside_of('from_wall')} OR {inside_of('to_wall')}"),
        behind(
            "entrance_fact", f"{OWN} OR {inside_of('wall')} OR EXISTS ({PASSED} AND {inside_of('passing.to_wall')})"
        ),
    ]
