"""Where two contexts meet that know nothing of each other: a place in a cohort opens the premises of its programme."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.urls import reverse

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import clock
from bridgehead.places.actions.doors import Grant, close_doors, move_doors, open_doors
from bridgehead.places.queries.keys import premises_to_open
from bridgehead.places.queries.tenants import seats_of
from bridgehead.programmes import houses
from bridgehead.programmes.houses import House, Seat
from bridgehead.programmes.models import CohortPlace
from bridgehead.programmes.queries.cohorts import place_by_id
from bridgehead.programmes.signals import place_changed, place_ended, place_granted


@receiver(place_granted)
def open_premises(*, place_id: int, now: datetime, **_: Any) -> None:
    """Open what the programme opens to a place whose days are known."""
    _open(place_by_id(place_id), now)


@receiver(place_changed)
def move_premises(*, place_id: int, now: datetime, **_: Any) -> None:
    """Let what is open follow the days of the place; what the programme opens by now is opened with it."""
    place = place_by_id(place_id)
    _open(place, now)
    if place.starts_on is not None and place.ends_on is not None:
        move_doors(source=source_of(place), starts_on=place.starts_on, ends_on=place.ends_on, now=now)


@receiver(place_ended)
def close_premises(*, place_id: int, now: datetime, **_: Any) -> None:
    """Close what was opened from the last day of the place on."""
    place = place_by_id(place_id)
    if place.ends_on is not None:
        close_doors(source=source_of(place), ends_on=place.ends_on, now=now)


def source_of(place: CohortPlace) -> str:
    """Return under which source premises keep what a place opened."""
    return f"place:{place.public_id}"


def _open(place: CohortPlace, now: datetime) -> None:
    if place.starts_on is None or place.ends_on is None:
        return
    grants: list[Grant] = [
        {"premises": each.premises, "desks": each.desks, "monthly_minutes": each.monthly_minutes}
        for each in place.cohort.programme.benefits.all()
    ]
    open_doors(
        grants, source=source_of(place), organisation_id=place.organisation_id, starts_on=place.starts_on,
        ends_on=place.ends_on, now=now,
    )  # fmt: skip


def _houses() -> list[House]:
    return [
        House(each.public_id, each.name, reverse("places:premises", kwargs={"public_id": each.public_id}))
        for each in premises_to_open()
    ]


def _seats(actor: Actor, organisation_ids: Collection[int]) -> list[Seat]:
    return [
        Seat(
            organisation_id=each.organisation_id,
            room=each.room.name,
            premises=each.room.floor.premises.name,
            page=reverse("places:premises", args=[each.room.floor.premises.public_id]) + f"#room-{each.room.public_id}",
        )
        for each in seats_of(actor, organisation_ids, clock.now())
    ]


houses.register(_houses)
houses.register_seats(_seats)
