"""What premises give to the search over everything: themselves, and their rooms to those who book them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.directory.adapters import Closeness, among
from bridgehead.directory.searching import SEARCHED, Hits, Question
from bridgehead.places.models import Entitlement, Room, RoomKind
from bridgehead.places.queries.houses import desk_premises_of, visible_premises
from bridgehead.places.rules import day_of

_WHERE = ("city_ko", "city_en", "address_ko", "address_en")


def register_finders() -> None:
    """Let premises be found by everybody who may see them, and rooms by those who may look into them."""
    SEARCHED.finds("premises", _("Premises"), "places/_found_premises.html", order=90)(premises)
    SEARCHED.finds("rooms", _("Rooms"), "places/_found_rooms.html", order=100)(rooms)


def premises(actor: Actor, question: Question) -> Hits:
    """Return the premises that hold every word in name, city or address."""
    told = visible_premises(actor).values_list("pk", "name_ko", "name_en", *_WHERE)
    found = among(((pk, [[ko, en], where]) for pk, ko, en, *where in told), question.asking)

    def read(keys: Sequence[int]) -> list[Any]:
        held = visible_premises(actor).in_bulk(keys)
        return [held[each] for each in keys if each in held]

    return Hits([each.key for each in found], read, found[0].match.closeness if found else Closeness.SAID)


def rooms(actor: Actor, question: Question) -> Hits:
    """Return the rooms that hold every word in name, kind, floor or premises, of premises in which the person books."""
    if actor.is_anonymous:
        return Hits([], list)
    granted = Entitlement.objects.filter(organisation_id__in=actor.organisation_ids)
    entitled = {
        pk
        for pk, zone, ends_on in granted.values_list("premises_id", "premises__zone", "ends_on")
        if ends_on > day_of(question.now, ZoneInfo(zone))
    }
    served = set(desk_premises_of(actor).values_list("pk", flat=True))
    labels = dict(RoomKind.choices)
    told = (
        Room.objects.filter(floor__premises__in=entitled | served)
        .order_by("floor__premises", "floor__number", "pk")
        .values_list("pk", "name_ko", "name_en", "kind", "floor__premises__name_ko", "floor__premises__name_en")
    )
    found = among(
        ((pk, [[ko, en], [str(labels[kind])], [*house]]) for pk, ko, en, kind, *house in told), question.asking
    )
    return Hits([each.key for each in found], _read_rooms, found[0].match.closeness if found else Closeness.SAID)


def _read_rooms(keys: Sequence[int]) -> list[Room]:
    read = Room.objects.select_related("floor__premises").in_bulk(keys)
    return [read[each] for each in keys if each in read]
