"""The addresses of change, gathered from those who come there."""

from django.urls import URLPattern

from medskapa.change.urls import deciding, groups, proposals, public

app_name = "change"
urlpatterns: list[URLPattern] = [
    *public.urlpatterns,
    *groups.urlpatterns,
    *proposals.urlpatterns,
    *deciding.urlpatterns,
]
