from django.db import migrations

from medskapa.voice import search


def create(apps, schema_editor):
    schema_editor.execute(search.CREATE[schema_editor.connection.vendor])


def drop(apps, schema_editor):
    schema_editor.execute(search.DROP[schema_editor.connection.vendor])


class Migration(migrations.Migration):
    """Full-text search over what residents say."""

    dependencies = [("voice", "0002_protect")]

    operations = [migrations.RunPython(create, drop)]
