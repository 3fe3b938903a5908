"""Premises that a programme may open: a house that never closes, with a desk and a meeting room.

Setting a house up is a journey of its own (``test_rooms``). Run by ``manage shell`` on the site's own database, which
prints what the journey has to know.
"""

from __future__ import annotations

import json

from bridgehead.places.models import RoomKind
from bridgehead.places.models.premises import always_open
from tests.factories.places import PremisesFactory, RoomFactory

ZONE = "Asia/Seoul"


def print_house(name_en: str) -> None:
    """Make the house, and print its address and the ids of its rooms as JSON."""
    house = PremisesFactory(
        name_ko=f"{name_en} 입주 센터", name_en=name_en, city_ko="서울", city_en="Seoul", country="KR", zone=ZONE,
        hours=always_open(), release_minutes=0,
    )  # fmt: skip
    floor = house.floors.create(number=3)
    desk, room = (
        RoomFactory(floor=floor, kind=kind, name_ko=ko, name_en=en, x=x, y=0)
        for x, (kind, ko, en) in enumerate(
            ((RoomKind.DESK, "책상 1", "Desk 1"), (RoomKind.MEETING, "느티나무", "Zelkova"))
        )
    )
    print(json.dumps({"house": str(house.public_id), "desk": str(desk.public_id), "room": str(room.public_id)}))
