"""Requests without a place: the reason and what would help for officers, one's own calendar for a delegation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from bridgehead.engines.scheduling.schedule import Placement, Schedule
from bridgehead.foundation import jobs
from bridgehead.partnering.actions import runs
from bridgehead.partnering.actions.timetables import publish_timetable
from bridgehead.partnering.adapters.explaining import Explained, FullSide, Helps, explained
from bridgehead.partnering.adapters.freezing import freeze
from bridgehead.partnering.models import (
    Availability,
    Delegation,
    RequestState,
    RoundPhase,
    RunReason,
    Slot,
    Timetable,
)
from bridgehead.partnering.queries import unplaced
from bridgehead.partnering.queries.figures import Compared
from bridgehead.partnering.queries.lookups import place_or_404
from bridgehead.partnering.queries.unplaced import OwnView, Span
from tests.factories.partnering import FIRST_SLOT, AcceptedRequestFactory, RequestFactory
from tests.factories.people import actor_of
from tests.partnering.scenes import Scene, address, browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def span(first: int, last: int) -> Span:
    """A stretch in steps of twenty minutes after the first slot."""
    return Span(FIRST_SLOT + timedelta(minutes=20 * first), FIRST_SLOT + timedelta(minutes=20 * last))


def closed(scene: Scene, delegation: Any, *numbers: int) -> None:
    for number in numbers:
        Availability.objects.create(delegation=delegation, slot=scene.slots[number])


def solved(scene: Scene, now: datetime) -> Timetable:
    """Let the engine itself make a draft."""
    run = runs.start_run(round_id=scene.round.pk, budget_seconds=5, seed=1, by=actor_of(scene.officer), now=now)
    assert jobs.run_next(worker="test", now=FAR_AHEAD)
    return Timetable.objects.get(run=run)


def told(scene: Scene, draft: Timetable) -> list[unplaced.Unplaced]:
    left = unplaced.named(Compared(actor_of(scene.officer), scene.round, [draft]).left_out(draft))
    return unplaced.explained(
        draft.run, scene.round, left, list(Slot.objects.filter(round=scene.round).order_by("starts_at"))
    )


def test_two_without_a_common_slot_are_told_with_both_calendars_and_who_could_come(now: datetime) -> None:
    scene = Scene()
    scene.lay()
    AcceptedRequestFactory(asking=scene.hanbit, asked=scene.acme)
    closed(scene, scene.hanbit, 0, 1, 2, 5)
    closed(scene, scene.acme, 3, 4, 5)

    (found,) = told(scene, solved(scene, now))

    assert found.reason == "There is no slot in which both can meet."
    assert [(each.sentence, each.spans) for each in found.calendars] == [
        ("Hanbit can come:", [span(4, 6)]),
        ("Acme can come:", [span(0, 3)]),
    ]
    assert [(each.sentence, each.spans) for each in found.helps] == [
        ("If Hanbit could come:", [span(0, 1), span(1, 2), span(2, 3)]),
        ("If Acme could come:", [span(4, 5), span(5, 6)]),
    ]


def test_full_tables_and_met_limits_are_told_with_what_would_make_room(now: datetime) -> None:
    scene = Scene(max_meetings=1)
    scene.lay(tables=1)
    AcceptedRequestFactory(asking=scene.hanbit, asked=scene.acme, strength="must")
    AcceptedRequestFactory(asking=scene.hanbit, asked=scene.beacon)
    for number in range(6):
        closed(scene, scene.saebyeok, *([number] if number else []))
        closed(scene, scene.hanbit, *([number] if number else []))
    limited = told(scene, solved(scene, now))
    scene.round.max_meetings = None
    scene.round.save()
    AcceptedRequestFactory(asking=scene.saebyeok, asked=scene.beacon)

    full = told(scene, solved(scene, now))

    assert [each.reason for each in limited] == ["Hanbit has as many meetings as the round allows."]
    assert "In every slot that suits both, all tables are taken." in [each.reason for each in full]
    assert ("If there were one more table:", [span(0, 1)]) in [
        (each.sentence, each.spans) for one in full for each in one.helps
    ]
    assert any(each.sentence == "If Hanbit and Acme gave up their meeting:" for one in full for each in one.helps)


def test_what_is_agreed_later_and_what_an_old_run_does_not_explain_are_told_apart(now: datetime) -> None:
    scene = Scene()
    draft = scene.draft()
    late = AcceptedRequestFactory(asking=scene.saebyeok, asked=scene.acme, answered_at=now + timedelta(days=1))

    assert {each.request: each.reason for each in told(scene, draft)} == {
        scene.beacon.requests_sent.get(): "This run kept no reason for it. The next run says why.",
        late: "It was agreed after this run began. The next run takes it into account.",
    }


def test_reasons_survive_json_and_name_rows() -> None:
    scene = Scene()
    scene.lay()
    asked = AcceptedRequestFactory(asking=scene.hanbit, asked=scene.acme)
    closed(scene, scene.hanbit, 1, 2, 3, 4, 5)
    other = AcceptedRequestFactory(asking=scene.hanbit, asked=scene.beacon)
    frozen = freeze(scene.round)

    (found,) = explained(frozen, _placed(frozen, {asked.pk: scene.slots[0].pk}))

    assert Explained.from_json(found.as_json()) == found == Explained(
        request=other.pk, why="side_full", common=1, open=(), limited=(),
        full=(FullSide(scene.hanbit.pk, 0, 1, 0),),
        helps=(
            Helps("come", tuple(slot.pk for slot in scene.slots[1:4]), scene.hanbit.pk, None),
            Helps("give_up", (scene.slots[0].pk,), None, asked.pk),
        ),
    )  # fmt: skip


def _placed(frozen: Any, places: dict[int, int]) -> Schedule:
    slots = [each.id for each in frozen.slots]
    return Schedule(
        {
            number: Placement(slots.index(places[each.id]), 1)
            for number, each in enumerate(frozen.requests)
            if each.id in places
        }
    )


def test_officer_reads_reasons_in_the_studio_with_the_way_to_both_organisations(now: datetime) -> None:
    scene = Scene()
    scene.lay()
    AcceptedRequestFactory(asking=scene.hanbit, asked=scene.acme)
    closed(scene, scene.hanbit, 0, 1, 2, 5)
    closed(scene, scene.acme, 3, 4, 5)
    solved(scene, now)

    page = browser(scene.officer).get(address("partnering_desk:studio", scene.round.public_id)).text

    assert "There is no slot in which both can meet." in page
    assert "What would free a place" in page
    for side in (scene.hanbit, scene.acme):
        assert address("directory:organisation", side.organisation.public_id) in page


def in_force(scene: Scene) -> None:
    """Hanbit meets Acme in the first slot; its request to Beacon is left out of what is published."""
    scene.lay()
    met, _left = (AcceptedRequestFactory(asking=scene.hanbit, asked=each) for each in (scene.acme, scene.beacon))
    draft = scene.run([(met, scene.slots[0], scene.tables[0])])
    scene.move(RoundPhase.PLACE)
    publish_timetable(timetable_id=draft.pk, by=actor_of(scene.officer), now=FIRST_SLOT - timedelta(days=2))


def own(scene: Scene) -> OwnView:
    return unplaced.own_view(place_or_404(actor_of(person(scene.hanbit)), scene.round.public_id))


def own_page(scene: Scene, side: Delegation | None = None) -> str:
    """The timetable of a side, Hanbit's if none is named, without what is drawn by lot for each answer."""
    page = browser(person(side or scene.hanbit)).get(address("partnering:timetable", scene.round.public_id)).text
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", page)


def test_delegate_reads_its_own_free_times_and_its_own_limit() -> None:
    scene = Scene()
    in_force(scene)
    closed(scene, scene.hanbit, 1)

    assert own(scene) == OwnView(free=[span(2, 3), span(4, 7)], closed=1, meetings=1, at_limit=False)
    assert "You are still free:" in own_page(scene)
    closed(scene, scene.hanbit, 2, 3, 4, 5)
    assert "You have a meeting in every slot that you left open." in own_page(scene)
    scene.round.max_meetings = 1
    scene.round.save()
    assert own(scene).at_limit
    assert "You have 1 meeting, as many as this round allows." in own_page(scene)


def test_delegate_without_any_meeting_reads_what_is_agreed_and_what_its_calendar_allows() -> None:
    scene = Scene()
    in_force(scene)

    free = own_page(scene, scene.beacon)
    closed(scene, scene.beacon, *range(len(scene.slots)))
    away = own_page(scene, scene.beacon)

    for page, said in ((free, "You are still free:"), (away, "You have closed every slot.")):
        assert ["No meetings for you" in page, "Agreed, but not placed" in page, said in page] == [True, True, True]


def partner_cannot_come(scene: Scene) -> None:
    closed(scene, scene.beacon, 1, 2, 3, 4, 5)


def partner_meets_a_rival(scene: Scene) -> None:
    asked = AcceptedRequestFactory(asking=scene.beacon, asked=scene.saebyeok)
    meeting = Timetable.objects.get().meetings.create(request=asked, slot=scene.slots[1], table=scene.tables[0])
    assert meeting.pk


def partner_is_asked_by_a_rival(scene: Scene) -> None:
    RequestFactory(asking=scene.saebyeok, asked=scene.beacon)


def officers_know_the_reason(scene: Scene) -> None:
    left = scene.hanbit.requests_sent.get(asked=scene.beacon)
    RunReason.objects.create(run=Timetable.objects.get().run, request=left, content={"why": "clash"})


SECRETS = [partner_cannot_come, partner_meets_a_rival, partner_is_asked_by_a_rival, officers_know_the_reason]


@pytest.mark.parametrize("secret", SECRETS, ids=lambda each: each.__name__)
def test_delegate_reads_the_same_bytes_with_and_without_a_secret_of_others(secret: Callable[[Scene], None]) -> None:
    scene = Scene()
    in_force(scene)
    before = own_page(scene)

    secret(scene)

    assert "Agreed, but not placed" in before
    assert own_page(scene) == before


def test_sides_of_a_request_read_only_that_it_has_no_place(now: datetime) -> None:
    scene = Scene()
    in_force(scene)
    left = scene.hanbit.requests_sent.get(asked=scene.beacon)

    for side in (scene.hanbit, scene.beacon):
        mine = unplaced.my_unplaced(place_or_404(actor_of(person(side)), scene.round.public_id))
        assert [(each.request, each.reason, each.helps) for each in mine] == [
            (left, "It has no place in the published timetable. It is tried again when a new timetable is made.", ())
        ]
    assert left.state == RequestState.ACCEPTED
