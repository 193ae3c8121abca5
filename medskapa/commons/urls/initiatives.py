"""Initiatives: what is tried and what came of it for anyone, and the pages of those who lead and decide."""

from django.urls import path

from medskapa.commons.views import initiatives, initiatives_desk

urlpatterns = [
    path("initiativ/", initiatives.initiatives, name="initiatives"),
    path("initiativ/<slug:slug>/", initiatives.initiative, name="initiative"),
    path("initiativ/<slug:slug>/fler-omraden/", initiatives.capacity, name="initiative_capacity"),
    path("arbete/initiativ/", initiatives_desk.initiatives, name="initiatives_desk"),
    path("arbete/nytt-initiativ/", initiatives_desk.begin, name="begin_initiative"),
    path("arbete/initiativ/<int:pk>/", initiatives_desk.initiative, name="initiative_desk"),
    path("arbete/initiativ/<int:pk>/andra/", initiatives_desk.edit, name="edit_initiative"),
    path("arbete/initiativ/<int:pk>/publicera/", initiatives_desk.publish, name="publish_initiative"),
    path("arbete/initiativ/<int:pk>/besluta/", initiatives_desk.decide, name="decide_initiative"),
    path("arbete/initiativ/<int:pk>/matt/", initiatives_desk.choose_measures, name="choose_measures"),
    path("arbete/initiativ/<int:pk>/eget-matt/", initiatives_desk.add_measure, name="add_measure"),
    path("arbete/initiativ/<int:pk>/fler-omraden/", initiatives_desk.capacity, name="capacity_desk"),
    path("arbete/initiativ/<int:pk>/antagande/<slug:key>/", initiatives_desk.assume, name="assume"),
    path("arbete/initiativ/<int:pk>/antagande/<slug:key>/<slug:area>/", initiatives_desk.assume, name="assume_of"),
    path("arbete/initiativmatt/<int:pk>/rakna/", initiatives_desk.count, name="count_measure"),
    path("arbete/initiativmatt/<int:pk>/sluta/", initiatives_desk.drop, name="drop_measure"),
]
