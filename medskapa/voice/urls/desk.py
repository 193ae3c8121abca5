"""The desk's own pages. What becomes of the answers on their way is in `deliveries`."""

from django.urls import URLPattern, path

from medskapa.voice.views import answering, desk

urlpatterns: list[URLPattern] = [
    path("arbete/", desk.inbox, name="inbox"),
    path("arbete/synpunkt/<int:pk>/", desk.viewpoint, name="viewpoint"),
    path("arbete/synpunkt/<int:pk>/tilldela/", desk.assign, name="assign"),
    path("arbete/synpunkt/<int:pk>/tema/", desk.group, name="group"),
    path("arbete/synpunkt/<int:pk>/svara/", answering.answer, name="answer"),
    path("arbete/synpunkt/<int:pk>/fraga/", answering.ask, name="ask"),
    path("arbete/synpunkt/<int:pk>/avsluta/", desk.close, name="close"),
    path("arbete/synpunkt/<int:pk>/oppna/", desk.reopen, name="reopen"),
    path("arbete/flera/", desk.bulk, name="bulk"),
    path("arbete/flera/<int:pk>/angra/", desk.undo_bulk, name="undo_bulk"),
    path("arbete/lasbarhet/", answering.readability, name="readability"),
    path("arbete/liknande/", desk.similar, name="similar"),
    path("arbete/svar/", answering.to_approve, name="to_approve"),
    path("arbete/svar/<int:pk>/", answering.approve, name="approve"),
    path("arbete/granskning/", desk.audit_log, name="audit_log"),
]
