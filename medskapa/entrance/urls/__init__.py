"""The addresses of the common entrance."""

from django.urls import URLPattern

from medskapa.entrance.urls import conversation, desk, editing, facts

app_name = "entrance"
urlpatterns: list[URLPattern] = [
    *conversation.urlpatterns,
    *facts.urlpatterns,
    *desk.urlpatterns,
    *editing.urlpatterns,
]
