"""The directory for those who look for help: the finder, the services, the places and the neighbourhoods."""

from django.urls import path

from medskapa.commons.views import directory

urlpatterns = [
    path("hjalp/", directory.find, name="find"),
    path("hjalp/karta/", directory.town_map, name="map"),
    path("hjalp/omrade/<slug:slug>/", directory.area, name="area"),
    path("hjalp/omrade/<slug:slug>/blad/", directory.sheet, name="sheet"),
    path("hjalp/omrade/<slug:slug>/blad.pdf", directory.sheet_pdf, name="sheet_pdf"),
    path("hjalp/<slug:slug>/", directory.service, name="service"),
    path("hjalp/<slug:slug>/fel/", directory.wrong, name="wrong"),
    path("platser/<slug:slug>/", directory.place, name="place"),
]
