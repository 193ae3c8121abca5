import django.db.models.deletion
import medskapa.core.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='AskedAgain',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(max_length=40)),
                ('where', models.SlugField(max_length=40)),
                ('day', models.DateField()),
            ],
            options={
                'ordering': ['day', 'pk'],
                'indexes': [models.Index(fields=['day'], name='asked_again_by_day')],
            },
        ),
        migrations.CreateModel(
            name='Begun',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('sealed', models.BinaryField(blank=True)),
                ('kept_until', models.DateField()),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['kept_until'], name='begun_by_day')],
            },
        ),
        migrations.CreateModel(
            name='QuestionSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('state', models.CharField(choices=[('draft', 'Utkast'), ('published', 'Används nu'), ('retired', 'Används inte längre')], default='draft', max_length=9)),
                ('questions', models.JSONField(default=list)),
                ('change', models.CharField(blank=True, max_length=300, verbose_name='vad som är nytt')),
                ('made_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('made_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published', 'retired'])), name='questions_state_known'), models.CheckConstraint(condition=models.Q(('state', 'draft'), ('published_at__isnull', False), _connector='OR'), name='questions_published_have_a_time'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('state',), name='one_published_question_set')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('signed_in', models.BooleanField(default=False)),
                ('how', models.CharField(choices=[('alone', 'själv'), ('helped', 'tillsammans med någon som hjälpte till'), ('desk', 'med oss, på plats'), ('phone', 'med oss, på telefon')], default='alone', max_length=6)),
                ('language', models.CharField(default='sv', max_length=10)),
                ('reach_via', models.CharField(choices=[('web', 'På Min sida'), ('sms', 'Sms'), ('email', 'E-post'), ('letter', 'Brev')], default='sms', max_length=8)),
                ('handed_in_at', models.DateTimeField()),
                ('digest', models.CharField(max_length=64, null=True, unique=True)),
                ('confirmed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to=settings.AUTH_USER_MODEL)),
                ('taken_in_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('questions', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='entrance.questionset')),
            ],
            options={
                'ordering': ['-handed_in_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('how__in', ['alone', 'helped', 'desk', 'phone'])), name='entry_how_known'), models.CheckConstraint(condition=models.Q(models.Q(('how__in', ['desk', 'phone']), ('taken_in_by__isnull', False)), models.Q(('how__in', ['alone', 'helped']), ('taken_in_by__isnull', True)), _connector='OR'), name='entry_with_us_says_by_whom')],
            },
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(max_length=40)),
                ('value', models.JSONField()),
                ('source', models.CharField(choices=[('entry', 'du berättade vid ingången'), ('person', 'du ändrade själv'), ('staff', 'någon hos oss skrev ner det'), ('register', 'ett register')], max_length=8)),
                ('wall', models.CharField(choices=[('shared', 'alla du möter hos oss'), ('guidance', 'din guide'), ('authority', 'de som beslutar om försörjningsstöd'), ('education', 'vuxenutbildningen')], max_length=9)),
                ('ground', models.CharField(choices=[('told', 'du berättade det själv'), ('consent', 'du sa ja'), ('law', 'lagen säger det')], default='told', max_length=7)),
                ('law', models.CharField(blank=True, max_length=100, verbose_name='lagrum')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('disputed_on', models.DateField(blank=True, null=True)),
                ('dispute', models.CharField(blank=True, max_length=1000, verbose_name='vad som inte stämmer')),
                ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='entrance.entry')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['person', 'key', '-valid_from', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('wall__in', ['shared', 'guidance', 'authority', 'education'])), name='fact_wall_known'), models.CheckConstraint(condition=models.Q(('source__in', ['entry', 'person', 'staff', 'register'])), name='fact_source_known'), models.CheckConstraint(condition=models.Q(models.Q(('ground', 'law'), _negated=True), models.Q(('law', ''), _negated=True), _connector='OR'), name='fact_by_law_says_which'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='fact_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('dispute', ''), ('disputed_on__isnull', False), _connector='OR'), name='fact_dispute_has_a_day'), models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('person', 'key'), name='one_fact_of_a_kind_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.CharField(choices=[('guide', 'en guide'), ('support', 'ansökan om försörjningsstöd'), ('education', 'vuxenutbildningen'), ('local_help', 'hjälp nära dig'), ('person', 'en människa som ringer dig')], max_length=10)),
                ('state', models.CharField(choices=[('waiting', 'väntar'), ('received', 'mottagen'), ('done', 'klar')], default='waiting', max_length=8)),
                ('promised_on', models.DateField(blank=True, null=True)),
                ('received_at', models.DateTimeField(blank=True, null=True)),
                ('told', models.JSONField(blank=True, default=dict)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='entrance.entry')),
                ('received_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'done'), _negated=True), fields=['promised_on', 'id'], name='parts_not_done')],
                'constraints': [models.CheckConstraint(condition=models.Q(('to__in', ['guide', 'support', 'education', 'local_help', 'person'])), name='part_to_known'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'received', 'done'])), name='part_state_known'), models.UniqueConstraint(fields=('entry', 'to'), name='part_once_to_each')],
            },
        ),
        migrations.CreateModel(
            name='Passing',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('from_wall', models.CharField(choices=[('shared', 'alla du möter hos oss'), ('guidance', 'din guide'), ('authority', 'de som beslutar om försörjningsstöd'), ('education', 'vuxenutbildningen')], max_length=9)),
                ('to_wall', models.CharField(choices=[('shared', 'alla du möter hos oss'), ('guidance', 'din guide'), ('authority', 'de som beslutar om försörjningsstöd'), ('education', 'vuxenutbildningen')], max_length=9)),
                ('ground', models.CharField(choices=[('told', 'du berättade det själv'), ('consent', 'du sa ja'), ('law', 'lagen säger det')], max_length=7)),
                ('law', models.CharField(blank=True, max_length=100, verbose_name='lagrum')),
                ('why', models.CharField(max_length=300, verbose_name='varför')),
                ('passed_at', models.DateTimeField()),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passings', to='entrance.fact')),
                ('passed_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-passed_at', '-pk'],
                'indexes': [models.Index(fields=['person', '-passed_at'], name='passings_of_a_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('from_wall', models.F('to_wall')), _negated=True), name='passing_between_two_walls'), models.CheckConstraint(condition=models.Q(('ground', 'consent'), models.Q(('ground', 'law'), models.Q(('law', ''), _negated=True)), _connector='OR'), name='passing_has_a_ground'), models.UniqueConstraint(fields=('fact', 'to_wall'), name='passing_once_each_way')],
            },
        ),
    ]
