import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import medskapa.core.models
from medskapa.core.walls import IS_SYSTEM, behind, inside, inside_of, of_oneself

IN_HAND = f"(side = 'own' OR shared) AND {inside('shared')}"
"""What the reception sees to where nobody else does, and what the person lets the other side see."""


class Migration(migrations.Migration):
    """Referrals, the messages about them, and the wall between those who plan and those who decide."""

    dependencies = [
        ('commons', '0002_directory'),
        ('people', '0005_partners'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('first_name', models.CharField(blank=True, max_length=40, verbose_name='förnamn')),
                ('what', models.CharField(max_length=300, verbose_name='vad det gäller')),
                ('need', models.CharField(blank=True, max_length=20)),
                ('language', models.CharField(default='sv', max_length=10, verbose_name='språk')),
                ('reach_via', models.CharField(choices=[('phone', 'Ring'), ('sms', 'Sms'), ('email', 'E-post'), ('letter', 'Brev'), ('self', 'Personen hör av sig själv')], max_length=6)),
                ('reach_to', models.CharField(blank=True, max_length=254)),
                ('consent', models.CharField(choices=[('said', 'personen sa ja'), ('self', 'personen frågade själv')], max_length=4)),
                ('side', models.CharField(choices=[('shared', 'ingången'), ('guidance', 'vägledningen'), ('authority', 'handläggningen'), ('own', 'personen själv')], max_length=9)),
                ('shared', models.BooleanField(default=False)),
                ('by_hand', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('sent', 'väntar på svar'), ('proposed', 'har fått en tid föreslagen'), ('accepted', 'är välkommen'), ('refused', 'fick nej'), ('expired', 'fick inget svar i tid'), ('withdrawn', 'är tillbakatagen'), ('ended', 'är avslutad')], default='sent', max_length=9)),
                ('sent_on', models.DateField()),
                ('remind_on', models.DateField()),
                ('answer_by', models.DateField()),
                ('reminded_on', models.DateField(blank=True, null=True)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('proposed_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='svaret')),
                ('places_left', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('refused_because', models.CharField(blank=True, choices=[('full', 'Det är fullt'), ('not_us', 'Vi hjälper inte till med det här'), ('language', 'Vi talar inte språket'), ('not_reached', 'Vi fick inte tag på personen'), ('other', 'Något annat')], max_length=11)),
                ('came_of_it', models.CharField(blank=True, choices=[('helped', 'Personen fick hjälp'), ('came', 'Personen kom, men det blev inte klart'), ('not_come', 'Personen kom inte'), ('passed_on', 'Personen fick gå vidare till någon annan')], max_length=9)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('ask_on', models.DateField(blank=True, null=True)),
                ('asked_on', models.DateField(blank=True, null=True)),
                ('helped', models.CharField(blank=True, choices=[('yes', 'Ja'), ('partly', 'Delvis'), ('no', 'Nej')], max_length=6)),
                ('helped_words', models.CharField(blank=True, max_length=300, verbose_name='med egna ord')),
                ('helped_on', models.DateField(blank=True, null=True)),
                ('answer_digest', models.CharField(max_length=64, unique=True)),
                ('own_digest', models.CharField(max_length=64, unique=True)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to=settings.AUTH_USER_MODEL)),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals_sent', to=settings.AUTH_USER_MODEL)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='commons.service')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
            ],
            options={
                'ordering': ['-sent_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['sent', 'proposed', 'accepted', 'refused', 'expired', 'withdrawn', 'ended'])), name='referral_state_known'), models.CheckConstraint(condition=models.Q(('side__in', ['shared', 'guidance', 'authority', 'own'])), name='referral_side_known'), models.CheckConstraint(condition=models.Q(('reach_via__in', ['phone', 'sms', 'email', 'letter', 'self'])), name='referral_reach_known'), models.CheckConstraint(condition=models.Q(models.Q(('sent_by__isnull', True), ('side', 'own')), models.Q(models.Q(('side', 'own'), _negated=True), ('sent_by__isnull', False)), _connector='OR'), name='referral_sent_by_somebody_or_own'), models.CheckConstraint(condition=models.Q(models.Q(('consent', 'self'), ('side', 'own')), models.Q(models.Q(('side', 'own'), _negated=True), ('consent', 'said')), _connector='OR'), name='referral_own_is_asked_oneself'), models.CheckConstraint(condition=models.Q(models.Q(('refused_because__in', ['full', 'not_us', 'language', 'not_reached', 'other']), ('state', 'refused')), models.Q(models.Q(('state', 'refused'), _negated=True), ('refused_because', '')), _connector='OR'), name='referral_refused_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'proposed'), _negated=True), ('proposed_at__isnull', False), _connector='OR'), name='referral_proposed_has_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('came_of_it__in', ['helped', 'came', 'not_come', 'passed_on']), ('ended_on__isnull', False), ('state', 'ended')), models.Q(models.Q(('state', 'ended'), _negated=True), ('came_of_it', '')), _connector='OR'), name='referral_ended_says_what_came'), models.CheckConstraint(condition=models.Q(models.Q(('helped', ''), ('helped_on__isnull', True)), models.Q(('helped__in', ['yes', 'partly', 'no']), ('helped_on__isnull', False)), _connector='OR'), name='referral_helped_has_a_day'), models.CheckConstraint(condition=models.Q(('remind_on__lte', models.F('answer_by'))), name='referral_reminded_before_the_answer_is_due'), models.UniqueConstraint(condition=models.Q(('state__in', ['sent', 'proposed', 'accepted'])), fields=('person', 'service'), name='one_open_referral_of_a_person_to_a_service')],
                'indexes': [models.Index(condition=models.Q(('state__in', ['sent', 'proposed'])), fields=['answer_by'], name='referrals_to_answer'), models.Index(condition=models.Q(('ask_on__isnull', False), ('helped', '')), fields=['ask_on'], name='referrals_to_ask_about'), models.Index(fields=['sent_by', '-sent_on'], name='referrals_of_a_sender')],
            },
        ),
        migrations.CreateModel(
            name='ReferralMessage',
            fields=[
                ('state', models.CharField(default='ready', max_length=7)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('failure', models.CharField(blank=True, max_length=300)),
                ('id', medskapa.core.models.RandomIdField(default=medskapa.core.models.random_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('ask', 'fråga till den som hjälper'), ('remind', 'påminnelse till den som hjälper'), ('news', 'besked till den som hjälper'), ('answered', 'svaret till den som skickade'), ('late', 'inget svar: till den som skickade'), ('tell', 'besked till personen'), ('helped', 'frågan om det hjälpte')], max_length=8)),
                ('via', models.CharField(choices=[('email', 'e-post'), ('sms', 'sms'), ('letter', 'brev'), ('phone', 'telefon')], max_length=6)),
                ('about', models.CharField(choices=[('sent', 'väntar på svar'), ('proposed', 'har fått en tid föreslagen'), ('accepted', 'är välkommen'), ('refused', 'fick nej'), ('expired', 'fick inget svar i tid'), ('withdrawn', 'är tillbakatagen'), ('ended', 'är avslutad')], max_length=9)),
                ('day', models.DateField()),
                ('done_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='commons.referral')),
            ],
            options={
                'ordering': ['-day', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['ask', 'remind', 'news', 'answered', 'late', 'tell', 'helped'])), name='referral_message_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['ready', 'sent', 'failed', 'stopped'])), name='referral_message_state_known'), models.UniqueConstraint(fields=('referral', 'kind', 'about'), name='referral_message_once')],
                'indexes': [models.Index(condition=models.Q(('state', 'ready')), fields=['state'], name='referral_messages_waiting')],
            },
        ),
        behind(
            "commons_referral",
            f"{IS_SYSTEM} OR {of_oneself('person_id')} OR {of_oneself('sent_by_id')} "
            f"OR {inside_of('side')} OR ({IN_HAND})",
        ),
    ]
