"""What the shared pages of the path show of plans: the next step and the job goal, and what waits for the guide."""

from typing import Any

from medskapa.guidance import panels
from medskapa.guidance.queries import plan as queries
from medskapa.people.models import Person

MOST = 15


def add() -> None:
    """Add the pieces. Called once, when the application starts."""
    panels.add("mine", "plan", "guidance/mine/plan/panel.html", in_short, order=20)
    panels.add("file", "plan", "guidance/plan/file_panel.html", in_short, order=20)
    panels.add("monday", "to_plan", "guidance/plan/to_plan.html", to_plan, order=20)
    panels.add("monday", "plan_steps", "guidance/plan/steps_today.html", steps_today, order=30)


def in_short(*, viewer: Person, resident: Person) -> dict[str, Any] | None:
    """The job goal and the next step of the resident. One query."""
    found = queries.in_short(viewer=viewer, resident=resident)
    plan = found.plan
    occupation = queries.occupation_of(plan) if plan else ""
    waiting = queries.waiting_number(plan) if plan else None
    return {"plan": plan, "step": found.step, "occupation": occupation, "waiting": waiting}


def to_plan(*, viewer: Person) -> dict[str, Any] | None:
    """Whose way has no next step with a day, and whose plan waits for the guide's yes. One query."""
    found = _some(queries.to_plan_with(viewer))
    if found is None:
        return None
    lacking = [each.resident for each in found["rows"] if each.lacks_step]
    return found | {"lacking": lacking, "waiting": [each.resident for each in found["rows"] if each.waits]}


def steps_today(*, viewer: Person) -> dict[str, Any] | None:
    """What the guide has said they would do, and have not done in time; and what residents have proposed. One query."""
    found = _some(queries.steps_for_guide(viewer))
    if found is None:
        return None
    late = [step for step in found["rows"] if step.is_late]
    return found | {"late": late, "proposed": [step for step in found["rows"] if step.is_proposed]}


def _some(rows: Any) -> dict[str, Any] | None:
    """The first few, and whether there are more; nothing where there are none. One query."""
    found = list(rows[: MOST + 1])
    return {"rows": found[:MOST], "more": len(found) > MOST} if found else None
