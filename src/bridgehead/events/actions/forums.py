"""Setting up a forum, changing it, moving it on, and naming who runs it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.events.actions.halls import move_halls
from bridgehead.events.actions.picks import tell_of_moves
from bridgehead.events.actions.places import promote_waiting
from bridgehead.events.actions.records import officer_forum, require_enough
from bridgehead.events.models import Forum, ForumRole, ForumRoleKind, ForumState, RegistrationState, SessionPick
from bridgehead.events.rules import may_create_forum, may_move_forum, why_not_held
from bridgehead.foundation import audit, notices
from bridgehead.foundation.records import Change, assign, require_as_seen
from bridgehead.foundation.refusals import require

#: What the page of a forum's settings is held against.
SHOWN = (
    "name_ko", "name_en", "occasion_ko", "occasion_en", "purpose_ko", "purpose_en", "city_ko", "city_en", "place_ko",
    "place_en", "contact_email", "zone", "capacity", "starts_at", "ends_at", "registration_opens_at",
    "registration_closes_at", "host_ids",
)  # fmt: skip
#: A change of one of these is a change of the entry in people's calendars.
IN_CALENDARS = {"name_ko", "name_en", "city_ko", "city_en", "place_ko", "place_en", "zone", "starts_at", "ends_at"}


class ForumFields(TypedDict, total=False):
    """What is set of a forum; moments are aware."""

    name_ko: str
    name_en: str
    occasion_ko: str
    occasion_en: str
    purpose_ko: str
    purpose_en: str
    city_ko: str
    city_en: str
    place_ko: str
    place_en: str
    contact_email: str
    zone: str
    starts_at: datetime
    ends_at: datetime | None
    registration_opens_at: datetime | None
    registration_closes_at: datetime | None
    capacity: int | None
    is_sample: bool


@transaction.atomic
def create_forum(*, by: Actor, now: datetime, hosts: Iterable[int] = (), **fields: Unpack[ForumFields]) -> Forum:
    """Set up a forum as a draft; whoever does it becomes its officer. ``hosts`` are ids of organisations."""
    require(may_create_forum(by), _("Only officers can set up a forum."))
    require("starts_at" in fields, _("A forum needs a day and a time at which it starts."), field="starts_at")
    forum = Forum(changed_at=now)
    change = assign(forum, fields)
    forum.save()
    change |= _set_hosts(forum, hosts)
    if by.user_id is not None:
        ForumRole.objects.create(forum=forum, user_id=by.user_id, role=ForumRoleKind.OFFICER)
    audit.record("events.forum_created", on=forum, by=by, at=now, stream=forum.audit_stream, change=change)
    return forum


@transaction.atomic
def change_forum(
    *,
    forum_id: int,
    by: Actor,
    now: datetime,
    hosts: Iterable[int] | None = None,
    seen: str | None = None,
    **fields: Unpack[ForumFields],
) -> Forum:
    """Change what is told of a forum. Approved people get the new time and place; new places go to those who wait.

    Its halls follow it: where one is not free then, nothing is changed. ``Overtaken`` where it is not as it was
    ``seen`` any more.
    """
    forum = officer_forum(forum_id, by)
    require(not forum.is_called_off, _("This forum was called off; what was told of it stays."))
    require_as_seen(forum, SHOWN, seen)
    require_enough(fields.get("capacity"), forum.places_taken, field="capacity")
    change = assign(forum, fields)
    if hosts is not None:
        change |= _set_hosts(forum, hosts)
    if not change:
        return forum
    if "starts_at" in change and forum.state == ForumState.CLOSED:
        require(
            forum.starts_at <= now,
            _("The forum is “held”, so it starts in the past. Take “held” back before you give it a day to come."),
            field="starts_at",
        )
    if {"starts_at", "ends_at"} & set(change):
        move_halls(forum, by=by)
    forum.changed_at = now
    if IN_CALENDARS & set(change):
        forum.calendar_sequence += 1
        if forum.state != ForumState.CLOSED:
            _tell_approved(forum, now)
    forum.save()
    audit.record("events.forum_changed", on=forum, by=by, at=now, stream=forum.audit_stream, change=change)
    if "capacity" in change:
        promote_waiting(forum, by=by, now=now)
    return forum


def _set_hosts(forum: Forum, hosts: Iterable[int]) -> Change:
    before = forum.host_ids
    forum.hosts.set(hosts)
    after = forum.host_ids
    return {"hosts": (before, after)} if before != after else {}


def _tell_approved(forum: Forum, now: datetime) -> None:
    """Stage a notice for each approved person by itself: one address that fails holds up or repeats no other mail."""
    approved = forum.registrations.filter(state=RegistrationState.APPROVED).order_by("pk")
    sequence = forum.calendar_sequence
    notices.after_commit_each(
        "events/forum_changed",
        [
            (f"events/forum_changed:{pk}:{sequence}", {"registration_id": pk, "sequence": sequence})
            for pk in approved.values_list("pk", flat=True)
        ],
        now=now,
    )


@transaction.atomic
def move_forum(*, forum_id: int, state: str, by: Actor, now: datetime) -> Forum:
    """Bring a forum into another state: announce it, open its registration, let it run, close it; or a step back."""
    forum = officer_forum(forum_id, by)
    if forum.state == state:
        return forum
    require(state in ForumState.values and may_move_forum(forum.state, state), _unmoved(forum.state, state))
    if state == ForumState.CLOSED:
        _require_begun(forum, now)
    before, change = forum.state, {"state": (str(forum.state), str(state))}
    forum.state, forum.changed_at = ForumState(state), now
    forum.save(update_fields=["state", "changed_at"])
    audit.record("events.forum_moved", on=forum, by=by, at=now, stream=forum.audit_stream, change=change)
    if before == ForumState.DRAFT:
        # What was moved while nobody saw the agenda is news once they do again.
        tell_of_moves(SessionPick.objects.filter(session__part__forum=forum), forum, now)
    return forum


def _require_begun(forum: Forum, now: datetime) -> None:
    too_early = why_not_held(forum.starts_at, now)
    require(too_early is None, too_early or "")


def _unmoved(old: str, new: str) -> str:
    labels = dict(ForumState.choices)
    return _("A forum that is “%(old)s” cannot become “%(new)s”.") % {
        "old": labels[ForumState(old)],
        "new": labels.get(new, new),
    }


@transaction.atomic
def grant_role(*, forum_id: int, user_id: int, role: str, by: Actor, now: datetime) -> ForumRole:
    """Let a person run the forum, serve at it or report it; granting twice changes nothing."""
    forum = officer_forum(forum_id, by)
    require(role in ForumRoleKind.values, _("There is no such role."), field="role")
    held, is_new = ForumRole.objects.get_or_create(forum=forum, user_id=user_id, role=role)
    if is_new:
        audit.record(
            "events.role_granted", on=held, by=by, at=now, stream=forum.audit_stream, change={"role": ("", str(role))}
        )
    return held


@transaction.atomic
def revoke_role(*, role_id: int, by: Actor, now: datetime) -> None:
    """Take a role back; a forum keeps at least one officer."""
    found = ForumRole.objects.filter(pk=role_id).first()
    if found is None:
        return
    forum = officer_forum(found.forum_id, by)
    if found.role == ForumRoleKind.OFFICER:
        others = ForumRole.objects.filter(forum=forum, role=ForumRoleKind.OFFICER).exclude(pk=found.pk)
        require(others.exists(), _("A forum keeps at least one officer. Name another one first."))
    change = {"role": (str(found.role), "")}
    audit.record("events.role_revoked", on=found, by=by, at=now, stream=forum.audit_stream, change=change)
    found.delete()
