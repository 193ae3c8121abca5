"""Themes at the desk."""

from django.urls import URLPattern, path

from medskapa.voice.views import themes

urlpatterns: list[URLPattern] = [
    path("arbete/teman/", themes.themes, name="themes"),
    path("arbete/teman/nytt/", themes.new_theme, name="new_theme"),
    path("arbete/teman/sammanlaggning/<int:pk>/angra/", themes.undo_merge, name="undo_merge"),
    path("arbete/teman/<slug:slug>/", themes.theme_desk, name="theme_desk"),
    path("arbete/teman/<slug:slug>/andra/", themes.edit_theme, name="edit_theme"),
    path("arbete/teman/<slug:slug>/handelse/", themes.theme_event, name="theme_event"),
    path("arbete/teman/<slug:slug>/lagg-ihop/", themes.merge, name="merge"),
    path("arbete/teman/<slug:slug>/svara-alla/", themes.answer_all, name="answer_all"),
    path("arbete/synpunkt/<int:pk>/utdrag/", themes.extract, name="extract"),
    path("arbete/utdrag/<int:pk>/ta-bort/", themes.drop_extract, name="drop_extract"),
]
