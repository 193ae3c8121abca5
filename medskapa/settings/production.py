"""A municipality's own installation, behind TLS. Refuses to start when something unsafe is set."""

from django.core.exceptions import ImproperlyConfigured

from medskapa.settings.base import *  # noqa: F403
from medskapa.settings.base import BANKID_CLIENT, PUBLIC_URL, SMS_CLIENT, env

DEBUG = False
if env.bool("MEDSKAPA_DEMO", default=False):
    raise ImproperlyConfigured("MEDSKAPA_DEMO cannot be set in production: the demo lets anyone sign in as anyone.")
SECRET_KEY = env.str("MEDSKAPA_SECRET_KEY", default="")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "MEDSKAPA_SECRET_KEY must hold at least 50 random characters. "
        'Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
    )
ALLOWED_HOSTS = env.list("MEDSKAPA_ALLOWED_HOSTS", default=[])
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "MEDSKAPA_ALLOWED_HOSTS must name the hosts of this installation, e.g. medskapa.kommun.se"
    )
if not PUBLIC_URL.startswith("https://"):
    raise ImproperlyConfigured("MEDSKAPA_PUBLIC_URL must begin with https://, e.g. https://medskapa.kommun.se")
if SMS_CLIENT not in {"gateway", "off"}:
    raise ImproperlyConfigured("MEDSKAPA_SMS must be 'gateway' or 'off' in production; the simulator sends nothing.")
if BANKID_CLIENT not in {"live", "off"}:
    raise ImproperlyConfigured("MEDSKAPA_BANKID must be 'live' or 'off' in production: the simulator is not safe.")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = 1  # or everybody has the proxy's address, and shares one bound on failed sign-ins
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 * 2
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
