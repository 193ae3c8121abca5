"""Guides and who has which: for the managers of units."""

from django.urls import path

from medskapa.guidance.views import guides as views
from medskapa.guidance.views import handing_over

urlpatterns = [
    path("arbete/guider/", views.guides, name="guides"),
    path("arbete/guider/<int:pk>/", views.guide, name="guide"),
    path("arbete/guider/<int:pk>/profil/", views.profile, name="guide_profile"),
    path("arbete/guider/<int:pk>/borta/", views.absence, name="guide_absence"),
    path("arbete/guider/<int:pk>/lamna-over/", views.hand_over_all, name="hand_over_all"),
    path("arbete/guider/borta/<int:pk>/slut/", views.end_absence, name="end_absence"),
    path("arbete/guider/onskemal/<int:pk>/", views.guide_request, name="guide_request"),
    path("arbete/guider/onskemal/<int:pk>/nej/", views.refuse_request, name="refuse_guide_request"),
    path("arbete/guider/vantar/<int:pk>/", views.give_guide, name="give_guide"),
    path("arbete/invanare/<int:pk>/tyngd/", handing_over.weight, name="weight"),
    path("arbete/invanare/<int:pk>/overlamning/", handing_over.handover, name="handover"),
    path("arbete/invanare/<int:pk>/lamna-over/", handing_over.hand_over, name="hand_over"),
]
