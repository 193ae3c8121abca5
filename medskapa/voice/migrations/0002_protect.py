from django.db import migrations

from medskapa.core.triggers import append_only


class Migration(migrations.Migration):
    """Nothing that happened is edited: the events of a thread only grow."""

    dependencies = [("voice", "0001_initial")]

    operations = [append_only("voice_event")]
