"""Jag kan: the questions for anyone, the answer by code or signed in, and the pages of the guides."""

from django.urls import path

from medskapa.commons.views import interests, interests_desk

urlpatterns = [
    path("jag-kan/", interests.about, name="about_interest"),
    path("jag-kan/borja/", interests.begin, name="begin_interest"),
    path("jag-kan/fortsatt/", interests.resume, name="resume_interest"),
    path("jag-kan/<str:draft>/<slug:step>/", interests.step, name="interest_step"),
    path("mitt-jag-kan/", interests.mine_by_code, name="my_interest"),
    path("mina-jag-kan/", interests.mine, name="my_interests"),
    path("mina-jag-kan/<int:pk>/", interests.mine_one, name="my_own_interest"),
    path("arbete/jag-kan/", interests_desk.interests, name="interests"),
    path("arbete/jag-kan/<int:pk>/", interests_desk.interest, name="interest"),
    path("arbete/jag-kan/<int:pk>/ta/", interests_desk.take, name="take_interest"),
    path("arbete/jag-kan/<int:pk>/lamna/", interests_desk.give_back, name="give_back_interest"),
    path("arbete/jag-kan/<int:pk>/svara/", interests_desk.answer, name="answer_interest"),
]
