"""The few pages of allauth that staff need: the municipality's own sign-in, and the second factor.

No sign-up, no password and no address book: those pages are not there at all.
"""

from allauth.account import views as account
from allauth.socialaccount import views as social
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

sign_in = login_not_required(RedirectView.as_view(pattern_name="people:sign_in", query_string=True))

urlpatterns = [
    path("login/", sign_in, name="account_login"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("2fa/", include("allauth.mfa.urls")),
    path("avbruten/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("fel/", social.login_error, name="socialaccount_login_error"),
    path("ny/", social.signup, name="socialaccount_signup"),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]
