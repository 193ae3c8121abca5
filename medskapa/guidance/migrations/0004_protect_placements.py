from django.db import migrations

from medskapa.core.triggers import guard

NO_WAY_ONWARD = (
    "NEW.state IN ('planned', 'ongoing') AND NOT EXISTS (SELECT 1 FROM guidance_step s"
    " WHERE s.id = NEW.onward_step_id AND s.plan_id = NEW.plan_id AND s.due_on > NEW.ends_on)"
)
NOT_EXTENDED = (
    "OLD.state = 'ongoing' AND NEW.state = 'ongoing' AND NEW.ends_on > OLD.ends_on AND NOT EXISTS"
    " (SELECT 1 FROM guidance_extension e"
    " WHERE e.placement_id = NEW.id AND e.state = 'agreed' AND e.to_day = NEW.ends_on)"
)


def moved(differs: str) -> str:
    """That the state, the end or the step after it is another than before: a step whose day changes is seen to by the
    guide's start page, and must not hinder what else is written about the placement."""
    changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in ("state", "ends_on", "onward_step_id"))
    return f"({changed}) AND {NO_WAY_ONWARD}"


class Migration(migrations.Migration):
    """A placement has a step after its end, goes on longer only by an extension that was agreed to, and stays ended."""

    dependencies = [("guidance", "0003_protect_notes")]

    operations = [
        guard(
            "guidance_placement",
            name="onward_new",
            when=NO_WAY_ONWARD,
            message="a placement needs a step of its plan after its end",
            on="insert",
        ),
        guard(
            "guidance_placement",
            name="onward",
            when={"sqlite": moved("IS NOT"), "postgresql": moved("IS DISTINCT FROM")},
            message="a placement needs a step of its plan after its end",
        ),
        guard(
            "guidance_placement",
            name="longer",
            when=NOT_EXTENDED,
            message="a placement goes on longer only by an extension that was agreed to",
        ),
        guard(
            "guidance_placement",
            name="stays_ended",
            when="OLD.state = 'ended' AND NEW.state <> 'ended'",
            message="a placement that has ended does not go on again",
        ),
    ]
