"""The pages that only the demo has."""

from django.urls import path

from medskapa.demo import views

app_name = "demo"
urlpatterns = [path("bankid/", views.phone, name="bankid")]
