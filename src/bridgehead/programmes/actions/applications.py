"""Applications: begun, written together, withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import clock, notices
from bridgehead.foundation.refusals import Refused, require
from bridgehead.programmes.actions.team_records import led, told, writable
from bridgehead.programmes.models import (
    Application,
    ApplicationState,
    Call,
    TeamMember,
    TeamRole,
)
from bridgehead.programmes.queries.applications import waiting_request
from bridgehead.programmes.rules import is_open, may_speak_for, may_withdraw
from bridgehead.programmes.times import closed_at_told, opens_at_told
from bridgehead.web.questionnaire import Field, Typed, mark_of, merged, questionnaire_of


@transaction.atomic
def begin_application(*, call_id: int, organisation_id: int, by: Actor, now: datetime | None = None) -> Application:
    """Begin an organisation's application for an open call and lead it; whoever writes it already is led back to it.

    Of two who begin at once one does, and the other is told who leads.
    """
    require(
        may_speak_for(by, organisation_id),
        _("Only the owners and representatives of an organisation can apply in its name."),
        field="organisation",
    )
    standing = _standing(call_id, organisation_id)
    moment = clock.deciding(now)
    if standing is not None:
        return _taken_up(standing, by, moment)
    call = Call.objects.get(pk=call_id)
    require_open(call, by, moment, closed=_("This call closed on %(when)s."))
    form = call.forms.filter(published_at__isnull=False).order_by("-version").first()
    if form is None:
        raise Refused(_("The form of this call is not published yet."))
    try:
        with transaction.atomic():
            application = Application.objects.create(
                call=call, organisation_id=organisation_id, form=form, saved_at=moment
            )
    except IntegrityError:
        standing = _standing(call_id, organisation_id)
        if standing is None:
            raise
        return _taken_up(standing, by, moment)
    TeamMember.objects.create(application=application, user_id=by.person_id, role=TeamRole.LEAD)
    told("programmes.application_begun", application, by=by, now=moment)
    return application


def _standing(call_id: int, organisation_id: int) -> Application | None:
    standing = Application.objects.select_for_update(of=("self",)).exclude(state=ApplicationState.WITHDRAWN)
    return standing.filter(call_id=call_id, organisation_id=organisation_id).first()


def _taken_up(application: Application, by: Actor, now: datetime) -> Application:
    """Return what stands already to its team; one that everybody has left is led by whoever asks."""
    team = list(application.team.select_related("user"))
    if any(each.user_id == by.user_id for each in team):
        return application
    if team:
        lead = next((each for each in team if each.role == TeamRole.LEAD), team[0])
        raise Refused(
            _("Your organisation has an application for this call already. Ask %(lead)s to invite you to its team.")
            % {"lead": lead.user.full_name() or lead.user.email}
        )
    TeamMember.objects.create(application=application, user_id=by.person_id, role=TeamRole.LEAD)
    told("programmes.application_taken_up", application, by=by, now=now)
    return application


def require_open(call: Call, by: Actor, moment: datetime, *, closed: str) -> None:
    """Refuse what comes before a call opens, after it closed (in these words, with ``when``), or once it is over."""
    require(moment >= call.opens_at, _("This call opens on %(when)s.") % {"when": opens_at_told(call, by.zone)})
    require(moment < call.closes_at, closed % {"when": closed_at_told(call, by.zone)})
    require(is_open(call, moment), _("This call takes no applications."))


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of what was typed: the answers as they stand, and those that somebody else has written meanwhile."""

    application: Application
    changed: Collection[str]
    overtaken: Mapping[str, Typed | None]
    #: By field: the mark of its answer as it stands now.
    marks: Mapping[str, str]


@transaction.atomic
def save_answers(
    *, application_id: int, typed: Mapping[str, Any], seen: Mapping[str, str], by: Actor, now: datetime
) -> Saved:
    """Keep what was typed, whether it can be read or not; ``seen`` are the marks of the answers that its page showed.

    A field that somebody else has changed since is left as they wrote it, and named.
    """
    application = writable(application_id, by)
    fields = fields_open(application)
    found = merged(fields, application.answers, typed, seen)
    if found.changed:
        kept = {**application.answers, **found.changed}
        application.answers = {key: answer for key, answer in kept.items() if answer is not None}
        application.revision += 1
        application.saved_at = now
        application.save(update_fields=["answers", "revision", "saved_at"])
    marks = {each.key: mark_of(application.answers.get(each.key)) for each in fields if each.key in typed}
    return Saved(application, sorted(found.changed), found.overtaken, marks)


def fields_open(application: Application) -> list[Field]:
    """Return the fields that can be written: all of a draft, and of what was returned those that were opened."""
    fields = list(questionnaire_of(application.form.definition).fields())
    if application.state == ApplicationState.DRAFT:
        return fields
    asked = waiting_request(application)
    return [each for each in fields if asked is not None and each.key in asked.fields]


@transaction.atomic
def withdraw_application(*, application_id: int, by: Actor, now: datetime) -> None:
    """Take an application back; its organisation may begin another while the call is open."""
    application = led(application_id, by)
    if application.state == ApplicationState.WITHDRAWN:
        return
    require(may_withdraw(application), _("The call is decided: its applications can no longer be withdrawn."))
    before, was_handed_in = application.state, application.submissions.exists()
    application.state = ApplicationState.WITHDRAWN
    application.save(update_fields=["state"])
    application.invitations.all().delete()
    application.requests.filter(answered_at=None, closed_at=None).update(closed_at=now)
    told("programmes.application_withdrawn", application, by=by, now=now, change={"state": (before, "withdrawn")})
    if was_handed_in:
        notices.after_commit("programmes/application_withdrawn", now=now, application_id=application.pk)
