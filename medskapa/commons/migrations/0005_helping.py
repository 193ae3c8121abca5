import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Visits and openings of those who help."""

    dependencies = [
        ('commons', '0004_activities'),
        ('people', '0005_partners'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='dag')),
                ('part', models.CharField(choices=[('forenoon', 'förmiddag'), ('afternoon', 'eftermiddag'), ('evening', 'kväll')], max_length=9, verbose_name='tid på dagen')),
                ('came', models.PositiveSmallIntegerField(verbose_name='så många kom')),
                ('turned_away', models.PositiveSmallIntegerField(default=0, verbose_name='så många hann vi inte med')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='commons.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='commons.place', verbose_name='plats')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='people.unit')),
            ],
            options={
                'ordering': ['-day', '-pk'],
                'indexes': [models.Index(fields=['day', 'place'], name='sessions_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', False), ('unit__isnull', True)), models.Q(('organisation__isnull', True), ('unit__isnull', False)), _connector='OR'), name='session_is_hosted_by_one'), models.CheckConstraint(condition=models.Q(('part__in', ['forenoon', 'afternoon', 'evening'])), name='session_part_known'), models.UniqueConstraint(condition=models.Q(('organisation__isnull', False)), fields=('place', 'organisation', 'day', 'part'), name='session_once_of_an_organisation'), models.UniqueConstraint(condition=models.Q(('unit__isnull', False)), fields=('place', 'unit', 'day', 'part'), name='session_once_of_a_unit')],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_key', models.CharField(max_length=64, unique=True)),
                ('need', models.CharField(max_length=20, verbose_name='vad det gällde')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='hur länge')),
                ('language', models.CharField(max_length=10, verbose_name='språk')),
                ('outcome', models.CharField(choices=[('solved', 'det löste sig'), ('partly', 'en del löste sig'), ('passed_on', 'skickades vidare'), ('not_met', 'vi kunde inte hjälpa')], max_length=9, verbose_name='hur det gick')),
                ('missing', models.CharField(blank=True, choices=[('time', 'tid'), ('language', 'språk eller tolk'), ('equipment', 'dator, nät eller skrivare'), ('identity', 'pass eller id-kort'), ('mandate', 'fullmakt'), ('knowledge', 'kunskap hos oss'), ('authority', 'svar från myndigheten')], max_length=9, verbose_name='vad som fattades')),
                ('day', models.DateField()),
                ('part', models.CharField(choices=[('forenoon', 'förmiddag'), ('afternoon', 'eftermiddag'), ('evening', 'kväll')], max_length=9)),
                ('undone', models.BooleanField(default=False)),
                ('undo_until', models.DateTimeField(blank=True, null=True)),
                ('logged_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='commons.organisation')),
                ('passed_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='commons.service', verbose_name='vart')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='commons.place', verbose_name='plats')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='people.unit')),
            ],
            options={
                'ordering': ['-day', '-pk'],
                'indexes': [models.Index(fields=['day', 'place'], name='visits_by_day'), models.Index(condition=models.Q(('logged_by__isnull', False)), fields=['logged_by', 'day'], name='visits_of_a_helper')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', False), ('unit__isnull', True)), models.Q(('organisation__isnull', True), ('unit__isnull', False)), _connector='OR'), name='visit_is_hosted_by_one'), models.CheckConstraint(condition=models.Q(('minutes__in', (5, 10, 20, 40))), name='visit_minutes_known'), models.CheckConstraint(condition=models.Q(('outcome__in', ['solved', 'partly', 'passed_on', 'not_met'])), name='visit_outcome_known'), models.CheckConstraint(condition=models.Q(('missing__in', ['', 'time', 'language', 'equipment', 'identity', 'mandate', 'knowledge', 'authority'])), name='visit_missing_known'), models.CheckConstraint(condition=models.Q(('part__in', ['forenoon', 'afternoon', 'evening'])), name='visit_part_known'), models.CheckConstraint(condition=models.Q(('passed_to__isnull', True), ('outcome', 'passed_on'), _connector='OR'), name='visit_passed_to_when_passed_on'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'solved'), _negated=True), ('missing', ''), _connector='OR'), name='visit_solved_misses_nothing')],
            },
        ),
    ]
