"""The page at the door and that of the desk: what they show, what they hold, what they take."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bridgehead.events.actions.badges import reissue_badge, revoke_badge
from bridgehead.events.actions.check_in import Scanned, take_scan
from bridgehead.events.adapters.check_in import ANSWERS
from bridgehead.events.models import Badge, CheckIn, Forum, ForumRoleKind, Scan, ScanAnswer, WalkIn
from bridgehead.foundation.models import AuditEntry
from tests.clocks import standing_still
from tests.events.test_check_in import EVENING, NINE, shown
from tests.factories.forums import (
    ApprovedRegistrationFactory,
    BadgeFactory,
    ForumFactory,
    ForumRoleFactory,
    WalkInFactory,
    officer_of,
    staff_of,
)
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory
from tests.paper import pages_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOON = NINE + timedelta(hours=3)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    """It is noon on the day of the forum, in Boston."""
    with standing_still(NOON):
        yield


@pytest.fixture
def forum() -> Forum:
    found: Forum = ForumFactory(starts_at=NINE, ends_at=NINE + timedelta(hours=9), state="running")
    return found


@pytest.fixture
def badge(forum: Forum) -> Badge:
    user = UserFactory(family_name_ko="김", given_name_ko="하늘", family_name_en="Kim", given_name_en="Haneul")
    firm = OrganisationFactory(name_ko="물빛제약", name_en="Mulbit Pharma")
    registration = ApprovedRegistrationFactory(forum=forum, user=user, organisation=firm)
    found: Badge = BadgeFactory(registration=registration, code="7QK2M4XD9HFA0C3T")
    return found


@pytest.fixture
def staff(forum: Forum) -> Client:
    return _client(ForumRoleFactory(forum=forum, role=ForumRoleKind.STAFF).user)


@pytest.fixture
def officer(forum: Forum) -> Client:
    return _client(ForumRoleFactory(forum=forum).user)


def _client(user: Any, **more: Any) -> Client:
    client = Client(headers={"accept-language": "en"}, **more)
    client.force_login(user)
    return client


def door(name: str, forum: Forum) -> str:
    return reverse(f"check_in:{name}", kwargs={"public_id": forum.public_id})


def desk(name: str, forum: Forum, **more: Any) -> str:
    return reverse(f"events_desk:{name}", kwargs={"public_id": forum.public_id, **more})


def send(client: Client, forum: Forum, *scans: dict[str, Any], **headers: Any) -> HttpResponse:
    told = json.dumps({"device": "Door 1", "scans": scans})
    return client.post(door("scans", forum), told, content_type="application/json", headers=headers)  # type: ignore[return-value]  # Django's test response is one


def millis(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_list_holds_what_the_door_needs_and_no_more(forum: Forum, staff: Client, badge: Badge) -> None:
    take_scan(forum_id=forum.pk, scan=shown(badge, 12), by=staff_of(forum), now=NOON)
    lost = BadgeFactory(registration=ApprovedRegistrationFactory(forum=forum), code="A" * 16)
    old = lost.code
    reissue_badge(badge_id=lost.pk, by=officer_of(forum), now=NOON)
    revoke_badge(badge_id=lost.pk, by=officer_of(forum), now=NOON)
    lost.refresh_from_db()
    WalkInFactory(forum=forum)

    told = staff.get(door("list", forum)).json()

    def digest(code: str) -> str:
        return sha256(f"{forum.public_id}:{code}".encode()).hexdigest()[:32]

    token = told.pop("token")
    assert token
    assert told == {
        "now": millis(NOON),
        "until": millis(datetime(2023, 4, 28, 4, 0, tzinfo=UTC)),
        "zone": "America/New_York",
        "day": "2023-04-27",
        "walk_ins": "asked",
        "places_left": None,
        "off": None,
        "mark": told["mark"],
        "people": [
            [
                str(badge.public_id), digest(badge.code), "김하늘", "Haneul Kim", "물빛제약", "Mulbit Pharma",
                "company", millis(NINE + timedelta(minutes=12)), 0,
            ]
        ],
        "ended": [[digest(lost.code), "revoked"], [digest(old), "replaced"]],
    }  # fmt: skip
    again = staff.get(door("list", forum), {"mark": told["mark"]}).json()
    assert {"people", "ended"} & set(again) == set()
    assert badge.registration.user.email not in text(staff.get(door("list", forum)))
    Forum.objects.filter(pk=forum.pk).update(state="called_off", called_off_at=NOON)
    assert staff.get(door("list", forum), {"mark": told["mark"]}).json()["off"] == millis(NOON)


def test_who_has_given_no_name_is_called_by_their_organisation(forum: Forum, staff: Client) -> None:
    user = UserFactory(family_name_ko="", given_name_ko="", family_name_en="", given_name_en="")
    firm = OrganisationFactory(name_ko="물빛제약", name_en="Mulbit Pharma")
    BadgeFactory(registration=ApprovedRegistrationFactory(forum=forum, user=user, organisation=firm))

    (person,) = staff.get(door("list", forum)).json()["people"]

    assert person[2:6] == ["물빛제약", "Mulbit Pharma", "물빛제약", "Mulbit Pharma"]


@pytest.mark.parametrize("days", [-1, 1])
def test_list_is_handed_out_on_the_days_of_the_forum_alone(
    forum: Forum, staff: Client, badge: Badge, days: int
) -> None:
    with standing_still(NOON + timedelta(days=days)):
        told = staff.get(door("list", forum)).json()

    assert (told["day"], told["people"], told["ended"]) == (None, [], [])


def test_page_that_a_device_keeps_holds_nobodys_name(forum: Forum, staff: Client, badge: Badge) -> None:
    kept = [text(staff.get(door(name, forum))) for name in ("door", "worker", "manifest")]

    for each in ("김하늘", "Haneul", "Mulbit", badge.code, badge.registration.user.email):
        assert [each in page for page in kept] == [False] * 3


def test_worker_serves_the_page_alone(forum: Forum, staff: Client) -> None:
    answer = staff.get(door("worker", forum))

    assert answer["Content-Type"] == "text/javascript"
    told = json.loads(text(answer).split("\n")[0].removeprefix("const told = ").removesuffix(";"))
    assert told["page"] == door("door", forum)
    assert all(each.startswith("/static/") for each in told["files"])
    assert door("worker", forum).startswith(told["page"])
    manifest = staff.get(door("manifest", forum))
    assert (manifest.json()["scope"], manifest["Content-Type"]) == (door("door", forum), "application/manifest+json")


def test_scans_are_taken_once_and_answered_in_their_order(forum: Forum, staff: Client, badge: Badge) -> None:
    first, second, third = (str(uuid4()) for _each in range(3))
    scans = [
        {"id": first, "kind": "in", "at": millis(NINE), "code": badge.code, "late": True},
        {"id": second, "kind": "out", "at": millis(NINE + timedelta(hours=1)), "badge": str(badge.public_id)},
        {"id": third, "kind": "walk-in", "at": millis(NOON), "walk_in": {"name": "Bo", "participant_type": "press"}},
    ]

    answers = [send(staff, forum, *scans).json()["answers"] for _time in range(2)]

    name = ["김하늘", "Haneul Kim", "물빛제약", "Mulbit Pharma"]
    assert (
        answers
        == [
            [
                {"id": first, "answer": "welcome", "at": millis(NINE), "sentence": "", "name": name},
                {"id": second, "answer": "left", "at": millis(NINE + timedelta(hours=1)), "sentence": "", "name": name},
                {"id": third, "answer": "asked", "at": millis(NOON), "sentence": "", "name": ["Bo", "", "", ""]},
            ]
        ]
        * 2
    )
    assert list(Scan.objects.order_by("at").values_list("source", "device")) == [
        ("offline", "Door 1"), ("online", "Door 1"), ("walk-in", "Door 1"),
    ]  # fmt: skip
    assert WalkIn.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b'{"scans": 7}',
        b'{"scans": [7]}',
        b'{"scans": [{"id": "7", "kind": "in", "at": 0}]}',
        b'{"scans": [{"id": "00000000-0000-4000-8000-000000000007", "kind": "up", "at": 1682600000000}]}',
        b'{"scans": [{"id": "00000000-0000-4000-8000-000000000007", "kind": "in", "at": 9e99}]}',
        b'{"scans": [{"id": "00000000-0000-4000-8000-000000000007", "kind": "in", "at": null}]}',
        json.dumps({"scans": [{}] * 101}).encode(),
    ],
)
def test_what_no_device_of_ours_sends_is_refused_in_words(forum: Forum, staff: Client, body: bytes) -> None:
    answer = staff.post(door("scans", forum), body, content_type="application/json")

    assert (answer.status_code, list(answer.json())) == (400, ["said"])
    assert Scan.objects.count() == 0


def test_scans_need_the_token_that_comes_with_the_list(forum: Forum, badge: Badge) -> None:
    client = _client(ForumRoleFactory(forum=forum, role=ForumRoleKind.STAFF).user, enforce_csrf_checks=True)
    scan = {"id": str(uuid4()), "kind": "in", "at": millis(NINE), "code": badge.code}

    assert send(client, forum, scan).status_code == 403
    assert CheckIn.objects.count() == 0
    token = client.get(door("list", forum)).json()["token"]
    assert send(client, forum, scan, **{"X-CSRFToken": token}).status_code == 200
    assert CheckIn.objects.count() == 1


def test_door_works_without_a_script(forum: Forum, staff: Client, badge: Badge) -> None:
    found = text(staff.get(door("door", forum), {"words": "김하늘"}))
    assert f'name="badge" value="{badge.public_id}"' in found
    assert badge.registration.user.email not in found
    assert "Nobody of that name" in text(staff.get(door("door", forum), {"words": badge.registration.user.email}))

    sent = {"token": str(uuid4()), "badge": str(badge.public_id), "kind": "in"}
    pages = [text(staff.post(door("door", forum), sent)) for _time in range(2)]
    assert ["Welcome" in page and "Haneul Kim" in page for page in pages] == [True, True]
    assert CheckIn.objects.count() == 1

    sent = {"token": str(uuid4()), "code": badge.code.lower(), "kind": "out"}
    assert "Goodbye" in text(staff.post(door("door", forum), sent))


def test_walk_in_without_a_script_keeps_what_was_typed(forum: Forum, staff: Client) -> None:
    sent = {
        "kind": "walk-in",
        "token": str(uuid4()),
        "name": "",
        "organisation": "Passing By",
        "participant_type": "press",
    }
    refused = staff.post(door("door", forum), sent)
    assert (refused.status_code, 'value="Passing By"' in text(refused)) == (422, True)
    assert WalkIn.objects.count() == 0

    noted = staff.post(door("door", forum), {**sent, "name": "Bo"})
    assert (noted.status_code, "An officer decides" in text(noted)) == (200, True)
    assert list(WalkIn.objects.values_list("name", "organisation")) == [("Bo", "Passing By")]


def test_every_answer_has_its_words() -> None:
    assert set(ANSWERS) == set(ScanAnswer)


def test_forum_leads_those_who_serve_to_its_door_and_nobody_else(forum: Forum, staff: Client, officer: Client) -> None:
    page = reverse("events:forum", kwargs={"public_id": forum.public_id})
    clients = [staff, officer, _client(UserFactory()), Client()]

    assert [door("door", forum) in text(each.get(page)) for each in clients] == [True, True, False, False]


def test_desk_shows_who_came_and_takes_a_slip_back(forum: Forum, officer: Client, badge: Badge) -> None:
    take_scan(forum_id=forum.pk, scan=shown(badge, 12, device="Door 1"), by=staff_of(forum), now=NOON)
    page = text(officer.get(desk("check_in", forum)))
    assert ["Haneul Kim" in page, "09:12" in page, "Door 1" in page, "1 here · 1 of 1 came" in page] == [True] * 4
    assert "Haneul Kim" not in text(officer.get(desk("check_in", forum), {"standing": "left"}))
    assert "Haneul Kim" not in text(officer.get(desk("check_in", forum), {"participant_type": "press"}))
    assert "Haneul Kim" in text(officer.get(desk("check_in", forum), {"words": "물빛", "day": "2023-04-27"}))

    answer = officer.post(desk("undo_check_in", forum, check_in_id=CheckIn.objects.get().public_id))

    assert (answer.status_code, CheckIn.objects.count()) == (302, 0)
    assert AuditEntry.objects.filter(verb="events.check_in_undone").count() == 1


def test_desk_takes_the_list_out_and_the_trail_keeps_it(forum: Forum, officer: Client, badge: Badge) -> None:
    take_scan(forum_id=forum.pk, scan=shown(badge, 12), by=staff_of(forum), now=NOON)
    take_scan(forum_id=forum.pk, scan=shown(badge, 60, "out"), by=staff_of(forum), now=NOON)

    answer = officer.post(desk("export_check_ins", forum), {"kind": "csv"})

    assert list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:] == [
        [
            "김하늘",
            "Haneul Kim",
            "물빛제약",
            "Mulbit Pharma",
            "company",
            "2023-04-27",
            "09:12",
            "10:00",
            "no",
            "at once",
            "",
        ]
    ]
    assert officer.post(desk("export_check_ins", forum), {"kind": "xlsx"}).content[:2] == b"PK"
    kept = AuditEntry.objects.filter(verb="events.check_ins_exported").values_list("change", flat=True)
    assert list(kept) == [{"rows": [None, 1]}] * 2


def test_desk_lets_a_walk_in_in_or_turns_them_away(forum: Forum, officer: Client) -> None:
    one, other = WalkInFactory(forum=forum, name="One"), WalkInFactory(forum=forum, name="Other")
    assert "Without a registration, waiting for you" in text(officer.get(desk("check_in", forum)))

    for walk_in, verdict in ((one, "admit"), (other, "decline")):
        officer.post(desk("decide_walk_in", forum, walk_in_id=walk_in.public_id, verdict=verdict))
    nothing = officer.post(desk("decide_walk_in", forum, walk_in_id=one.public_id, verdict="ignore"))

    assert list(WalkIn.objects.order_by("pk").values_list("state", flat=True)) == ["approved", "declined"]
    assert (nothing.status_code, CheckIn.objects.get().badge.walk_in) == (404, one)
    page = text(officer.get(desk("check_in", forum)))
    assert ["One" in page, "without a registration" in page] == [True, True]


def test_badges_are_printed_with_both_scripts_and_their_code(forum: Forum, officer: Client, badge: Badge) -> None:
    BadgeFactory(registration=ApprovedRegistrationFactory(forum=forum), revoked_at=EVENING)

    for name, more in (("badges", {}), ("badge", {"badge_id": badge.public_id, "badge_deed": "print"})):
        answer = officer.post(desk(name, forum, **more))
        (page,) = pages_of(answer.content)
        for each in ("Haneul Kim", "김하늘", "Mulbit Pharma", "물빛제약", "Company", "7QK2-M4XD-9HFA-0C3T"):
            assert each in page
    kept = AuditEntry.objects.filter(verb="events.badges_printed").values_list("change", flat=True)
    assert list(kept) == [{"rows": [None, 1]}] * 2


def test_badge_is_replaced_and_blocked_from_the_registrations_page(forum: Forum, officer: Client, badge: Badge) -> None:
    page = desk("registration", forum, registration_id=badge.registration.public_id)
    assert "7QK2-M4XD-9HFA-0C3T" in text(officer.get(page))

    officer.post(desk("badge", forum, badge_id=badge.public_id, badge_deed="block"))
    assert "blocked" in text(officer.get(page))
    assert officer.post(desk("badge", forum, badge_id=badge.public_id, badge_deed="eat")).status_code == 404
    officer.post(desk("badge", forum, badge_id=badge.public_id, badge_deed="replace"))

    badge.refresh_from_db()
    assert (badge.code != "7QK2M4XD9HFA0C3T", badge.revoked_at) == (True, None)


def test_delegate_sees_their_own_badge_until_it_is_blocked(forum: Forum, badge: Badge) -> None:
    client = _client(badge.registration.user)
    page = reverse("events:registration", kwargs={"public_id": forum.public_id})
    own = text(client.get(page))
    assert ["7QK2-M4XD-9HFA-0C3T" in own, 'class="qr"' in own] == [True, True]

    revoke_badge(badge_id=badge.pk, by=officer_of(forum), now=NOON)

    assert 'class="qr"' not in text(client.get(page))


def test_moment_far_from_any_clock_is_taken_for_what_it_is(forum: Forum, staff: Client, badge: Badge) -> None:
    """A device whose clock says last year is told that this is no day of the forum."""
    scan = Scanned(uuid4(), "in", NINE - timedelta(days=365), code=badge.code)

    assert take_scan(forum_id=forum.pk, scan=scan, by=staff_of(forum), now=NOON).answer == ScanAnswer.OTHER_DAY
