"""The day of a round: called off, moved, late, absent, missing; told once to whom it concerns, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail as sent_mail

from bridgehead.accounts.actor import Actor
from bridgehead.events.models import ForumRole
from bridgehead.foundation import notices
from bridgehead.foundation.models import AuditEntry, LiveTopic, OutboxItem
from bridgehead.foundation.refusals import Refused
from bridgehead.partnering.actions import day as actions
from bridgehead.partnering.actions import repairs, runs
from bridgehead.partnering.actions.availability import set_away
from bridgehead.partnering.actions.timetables import publish_timetable
from bridgehead.partnering.models import (
    DelegateAway,
    Delegation,
    Lateness,
    Meeting,
    MeetingRequest,
    PersonalTimetable,
    RequestState,
    RoundPhase,
    Timetable,
    TimetableState,
)
from bridgehead.partnering.queries import day as queries
from bridgehead.partnering.queries.figures import Fit
from bridgehead.partnering.schemas.shifts import moved
from tests.factories.partnering import AcceptedRequestFactory, DelegateFactory, TableFactory
from tests.factories.people import actor_of
from tests.partnering.scenes import FAR_AHEAD, InForce, address, browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MINUTE = timedelta(minutes=1)


@pytest.fixture
def scene(now: datetime) -> Iterator[InForce]:
    with time_machine.travel(now, tick=False) as clock:
        made = InForce(now)
        AcceptedRequestFactory(asking=made.saebyeok, asked=made.acme)
        made.move(RoundPhase.RUN)
        made.clock = clock  # type: ignore[attr-defined]  # what the tests of pages move
        OutboxItem.objects.all().delete()
        yield made


def acts_for(delegation: Delegation) -> Actor:
    return actor_of(person(delegation))


def in_force(scene: InForce) -> Timetable:
    return Timetable.objects.get(round=scene.round, state=TimetableState.PUBLISHED)


def own(scene: InForce, delegation: Delegation) -> list[tuple[str, str, int]]:
    """What the only delegate goes by: with whom, when, at which table."""
    held = PersonalTimetable.objects.get(timetable=in_force(scene), delegate__delegation=delegation)
    return [(each["with_en"], each["starts_at"][11:16], each["table"]) for each in held.entries]


def hearing(scene: InForce) -> list[str]:
    """The organisations whose people are told of a version, each as often as they are told."""
    staged = OutboxItem.objects.filter(kind="partnering/timetable_published")
    users = [item.payload["user_id"] for item in staged]
    names = {person(each).pk: each.organisation.name_en for each in Delegation.objects.filter(round=scene.round)}
    return sorted(names[user] for user in users)


# Calling off


def test_a_called_off_meeting_leaves_both_timetables_at_once(scene: InForce) -> None:
    actions.call_off_meeting(
        request_id=scene.with_acme.pk, reason=" We are ill. ", by=acts_for(scene.acme), now=scene.now
    )

    assert own(scene, scene.hanbit) == [("Beacon", "14:20", 1)]
    assert own(scene, scene.acme) == []
    assert own(scene, scene.beacon) == [("Hanbit", "14:20", 1)]
    assert hearing(scene) == ["Acme", "Hanbit"]
    scene.with_acme.refresh_from_db()
    assert (scene.with_acme.state, in_force(scene).version) == (RequestState.WITHDRAWN, 2)
    assert [(each.author, each.text) for each in scene.with_acme.messages.all()] == [(scene.acme, "We are ill.")]
    assert in_force(scene).made_by == scene.published.run


def test_calling_off_twice_is_calling_off_once(scene: InForce) -> None:
    for by in (acts_for(scene.acme), acts_for(scene.hanbit), scene.by):
        actions.call_off_meeting(request_id=scene.with_acme.pk, by=by, now=scene.now)

    assert in_force(scene).version == 2
    assert AuditEntry.objects.filter(verb="partnering.meeting_called_off").count() == 1


@pytest.mark.parametrize(
    ("who", "when", "sentence"),
    [
        ("beacon", -1, "This meeting is not yours."),
        ("acme", 0, "This meeting has begun. Say afterwards whether it was held."),
        ("officer", 30, "This meeting has begun. Say afterwards whether it was held."),
    ],
)
def test_who_may_call_off_and_until_when(scene: InForce, who: str, when: int, sentence: str) -> None:
    by = scene.by if who == "officer" else acts_for(getattr(scene, who))

    with pytest.raises(Refused, match=sentence):
        actions.call_off_meeting(request_id=scene.with_acme.pk, by=by, now=scene.slots[0].starts_at + when * MINUTE)

    assert in_force(scene) == scene.published


def test_a_meeting_without_a_place_is_not_called_off_but_withdrawn(scene: InForce) -> None:
    waits = MeetingRequest.objects.get(asking=scene.saebyeok)

    with pytest.raises(Refused, match="has no place in the published timetable"):
        actions.call_off_meeting(request_id=waits.pk, by=acts_for(scene.acme), now=scene.now)


# Moving times


def test_times_move_and_everybody_concerned_is_told_once(scene: InForce) -> None:
    preview = queries.move_preview(scene.by, scene.slots[0], scene.round, minutes=15, least_pause=None, now=scene.now)
    assert (preview.people, len(preview.slots), preview.timetable) == (3, 6, scene.published)

    actions.move_times(slot_id=scene.slots[0].pk, minutes=15, version=1, by=scene.by, now=scene.now)

    assert own(scene, scene.hanbit) == [("Acme", "13:15", 1), ("Beacon", "14:35", 1)]
    assert hearing(scene) == ["Acme", "Beacon", "Hanbit"]
    while notices.deliver_next(now=FAR_AHEAD):
        pass
    assert len([each for each in sent_mail.outbox if not each.alternatives]) == 3


def test_a_pause_takes_in_what_it_can(scene: InForce) -> None:
    # a pause of twenty minutes follows the third slot
    actions.move_times(slot_id=scene.slots[0].pk, minutes=20, least_pause=5, version=1, by=scene.by, now=scene.now)

    starts = [f"{each:%H:%M}" for each in scene.round.slots.order_by("starts_at").values_list("starts_at", flat=True)]
    assert starts == ["13:20", "13:40", "14:00", "14:25", "14:45", "15:05"]
    assert own(scene, scene.beacon) == [("Hanbit", "14:25", 1)]


def test_only_whose_meetings_move_are_told(scene: InForce) -> None:
    actions.move_times(slot_id=scene.slots[0].pk, minutes=20, least_pause=0, version=1, by=scene.by, now=scene.now)

    assert own(scene, scene.beacon) == [("Hanbit", "14:20", 1)]
    assert hearing(scene) == ["Acme", "Hanbit"]


def test_what_was_moved_can_be_moved_back(scene: InForce) -> None:
    before = list(scene.round.slots.order_by("pk").values_list("starts_at", "ends_at"))
    actions.move_times(slot_id=scene.slots[1].pk, minutes=30, version=1, by=scene.by, now=scene.now)
    actions.move_times(slot_id=scene.slots[1].pk, minutes=-30, version=2, by=scene.by, now=scene.now)

    assert list(scene.round.slots.order_by("pk").values_list("starts_at", "ends_at")) == before
    assert own(scene, scene.beacon) == [("Hanbit", "14:20", 1)]


@pytest.mark.parametrize(
    ("slot", "minutes", "pause", "version", "minute", "sentence"),
    [
        (0, 15, None, None, -60, "The timetable has changed since you looked"),
        (0, 0, None, 1, -60, "Give from 1 to 240 minutes"),
        (0, 241, None, 1, -60, "Give from 1 to 240 minutes"),
        (0, 15, -1, 1, -60, "Give a shortest pause of 0 to 240 minutes"),
        (0, 15, None, 1, 20, "This slot is over"),
        (0, -15, None, 1, 5, "What has begun is not moved earlier"),
        (1, -15, None, 1, -60, "They would lie over other slots"),
        (0, -50, None, 1, -40, "The first of them would lie in the past"),
    ],
)
def test_what_cannot_be_moved_is_told_and_nothing_moves(  # noqa: PLR0917 - a table of cases
    scene: InForce, slot: int, minutes: int, pause: int | None, version: int | None, minute: int, sentence: str
) -> None:
    before = list(scene.round.slots.order_by("pk").values_list("starts_at", "ends_at"))
    now = scene.slots[0].starts_at + minute * MINUTE

    with pytest.raises(Refused, match=sentence):
        actions.move_times(
            slot_id=scene.slots[slot].pk, minutes=minutes, least_pause=pause, version=version, by=scene.by, now=now
        )

    assert list(scene.round.slots.order_by("pk").values_list("starts_at", "ends_at")) == before
    assert in_force(scene) == scene.published


def test_only_an_officer_moves_times(scene: InForce) -> None:
    with pytest.raises(Refused, match="Only an officer"):
        actions.move_times(slot_id=scene.slots[0].pk, minutes=15, version=1, by=acts_for(scene.hanbit), now=scene.now)


def test_moved_spans_keep_their_length_and_their_order() -> None:
    start = datetime(2023, 4, 28, 9, 0, tzinfo=UTC)
    spans = [(start + n * MINUTE, start + (n + 20) * MINUTE) for n in (0, 20, 60, 80, 200)]

    assert [[(a - start) // MINUTE for a, _b in moved(spans, d * MINUTE, least)] for d, least in CASES] == [
        [0, 20, 60, 80, 200],
        [30, 50, 90, 110, 230],
        [30, 50, 80, 100, 200],
        [30, 50, 70, 90, 200],
        [130, 150, 170, 190, 210],
        [-10, 10, 50, 70, 190],
    ]
    assert all(b - a == 20 * MINUTE for d, least in CASES for a, b in moved(spans, d * MINUTE, least))


CASES = [(0, None), (30, None), (30, 10), (30, 0), (130, 0), (-10, 5)]


# Who and what is missing


def test_who_cannot_come_is_told_to_the_officers_and_mended(scene: InForce) -> None:
    missed = actions.cannot_come(
        delegation_id=scene.acme.pk, slot_ids=[scene.slots[0].pk], by=acts_for(scene.acme), now=scene.now
    )
    assert (missed, scene.fit()) == (1, Fit(1, 0))
    assert in_force(scene) == scene.published
    [absent] = queries.the_day(scene.by, scene.round, now=scene.now).absent
    assert (absent.delegation, absent.meetings) == (scene.acme, 1)

    run = scene.repair()
    assert scene.told(run) == [(scene.with_acme, "displaced", 0, 2, "Acme cannot come then.")]
    accepted = repairs.accept_repair(run_id=run.pk, by=scene.by, now=scene.now)
    assert accepted.draft
    publish_timetable(timetable_id=accepted.draft.pk, by=scene.by, now=scene.now)
    assert own(scene, scene.acme) == [("Hanbit", "13:40", 1)]
    assert hearing(scene) == ["Acme", "Hanbit"]


def test_officers_hear_of_an_absence_while_it_is_so(scene: InForce) -> None:
    actions.cannot_come(
        delegation_id=scene.acme.pk, slot_ids=[scene.slots[0].pk], by=acts_for(scene.acme), now=scene.now
    )
    while notices.deliver_next(now=scene.now):
        pass

    officers = ForumRole.objects.filter(forum=scene.round.forum).count()
    assert [scene.officer.email in each.to[0] for each in sent_mail.outbox] == [True] * officers
    assert "1" in sent_mail.outbox[0].body


def test_an_absence_that_is_taken_back_is_told_to_nobody(scene: InForce) -> None:
    by = acts_for(scene.acme)
    actions.cannot_come(delegation_id=scene.acme.pk, slot_ids=[scene.slots[0].pk], by=by, now=scene.now)
    actions.come_after_all(delegation_id=scene.acme.pk, by=by, now=scene.now)
    while notices.deliver_next(now=scene.now):
        pass

    assert (sent_mail.outbox, scene.fit()) == ([], Fit(0, 0))


def test_who_comes_after_all_leaves_what_a_colleague_said_of_themselves(scene: InForce) -> None:
    by, first, second = acts_for(scene.acme), scene.acme.delegates.get(), DelegateFactory(delegation=scene.acme)
    scene.move(RoundPhase.PLACE)
    for who, away in ((first, (1, 2)), (second, (2,))):
        chosen = [scene.slots[number].pk for number in away]
        set_away(delegate_id=who.pk, away_slot_ids=chosen, by=by, now=scene.now)
    actions.cannot_come(delegation_id=scene.acme.pk, slot_ids=[scene.slots[1].pk], by=by, now=scene.now)

    actions.come_after_all(delegation_id=scene.acme.pk, by=by, now=scene.now)

    # Of the third slot nobody said that they come: all of them do now.
    assert list(DelegateAway.objects.values_list("delegate", "slot")) == [(first.pk, scene.slots[1].pk)]
    assert not scene.acme.closed_slots.exists()


@pytest.mark.parametrize("what", ["table", "slot"])
def test_what_is_missing_is_mended_and_said_why(scene: InForce, what: str) -> None:
    slot = scene.slots[0]
    if what == "table":
        actions.close_table(table_id=scene.tables[0].pk, slot_ids=[slot.pk], by=scene.by, now=scene.now)
    else:
        actions.set_slot_shut(slot_id=slot.pk, is_shut=True, by=scene.by, now=scene.now)
    assert scene.fit() == Fit(1, 0)

    why = "Its slot is closed, or its table is missing then."
    assert scene.told(scene.repair()) == [(scene.with_acme, "displaced", 0, 2, why)]


def test_another_table_takes_what_stood_at_a_missing_one(scene: InForce) -> None:
    TableFactory(round=scene.round, number=2)
    actions.close_table(table_id=scene.tables[0].pk, slot_ids=[scene.slots[0].pk], by=scene.by, now=scene.now)

    assert scene.told(scene.repair()) == [(scene.with_acme, "reseated", 0, 0, "Its table is needed or missing.")]


def test_what_is_there_again_needs_no_repair(scene: InForce) -> None:
    slots = [each.pk for each in scene.slots]
    actions.close_table(table_id=scene.tables[0].pk, slot_ids=slots, by=scene.by, now=scene.now)
    actions.set_slot_shut(slot_id=slots[3], is_shut=True, by=scene.by, now=scene.now)
    assert scene.fit() == Fit(2, 0)

    actions.open_table(table_id=scene.tables[0].pk, by=scene.by, now=scene.now)
    actions.set_slot_shut(slot_id=slots[3], is_shut=False, by=scene.by, now=scene.now)

    assert scene.fit() == Fit(0, 0)
    assert scene.told(scene.repair()) == []


# What has begun stands


def test_what_has_begun_is_no_question_any_more(scene: InForce) -> None:
    scene.now = scene.slots[0].starts_at + MINUTE
    scene.closed(scene.hanbit, 0, 3)

    run = scene.repair(fills=True)

    # the free slots to come are given to what waited and to what was displaced; nothing is put into the past
    told = [(request, kind, before, after) for request, kind, before, after, _why in scene.told(run)]
    assert [(request, kind, before) for request, kind, before, _after in told] == [
        (MeetingRequest.objects.get(asking=scene.saebyeok), "added", None),
        (scene.with_beacon, "displaced", 3),
    ]
    assert {after for *_rest, after in told} <= {1, 2, 4, 5}
    draft = repairs.accept_repair(run_id=run.pk, by=scene.by, now=scene.now).draft
    assert draft
    publish_timetable(timetable_id=draft.pk, by=scene.by, now=scene.now)
    assert Meeting.objects.get(timetable=in_force(scene), request=scene.with_acme).slot == scene.slots[0]


def test_a_run_on_the_day_leaves_what_has_begun_where_it_is(scene: InForce) -> None:
    scene.now = scene.slots[0].starts_at + MINUTE
    run = runs.start_run(round_id=scene.round.pk, budget_seconds=2, seed=1, keep=False, by=scene.by, now=scene.now)
    waits = MeetingRequest.objects.get(asking=scene.saebyeok)
    found = [(scene.with_beacon.pk, scene.slots[1].pk, scene.tables[0].pk)]
    figures = {"status": "feasible", "placements": found, "reasons": [], "placed": 1, "weight": 1, "breaks": 0}
    runs.keep_result(run.pk, figures, scene.now)

    assert run.accepted == 2  # what has begun is not asked for again
    draft = Timetable.objects.get(run=run)
    assert set(draft.meetings.values_list("request_id", "slot_id")) == {
        (scene.with_acme.pk, scene.slots[0].pk),
        (scene.with_beacon.pk, scene.slots[1].pk),
    }
    assert not draft.meetings.filter(request=waits).exists()


def test_a_draft_that_moves_what_has_begun_is_not_published(scene: InForce) -> None:
    scene.closed(scene.acme, 0)
    run = scene.repair()
    draft = repairs.accept_repair(run_id=run.pk, by=scene.by, now=scene.now).draft
    assert draft

    with pytest.raises(Refused, match="moves meetings that have begun"):
        publish_timetable(timetable_id=draft.pk, by=scene.by, now=scene.slots[0].starts_at)

    publish_timetable(timetable_id=draft.pk, by=scene.by, now=scene.slots[0].starts_at - MINUTE)
    assert own(scene, scene.acme) == [("Hanbit", "13:40", 1)]


# Being late


def test_the_other_side_hears_of_being_late_and_nobody_else(scene: InForce) -> None:
    LiveTopic.objects.all().delete()
    by = acts_for(scene.hanbit)
    for minutes in (5, 10, 10):
        actions.tell_late(request_id=scene.with_acme.pk, minutes=minutes, by=by, now=scene.now)
    while notices.deliver_next(now=scene.now):
        pass

    assert list(Lateness.objects.values_list("request", "delegation", "minutes")) == [
        (scene.with_acme.pk, scene.hanbit.pk, 10)
    ]
    assert list(LiveTopic.objects.values_list("name", flat=True)) == [scene.acme.live_topic]
    # five minutes were no longer true when the mail went out
    [mail] = sent_mail.outbox
    assert (person(scene.acme).email in mail.to[0], mail.subject) == (True, "Hanbit comes 10 minutes late")


def test_a_meeting_that_has_moved_is_not_late(scene: InForce) -> None:
    actions.tell_late(request_id=scene.with_acme.pk, minutes=5, by=acts_for(scene.hanbit), now=scene.now)
    assert len(queries.the_day(scene.by, scene.round, now=scene.now).late) == 1

    actions.move_times(slot_id=scene.slots[0].pk, minutes=15, version=1, by=scene.by, now=scene.now)

    assert queries.the_day(scene.by, scene.round, now=scene.now).late == []


def test_a_third_party_is_late_at_nothing(scene: InForce) -> None:
    with pytest.raises(Refused, match="This meeting is not yours"):
        actions.tell_late(request_id=scene.with_acme.pk, minutes=5, by=acts_for(scene.beacon), now=scene.now)
    with pytest.raises(Refused, match="This meeting is over"):
        actions.tell_late(request_id=scene.with_acme.pk, minutes=5, by=acts_for(scene.acme), now=scene.slots[0].ends_at)


# Pages


def test_an_officer_looks_at_what_would_move_before_it_moves(scene: InForce) -> None:
    desk, asked = browser(scene.officer), {"slot": str(scene.slots[0].public_id), "minutes": "15", "least_pause": ""}
    at = address("partnering_desk:move_times", scene.round.public_id)

    shown = desk.get(at, asked).text
    assert in_force(scene) == scene.published
    assert "09:15" in shown

    answer = desk.post(at, {**asked, "version": "1"}, follow=True)
    assert answer.redirect_chain == [(address("partnering_desk:day", scene.round.public_id), 302)]
    assert own(scene, scene.acme) == [("Hanbit", "13:15", 1)]

    again = desk.post(at, {**asked, "version": "1"})
    assert (again.status_code, "The timetable has changed since you looked" in again.text) == (422, True)


def test_a_refused_form_keeps_what_was_typed(scene: InForce) -> None:
    desk, at = browser(scene.officer), address("partnering_desk:absence", scene.round.public_id)

    answer = desk.post(at, {"delegation": "", "starts": str(scene.slots[2].public_id), "ends": ""})

    assert answer.status_code == 422
    assert f'<option value="{scene.slots[2].public_id}" selected>' in answer.text


def test_a_delegate_tells_it_and_takes_it_back(scene: InForce) -> None:
    delegate, at = browser(person(scene.acme)), address("partnering:cannot_come", scene.round.public_id)

    told = delegate.post(at, {"slots": [str(scene.slots[0].public_id)]}, follow=True)
    assert "The organisers are told." in told.text
    assert list(scene.acme.closed_slots.values_list("slot", flat=True)) == [scene.slots[0].pk]

    nothing = delegate.post(at, {})
    assert (nothing.status_code, "Choose at least one time." in nothing.text) == (422, True)

    delegate.post(address("partnering:come_after_all", scene.round.public_id))
    assert not scene.acme.closed_slots.exists()


def test_today_says_who_is_late(scene: InForce) -> None:
    late = browser(person(scene.hanbit)).post(
        address("partnering:late", scene.with_acme.public_id), {"minutes": "10"}, follow=True
    )
    assert "You said that you come 10 minutes late." in late.text

    today = address("partnering:today", scene.round.public_id)
    assert "They come 10 minutes late." in browser(person(scene.acme)).get(today).text
    assert "late." not in browser(person(scene.beacon)).get(today).text.replace("I am late", "")


def test_calling_off_from_the_page_of_the_meeting(scene: InForce) -> None:
    delegate, page = browser(person(scene.acme)), address("partnering:request", scene.with_acme.public_id)
    assert "Call the meeting off" in delegate.get(page).text

    too_long = delegate.post(address("partnering:call_off", scene.with_acme.public_id), {"reason": "x" * 301})
    assert (too_long.status_code, "x" * 301 in too_long.text) == (422, True)

    delegate.post(address("partnering:call_off", scene.with_acme.public_id), {"reason": "Ill"})
    assert own(scene, scene.hanbit) == [("Beacon", "14:20", 1)]
