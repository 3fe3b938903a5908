from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partnering', '0017_a_run_that_spares_presenters'),
    ]

    operations = [
        migrations.AddField(
            model_name='timetablerun',
            name='spared_hash',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
    ]
