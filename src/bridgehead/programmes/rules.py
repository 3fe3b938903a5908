"""Who may do what with programmes, and how calls and applications move on."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

from bridgehead.accounts.actor import Actor
from bridgehead.directory.rules import OWNER, REPRESENTATIVE
from bridgehead.programmes.models import (
    Application,
    ApplicationState,
    Call,
    CallState,
    PlaceState,
    Programme,
    RenewalState,
)

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


# --- Cohorts ----------------------------------------------------------------------------------------------------------

NEXT_PLACE_STATES: dict[str, set[str]] = {
    PlaceState.ACTIVE: {PlaceState.GRADUATED, PlaceState.LEFT},
    PlaceState.GRADUATED: set(),
    PlaceState.LEFT: set(),
}

NEXT_RENEWAL_STATES: dict[str, set[str]] = {
    RenewalState.ASKED: {RenewalState.GRANTED, RenewalState.DECLINED, RenewalState.WITHDRAWN},
    RenewalState.GRANTED: set(),
    RenewalState.DECLINED: set(),
    RenewalState.WITHDRAWN: set(),
}


def may_open_premises(actor: Actor) -> bool:
    """Whether the person may let a programme open premises: they are not the programme's own."""
    return actor.is_platform_admin


def may_speak_for(actor: Actor, organisation_id: int) -> bool:
    """Whether the person applies, asks and hands in for an organisation: its owners and representatives."""
    return not actor.organisations.isdisjoint({(organisation_id, OWNER), (organisation_id, REPRESENTATIVE)})


def may_place_become(old: str, new: str) -> bool:
    """Whether a place in one state may be brought into another."""
    return new in NEXT_PLACE_STATES[old]


def may_renewal_become(old: str, new: str) -> bool:
    """Whether a renewal in one state may be brought into another."""
    return new in NEXT_RENEWAL_STATES[old]


def after_months(day: date, months: int) -> date:
    """Return the same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def latest_end(starts_on: date, programme: Programme, renewals: int) -> date:
    """Return before which day a place ends at the latest that was renewed so many times."""
    return after_months(starts_on, programme.tenure_months * (1 + renewals))


# --- Applications ----------------------------------------------------------------------------------------------------

#: While an application is in one of these, its team can write: all of it, or what was opened.
WRITTEN_STATES = frozenset({ApplicationState.DRAFT, ApplicationState.RETURNED})
#: An invitation into a team that nobody answered no longer opens it after this.
TEAM_INVITATION_LASTS = timedelta(days=14)
TEAM_LINK = "programmes.team"
#: Of one application: people who write, and invitations that are open.
MOST_WRITERS = 20


def is_writable(application: Application) -> bool:
    """Whether anything of an application can be written."""
    return application.state in WRITTEN_STATES


def may_withdraw(application: Application) -> bool:
    """Whether an application can be withdrawn: as long as nothing was decided about its call."""
    return may_application_become(application.state, ApplicationState.WITHDRAWN) and (
        application.call.state != CallState.DECIDED
    )
