"""Planning a meeting, at work."""

from django.urls import URLPattern, path

from medskapa.meetings.views import guests, planning

urlpatterns: list[URLPattern] = [
    path("arbete/traffar/", planning.meetings, name="planning"),
    path("arbete/traffar/ny/", planning.new_meeting, name="new_meeting"),
    path("arbete/traffar/bord/<int:pk>/", planning.table, name="table"),
    path("arbete/traffar/bord/<int:pk>/ta-bort/", planning.remove_table, name="remove_table"),
    path("arbete/traffar/gast/<int:pk>/", guests.guest, name="guest"),
    path("arbete/traffar/gast/<int:pk>/bjud-in/", guests.invite_guest, name="invite_guest"),
    path("arbete/traffar/gast/<int:pk>/berattat/", guests.tell_guest, name="tell_guest"),
    path("arbete/traffar/gast/<int:pk>/ta-bort/", guests.remove_guest, name="remove_guest"),
    path("arbete/traffar/<slug:slug>/", planning.overview, name="overview"),
    path("arbete/traffar/<slug:slug>/andra/<slug:section>/", planning.edit_meeting, name="edit_meeting"),
    path("arbete/traffar/<slug:slug>/visa/", planning.announce, name="announce"),
    path("arbete/traffar/<slug:slug>/stall-in/", planning.cancel, name="cancel"),
    path("arbete/traffar/<slug:slug>/bord/", planning.tables, name="tables"),
    path("arbete/traffar/<slug:slug>/gaster/", guests.guests, name="guests"),
]
