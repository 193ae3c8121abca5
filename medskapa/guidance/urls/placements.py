"""Placements: the resident's own, those in a file, extensions for the manager, and attendance."""

from django.urls import URLPattern, path

from medskapa.guidance.views import attendance, extensions, mine_placements, placements

urlpatterns: list[URLPattern] = [
    path("min-vag/insatser/", mine_placements.mine, name="my_measures"),
    path("min-vag/insatser/vill/<slug:slug>/", mine_placements.want, name="want_measure"),
    path("min-vag/uppdrag/vill/<slug:slug>/", mine_placements.want_occupation, name="want_occupation"),
    path("min-vag/insatser/<int:pk>/", mine_placements.placement, name="my_placement"),
    path("min-vag/insatser/<int:pk>/intyg/", mine_placements.certificate, name="my_certificate"),
    path("min-vag/insatser/<int:pk>/intyg.pdf", mine_placements.certificate_pdf, name="my_certificate_pdf"),
    path("min-vag/insatser/<int:pk>/svar/", mine_placements.answer_offer, name="answer_offer"),
    path("min-vag/insatser/<int:pk>/vanta-inte/", mine_placements.leave_queue, name="leave_queue"),
    path("min-vag/insatser/<int:pk>/narvaro/", mine_placements.attendance, name="my_attendance"),
    path("min-vag/insatser/<int:pk>/narvaro/<int:day>/", mine_placements.answer_day, name="answer_attendance"),
    path("arbete/invanare/<int:pk>/insatser/", placements.in_file, name="placements"),
    path("arbete/invanare/<int:pk>/insatser/plats/<slug:slug>/", placements.plan, name="plan_placement"),
    path("arbete/invanare/<int:pk>/insatser/ko/<slug:slug>/", placements.queue, name="queue_for_measure"),
    path("arbete/invanare/<int:pk>/insatser/<int:placement>/", placements.placement, name="placement"),
    path("arbete/invanare/<int:pk>/insatser/<int:placement>/intyg/", placements.certificate, name="certificate"),
    path(
        "arbete/invanare/<int:pk>/insatser/<int:placement>/intyg.pdf",
        placements.certificate_pdf,
        name="certificate_pdf",
    ),
    path("arbete/invanare/<int:pk>/insatser/<int:placement>/bekrafta/", placements.confirm, name="confirm_want"),
    path("arbete/invanare/<int:pk>/insatser/<int:placement>/borja/", placements.start, name="start_placement"),
    path("arbete/invanare/<int:pk>/insatser/<int:placement>/forlang/", placements.extend, name="ask_extension"),
    path("arbete/invanare/<int:pk>/insatser/<int:placement>/avsluta/", placements.end, name="end_placement"),
    path("arbete/invanare/<int:pk>/insatser/<int:placement>/avbryt/", placements.cancel, name="cancel_placement"),
    path("arbete/forlangningar/", extensions.asked, name="asked_extensions"),
    path("arbete/forlangningar/<int:pk>/", extensions.decide, name="decide_extension"),
    path("arbete/forlangningar/<int:pk>/last/", extensions.read, name="read_extension"),
    path("arbete/narvaro/", attendance.places, name="attendance_places"),
    path("arbete/narvaro/<slug:slug>/", attendance.day, name="attendance_day"),
]
