"""The pages of meetings. Thin: read what was sent, call one action or query, show what came of it."""

from medskapa.meetings.navigation import comes_to_meetings, plans_meetings
from medskapa.people.requests import only_where

planner_only = only_where(plans_meetings)
"""For those who plan meetings anywhere; which ones they plan, the query says."""

helper_only = only_where(comes_to_meetings)
"""For planners, for those who host a table or write at one, and for those who take part in a group that meets."""
