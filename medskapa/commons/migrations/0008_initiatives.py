import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from medskapa.core.triggers import append_only


class Migration(migrations.Migration):
    """Initiatives: what is tried, what is measured, what was decided. Counts, decisions and assumptions stay."""

    dependencies = [
        ("commons", "0007_occupation"),
        ("people", "0005_partners"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Initiative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('title', models.CharField(max_length=100, verbose_name='namn')),
                ('question', models.CharField(max_length=300, verbose_name='frågan')),
                ('text', models.TextField(validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='vad vi gör')),
                ('plain', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='lättläst')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='initiatives', to='commons.area', verbose_name='område')),
                ('starts_on', models.DateField(verbose_name='första dagen')),
                ('ends_on', models.DateField(verbose_name='sista dagen')),
                ('led_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='initiatives_led', to=settings.AUTH_USER_MODEL)),
                ('leads_as', models.CharField(max_length=100, verbose_name='rollen')),
                ('right', models.CharField(max_length=500, verbose_name='vad ledaren får bestämma')),
                ('leader_may_stop', models.BooleanField(default=False)),
                ('leader_may_go_on', models.BooleanField(default=False)),
                ('leader_may_scale', models.BooleanField(default=False)),
                ('written_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('places', models.ManyToManyField(related_name='initiatives', to='commons.place')),
                ('partners', models.ManyToManyField(blank=True, related_name='initiatives', to='commons.organisation')),
            ],
            options={
                'ordering': ['-starts_on', '-pk'],
                'indexes': [models.Index(fields=['-starts_on', '-id'], name='initiatives_by_start')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='initiative_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(models.Q(('question', ''), _negated=True), models.Q(('leads_as', ''), _negated=True), models.Q(('right', ''), _negated=True)), name='initiative_has_a_question_and_a_mandate')],
            },
        ),
        migrations.CreateModel(
            name='InitiativeMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='commons.initiative')),
                ('kind', models.CharField(choices=[('visits', 'besök i veckan'), ('minutes', 'minuter hjälp i veckan'), ('solved', 'besök där allt löste sig'), ('unmet', 'besök där ingen kunde hjälpa'), ('turned_away', 'de som fick gå utan att ha fått plats'), ('referrals', 'frågor om plats som fick ett ja'), ('own', 'något vi räknar själva')], max_length=11)),
                ('what', models.CharField(blank=True, max_length=150, verbose_name='vad vi räknar')),
                ('unit', models.CharField(blank=True, max_length=40, verbose_name='enhet')),
                ('counted_by', models.CharField(blank=True, max_length=100, verbose_name='vem som räknar')),
                ('of_people', models.BooleanField(default=False, verbose_name='det är människor vi räknar')),
                ('more_is_better', models.BooleanField(default=True, verbose_name='mer är bättre')),
                ('agreed_on', models.DateField()),
                ('dropped_on', models.DateField(blank=True, null=True)),
                ('dropped_because', models.CharField(blank=True, max_length=300, verbose_name='varför vi slutade räkna det')),
            ],
            options={
                'ordering': ['initiative', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['visits', 'minutes', 'solved', 'unmet', 'turned_away', 'referrals', 'own'])), name='initiative_measure_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'own'), models.Q(('what', ''), _negated=True), models.Q(('unit', ''), _negated=True), models.Q(('counted_by', ''), _negated=True)), models.Q(models.Q(('kind', 'own'), _negated=True), ('counted_by', ''), ('unit', ''), ('what', '')), _connector='OR'), name='initiative_measure_own_says_what'), models.CheckConstraint(condition=models.Q(models.Q(('dropped_because', ''), ('dropped_on__isnull', True)), models.Q(('dropped_on__isnull', False), models.Q(('dropped_because', ''), _negated=True)), _connector='OR'), name='initiative_measure_dropped_says_why'), models.UniqueConstraint(condition=models.Q(('kind', 'own'), _negated=True), fields=('initiative', 'kind'), name='initiative_measure_counted_once')],
            },
        ),
        migrations.CreateModel(
            name='MeasureCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counts', to='commons.initiativemeasure')),
                ('where', models.CharField(choices=[('here', 'där vi prövar'), ('there', 'där vi inte prövar')], max_length=5, verbose_name='var')),
                ('value', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='antal')),
                ('counted_on', models.DateField(verbose_name='räknat den')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='hur ni räknade')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entered_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['measure', 'counted_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('where__in', ['here', 'there'])), name='measure_count_where_known'), models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='measure_count_not_below_nought')],
            },
        ),
        migrations.CreateModel(
            name='InitiativeDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='commons.initiative')),
                ('number', models.PositiveSmallIntegerField()),
                ('word', models.CharField(choices=[('stop', 'Vi slutar'), ('go_on', 'Vi fortsätter'), ('scale', 'Vi utökar')], max_length=5, verbose_name='beslut')),
                ('reasons', models.TextField(validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='skälen')),
                ('plain_reasons', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='skälen, lättläst')),
                ('look_again_on', models.DateField(blank=True, null=True, verbose_name='vi tittar på det igen')),
                ('basis', models.JSONField(blank=True, default=list)),
                ('as_leader', models.BooleanField(default=False)),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by_role', models.CharField(max_length=100)),
                ('decided_on', models.DateField()),
                ('entered_at', models.DateTimeField()),
                ('areas', models.ManyToManyField(blank=True, related_name='+', to='commons.area')),
            ],
            options={
                'ordering': ['initiative', 'number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('word__in', ['stop', 'go_on', 'scale'])), name='initiative_decision_word_known'), models.CheckConstraint(condition=models.Q(('reasons', ''), _negated=True), name='initiative_decision_has_reasons'), models.CheckConstraint(condition=models.Q(models.Q(('word', 'go_on'), _negated=True), ('look_again_on__gt', models.F('decided_on')), _connector='OR'), name='initiative_decision_going_on_looks_again'), models.UniqueConstraint(fields=('initiative', 'number'), name='initiative_decision_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Assumption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assumptions', to='commons.initiative')),
                ('key', models.CharField(choices=[('inhabitants', 'så många bor i området'), ('likeness', 'behovet jämfört med där vi prövar'), ('minutes', 'så lång tid tar ett besök'), ('again', 'extra besök för den som inte fick hjälp'), ('busy', 'del av tiden som går till besök'), ('hours', 'så mycket hjälper en person till')], max_length=11)),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='commons.area')),
                ('value', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='värde')),
                ('low', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='lägst')),
                ('high', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='högst')),
                ('source', models.CharField(max_length=300, verbose_name='varifrån siffran kommer')),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entered_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['initiative', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('key__in', ['inhabitants', 'likeness', 'minutes', 'again', 'busy', 'hours'])), name='assumption_key_known'), models.CheckConstraint(condition=models.Q(('high__gte', models.F('value')), ('low__gte', 0), ('low__lte', models.F('value'))), name='assumption_lies_within_its_range'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='assumption_says_where_from'), models.CheckConstraint(condition=models.Q(models.Q(('area__isnull', False), ('key__in', ['inhabitants', 'likeness'])), models.Q(models.Q(('key__in', ['inhabitants', 'likeness']), _negated=True), ('area__isnull', True)), _connector='OR'), name='assumption_of_an_area_or_of_all')],
            },
        ),
        append_only("commons_measurecount"),
        append_only("commons_initiativedecision"),
        append_only("commons_initiativedecision_areas"),
        append_only("commons_assumption"),
    ]
