import django.core.validators
import django.db.models.deletion
import medskapa.core.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Collaboration groups with their members, themes, tasks and questions; and accounts from outside."""

    dependencies = [
        ('commons', '0008_initiatives'),
        ('people', '0005_partners'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CollaborationGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=100, verbose_name='namn')),
                ('about', models.TextField(max_length=2000, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='vad gruppen gör')),
                ('plain_about', models.TextField(blank=True, max_length=2000, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='lättläst')),
                ('goals', models.TextField(blank=True, max_length=2000, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='gemensamma mål, ett på varje rad')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='collaboration_groups', to='people.unit', verbose_name='enhet')),
                ('convenor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='convenes', to=settings.AUTH_USER_MODEL, verbose_name='sammankallande')),
                ('begun_on', models.DateField()),
                ('is_active', models.BooleanField(default=True, verbose_name='gruppen arbetar')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='GroupTheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='themes', to='commons.collaborationgroup')),
                ('year', models.PositiveSmallIntegerField()),
                ('month', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=100, verbose_name='tema')),
            ],
            options={
                'ordering': ['group', 'year', 'month'],
                'constraints': [models.CheckConstraint(condition=models.Q(('month__gte', 1), ('month__lte', 12)), name='group_theme_in_a_month'), models.UniqueConstraint(fields=('group', 'year', 'month'), name='group_theme_once_a_month')],
            },
        ),
        migrations.CreateModel(
            name='GroupMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='commons.collaborationgroup')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='in_groups', to='commons.organisation')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='in_groups', to='people.unit')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['group', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', True), ('unit__isnull', False)), models.Q(('organisation__isnull', False), ('unit__isnull', True)), _connector='OR'), name='group_member_is_one_of_two'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='group_member_ends_after_it_starts'), models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True), ('organisation__isnull', False)), fields=('group', 'organisation'), name='group_has_an_organisation_once'), models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True), ('unit__isnull', False)), fields=('group', 'unit'), name='group_has_a_unit_once')],
            },
        ),
        migrations.CreateModel(
            name='GroupPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='commons.groupmember')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='in_groups', to=settings.AUTH_USER_MODEL)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['member', 'pk'],
                'indexes': [models.Index(fields=['person', 'starts_on'], name='groups_of_a_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='group_person_ends_after_it_starts'), models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('member', 'person'), name='group_person_once_for_a_member')],
            },
        ),
        migrations.CreateModel(
            name='GroupTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='commons.collaborationgroup')),
                ('title', models.CharField(max_length=200, verbose_name='vad som ska göras')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='group_tasks', to=settings.AUTH_USER_MODEL, verbose_name='vem gör det')),
                ('due_on', models.DateField(verbose_name='klart senast')),
                ('added_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('added_on', models.DateField()),
                ('done_on', models.DateField(blank=True, null=True)),
                ('came', models.CharField(blank=True, max_length=500, verbose_name='vad det blev')),
                ('times_carried', models.PositiveSmallIntegerField(default=0)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'ordering': ['due_on', 'pk'],
                'indexes': [models.Index(condition=models.Q(('done_on__isnull', True)), fields=['group', 'due_on'], name='group_tasks_open')],
            },
        ),
        migrations.CreateModel(
            name='GroupQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='commons.collaborationgroup')),
                ('title', models.CharField(max_length=200, verbose_name='frågan i en mening')),
                ('text', models.TextField(blank=True, max_length=2000, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='mer om frågan')),
                ('asked_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_on', models.DateField()),
                ('answer', models.TextField(blank=True, max_length=2000, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='svaret')),
                ('answered_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answered_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['asked_on', 'pk'],
                'indexes': [models.Index(condition=models.Q(('answered_on__isnull', True)), fields=['group'], name='group_questions_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_by__isnull', True), ('answered_on__isnull', True)), models.Q(('answered_by__isnull', False), ('answered_on__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='group_question_answered_says_what_and_by_whom')],
            },
        ),
        migrations.CreateModel(
            name='AccountLink',
            fields=[
                ('state', models.CharField(default='ready', max_length=7)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('done_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('failure', models.CharField(blank=True, max_length=300)),
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('invite', 'inbjudan till ett konto'), ('reset', 'nytt lösenord')], max_length=6)),
                ('via', models.CharField(choices=[('email', 'e-post')], default='email', max_length=5)),
                ('email', models.EmailField(max_length=254, verbose_name='e-postadress')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='commons.organisation')),
                ('task', models.CharField(blank=True, choices=[('leads', 'företräder organisationen'), ('helps', 'hjälper till')], max_length=8, verbose_name='uppgift')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='account_links', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_on', models.DateField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('code_digest', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'ordering': ['-made_on', '-pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'ready')), fields=['state'], name='account_links_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['invite', 'reset'])), name='account_link_kind_known'), models.CheckConstraint(condition=models.Q(('via', 'email')), name='account_link_via_known'), models.CheckConstraint(condition=models.Q(('state__in', ['ready', 'sent', 'failed', 'stopped'])), name='account_link_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'invite'), ('made_by__isnull', False), ('organisation__isnull', False), models.Q(('task', ''), _negated=True)), models.Q(('kind', 'reset'), ('organisation__isnull', True), ('person__isnull', False), ('task', '')), _connector='OR'), name='account_link_says_what_for'), models.CheckConstraint(condition=models.Q(('used_at__isnull', True), ('withdrawn_at__isnull', True), _connector='OR'), name='account_link_used_or_withdrawn')],
            },
        ),
    ]
