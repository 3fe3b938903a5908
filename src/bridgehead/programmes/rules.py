"""Who may do what with programmes, and how calls and applications move on."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

from bridgehead.accounts.actor import Actor
from bridgehead.directory.rules import OWNER, REPRESENTATIVE
from bridgehead.programmes.models import (
    Application,
    ApplicationState,
    Assignment,
    AssignmentState,
    Call,
    CallState,
    CohortPlace,
    PlaceState,
    Programme,
    RenewalState,
    ReviewerState,
)

#: The role of a programme's officers in an Actor.
OFFICER = "programme_officer"
#: The role of a programme's reviewers in an Actor: no power of staff.
REVIEWER = "reviewer"
#: The role of a programme's mentors in an Actor: no power of staff.
MENTOR = "mentor"

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


def takes_more(application: Application) -> bool:
    """Whether more can be asked of an application: it was handed in, waits for nothing, and its call is undecided."""
    is_undecided = application.call.state == CallState.ANNOUNCED
    return is_undecided and may_application_become(application.state, ApplicationState.RETURNED)


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


def holds_on(place: CohortPlace, day: date) -> bool:
    """Whether a company is in the programme on a day, as far as its days are known."""
    lasts = place.starts_on is None or place.ends_on is None or place.starts_on <= day < place.ends_on
    return place.state == PlaceState.ACTIVE and lasts


#: So near its end a place is counted as one that ends soon.
ENDING = timedelta(days=60)
#: So long before a place ends its company is told; not within a day of being admitted, which is told itself.
TOLD_BEFORE, NEWLY_ADMITTED = timedelta(days=30), timedelta(days=1)


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


def is_judged(application: Application) -> bool:
    """Whether officers check and judge an application now: it is handed in, and its call is not over."""
    return (
        application.state in {ApplicationState.SUBMITTED, ApplicationState.RETURNED}
        and application.call.state == CallState.ANNOUNCED
    )


def may_withdraw(application: Application) -> bool:
    """Whether an application can be withdrawn: as long as nothing was decided about its call."""
    return may_application_become(application.state, ApplicationState.WITHDRAWN) and (
        application.call.state != CallState.DECIDED
    )


# --- Company reports --------------------------------------------------------------------------------------------------

#: How many months a period lasts, by its span.
MONTHS_OF_SPAN = {"quarter": 3, "half": 6, "year": 12}
#: Unless officers say otherwise: days from the end of a period until its reports are due, and from then to the lock.
DUE_AFTER, LOCKED_AFTER = timedelta(days=29), timedelta(days=15)
#: So many days before something is due its company is reminded, and once more when it is overdue.
EARLY, SOON = 14, 3


def reminder_of(due_on: date, today: date) -> int:
    """Return how far a company is to be reminded: 0 not yet, 1 two weeks before, 2 three days before, 3 overdue."""
    left = (due_on - today).days
    return 3 if left < 0 else 2 if left <= SOON else 1 if left <= EARLY else 0


# --- Reviewing -------------------------------------------------------------------------------------------------------


def reads(given: Assignment) -> bool:
    """Whether a reviewer reads what they were given: not recused of it, taking part, and the application stands."""
    return (
        given.state == AssignmentState.ASSIGNED
        and given.reviewer.state == ReviewerState.ACTIVE
        and given.application.state in (ApplicationState.SUBMITTED, ApplicationState.RETURNED)
    )
