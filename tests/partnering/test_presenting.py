"""Who presents while meetings are held: told to them and to the officers, spared by a run, closed by nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from bridgehead.events.models import Appearance, AppearanceRole, ForumSession
from bridgehead.partnering.actions import moves, runs
from bridgehead.partnering.models import Availability, Delegation, RoundPhase, RunProblem
from bridgehead.partnering.queries.presenting import Clash, clashes_in, presented_at_all
from tests.factories.forums import AppearanceFactory, ForumSessionFactory
from tests.partnering.scenes import address, browser, person
from tests.partnering.test_moves import Desk
from tests.partnering.test_views_grid import placed_at, seen_at, studio, to

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def desk(now: datetime) -> Desk:
    """Acme presents in the first two slots; that it moves in somewhere at the third keeps it from nothing."""
    desk = Desk(now)
    presents(desk, 0, 1)
    moves_in = ForumSessionFactory(
        part__forum=desk.round.forum, starts_at=desk.slots[2].starts_at, ends_at=desk.slots[2].ends_at
    )
    AppearanceFactory(session=moves_in, organisation=desk.acme.organisation, role=AppearanceRole.MOVES_IN)
    return desk


def presents(desk: Desk, first: int, last: int) -> ForumSession:
    minute = timedelta(minutes=1)
    session = ForumSessionFactory(
        part__forum=desk.round.forum, name_ko="회사 발표", name_en="Company presentations",
        starts_at=desk.slots[first].starts_at + minute, ends_at=desk.slots[last].ends_at - minute,
    )  # fmt: skip
    AppearanceFactory(session=session, organisation=desk.acme.organisation)
    return session


@pytest.fixture
def officer(desk: Desk) -> Client:
    return browser(desk.officer)


def closed_to(desk: Desk, run_id: int) -> list[list[int]]:
    """Which slots the question of a run closes to Acme."""
    frozen = RunProblem.objects.get(run=run_id).content
    return [each["closed"] for each in frozen["delegations"] if each["id"] == desk.acme.pk]


def test_meetings_at_that_time_are_named_to_the_officer_wherever_a_timetable_is_looked_at(
    desk: Desk, officer: Client
) -> None:
    desk.move(RoundPhase.PLACE)
    sentence = "1 meeting lies at a time at which one of the two presents or signs"

    found = clashes_in(desk.by, desk.timetable, presented_at_all(desk.round), now=desk.now)
    seen = [officer.get(studio(desk)).text, officer.get(to("publish", desk)).text]
    desk.carry(desk.acme_meets, (0, 0), (2, 0))
    after = officer.get(studio(desk)).text

    assert [(each.meeting.request_id, *told(each)) for each in found] == [
        (desk.acme_meets.pk, (desk.acme, "Company presentations"))
    ]
    assert [sentence in page for page in [*seen, after]] == [True, True, False]


def told(clash: Clash) -> list[tuple[Delegation, str]]:
    return [(side, shown.session.name_en) for side, shown in clash.presents]


def test_a_meeting_of_two_that_present_is_one_meeting(desk: Desk, officer: Client) -> None:
    other = ForumSessionFactory(
        part__forum=desk.round.forum, name_en="Case talk", starts_at=desk.slots[0].starts_at,
        ends_at=desk.slots[0].ends_at,
    )  # fmt: skip
    AppearanceFactory(session=other, organisation=desk.hanbit.organisation)

    found = clashes_in(desk.by, desk.timetable, presented_at_all(desk.round), now=desk.now)
    page = officer.get(studio(desk)).text

    both = {desk.acme: "Company presentations", desk.hanbit: "Case talk"}
    assert [dict(told(each)) for each in found if each.meeting.request_id == desk.acme_meets.pk] == [both]
    assert f"{len(found)} meeting lies at a time at which one of the two presents or signs" in page


def test_nothing_is_told_of_what_is_over(desk: Desk) -> None:
    presented, slot = presented_at_all(desk.round), desk.slots[0]

    found = [clashes_in(desk.by, desk.timetable, presented, now=now) for now in (slot.starts_at, slot.ends_at)]

    assert [[each.meeting.request_id for each in told] for told in found] == [[desk.acme_meets.pk], []]


def test_a_hand_is_told_before_and_after_and_is_not_stopped(desk: Desk, officer: Client) -> None:
    at = to("by_hand", desk, desk.acme_meets)
    warning = "Acme presents then: Company presentations."

    ways = officer.get(to("ways", desk, desk.acme_meets)).json()["beside"]
    page = officer.get(at)
    done = officer.post(at, {**placed_at(desk, 1, 1), "seen": seen_at(desk, 0, 0)}, follow=True)
    elsewhere = officer.post(at, {**placed_at(desk, 2, 1), "seen": seen_at(desk, 1, 1)}, follow=True)

    assert ways == [warning, warning, "", "", "", ""]
    assert [each.beside for each in page.context["lines"]] == ways
    assert [str(each) for each in done.context["messages"]][1:] == [warning]
    assert [str(each) for each in elsewhere.context["messages"]][1:] == []
    assert desk.lies()[desk.acme_meets.pk] == desk.spot(2, 1)


def test_a_hand_is_told_of_both_meetings_that_change_places(desk: Desk, officer: Client) -> None:
    session = ForumSessionFactory(
        part__forum=desk.round.forum, name_en="Case talk", starts_at=desk.slots[0].starts_at,
        ends_at=desk.slots[0].ends_at,
    )  # fmt: skip
    AppearanceFactory(session=session, organisation=desk.beacon.organisation)
    presents(desk, 3, 3)
    at, chosen = to("by_hand", desk, desk.acme_meets), placed_at(desk, 3, 1)
    own, other = "Acme presents then: Company presentations.", "Hanbit × Beacon: Beacon presents then: Case talk."

    ways = officer.get(to("ways", desk, desk.acme_meets)).json()
    page = officer.get(at, chosen)
    exchanged = {"swap_with": str(desk.beacon_meets.public_id), "seen": seen_at(desk, 0, 0)}
    done = officer.post(at, {**chosen, **exchanged}, follow=True)
    back = officer.get(to("ways", desk, desk.acme_meets)).json()

    assert (ways["beside"][3], ways["swapped"]) == (own, {str(desk.beacon_meets.public_id): other})
    assert page.context["lines"][3].beside == page.context["swaps"]["beside"] == f"{own} {other}"
    assert [str(each) for each in done.context["messages"]][1:] == [own, other]
    assert (back["beside"][0], back["swapped"]) == (own, {})


def test_a_run_leaves_these_times_free_where_the_officer_says_so_but_not_what_is_locked(
    desk: Desk, officer: Client
) -> None:
    asked = {"round_id": desk.round.pk, "budget_seconds": 5, "seed": 2, "by": desk.by, "now": desk.now}

    plain = runs.start_run(**asked)
    runs.cancel_run(run_id=plain.pk, by=desk.by, now=desk.now)
    page = officer.post(studio(desk), {"budget_seconds": "5", "seed": "3", "spares_presenters": "on"})
    spared = desk.round.runs.get(seed=3)
    runs.cancel_run(run_id=spared.pk, by=desk.by, now=desk.now)
    moves.set_lock(request_id=desk.acme_meets.pk, locks=True, **desk.fixed)
    locked = runs.start_run(**{**asked, "seed": 4}, locks_of=desk.timetable.pk, spares_presenters=True)

    assert page.status_code == 302
    # Beside each other two such runs are told apart: what is proven of one holds among timetables of its kind.
    assert officer.get(studio(desk)).text.count("leaves times of presenting and signing free") == 2 + 1
    assert [closed_to(desk, each.pk) for each in (plain, spared, locked)] == [[[]], [[0, 1]], [[1]]]


def test_the_choice_is_offered_only_where_somebody_presents(desk: Desk, officer: Client) -> None:
    offered = officer.get(studio(desk)).text
    ForumSession.objects.all().delete()

    assert ["spares_presenters" in page for page in (offered, officer.get(studio(desk)).text)] == [True, False]


def test_an_organisation_reads_when_it_presents_and_closes_these_times_with_one_tap(desk: Desk, now: datetime) -> None:
    desk.move(RoundPhase.REQUEST)
    browsing, page = browser(person(desk.acme)), address("partnering:availability", desk.round.public_id)
    title = "Your organisation presents or signs while these times are open"

    before = browsing.get(page)
    shown = [str(each.public_id) for each in desk.slots]
    saved = browsing.post(page, {"shown": shown, "open": shown[:5], "spares": "on"}, follow=True).text

    assert [slot.pk for slot in before.context["to_spare"]] == [each.pk for each in desk.slots[:2]]
    # Enter presses the first button of a form: here it saves what is painted, and closes nothing besides.
    buttons = re.findall(r'<button[^>]*type="submit"[^>]*>', before.text[before.text.index("data-paints") :])
    assert [index for index, each in enumerate(buttons) if 'name="spares"' in each] == [1]
    assert [title in each for each in (before.text, saved)] == [True, False]
    closed = Availability.objects.filter(delegation=desk.acme).values_list("slot_id", flat=True)
    assert set(closed) == {desk.slots[0].pk, desk.slots[1].pk, desk.slots[5].pk}
    others = browser(person(desk.hanbit)).get(page)
    assert (others.context["to_spare"], "Company presentations" in others.text) == ([], False)


def test_who_signs_is_said_to_sign_wherever_who_presents_is_said_to_present(desk: Desk, officer: Client) -> None:
    own = address("partnering:availability", desk.round.public_id)
    pages = [(officer, studio(desk)), (browser(person(desk.acme)), own)]
    words = ["presents then:", "signs then:", "presents and signs then:", "you present then:", "you sign then:"]

    def seen() -> tuple[list[list[str]], str]:
        desk.move(RoundPhase.PLACE)
        shown = [client.get(page).text for client, page in pages]
        beside = officer.get(to("ways", desk, desk.acme_meets)).json()["beside"]
        return [[each for each in words if re.search(rf"(?:–|·) {each}", page)] for page in shown], beside[0]

    assert seen() == (
        [["presents then:"], ["presents then:", "you present then:"]],
        "Acme presents then: Company presentations.",
    )
    Appearance.objects.filter(role="presents").update(role="signs")
    assert seen() == ([["signs then:"], ["signs then:", "you sign then:"]], "Acme signs then: Company presentations.")
    for each in Appearance.objects.filter(role="signs"):
        AppearanceFactory(session=each.session, organisation=each.organisation)
    assert seen()[1] == "Acme presents and signs then: Company presentations."


def test_nothing_is_read_of_other_forums(desk: Desk, now: datetime) -> None:
    other = Desk(now)

    assert presented_at_all(other.round) == {}
    assert set(presented_at_all(desk.round)) == {(desk.acme.pk, slot.pk) for slot in desk.slots[:2]}
