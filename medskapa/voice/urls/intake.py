"""Where viewpoints are taken in by others: at the desk, and in the street."""

from django.urls import URLPattern, path

from medskapa.voice.views import intake, outreach

urlpatterns: list[URLPattern] = [
    path("arbete/ta-emot/", intake.register, name="register"),
    path("arbete/ute/", outreach.outreach, name="outreach"),
    path("arbete/ute/skicka/", outreach.outreach_send, name="outreach_send"),
    path("arbete/ute/sw.js", outreach.outreach_worker, name="outreach_worker"),
    path("arbete/ute/app.webmanifest", outreach.outreach_manifest, name="outreach_manifest"),
]
