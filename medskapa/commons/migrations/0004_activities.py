import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import medskapa.core.models


class Migration(migrations.Migration):
    """Activities, when they are, who has signed up, and what they are told."""

    dependencies = [
        ('commons', '0003_referrals'),
        ('people', '0005_partners'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='commons.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='commons.place', verbose_name='plats')),
                ('where', models.CharField(blank=True, max_length=200, verbose_name='var i huset')),
                ('title', models.CharField(max_length=100, verbose_name='namn')),
                ('plain_title', models.CharField(blank=True, max_length=100, verbose_name='namn på lättläst')),
                ('kind', models.CharField(choices=[('women', 'kvinnogrupp'), ('music', 'musik'), ('children', 'barn och familj'), ('film', 'film'), ('talk', 'samtal'), ('language', 'språk'), ('digital', 'digital hjälp'), ('moving', 'rörelse'), ('open_day', 'öppet hus'), ('other', 'annat')], max_length=8, verbose_name='vad det är')),
                ('text', models.TextField(max_length=3000, verbose_name='om aktiviteten')),
                ('plain', models.TextField(blank=True, max_length=1000, verbose_name='lättläst')),
                ('for_whom', models.CharField(blank=True, max_length=300, verbose_name='för vem')),
                ('languages', models.JSONField(blank=True, default=list)),
                ('cost', models.CharField(blank=True, max_length=100, verbose_name='vad det kostar')),
                ('accessibility', models.CharField(blank=True, max_length=300, verbose_name='tillgänglighet')),
                ('for_children', models.BooleanField(default=False, verbose_name='barn är välkomna')),
                ('signs_up', models.BooleanField(default=False, verbose_name='man anmäler sig')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='telefon')),
                ('state', models.CharField(choices=[('draft', 'utkast'), ('waiting', 'väntar på en redaktör'), ('published', 'alla kan se den'), ('refused', 'blev inte publicerad'), ('cancelled', 'inställd')], default='draft', max_length=9)),
                ('written_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_on', models.DateField(blank=True, null=True)),
                ('approved_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('approved_version', models.PositiveIntegerField(blank=True, null=True)),
                ('published_on', models.DateField(blank=True, null=True)),
                ('editor_words', models.CharField(blank=True, max_length=500, verbose_name='vad redaktören skriver')),
                ('cancelled_on', models.DateField(blank=True, null=True)),
                ('cancelled_because', models.CharField(blank=True, max_length=300, verbose_name='varför den är inställd')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'ordering': ['title', 'pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['sent_on'], name='activities_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['women', 'music', 'children', 'film', 'talk', 'language', 'digital', 'moving', 'open_day', 'other'])), name='activity_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'waiting', 'published', 'refused', 'cancelled'])), name='activity_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['published', 'cancelled']), _negated=True), ('published_on__isnull', False), _connector='OR'), name='activity_published_says_when'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'waiting'), _negated=True), ('sent_on__isnull', False), _connector='OR'), name='activity_waiting_says_since_when'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('editor_words', ''), _negated=True), _connector='OR'), name='activity_refused_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('cancelled_on__isnull', False), ('state', 'cancelled'), models.Q(('cancelled_because', ''), _negated=True)), models.Q(models.Q(('state', 'cancelled'), _negated=True), ('cancelled_on__isnull', True)), _connector='OR'), name='activity_cancelled_says_when_and_why'), models.CheckConstraint(condition=models.Q(models.Q(('approved_by__isnull', True), ('approved_version__isnull', True)), models.Q(('approved_by__isnull', False), ('approved_version__isnull', False)), _connector='OR'), name='activity_approved_says_by_whom')],
            },
        ),
        migrations.CreateModel(
            name='Occasion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='occasions', to='commons.activity')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('seats', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='platser')),
                ('taken', models.PositiveIntegerField(default=0)),
                ('queued', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('planned', 'blir av'), ('cancelled', 'inställt')], default='planned', max_length=9)),
                ('cancelled_because', models.CharField(blank=True, max_length=300, verbose_name='varför det är inställt')),
                ('came', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='så många kom')),
                ('changes', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField()),
                ('reminded_on', models.DateField(blank=True, null=True)),
                ('forgotten_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['starts_at', 'pk'],
                'indexes': [models.Index(fields=['starts_at', 'id'], name='occasions_by_time')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'cancelled'])), name='occasion_state_known'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='occasion_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('seats__isnull', True), ('taken__lte', models.F('seats')), _connector='OR'), name='occasion_gives_no_seat_twice'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), models.Q(('cancelled_because', ''), _negated=True)), models.Q(('cancelled_because', ''), ('state', 'planned')), _connector='OR'), name='occasion_cancelled_says_why'), models.UniqueConstraint(fields=('activity', 'starts_at'), name='occasion_once_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='SignUp',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('occasion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_ups', to='commons.occasion')),
                ('name', models.CharField(max_length=60, verbose_name='namn')),
                ('how_many', models.PositiveSmallIntegerField(default=1, verbose_name='hur många')),
                ('via', models.CharField(choices=[('sms', 'sms'), ('email', 'e-post'), ('none', 'inget')], max_length=5)),
                ('address', models.CharField(blank=True, max_length=254)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('state', models.CharField(choices=[('seated', 'har plats'), ('waiting', 'väntar på plats'), ('withdrawn', 'kommer inte')], max_length=9)),
                ('queue', models.PositiveIntegerField(blank=True, null=True)),
                ('say_no_by', models.DateTimeField(blank=True, null=True)),
                ('code_digest', models.CharField(max_length=64, unique=True)),
                ('day', models.DateField()),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['occasion', 'state', 'queue'], name='sign_ups_of_an_occasion')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['seated', 'waiting', 'withdrawn'])), name='sign_up_state_known'), models.CheckConstraint(condition=models.Q(('via__in', ['sms', 'email', 'none'])), name='sign_up_via_known'), models.CheckConstraint(condition=models.Q(('how_many__gte', 1), ('how_many__lte', 10)), name='sign_up_of_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('address', ''), ('via', 'none')), models.Q(models.Q(('via', 'none'), _negated=True), models.Q(('address', ''), _negated=True)), _connector='OR'), name='sign_up_has_an_address_to_its_way'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'waiting'), _negated=True), ('queue__isnull', False), _connector='OR'), name='sign_up_waiting_has_a_place'), models.UniqueConstraint(fields=('occasion', 'queue'), name='sign_up_place_in_line_once')],
            },
        ),
        migrations.CreateModel(
            name='SignUpMessage',
            fields=[
                ('state', models.CharField(default='ready', max_length=7)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('done_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('failure', models.CharField(blank=True, max_length=300)),
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('sign_up', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='commons.signup')),
                ('kind', models.CharField(choices=[('received', 'anmälan har kommit'), ('given', 'en plats har blivit ledig'), ('moved', 'ny tid'), ('cancelled', 'inställt'), ('tomorrow', 'påminnelse')], max_length=9)),
                ('via', models.CharField(choices=[('sms', 'sms'), ('email', 'e-post'), ('none', 'inget')], max_length=5)),
                ('change', models.PositiveIntegerField(default=0)),
                ('day', models.DateField()),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'ready')), fields=['state'], name='sign_up_messages_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['received', 'given', 'moved', 'cancelled', 'tomorrow'])), name='sign_up_message_kind_known'), models.CheckConstraint(condition=models.Q(('via__in', ['sms', 'email'])), name='sign_up_message_via_known'), models.CheckConstraint(condition=models.Q(('state__in', ['ready', 'sent', 'failed', 'stopped'])), name='sign_up_message_state_known'), models.UniqueConstraint(fields=('sign_up', 'kind', 'change'), name='sign_up_told_once')],
            },
        ),
    ]
