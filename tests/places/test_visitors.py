"""Visitors: announced by who is at home, let in by the front desk, told to nobody else, and forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.directory.models import Organisation
from bridgehead.foundation import notices
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from bridgehead.places.actions.visitors import (
    announce_visitor,
    call_off_visit,
    change_reception,
    erase_visits,
    forget_visits_before,
    let_in,
    let_out,
    send_pass,
)
from bridgehead.places.models import PassKey, Premises, Reception, RoomKind, Tenancy, Visit
from bridgehead.places.queries.visitors import visits_kept
from tests.clocks import standing_still
from tests.factories.people import UserFactory
from tests.factories.places import (
    BookingFactory,
    PremisesFactory,
    VisitFactory,
    boston,
    desk_of,
    member_of,
    room_at,
)
from tests.pages import text
from tests.places.test_views import at, en, of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

COMES = boston("2023-04-27 16:00")
DAY_BEFORE = boston("2023-04-26 09:00")


@pytest.fixture(autouse=True)
def _eve(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


def tenant_of(house: Premises) -> tuple[Actor, Organisation]:
    """Somebody whose organisation lives in the house all year."""
    member, organisation, entitlement = member_of(house)
    Tenancy.objects.create(
        room=room_at(house, kind=RoomKind.OFFICE, name_en="Office 4"), organisation=organisation,
        entitlement=entitlement, starts_on=date(2023, 1, 1), ends_on=date(2024, 1, 1), state="living",
    )  # fmt: skip
    User.objects.filter(pk=member.user_id).update(language="en")
    return member, organisation


def said(**fields: Any) -> dict[str, Any]:
    return {"name": "Ada Byron", "language": "en", "expected_at": COMES, **fields}


def deliver(now: datetime) -> None:
    while notices.deliver_next(now):
        pass


def refusal(**told: Any) -> str:
    """What an announcement is refused with; nothing is kept of it."""
    with pytest.raises(Refused) as refused:
        announce_visitor(**told)
    assert not Visit.objects.exists()
    return str(refused.value)


def test_visitor_gets_a_pass_by_mail_in_their_language_that_holds_until_the_evening(now: datetime) -> None:
    house = PremisesFactory(address_en="1 Kendall Square", address_ko="켄들 스퀘어 1")
    member, organisation = tenant_of(house)
    change_reception(premises_id=house.pk, rules_en="Bring a passport.", by=desk_of(house), now=now)

    visit = announce_visitor(
        premises_id=house.pk, organisation_id=organisation.pk, fields=said(email="ada@Example.com "), by=member, now=now
    )
    deliver(now)

    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (
        ["Ada Byron <ada@example.com>"],
        "Your visitor pass: Boston Incubation Office",
    )
    assert "When: Thursday 27 April 2023, 16:00 Boston · 05:00 +1 Seoul" in sent.body
    assert "Bring a passport." in sent.body
    (address,) = re.findall(r"https?://[^/]+(/en/premises/pass/\S+/)", sent.body)
    page = Client().get(address)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    for told in ("Ada Byron", "1 Kendall Square", "16:00 Boston 05:00 +1 Seoul", "Bring a passport."):
        assert told in text(page)
    assert '<svg class="qr"' in page.content.decode()
    assert PassKey.objects.get().token_hash not in address
    with standing_still(boston("2023-04-28 00:01")):
        over = Client().get(address)
    assert (over.status_code, "Ada" in text(over)) == (410, False)

    call_off_visit(visit_id=visit.pk, by=member, now=now)
    call_off_visit(visit_id=visit.pk, by=member, now=now)
    deliver(now)
    assert Client().get(address).status_code == 404
    assert [each.subject for each in mail.outbox[1:]] == ["Your visit was called off: Boston Incubation Office"]


def test_pass_that_is_sent_again_closes_the_first_link(now: datetime) -> None:
    house = PremisesFactory()
    member, organisation = tenant_of(house)
    visit = VisitFactory(premises=house, organisation=organisation, email="ada@example.com")
    send_pass(visit_id=visit.pk, by=member, now=now)
    deliver(now)
    send_pass(visit_id=visit.pk, by=member, now=now + timedelta(minutes=1))
    deliver(now + timedelta(minutes=1))

    first, second = (re.findall(r"(/en/premises/pass/\S+/)", str(each.body))[0] for each in mail.outbox)
    assert [Client().get(address).status_code for address in (first, second)] == [404, 200]


def test_only_who_is_at_home_on_that_day_announces(now: datetime) -> None:
    house, other = PremisesFactory(), PremisesFactory()
    entitled, organisation, _entitlement = member_of(house)
    tenant, its = tenant_of(other)
    told = {"premises_id": house.pk, "fields": said(), "now": now}

    nothing = "On that day your organisation has neither a tenancy nor a booking here."
    assert refusal(organisation_id=organisation.pk, by=entitled, **told) == nothing
    assert refusal(organisation_id=its.pk, by=tenant, **told) == nothing
    assert refusal(organisation_id=its.pk, by=entitled, **told) == "Choose an organisation that you belong to."
    assert refusal(organisation_id=None, by=entitled, **told) == "Only the venue staff of these premises can do that."
    late = {**told, "fields": said(expected_at=boston("2023-04-25 10:00"))}
    assert (
        refusal(organisation_id=None, by=desk_of(house), **late)
        == "This day is over. Choose one that is still to come."
    )
    away = {**told, "fields": said(room_id=room_at(other).pk)}
    assert refusal(organisation_id=None, by=desk_of(house), **away) == "There is no such room."

    BookingFactory(room=room_at(house), starts_at=COMES, ends_at=COMES + timedelta(hours=1), organisation=organisation)
    key = {"idempotency_key": "one"}
    made = [
        announce_visitor(organisation_id=organisation.pk, by=entitled, **told, **key),
        announce_visitor(organisation_id=organisation.pk, by=entitled, **told, **key),
        announce_visitor(organisation_id=None, by=desk_of(house), **told),
    ]
    assert [each.pk for each in made[:2]] == [made[0].pk] * 2
    assert Visit.objects.count() == 2


def test_front_desk_lets_in_once_and_the_host_hears_at_once() -> None:
    house = PremisesFactory()
    member, organisation = tenant_of(house)
    visit = VisitFactory(premises=house, organisation=organisation, host_id=member.user_id, company="Byron Ltd")
    staff, came = desk_of(house), boston("2023-04-27 15:50")

    with pytest.raises(Refused, match="This visit is for another day"):
        let_in(visit_id=visit.pk, by=staff, now=DAY_BEFORE)
    with pytest.raises(Refused, match="Only the venue staff"):
        let_in(visit_id=visit.pk, by=member, now=came)
    for minutes in (0, 1):
        let_in(visit_id=visit.pk, by=staff, now=came + timedelta(minutes=minutes))
    deliver(came)
    gone, back = came + timedelta(minutes=30), came + timedelta(minutes=40)
    for minutes in (0, 1):
        let_out(visit_id=visit.pk, by=staff, now=gone + timedelta(minutes=minutes))
    assert Visit.objects.values_list("arrived_at", "left_at").get() == (came, gone)
    with pytest.raises(Refused, match="has come already"):
        call_off_visit(visit_id=visit.pk, by=member, now=gone)
    let_in(visit_id=visit.pk, by=staff, now=back)
    deliver(back)

    assert Visit.objects.values_list("arrived_at", "left_at").get() == (came, None)
    (sent,) = mail.outbox
    assert sent.subject == "Your visitor is here: Ada Byron (Byron Ltd)"
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "places.visitor_let_in", "places.visitor_let_out", "places.visitor_let_in",
    ]  # fmt: skip
    assert not AuditEntry.objects.filter(change__icontains="Ada").exists()


def test_database_keeps_a_visit_in_order() -> None:
    visit = VisitFactory()
    for wrong in ({"name": ""}, {"left_at": COMES}, {"arrived_at": COMES, "called_off_at": COMES},
                  {"arrived_at": COMES, "left_at": COMES - timedelta(minutes=1)}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Visit.objects.filter(pk=visit.pk).update(**wrong)


def test_pages_of_the_front_desk_and_of_the_tenant() -> None:
    house, elsewhere = PremisesFactory(), PremisesFactory()
    member, organisation = tenant_of(house)
    rival, _its = tenant_of(house)
    staff = of(desk_of(house))
    mine = en(at("places:visits", public_id=house))
    typed = {
        "organisation": str(organisation.public_id), "name": "Ada Byron", "company": "Byron Ltd", "language": "en",
        "expected_at": "2023-04-27T16:00", "email": "ada@example.com", "note": "Needs a lift", "token": "k",
    }  # fmt: skip

    assert of(member).post(mine, {**typed, "email": "ada"}).status_code == 422
    assert [of(member).post(mine, typed).status_code for _twice in range(2)] == [302, 302]
    visit = Visit.objects.get()
    assert "Ada Byron" in text(of(member).get(mine))
    assert "Ada" not in text(of(rival).get(mine))
    assert of(rival).post(en(at("places:visit_deed", visit_id=visit, act="call-off"))).status_code == 404
    assert Client().get(mine).status_code == 302
    assert of(member_of(house)[0]).get(mine).status_code == 404
    day, inside = en(at("places_desk:visitors", public_id=house)), en(at("places_desk:inside", public_id=house))
    assert of(member).get(day).status_code == 404
    assert of(desk_of(elsewhere)).get(day).status_code == 404

    with standing_still(boston("2023-04-27 15:55")):
        deliver(boston("2023-04-27 15:55"))
        (link,) = re.findall(r"(https?://\S+/premises/pass/\S+/)", str(mail.outbox[0].body))
        assert "Needs a lift" in text(staff.get(day))
        for sought in ("byron", link):
            assert "Found 1 " in text(staff.post(day, {"sought": sought}))
        assert "Found 0 " in text(staff.post(day, {"sought": f"{link[:-2]}/"}))
        their_day = en(at("places_desk:visitors", public_id=elsewhere))
        assert "Found 0 " in text(of(desk_of(elsewhere)).post(their_day, {"sought": link}))
        shown = link[link.index("/en/") :]
        assert "Check in" in text(staff.get(shown))
        assert "Check in" not in text(of(member).get(shown))
        deed = at("places_desk:visit_deed", public_id=house, visit_id=visit, act="let-in")
        assert staff.post(en(deed)).status_code == 302
        page = text(staff.get(inside))
    assert "In the house now 1" in page
    assert f"Ada Byron Byron Ltd Check out – Ada Byron {organisation.name_en}" in page
    assert "Office 4" in page
    told = en(at("places_desk:reception", public_id=house))
    assert staff.post(told, {"rules_ko": "신분증", "rules_en": "Bring a passport."}).status_code == 302
    assert Reception.objects.values_list("rules_ko", "rules_en").get() == ("신분증", "Bring a passport.")
    assert "Bring a passport." in staff.get(told).content.decode()


def test_visitors_are_forgotten_by_themselves_and_on_request(now: datetime) -> None:
    house, known = PremisesFactory(), UserFactory(email="ada@example.com")
    member, organisation = tenant_of(house)
    own = VisitFactory(premises=house, organisation=organisation, email="ada@example.com", company="Byron Ltd")
    hosted = VisitFactory(premises=house, organisation=organisation, host_id=member.user_id, note="Lift")
    old = VisitFactory(premises=house, organisation=organisation, expected_at=now - timedelta(days=31))
    at_house = {"premises": str(house.public_id), "expected_at": COMES.isoformat()}

    assert visits_kept(known.pk) == {
        "visits": [
            {**at_house, "name": "Ada Byron", "company": "Byron Ltd", "email": "ada@example.com", "arrived_at": None,
             "left_at": None}
        ],
        "announced": [],
    }  # fmt: skip
    assert visits_kept(member.person_id) == {"visits": [], "announced": [{**at_house, "note": "Lift"}]}
    forget_visits_before(now - timedelta(days=30))
    assert set(Visit.objects.values_list("pk", flat=True)) == {own.pk, hosted.pk}
    assert old.pk not in Visit.objects.values_list("pk", flat=True)
    for _twice in range(2):
        erase_visits(known.pk, now)
        erase_visits(member.person_id, now)
    assert Visit.objects.values_list("pk", "host", "note", "called_off_at").get() == (hosted.pk, None, "", now)
