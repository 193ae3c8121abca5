"""Helping: visits and openings at work, what is asked, and the cards for those who help."""

from django.urls import path

from medskapa.commons.views import helping, needs_seen

urlpatterns = [
    path("arbete/besok/", helping.visits, name="visits"),
    path("arbete/besok/skicka/", helping.send_visit, name="send_visit"),
    path("arbete/besok/sw.js", helping.visits_worker, name="visits_worker"),
    path("arbete/besok/idag/", helping.visits_today, name="visits_today"),
    path("arbete/besok/<int:pk>/angra/", helping.undo_visit, name="undo_visit"),
    path("arbete/besok/oppet/", helping.count_session, name="count_session"),
    path("arbete/besok/behov/", helping.needs_at_work, name="needs_at_work"),
    path("hjalp/behoven/", needs_seen.needs_seen, name="needs_seen"),
    path("hjalp/behoven.json", needs_seen.needs_json, name="needs_json"),
    path("hjalp/guider/", needs_seen.guides, name="guides"),
    path("hjalp/guider/<slug:slug>/", needs_seen.guide, name="guide"),
]
