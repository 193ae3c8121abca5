"""The resident's own way, and their guide."""

from django.urls import path

from medskapa.guidance.views import mine as views

urlpatterns = [
    path("min-vag/", views.mine, name="mine"),
    path("min-vag/guide/", views.my_guide, name="my_guide"),
    path("min-vag/guide/annan/", views.another_guide, name="another_guide"),
    path("min-vag/guide/behall/", views.keep_guide, name="keep_guide"),
]
