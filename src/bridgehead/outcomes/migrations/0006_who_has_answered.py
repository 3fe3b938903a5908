"""Of an address that has answered a digest is kept once the address is forgotten: it speaks for one side only."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0009_who_has_answered'),
        ('outcomes', '0005_desk_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='inquiry',
            name='contact_digest',
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(('contact_digest', ''), models.Q(('contact_email', ''), ('state', 'answered')), _connector='OR'), name='inquiry_digest_of_what_has_answered'),
        ),
    ]
