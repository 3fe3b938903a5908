from typing import Any

from django.db import migrations, models


def fill(apps: Any, _schema: Any) -> None:
    """Whoever has picked a session by now has heard of it as it stands."""
    picks = apps.get_model("events", "SessionPick")
    for pick in picks.objects.select_related("session").iterator():
        session = pick.session
        moments = {"starts_at": session.starts_at, "ends_at": session.ends_at}
        pick.known = {
            **{field: at.isoformat() if at else None for field, at in moments.items()},
            "room_ko": session.room_ko,
            "room_en": session.room_en,
        }
        pick.save(update_fields=["known"])


class Migration(migrations.Migration):
    dependencies = [("events", "0011_called_off")]

    operations = [
        migrations.AddField(
            model_name="sessionpick",
            name="known",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="sessionpick",
            name="times_told",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
