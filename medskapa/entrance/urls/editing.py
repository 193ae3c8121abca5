"""The questions at work: sets, drafts, and each question."""

from django.urls import URLPattern, path

from medskapa.entrance.views import editing

urlpatterns: list[URLPattern] = [
    path("arbete/ingang/fragor/", editing.sets, name="question_sets"),
    path("arbete/ingang/fragor/utkast/", editing.draft, name="draft_questions"),
    path("arbete/ingang/fragor/<int:number>/", editing.one_set, name="question_set"),
    path("arbete/ingang/fragor/<int:number>/publicera/", editing.publish, name="publish_questions"),
    path("arbete/ingang/fragor/<int:number>/ny/", editing.add, name="add_question"),
    path("arbete/ingang/fragor/<int:number>/<slug:key>/", editing.edit, name="edit_question"),
    path("arbete/ingang/fragor/<int:number>/<slug:key>/flytta/", editing.move, name="move_question"),
    path("arbete/ingang/fragor/<int:number>/<slug:key>/visa/", editing.preview, name="preview_question"),
]
