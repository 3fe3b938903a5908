"""Who may do what with programmes, and how calls and applications move on."""

from __future__ import annotations

from datetime import datetime

from bridgehead.accounts.actor import Actor
from bridgehead.programmes.models import ApplicationState, Call, CallState, Programme

#: The role of a programme's officers in an Actor.
OFFICER = "programme_officer"

NEXT_CALL_STATES: dict[str, set[str]] = {
    CallState.DRAFT: {CallState.ANNOUNCED, CallState.CANCELLED},
    CallState.ANNOUNCED: {CallState.DECIDED, CallState.CANCELLED},
    CallState.DECIDED: set(),
    CallState.CANCELLED: set(),
}

NEXT_APPLICATION_STATES: dict[str, set[str]] = {
    ApplicationState.DRAFT: {ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN},
    ApplicationState.SUBMITTED: {ApplicationState.RETURNED, ApplicationState.WITHDRAWN},
    ApplicationState.RETURNED: {ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN},
    ApplicationState.WITHDRAWN: set(),
}

#: A call that everybody may read; one that was called off stays, and says so.
PUBLIC_STATES = (CallState.ANNOUNCED, CallState.DECIDED, CallState.CANCELLED)


def runs(actor: Actor, programme_id: int) -> bool:
    """Whether the person runs this programme, or administers the platform."""
    return actor.is_platform_admin or actor.has_role(OFFICER, programme_id)


def runs_some(actor: Actor) -> bool:
    """Whether the person runs any programme."""
    return actor.is_platform_admin or bool(actor.scopes_of(OFFICER))


def may_set_up(actor: Actor) -> bool:
    """Whether the person may set up programmes."""
    return actor.is_platform_admin


def may_see_programme(actor: Actor, programme: Programme) -> bool:
    """Whether the person may see a programme."""
    return programme.is_listed or runs(actor, programme.pk)


def may_become(old: str, new: str) -> bool:
    """Whether a call in one state may be brought into another."""
    return new in NEXT_CALL_STATES[old]


def may_application_become(old: str, new: str) -> bool:
    """Whether an application in one state may be brought into another."""
    return new in NEXT_APPLICATION_STATES[old]


def is_open(call: Call, now: datetime) -> bool:
    """Whether applications can be begun and handed in at a moment."""
    return call.state == CallState.ANNOUNCED and call.opens_at <= now < call.closes_at


def takes_questions(call: Call, now: datetime) -> bool:
    """Whether questions can be asked at a moment: from the announcement on, until they end or the call closes."""
    return call.state == CallState.ANNOUNCED and now < (call.questions_until or call.closes_at)
