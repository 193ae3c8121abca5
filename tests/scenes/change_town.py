"""The scene of the town's figures."""

from datetime import date

from medskapa.change import actions
from medskapa.change.models import Trait
from tests.access.world import MEMBER, PLANNER
from tests.scenes import Scene

SCENES = {
    "change.set_town_figures": Scene(
        PLANNER,
        lambda w, who: actions.set_town_figures(
            actor=who,
            trait=Trait.GENDER,
            figures={"woman": 500, "man": 510},
            source="Kommunens statistik",
            counted_on=date(2025, 12, 31),
        ),
        stranger=MEMBER,
    ),
}
