import django.db.models.deletion
import medskapa.core.models
from django.conf import settings
from django.db import migrations, models
from medskapa.core.triggers import unprotected


class Migration(migrations.Migration):
    """Organisations with those who act for them, and the directory of what is offered."""

    dependencies = [
        ('commons', '0001_initial'),
        ('people', '0005_partners'),
        ('people', '__first__'),
    ]

    operations = unprotected(
        migrations.CreateModel(
            name='ServiceAtPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='var i huset')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='commons.place')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='at_places', to='commons.service')),
            ],
            options={
                'ordering': ['place__name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('service', 'place'), name='service_once_at_a_place')],
            },
        ),
        migrations.CreateModel(
            name='Hours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(1, 'måndag'), (2, 'tisdag'), (3, 'onsdag'), (4, 'torsdag'), (5, 'fredag'), (6, 'lördag'), (7, 'söndag')], verbose_name='dag')),
                ('opens', models.TimeField(verbose_name='öppnar')),
                ('closes', models.TimeField(verbose_name='stänger')),
                ('by_phone', models.BooleanField(default=False, verbose_name='telefontid')),
                ('from_day', models.DateField(blank=True, null=True, verbose_name='från och med')),
                ('to_day', models.DateField(blank=True, null=True, verbose_name='till och med')),
                ('note', models.CharField(blank=True, max_length=100, verbose_name='anmärkning')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='commons.service')),
                ('at', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='commons.serviceatplace')),
            ],
            options={
                'ordering': ['weekday', 'opens', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('weekday__gte', 1), ('weekday__lte', 7)), name='hours_weekday_known'), models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens'))), name='hours_close_after_they_open'), models.CheckConstraint(condition=models.Q(('from_day__isnull', True), ('to_day__isnull', True), ('to_day__gte', models.F('from_day')), _connector='OR'), name='hours_days_in_order'), models.CheckConstraint(condition=models.Q(('at__isnull', False), ('by_phone', True), _connector='OR'), name='hours_at_a_place_or_by_phone')],
            },
        ),
        migrations.CreateModel(
            name='LikePair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(choices=[('same', 'samma'), ('different', 'två olika'), ('unsure', 'osäkert')], max_length=9)),
                ('why', models.CharField(blank=True, max_length=300, verbose_name='varför')),
                ('on', models.DateField()),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='commons.service')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='commons.service')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('word__in', ['same', 'different', 'unsure'])), name='like_word_known'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='like_pair_in_order'), models.UniqueConstraint(fields=('first', 'second'), name='like_pair_once')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=100, verbose_name='organisation')),
                ('kind', models.CharField(choices=[('municipality', 'kommunen'), ('association', 'förening'), ('authority', 'myndighet'), ('church', 'församling'), ('school', 'skola'), ('company', 'företag')], max_length=16)),
                ('about', models.CharField(blank=True, max_length=500, verbose_name='om organisationen')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='telefon')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-postadress')),
                ('website', models.URLField(blank=True, verbose_name='webbplats')),
                ('trusted', models.BooleanField(default=False, verbose_name='publicerar själv')),
                ('is_active', models.BooleanField(default=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('unit', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='organisation', to='people.unit', verbose_name='enhet')),
            ],
            options={
                'ordering': ['name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['municipality', 'association', 'authority', 'church', 'school', 'company'])), name='organisation_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('task', models.CharField(choices=[('leads', 'företräder organisationen'), ('helps', 'hjälper till')], default='helps', max_length=8)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='commons.organisation')),
            ],
            options={
                'ordering': ['organisation', 'person', 'pk'],
                'indexes': [models.Index(fields=['person', 'starts_on'], name='memberships_of_a_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('task__in', ['leads', 'helps'])), name='membership_task_known'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='membership_ends_after_it_starts'), models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('organisation', 'person'), name='one_open_membership')],
            },
        ),
        migrations.CreateModel(
            name='WrongReport',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('closed', 'Det finns inte längre'), ('hours', 'Tiderna stämmer inte'), ('contact', 'Telefonnumret eller adressen stämmer inte'), ('not_this', 'De hjälper inte till med det här'), ('other', 'Något annat')], max_length=8)),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='vad som är fel')),
                ('day', models.DateField()),
                ('seen_on', models.DateField(blank=True, null=True)),
                ('was_right', models.BooleanField(blank=True, null=True)),
                ('seen_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wrongs', to='commons.service')),
            ],
            options={
                'ordering': ['day', 'pk'],
                'indexes': [models.Index(condition=models.Q(('seen_on__isnull', True)), fields=['service'], name='wrongs_to_see')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['closed', 'hours', 'contact', 'not_this', 'other'])), name='wrong_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('seen_by__isnull', True), ('seen_on__isnull', True), ('was_right__isnull', True)), models.Q(('seen_by__isnull', False), ('seen_on__isnull', False), ('was_right__isnull', False)), _connector='OR'), name='wrong_seen_says_by_whom_and_what')],
            },
        ),
        migrations.CreateModel(
            name='KeepingMail',
            fields=[
                ('state', models.CharField(default='ready', max_length=7)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('failure', models.CharField(blank=True, max_length=300)),
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('check', 'det är dags att kolla'), ('unchecked', 'ingen har kollat'), ('approved', 'det står i katalogen nu'), ('refused', 'det blev inte publicerat')], max_length=9)),
                ('via', models.CharField(choices=[('email', 'e-post')], default='email', max_length=5)),
                ('day', models.DateField()),
                ('done_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='commons.service')),
            ],
            options={
                'ordering': ['-day', '-pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'ready')), fields=['state'], name='keeping_mail_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['check', 'unchecked', 'approved', 'refused'])), name='keeping_mail_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['ready', 'sent', 'failed', 'stopped'])), name='keeping_mail_state_known'), models.CheckConstraint(condition=models.Q(('service__isnull', False), ('kind', 'unchecked'), _connector='OR'), name='keeping_mail_says_which'), models.UniqueConstraint(fields=('person', 'kind', 'service', 'day'), name='keeping_mail_once'), models.UniqueConstraint(condition=models.Q(('service__isnull', True)), fields=('person', 'kind', 'day'), name='keeping_mail_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='ServiceMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_state', models.CharField(max_length=7)),
                ('moved', models.JSONField(default=dict)),
                ('why', models.CharField(blank=True, max_length=300, verbose_name='varför')),
                ('on', models.DateField()),
                ('undone_on', models.DateField(blank=True, null=True)),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('into', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='commons.service')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='commons.service')),
                ('undone_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('source', models.F('into')), _negated=True), name='service_merge_of_two'), models.CheckConstraint(condition=models.Q(models.Q(('undone_by__isnull', True), ('undone_on__isnull', True)), models.Q(('undone_by__isnull', False), ('undone_on__isnull', False)), _connector='OR'), name='service_merge_undone_says_by_whom'), models.UniqueConstraint(condition=models.Q(('undone_on__isnull', True)), fields=('source',), name='service_merged_once_at_a_time')],
            },
        ),
        migrations.AddField(
            model_name='area',
            name='map_x',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='area',
            name='map_y',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='place',
            name='accessibility',
            field=models.CharField(blank=True, max_length=500, verbose_name='tillgänglighet'),
        ),
        migrations.AddField(
            model_name='place',
            name='phone',
            field=models.CharField(blank=True, max_length=20, verbose_name='telefon'),
        ),
        migrations.AddField(
            model_name='place',
            name='way_there',
            field=models.CharField(blank=True, max_length=500, verbose_name='hur man tar sig dit'),
        ),
        migrations.AddField(
            model_name='service',
            name='accessibility',
            field=models.CharField(blank=True, max_length=300, verbose_name='tillgänglighet'),
        ),
        migrations.AddField(
            model_name='service',
            name='by_phone',
            field=models.BooleanField(default=False, verbose_name='går att få per telefon'),
        ),
        migrations.AddField(
            model_name='service',
            name='changed_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='service',
            name='check_by',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='service',
            name='check_every',
            field=models.PositiveSmallIntegerField(default=90, verbose_name='kollas så här ofta, i dagar'),
        ),
        migrations.AddField(
            model_name='service',
            name='checked_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='service',
            name='checked_on',
            field=models.DateField(blank=True, null=True, verbose_name='kollat'),
        ),
        migrations.AddField(
            model_name='service',
            name='closed_because',
            field=models.CharField(blank=True, max_length=300, verbose_name='varför det inte finns längre'),
        ),
        migrations.AddField(
            model_name='service',
            name='closed_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='service',
            name='cost',
            field=models.CharField(blank=True, max_length=100, verbose_name='vad det kostar'),
        ),
        migrations.AddField(
            model_name='service',
            name='drop_in',
            field=models.BooleanField(default=True, verbose_name='går att komma utan att boka'),
        ),
        migrations.AddField(
            model_name='service',
            name='email',
            field=models.EmailField(blank=True, max_length=254, verbose_name='e-postadress'),
        ),
        migrations.AddField(
            model_name='service',
            name='for_whom',
            field=models.CharField(blank=True, max_length=300, verbose_name='för vem'),
        ),
        migrations.AddField(
            model_name='service',
            name='how',
            field=models.CharField(blank=True, max_length=300, verbose_name='hur man gör'),
        ),
        migrations.AddField(
            model_name='service',
            name='languages',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='service',
            name='listed',
            field=models.BooleanField(default=False, verbose_name='står i katalogen'),
        ),
        migrations.AddField(
            model_name='service',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='absorbed', to='commons.service'),
        ),
        migrations.AddField(
            model_name='service',
            name='needs',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='service',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='services_owned', to=settings.AUTH_USER_MODEL, verbose_name='vem som håller det aktuellt'),
        ),
        migrations.AddField(
            model_name='service',
            name='phone',
            field=models.CharField(blank=True, max_length=20, verbose_name='telefon'),
        ),
        migrations.AddField(
            model_name='service',
            name='plain',
            field=models.CharField(blank=True, max_length=300, verbose_name='lättläst'),
        ),
        migrations.AddField(
            model_name='service',
            name='reminded_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='service',
            name='state',
            field=models.CharField(choices=[('waiting', 'väntar på en redaktör'), ('active', 'finns'), ('paused', 'har uppehåll'), ('closed', 'finns inte längre')], default='active', max_length=7),
        ),
        migrations.AddField(
            model_name='service',
            name='summary',
            field=models.CharField(blank=True, max_length=300, verbose_name='vad man får hjälp med'),
        ),
        migrations.AddField(
            model_name='service',
            name='takes_referrals',
            field=models.BooleanField(default=True, verbose_name='tar emot hänvisningar'),
        ),
        migrations.AddField(
            model_name='service',
            name='text',
            field=models.TextField(blank=True, max_length=3000, verbose_name='mer om det'),
        ),
        migrations.AddField(
            model_name='service',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='service',
            name='website',
            field=models.URLField(blank=True, verbose_name='webbplats'),
        ),
        migrations.AlterField(
            model_name='service',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='services', to='people.unit'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('map_x__isnull', True), ('map_y__isnull', True)), models.Q(('map_x__lte', 100), ('map_y__lte', 100)), _connector='OR'), name='area_lies_on_the_map'),
        ),
        migrations.AddField(
            model_name='place',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='commons.organisation'),
        ),
        migrations.AddField(
            model_name='service',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='services', to='commons.organisation', verbose_name='organisation'),
        ),
        migrations.AddIndex(
            model_name='service',
            index=models.Index(condition=models.Q(('listed', True)), fields=['state', 'name'], name='services_in_directory'),
        ),
        migrations.AddIndex(
            model_name='service',
            index=models.Index(condition=models.Q(('listed', True), ('state', 'active')), fields=['check_by'], name='services_to_check'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'active', 'paused', 'closed'])), name='service_state_known'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('unit__isnull', False), ('organisation__isnull', False), _connector='OR'), name='service_is_offered_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('check_every__gte', 1), ('check_every__lte', 366)), name='service_is_checked_within_a_year'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_on__isnull', False), ('state', 'closed')), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_on__isnull', True)), _connector='OR'), name='service_closed_says_when'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), ('state', 'closed'), _connector='OR'), name='service_merged_is_closed'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='service_not_merged_into_itself'),
        ),
        migrations.AddField(
            model_name='service',
            name='escalated_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='service',
            name='paused_because',
            field=models.CharField(blank=True, max_length=300, verbose_name='varför det är uppehåll'),
        ),
        migrations.AddField(
            model_name='service',
            name='proposed_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='service',
            name='reminders',
            field=models.PositiveSmallIntegerField(default=0),
        ),
    )
