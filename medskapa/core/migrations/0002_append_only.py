from django.db import migrations

from medskapa.core.triggers import append_only


class Migration(migrations.Migration):
    """The audit chain only grows; a purge may blank what could be personal."""

    dependencies = [("core", "0001_initial")]

    operations = [append_only("core_auditrecord", except_columns=["salt", "why", "details"])]
