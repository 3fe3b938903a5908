"""Officers ask an applicant for more: which fields are opened for it, until when; more time; no longer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import audit, notices
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.records import Change, found
from bridgehead.foundation.refusals import Refused, require, require_valid
from bridgehead.programmes.models import Application, ApplicationState, CallState, MoreRequest
from bridgehead.programmes.rules import runs, takes_more
from bridgehead.web.questionnaire import asked_of, questionnaire_of


@transaction.atomic
def ask_for_more(
    *,
    application_id: int,
    text_ko: str,
    text_en: str,
    fields: Collection[str],
    due_at: datetime,
    by: Actor,
    now: datetime,
) -> MoreRequest:
    """Ask for more, opening these fields of the form until before a moment; the team is told by mail."""
    application = _run(application_id, by)
    require(application.call.state == CallState.ANNOUNCED, _("This call is decided or called off."))
    require(
        takes_more(application),
        _("More can be asked of an application that was handed in and waits for nothing."),
    )
    asked = {each.key for each in asked_of(questionnaire_of(application.form.definition), application.answers)}
    chosen = [each for each in dict.fromkeys(fields) if each in asked]
    require(bool(chosen), _("Choose what can be written again."), field="fields_opened")
    request = MoreRequest(
        application=application, text_ko=text_ko, text_en=text_en, fields=chosen, asked_at=now, due_at=due_at
    )
    require(due_at > now, _("The moment until which it is asked lies in the past."), field="due_at")
    require_valid(request)
    request.save()
    application.state = ApplicationState.RETURNED
    application.save(update_fields=["state"])
    notices.after_commit("programmes/more_asked", now=now, request_id=request.pk, is_extended=False)
    change: Change = {"fields": (None, ",".join(chosen)), "due_at": (None, due_at)}
    _told("programmes.more_asked", request, by, now, change)
    return request


@transaction.atomic
def extend_more(*, request_id: int, due_at: datetime, by: Actor, now: datetime) -> None:
    """Give an applicant more time; one whose time has passed can hand in again."""
    request = _waiting(request_id, by)
    require(due_at > now, _("The moment until which it is asked lies in the past."), field="due_at")
    require(due_at > request.due_at, _("More time is a later moment than before."), field="due_at")
    before, request.due_at = request.due_at, due_at
    request.save(update_fields=["due_at"])
    notices.after_commit("programmes/more_asked", now=now, request_id=request.pk, is_extended=True)
    _told("programmes.more_extended", request, by, now, {"due_at": (before, due_at)})


@transaction.atomic
def close_more(*, request_id: int, by: Actor, now: datetime) -> None:
    """Wait no longer: the application counts as it was handed in."""
    request = _waiting(request_id, by)
    request.closed_at = now
    request.save(update_fields=["closed_at"])
    request.application.state = ApplicationState.SUBMITTED
    request.application.save(update_fields=["state"])
    _told("programmes.more_closed", request, by, now, {"closed_at": (None, now)})


def _run(application_id: int, by: Actor) -> Application:
    locked = Application.objects.select_for_update(of=("self",)).select_related("call__programme", "form")
    application = locked.filter(pk=application_id).first()
    if application is None or not runs(by, application.call.programme_id):
        raise Refused(_("Only the officers of this programme can do that."))
    return application


def _waiting(request_id: int, by: Actor) -> MoreRequest:
    """Return a request that waits for its answer, with its application's row locked first."""
    application = _run(found(MoreRequest.objects, request_id).application_id, by)
    request = MoreRequest.objects.get(pk=request_id)
    require(request.answered_at is None and request.closed_at is None, _("This was answered or ended already."))
    request.application = application
    return request


def _told(verb: str, request: MoreRequest, by: Actor, now: datetime, change: Change) -> AuditEntry:
    stream = request.application.call.programme.audit_stream
    return audit.record(verb, on=request, by=by, at=now, stream=stream, change=change)
