"""The demo town on one's own machine: `make run`. Never for real people: one signs in by choosing who to be."""

import secrets

from django.core.exceptions import ImproperlyConfigured

from medskapa.settings.base import *  # noqa: F403
from medskapa.settings.base import DATA_DIR, env

DEBUG = env.bool("MEDSKAPA_DEBUG", default=False)
DATA_DIR.mkdir(parents=True, exist_ok=True)
_secret = DATA_DIR / "secret_key"
if not _secret.exists():
    _secret.write_text(secrets.token_urlsafe(50))
    _secret.chmod(0o600)
SECRET_KEY = _secret.read_text().strip()
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env.list("MEDSKAPA_ALLOWED_HOSTS", default=LOOPBACK)
if set(ALLOWED_HOSTS) - set(LOOPBACK) and not env.bool("MEDSKAPA_DEMO_PUBLIC", default=False):
    raise ImproperlyConfigured(
        "The demo lets anyone be anyone. To show it to others than this machine, set MEDSKAPA_DEMO_PUBLIC=1 as well."
    )
DEMO_SIGN_IN = True
STAFF_NEED_SECOND_FACTOR = False
SMS_FROM = env.str("MEDSKAPA_SMS_FROM", default="+46701740690")  # of the numbers kept for invented persons
BANKID_CLIENT = env.str("MEDSKAPA_BANKID", default="simulator")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
