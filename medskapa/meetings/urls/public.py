"""Meetings in public. Nobody signs in for these."""

from django.urls import URLPattern, path

from medskapa.meetings.views import public

urlpatterns: list[URLPattern] = [
    path("traffar/", public.meetings, name="meetings"),
    path("traffar/kalender.ics", public.calendar_of_all, name="calendar_of_all"),
    path("traffar/<slug:slug>/", public.meeting, name="meeting"),
    path("traffar/<slug:slug>/kalender.ics", public.calendar_file, name="calendar_file"),
    path("traffar/<slug:slug>/press/", public.press, name="press"),
]
