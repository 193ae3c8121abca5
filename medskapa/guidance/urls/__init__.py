"""The addresses of the path, gathered from those who come there."""

from django.urls import URLPattern

from medskapa.guidance.urls import caseload, circle, ending, guides, measures, mine, placements, plan, talks

app_name = "guidance"
urlpatterns: list[URLPattern] = [
    *caseload.urlpatterns,
    *mine.urlpatterns,
    *guides.urlpatterns,
    *plan.urlpatterns,
    *measures.urlpatterns,
    *placements.urlpatterns,
    *talks.urlpatterns,
    *circle.urlpatterns,
    *ending.urlpatterns,
]
