"""The addresses that outside services post to."""

from django.urls import path

from medskapa.integrations import views

app_name = "integrations"
urlpatterns = [path("sms/in/", views.sms_in, name="sms_in")]
