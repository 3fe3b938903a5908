from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partnering', '0007_meeting_agreements'),
    ]

    operations = [
        migrations.AddField(
            model_name='timetablerun',
            name='more_moved',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='timetablerun',
            name='more_placed',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='timetablerun',
            name='moves_others',
            field=models.BooleanField(default=False),
        ),
    ]
