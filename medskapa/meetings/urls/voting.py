"""The voting: for whoever holds a card, at work, and what came of it in public."""

from django.urls import URLPattern, path

from medskapa.meetings.views import opinions, voting

urlpatterns: list[URLPattern] = [
    path("rosta/", voting.vote, name="vote"),
    path("rosta/svar/", voting.answer, name="vote_answer"),
    path("traffar/<slug:slug>/asikter/", opinions.public_opinions, name="public_opinions"),
    path("arbete/traffar/<slug:slug>/asikter/", opinions.opinions, name="opinions"),
    path("arbete/traffar/<slug:slug>/rostning/", voting.statements, name="statements"),
    path("arbete/traffar/<slug:slug>/rostning/nytt/", voting.new_statement, name="new_statement"),
    path("arbete/traffar/<slug:slug>/rostning/oppna/", voting.open_voting, name="open_voting"),
    path("arbete/traffar/<slug:slug>/rostning/kort/", voting.make_cards, name="make_cards"),
    path("arbete/traffar/<slug:slug>/rostning/rostkort.pdf", voting.cards_to_print, name="cards_to_print"),
    path("arbete/traffar/<slug:slug>/rostning/rostblad.pdf", voting.sheet_to_print, name="sheet_to_print"),
    path("arbete/traffar/<slug:slug>/rostning/skriv-in/", voting.type_sheet, name="type_sheet"),
    path("arbete/traffar/<slug:slug>/rostning/<int:pk>/", voting.statement, name="statement"),
    path("arbete/traffar/<slug:slug>/rostning/<int:pk>/flytta/", voting.move_statement, name="move_statement"),
    path("arbete/traffar/<slug:slug>/rostning/<int:pk>/ta-bort/", voting.remove_statement, name="remove_statement"),
    path("arbete/traffar/<slug:slug>/rostning/<int:pk>/rakna/", voting.count_raised, name="count_raised"),
]
