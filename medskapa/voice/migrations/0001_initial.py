import django.core.validators
import django.db.models.deletion
import medskapa.core.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('commons', '0001_initial'),
        ('people', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('sealed', models.BinaryField()),
                ('kept_until', models.DateField(db_index=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='BulkChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('verb', models.CharField(choices=[('group', 'samlade i ett tema'), ('assign', 'fördelade'), ('close', 'avslutade')], max_length=10)),
                ('before', models.JSONField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('public', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('received', 'Mottagen'), ('grouped', 'Samlad i ett tema'), ('ungrouped', 'Tagen ur temat'), ('asked', 'Vi ställde en fråga'), ('replied', 'Nytt från den som skrev'), ('answered', 'Besvarad'), ('closed', 'Avslutad'), ('reopened', 'Öppnad igen'), ('withdrawn', 'Tillbakatagen'), ('on_agenda', 'På dagordningen'), ('discussed', 'Diskuterad'), ('proposed', 'Förslag'), ('taken_by_group', 'Arbetsgrupp'), ('decided', 'Beslut'), ('carried_out', 'Genomfört'), ('effect_seen', 'Effekt'), ('merged', 'Teman lades ihop'), ('merge_undone', 'Sammanläggningen ångrades'), ('corrected', 'Rättelse')], default='received', max_length=16)),
                ('length', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['received', 'grouped', 'ungrouped', 'asked', 'replied', 'answered', 'closed', 'reopened', 'withdrawn', 'on_agenda', 'discussed', 'proposed', 'taken_by_group', 'decided', 'carried_out', 'effect_seen', 'merged', 'merge_undone', 'corrected'])), name='thread_state_known')],
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=100, verbose_name='namn')),
                ('about', models.CharField(max_length=300, verbose_name='vad temat handlar om, i en mening')),
                ('plain_about', models.CharField(blank=True, max_length=300, verbose_name='samma sak på lättläst')),
                ('doing', models.TextField(blank=True, max_length=2000, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='vad som händer nu')),
                ('plain_doing', models.TextField(blank=True, max_length=2000, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='vad som händer nu, lättläst')),
                ('outcome', models.TextField(blank=True, max_length=2000, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='vad det har lett till')),
                ('plain_outcome', models.TextField(blank=True, max_length=2000, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='vad det har lett till, lättläst')),
                ('created_on', models.DateField()),
                ('viewpoint_count', models.PositiveIntegerField(default=0)),
                ('waiting_count', models.PositiveIntegerField(default=0)),
                ('answered_count', models.PositiveIntegerField(default=0)),
                ('version', models.PositiveIntegerField(default=1)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='absorbed', to='voice.theme')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='themes', to='people.unit')),
                ('thread', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='own_theme', to='voice.thread')),
            ],
            options={
                'ordering': ['name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='theme_not_merged_into_itself')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('answer', 'svar'), ('question', 'fråga')], default='answer', max_length=8)),
                ('text', models.TextField(max_length=4000, validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name='svaret')),
                ('plain_text', models.TextField(blank=True, max_length=4000, validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name='samma sak på lättläst')),
                ('written_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('to_approve', 'Väntar på att läsas av en till'), ('sent', 'Skickat'), ('returned', 'Tillbaka till den som skrev')], default='to_approve', max_length=10)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('comment', models.CharField(blank=True, max_length=500, verbose_name='kommentar till den som skrev')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='approved', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                ('theme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='voice.theme')),
            ],
            options={
                'ordering': ['written_at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'to_approve')), fields=['unit', 'written_at'], name='answer_to_approve')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['to_approve', 'sent', 'returned'])), name='answer_state_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['answer', 'question'])), name='answer_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='answer_sent_has_a_time')],
            },
        ),
        migrations.CreateModel(
            name='ThemeMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(max_length=500, verbose_name='varför temana läggs ihop')),
                ('plain_reason', models.CharField(blank=True, max_length=500)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('undo_reason', models.CharField(blank=True, max_length=500, verbose_name='varför det ångras')),
                ('plain_undo_reason', models.CharField(blank=True, max_length=500)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('into', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='took_in', to='voice.theme')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='voice.theme')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('undo_reason', ''), ('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False), models.Q(('undo_reason', ''), _negated=True)), _connector='OR'), name='merge_undone_has_who_and_why'), models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('theme',), name='merge_open_once')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('received', 'Mottagen'), ('grouped', 'Samlad i ett tema'), ('ungrouped', 'Tagen ur temat'), ('asked', 'Vi ställde en fråga'), ('replied', 'Nytt från den som skrev'), ('answered', 'Besvarad'), ('closed', 'Avslutad'), ('reopened', 'Öppnad igen'), ('withdrawn', 'Tillbakatagen'), ('on_agenda', 'På dagordningen'), ('discussed', 'Diskuterad'), ('proposed', 'Förslag'), ('taken_by_group', 'Arbetsgrupp'), ('decided', 'Beslut'), ('carried_out', 'Genomfört'), ('effect_seen', 'Effekt'), ('merged', 'Teman lades ihop'), ('merge_undone', 'Sammanläggningen ångrades'), ('corrected', 'Rättelse')], max_length=16)),
                ('at', models.DateTimeField()),
                ('text', models.TextField(blank=True)),
                ('plain_text', models.TextField(blank=True)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('theme', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mentioned_in', to='voice.theme')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='voice.thread')),
            ],
            options={
                'ordering': ['thread', 'number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['received', 'grouped', 'ungrouped', 'asked', 'replied', 'answered', 'closed', 'reopened', 'withdrawn', 'on_agenda', 'discussed', 'proposed', 'taken_by_group', 'decided', 'carried_out', 'effect_seen', 'merged', 'merge_undone', 'corrected'])), name='event_kind_known'), models.UniqueConstraint(fields=('thread', 'number'), name='event_number_once_in_a_thread')],
            },
        ),
        migrations.CreateModel(
            name='Viewpoint',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('text', models.TextField(max_length=5000, validators=[django.core.validators.MaxLengthValidator(5000)], verbose_name='det du vill säga')),
                ('language', models.CharField(default='sv', max_length=10, verbose_name='språk')),
                ('channel', models.CharField(choices=[('web', 'webben'), ('phone', 'telefon'), ('desk', 'besök'), ('letter', 'brev'), ('meeting', 'träff'), ('outreach', 'uppsökande')], default='web', max_length=8)),
                ('own_words', models.BooleanField(default=True, verbose_name='personens egna ord')),
                ('read_back', models.BooleanField(blank=True, null=True, verbose_name='uppläst för personen')),
                ('anonymous', models.BooleanField(default=True)),
                ('author_name', models.CharField(blank=True, max_length=100, verbose_name='namn')),
                ('received_on', models.DateField()),
                ('received_at', models.DateTimeField(blank=True, null=True)),
                ('answer_via', models.CharField(choices=[('web', 'Här på webben, med en kod'), ('sms', 'Sms'), ('email', 'E-post'), ('letter', 'Brev hem'), ('contact', 'Genom min guide eller kontakt'), ('none', 'Jag vill inte ha något svar')], default='web', max_length=8)),
                ('answer_to', models.CharField(blank=True, max_length=300, verbose_name='nummer eller adress')),
                ('promised_on', models.DateField(verbose_name='svar utlovat senast')),
                ('state', models.CharField(choices=[('received', 'Väntar på svar'), ('asked', 'Vi har frågat dig något'), ('answered', 'Besvarad'), ('closed', 'Avslutad utan svar'), ('withdrawn', 'Tillbakatagen')], default='received', max_length=12)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answer_days', models.PositiveIntegerField(blank=True, null=True)),
                ('close_reason', models.CharField(blank=True, max_length=500, verbose_name='skäl')),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='commons.area')),
                ('assigned_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assigned', to=settings.AUTH_USER_MODEL)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='viewpoints', to=settings.AUTH_USER_MODEL)),
                ('changed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tells', to=settings.AUTH_USER_MODEL)),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='commons.place')),
                ('registered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registered', to=settings.AUTH_USER_MODEL)),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='commons.service')),
                ('theme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='viewpoints', to='voice.theme')),
                ('thread', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='viewpoint', to='voice.thread')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='viewpoints', to='people.unit')),
            ],
            options={
                'ordering': ['promised_on', 'pk'],
                'indexes': [models.Index(condition=models.Q(('state__in', ['received', 'asked'])), fields=['promised_on', 'id'], name='viewpoint_open'), models.Index(fields=['unit', 'state', 'promised_on', 'id'], name='viewpoint_unit_promise'), models.Index(fields=['theme', 'state', 'promised_on'], name='viewpoint_theme_state'), models.Index(condition=models.Q(('author__isnull', False)), fields=['author', '-received_on', 'id'], name='viewpoint_mine'), models.Index(condition=models.Q(('answer_days__isnull', False)), fields=['answer_days'], name='viewpoint_answer_days'), models.Index(fields=['received_on'], name='viewpoint_received_on')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['received', 'asked', 'answered', 'closed', 'withdrawn'])), name='viewpoint_state_known'), models.CheckConstraint(condition=models.Q(('channel__in', ['web', 'phone', 'desk', 'letter', 'meeting', 'outreach'])), name='viewpoint_channel_known'), models.CheckConstraint(condition=models.Q(('answer_via__in', ['web', 'sms', 'email', 'letter', 'contact', 'none'])), name='viewpoint_answer_via_known'), models.CheckConstraint(condition=models.Q(('promised_on__gte', models.F('received_on'))), name='viewpoint_promise_follows_receipt'), models.CheckConstraint(condition=models.Q(models.Q(('answer_days__isnull', False), ('answered_at__isnull', False), ('state', 'answered')), models.Q(('state', 'answered'), _negated=True), _connector='OR'), name='viewpoint_answered_has_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(('close_reason', ''), _negated=True), _connector='OR'), name='viewpoint_closed_has_a_reason'), models.CheckConstraint(condition=models.Q(('anonymous', False), models.Q(('answer_to', ''), ('answer_via__in', ['web', 'none']), ('author__isnull', True), ('author_name', ''), ('contact__isnull', True), ('received_at__isnull', True), ('registered_by__isnull', True)), _connector='OR'), name='viewpoint_anonymous_names_nobody'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('search_text', ''), ('text', '')), _connector='OR'), name='viewpoint_withdrawn_keeps_no_words')],
            },
        ),
        migrations.CreateModel(
            name='Vector',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('data', models.BinaryField()),
                ('viewpoint', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='vector', to='voice.viewpoint')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('text', models.TextField(max_length=5000, validators=[django.core.validators.MaxLengthValidator(5000)], verbose_name='det du vill säga')),
                ('on', models.DateField()),
                ('at', models.DateTimeField(blank=True, null=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('viewpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='voice.viewpoint')),
            ],
            options={
                'ordering': ['viewpoint', 'number'],
                'constraints': [models.UniqueConstraint(fields=('viewpoint', 'number'), name='reply_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('lookup', models.CharField(max_length=40, unique=True)),
                ('secret_hash', models.CharField(max_length=200)),
                ('viewpoint', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='receipt', to='voice.viewpoint')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='MergedViewpoint',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('merge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moved', to='voice.thememerge')),
                ('viewpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moved_by', to='voice.viewpoint')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('merge', 'viewpoint'), name='merged_viewpoint_once')],
            },
        ),
        migrations.CreateModel(
            name='Extract',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('text', models.CharField(max_length=600, verbose_name='utdrag')),
                ('masked', models.PositiveSmallIntegerField(default=0)),
                ('chosen_on', models.DateField()),
                ('chosen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extracts', to='voice.theme')),
                ('viewpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extracts', to='voice.viewpoint')),
            ],
            options={
                'ordering': ['-chosen_on', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('viewpoint',), name='extract_one_per_viewpoint')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('via', models.CharField(choices=[('web', 'Här på webben, med en kod'), ('sms', 'Sms'), ('email', 'E-post'), ('letter', 'Brev hem'), ('contact', 'Genom min guide eller kontakt'), ('none', 'Jag vill inte ha något svar')], max_length=8)),
                ('state', models.CharField(choices=[('held', 'Väntar på den som läser'), ('ready', 'På väg'), ('sent', 'Framme'), ('failed', 'Kom inte fram')], default='held', max_length=6)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('failure', models.CharField(blank=True, max_length=300)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='voice.answer')),
                ('done_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('viewpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='voice.viewpoint')),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(condition=models.Q(('state__in', ['ready', 'failed'])), fields=['via', 'state'], name='delivery_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['held', 'ready', 'sent', 'failed'])), name='delivery_state_known'), models.CheckConstraint(condition=models.Q(('via__in', ['web', 'sms', 'email', 'letter', 'contact', 'none'])), name='delivery_via_known'), models.UniqueConstraint(fields=('answer', 'viewpoint'), name='delivery_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('failure', ''), _negated=True), _connector='OR'), name='delivery_failed_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('done_at__isnull', False), _connector='OR'), name='delivery_sent_has_a_time')],
            },
        ),
        migrations.CreateModel(
            name='DayFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('waiting', models.PositiveIntegerField()),
                ('late', models.PositiveIntegerField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.unit')),
            ],
            options={
                'ordering': ['day', 'unit'],
                'constraints': [models.UniqueConstraint(fields=('day', 'unit'), name='day_figure_once')],
            },
        ),
    ]
