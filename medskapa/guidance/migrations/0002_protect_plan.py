from django.db import migrations

from medskapa.core.triggers import guard

FROZEN = ("plan_id", "number", "content", "digest", "made_by_id", "made_at")
OF_RESIDENT = ("resident_agreed_at", "resident_agreed_by", "witness_id")
OF_GUIDE = ("guide_agreed_at", "guide_id")
DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}


def changed(*columns: str) -> dict[str, str]:
    """That one of `columns` differs."""
    return {
        vendor: " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)
        for vendor, differs in DIFFERS.items()
    }


def taken_back(at: str, *columns: str) -> dict[str, str]:
    """That an agreement given `at` differs afterwards."""
    return {vendor: f"OLD.{at} IS NOT NULL AND ({changed(*columns)[vendor]})" for vendor in DIFFERS}


class Migration(migrations.Migration):
    """What two people agreed on stays as it was, and so do their agreements; a change is a new version."""

    dependencies = [("guidance", "0001_initial")]

    operations = [
        guard(
            "guidance_planversion",
            name="stays_as_put",
            when=changed(*FROZEN),
            message="the content of a version of a plan never changes",
        ),
        guard(
            "guidance_planversion",
            name="resident_stays",
            when=taken_back("resident_agreed_at", *OF_RESIDENT),
            message="what a resident agreed to is not taken back",
        ),
        guard(
            "guidance_planversion",
            name="guide_stays",
            when=taken_back("guide_agreed_at", *OF_GUIDE),
            message="what a guide agreed to is not taken back",
        ),
        guard(
            "guidance_planversion",
            name="is_kept",
            when="TRUE",
            message="a version of a plan is never taken away",
            on="delete",
        ),
    ]
