"""Mandates: at work, for whoever gave one and is signed in, and for whoever has its code."""

from django.urls import path

from medskapa.commons.views import mandates, mandates_own, mandates_signing

urlpatterns = [
    path("arbete/fullmakter/", mandates.mandates, name="mandates"),
    path("arbete/fullmakter/ny/", mandates.draft, name="draft_mandate"),
    path("arbete/fullmakter/<int:pk>/", mandates.mandate, name="mandate"),
    path("arbete/fullmakter/<int:pk>/fullmakt.pdf", mandates.sheet_pdf, name="mandate_pdf"),
    path("arbete/fullmakter/<int:pk>/underskriven/", mandates.note_signed, name="note_mandate_signed"),
    path("arbete/fullmakter/<int:pk>/ta-bort/", mandates.drop, name="drop_mandate"),
    path("arbete/fullmakter/<int:pk>/journal/", mandates.write_journal, name="write_journal"),
    path("arbete/fullmakter/<int:pk>/avsluta/", mandates.end, name="end_mandate"),
    path("arbete/fullmakter/<int:pk>/skickat/<int:message>/", mandates.hand_over, name="hand_over_mandate_message"),
    path("fullmakt/", mandates_own.by_code, name="mandate_by_code"),
    path("mina-fullmakter/", mandates_own.mine, name="my_mandates"),
    path("mina-fullmakter/<int:pk>/", mandates_own.mine_one, name="my_mandate"),
    path("mina-fullmakter/<int:pk>/bankid/", mandates_signing.sign, name="sign_mandate"),
    path("mina-fullmakter/<int:pk>/bankid/svar/", mandates_signing.ask, name="mandate_signing"),
    path("mina-fullmakter/<int:pk>/bankid/avbryt/", mandates_signing.stop, name="stop_mandate_signing"),
]
