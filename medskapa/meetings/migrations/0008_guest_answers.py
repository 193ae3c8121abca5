from django.db import migrations, models

from medskapa.core.triggers import unprotected


class Migration(migrations.Migration):
    """Guests answer with a code of their own."""

    dependencies = [("meetings", "0007_said_less")]

    operations = unprotected(
        migrations.AddField(
            model_name="guest", name="answered_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="guestmessage",
            name="code_digest",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="guest",
            constraint=models.CheckConstraint(
                condition=models.Q(("answered_at__isnull", True), ("coming__isnull", False), _connector="OR"),
                name="guest_who_answered_said_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="guestmessage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("code_digest", ""), _negated=True),
                fields=("code_digest",),
                name="guest_code_once",
            ),
        ),
    )
