"""Occupations: what one can do at a place for a time, for anyone, and the pages of those who offer it."""

from django.urls import path

from medskapa.commons.views import occupation, occupation_offered

urlpatterns = [
    path("uppdrag/", occupation.occupations, name="occupations"),
    path("uppdrag/<slug:slug>/", occupation.occupation, name="occupation"),
    path("arbete/uppdrag/", occupation_offered.occupations, name="offered"),
    path("arbete/nytt-uppdrag/", occupation_offered.write, name="write_occupation"),
    path("arbete/uppdrag/<int:pk>/", occupation_offered.occupation, name="offered_one"),
    path("arbete/uppdrag/<int:pk>/andra/", occupation_offered.edit, name="edit_occupation"),
    path("arbete/uppdrag/<int:pk>/skicka/", occupation_offered.send, name="send_occupation"),
    path("arbete/uppdrag/<int:pk>/godkann/", occupation_offered.approve, name="approve_occupation"),
    path("arbete/uppdrag/<int:pk>/tillbaka/", occupation_offered.give_back, name="return_occupation"),
    path("arbete/uppdrag/<int:pk>/stang/", occupation_offered.close, name="close_occupation"),
]
