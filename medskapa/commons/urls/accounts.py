"""Accounts from outside: signing in, taking up an invitation, and the home of those who act for an organisation."""

from django.urls import path

from medskapa.commons.views import accounts, our_organisation

urlpatterns = [
    path("logga-in/forening/", accounts.sign_in, name="partner_sign_in"),
    path("logga-in/forening/glomt/", accounts.forgot, name="forgot_password"),
    path("logga-in/forening/nytt-losenord/", accounts.new_password, name="new_password"),
    path("bli-med/", accounts.join, name="join"),
    path("var-organisation/", our_organisation.home, name="our_organisation"),
    path("var-organisation/person/<int:pk>/slut/", our_organisation.end_membership, name="end_our_membership"),
    path("arbete/organisationer/<slug:slug>/bjud-in/", our_organisation.invite, name="invite_to_organisation"),
    path("arbete/inbjudna-konton/<int:pk>/ta-tillbaka/", our_organisation.withdraw, name="withdraw_invite"),
]
