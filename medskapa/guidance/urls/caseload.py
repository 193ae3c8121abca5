"""The guide's day, the residents of a guide, and the file of one."""

from django.urls import path

from medskapa.guidance.views import caseload as views

urlpatterns = [
    path("arbete/idag/", views.today, name="today"),
    path("arbete/idag/enheten/", views.unit_today, name="unit_today"),
    path("arbete/invanare/", views.residents, name="residents"),
    path("arbete/invanare/<int:pk>/", views.file, name="file"),
]
