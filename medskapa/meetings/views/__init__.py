"""The pages of meetings. Thin: read what was sent, call one action or query, show what came of it."""

from medskapa.meetings.navigation import has_to_do_with_meetings
from medskapa.people.models import Role
from medskapa.people.requests import only_holding, only_where

planner_only = only_holding(Role.PLANNER)
"""For those who plan meetings anywhere; which ones they plan, the query says."""

helper_only = only_where(has_to_do_with_meetings)
"""For planners, and for those who host a table or write at one."""
