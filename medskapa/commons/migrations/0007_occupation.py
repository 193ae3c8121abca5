import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import CheckConstraint, Q

KINDS = [("volunteer", "frivilligt uppdrag"), ("trainee", "praktik")]
STATES = [
    ("draft", "utkast"),
    ("waiting", "väntar på en redaktör"),
    ("published", "tar emot"),
    ("refused", "blev inte publicerat"),
    ("closed", "tar inte emot"),
]


class Migration(migrations.Migration):
    """What one can do at a place for a time, with an end, a next step and paid work as the goal."""

    dependencies = [
        ("commons", "0006_mandates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Occupation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(unique=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occupations",
                        to="commons.organisation",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occupations",
                        to="commons.place",
                        verbose_name="plats",
                    ),
                ),
                ("title", models.CharField(max_length=100, verbose_name="uppdrag")),
                ("kind", models.CharField(choices=KINDS, max_length=9, verbose_name="vad det är")),
                ("purpose", models.CharField(max_length=500, verbose_name="syfte")),
                ("tasks", models.TextField(max_length=2000, verbose_name="vad man gör")),
                ("learns", models.CharField(max_length=500, verbose_name="vad man lär sig")),
                ("plain", models.TextField(blank=True, max_length=1000, verbose_name="lättläst")),
                ("for_whom", models.CharField(blank=True, max_length=300, verbose_name="för vem")),
                ("languages", models.JSONField(blank=True, default=list)),
                ("hours_a_week", models.PositiveSmallIntegerField(verbose_name="timmar i veckan")),
                ("weeks", models.PositiveSmallIntegerField(verbose_name="längsta tid i veckor")),
                ("seats", models.PositiveSmallIntegerField(verbose_name="platser")),
                ("certificate", models.BooleanField(default=True, verbose_name="man får ett intyg")),
                ("next_step", models.CharField(max_length=500, verbose_name="nästa steg")),
                ("leads_to", models.CharField(max_length=300, verbose_name="vilket arbete det leder till")),
                ("contact", models.CharField(blank=True, max_length=100, verbose_name="vem man frågar efter")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="telefon")),
                ("state", models.CharField(choices=STATES, default="draft", max_length=9)),
                (
                    "written_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sent_on", models.DateField(blank=True, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("approved_version", models.PositiveIntegerField(blank=True, null=True)),
                ("published_on", models.DateField(blank=True, null=True)),
                ("editor_words", models.CharField(blank=True, max_length=500, verbose_name="vad redaktören skriver")),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "closed_because",
                    models.CharField(blank=True, max_length=300, verbose_name="varför det inte tar emot"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ["title", "pk"],
                "indexes": [
                    models.Index(name="occupations_open", fields=["title", "id"], condition=Q(state="published"))
                ],
                "constraints": [
                    CheckConstraint(name="occupation_kind_known", condition=Q(kind__in=[key for key, _text in KINDS])),
                    CheckConstraint(
                        name="occupation_state_known", condition=Q(state__in=[key for key, _text in STATES])
                    ),
                    CheckConstraint(
                        name="occupation_has_an_end",
                        condition=Q(
                            weeks__gte=1,
                            weeks__lte=26,
                            hours_a_week__gte=1,
                            hours_a_week__lte=40,
                            seats__gte=1,
                            seats__lte=50,
                        ),
                    ),
                    CheckConstraint(
                        name="occupation_leads_onward",
                        condition=~Q(purpose="") & ~Q(learns="") & ~Q(next_step="") & ~Q(leads_to=""),
                    ),
                    CheckConstraint(
                        name="occupation_published_says_when",
                        condition=~Q(state__in=["published", "closed"]) | Q(published_on__isnull=False),
                    ),
                    CheckConstraint(
                        name="occupation_waiting_says_since_when",
                        condition=~Q(state="waiting") | Q(sent_on__isnull=False),
                    ),
                    CheckConstraint(
                        name="occupation_refused_says_why", condition=~Q(state="refused") | ~Q(editor_words="")
                    ),
                    CheckConstraint(
                        name="occupation_closed_says_when_and_why",
                        condition=Q(state="closed", closed_on__isnull=False) & ~Q(closed_because="")
                        | ~Q(state="closed") & Q(closed_on__isnull=True, closed_because=""),
                    ),
                    CheckConstraint(
                        name="occupation_approved_says_by_whom",
                        condition=Q(approved_by__isnull=True, approved_version__isnull=True)
                        | Q(approved_by__isnull=False, approved_version__isnull=False),
                    ),
                ],
            },
        ),
    ]
