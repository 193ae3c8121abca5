"""The addresses of the commons, gathered from their parts."""

from django.urls import URLPattern

from medskapa.commons.urls import (
    accounts,
    activities,
    directory,
    groups,
    helping,
    initiatives,
    interests,
    keeping,
    mandates,
    occupation,
    referrals,
)

app_name = "commons"
urlpatterns: list[URLPattern] = [
    *groups.urlpatterns,
    *accounts.urlpatterns,
    *activities.urlpatterns,
    *helping.urlpatterns,  # before the directory, where any other word is a service
    *directory.urlpatterns,
    *initiatives.urlpatterns,
    *interests.urlpatterns,
    *keeping.urlpatterns,
    *mandates.urlpatterns,
    *occupation.urlpatterns,
    *referrals.urlpatterns,
]
