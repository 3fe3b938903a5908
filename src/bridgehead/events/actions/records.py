"""What every deed at a forum does alike: lock it, set and save what differs of a part, tell its audit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bridgehead.accounts.actor import Actor
from bridgehead.events.models import Forum, Registration
from bridgehead.events.rules import may_run_forum
from bridgehead.foundation import audit
from bridgehead.foundation.records import Change, assign
from bridgehead.foundation.refusals import Refused


def officer_forum(forum_id: int, by: Actor) -> Forum:
    """Return a forum with its row locked, for a deed of one of its officers."""
    forum = Forum.objects.select_for_update().filter(pk=forum_id).first()
    if forum is None or not may_run_forum(by, forum.pk):
        raise Refused(_("Only the officers of this forum can do that."))
    return forum


def agenda_forum(forum_id: int, by: Actor) -> Forum:
    """Return a forum with its row locked, for a deed on its agenda; one that was called off keeps the one it had."""
    forum = officer_forum(forum_id, by)
    if forum.is_called_off:
        raise Refused(_("This forum was called off; its agenda stays as it was."))
    return forum


def locked_registration(registration_id: int) -> Registration:
    """Return a registration with its forum's row locked before its own: places are what is scarce."""
    forum = Forum.objects.select_for_update(of=("self",)).filter(registrations=registration_id).first()
    found = Registration.objects.select_for_update().filter(pk=registration_id, forum=forum).first()
    if forum is None or found is None:
        raise Refused(_("There is no such registration."))
    found.forum = forum
    return found


def require_enough(asked: int | None, taken: int, *, field: str) -> None:
    """Raise ``Refused`` where fewer places are asked for than are taken, with both numbers.

    The row that counts them is locked; None: without a limit. The constraint has the last word all the same.
    """
    if asked is not None and asked < taken:
        told = ngettext(
            "%(taken)s place is taken already, so %(asked)s is too few.",
            "%(taken)s places are taken already, so %(asked)s is too few.",
            taken,
        )
        raise Refused(told % {"taken": taken, "asked": asked}, field=field)


def changed(
    verb: str, record: models.Model, fields: Mapping[str, Any], *, forum: Forum, by: Actor, now: datetime
) -> Change:
    """Set and save the fields that differ and tell the audit; nothing is written when nothing differs."""
    change = assign(record, fields)
    if change:
        record.save()
        told(verb, record, forum=forum, by=by, now=now, change=change)
    return change


def told(
    verb: str, record: models.Model, *, forum: Forum, by: Actor, now: datetime, change: Change | None = None
) -> None:
    """Write a deed on a part of a forum into the forum's audit trail, and mark the forum as changed."""
    audit.record(verb, on=record, by=by, at=now, stream=forum.audit_stream, change=change)
    Forum.objects.filter(pk=forum.pk).update(changed_at=now)
