import django.db.models.deletion
from django.db import migrations, models

from medskapa.core.triggers import unprotected


class Migration(migrations.Migration):
    """Collaboration groups meet too: with numbers of their own, and items on the agenda of their own."""

    dependencies = [("commons", "0009_groups"), ("meetings", "0008_guest_answers")]

    operations = unprotected(
        migrations.RemoveConstraint(model_name="agendaitem", name="item_kind_known"),
        migrations.AddField(
            model_name="meeting",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meetings",
                to="commons.collaborationgroup",
            ),
        ),
        migrations.AlterField(
            model_name="agendaitem",
            name="kind",
            field=models.CharField(
                choices=[
                    ("since_last", "Vad har hänt sedan sist?"),
                    ("carried", "Kvar från förra träffen"),
                    ("question", "Ny fråga"),
                    ("theme", "Tema som många har pratat om"),
                    ("month", "Månadens tema"),
                    ("news", "Nyheter från föreningarna"),
                    ("open", "Öppen fråga"),
                    ("tasks", "Uppgifter"),
                ],
                default="question",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="number",
            field=models.PositiveSmallIntegerField(verbose_name="träffens nummer"),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["since_last", "carried", "question", "theme", "month", "news", "open", "tasks"],
                    )
                ),
                name="item_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("group__isnull", True)), fields=("number",), name="meeting_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("group__isnull", False)),
                fields=("group", "number"),
                name="meeting_number_once_in_a_group",
            ),
        ),
    )
