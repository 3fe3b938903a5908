"""Follow-ups are narrowed to the year in which they are due."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0009_who_has_answered'),
        ('directory', '0005_topics_that_hold_modalities'),
        ('outcomes', '0006_who_has_answered'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(fields=['keeper', 'due_on', 'state'], name='follow_up_year'),
        ),
    ]
