"""What change stores about somebody, for the file of their own: the groups in which they work or have worked."""

from typing import Any

from medskapa.change.models import Member
from medskapa.people.models import Person


def groups_of(viewer: Person) -> dict[str, Any] | None:
    """The working and development groups of `viewer`, and whether their name is shown; nobody else in them.

    None where there is none. One query.
    """
    rows = Member.objects.filter(person=viewer).select_related("working_group", "development_group")
    groups = [_membership(each) for each in rows.order_by("starts_on", "pk")]
    return {"groups": groups} if groups else None


def _membership(row: Member) -> dict[str, Any]:
    group = row.working_group or row.development_group
    return {
        "group": group and group.name,
        "kind": "working_group" if row.working_group else "development_group",
        "task": row.get_role_display(),
        "name_is_shown": row.show_name,
        "since": row.starts_on,
        "until": row.ends_on,
    }
