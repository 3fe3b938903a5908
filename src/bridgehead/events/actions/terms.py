"""On which terms those of each participant type come to a forum."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.events.actions.places import promote_waiting
from bridgehead.events.actions.records import officer_forum, require_enough, told
from bridgehead.events.models import ParticipantTerms, ParticipantType, RegistrationState
from bridgehead.foundation.records import assign, require_as_seen
from bridgehead.foundation.refusals import require

#: What a page of the terms is held against.
SHOWN = ("is_open", "at_once", "places", "text_ko", "text_en")


class TermsFields(TypedDict, total=False):
    """What is set of the terms of a participant type; ``places`` None: without a limit of its own."""

    is_open: bool
    at_once: bool
    places: int | None
    text_ko: str
    text_en: str


@transaction.atomic
def set_terms(
    *,
    forum_id: int,
    participant_type: str,
    by: Actor,
    now: datetime,
    seen: str | None = None,
    **fields: Unpack[TermsFields],
) -> ParticipantTerms:
    """Say how those of a type come to a forum; more places for it let those in who wait. Approved ones keep theirs."""
    forum = officer_forum(forum_id, by)
    require(participant_type in ParticipantType.values, _("There is no such participant type."))
    # The forum's row is held: whoever takes or gives a place back waits, so the counter stands still.
    terms = forum.terms.filter(participant_type=participant_type).first()
    is_new = terms is None
    if terms is None:
        terms = ParticipantTerms(forum=forum, participant_type=participant_type)
        approved = {"participant_type": participant_type, "state": RegistrationState.APPROVED}
        registered, came = forum.registrations.filter(**approved), forum.came_without.filter(**approved)
        terms.places_taken = registered.count() + came.count()
    require_as_seen(terms, SHOWN, seen)
    require_enough(fields.get("places"), terms.places_taken, field="places")
    change = assign(terms, fields)
    closed = forum.terms.filter(is_open=False).exclude(participant_type=participant_type).count()
    require(
        terms.is_open or closed < len(ParticipantType.values) - 1,
        _("At least one participant type can register. To end registration, bring the forum into another state."),
        field="is_open",
    )
    if not change and not is_new:
        return terms
    terms.save()
    told("events.terms_set", terms, forum=forum, by=by, now=now, change=change)
    if "places" in change:
        promote_waiting(forum, by=by, now=now)
    return terms
