"""A hall in which people meet now, with the address of its board.

Run by ``manage shell`` on the site's own database, which prints what the journey has to know.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from bridgehead.accounts.actor import Actor
from bridgehead.events.models import ForumRole, ForumRoleKind
from bridgehead.partnering.actions.day import call_off_meeting
from bridgehead.partnering.actions.screens import end_screen, make_screen
from bridgehead.partnering.actions.timetables import publish_timetable
from bridgehead.partnering.models import HallScreen, MeetingRequest, PartneringRound, RoundPhase, Slot, Timetable
from tests.factories.forums import ForumFactory, officer_of
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnering import (
    AcceptedRequestFactory,
    DelegateFactory,
    DelegationFactory,
    RoundFactory,
    TableFactory,
    meeting_in,
)
from tests.factories.people import actor_of

HOME = [("물빛제약", "Mulbit Pharma"), ("나루바이오", "Naru Bio")]
ABROAD = ["Atlantic Labs", "Beacon Ventures"]
#: The meetings: the first is on and ends a minute from now, the second follows it, the third is that of who is unnamed.
MINUTE = timedelta(minutes=1)


def print_hall() -> None:
    """Publish the meetings of a hall and print the address of its board."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    forum = ForumFactory(
        name_ko="오늘의 파트너링", name_en="Partnering today", zone="Asia/Seoul", city_ko="서울", city_en="Seoul",
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=9), state="running",
    )  # fmt: skip
    held = RoundFactory(forum=forum, phase=RoundPhase.PLACE)
    home = [_delegation(held, "home", name_ko=ko, name_en=en) for ko, en in HOME]
    abroad = [_delegation(held, "abroad", name_ko="", name_en=en) for en in ABROAD]
    slots = [
        Slot.objects.create(round=held, starts_at=now + start * MINUTE, ends_at=now + end * MINUTE)
        for start, end in ((-18, 2), (2, 22), (22, 42))
    ]
    tables = [TableFactory(round=held, number=number + 1) for number in range(2)]
    draft = Timetable.objects.create(round=held)
    for one, other, slot, table in ((0, 0, 0, 0), (1, 1, 0, 1), (1, 0, 1, 0), (0, 1, 1, 1)):
        meeting_in(draft, AcceptedRequestFactory(asking=home[one], asked=abroad[other]), slots[slot], tables[table])
    abroad[1].is_named_in_hall = False
    abroad[1].save(update_fields=["is_named_in_hall"])
    officer = officer_of(forum)
    publish_timetable(timetable_id=draft.pk, by=officer, now=now)
    token = make_screen(round_id=held.pk, by=officer, now=now)
    print(json.dumps({"board": f"/hall/{token}/", "round": str(held.public_id)}))


def _delegation(held: PartneringRound, side: str, **names: str) -> object:
    made = DelegationFactory(round=held, side=side, organisation=OrganisationFactory(**names))
    DelegateFactory(delegation=made)
    return made


def call_off(round_id: str) -> None:
    """Call off the meeting of the first table that comes next: the timetable is published anew."""
    held = PartneringRound.objects.get(public_id=round_id)
    coming = MeetingRequest.objects.get(
        round=held, asking__organisation__name_en="Naru Bio", asked__organisation__name_en="Atlantic Labs"
    )
    call_off_meeting(request_id=coming.pk, by=_officer(held), now=datetime.now(UTC))


def end(round_id: str) -> None:
    """End the address of the board."""
    screen = HallScreen.objects.get(round__public_id=round_id)
    end_screen(round_id=screen.round_id, by=_officer(screen.round), now=datetime.now(UTC))


def _officer(held: PartneringRound) -> Actor:
    return actor_of(ForumRole.objects.get(forum=held.forum, role=ForumRoleKind.OFFICER).user)
