"""Where the invited and the guests come with their codes, and where staff send messages and write down answers."""

from django.urls import URLPattern, path

from medskapa.meetings.views import guest_answers, invited, messaging

urlpatterns: list[URLPattern] = [
    path("inbjudan/", invited.enter, name="invitation"),
    path("inbjudan/svara/", invited.reply, name="invitation_reply"),
    path("gast/", guest_answers.enter, name="guest_answer"),
    path("gast/svara/", guest_answers.reply, name="guest_reply"),
    path("min-sida/inbjudningar/", invited.mine, name="my_invitations"),
    path("min-sida/inbjudningar/<int:pk>/", invited.open_mine, name="my_invitation"),
    path("arbete/traffar/<slug:slug>/utskick/", messaging.overview, name="messages"),
    path("arbete/traffar/<slug:slug>/utskick/lage/", messaging.progress, name="messages_progress"),
    path("arbete/traffar/<slug:slug>/utskick/skicka/", messaging.send, name="send_invitations"),
    path("arbete/traffar/<slug:slug>/utskick/paminnelser/", messaging.pause, name="pause_reminders"),
    path("arbete/traffar/<slug:slug>/utskick/brev/", messaging.letters, name="letters"),
    path("arbete/traffar/<slug:slug>/utskick/brev/skriv-ut/", messaging.print_letters, name="print_letters"),
    path("arbete/traffar/<slug:slug>/utskick/brev/postade/", messaging.posted, name="post_letters"),
    path("arbete/traffar/<slug:slug>/utskick/brev/angra/", messaging.undo, name="undo_posting"),
    path("arbete/traffar/<slug:slug>/utskick/kom-inte-fram/", messaging.failures, name="message_failures"),
    path("arbete/traffar/<slug:slug>/utskick/<int:pk>/", messaging.message, name="message"),
    path("arbete/traffar/<slug:slug>/utskick/<int:pk>/kom-tillbaka/", messaging.returned, name="return_letter"),
    path("arbete/inbjudningar/beratta/", messaging.to_tell, name="to_tell"),
    path("arbete/inbjudningar/beratta/<int:pk>/", messaging.tell, name="tell"),
    path("arbete/inbjudningar/<int:pk>/svar/", messaging.enter_reply, name="enter_reply"),
    path("arbete/inbjudningar/<int:pk>/paminnelse/", messaging.pause_one, name="pause_reminder"),
]
