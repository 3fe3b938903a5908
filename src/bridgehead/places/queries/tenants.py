"""Who lives where, as far as everybody may know: listed organisations that did not object, where premises name them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, QuerySet

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import Organisation
from bridgehead.places.models import Entitlement, NamingObjection, Premises, Tenancy, TenancyState
from bridgehead.places.queries.houses import visible_premises
from bridgehead.places.rules import day_of


def tenants_by_room(premises: Premises, now: datetime) -> dict[int, list[Organisation]]:
    """Return who is named on the plan of premises, by the key of the room; the very same for whoever looks."""
    found: dict[int, list[Organisation]] = {}
    if premises.names_tenants:
        for each in _living(_named().filter(room__floor__premises=premises), now):
            found.setdefault(each.room_id, []).append(each.organisation)
    return found


def seats_of(actor: Actor, organisation_ids: Collection[int], now: datetime) -> list[Tenancy]:
    """Return where organisations live, in premises that the actor may see and that name them: one query."""
    named = _named().filter(organisation_id__in=organisation_ids, room__floor__premises__names_tenants=True)
    return _living(named.filter(room__floor__premises__in=visible_premises(actor)), now)


@dataclass(frozen=True, slots=True)
class Naming:
    """An organisation of the actor that is entitled to premises, and whether it lets itself be named there."""

    organisation: Organisation
    is_named: bool


def own_naming(actor: Actor, premises: Premises, now: datetime) -> list[Naming]:
    """Return the actor's organisations that premises would name, on the plan or at doors, and what each chose."""
    if not (premises.names_tenants or premises.names_at_doors) or not actor.organisation_ids:
        return []
    today = day_of(now, ZoneInfo(premises.zone))
    mine = Entitlement.objects.filter(premises=premises, organisation_id__in=actor.organisation_ids, ends_on__gt=today)
    objected = set(premises.naming_objections.values_list("organisation_id", flat=True))
    homes = {each.organisation_id: each.organisation for each in mine.select_related("organisation").order_by("pk")}
    return [Naming(organisation, key not in objected) for key, organisation in homes.items()]


def _named() -> QuerySet[Tenancy]:
    objected = NamingObjection.objects.filter(
        premises=OuterRef("room__floor__premises"), organisation=OuterRef("organisation")
    )
    living = Tenancy.objects.filter(state=TenancyState.LIVING, organisation__is_listed=True)
    return living.filter(~Exists(objected))


def _living(tenancies: QuerySet[Tenancy], now: datetime) -> list[Tenancy]:
    """Those that last on the day that it is at their premises; the query bounds it by a day, the zone decides."""
    near = tenancies.filter(starts_on__lte=now.date() + timedelta(days=1), ends_on__gte=now.date() - timedelta(days=1))
    near = near.select_related("organisation", "room__floor__premises").order_by(
        F("room__floor__premises_id"), "room__floor__number", "room__y", "room__x", "pk"
    )
    return [
        each for each in near if each.starts_on <= day_of(now, ZoneInfo(each.room.floor.premises.zone)) < each.ends_on
    ]
