"""How allauth's sign-in is narrowed: nobody signs up by themselves, and staff come by the municipality's own OIDC."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.shortcuts import render

from medskapa.people.models import Person


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up, no mail from here."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """A member of staff is known beforehand: their login is the address that the OIDC provider vouches for.

    The login, for nobody can change it; the contact address on Min sida is one's own to edit.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Join the provider's account to the member of staff with that address, or say kindly that there is none."""
        if sociallogin.is_existing:
            return
        address = next((each.email for each in sociallogin.email_addresses if each.verified), None)
        staff = (
            Person.objects.filter(kind="staff", is_active=True, login__iexact=address)
            if address
            else Person.objects.none()
        )
        if staff.count() != 1:
            raise ImmediateHttpResponse(render(request, "people/unknown_staff.html", status=403))
        sociallogin.connect(request, staff.get())
