"""Referrals: at work, by code for whoever is asked, and for the person."""

from django.urls import path

from medskapa.commons.views import referrals, referrals_open

urlpatterns = [
    path("arbete/hanvisningar/", referrals.referrals, name="referrals"),
    path("arbete/hanvisningar/ny/", referrals.choose, name="new_referral"),
    path("arbete/hanvisningar/ny/<slug:slug>/", referrals.send, name="send_referral"),
    path("arbete/hanvisningar/for/<int:pk>/", referrals.choose, name="refer_resident"),
    path("arbete/hanvisningar/for/<int:pk>/<slug:slug>/", referrals.send, name="send_for_resident"),
    path("arbete/hanvisningar/hjalpte-det/", referrals.helped, name="referrals_helped"),
    path("arbete/hanvisningar/<int:pk>/", referrals.referral, name="referral"),
    path("arbete/hanvisningar/<int:pk>/svar/", referrals.note_answer, name="note_referral_answer"),
    path("arbete/hanvisningar/<int:pk>/tiden/", referrals.accept_time, name="accept_referral_time"),
    path("arbete/hanvisningar/<int:pk>/ta-tillbaka/", referrals.withdraw, name="withdraw_referral"),
    path("arbete/hanvisningar/<int:pk>/hur-det-gick/", referrals.note_outcome, name="note_referral_outcome"),
    path("arbete/hanvisningar/<int:pk>/hjalpte-det/", referrals.note_helped, name="note_referral_helped"),
    path("arbete/hanvisningar/<int:pk>/skickat/<int:message>/", referrals.hand_over, name="hand_over_referral_message"),
    path("hanvisning/", referrals_open.answer, name="referral_answer"),
    path("min-fraga/", referrals_open.mine_by_code, name="my_referral"),
    path("mina-fragor/", referrals_open.mine, name="my_referrals"),
    path("mina-fragor/<int:pk>/", referrals_open.mine_one, name="my_own_referral"),
    path("hjalp/<slug:slug>/be-dem-hora-av-sig/", referrals_open.ask, name="ask_oneself"),
]
