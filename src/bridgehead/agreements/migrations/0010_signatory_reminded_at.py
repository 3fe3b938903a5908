"""Who has not signed a paper is reminded once."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0009_who_has_answered'),
    ]

    operations = [
        migrations.AddField(
            model_name='signatory',
            name='reminded_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
