import django.db.models.deletion
from django.db import migrations, models
from django.db.models import CheckConstraint, Q

from medskapa.core.triggers import guard, unprotected

DAYS = {
    "sqlite": "julianday(NEW.ends_on) - julianday(NEW.starts_on)",
    "postgresql": "NEW.ends_on - NEW.starts_on",
}
DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}


def longer(vendor: str) -> str:
    """That the time is longer than the longest of an occupation."""
    return (
        f"NEW.state IN ('planned', 'ongoing') AND EXISTS (SELECT 1 FROM guidance_measure m WHERE m.id = NEW.measure_id"
        f" AND m.occupation_id IS NOT NULL AND {DAYS[vendor]} > m.weeks * 7)"
    )


def moved(vendor: str) -> str:
    """The same, where the days are others than before: an occupation that is made shorter changes nobody's end."""
    columns = ("starts_on", "ends_on", "measure_id")
    changed = " OR ".join(f"OLD.{column} {DIFFERS[vendor]} NEW.{column}" for column in columns)
    return f"({changed}) AND {longer(vendor)}"


class Migration(migrations.Migration):
    """A measure can be what an organisation offers; a time in it is never longer than it may be, and is certified."""

    dependencies = [("guidance", "0013_answered_on"), ("commons", "0007_occupation")]

    operations = [
        *unprotected(
            migrations.AddField(
                "measure",
                "occupation",
                models.OneToOneField(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="measure",
                    to="commons.occupation",
                ),
            ),
            migrations.AlterField(
                "measure",
                "unit",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="measures",
                    to="people.unit",
                ),
            ),
            migrations.AddConstraint(
                "measure",
                CheckConstraint(
                    name="measure_of_a_unit_or_an_occupation",
                    condition=Q(unit__isnull=False) | Q(occupation__isnull=False),
                ),
            ),
            migrations.AddField("placement", "certificate", models.JSONField(blank=True, null=True)),
        ),
        guard(
            "guidance_placement",
            name="within_occupation_new",
            when={vendor: longer(vendor) for vendor in DAYS},
            message="a time in an occupation is never longer than its longest time",
            on="insert",
        ),
        guard(
            "guidance_placement",
            name="within_occupation",
            when={vendor: moved(vendor) for vendor in DAYS},
            message="a time in an occupation is never longer than its longest time",
        ),
    ]
