"""The addresses of the commons, gathered from their parts."""

from django.urls import URLPattern

from medskapa.commons.urls import activities, directory, keeping, referrals

app_name = "commons"
urlpatterns: list[URLPattern] = [
    *activities.urlpatterns,
    *directory.urlpatterns,
    *keeping.urlpatterns,
    *referrals.urlpatterns,
]
