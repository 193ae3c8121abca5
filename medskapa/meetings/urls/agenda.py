"""The agenda at work and in public, and the questions that anyone may answer beforehand."""

from django.urls import URLPattern, path

from medskapa.meetings.views import agenda, asked, items

urlpatterns: list[URLPattern] = [
    path("traffar/<slug:slug>/punkt/<int:pk>/", asked.item, name="item"),
    path("traffar/<slug:slug>/fraga/<int:pk>/", asked.question, name="asked"),
    path("traffar/<slug:slug>/fraga/<int:pk>/svara/", asked.begin, name="asked_begin"),
    path("traffar/<slug:slug>/fraga/<int:pk>/<str:draft>/<slug:step>/", asked.step, name="asked_step"),
    path("arbete/traffar/<slug:slug>/dagordning/", agenda.agenda, name="agenda"),
    path("arbete/traffar/<slug:slug>/dagordning/utkast/", agenda.draft, name="draft_agenda"),
    path("arbete/traffar/<slug:slug>/dagordning/ordning/", agenda.order, name="order_agenda"),
    path("arbete/traffar/<slug:slug>/dagordning/ny/", items.new_item, name="new_item"),
    path("arbete/punkt/<int:pk>/", items.item_at_work, name="item_at_work"),
    path("arbete/punkt/<int:pk>/andra/", items.edit_item, name="edit_item"),
    path("arbete/punkt/<int:pk>/stryk/", items.drop_item, name="drop_item"),
    path("arbete/punkt/<int:pk>/ta-tillbaka/", items.restore_item, name="restore_item"),
    path("arbete/punkt/<int:pk>/lagg-i/", items.merge_item, name="merge_item"),
    path("arbete/punkt/<int:pk>/egen/", items.undo_merge, name="undo_item_merge"),
    path("arbete/punkt/<int:pk>/svar/", items.enter_answer, name="enter_answer"),
]
