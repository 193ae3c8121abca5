"""Talks, contacts and notes: on the resident's own way, and at work."""

from django.urls import path

from medskapa.guidance.views import mine_notes, mine_talks, notes, notices, slots, talks

urlpatterns = [
    path("min-vag/samtal/", mine_talks.my_talks, name="my_talks"),
    path("min-vag/samtal/boka/", mine_talks.book, name="book_my_talk"),
    path("min-vag/samtal/boka/<int:slot>/", mine_talks.book_at, name="book_my_talk_at"),
    path("min-vag/samtal/<int:pk>/", mine_talks.my_talk, name="my_talk"),
    path("min-vag/samtal/<int:pk>/kalender.ics", mine_talks.my_calendar, name="my_talk_calendar"),
    path("min-vag/samtal/<int:pk>/flytta/", mine_talks.move, name="move_my_talk"),
    path("min-vag/samtal/<int:pk>/avboka/", mine_talks.cancel, name="cancel_my_talk"),
    path("min-vag/samtal/<int:pk>/vad-hande/", mine_talks.missed, name="my_missed_talk"),
    path("min-vag/anteckningar/", mine_notes.my_notes, name="my_notes"),
    path("min-vag/anteckningar/skriv-ut/", mine_notes.my_notes_print, name="my_notes_print"),
    path("min-vag/anteckningar/<int:pk>/", mine_notes.dispute, name="my_note"),
    path("arbete/tider/", slots.slots, name="slots"),
    path("arbete/tider/ta-bort/", slots.remove_slots, name="remove_slots"),
    path("arbete/meddelanden/", notices.notices, name="notices"),
    path("arbete/meddelanden/skriv-ut/", notices.print_notices, name="print_notices"),
    path("arbete/meddelanden/klart/", notices.notices_done, name="notices_done"),
    path("arbete/invanare/<int:pk>/samtal/", talks.talks, name="talks"),
    path("arbete/invanare/<int:pk>/samtal/boka/", talks.book, name="book_talk"),
    path("arbete/invanare/<int:pk>/samtal/valj/", talks.ask_to_choose, name="ask_to_choose"),
    path("arbete/invanare/<int:pk>/samtal/<int:talk>/", talks.talk, name="talk"),
    path("arbete/invanare/<int:pk>/samtal/<int:talk>/blev-av/", talks.held, name="talk_held"),
    path("arbete/invanare/<int:pk>/samtal/<int:talk>/blev-inte-av/", talks.missed, name="talk_missed"),
    path("arbete/invanare/<int:pk>/samtal/<int:talk>/svar/", talks.missed_told, name="missed_told"),
    path("arbete/invanare/<int:pk>/samtal/<int:talk>/flytta/", talks.move, name="move_talk"),
    path("arbete/invanare/<int:pk>/samtal/<int:talk>/avboka/", talks.cancel, name="cancel_talk"),
    path("arbete/invanare/<int:pk>/kontakter/", talks.log_contact, name="log_contact"),
    path("arbete/invanare/<int:pk>/anteckningar/", notes.notes, name="notes"),
    path("arbete/invanare/<int:pk>/anteckningar/skriv-ut/", notes.notes_print, name="notes_print"),
    path("arbete/invanare/<int:pk>/anteckningar/<int:note>/visa/", notes.show_note, name="show_note"),
]
