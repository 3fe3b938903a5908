"""The day of the sample: it is on whenever somebody looks, and each side of it has something to see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from bridgehead.accounts.actions import erase_person
from bridgehead.accounts.actor import Actor, actor_for
from bridgehead.accounts.models import User
from bridgehead.config.demo.company import found_company
from bridgehead.config.demo.files import public_id, read
from bridgehead.config.demo.gathering import call_forum, dates_from
from bridgehead.config.demo.queries import day_forum, day_round, sample_delegate, sample_officer, sample_partner
from bridgehead.config.demo.today import day_is_due, hours_around, keep_day
from bridgehead.directory.actions.merging import merge_organisations
from bridgehead.directory.models import Organisation
from bridgehead.events.actions.calling_off import call_off_forum
from bridgehead.events.models import ForumState
from bridgehead.foundation import audit
from bridgehead.foundation.models import AuditStream, OutboxItem
from bridgehead.home.queries.desk import forum_at_desk, forums_run_by
from bridgehead.partnering.actions.spots import accept_on_the_spot
from bridgehead.partnering.models import PartneringRound, RoundPhase, SpotRequest
from bridgehead.partnering.queries.afterwards import kept_in
from bridgehead.partnering.queries.day import the_day
from bridgehead.partnering.queries.lookups import place_or_404
from bridgehead.partnering.queries.presenting import presented_at_all
from bridgehead.partnering.queries.spots import free_now
from bridgehead.partnering.queries.timetables import personal_timetable
from bridgehead.partnering.schemas.diary import read_personal
from tests.clocks import standing_still
from tests.demo import urls

#: An afternoon in Seoul.
NOW = datetime(2023, 4, 26, 4, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def day(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[PartneringRound]:
    """Lay the day once for all tests of this module; each still undoes what it does itself."""
    told = read("sample/forum.yaml")
    with django_db_blocker.unblock(), transaction.atomic():
        call_forum(told, found_company(), dates_from(told["forum"], NOW), NOW)
        keep_day(NOW)
        held = day_round()
        assert held is not None
        yield held
        transaction.set_rollback(True)


@pytest.mark.parametrize("hour", range(24))
def test_it_is_day_where_the_meetings_are(hour: int) -> None:
    now = datetime(2023, 4, 26, hour, 59, tzinfo=UTC)

    hours = hours_around(read("sample/today.yaml"), now)

    there = ZoneInfo(hours.place["zone"])
    opens, closes = hours.opens.astimezone(there), hours.closes.astimezone(there)
    assert (opens.hour >= 6, opens.date()) == (True, closes.date())
    assert hours.first + 3 * hours.slot <= now < hours.first + 4 * hours.slot


def seen_by_delegate(held: PartneringRound, actor: Actor, now: datetime) -> tuple[int, int, bool, int]:
    """Of a person's day: meetings over and in all, whether one comes, and who is free for them in the next slots."""
    diary = read_personal(personal_timetable(actor, held), now=now, zone=held.forum.zone)
    free = free_now(place_or_404(actor, held.public_id), now, "")
    return diary.done, diary.total, diary.coming is not None, sum(len(each.others) for each in free.slots)


@pytest.mark.django_db
@pytest.mark.database
def test_each_finds_their_day_and_it_disturbs_nothing_else(day: PartneringRound) -> None:
    officer = actor_for(sample_officer())

    assert (day.phase, day.forum.state, day.forum.is_sample, day.forum.city_en) == (
        RoundPhase.RUN, ForumState.RUNNING, True, "Seoul",
    )  # fmt: skip
    assert seen_by_delegate(day, actor_for(sample_delegate()), NOW) == (2, 6, True, 2)
    assert seen_by_delegate(day, actor_for(sample_partner()), NOW) == (2, 6, True, 2)
    seen = the_day(officer, day, now=NOW)
    assert ([each.meetings for each in seen.on], len(seen.absent), len(seen.late)) == ([3, 3], 1, 1)
    assert kept_in(day, now=NOW).held == 3
    assert Counter(SpotRequest.objects.values_list("state", flat=True)) == {"asked": 1}
    desk = forum_at_desk(forums_run_by(officer), None, NOW)
    assert desk is not None
    assert desk.name_en == "Korea–US Bio-Health Partnering Days (sample)"
    assert OutboxItem.objects.filter(delivered_at=None).count() == 0
    assert [audit.first_break(stream) for stream in AuditStream.objects.all()] == [None] * AuditStream.objects.count()


@pytest.mark.django_db
@pytest.mark.database
def test_day_that_draws_to_its_end_is_laid_to_the_hour_anew_with_what_visitors_did(day: PartneringRound) -> None:
    spot = SpotRequest.objects.get()
    accept_on_the_spot(spot_id=spot.pk, by=actor_for(sample_delegate()), now=NOW)
    late = NOW + timedelta(hours=3)
    waiting = OutboxItem.objects.filter(delivered_at=None).count()
    assert [day_is_due(NOW), day_is_due(NOW + timedelta(hours=2)), day_is_due(late)] == [False, False, True]

    keep_day(late + timedelta(days=7, hours=9))

    again = day_round()
    assert again is not None
    now = late + timedelta(days=7, hours=9)
    assert (again.forum.city_en, again.phase, day_is_due(now)) == ("Boston", RoundPhase.RUN, False)
    sessions = again.forum.parts.get().sessions.order_by("order").values_list("starts_at", "ends_at")
    slots = list(again.slots.order_by("starts_at"))
    assert list(sessions) == [
        (again.forum.starts_at, slots[0].starts_at),
        (slots[0].starts_at, slots[-1].ends_at),
        (slots[9].starts_at, slots[9].ends_at),
        (slots[-1].ends_at, again.forum.ends_at),
    ]
    assert len(presented_at_all(again)) == 2
    # One more than before: what was accepted on the spot stands.
    assert seen_by_delegate(again, actor_for(sample_delegate()), now)[:3] == (2, 7, True)
    assert kept_in(again, now=now).held == 3
    assert OutboxItem.objects.filter(delivered_at=None).count() == waiting


@pytest.mark.django_db
@pytest.mark.database
def test_day_is_laid_anew_where_people_and_organisations_are_gone(day: PartneringRound) -> None:
    gone = {key: public_id("organisation", key) for key in ("saltgrass", "danbi")}
    for person in User.objects.filter(memberships__organisation__public_id=gone["saltgrass"]):
        erase_person(user_id=person.pk, by=actor_for(person), now=NOW)
    kept_id, gone_id = (
        Organisation.objects.get(public_id=each).pk for each in (public_id("organisation", "dari"), gone["danbi"])
    )
    admin = actor_for(User.objects.get(is_platform_admin=True))
    merge_organisations(kept_id=kept_id, gone_id=gone_id, taken=[], by=admin, now=NOW)
    now = NOW + timedelta(hours=11)

    keep_day(now)

    again = day_round()
    assert again is not None
    assert (day_is_due(now), again.slots.earliest("starts_at").starts_at) == (False, NOW.replace(hour=14, minute=0))
    # What those who are still there say of the day is said.
    assert kept_in(again, now=now).held == 3


@pytest.mark.django_db
@pytest.mark.database
def test_day_that_a_visitor_called_off_stays_so(day: PartneringRound) -> None:
    forum = day_forum()
    assert forum is not None
    call_off_forum(forum_id=forum.pk, by=actor_for(sample_officer()), now=NOW, reason_ko="예시", reason_en="sample")

    keep_day(NOW + timedelta(days=1))

    assert (day_is_due(NOW + timedelta(days=1)), day_round()) == (False, None)


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.parametrize(
    ("whom", "page", "leads_to"),
    [
        (sample_delegate, "partnering:today", "partnering:free_now"),
        (sample_partner, "partnering:today", "partnering:free_now"),
        (sample_officer, "partnering_desk:day", "partnering_desk:hall"),
    ],
)
def test_doors_lead_to_the_day_and_its_page_to_what_is_on(
    day: PartneringRound, client: Client, settings: Any, whom: Callable[[], User], page: str, leads_to: str
) -> None:
    settings.DEMO, settings.ROOT_URLCONF = True, urls.__name__
    with standing_still(NOW), translation.override("en"):
        doors = client.get("/en/demo/").content.decode()
        entered = client.post(f"/en/demo/enter/{whom().public_id}/", {"day": "yes"})
        told = client.get(entered["Location"]).content.decode()

        assert doors.count('name="day"') == 3
        assert entered["Location"] == reverse(page, args=[day.public_id])
        assert reverse(leads_to, args=[day.public_id]) in told
