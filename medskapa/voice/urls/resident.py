"""Where residents come: to say something, to read the answer with a code, and their own page."""

from django.urls import path

from medskapa.voice.views import mine, receipt, say

urlpatterns = [
    path("sag-din-mening/", say.begin, name="say"),
    path("sag-din-mening/fortsatt/", say.resume, name="say_resume"),
    path("sag-din-mening/<str:draft>/<str:step>/", say.step, name="say_step"),
    path("kvitto/", receipt.enter, name="receipt"),
    path("kvitto/svara/", receipt.reply, name="receipt_reply"),
    path("kvitto/ta-tillbaka/", receipt.withdraw, name="receipt_withdraw"),
    path("min-sida/", mine.my_page, name="my_page"),
    path("min-sida/kontakt/", mine.contact, name="my_contact"),
    path("min-sida/mina-uppgifter/", mine.my_data, name="my_data"),
    path("min-sida/<int:pk>/", mine.viewpoint, name="my_viewpoint"),
    path("min-sida/<int:pk>/svara/", mine.reply, name="my_reply"),
    path("min-sida/<int:pk>/ta-tillbaka/", mine.withdraw, name="my_withdraw"),
]
