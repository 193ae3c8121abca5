from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('voice', '0007_followers'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='viewpoint',
            index=models.Index(fields=['theme', '-received_on', 'id', 'state'], name='viewpoint_theme_day'),
        ),
    ]
