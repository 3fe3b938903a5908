"""A paper at the test provider bears its title and its sender in both languages."""

import bridgehead.foundation.bases
from django.db import migrations
from django.db.models import F


def say_the_same(apps, schema_editor):
    envelopes = apps.get_model("agreements", "LocalEnvelope").objects
    envelopes.update(title_en=F("title_ko"), sender_en=F("sender_ko"))


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0007_electronic_signatures'),
    ]

    operations = [
        migrations.RenameField(model_name='localenvelope', old_name='title', new_name='title_ko'),
        migrations.RenameField(model_name='localenvelope', old_name='sender', new_name='sender_ko'),
        migrations.AddField(
            model_name='localenvelope',
            name='title_en',
            field=bridgehead.foundation.bases.LineField(default='', max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='localenvelope',
            name='sender_en',
            field=bridgehead.foundation.bases.LineField(default='', max_length=200),
            preserve_default=False,
        ),
        migrations.RunPython(say_the_same, migrations.RunPython.noop),
    ]
