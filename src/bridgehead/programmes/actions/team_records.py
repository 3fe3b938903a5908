"""What every deed at an application does alike: lock it, for its team alone, and tell its own audit trail."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import audit
from bridgehead.foundation.records import Change
from bridgehead.foundation.refusals import Refused, require
from bridgehead.programmes.models import Application, TeamMember, TeamRole
from bridgehead.programmes.rules import is_writable


def held(application_id: int, by: Actor) -> tuple[Application, TeamMember]:
    """Return an application with its row locked, and the person's place in its team."""
    locked = Application.objects.select_for_update(of=("self",)).select_related("call", "form", "organisation")
    application = locked.filter(pk=application_id).first()
    member = None if application is None else application.team.filter(user_id=by.user_id or 0).first()
    if application is None or member is None:
        raise Refused(_("Only the team of this application can do that."))
    return application, member


def led(application_id: int, by: Actor) -> Application:
    """Return an application with its row locked, for a deed of whoever leads its team."""
    application, member = held(application_id, by)
    require(member.role == TeamRole.LEAD, _("Only whoever leads the team can do that."))
    return application


def writable(application_id: int, by: Actor) -> Application:
    """Return an application with its row locked, for writing at it."""
    application, _member = held(application_id, by)
    require(is_writable(application), _("What was handed in can no longer be changed."))
    return application


def told(
    verb: str,
    application: Application,
    *,
    by: Actor,
    now: datetime,
    on: models.Model | None = None,
    change: Change | None = None,
) -> None:
    """Write a deed into the audit trail of its application."""
    audit.record(verb, on=on or application, by=by, at=now, stream=application.audit_stream, change=change)
