from django.db import migrations, models
from django.db.models import CheckConstraint, Q

from medskapa.core.triggers import unprotected


class Migration(migrations.Migration):
    """When an extension was answered and the guide has read it, and from which day a seat is offered.

    Nothing is filled in: of an answer that was given before this nobody knows the day, and it is not news any more.
    """

    dependencies = [("guidance", "0012_plan_signing")]

    operations = unprotected(
        migrations.AddField("extension", "answered_on", models.DateField(blank=True, null=True)),
        migrations.AddField("extension", "read_on", models.DateField(blank=True, null=True)),
        migrations.AddField(
            "placement",
            "offered_from",
            models.DateField(blank=True, null=True, verbose_name="platsen är ledig från"),
        ),
        migrations.AddConstraint(
            "extension",
            CheckConstraint(
                name="extension_is_answered_before_it_is_read",
                condition=Q(state="asked", answered_on__isnull=True, read_on__isnull=True)
                | ~Q(state="asked") & Q(read_on__isnull=True)
                | ~Q(state="asked") & Q(answered_on__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            "placement",
            CheckConstraint(
                name="placement_offered_from_a_day_is_offered",
                condition=Q(offered_from__isnull=True) | Q(offered_on__isnull=False),
            ),
        ),
        migrations.AddIndex(
            "extension",
            models.Index(
                name="extensions_to_read",
                fields=["placement"],
                condition=Q(answered_on__isnull=False, read_on__isnull=True),
            ),
        ),
    )
