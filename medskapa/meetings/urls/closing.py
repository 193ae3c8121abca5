"""What came of each item, the meeting closed, and the minutes, at work and in public."""

from django.urls import URLPattern, path

from medskapa.meetings.views import closing, minutes, striking

_AT_WORK = "arbete/traffar/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path("traffar/<slug:slug>/minnesanteckningar/", minutes.public, name="public_minutes"),
    path("traffar/<slug:slug>/minnesanteckningar.pdf", minutes.pdf, name="minutes_pdf"),
    path("traffar/<slug:slug>/minnesanteckningar-lattlast.pdf", minutes.plain_pdf, name="minutes_pdf_plain"),
    path(f"{_AT_WORK}avsluta/", closing.closing, name="closing"),
    path(f"{_AT_WORK}avsluta/<int:pk>/", closing.outcome, name="outcome"),
    path(f"{_AT_WORK}avsluta/<int:pk>/angra/", closing.take_back, name="take_back_outcome"),
    path(f"{_AT_WORK}minnesanteckningar/", minutes.minutes, name="minutes"),
    path(f"{_AT_WORK}minnesanteckningar/utkast/", minutes.draft, name="draft_minutes"),
    path(f"{_AT_WORK}minnesanteckningar/inledning/", minutes.edit_intro, name="edit_minutes"),
    path(f"{_AT_WORK}minnesanteckningar/<int:number>/", minutes.edit_section, name="edit_section"),
    path(f"{_AT_WORK}minnesanteckningar/lamna/", minutes.hand_in, name="hand_in_minutes"),
    path(f"{_AT_WORK}minnesanteckningar/godkann/", minutes.approve, name="approve_minutes"),
    path(f"{_AT_WORK}minnesanteckningar/tillbaka/", minutes.send_back, name="send_back_minutes"),
    path(f"{_AT_WORK}minnesanteckningar/ratta/", minutes.correct, name="correct_minutes"),
    path(f"{_AT_WORK}minnesanteckningar/stryk/", striking.strike, name="strike_words"),
]
