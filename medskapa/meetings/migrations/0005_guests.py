import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from medskapa.core.triggers import unprotected


class Migration(migrations.Migration):
    """Guests are invited by e-mail or by hand, and participants hear of corrections."""

    dependencies = [
        ('meetings', '0004_strike'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = unprotected(
        migrations.CreateModel(
            name='GuestMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('invitation', 'Inbjudan'), ('reminder', 'Påminnelse'), ('moved', 'Träffen är flyttad'), ('cancelled', 'Träffen är inställd'), ('withdrawn', 'Inbjudan gäller inte längre'), ('follow_up', 'Vad du sa och vad som händer nu'), ('corrected', 'Rättelse av minnesanteckningarna')], max_length=10)),
                ('number', models.PositiveIntegerField(default=1)),
                ('by_hand', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('ready', 'På väg'), ('sent', 'Framme'), ('failed', 'Kom inte fram'), ('stopped', 'Stoppad')], default='ready', max_length=7)),
                ('made_on', models.DateField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('failure', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['guest', 'pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='message',
            name='message_kind_known',
        ),
        migrations.AddField(
            model_name='guest',
            name='email',
            field=models.EmailField(blank=True, max_length=254, verbose_name='e-post'),
        ),
        migrations.AlterField(
            model_name='message',
            name='kind',
            field=models.CharField(choices=[('invitation', 'Inbjudan'), ('reminder', 'Påminnelse'), ('moved', 'Träffen är flyttad'), ('cancelled', 'Träffen är inställd'), ('withdrawn', 'Inbjudan gäller inte längre'), ('follow_up', 'Vad du sa och vad som händer nu'), ('corrected', 'Rättelse av minnesanteckningarna')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['invitation', 'reminder', 'moved', 'cancelled', 'withdrawn', 'follow_up', 'corrected'])), name='message_kind_known'),
        ),
        migrations.AddField(
            model_name='guestmessage',
            name='done_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='guestmessage',
            name='guest',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='meetings.guest'),
        ),
        migrations.AddConstraint(
            model_name='guestmessage',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('invitation', 'moved', 'cancelled'))), name='guest_message_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='guestmessage',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['ready', 'sent', 'failed', 'stopped'])), name='guest_message_state_known'),
        ),
        migrations.AddConstraint(
            model_name='guestmessage',
            constraint=models.UniqueConstraint(fields=('guest', 'kind', 'number'), name='guest_message_once'),
        ),
        migrations.AddConstraint(
            model_name='guestmessage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('failure', ''), _negated=True), _connector='OR'), name='guest_message_failed_says_why'),
        ),
        migrations.AddConstraint(
            model_name='guestmessage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('done_at__isnull', False), _connector='OR'), name='guest_message_sent_has_a_time'),
        ),
    )
