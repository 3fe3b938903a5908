"""Who may do what with a forum, and how forums and registrations move on."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import ConsentPurpose
from bridgehead.agreements.rules import may_keep_ledger
from bridgehead.events.models import Forum, ForumState, Registration, RegistrationState
from bridgehead.foundation.bilingual import reading_language
from bridgehead.web.formats import format_days

NEXT_FORUM_STATES: dict[str, set[str]] = {
    ForumState.DRAFT: {ForumState.ANNOUNCED},
    ForumState.ANNOUNCED: {ForumState.DRAFT, ForumState.OPEN, ForumState.RUNNING, ForumState.CLOSED},
    ForumState.OPEN: {ForumState.ANNOUNCED, ForumState.RUNNING, ForumState.CLOSED},
    # What was set too early, or by a slip, is taken back one step.
    ForumState.RUNNING: {ForumState.OPEN, ForumState.CLOSED},
    ForumState.CLOSED: {ForumState.RUNNING},
    # Nothing leads here but calling off, and nothing leads away.
    ForumState.CALLED_OFF: set(),
}
#: What everybody may have heard of can be called off, as long as it has not been held.
CAN_BE_CALLED_OFF = frozenset({ForumState.ANNOUNCED, ForumState.OPEN, ForumState.RUNNING})

NEXT_REGISTRATION_STATES: dict[str, set[str]] = {
    RegistrationState.APPLIED: {
        RegistrationState.APPROVED,
        RegistrationState.WAITING,
        RegistrationState.DECLINED,
        RegistrationState.WITHDRAWN,
    },
    RegistrationState.WAITING: {
        RegistrationState.APPROVED,
        RegistrationState.DECLINED,
        RegistrationState.WITHDRAWN,
    },
    RegistrationState.APPROVED: {RegistrationState.DECLINED, RegistrationState.WITHDRAWN},
    # An officer may think again; the person may come back after withdrawing.
    RegistrationState.DECLINED: {RegistrationState.APPROVED, RegistrationState.WAITING},
    RegistrationState.WITHDRAWN: {RegistrationState.APPLIED},
}

#: What is asked at registration, each by itself; whoever refuses can still take part.
ASKED_CONSENTS = (ConsentPurpose.LISTED, ConsentPurpose.OVERSEAS_TRANSFER, ConsentPurpose.THIRD_PARTY)


#: What must be ready before agreements are signed, whoever signs them.
STANDARD_CHECKLIST = (
    _("Originals: two for each party and language, read against the agreement"),
    _("Folders, with the name of the agreement on each"),
    _("Pens, two for each signatory"),
    _("Table flags, in the order of protocol"),
    _("Name plates in both scripts"),
    _("Interpreter briefed, script handed over"),
    _("Photographer placed, backdrop hung"),
    _("Signatories told when to be where"),
    _("Microphones and screen tried out"),
    _("Gifts, and who hands them over"),
    _("Press article ready for its hour"),
    _("Somebody to gather the signed originals"),
)


#: What the keys begin with under which premises hold rooms for forums.
HOLDER = "forum"


def may_run_forum(actor: Actor, forum_id: int) -> bool:
    """Whether the person is an officer of this forum or administers the platform."""
    return actor.is_platform_admin or actor.has_role("forum_officer", forum_id)


def may_put_on_running_order(actor: Actor, forum_id: int, keeper_id: int) -> bool:
    """Whether the person may let an agreement be signed at a forum: who runs the one and keeps the other's ledger."""
    return may_run_forum(actor, forum_id) and may_keep_ledger(actor, keeper_id)


def may_create_forum(actor: Actor) -> bool:
    """Whether the person may set up a new forum: who administers the platform, or runs a forum already."""
    return actor.is_platform_admin or bool(actor.scopes_of("forum_officer"))


def source_of(forum: Forum) -> str:
    """Return the key under which premises hold rooms for a forum."""
    return f"{HOLDER}:{forum.public_id}"


def forum_of_source(source: str) -> UUID | None:
    """Return the public id of the forum that a key names; None where it names none."""
    kind, _colon, public_id = source.partition(":")
    try:
        return UUID(public_id) if kind == HOLDER else None
    except ValueError:
        return None


def may_see_forum(actor: Actor, forum: Forum) -> bool:
    """Whether the person may see a forum; a draft is there for its officers only."""
    return forum.state != ForumState.DRAFT or may_run_forum(actor, forum.pk)


def may_move_forum(old: str, new: str) -> bool:
    """Whether a forum in one state may be brought into another."""
    return new in NEXT_FORUM_STATES[old]


def why_not_held(starts_at: datetime, now: datetime) -> Promise | None:
    """Return the sentence that says why a forum of that start cannot have been held, or None when it can."""
    return None if starts_at <= now else _("The forum has not begun yet. It can be set to “held” once it has.")


def why_outside(forum: Forum, starts_at: datetime, ends_at: datetime | None = None) -> str | None:
    """Return the sentence that names the forum's days when a half-open span leaves them; None where it does not.

    Days are those of the forum's place. Nothing lies outside of a forum of which the end is not known.
    """
    if forum.ends_at is None:
        return None
    place, instant = ZoneInfo(forum.zone), timedelta(microseconds=1)
    first, last = forum.starts_at.astimezone(place).date(), (forum.ends_at - instant).astimezone(place).date()
    end = ends_at - instant if ends_at and ends_at > starts_at else starts_at
    if first <= starts_at.astimezone(place).date() and end.astimezone(place).date() <= last:
        return None
    days = format_days(first, last, reading_language())
    return gettext("The forum is held on %(days)s; this time lies outside of it.") % {"days": days}


def may_become(old: str, new: str) -> bool:
    """Whether a registration in one state may be brought into another."""
    return new in NEXT_REGISTRATION_STATES[old]


def why_not_registering(forum: Forum, now: datetime) -> Promise | None:
    """Return the sentence that says why nobody can register at this moment, or None when registration is open."""
    opens, closes = forum.registration_opens_at, forum.registration_closes_at
    if forum.state == ForumState.CLOSED:
        return _("This forum has been held. Registration is over.")
    if forum.is_called_off:
        return said_of_calling_off(forum)
    if closes and now >= closes:
        return _("Registration for this forum is over.")
    if forum.state == ForumState.RUNNING:
        return _("This forum is under way. Registration is over.")
    if forum.state != ForumState.OPEN and opens and opens <= now:
        return _("Registration for this forum is not open at the moment.")
    if forum.state != ForumState.OPEN or (opens and now < opens):
        return _("Registration for this forum has not opened yet.")
    return None


def said_of_calling_off(forum: Forum) -> Promise:
    """Return the sentence that says of a forum that was called off what became of it."""
    if forum.was_cut_short:
        return _("This forum was called off while it was being held. What had not begun by then does not take place.")
    return _("This forum was called off. It does not take place.")


def may_register(forum: Forum, now: datetime) -> bool:
    """Whether registration is open: the forum says so, and the moment lies between opening and closing."""
    return why_not_registering(forum, now) is None


def may_be_decided(forum: Forum) -> bool:
    """Whether registrations of the forum are still approved and declined."""
    return forum.state in {ForumState.ANNOUNCED, ForumState.OPEN, ForumState.RUNNING}


def why_not_decided(forum: Forum) -> Promise | None:
    """Return the sentence that says why registrations of the forum are not decided any more; None while they are."""
    if may_be_decided(forum):
        return None
    if forum.is_called_off:
        return _("This forum was called off; registrations are not decided any more.")
    return _("This forum has been held; registrations are not decided any more.")


def may_withdraw(actor: Actor, registration: Registration) -> bool:
    """Whether the person may take a registration back: only the one it is for."""
    return actor.user_id is not None and actor.user_id == registration.user_id


def is_withdrawable(registration: Registration) -> bool:
    """Whether there is something left to withdraw; ``registration.forum`` is at hand."""
    return not registration.forum.is_over and may_become(registration.state, RegistrationState.WITHDRAWN)
