"""The forum of 2023 as it was reported, and nothing beyond it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction

from bridgehead.accounts.actor import SYSTEM
from bridgehead.config.demo.files import Tree, pair, public_id, read
from bridgehead.config.demo.ledger import keep_signed, keep_stated
from bridgehead.directory.actions.index import index_organisation
from bridgehead.directory.models import Organisation
from bridgehead.events.actions.agenda import add_part, add_session
from bridgehead.events.actions.appearances import add_appearance
from bridgehead.events.actions.figures import add_figure
from bridgehead.events.actions.forums import create_forum, move_forum
from bridgehead.events.actions.signing import add_signing
from bridgehead.events.models import AppearanceRole, Forum, ForumState
from bridgehead.events.queries.signing import signing_sessions
from bridgehead.foundation.clock import wall_moment

FACTS = "boston-forum-2023.yaml"

Organisations = dict[str, Organisation]


def has_facts() -> bool:
    """Whether the facts are there: they came whole or not at all, so one record tells."""
    return Organisation.objects.filter(public_id=public_id("organisation", "mohw")).exists()


@transaction.atomic
def load_facts(now: datetime) -> Forum:
    """Store the forum with its agenda, its organisations, its reported figures and what was signed."""
    told = read(FACTS)
    organisations = _organisations(told["organisations"])
    forum = _forum(told["forum"], organisations, now)
    for part in told["parts"]:
        _part(part, forum, organisations, now)
    _figures(told["figures"], told["source"], forum, now)
    signing = signing_sessions(forum).get()
    for agreement in keep_signed(told["agreements"], organisations, now):
        add_signing(session_id=signing.pk, agreement_id=agreement.pk, by=SYSTEM, now=now)
    keep_stated(told, organisations[told["agreements"]["keeper"]], forum, now)
    for state in (ForumState.ANNOUNCED, ForumState.CLOSED):
        move_forum(forum_id=forum.pk, state=state, by=SYSTEM, now=now)
    return forum


def _organisations(told: Tree) -> Organisations:
    made = {
        key: Organisation(
            public_id=public_id("organisation", key),
            **pair("name", facts),
            kind=facts["kind"],
            country=facts["country"] or "",
            is_listed=True,
        )
        for key, facts in told.items()
    }
    Organisation.objects.bulk_create(made.values())
    for each in made.values():
        index_organisation(each.pk)
    return made


def _forum(told: Tree, organisations: Organisations, now: datetime) -> Forum:
    return create_forum(
        by=SYSTEM,
        now=now,
        hosts=[organisations[key].pk for key in told["hosts"]],
        **pair("name", told["name"]),
        **pair("occasion", told["occasion"]),
        **pair("purpose", told["purpose"]),
        **pair("city", told["city"]),
        **pair("place", told["place"]),
        zone=told["zone"],
        starts_at=wall_moment(datetime.fromisoformat(told["starts_at"]), ZoneInfo(told["zone"])),
        ends_at=told["ends_at"],
    )


def _part(told: Tree, forum: Forum, organisations: Organisations, now: datetime) -> None:
    part = add_part(forum_id=forum.pk, by=SYSTEM, now=now, **pair("name", told["name"]))
    for each in told["sessions"]:
        session = add_session(
            part_id=part.pk,
            by=SYSTEM,
            now=now,
            kind=each["kind"],
            **pair("name", each["name"]),
            **pair("note", each["note"]),
        )
        for role, key, year in _standing(each):
            add_appearance(
                session_id=session.pk, organisation_id=organisations[key].pk, role=role, year=year, by=SYSTEM, now=now
            )


def _standing(session: Tree) -> list[tuple[AppearanceRole, str, int | None]]:
    """Who stands in a session, in the order of the report: role, key of the organisation, year of its intake."""
    by_year = session.get("moves_in", {})
    found: list[tuple[AppearanceRole, str, int | None]] = [
        (AppearanceRole.MOVES_IN, key, year) for year in sorted(by_year) for key in by_year[year]
    ]
    found += [(AppearanceRole.PRESENTS, key, None) for key in session.get("presents", [])]
    return found + [(AppearanceRole.SIGNS, key, None) for key in session.get("signs", [])]


def _figures(told: list[Tree], source: Tree, forum: Forum, now: datetime) -> None:
    for each in told:
        add_figure(
            forum_id=forum.pk,
            by=SYSTEM,
            now=now,
            **pair("label", each["label"]),
            **pair("note", each["note"]),
            **pair("unit", each.get("unit")),
            value=Decimal(each["value"]),
            currency=each.get("currency", ""),
            exactness=each["exactness"],
            counts=each.get("counts", ""),
            **pair("source", source),
            reported_on=source["reported_on"],
        )
