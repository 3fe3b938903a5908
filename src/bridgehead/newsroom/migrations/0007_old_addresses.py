"""Addresses of an older site, each with what stands in its place."""

import bridgehead.foundation.bases
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0005_topics_that_hold_modalities'),
        ('newsroom', '0006_share_cards'),
    ]

    operations = [
        migrations.CreateModel(
            name='OldAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('address', bridgehead.foundation.bases.LineField(max_length=400, unique=True, verbose_name='old address')),
                ('language', models.CharField(choices=[('ko', '한국어'), ('en', 'English')], max_length=2)),
                ('article', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='newsroom.article')),
                ('section', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='newsroom.section')),
                ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.topic')),
            ],
            options={
                'ordering': ['address'],
                'constraints': [models.CheckConstraint(condition=models.Q(('address__startswith', '/')), name='old_address_is_a_path'), models.CheckConstraint(condition=models.Q(models.Q(('article__isnull', False), ('section__isnull', True), ('topic__isnull', True)), models.Q(('article__isnull', True), ('section__isnull', False), ('topic__isnull', True)), models.Q(('article__isnull', True), ('section__isnull', True), ('topic__isnull', False)), _connector='OR'), name='old_address_leads_to_one_thing')],
            },
        ),
    ]
