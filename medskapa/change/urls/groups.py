"""Groups at work: areas, development groups, working groups, their members and meetings."""

from django.urls import URLPattern, path

from medskapa.change.views import groups, meetings

urlpatterns: list[URLPattern] = [
    path("arbete/grupper/", groups.groups, name="groups_desk"),
    path("arbete/grupper/ny/", groups.new_group, name="new_group"),
    path("arbete/grupper/mina/moten.ics", meetings.my_calendar, name="my_group_meetings"),
    path("arbete/grupper/mote/<int:pk>/", meetings.change_meeting, name="change_group_meeting"),
    path("arbete/grupper/mote/<int:pk>/stall-in/", meetings.cancel_meeting, name="cancel_group_meeting"),
    path("arbete/grupper/mote/<int:pk>/kalender.ics", meetings.meeting_calendar, name="group_meeting_calendar"),
    path("arbete/grupper/medlem/<int:pk>/slutar/", groups.leave, name="leave_group"),
    path("arbete/grupper/medlem/<int:pk>/namn/", groups.show_name, name="show_name"),
    path("arbete/grupper/<slug:slug>/", groups.group, name="group_desk"),
    path("arbete/grupper/<slug:slug>/andra/", groups.edit_group, name="edit_group"),
    path("arbete/grupper/<slug:slug>/avsluta/", groups.end_group, name="end_group"),
    path("arbete/grupper/<slug:slug>/beratta/", groups.tell_progress, name="tell_progress"),
    path("arbete/grupper/<slug:slug>/medlem/", groups.add_member, name="add_member"),
    path("arbete/grupper/<slug:slug>/mote/", meetings.call_meeting, name="call_group_meeting"),
    path("arbete/utvecklingsgrupper/om/<slug:process>/", groups.development_texts, name="development_texts"),
    path("arbete/utvecklingsgrupper/<slug:slug>/", groups.development_group, name="development_desk"),
    path("arbete/utvecklingsgrupper/<slug:slug>/medlem/", groups.add_development_member, name="add_development_member"),
    path(
        "arbete/utvecklingsgrupper/<slug:slug>/mote/",
        meetings.call_development_meeting,
        name="call_development_meeting",
    ),
    path("arbete/forbattringsomraden/", groups.areas, name="areas_desk"),
    path("arbete/forbattringsomraden/nytt/", groups.new_area, name="new_area"),
    path("arbete/forbattringsomraden/<slug:slug>/", groups.edit_area, name="edit_area"),
]
