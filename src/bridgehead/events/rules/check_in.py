"""Who serves at the door of a forum, on which days it is open, and what stands on a badge."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bridgehead.accounts.actor import Actor
from bridgehead.events.models import Badge, Forum, RegistrationState, Scan, ScanAnswer, ScanKind
from bridgehead.events.rules import may_run_forum

#: Letters and digits that nobody takes for one another, so that a code can be typed (after Crockford).
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Sixteen of 32 signs are 80 bits: the list on a device holds a digest of each, which cannot be tried out.
CODE_LENGTH = 16
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
#: A forum of which the end is not known lasts a day; no list of days is longer than this.
MOST_DAYS = 31
#: The name of a walk-in, whom no account reminds of it, is kept so long after the forum.
WALK_INS_KEPT = timedelta(days=30)

NEXT_WALK_IN_STATES: dict[str, set[str]] = {
    RegistrationState.APPLIED: {RegistrationState.APPROVED, RegistrationState.DECLINED},
    RegistrationState.DECLINED: {RegistrationState.APPROVED},
}

#: After these answers a person is in the house.
LET_IN = {ScanAnswer.WELCOME, ScanAnswer.EARLIER, ScanAnswer.ALREADY, ScanAnswer.BACK, ScanAnswer.ADMITTED}


def may_check_in(actor: Actor, forum_id: int) -> bool:
    """Whether the person lets people in at the door of this forum: its officers and its venue staff."""
    return may_run_forum(actor, forum_id) or actor.has_role("forum_staff", forum_id)


def serves_at_a_door(actor: Actor) -> bool:
    """Whether the person lets people in at some forum."""
    roles = ("forum_officer", "forum_staff")
    return actor.is_platform_admin or any(actor.scopes_of(role) for role in roles)


def new_code() -> str:
    """Return a fresh code for a badge."""
    return "".join(secrets.choice(SIGNS) for _sign in range(CODE_LENGTH))


def typed_code(typed: str) -> str:
    """Return a code as it is kept, however it was typed: with dashes, in small letters, O for 0."""
    return "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_READ_AS)


def code_in_groups(code: str) -> str:
    """Return a code as it is read: ``7QK2-M4XD-9HFA-0C3T``."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def day_of(forum: Forum, moment: datetime) -> date:
    """Return the day that it is at a moment where the forum is held."""
    return moment.astimezone(ZoneInfo(forum.zone)).date()


def days_of(forum: Forum) -> list[date]:
    """Return the days on which the forum is held, in its own zone."""
    first = day_of(forum, forum.starts_at)
    last = day_of(forum, forum.ends_at - timedelta(microseconds=1)) if forum.ends_at else first
    return [first + timedelta(days=number) for number in range(min((last - first).days + 1, MOST_DAYS))]


def door_day(forum: Forum, moment: datetime) -> date | None:
    """Return the day of the forum that it is at a moment; None where it is none of its days."""
    day = day_of(forum, moment)
    return day if day in days_of(forum) else None


def is_off_by(forum: Forum, moment: datetime) -> bool:
    """Whether the forum had been called off by a moment: nobody is let in any more, and whoever is in goes out."""
    return forum.called_off_at is not None and forum.called_off_at <= moment


def why_turned_away(badge: Badge) -> ScanAnswer | None:
    """Return why whoever wears a badge does not come in, or None when they do."""
    if badge.holder.state != RegistrationState.APPROVED:
        return ScanAnswer.CANCELLED
    return ScanAnswer.REVOKED if badge.revoked_at else None


def is_entry(scan: Scan) -> bool:
    """Whether somebody came in by it."""
    return scan.kind != ScanKind.OUT
