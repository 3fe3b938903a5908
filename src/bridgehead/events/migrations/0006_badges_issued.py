import secrets
import uuid

from django.db import migrations
from django.utils import timezone


def issue_badges(apps, schema_editor):
    """Whoever was approved before there were badges has one too."""
    approved = apps.get_model("events", "Registration").objects.filter(state="approved").order_by("pk")
    badge, now = apps.get_model("events", "Badge"), timezone.now()
    for pk, forum in approved.values_list("pk", "forum_id").iterator(chunk_size=500):
        code = "".join(secrets.choice("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for _sign in range(16))
        badge.objects.create(public_id=uuid.uuid4(), forum_id=forum, registration_id=pk, code=code, issued_at=now)


class Migration(migrations.Migration):
    dependencies = [("events", "0005_check_in")]

    operations = [migrations.RunPython(issue_badges, migrations.RunPython.noop)]
