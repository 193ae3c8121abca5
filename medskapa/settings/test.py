"""For the test suite: quick hashing, jobs at once, mail in memory."""

import atexit
import shutil
import tempfile
from pathlib import Path

from medskapa.settings.base import *  # noqa: F403
from medskapa.settings.base import TEMPLATES, database, env

DEBUG = False
SECRET_KEY = "only-for-tests-" + "x" * 50
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATA_DIR = Path(tempfile.mkdtemp(prefix="medskapa-test-"))
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
DATABASES = {
    "default": database(env.str("MEDSKAPA_TEST_DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'test.sqlite3'}"))
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    DATABASES["default"]["OPTIONS"] = {}
DEMO_SIGN_IN = True
STAFF_NEED_SECOND_FACTOR = False
BANKID_CLIENT = "simulator"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default"]}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
ARGON2 = {"time_cost": 1, "memory_cost": 64, "parallelism": 1}
SEMANTIC = False
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "UNKNOWN-VARIABLE[%s]"
STATIC_ROOT = DATA_DIR / "static"
