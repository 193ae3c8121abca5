"""Who lives in the demo town: the figures that those at meetings are compared with, written in as a planner does."""

from datetime import timedelta

from medskapa.change import actions
from medskapa.change.models import Trait
from medskapa.core import clock
from medskapa.demo.frame import data
from medskapa.people.models import Person


def count_residents(planner: Person) -> None:
    """Write in the figures of every trait, by `planner`. Again it changes nothing."""
    about = data("residents")
    for trait, figures in about["traits"].items():
        actions.set_town_figures(
            actor=planner,
            trait=Trait(trait),
            figures=figures,
            source=about["source"],
            counted_on=clock.today() - timedelta(days=about["counted_days_ago"]),
        )
