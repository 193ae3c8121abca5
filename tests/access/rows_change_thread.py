"""The rows of the whole way from words to a result, of residents' influence in figures, and of late promises."""

from typing import Any

from medskapa.change.models import Decision
from tests.access.patterns import NO_SUCH_NUMBER, READ_ONLY, READ_ONLY_SIGNED_IN, SLUG, Row, everyone, planners, staff
from tests.access.world import World
from tests.change_factories import new_decision, new_proposal

NO_SUCH_PROPOSAL, NO_SUCH_DECISION = {"number": 2_000_000_000}, {"pk": NO_SUCH_NUMBER}


def a_decision_from_the_theme(world: World) -> Decision:
    return new_decision(new_proposal(source={"theme": world.theme}))


def _theme(world: World) -> dict[str, Any]:
    return {"slug": world.theme.slug}


def _proposal(world: World) -> dict[str, Any]:
    return {"number": world.once(a_decision_from_the_theme).proposal.number}


def _decision(world: World) -> dict[str, Any]:
    return {"pk": world.once(a_decision_from_the_theme).pk}


ROWS = {
    "change:thread": Row(everyone(200), READ_ONLY, to=_theme, missing=SLUG),
    "change:thread_prov": Row(everyone(200), READ_ONLY, to=_theme, missing=SLUG),
    "change:proposal_thread": Row(everyone(200), READ_ONLY, to=_proposal, missing=NO_SUCH_PROPOSAL),
    "change:proposal_prov": Row(everyone(200), READ_ONLY, to=_proposal, missing=NO_SUCH_PROPOSAL),
    "change:decision": Row(everyone(200), READ_ONLY, to=_decision, missing=NO_SUCH_DECISION),
    "change:decision_prov": Row(everyone(200), READ_ONLY, to=_decision, missing=NO_SUCH_DECISION),
    "change:influence": Row(everyone(200), READ_ONLY),
    "change:influence_data": Row(everyone(200), READ_ONLY),
    "change:town_figures": Row(
        planners(200),
        planners(302),
        data=lambda w: {
            "form_key": w.form_key,
            "trait": "gender",
            "figures": "kvinna: 500\nman: 510",
            "source": "Kommunens statistik",
            "counted_on": "2025-12-31",
        },
    ),
    "change:promises": Row(staff(200), READ_ONLY_SIGNED_IN),
}
