"""The reception: asking the questions for somebody, and the parts that wait."""

from django.urls import URLPattern, path

from medskapa.entrance.views import desk

urlpatterns: list[URLPattern] = [
    path("arbete/ingang/", desk.waiting, name="waiting"),
    path("arbete/ingang/ny/", desk.take_in, name="take_in"),
    path("arbete/ingang/ny/<int:pk>/", desk.taken_in, name="taken_in"),
    path("arbete/ingang/del/<int:pk>/ta/", desk.take_part, name="take_part"),
    path("arbete/ingang/del/<int:pk>/klar/", desk.finish_part, name="finish_part"),
    path("arbete/ingang/<int:pk>/", desk.entry, name="entry"),
    path("arbete/ingang/<int:pk>/vem/", desk.confirm, name="confirm"),
    path("arbete/ingang/<int:pk>/lamna/<int:fact>/", desk.pass_on, name="pass_on"),
]
