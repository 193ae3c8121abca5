"""What is the same in every way of running Medskapa. Read from the environment; see docs/operators.md."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent
PACKAGE_DIR = BASE_DIR / "medskapa"
env = environ.Env()

DATA_DIR = Path(env.str("MEDSKAPA_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
PORT = env.int("MEDSKAPA_PORT", default=8000)


def database(url: str) -> dict[str, object]:
    """Django's settings for a database URL, ``sqlite:///path`` or ``postgres://user:password@host/name``.

    SQLite gets what makes an acknowledged write safe: WAL, synchronous FULL, foreign keys, immediate
    transactions and a busy timeout. `medskapa.core.checks` asserts them on the live connection.

    Raises:
        ImproperlyConfigured: the URL names another kind of database.
    """
    config = environ.Env.db_url_config(url)
    engine = config["ENGINE"]
    if engine.endswith("sqlite3"):
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=20000;"
            ),
        }
    elif engine.endswith("postgresql"):
        config["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 4}}
    else:
        raise ImproperlyConfigured(
            "MEDSKAPA_DATABASE_URL must begin with sqlite:/// or postgres:// (docs/operators.md shows both)."
        )
    return config


DATABASES = {
    "default": database(env.str("MEDSKAPA_DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'medskapa.sqlite3'}"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "medskapa.core",
    "medskapa.integrations",
    "medskapa.people",
    "medskapa.commons",
    "medskapa.voice",
    "medskapa.meetings",
    "medskapa.change",
    "medskapa.entrance",
    "medskapa.guidance",
    "medskapa.demo",
]

MIDDLEWARE = [
    "medskapa.core.middleware.healthz",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "medskapa.core.middleware.LanguageMiddleware",
    "medskapa.core.middleware.without_nul",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "medskapa.people.middleware.SecondFactorMiddleware",
    "medskapa.people.middleware.WallMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "medskapa.core.middleware.PrivacyHeadersMiddleware",
]

ROOT_URLCONF = "medskapa.urls"
WSGI_APPLICATION = "medskapa.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "medskapa.core.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "medskapa.core.templatetags.medskapa",
            ],
        },
    }
]

# --- who signs in, and how
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "voice:start"
LOGOUT_REDIRECT_URL = "voice:start"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 14}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "medskapa.people.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "medskapa.people.adapters.SocialAccountAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {}
if env.str("MEDSKAPA_OIDC_URL", default=""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "staff",
                "name": env.str("MEDSKAPA_OIDC_NAME", default="Kommunens inloggning"),
                "client_id": env.str("MEDSKAPA_OIDC_CLIENT_ID"),
                "secret": env.str("MEDSKAPA_OIDC_SECRET"),
                "settings": {"server_url": env.str("MEDSKAPA_OIDC_URL")},
            }
        ],
        "OAUTH_PKCE_ENABLED": True,
    }
DEMO_SIGN_IN = False
STAFF_NEED_SECOND_FACTOR = True
_OIDC = urlsplit(env.str("MEDSKAPA_OIDC_URL", default=""))
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 8
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "medskapa.core.views.csrf_failure"

# --- security headers
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        # Staff come to their own sign-in by a form, and Chrome also asks where a form is sent on to.
        "form-action": [SELF, *([f"{_OIDC.scheme}://{_OIDC.netloc}"] if _OIDC.netloc else [])],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- language and time
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"
LANGUAGE_CODE = "sv"
LANG_INFO["sv-plain"] = {"bidi": False, "code": "sv-plain", "name": "Plain Swedish", "name_local": "Lättläst"}
LANGUAGES = [("sv", "Svenska"), ("sv-plain", "Lättläst"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "medskapa_language"
LOCALE_PATHS = [PACKAGE_DIR / "locale"]

# --- files, jobs, mail
STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
DEFAULT_FROM_EMAIL = env.str("MEDSKAPA_MAIL_FROM", default="medskapa@example.se")
EMAIL_CONFIG = env.email_url("MEDSKAPA_MAIL_URL", default="consolemail://")
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_CONFIG["EMAIL_HOST"] or "localhost"
EMAIL_PORT = EMAIL_CONFIG["EMAIL_PORT"] or 25
EMAIL_HOST_USER = EMAIL_CONFIG["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = EMAIL_CONFIG["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 20

# --- this municipality
MUNICIPALITY = {
    "name": env.str("MEDSKAPA_MUNICIPALITY", default="Helsingborg"),
    "administration": env.str("MEDSKAPA_ADMINISTRATION", default="Arbetsmarknadsförvaltningen"),
    "phone": env.str("MEDSKAPA_PHONE", default="040-628 04 00"),
    "email": env.str("MEDSKAPA_CONTACT_EMAIL", default="arbetsmarknad@example.se"),
}
PUBLIC_URL = env.str("MEDSKAPA_PUBLIC_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
ANSWER_PROMISE_DAYS = env.int("MEDSKAPA_ANSWER_PROMISE_DAYS", default=14)
ENTRANCE_PROMISE_DAYS = env.int("MEDSKAPA_ENTRANCE_PROMISE_DAYS", default=5)  # working days
ENTRANCE_CALL_DAYS = env.int("MEDSKAPA_ENTRANCE_CALL_DAYS", default=1)  # where a person is to ring at once
GUIDE_CHANGE_PROMISE_DAYS = env.int("MEDSKAPA_GUIDE_CHANGE_PROMISE_DAYS", default=7)
SMALL_NUMBER = env.int("MEDSKAPA_SMALL_NUMBER", default=5)
SEMANTIC = env.bool("MEDSKAPA_SEMANTIC", default=True)
THROTTLE = {
    "receipt_source": (60, 3600),  # a meeting place's one computer, or a mobile operator's one address, serves many
    "receipt_all": (3_000, 3600),
    "receipt_late_source": (2, 3600),  # what a source still has when all together are beyond their bound
    "invitation_source": (60, 3600),
    "invitation_all": (3_000, 3600),
    "invitation_late_source": (2, 3600),
    "vote_source": (300, 3600),  # everybody at a meeting comes from its one network
    "vote_all": (3_000, 3600),
    "vote_late_source": (2, 3600),
    "door_source": (600, 3600),  # one screen at a door, where hundreds come within half an hour
    "draft_source": (120, 3600),
    "submit_source": (60, 3600),
    "intake_source": (600, 3600),  # one member of staff: a long day in the street without network is sent at once
    "sign_in_source": (20, 3600),
    "password_source": (30, 900),  # from outside; an association's one address serves several
    "password_all": (3_000, 900),
    "password_late_source": (2, 900),
    "password_account_source": (10, 900),  # guesses at one account, from wherever they come
    "password_mail_source": (10, 3600),
    "password_mail_account_source": (3, 3600),  # each sends a mail
    "activity_source": (60, 3600),
    "activity_all": (3_000, 3600),
    "activity_late_source": (2, 3600),
    "sign_up_source": (40, 3600),  # a meeting place's one computer; each may send an SMS
    "referral_source": (20, 3600),  # each sends a mail to an association; a library's one address serves several
    "interest_source": (20, 3600),  # each may send an SMS: a library's one address serves several
    "wrong_source": (60, 3600),  # one press each: a library's one address serves many
    "sms_in_source": (30, 3600),
    "sms_in_all": (6_000, 3600),
    "bankid_source": (120, 3600),  # orders begun: a meeting place's one address serves many
    "sms_help_source": (3, 3600),  # an automatic answer to our answer ends here
}

# --- outside services: a real client, or the local simulator that speaks the same protocol
SMS_CLIENT = env.str("MEDSKAPA_SMS", default="simulator")
SMS_URL = env.str("MEDSKAPA_SMS_URL", default="")
SMS_USER = env.str("MEDSKAPA_SMS_USER", default="")
SMS_PASSWORD = env.str("MEDSKAPA_SMS_PASSWORD", default="")
SMS_FROM = env.str("MEDSKAPA_SMS_FROM", default="Medskapa")
SMS_IN_USER = env.str("MEDSKAPA_SMS_IN_USER", default="")
SMS_IN_PASSWORD = env.str("MEDSKAPA_SMS_IN_PASSWORD", default="")
BANKID_CLIENT = env.str("MEDSKAPA_BANKID", default="off")
BANKID_URL = env.str("MEDSKAPA_BANKID_URL", default="https://appapi2.bankid.com")
BANKID_CERT = env.str("MEDSKAPA_BANKID_CERT", default="")  # paths of PEM files: our certificate, its key, and the
BANKID_KEY = env.str("MEDSKAPA_BANKID_KEY", default="")  # certificate that theirs must be made with
BANKID_KEY_PASSWORD = env.str("MEDSKAPA_BANKID_KEY_PASSWORD", default="")
BANKID_CA = env.str("MEDSKAPA_BANKID_CA", default="")

# Names, texts and codes stay out of the logs: requests are logged by page and status only.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "medskapa.core.logs.WithoutRows", "fmt": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "filters": {"without_address": {"()": "medskapa.core.logs.WithoutAddress"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {name: {"filters": ["without_address"]} for name in ("django.request", "django.security.csrf")},
    "root": {"handlers": ["console"], "level": env.str("MEDSKAPA_LOG_LEVEL", default="WARNING")},
}
# OWASP's minimum for argon2id: 19 MiB, 2 passes, 1 lane; the secret has 66 random bits of its own.
ARGON2 = {"time_cost": 2, "memory_cost": 19 * 1024, "parallelism": 1}
