"""Activities: the calendar for anyone, signing up, and the pages of those who organise and read them."""

from django.urls import path

from medskapa.commons.views import activities, organising, signing_up

urlpatterns = [
    path("aktiviteter/", activities.coming, name="activities"),
    path("aktiviteter/manad/", activities.month, name="activities_month"),
    path("aktiviteter/kalender.ics", activities.feed, name="activities_feed"),
    path("aktiviteter/rss/", activities.rss, name="activities_rss"),
    path("aktiviteter/omrade/<slug:slug>/blad/", activities.sheet, name="week_sheet"),
    path("aktiviteter/omrade/<slug:slug>/blad.pdf", activities.sheet_pdf, name="week_sheet_pdf"),
    path("aktiviteter/min-anmalan/", signing_up.mine, name="my_sign_up"),
    path("aktiviteter/min-anmalan/avboka/", signing_up.withdraw, name="withdraw_sign_up"),
    path("aktivitet/<slug:slug>/", activities.activity, name="activity"),
    path("aktivitet/<slug:slug>/kalender.ics", activities.calendar_file, name="activity_calendar"),
    path("aktivitet/<slug:slug>/<int:pk>/anmal/", signing_up.sign_up, name="sign_up"),
    path("arbete/aktiviteter/", organising.activities, name="organised"),
    path("arbete/ny-aktivitet/", organising.write, name="write_activity"),
    path("arbete/aktiviteter/<int:pk>/", organising.activity, name="organise"),
    path("arbete/aktiviteter/<int:pk>/andra/", organising.edit, name="edit_activity"),
    path("arbete/aktiviteter/<int:pk>/tider/", organising.add_times, name="add_occasions"),
    path("arbete/aktiviteter/<int:pk>/skicka/", organising.send, name="send_activity"),
    path("arbete/aktiviteter/<int:pk>/godkann/", organising.approve, name="approve_activity"),
    path("arbete/aktiviteter/<int:pk>/tillbaka/", organising.give_back, name="return_activity"),
    path("arbete/aktiviteter/<int:pk>/lita-pa/", organising.trust, name="trust_organisation"),
    path("arbete/aktiviteter/<int:pk>/stall-in/", organising.cancel, name="cancel_activity"),
    path("arbete/tider/<int:pk>/", organising.occasion, name="occasion"),
    path("arbete/tider/<int:pk>/andra/", organising.change, name="change_occasion"),
    path("arbete/tider/<int:pk>/stall-in/", organising.cancel_time, name="cancel_occasion"),
    path("arbete/tider/<int:pk>/antal/", organising.count, name="count_came"),
    path("arbete/anmalda/<int:pk>/bort/", organising.withdraw, name="withdraw_for"),
]
