"""Collaboration groups with their meetings, in public and for those who take part."""

from django.urls import URLPattern, path

from medskapa.meetings.views import groups

_GROUP = "arbete/samverkan/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path("samverkan/<slug:slug>/", groups.group, name="group"),
    path(_GROUP, groups.at_work, name="group_at_work"),
    path(f"{_GROUP}planera/", groups.plan, name="plan_group_meeting"),
    path(f"{_GROUP}mote/<slug:meeting>/", groups.meeting, name="group_meeting"),
    path(f"{_GROUP}mote/<slug:meeting>/nyhet/", groups.add_news, name="add_group_news"),
]
