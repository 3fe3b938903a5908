"""What every deed of a programme does alike: find and lock in one order, and tell the programme's audit trail last.

The order of locks is programme, call, form, question, audit trail.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import audit
from bridgehead.foundation.records import Change
from bridgehead.foundation.refusals import Refused, require
from bridgehead.programmes.models import Call, Programme
from bridgehead.programmes.rules import runs


def run_programme(programme_id: int, by: Actor) -> Programme:
    """Return a programme with its row locked, for a deed of its officers."""
    programme = Programme.objects.select_for_update().filter(pk=programme_id).first()
    if programme is None or not runs(by, programme.pk):
        raise Refused(_("Only the officers of this programme can do that."))
    return programme


def run_call(call_id: int, by: Actor) -> Call:
    """Return a call with its row locked, for a deed of its programme's officers."""
    call = Call.objects.select_for_update(of=("self",)).select_related("programme").filter(pk=call_id).first()
    if call is None:
        raise Refused(_("There is no such call."))
    require(runs(by, call.programme_id), _("Only the officers of this programme can do that."))
    return call


def told(
    verb: str, record: models.Model, *, programme: Programme, by: Actor, now: datetime, change: Change | None = None
) -> None:
    """Write a deed into the audit trail of its programme."""
    audit.record(verb, on=record, by=by, at=now, stream=programme.audit_stream, change=change)
