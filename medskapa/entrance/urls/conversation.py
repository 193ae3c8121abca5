"""The common entrance: for anyone, without signing in."""

from django.urls import URLPattern, path

from medskapa.entrance.views import conversation

urlpatterns: list[URLPattern] = [
    path("borja-har/", conversation.begin, name="begin"),
    path("borja-har/fortsatt/", conversation.resume, name="resume"),
    path("borja-har/<str:code>/kontrollera/", conversation.summary, name="summary"),
    path("borja-har/<str:code>/klart/", conversation.done, name="done"),
    path("borja-har/<str:code>/<slug:key>/", conversation.step, name="step"),
]
