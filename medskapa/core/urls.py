from django.urls import path

from medskapa.core import views

app_name = "core"
urlpatterns = [
    path("stil/", views.style_guide, name="style"),
    path("sprak/", views.language, name="language"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("integritet/", views.privacy, name="privacy"),
]
