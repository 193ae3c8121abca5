"""Measures: the catalogue for everybody, for the resident who looks for something, and at work."""

from django.urls import URLPattern, path

from medskapa.guidance.views import measures, measures_desk

urlpatterns: list[URLPattern] = [
    path("insatser/", measures.catalogue, name="measures"),
    path("insatser/jamfor/", measures.compare, name="compare_measures"),
    path("insatser/<slug:slug>/", measures.measure, name="measure"),
    path("arbete/insatser/", measures_desk.measures, name="measures_desk"),
    path("arbete/insatser/ny/", measures_desk.add, name="add_measure"),
    path("arbete/insatser/<slug:slug>/", measures_desk.measure, name="measure_desk"),
    path("arbete/insatser/<slug:slug>/andra/", measures_desk.edit, name="edit_measure"),
    path("arbete/insatser/<slug:slug>/stang/", measures_desk.close, name="close_measure"),
    path("arbete/insatser/<slug:slug>/oppna/", measures_desk.reopen, name="open_measure"),
    path("arbete/insatser/<slug:slug>/personal/", measures_desk.add_staff, name="add_measure_staff"),
    path("arbete/insatser/<slug:slug>/personal/<int:pk>/", measures_desk.remove_staff, name="remove_measure_staff"),
]
