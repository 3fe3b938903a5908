"""What may be read of forums, by whom."""

from __future__ import annotations

from django.db.models import Value
from django.db.models.functions import Concat

from bridgehead.accounts.actor import HOLDS, PartRows
from bridgehead.directory.queries.naming import organisation_named, organisations_to_name
from bridgehead.events.models import ForumRole, Registration
from bridgehead.events.queries.forums import (
    Intake,
    MoveIn,
    Presenter,
    Source,
    Standing,
    agenda,
    agenda_item,
    agenda_items,
    coming_forums,
    figures_of,
    forum_or_404,
    held_forums,
    move_ins,
    next_open_forum,
    officer_forum_or_404,
    officer_forums,
    possible_hosts,
    presenters,
    role_holders,
    role_or_404,
    sources,
    standings,
    visible_forums,
)
from bridgehead.events.queries.registrations import (
    my_organisations,
    my_registration,
    my_registration_or_404,
    officer_registration_or_404,
    place_in_line,
    registration_counts,
    registration_ids,
    registrations_kept,
    registrations_of,
)

__all__ = [
    "Intake",
    "MoveIn",
    "Presenter",
    "Source",
    "Standing",
    "agenda",
    "agenda_item",
    "agenda_items",
    "coming_forums",
    "figures_of",
    "forum_or_404",
    "held_forums",
    "move_ins",
    "my_organisations",
    "my_registration",
    "my_registration_or_404",
    "next_open_forum",
    "officer_forum_or_404",
    "officer_forums",
    "officer_registration_or_404",
    "organisation_named",
    "organisations_to_name",
    "place_in_line",
    "possible_hosts",
    "presenters",
    "registration_counts",
    "registration_ids",
    "registration_told",
    "registrations_kept",
    "registrations_of",
    "role_holders",
    "role_or_404",
    "roles_of",
    "sources",
    "standings",
    "visible_forums",
]


def roles_of(user_id: int) -> PartRows:
    """Return the forum roles of a person, as ``("forum_officer", forum id)``: part of their Actor."""
    return ForumRole.objects.filter(user_id=user_id).values_list(
        Value(HOLDS), Concat(Value("forum_"), "role"), "forum_id"
    )


def registration_told(registration_id: int) -> Registration | None:
    """Return the registration that a notice is about, as it stands now; None when its person is no longer active."""
    found = Registration.objects.select_related("forum", "user", "organisation")
    return found.filter(pk=registration_id, user__is_active=True).first()
