"""Who is around a resident."""

from django.urls import path

from medskapa.guidance.views import circle as views

urlpatterns = [
    path("min-vag/krets/", views.mine, name="my_circle"),
    path("min-vag/krets/ny/", views.add, name="add_member"),
    path("min-vag/krets/<int:pk>/", views.member, name="my_member"),
    path("min-vag/krets/<int:pk>/ja/", views.agree, name="agree_to_member"),
    path("min-vag/krets/<int:pk>/ta-bort/", views.end, name="end_member"),
    path("krets/", views.circles, name="circles"),
    path("krets/<int:pk>/lamna/", views.leave, name="leave_circle"),
    path("arbete/invanare/<int:pk>/krets/", views.in_file, name="circle"),
]
