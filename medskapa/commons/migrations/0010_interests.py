import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import medskapa.core.models


class Migration(migrations.Migration):
    """Jag kan: what somebody can and wants, the answer, and what is told; mail that something waits in a list."""

    dependencies = [
        ('commons', '0009_groups'),
        ('people', '0005_partners'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='InterestDraft',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('sealed', models.BinaryField(blank=True)),
                ('kept_until', models.DateField()),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['kept_until'], name='interest_drafts_by_day')],
            },
        ),
        migrations.CreateModel(
            name='Interest',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='interests', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
                ('can', models.TextField(blank=True, max_length=1000, verbose_name='vad jag kan')),
                ('wants', models.TextField(blank=True, max_length=1000, verbose_name='vad jag vill')),
                ('languages', models.JSONField(blank=True, default=list)),
                ('times', models.JSONField(blank=True, default=list)),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='vad vi kan kalla dig')),
                ('via', models.CharField(choices=[('sms', 'Med sms'), ('email', 'Med e-post'), ('call', 'Ring mig'), ('code', 'Bara med min kod')], max_length=5)),
                ('reach_to', models.CharField(blank=True, max_length=254)),
                ('language', models.CharField(default='sv', max_length=10)),
                ('state', models.CharField(choices=[('waiting', 'väntar på en guide'), ('taken', 'en guide arbetar med det'), ('answered', 'har fått svar'), ('withdrawn', 'är tillbakatagen')], default='waiting', max_length=9)),
                ('sent_on', models.DateField()),
                ('promised_on', models.DateField(verbose_name='svar utlovat senast')),
                ('taken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_on', models.DateField(blank=True, null=True)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('answer', models.TextField(blank=True, max_length=3000, verbose_name='svaret')),
                ('links', models.JSONField(blank=True, default=list)),
                ('called', models.CharField(blank=True, choices=[('spoke', 'Jag har pratat med personen'), ('missed', 'Jag har ringt två gånger utan att få svar')], max_length=6)),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('contact_emptied_on', models.DateField(blank=True, null=True)),
                ('code_digest', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'ordering': ['promised_on', 'pk'],
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'taken'])), fields=['promised_on', 'id'], name='interests_unanswered'), models.Index(condition=models.Q(('state', 'answered')), fields=['answered_on', 'id'], name='interests_answered'), models.Index(condition=models.Q(('person__isnull', False)), fields=['person', '-sent_on'], name='interests_of_a_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'taken', 'answered', 'withdrawn'])), name='interest_state_known'), models.CheckConstraint(condition=models.Q(('via__in', ['sms', 'email', 'call', 'code'])), name='interest_via_known'), models.CheckConstraint(condition=models.Q(('promised_on__gt', models.F('sent_on'))), name='interest_promise_follows_it'), models.CheckConstraint(condition=models.Q(models.Q(('reach_to', ''), _negated=True), ('via', 'code'), ('contact_emptied_on__isnull', False), _connector='OR'), name='interest_can_be_answered_its_way'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['waiting', 'withdrawn']), ('taken_by__isnull', True)), models.Q(('state__in', ['taken', 'answered']), ('taken_by__isnull', False), ('taken_on__isnull', False)), _connector='OR'), name='interest_taken_says_by_whom'), models.CheckConstraint(condition=models.Q(models.Q(('answered_on__isnull', False), ('state', 'answered'), models.Q(('answer', ''), _negated=True)), models.Q(models.Q(('state', 'answered'), _negated=True), ('answer', ''), ('answered_on__isnull', True)), _connector='OR'), name='interest_answered_says_what_and_when'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'answered'), ('via', 'call'), _negated=True), ('called__in', ['spoke', 'missed']), _connector='OR'), name='interest_to_call_says_how_it_went'), models.CheckConstraint(condition=models.Q(models.Q(('can', ''), ('name', ''), ('reach_to', ''), ('state', 'withdrawn'), ('wants', ''), ('withdrawn_on__isnull', False)), models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('withdrawn_on__isnull', True)), _connector='OR'), name='interest_withdrawn_keeps_no_words')],
            },
        ),
        migrations.CreateModel(
            name='InterestMessage',
            fields=[
                ('state', models.CharField(default='ready', max_length=7)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('done_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('failure', models.CharField(blank=True, max_length=300)),
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('interest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='commons.interest')),
                ('kind', models.CharField(choices=[('received', 'det har kommit fram'), ('answered', 'svaret finns')], max_length=8)),
                ('via', models.CharField(choices=[('sms', 'sms'), ('email', 'e-post')], max_length=5)),
                ('day', models.DateField()),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'ready')), fields=['state'], name='interest_messages_ready')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['received', 'answered'])), name='interest_message_kind_known'), models.CheckConstraint(condition=models.Q(('via__in', ['sms', 'email'])), name='interest_message_via_known'), models.CheckConstraint(condition=models.Q(('state__in', ['ready', 'sent', 'failed', 'stopped'])), name='interest_message_state_known'), models.UniqueConstraint(fields=('interest', 'kind'), name='interest_told_once')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='KeepingMail',
            name='keeping_mail_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='KeepingMail',
            name='keeping_mail_says_which',
        ),
        migrations.AlterField(
            model_name='KeepingMail',
            name='kind',
            field=models.CharField(choices=[('check', 'det är dags att kolla'), ('unchecked', 'ingen har kollat'), ('approved', 'det står i katalogen nu'), ('refused', 'det blev inte publicerat'), ('activity', 'en aktivitet väntar'), ('interest', 'svar på Jag kan är sena')], max_length=9),
        ),
        migrations.AddConstraint(
            model_name='KeepingMail',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['check', 'unchecked', 'approved', 'refused', 'activity', 'interest'])), name='keeping_mail_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='KeepingMail',
            constraint=models.CheckConstraint(condition=models.Q(('service__isnull', False), ('kind__in', ['unchecked', 'activity', 'interest']), _connector='OR'), name='keeping_mail_says_which'),
        ),
    ]
