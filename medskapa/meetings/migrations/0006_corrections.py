from django.db import migrations, models

from medskapa.core.triggers import unprotected


class Migration(migrations.Migration):
    """Those who took part are told of corrections, once a day."""

    dependencies = [("meetings", "0005_guests")]

    operations = unprotected(
        migrations.AddField(
            model_name="minutes",
            name="correction_waits",
            field=models.BooleanField(default=False),
        ),
    )
