"""The addresses of meetings, gathered from those who come there."""

from django.urls import URLPattern

from medskapa.meetings.urls import agenda, closing, day, groups, invited, inviting, planning, public, voting

app_name = "meetings"
urlpatterns: list[URLPattern] = [
    *public.urlpatterns,
    *invited.urlpatterns,
    *planning.urlpatterns,
    *agenda.urlpatterns,
    *inviting.urlpatterns,
    *day.urlpatterns,
    *voting.urlpatterns,
    *closing.urlpatterns,
    *groups.urlpatterns,
]
