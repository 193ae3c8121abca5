"""What meetings store about somebody, for the file of their own: that they may be asked, and their invitations."""

from typing import Any

from medskapa.meetings.models import Invitation, PoolMember
from medskapa.meetings.queries.invited import visible_to
from medskapa.people.models import Person
from medskapa.people.own_data import name_of


def meetings_of(viewer: Person) -> dict[str, Any] | None:
    """Everything that is stored about `viewer` before a meeting and that they may read; of the draw only its outcome.

    None where there is nothing, which one query finds out. Otherwise two, however many the invitations. What somebody
    votes or says at a table is kept without a name, and so is in nobody's file.
    """
    members = PoolMember.objects.select_related("contact", "area", "service").order_by("pk")
    member = members.filter(person=viewer).first()
    if member is None:
        return None
    rows = visible_to(viewer).select_related("meeting", "table").order_by("made_on", "pk")
    return {"to_be_asked": _member(member), "invitations": [_invitation(each) for each in rows]}


def _member(row: PoolMember) -> dict[str, Any]:
    return {
        "name": row.name,
        "via": row.get_via_display(),
        "address": row.address,
        "phone": row.phone,
        "email": row.email,
        "contact": name_of(row.contact),
        "birth_year": row.birth_year,
        "gender": row.get_gender_display(),
        "area": row.area and row.area.name,
        "service": row.service and row.service.name,
        "language": row.language,
        "protected_identity": row.protected_identity,
        "agreed_on": row.agreed_on,
    }


def _invitation(row: Invitation) -> dict[str, Any]:
    return {
        "meeting": row.meeting.title,
        "at": row.meeting.starts_at,
        "chosen": row.get_origin_display(),
        "because": row.picked_why,
        "made_on": row.made_on,
        "state": row.get_state_display(),
        "replied_at": row.replied_at,
        "replied_by": row.get_replied_by_display(),
        "why_not": row.get_refusal_reason_display(),
        "in_your_words": row.refusal_text,
        "ask_again": row.ask_again,
        "interpreter": row.interpreter,
        "child_care": row.child_care,
        "travel": row.travel,
        "food": row.food,
        "access": row.access,
        "table": row.table and row.table.name,
        "arrived_at": row.arrived_at,
    }
