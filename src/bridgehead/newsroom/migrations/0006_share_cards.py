"""The cards that other sites show of a link to an article."""

import bridgehead.newsroom.models.cards
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('newsroom', '0005_related'),
    ]

    operations = [
        migrations.CreateModel(
            name='ShareCard',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='card', serialize=False, to='newsroom.article')),
                ('digest', models.CharField(max_length=16)),
                ('file', models.FileField(upload_to=bridgehead.newsroom.models.cards._random_place)),
            ],
        ),
    ]
