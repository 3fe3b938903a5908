"""The door of a forum: who is let in, once for each scan and day, whatever arrives when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from bridgehead.accounts.actor import Actor
from bridgehead.events.actions.badges import note_badges_printed, reissue_badge, revoke_badge
from bridgehead.events.actions.check_in import Scanned, admit_walk_in, take_scan, take_scans, undo_check_in
from bridgehead.events.actions.registrations import (
    approve_registration,
    decline_registration,
    erase_registrations,
)
from bridgehead.events.actions.walk_ins import (
    decline_walk_in,
    erase_walk_ins,
    forget_walk_ins_before,
    set_walk_ins,
)
from bridgehead.events.models import Badge, CheckIn, Forum, RegistrationState, Scan, ScanAnswer, WalkIn, WalkIns
from bridgehead.events.queries import registrations_kept
from bridgehead.events.queries.check_in import counts_by_type, walk_ins_kept
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from tests.factories.forums import (
    APPLIED_AT,
    ApprovedRegistrationFactory,
    BadgeFactory,
    ForumFactory,
    RegistrationFactory,
    WalkInFactory,
    officer_of,
    staff_of,
)
from tests.factories.people import UserFactory, actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

#: Nine in the morning on the day of the forum, in Boston.
NINE = datetime(2023, 4, 27, 13, 0, tzinfo=UTC)
EVENING = NINE + timedelta(hours=12)
DAY = date(2023, 4, 27)


@pytest.fixture
def forum() -> Forum:
    found: Forum = ForumFactory(starts_at=NINE, ends_at=NINE + timedelta(hours=9), state="running")
    return found


@pytest.fixture
def staff(forum: Forum) -> Actor:
    return staff_of(forum)


@pytest.fixture
def badge(forum: Forum) -> Badge:
    found: Badge = BadgeFactory(registration=ApprovedRegistrationFactory(forum=forum))
    return found


def shown(badge: Badge, minutes: int = 0, kind: str = "in", **more: Any) -> Scanned:
    return Scanned(uuid4(), kind, NINE + timedelta(minutes=minutes), code=badge.code, **more)


def walk_in(minutes: int = 0, **said: str) -> Scanned:
    given = {"name": "한걸음", "organisation": "지나가던 회사", "email": "", "participant_type": "partner", **said}
    return Scanned(uuid4(), "walk-in", NINE + timedelta(minutes=minutes), walk_in=given)


def came() -> list[tuple[object, ...]]:
    fields = ("badge_id", "day", "at", "source", "last_in_at", "left_at")
    return list(CheckIn.objects.order_by("pk").values_list(*fields))


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def at(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


def test_badge_is_welcomed_once_and_told_since_when(forum: Forum, staff: Actor, badge: Badge) -> None:
    first = take_scan(forum_id=forum.pk, scan=shown(badge, 12), by=staff, now=EVENING)
    second = take_scan(forum_id=forum.pk, scan=shown(badge, 30), by=staff, now=EVENING)

    assert (first.answer, first.at) == (ScanAnswer.WELCOME, at(12))
    assert (second.answer, second.at) == (ScanAnswer.ALREADY, at(12))
    assert came() == [(badge.pk, DAY, at(12), "online", at(30), None)]
    assert verbs() == ["events.checked_in"]


def test_same_scan_sent_twice_changes_nothing(forum: Forum, staff: Actor, badge: Badge) -> None:
    scan = shown(badge, 12, is_late=True)
    answers = [take_scan(forum_id=forum.pk, scan=scan, by=staff, now=EVENING) for _time in range(3)]

    assert [(each.answer, each.at) for each in answers] == [(ScanAnswer.WELCOME, at(12))] * 3
    assert came() == [(badge.pk, DAY, at(12), "offline", at(12), None)]
    assert (Scan.objects.count(), verbs()) == (1, ["events.checked_in"])


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_order_in_which_devices_send_does_not_matter(
    forum: Forum, staff: Actor, badge: Badge, order: tuple[int, ...]
) -> None:
    scans = [shown(badge, 5, is_late=True), shown(badge, 20), shown(badge, 60, "out"), shown(badge, 90)]

    for number in order:
        take_scan(forum_id=forum.pk, scan=scans[number], by=staff, now=EVENING)

    assert came() == [(badge.pk, DAY, at(5), "offline", at(90), at(60))]
    assert CheckIn.objects.get().is_here


def test_earlier_moment_that_arrives_later_wins(forum: Forum, staff: Actor, badge: Badge) -> None:
    take_scan(forum_id=forum.pk, scan=shown(badge, 30), by=staff, now=EVENING)
    late = take_scan(forum_id=forum.pk, scan=shown(badge, 10, is_late=True, device="Door 2"), by=staff, now=EVENING)

    assert (late.answer, late.at) == (ScanAnswer.EARLIER, at(10))
    assert CheckIn.objects.values_list("at", "source", "device").get() == (at(10), "offline", "Door 2")


def test_who_leaves_and_comes_back_is_here(forum: Forum, staff: Actor, badge: Badge) -> None:
    scans = [shown(badge, 0, "out"), shown(badge, 10), shown(badge, 60, "out"), shown(badge, 70)]
    answers = take_scans(forum_id=forum.pk, scans=scans, by=staff, now=EVENING)

    assert [each.answer for each in answers] == ["not_in", "welcome", "left", "back"]
    assert came() == [(badge.pk, DAY, at(10), "online", at(70), at(60))]
    assert verbs() == ["events.checked_in", "events.checked_out", "events.checked_in"]


def test_each_day_of_a_forum_is_a_day_of_its_own_and_others_are_none(staff: Actor, badge: Badge) -> None:
    forum = badge.forum
    forum.ends_at = NINE + timedelta(days=1, hours=9)
    forum.save()
    scans = [shown(badge, minutes) for minutes in (-24 * 60, 0, 24 * 60, 48 * 60)]

    answers = take_scans(forum_id=forum.pk, scans=scans, by=staff, now=NINE + timedelta(days=3))

    assert [each.answer for each in answers] == ["other_day", "welcome", "welcome", "other_day"]
    assert [each[1] for each in came()] == [DAY, DAY + timedelta(days=1)]


def test_day_is_that_of_the_forums_clocks(forum: Forum, staff: Actor, badge: Badge) -> None:
    """At 23:50 in Boston it is the next day in UTC."""
    forum.ends_at = NINE + timedelta(hours=15)
    forum.save()

    take_scan(forum_id=forum.pk, scan=shown(badge, 14 * 60 + 50), by=staff, now=NINE + timedelta(days=1))

    assert came()[0][1] == DAY


def test_moment_to_come_is_taken_for_now(forum: Forum, staff: Actor, badge: Badge) -> None:
    take_scan(forum_id=forum.pk, scan=shown(badge, 600), by=staff, now=at(5))

    assert came()[0][2] == at(5)


def test_badges_that_let_nobody_in_say_why(forum: Forum, staff: Actor) -> None:
    officer = officer_of(forum)
    ended, lost, blocked = (BadgeFactory(registration=ApprovedRegistrationFactory(forum=forum)) for _each in range(3))
    decline_registration(registration_id=ended.registration_id, reason="Twice", by=officer, now=NINE)
    reissue_badge(badge_id=lost.pk, by=officer, now=NINE)
    revoke_badge(badge_id=blocked.pk, by=officer, now=NINE)
    elsewhere = BadgeFactory()

    answers = take_scans(
        forum_id=forum.pk, scans=[shown(each) for each in (ended, lost, blocked, elsewhere)], by=staff, now=EVENING
    )

    assert [each.answer for each in answers] == ["cancelled", "replaced", "revoked", "unknown"]
    assert came() == []


def test_replaced_badge_keeps_the_day_of_its_holder(forum: Forum, staff: Actor, badge: Badge) -> None:
    take_scan(forum_id=forum.pk, scan=shown(badge, 10), by=staff, now=EVENING)
    fresh = reissue_badge(badge_id=badge.pk, by=officer_of(forum), now=at(20))

    again = take_scan(forum_id=forum.pk, scan=shown(fresh, 30), by=staff, now=EVENING)

    assert fresh.code != badge.code
    assert (again.answer, again.at) == (ScanAnswer.ALREADY, at(10))
    assert len(came()) == 1


def test_code_is_known_however_it_was_typed(forum: Forum, staff: Actor, badge: Badge) -> None:
    badge.code = "01VZ" * 4
    badge.save()
    scan = Scanned(uuid4(), "in", NINE, code="oiuz-olvz 01vz-01VZ ")

    assert take_scan(forum_id=forum.pk, scan=scan, by=staff, now=EVENING).answer == ScanAnswer.WELCOME


def test_wrong_check_in_is_taken_back_and_stays_so(forum: Forum, staff: Actor, badge: Badge) -> None:
    scan = shown(badge, 12)
    take_scan(forum_id=forum.pk, scan=scan, by=staff, now=EVENING)
    found = CheckIn.objects.get()
    officer = officer_of(forum)

    undo_check_in(check_in_id=found.pk, by=officer, now=EVENING)
    undo_check_in(check_in_id=found.pk, by=officer, now=EVENING)
    take_scan(forum_id=forum.pk, scan=scan, by=staff, now=EVENING)

    assert came() == []
    assert verbs() == ["events.checked_in", "events.check_in_undone"]

    assert take_scan(forum_id=forum.pk, scan=shown(badge, 40), by=staff, now=EVENING).answer == ScanAnswer.WELCOME
    assert came() == [(badge.pk, DAY, at(40), "online", at(40), None)]


def test_only_those_at_the_door_let_people_in_and_only_officers_correct(
    forum: Forum, staff: Actor, badge: Badge
) -> None:
    take_scan(forum_id=forum.pk, scan=shown(badge), by=staff, now=EVENING)
    before = (came(), verbs(), Badge.objects.values_list("code", "revoked_at").get())
    others = [actor_of(UserFactory()), staff_of(ForumFactory()), actor_of(badge.registration.user)]
    waiting = WalkInFactory(forum=forum)

    for other in others:
        with pytest.raises(Refused):
            take_scan(forum_id=forum.pk, scan=shown(badge), by=other, now=EVENING)
    for other in (*others, staff):
        with pytest.raises(Refused):
            undo_check_in(check_in_id=CheckIn.objects.get().pk, by=other, now=EVENING)
        with pytest.raises(Refused):
            reissue_badge(badge_id=badge.pk, by=other, now=EVENING)
        with pytest.raises(Refused):
            revoke_badge(badge_id=badge.pk, by=other, now=EVENING)
        with pytest.raises(Refused):
            admit_walk_in(walk_in_id=waiting.pk, by=other, now=EVENING)
        with pytest.raises(Refused):
            decline_walk_in(walk_in_id=waiting.pk, by=other, now=EVENING)
        with pytest.raises(Refused):
            set_walk_ins(forum_id=forum.pk, walk_ins="admitted", by=other, now=EVENING)
        with pytest.raises(Refused):
            note_badges_printed(forum_id=forum.pk, rows=1, by=other, now=EVENING)

    assert (came(), verbs(), Badge.objects.values_list("code", "revoked_at").get()) == before


def test_database_refuses_a_second_check_in_of_a_day(forum: Forum, staff: Actor, badge: Badge) -> None:
    take_scan(forum_id=forum.pk, scan=shown(badge), by=staff, now=EVENING)

    with pytest.raises(IntegrityError), transaction.atomic():
        CheckIn.objects.create(badge=badge, day=DAY, at=NINE, last_in_at=NINE, source="online")


def test_walk_in_waits_for_an_officer_who_lets_them_in(forum: Forum, staff: Actor) -> None:
    scan = walk_in(5, name="  한걸음 ", email="Walker@Example.org")
    answers = [take_scan(forum_id=forum.pk, scan=scan, by=staff, now=EVENING) for _time in range(2)]
    assert [each.answer for each in answers] == [ScanAnswer.ASKED] * 2
    noted = WalkIn.objects.get()
    assert (noted.name, noted.email, noted.state, Badge.objects.count()) == (
        "한걸음",
        "walker@example.org",
        "applied",
        0,
    )

    let_in = admit_walk_in(walk_in_id=noted.pk, by=officer_of(forum), now=at(20))

    assert let_in is not None
    assert came() == [(Badge.objects.get(walk_in=noted).pk, DAY, at(20), "walk-in", at(20), None)]
    assert verbs() == ["events.walk_in_asked", "events.walk_in_admitted", "events.checked_in"]
    with pytest.raises(Refused):
        decline_walk_in(walk_in_id=noted.pk, by=officer_of(forum), now=at(30))


def test_nobody_is_let_in_after_the_forum(forum: Forum) -> None:
    waiting = WalkInFactory(forum=forum)
    Forum.objects.filter(pk=forum.pk).update(state="closed")

    with pytest.raises(Refused):
        admit_walk_in(walk_in_id=waiting.pk, by=officer_of(forum), now=EVENING)
    assert (WalkIn.objects.get().state, Badge.objects.count()) == ("applied", 0)


def test_walk_ins_are_let_in_while_there_are_places(forum: Forum, staff: Actor) -> None:
    ApprovedRegistrationFactory(forum=forum)
    set_walk_ins(forum_id=forum.pk, walk_ins=WalkIns.ADMITTED, by=officer_of(forum), now=NINE)
    Forum.objects.filter(pk=forum.pk).update(capacity=2)

    answers = take_scans(forum_id=forum.pk, scans=[walk_in(1), walk_in(2, name="Late")], by=staff, now=EVENING)

    assert [each.answer for each in answers] == ["admitted", "full"]
    assert list(WalkIn.objects.order_by("pk").values_list("state", flat=True)) == ["approved", "applied"]
    forum.refresh_from_db()
    assert (forum.places_taken, len(came())) == (2, 1)

    with pytest.raises(Refused):
        admit_walk_in(walk_in_id=WalkIn.objects.get(name="Late").pk, by=officer_of(forum), now=at(20))
    assert WalkIn.objects.get(name="Late").state == "applied"


def test_registration_finds_no_place_that_a_walk_in_has(forum: Forum, staff: Actor) -> None:
    Forum.objects.filter(pk=forum.pk).update(capacity=1, walk_ins=WalkIns.ADMITTED)
    take_scan(forum_id=forum.pk, scan=walk_in(), by=staff, now=EVENING)

    asked = approve_registration(registration_id=RegistrationFactory(forum=forum).pk, by=officer_of(forum), now=at(30))

    assert asked.state == RegistrationState.WAITING


@pytest.mark.parametrize(
    "said", [{"name": " "}, {"name": "a" * 121}, {"name": "a\nb"}, {"email": "nowhere"}, {"participant_type": "king"}]
)
def test_walk_in_that_cannot_be_read_is_not_noted(forum: Forum, staff: Actor, said: dict[str, str]) -> None:
    answered = take_scan(forum_id=forum.pk, scan=walk_in(**said), by=staff, now=EVENING)

    assert (answered.answer, bool(answered.sentence)) == (ScanAnswer.UNREADABLE, True)
    assert WalkIn.objects.count() == 0


def test_walk_ins_are_turned_away_where_the_officers_say_so(forum: Forum, staff: Actor) -> None:
    set_walk_ins(forum_id=forum.pk, walk_ins=WalkIns.REFUSED, by=officer_of(forum), now=NINE)

    assert take_scan(forum_id=forum.pk, scan=walk_in(), by=staff, now=EVENING).answer == ScanAnswer.NO_WALK_INS
    assert WalkIn.objects.count() == 0


def test_approval_gives_a_badge_and_a_second_one_none(forum: Forum) -> None:
    asked, officer = RegistrationFactory(forum=forum), officer_of(forum)

    approve_registration(registration_id=asked.pk, by=officer, now=NINE)
    first = Badge.objects.get(registration=asked)
    decline_registration(registration_id=asked.pk, reason="A slip", by=officer, now=NINE)
    approve_registration(registration_id=asked.pk, by=officer, now=NINE)

    assert Badge.objects.get(registration=asked).code == first.code
    assert len(first.code) == 16


def test_counts_say_who_is_expected_came_and_is_here(forum: Forum, staff: Actor, badge: Badge) -> None:
    partner = BadgeFactory(registration=ApprovedRegistrationFactory(forum=forum, participant_type="partner"))
    ApprovedRegistrationFactory(forum=forum)
    scans = [shown(badge), shown(partner), shown(partner, 30, "out")]
    take_scans(forum_id=forum.pk, scans=scans, by=staff, now=EVENING)

    counted = [(each.participant_type, each.expected, each.came, each.here) for each in counts_by_type(forum, DAY)]

    assert counted == [("company", 2, 1, 1), ("partner", 1, 1, 0)]


def test_check_ins_are_part_of_a_persons_data_and_go_with_it(forum: Forum, staff: Actor, badge: Badge) -> None:
    take_scans(forum_id=forum.pk, scans=[shown(badge), shown(badge, 30, "out")], by=staff, now=EVENING)
    user = badge.registration.user

    (kept,) = registrations_kept(user.pk)
    assert kept["check_ins"] == [{"day": "2023-04-27", "at": at(0).isoformat(), "left_at": at(30).isoformat()}]

    erase_registrations(user.pk, EVENING)
    erase_registrations(user.pk, EVENING)
    assert (Badge.objects.count(), Scan.objects.count(), CheckIn.objects.count()) == (0, 0, 0)


def test_walk_ins_are_exported_and_erased_by_a_proven_address(forum: Forum) -> None:
    person = UserFactory(email="walker@example.org")
    person.emailaddress_set.create(email="walker@example.org", verified=True, primary=True)
    mine = WalkInFactory(forum=forum, email="walker@example.org", came_at=NINE)
    other = WalkInFactory(forum=forum, email="other@example.org", name="Other")

    assert walk_ins_kept(person.pk) == [
        {
            "forum": str(forum.public_id),
            "name": mine.name,
            "organisation": mine.organisation,
            "email": mine.email,
            "participant_type": "partner",
            "state": "applied",
            "came_at": NINE.isoformat(),
            "check_ins": [],
        }
    ]
    erase_walk_ins(person.pk, EVENING)
    assert list(WalkIn.objects.order_by("pk").values_list("name", "email")) == [("", ""), ("Other", other.email)]


def test_names_of_walk_ins_are_forgotten_after_the_forum_and_the_count_stays(forum: Forum, staff: Actor) -> None:
    Forum.objects.filter(pk=forum.pk).update(walk_ins=WalkIns.ADMITTED)
    take_scan(forum_id=forum.pk, scan=walk_in(), by=staff, now=EVENING)
    later = WalkInFactory(forum=ForumFactory(starts_at=EVENING))

    forget_walk_ins_before(EVENING)

    assert list(WalkIn.objects.order_by("pk").values_list("name", flat=True)) == ["", later.name]
    assert [each.came for each in counts_by_type(forum, DAY)] == [1]


def test_id_of_another_forums_scan_is_refused(forum: Forum, staff: Actor, badge: Badge) -> None:
    elsewhere = BadgeFactory()
    known = UUID(int=7)
    Scan.objects.create(
        public_id=known, forum=elsewhere.forum, kind="in", source="online", answer="unknown", at=APPLIED_AT, day=DAY
    )

    with pytest.raises(Refused):
        take_scan(forum_id=forum.pk, scan=Scanned(known, "in", NINE, code=badge.code), by=staff, now=EVENING)
    assert came() == []
