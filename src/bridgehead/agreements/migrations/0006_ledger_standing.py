"""A line of the ledger tells how far the agreement is confirmed by its parties, so that a ledger is narrowed to it."""

from itertools import groupby

from django.db import migrations, models
from django.db.models import F

_SIGNED = ("signed", "active", "ended")


def fill(apps, schema_editor):
    lines = apps.get_model("agreements", "LedgerLine").objects
    lines.filter(state__in=_SIGNED).update(standing="not_asked")
    asked = apps.get_model("agreements", "Party").objects.filter(
        terms__agreement__current=F("terms"), terms__agreement__state__in=_SIGNED
    )
    asked = asked.exclude(role="witness").order_by("terms__agreement", "pk", "confirmations__created_at", "confirmations__pk")
    said = asked.values_list("terms__agreement", "pk", "confirmations__state", "confirmations__verdict")
    for agreement, rows in groupby(said.iterator(), key=lambda row: row[0]):
        sides = [_side([row[2:] for row in one]) for _party, one in groupby(rows, key=lambda row: row[1])]
        if any(sides):
            lines.filter(pk=agreement).update(standing=_standing(sides))


def _side(questions):
    said = ""
    for state, verdict in questions:
        if state == "answered":
            said = verdict
        elif state == "open" or (state == "expired" and not said):
            said = state
    return said


def _standing(sides):
    if all(said == "confirmed" for said in sides):
        return "confirmed"
    words = {
        "rejected": "rejected", "corrected": "differs", "confirmed": "partly", "open": "waiting", "expired": "unanswered"
    }
    return next(word for said, word in words.items() if said in sides)


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0005_ledger_terms'),
        ('directory', '0005_topics_that_hold_modalities'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='ledgerline',
            name='ledger_by_change',
        ),
        migrations.RemoveIndex(
            model_name='ledgerline',
            name='ledger_by_signing',
        ),
        migrations.AddField(
            model_name='ledgerline',
            name='standing',
            field=models.CharField(blank=True, choices=[('not_asked', 'confirmation not asked for'), ('waiting', 'waits for confirmation'), ('unanswered', 'no answer in time'), ('partly', 'confirmed by one side'), ('confirmed', 'confirmed by both sides'), ('differs', 'a side says otherwise'), ('rejected', 'rejected by a side')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='ledgerline',
            index=models.Index(fields=['-changed_at', '-agreement', 'signed_on', 'keeper', 'state', 'kind', 'field', 'public_from', 'due_on', 'standing'], name='ledger_by_change'),
        ),
        migrations.AddIndex(
            model_name='ledgerline',
            index=models.Index(fields=['-signed_on', '-agreement', 'changed_at', 'keeper', 'state', 'kind', 'field', 'public_from', 'due_on', 'standing'], name='ledger_by_signing'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
