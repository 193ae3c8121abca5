"""The day of the meeting: who has come, the screen at the door, and what is written down at the tables."""

from django.urls import URLPattern, path

from medskapa.meetings.views import day, door, notes

_AT_WORK = "arbete/traffar/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path("traffar/<slug:slug>/dorren/", door.door, name="door"),
    path(f"{_AT_WORK}dagen/", day.day, name="day"),
    path(f"{_AT_WORK}dagen/kommit/<int:pk>/", day.arrive, name="arrive"),
    path(f"{_AT_WORK}dagen/plats/<int:pk>/", day.seat, name="seat"),
    path(f"{_AT_WORK}dagen/utan-inbjudan/", day.walk_ins, name="walk_ins"),
    path(f"{_AT_WORK}dagen/dorren/", day.open_door, name="open_door"),
    path(f"{_AT_WORK}anteckna/", notes.take_notes, name="take_notes"),
    path(f"{_AT_WORK}anteckna/skicka/", notes.send_note, name="send_note"),
    path(f"{_AT_WORK}anteckna/bordet/", notes.at_table, name="notes_at_table"),
    path(f"{_AT_WORK}anteckna/blad/", notes.type_notes, name="type_notes"),
    path(f"{_AT_WORK}anteckna/sw.js", notes.notes_worker, name="notes_worker"),
    path(f"{_AT_WORK}anteckna/<int:pk>/", notes.note, name="note"),
    path(f"{_AT_WORK}anteckna/<int:pk>/ta-bort/", notes.remove_note, name="remove_note"),
    path(f"{_AT_WORK}anteckningar/", notes.all_notes, name="notes"),
    path(f"{_AT_WORK}anteckningar/punkt/", notes.tie_notes, name="tie_notes"),
]
