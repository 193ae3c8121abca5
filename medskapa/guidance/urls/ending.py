"""The end of a path, and how it went afterwards."""

from django.urls import path

from medskapa.guidance.views import ending as views
from medskapa.guidance.views import mine_ending as mine

urlpatterns = [
    path("arbete/invanare/<int:pk>/avsluta/", views.end, name="end_path"),
    path("arbete/uppfoljning/", views.follow_ups, name="follow_ups"),
    path("arbete/uppfoljning/<int:pk>/", views.follow_up, name="follow_up"),
    path("arbete/guider/utfall/", views.outcomes, name="outcomes"),
    path("hur-gick-det/", mine.how_it_went, name="how_it_went"),
    path("hur-gick-det/tack/", mine.thanked, name="how_it_went_thanks"),
]
