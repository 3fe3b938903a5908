"""Who mentors for a programme: named by officers, with what they know."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import Topic
from bridgehead.foundation.records import assign, found, require_as_seen
from bridgehead.foundation.refusals import require
from bridgehead.programmes.actions.records import run_programme, told
from bridgehead.programmes.models import Mentor, MentorState, Programme

#: What the page of a mentor shows of them, and what a change is held against.
SHOWN = ("about_ko", "about_en", "state")


class MentorFields(TypedDict, total=False):
    """What is said of a mentor."""

    about_ko: str
    about_en: str


@transaction.atomic
def name_mentor(
    *, programme_id: int, user_id: int, topics: Collection[Topic] = (), by: Actor, now: datetime,
    **fields: Unpack[MentorFields],
) -> Mentor:  # fmt: skip
    """Let a person mentor for a programme; naming them twice changes nothing."""
    programme = run_programme(programme_id, by)
    standing = Mentor.objects.filter(programme=programme, user_id=user_id).first()
    if standing is not None:
        return standing
    mentor = Mentor(programme=programme, user_id=user_id)
    assign(mentor, fields)
    mentor.save()
    mentor.topics.set(topics)
    told("programmes.mentor_named", mentor, programme=programme, by=by, now=now)
    return mentor


@transaction.atomic
def change_mentor(
    *, mentor_id: int, topics: Collection[Topic], by: Actor, now: datetime, seen: str | None = None,
    **fields: Unpack[MentorFields],
) -> Mentor:  # fmt: skip
    """Change what is said of a mentor; ``seen`` marks what their page showed."""
    mentor, programme = run_mentor(mentor_id, by)
    require_as_seen(mentor, SHOWN, seen)
    # The trail says that something of them was changed; what it was is personal.
    if bool(assign(mentor, fields)) or set(mentor.topics.all()) != set(topics):
        mentor.save()
        mentor.topics.set(topics)
        told("programmes.mentor_changed", mentor, programme=programme, by=by, now=now)
    return mentor


@transaction.atomic
def rest_mentor(*, mentor_id: int, by: Actor, now: datetime) -> None:
    """Offer a mentor's free hours no longer; what is booked stands."""
    mentor, programme = run_mentor(mentor_id, by)
    if mentor.state != MentorState.RESTING:
        mentor.state = MentorState.RESTING
        mentor.save(update_fields=["state"])
        told("programmes.mentor_rested", mentor, programme=programme, by=by, now=now)


@transaction.atomic
def wake_mentor(*, mentor_id: int, by: Actor, now: datetime) -> None:
    """Offer a mentor's free hours again."""
    mentor, programme = run_mentor(mentor_id, by)
    require(mentor.user_id is not None, _("This person is no longer known here."))
    if mentor.state != MentorState.ACTIVE:
        mentor.state = MentorState.ACTIVE
        mentor.save(update_fields=["state"])
        told("programmes.mentor_woken", mentor, programme=programme, by=by, now=now)


def run_mentor(mentor_id: int, by: Actor) -> tuple[Mentor, Programme]:
    """Return a mentor and their programme with both rows locked, for a deed of the programme's officers."""
    programme = run_programme(found(Mentor.objects.all(), mentor_id).programme_id, by)
    return Mentor.objects.select_for_update().get(pk=mentor_id), programme
