from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


def follow_themes(apps, schema_editor):
    """Whoever is in a theme already, and can be reached, is told what happens from now on."""
    viewpoints = apps.get_model("voice", "Viewpoint").objects.filter(
        theme__isnull=False, answer_via__in=["sms", "email", "letter", "contact"]
    )
    rows = viewpoints.exclude(state="withdrawn").order_by("pk")
    following = apps.get_model("voice", "Following")
    wanted = rows.values_list("pk", "theme__thread", "theme__thread__length")
    following.objects.bulk_create(
        (following(viewpoint_id=pk, thread_id=thread, told=told) for pk, thread, told in wanted.iterator()), 500
    )


class Migration(migrations.Migration):
    dependencies = [
        ("voice", "0006_news"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="answer",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="answers",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=Q(("by__isnull", False), ("kind", "news"), _connector="OR"), name="answer_has_a_writer"
            ),
        ),
        migrations.RunPython(follow_themes, migrations.RunPython.noop),
    ]
