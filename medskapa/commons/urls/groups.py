"""Collaboration groups: the list of them, and what those who take part and those who keep them do."""

from django.urls import path

from medskapa.commons.views import group_work, groups

_GROUP = "arbete/samverkan/<slug:slug>/"

urlpatterns = [
    path("samverkan/", groups.groups, name="groups"),
    path("arbete/samverkan/", groups.at_work, name="groups_at_work"),
    path("arbete/ny-samverkansgrupp/", groups.begin, name="begin_group"),
    path(f"{_GROUP}andra/", groups.edit, name="edit_group"),
    path(f"{_GROUP}teman/<int:year>/", groups.themes, name="group_themes"),
    path(f"{_GROUP}medlem/", groups.add_member, name="add_group_member"),
    path(f"{_GROUP}medlem/<int:pk>/slut/", groups.end_member, name="end_group_member"),
    path(f"{_GROUP}medlem/<int:pk>/person/", groups.name_person, name="name_group_person"),
    path(f"{_GROUP}person/<int:pk>/slut/", groups.end_person, name="end_group_person"),
    path(f"{_GROUP}uppgift/", group_work.add_task, name="add_group_task"),
    path(f"{_GROUP}uppgift/<int:pk>/", group_work.change_task, name="change_group_task"),
    path(f"{_GROUP}uppgift/<int:pk>/klar/", group_work.finish_task, name="finish_group_task"),
    path(f"{_GROUP}fraga/", group_work.ask, name="ask_group"),
    path(f"{_GROUP}fraga/<int:pk>/svar/", group_work.answer, name="answer_group_question"),
]
