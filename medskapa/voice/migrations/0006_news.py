import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import medskapa.core.models
from medskapa.core.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("commons", "0001_initial"),
        ("people", "0001_initial"),
        ("voice", "0005_debt_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Following",
            fields=[
                (
                    "id",
                    medskapa.core.models.RandomIdField(
                        default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("told", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="answer",
            name="answer_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="event",
            name="event_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="thread",
            name="thread_state_known",
        ),
        migrations.RemoveIndex(
            model_name="viewpoint",
            name="viewpoint_answer_days",
        ),
        migrations.AlterField(
            model_name="answer",
            name="kind",
            field=models.CharField(
                choices=[("answer", "svar"), ("question", "fråga"), ("news", "nyhet")], default="answer", max_length=8
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("received", "Mottagen"),
                    ("grouped", "Samlad i ett tema"),
                    ("ungrouped", "Tagen ur temat"),
                    ("asked", "Vi ställde en fråga"),
                    ("replied", "Nytt från den som skrev"),
                    ("answered", "Besvarad"),
                    ("closed", "Avslutad"),
                    ("reopened", "Öppnad igen"),
                    ("withdrawn", "Tillbakatagen"),
                    ("on_agenda", "På dagordningen"),
                    ("off_agenda", "Inte längre på dagordningen"),
                    ("discussed", "Diskuterad"),
                    ("proposed", "Förslag"),
                    ("taken_by_group", "Arbetsgrupp"),
                    ("decided", "Beslut"),
                    ("carried_out", "Genomfört"),
                    ("effect_seen", "Effekt"),
                    ("judge_asked", "Vi frågar: blev det bättre?"),
                    ("merged", "Teman lades ihop"),
                    ("merge_undone", "Sammanläggningen ångrades"),
                    ("corrected", "Rättelse"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="thread",
            name="state",
            field=models.CharField(
                choices=[
                    ("received", "Mottagen"),
                    ("grouped", "Samlad i ett tema"),
                    ("ungrouped", "Tagen ur temat"),
                    ("asked", "Vi ställde en fråga"),
                    ("replied", "Nytt från den som skrev"),
                    ("answered", "Besvarad"),
                    ("closed", "Avslutad"),
                    ("reopened", "Öppnad igen"),
                    ("withdrawn", "Tillbakatagen"),
                    ("on_agenda", "På dagordningen"),
                    ("off_agenda", "Inte längre på dagordningen"),
                    ("discussed", "Diskuterad"),
                    ("proposed", "Förslag"),
                    ("taken_by_group", "Arbetsgrupp"),
                    ("decided", "Beslut"),
                    ("carried_out", "Genomfört"),
                    ("effect_seen", "Effekt"),
                    ("judge_asked", "Vi frågar: blev det bättre?"),
                    ("merged", "Teman lades ihop"),
                    ("merge_undone", "Sammanläggningen ångrades"),
                    ("corrected", "Rättelse"),
                ],
                default="received",
                max_length=16,
            ),
        ),
        migrations.AddIndex(
            model_name="viewpoint",
            index=models.Index(
                condition=models.Q(("answer_days__isnull", False)),
                fields=["answer_days", "answer_via"],
                name="viewpoint_answer_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["answer", "question", "news"])), name="answer_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "received",
                            "grouped",
                            "ungrouped",
                            "asked",
                            "replied",
                            "answered",
                            "closed",
                            "reopened",
                            "withdrawn",
                            "on_agenda",
                            "off_agenda",
                            "discussed",
                            "proposed",
                            "taken_by_group",
                            "decided",
                            "carried_out",
                            "effect_seen",
                            "judge_asked",
                            "merged",
                            "merge_undone",
                            "corrected",
                        ],
                    )
                ),
                name="event_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "received",
                            "grouped",
                            "ungrouped",
                            "asked",
                            "replied",
                            "answered",
                            "closed",
                            "reopened",
                            "withdrawn",
                            "on_agenda",
                            "off_agenda",
                            "discussed",
                            "proposed",
                            "taken_by_group",
                            "decided",
                            "carried_out",
                            "effect_seen",
                            "judge_asked",
                            "merged",
                            "merge_undone",
                            "corrected",
                        ],
                    )
                ),
                name="thread_state_known",
            ),
        ),
        migrations.AddField(
            model_name="following",
            name="thread",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="followed_by",
                to="voice.thread",
            ),
        ),
        migrations.AddField(
            model_name="following",
            name="viewpoint",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="follows", to="voice.viewpoint"
            ),
        ),
        migrations.AddConstraint(
            model_name="following",
            constraint=models.UniqueConstraint(fields=("thread", "viewpoint"), name="following_once"),
        ),
        append_only("voice_event"),  # SQLite made the table anew, without its triggers
    ]
