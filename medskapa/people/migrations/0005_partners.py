from django.db import migrations, models


from medskapa.core.triggers import unprotected


class Migration(migrations.Migration):
    """Somebody from an organisation outside can have an account."""

    dependencies = [
        ('people', '0004_known_number'),
    ]

    operations = unprotected(
        migrations.RemoveConstraint(
            model_name='person',
            name='person_kind_known',
        ),
        migrations.AlterField(
            model_name='person',
            name='kind',
            field=models.CharField(choices=[('resident', 'invånare'), ('staff', 'anställd'), ('partner', 'från en organisation')], default='resident', max_length=8),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['resident', 'staff', 'partner'])), name='person_kind_known'),
        ),
    )
