"""Where anyone comes: the first page, what has happened, each theme. Nobody signs in for these."""

from django.urls import path

from medskapa.voice.views import public

urlpatterns = [
    path("", public.start, name="start"),
    path("vad-har-hant/", public.happened, name="happened"),
    path("vad-har-hant/rss/", public.feed, name="feed"),
    path("vad-har-hant/<slug:slug>/", public.theme, name="theme"),
]
