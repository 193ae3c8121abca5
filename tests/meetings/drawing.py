"""A pool that can be drawn from without anybody standing out, and draws of it, for the tests of several modules."""

from medskapa.core import clock
from medskapa.meetings import actions, draws
from medskapa.meetings.models import Draw, Invitation, Meeting, PoolMember
from medskapa.meetings.pool import Category, Plan
from medskapa.people.models import Person

BY_AGE_AND_GENDER = Plan({Category.AGE: "coarse", Category.GENDER: "fine"})
NOBODY = Plan({})
YEARS = (1990, 1960)
RULE = "De sju vinnande numren i Lotto på lördag."
SEED = "3 11 17 22 28 31 34"


def many_members(number: int = 40, **fields) -> list[PoolMember]:
    """As many of each age and gender: `number` in all, by letter."""
    today = clock.today()
    return PoolMember.objects.bulk_create(
        PoolMember(
            **{
                "name": f"Påhittad {place}",
                "address": f"Storgatan {place}\n252 00 Helsingborg",
                "birth_year": YEARS[place % 2],
                "gender": "woman" if place // 2 % 2 else "man",
                "agreed_on": today,
            }
            | fields
        )
        for place in range(number)
    )


def fixed(planner: Person, meeting: Meeting, *, seats: int = 8, plan: Plan = BY_AGE_AND_GENDER, **more) -> Draw:
    """A draw that anybody can read, with quotas in proportion to the pool unless others are given."""
    rest_days = more.pop("rest_days", 180)
    proposed = draws.described(meeting, plan, rest_days, clock.today()).proposed(seats)
    given = {"quotas": proposed, "seed_rule": RULE} | more
    return actions.fix_draw(actor=planner, meeting=meeting, seats=seats, rest_days=rest_days, plan=plan, **given)


def drawn(planner: Person, meeting: Meeting, *, seed: str = SEED, **more) -> Draw:
    """A draw whose lots are drawn."""
    fixed(planner, meeting, **more)
    return actions.draw_lots(actor=planner, meeting=meeting, seed=seed)


def said(invitation: Invitation, state: str, **fields) -> None:
    """That the invited answered so, or did not answer."""
    more = {"replied_at": clock.now(), "replied_by": "web"} if state in {"yes", "no"} else {}
    more |= {"refusal_reason": "time"} if state == "no" else {}
    Invitation.objects.filter(pk=invitation.pk).update(state=state, **more, **fields)
