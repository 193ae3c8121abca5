"""Keeping the directory: services, pairs that look alike, organisations; and the open data."""

from django.urls import path

from medskapa.commons.views import keeping, keeping_twins, open_data, organisations

urlpatterns = [
    path("arbete/katalog/", keeping.services, name="keeping"),
    path("arbete/katalog/<slug:slug>/", keeping.service, name="keep"),
    path("arbete/katalog/<slug:slug>/andra/", keeping.edit, name="edit_service"),
    path("arbete/katalog/<slug:slug>/kollat/", keeping.check, name="check_service"),
    path("arbete/katalog/<slug:slug>/lista/", keeping.put_in_list, name="list_service"),
    path("arbete/katalog/<slug:slug>/paus/", keeping.pause, name="pause_service"),
    path("arbete/katalog/<slug:slug>/oppna/", keeping.reopen, name="open_service"),
    path("arbete/katalog/<slug:slug>/stang/", keeping.close, name="close_service"),
    path("arbete/katalog/<slug:slug>/godkann/", keeping.approve, name="approve_service"),
    path("arbete/katalog/<slug:slug>/avsla/", keeping.refuse, name="refuse_service"),
    path("arbete/katalog/<slug:slug>/fel/<int:pk>/", keeping.answer_wrong, name="answer_wrong"),
    path("arbete/katalog/<slug:slug>/plats/", keeping.put_at_place, name="put_at_place"),
    path("arbete/katalog/<slug:slug>/plats/<int:pk>/bort/", keeping.take_from_place, name="take_from_place"),
    path("arbete/katalog/<slug:slug>/tider/", keeping.add_hours, name="add_hours"),
    path("arbete/katalog/<slug:slug>/tider/<int:pk>/bort/", keeping.remove_hours, name="remove_hours"),
    path("arbete/ny-verksamhet/", keeping.add, name="add_service"),
    path("arbete/dubbletter/", keeping_twins.pairs, name="twins"),
    path("arbete/dubbletter/<slug:first>/<slug:second>/", keeping_twins.pair, name="twin_pair"),
    path("arbete/sammanslagning/<int:pk>/angra/", keeping_twins.undo, name="unmerge_services"),
    path("arbete/organisationer/", organisations.organisations, name="organisations"),
    path("arbete/organisationer/<slug:slug>/", organisations.organisation, name="organisation"),
    path("arbete/organisationer/<slug:slug>/andra/", organisations.edit, name="edit_organisation"),
    path("arbete/organisationer/<slug:slug>/person/", organisations.add_member, name="add_organisation_member"),
    path(
        "arbete/organisationer/<slug:slug>/person/<int:pk>/slut/",
        organisations.end_membership,
        name="end_membership",
    ),
    path("arbete/ny-organisation/", organisations.add, name="add_organisation"),
    path("oppna-data/", open_data.about, name="open_data"),
    path("oppna-data/hsds.json", open_data.as_json, name="hsds_json"),
    path("oppna-data/hsds.zip", open_data.as_zip, name="hsds_zip"),
]
