"""The health check, the language and the headers, through middleware as the settings order it."""

from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import path
from django.utils import translation
from django.utils.translation import get_language

from medskapa.core import middleware
from medskapa.core.headers import public_page


@login_not_required
def personal(request):
    return HttpResponse(get_language())


@login_not_required
@public_page
def public(request):
    return HttpResponse("för alla")


@login_not_required
@public_page
def public_form(request):
    return HttpResponse(get_token(request))


@login_not_required
@public_page
def public_feed(request):
    return HttpResponse("nytt", headers={"Cache-Control": "public, max-age=600"})


def handler404(request, exception):
    return HttpResponse("finns inte", status=404)


urlpatterns = [
    path("mitt/", personal),
    path("alla/", public),
    path("formular/", public_form),
    path("flode/", public_feed),
]


@pytest.fixture(autouse=True)
def _own_addresses(settings, db):
    settings.ROOT_URLCONF = __name__
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.mark.parametrize("method", ["get", "head"])
def test_healthz_answers_whatever_the_host_and_without_tls(client, settings, method):
    settings.SECURE_SSL_REDIRECT = True
    response = getattr(client, method)("/healthz", headers={"host": "10.0.0.7"})
    assert response.status_code == 200
    assert response.content == (b"ok" if method == "get" else b"")
    assert response["Cache-Control"] == "no-store"


def test_healthz_is_503_when_the_database_does_not_answer(client, monkeypatch):
    def broken():
        raise DatabaseError

    with monkeypatch.context() as patch:
        patch.setattr(middleware, "connection", SimpleNamespace(cursor=broken))
        response = client.get("/healthz")
    assert response.status_code == 503


def test_healthz_takes_no_post(client):
    assert client.post("/healthz").status_code == 405


def test_the_health_check_leaves_other_addresses_alone(client):
    assert client.get("/alla/").content.decode() == "för alla"


@pytest.mark.parametrize(
    ("cookie", "shown", "declared"),
    [(None, "sv", "sv"), ("sv-plain", "sv-plain", "sv"), ("en", "en", "en"), ("xx", "sv", "sv"), ("../sv", "sv", "sv")],
)
def test_the_language_is_the_chosen_one_and_otherwise_swedish(client, settings, cookie, shown, declared):
    if cookie:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
    response = client.get("/mitt/", headers={"accept-language": "de"})
    assert (response.content.decode(), response["Content-Language"]) == (shown, declared)
    of_request = response.wsgi_request.LANGUAGE_CODE
    assert of_request == shown
    assert "Cookie" in response["Vary"]


def test_a_page_without_a_mark_is_kept_in_no_cache(client):
    assert client.get("/mitt/")["Cache-Control"] == "no-store, private"


def test_a_missing_page_is_kept_in_no_cache(client):
    assert client.get("/finns-inte/")["Cache-Control"] == "no-store, private"


def test_a_public_page_is_kept_for_a_minute(client):
    assert client.get("/alla/")["Cache-Control"] == "public, max-age=60"


def test_a_public_page_may_say_how_long_itself(client):
    assert client.get("/flode/")["Cache-Control"] == "public, max-age=600"


def test_a_public_page_with_a_form_is_kept_in_no_cache(client):
    assert client.get("/formular/")["Cache-Control"] == "no-store, private"


def test_for_one_who_is_signed_in_no_page_is_kept_in_a_cache(client: Client):
    person = get_user_model().objects.create(login="anna", name="Anna Testsson")
    client.force_login(person)
    assert client.get("/alla/")["Cache-Control"] == "no-store, private"


def test_every_page_denies_camera_microphone_and_place_and_stays_on_its_own_site(client):
    response = client.get("/alla/")
    for feature in ("camera", "microphone", "geolocation"):
        assert f"{feature}=()" in response["Permissions-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
