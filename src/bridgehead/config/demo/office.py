"""The incubation office of the Boston case: the twenty companies of both cohorts, each at a desk by way of example."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from bridgehead.accounts.actor import SYSTEM
from bridgehead.config.demo.cohorts import moved_in
from bridgehead.config.demo.facts import FACTS
from bridgehead.config.demo.files import Tree, pair, public_id, read
from bridgehead.config.demo.queries import sample_officer
from bridgehead.directory.models import Organisation
from bridgehead.places.actions.entitlements import grant_entitlement
from bridgehead.places.actions.premises import add_floor, add_room, name_staff, set_up_premises
from bridgehead.places.actions.tenancies import move_in, plan_tenancy
from bridgehead.places.models import Premises, Room, RoomKind

_TOLD = "sample/office.yaml"


def has_office() -> bool:
    """Whether the office is there: it came whole or not at all."""
    return Premises.objects.filter(public_id=public_id("premises", "c-and-d")).exists()


@transaction.atomic
def load_office(now: datetime) -> Premises:
    """Store the office with a desk for each company that the report tells to have moved in."""
    told = read(_TOLD)
    seats = [(year, key) for year, keys in sorted(moved_in(read(FACTS)).items()) for key in keys]
    house = _house(told, len(seats), now)
    desks = Room.objects.filter(floor__premises=house).order_by("y", "x")
    for desk, (year, key) in zip(desks, seats, strict=True):
        company = Organisation.objects.get(public_id=public_id("organisation", key))
        _seat(desk, company, starts_on=told["moved_in"][year], ends_on=told["until"], key=key, now=now)
    return house


def _house(told: Tree, desks: int, now: datetime) -> Premises:
    said, size = told["premises"], told["desk"]
    house = set_up_premises(
        by=SYSTEM, now=now, **pair("name", said["name"]), **pair("about", said["about"]), **pair("city", said["city"]),
        country=said["country"], zone=said["zone"], is_listed=True, names_tenants=True, is_sample=True,
    )  # fmt: skip
    Premises.objects.filter(pk=house.pk).update(public_id=public_id("premises", "c-and-d"))
    name_staff(premises_id=house.pk, user_id=sample_officer().pk, by=SYSTEM, now=now)
    floor = add_floor(premises_id=house.pk, by=SYSTEM, now=now, number=1, **told["floor"])
    in_a_row = floor.columns // size["width"]
    for number in range(desks):
        add_room(
            floor_id=floor.pk, by=SYSTEM, now=now, kind=RoomKind.DESK, name_ko=f"책상 {number + 1}",
            name_en=f"Desk {number + 1}", capacity=1, x=number % in_a_row * size["width"],
            y=number // in_a_row * size["height"], **size,
        )  # fmt: skip
    return Premises.objects.get(pk=house.pk)


def _seat(desk: Room, company: Organisation, *, starts_on: date, ends_on: date, key: str, now: datetime) -> None:
    entitlement = grant_entitlement(
        premises_id=desk.floor.premises_id, organisation_id=company.pk, by=SYSTEM, now=now, source=f"sample:{key}",
        starts_on=starts_on, ends_on=ends_on, desks=1, monthly_minutes=0,
    )  # fmt: skip
    tenancy = plan_tenancy(
        room_id=desk.pk, entitlement_id=entitlement.pk, starts_on=starts_on, ends_on=ends_on, by=SYSTEM, now=now
    )
    tenancy.steps.filter(phase="in").update(ticked_at=now)
    move_in(tenancy_id=tenancy.pk, by=SYSTEM, now=now)
