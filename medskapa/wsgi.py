"""The entry point of a web process."""

import os

from django.core.wsgi import get_wsgi_application

from medskapa.core import garbage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medskapa.settings.production")
application = get_wsgi_application()


def _refuse_an_unsafe_database() -> None:
    from django.db import connection

    from medskapa.core.checks import assert_safe

    try:
        assert_safe(connection)
    finally:
        connection.close()  # gunicorn forks after this: a connection must not be shared
        if connection.vendor == "postgresql":
            connection.close_pool()  # type: ignore[attr-defined]


_refuse_an_unsafe_database()
garbage.settle()
