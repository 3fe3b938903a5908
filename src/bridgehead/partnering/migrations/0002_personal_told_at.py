"""Whether a mail has told a person's own timetable. Of what is published already, everybody was told in its time."""

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def keep_as_told(apps: Any, schema_editor: Any) -> None:
    timetables = apps.get_model("partnering", "Timetable").objects.filter(pk=OuterRef("timetable"))
    apps.get_model("partnering", "PersonalTimetable").objects.update(
        told_at=Subquery(timetables.values("published_at")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [
        ("partnering", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="personaltimetable",
            name="told_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.RunPython(keep_as_told, migrations.RunPython.noop),
    ]
