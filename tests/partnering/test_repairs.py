"""A repair: told when a timetable no longer fits, shown as a list, made into a draft once and never too late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from bridgehead.foundation.refusals import Refused
from bridgehead.partnering.actions import repairs as actions
from bridgehead.partnering.actions.timetables import discard_draft, publish_timetable
from bridgehead.partnering.models import (
    MeetingRequest,
    RequestState,
    RunState,
    Timetable,
    TimetableRun,
    TimetableState,
)
from bridgehead.partnering.queries import repairs
from bridgehead.partnering.queries.figures import Compared, Fit
from bridgehead.partnering.queries.timetables import timetables_in_view
from tests.factories.partnering import AcceptedRequestFactory, TableFactory, delegation_of
from tests.partnering.scenes import InForce, address, browser

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


class Crowded(InForce):
    """Two hosts with two meetings each; two guests can come in the fourth slot alone, where their hosts meet others."""

    def __init__(self, now: datetime, **settings: object) -> None:
        super().__init__(now, **settings)
        cedar, dune = (self.delegation("US", name_ko="", name_en=name) for name in ("Cedar", "Dune"))
        second = TableFactory(round=self.round, number=2)
        places = [(self.with_acme, 0, self.tables[0]), (self.with_beacon, 3, self.tables[0])]
        for guest, slot in ((cedar, 0), (dune, 3)):
            places.append((AcceptedRequestFactory(asking=self.saebyeok, asked=guest), slot, second))
        draft = self.run([(request, self.slots[slot], table) for request, slot, table in places])
        self.published = publish_timetable(timetable_id=draft.pk, by=self.by, now=now)
        for guest in (self.acme, cedar):
            self.closed(guest, 0, 1, 2, 4, 5)


def slots_of(timetable: Timetable) -> dict[int, int]:
    return dict(timetable.meetings.values_list("request_id", "slot_id"))


def test_fit_counts_what_cannot_be_held_and_what_is_newer(now: datetime) -> None:
    scene = InForce(now)
    assert scene.fit() == Fit(0, 0)

    scene.closed(scene.acme, 0, 1)
    scene.closed(scene.hanbit, 0)
    AcceptedRequestFactory(asking=scene.saebyeok, asked=scene.acme, answered_at=now + timedelta(hours=1))
    assert scene.fit() == Fit(1, 1)

    MeetingRequest.objects.filter(pk=scene.with_beacon.pk).update(state=RequestState.WITHDRAWN)
    assert scene.fit() == Fit(2, 1)


def test_fit_counts_meetings_beyond_a_lowered_limit(now: datetime) -> None:
    scene = InForce(now)
    scene.round.max_meetings = 1
    scene.round.save()

    assert scene.fit() == Fit(1, 0)
    ((request, kind, before, after, why),) = scene.told(scene.repair())
    assert (request, kind, before, after) == (scene.with_beacon, "removed", 3, None)
    assert why == "Hanbit has as many meetings as the round allows."


def test_repair_moves_who_cannot_come_says_why_and_changes_nothing(now: datetime) -> None:
    scene = InForce(now)
    scene.closed(scene.acme, 0, 1, 2, 3, 4)
    before = slots_of(scene.published)

    run = scene.repair()

    assert scene.told(run) == [(scene.with_acme, "displaced", 0, 5, "Acme cannot come then.")]
    assert (run.state, run.placed, run.moved, run.keeps_version) == (RunState.DONE, 2, 1, 1)
    assert (slots_of(scene.published), Timetable.objects.count()) == (before, 1)


def test_repair_lets_another_make_way_and_calls_off_what_was_taken_back(now: datetime) -> None:
    scene = InForce(now)
    scene.closed(scene.acme, 0, 1, 2, 4, 5)
    MeetingRequest.objects.filter(pk=scene.with_beacon.pk).update(state=RequestState.WITHDRAWN)
    other = AcceptedRequestFactory(asking=scene.saebyeok, asked=scene.beacon, answered_at=now + timedelta(hours=1))

    told = scene.told(scene.repair(fills=True))

    assert [(each[0], each[1], each[2]) for each in told if each[1] != "added"] == [
        (scene.with_acme, "displaced", 0),
        (scene.with_beacon, "called_off", 3),
    ]
    assert [each[0] for each in told if each[1] == "added"] == [other]


def test_few_others_make_way_unless_as_many_as_help_are_asked_for(now: datetime) -> None:
    scene = Crowded(now)
    desk = browser(scene.officer)

    few = scene.repair()
    shown = desk.get(address("partnering_desk:run", few.public_id)).text
    asked = desk.post(address("partnering_desk:repair", scene.published.public_id), {"moves_others": "on"})
    freely = scene.repair(moves_others=True)

    kinds = [sorted(str(each.kind) for each in repairs.moves_of(run)) for run in (few, freely)]
    assert kinds == [["displaced", "made_way", "removed"], ["displaced", "displaced", "made_way", "made_way"]]
    assert [(run.more_placed, run.more_moved) for run in (few, freely)] == [(1, 1), (None, None)]
    assert "1 more meeting could be placed if more others made way (others moved for it: 1)." in shown
    assert "See it with more others moved" in shown
    assert asked["Location"] == address("partnering_desk:run", freely.public_id)
    assert "See it with few others moved" in desk.get(address("partnering_desk:run", freely.public_id)).text
    draft = actions.accept_repair(run_id=freely.pk, by=scene.by, now=now).draft
    assert draft is not None
    assert len(slots_of(draft)) == 4


def test_what_finds_no_place_is_told_with_its_reason(now: datetime) -> None:
    scene = InForce(now)
    scene.closed(scene.acme, 0, 1, 2, 3, 4, 5)

    ((request, kind, before, after, why),) = scene.told(scene.repair())

    assert (request, kind, before, after) == (scene.with_acme, "removed", 0, None)
    assert why == "Acme cannot come then. There is no slot in which both can meet."


def test_repair_of_what_fits_moves_nothing(now: datetime) -> None:
    scene = InForce(now)

    assert scene.told(scene.repair()) == []


def test_accepting_makes_one_draft_that_waits_to_be_published(now: datetime) -> None:
    scene = InForce(now)
    scene.closed(scene.acme, 0)
    run = scene.repair()
    (moved,) = repairs.moves_of(run)
    # Drafts wait that are newer than what is published.
    Timetable.objects.filter(pk=scene.published.pk).update(created_at=now - timedelta(hours=1))

    first, again = (actions.accept_repair(run_id=run.pk, by=scene.by, now=now) for _ in range(2))

    assert first == again
    assert first.draft is not None
    assert slots_of(first.draft) == {**slots_of(scene.published), scene.with_acme.pk: (moved.after or (0,))[0]}
    assert timetables_in_view(scene.round).waits == first.draft
    assert Timetable.objects.get(state=TimetableState.PUBLISHED) == scene.published
    publish_timetable(timetable_id=first.draft.pk, by=scene.by, now=now)
    assert Compared(scene.by, scene.round, [first.draft]).fit(first.draft) == Fit(0, 0)


def test_a_round_that_changed_after_the_look_makes_no_draft_but_a_new_list(now: datetime) -> None:
    scene = InForce(now)
    scene.closed(scene.acme, 0)
    run = scene.repair()
    scene.closed(scene.acme, 1)

    accepted = actions.accept_repair(run_id=run.pk, by=scene.by, now=now)

    assert (accepted.draft, Timetable.objects.count()) == (None, 1)
    assert accepted.anew is not None
    assert (accepted.anew.state, accepted.anew.mends) == (RunState.QUEUED, scene.published.public_id)


def test_the_same_question_is_the_same_repair(now: datetime) -> None:
    scene = InForce(now)
    scene.closed(scene.acme, 0)

    waiting = [
        actions.start_repair(timetable_id=scene.published.pk, fills=False, by=scene.by, now=now) for _ in range(2)
    ]
    done = scene.repair()

    assert {each.pk for each in waiting} == {done.pk}
    actions.start_repair(timetable_id=scene.published.pk, fills=True, by=scene.by, now=now)
    scene.closed(scene.acme, 1)
    with pytest.raises(Refused, match="A run is at work already"):
        actions.start_repair(timetable_id=scene.published.pk, fills=False, by=scene.by, now=now)


def test_repair_is_refused_to_others_and_for_what_no_longer_stands(now: datetime) -> None:
    scene = InForce(now)
    scene.closed(scene.acme, 0)
    run = scene.repair()
    draft = scene.run([(scene.with_acme, scene.slots[1], scene.tables[0])])
    publish_timetable(timetable_id=draft.pk, by=scene.by, now=now)
    stranger = delegation_of(scene.round)[1]

    def refusal(**changed: object) -> str:
        with pytest.raises(Refused) as refused:
            actions.accept_repair(**{"run_id": run.pk, "by": scene.by, "now": now, **changed})
        return str(refused.value)

    assert refusal() == "Another timetable has taken the place of this one."
    assert refusal(by=stranger) == "Only an officer of this forum can do this."
    with pytest.raises(Refused, match="taken the place"):
        actions.start_repair(timetable_id=scene.published.pk, fills=False, by=scene.by, now=now)
    assert Timetable.objects.count() == 2


def test_a_draft_is_repaired_too_and_may_be_discarded_meanwhile(now: datetime) -> None:
    scene = InForce(now)
    draft = scene.run([(scene.with_acme, scene.slots[1], scene.tables[0])])
    scene.closed(scene.acme, 1)
    scene.published = draft
    run = scene.repair()
    assert [each[:2] for each in scene.told(run)] == [(scene.with_acme, "displaced")]

    discard_draft(timetable_id=draft.pk, by=scene.by, now=now)

    assert repairs.mended_by(run) is None
    with pytest.raises(Refused, match="taken the place"):
        actions.accept_repair(run_id=run.pk, by=scene.by, now=now)


def test_officer_is_told_sees_the_list_and_makes_the_draft(now: datetime) -> None:
    scene = InForce(now)
    desk = browser(scene.officer)
    scene.closed(scene.acme, 0)
    studio = desk.get(address("partnering_desk:studio", scene.round.public_id))

    started = desk.post(address("partnering_desk:repair", scene.published.public_id), {"fills": "on"}, follow=True)
    run = scene.repair(fills=True)
    shown = desk.get(address("partnering_desk:run", run.public_id))
    made = desk.post(address("partnering_desk:accept_repair", run.public_id), follow=True)

    assert "1 meeting can no longer be held as it stands." in studio.text
    assert 'data-live="/events/' in started.text
    assert ["Acme cannot come then." in shown.text, "Make the draft" in shown.text] == [True, True]
    assert made.redirect_chain[-1][0] == address("partnering_desk:publish", run.timetable.public_id)
    assert "The draft is made" in desk.get(address("partnering_desk:run", run.public_id)).text


def test_preview_of_a_draft_says_that_it_fits_no_longer(now: datetime) -> None:
    scene = InForce(now)
    draft = scene.run([(scene.with_acme, scene.slots[1], scene.tables[0])])
    desk, preview = browser(scene.officer), address("partnering_desk:publish", draft.public_id)
    fits = desk.get(preview).text
    scene.closed(scene.acme, 1)

    assert "can no longer be held" not in fits
    assert "1 meeting can no longer be held as it stands." in desk.get(preview).text


def test_officer_who_accepts_too_late_reads_so_and_sees_the_new_list(now: datetime) -> None:
    scene = InForce(now)
    desk: Client = browser(scene.officer)
    scene.closed(scene.acme, 0)
    run = scene.repair()
    scene.closed(scene.acme, 1)

    stale = desk.get(address("partnering_desk:run", run.public_id)).text
    answer = desk.post(address("partnering_desk:accept_repair", run.public_id), follow=True)

    assert "The round has changed since this list was made. Ask for a new one." in stale
    assert "Make the draft" not in stale
    assert "The round has changed since this list was made; nothing was done." in answer.text
    assert answer.redirect_chain[-1][0] == address("partnering_desk:run", TimetableRun.objects.last().public_id)
    assert Timetable.objects.count() == 1
