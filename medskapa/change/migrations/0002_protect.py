from django.db import migrations

from medskapa.core.triggers import append_only


class Migration(migrations.Migration):
    """What was written, decided and measured stays as it was: a change is a new row."""

    dependencies = [("change", "0001_initial")]

    operations = [
        append_only("change_version"),
        append_only("change_progress"),
        append_only("change_decision"),
        append_only("change_effectpoint"),
    ]
