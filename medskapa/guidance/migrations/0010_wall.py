from django.db import migrations
from django.db.migrations.operations.base import Operation

from medskapa.core.walls import behind, inside, of_oneself

GUIDANCE = inside("guidance")
OWN = f"{GUIDANCE} OR {of_oneself('resident_id')}"
CIRCLE = f"{OWN} OR {of_oneself('person_id')}"


def shown(table: str, what: str) -> str:
    """The rule of what a resident may let somebody around them see, by the column `what` of the circle."""
    member = f"member.resident_id = {table}.resident_id AND {of_oneself('member.person_id')}"
    return (
        f"{OWN} OR EXISTS (SELECT 1 FROM guidance_circlemember member "
        f"WHERE {member} AND member.{what} AND member.ended_on IS NULL)"
    )


def through(table: str, own: str, of: str) -> str:
    """The rule of a table whose rows are seen with the row of `of` that they belong to, by the column `own`."""
    return f"{GUIDANCE} OR EXISTS (SELECT 1 FROM {of} whole WHERE whole.id = {table}.{own})"


def part(table: str, own: str, of: str) -> Operation:
    return behind(table, through(table, own, of))


class Migration(migrations.Migration):
    """The wall in the database: officers find nothing here, residents what is theirs, and their circle the plan.

    What stays outside is what others need to reach a resident, and is about staff: guides and who has which.
    """

    dependencies = [("guidance", "0004_protect_placements"), ("entrance", "0010_wall")]

    operations = [
        behind("guidance_circlemember", CIRCLE),
        behind("guidance_plan", shown("guidance_plan", "sees_plan")),
        part("guidance_planversion", "plan_id", "guidance_plan"),
        part("guidance_goal", "plan_id", "guidance_plan"),
        part("guidance_step", "plan_id", "guidance_plan"),
        part("guidance_plancomment", "plan_id", "guidance_plan"),
        behind("guidance_placement", OWN),
        part("guidance_extension", "placement_id", "guidance_placement"),
        part("guidance_attendance", "placement_id", "guidance_placement"),
        behind("guidance_talk", shown("guidance_talk", "sees_talks")),
        behind("guidance_contact", OWN),
        behind("guidance_note", OWN),
        behind("guidance_notice", OWN),
        behind("guidance_guiderequest", OWN),
        behind("guidance_pathend", OWN),
        part("guidance_pathfollowup", "path_end_id", "guidance_pathend"),
    ]
