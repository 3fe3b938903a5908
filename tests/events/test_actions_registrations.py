"""Registering, approving, waiting, declining, withdrawing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from bridgehead.accounts.actor import ANONYMOUS, Actor
from bridgehead.events.actions import forums, registrations
from bridgehead.events.models import Forum, ForumState, ParticipantType, Registration, RegistrationState
from bridgehead.events.queries import registrations_kept
from bridgehead.events.signals import registration_approved, registration_ended
from bridgehead.foundation import clock
from bridgehead.foundation.models import AuditEntry, OutboxItem
from bridgehead.foundation.refusals import Refused
from tests.factories.forums import (
    ApprovedRegistrationFactory,
    ForumFactory,
    RegistrationFactory,
    officer_of,
    person_of,
)
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory, actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PAST, FAR = datetime(2023, 4, 1, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC)


@pytest.fixture
def heard() -> object:
    """What the signals told, in order."""
    told: list[tuple[str, int, datetime]] = []

    def approved(registration_id: int, now: datetime, **_: object) -> None:
        told.append(("approved", registration_id, now))

    def ended(registration_id: int, now: datetime, **_: object) -> None:
        told.append(("ended", registration_id, now))

    registration_approved.connect(approved)
    registration_ended.connect(ended)
    yield told
    registration_approved.disconnect(approved)
    registration_ended.disconnect(ended)


def everything() -> list[object]:
    """All that a refused deed must leave as it was."""
    return [
        list(Registration.objects.order_by("pk").values()),
        list(Forum.objects.order_by("pk").values()),
        AuditEntry.objects.count(),
        OutboxItem.objects.count(),
    ]


def states(forum: Forum) -> list[str]:
    return list(forum.registrations.order_by("pk").values_list("state", flat=True))


def test_person_registers_for_their_organisation(now: datetime) -> None:
    forum, company = ForumFactory(), OrganisationFactory()
    person = person_of(company)

    made = registrations.register(
        forum_id=forum.pk,
        organisation_id=company.pk,
        participant_type=ParticipantType.COMPANY,
        consents={"listed"},
        by=person,
        now=now,
    )

    assert Registration.objects.filter(pk=made.pk).values(
        "forum", "user", "organisation", "participant_type", "state", "wants_partnering", "may_be_listed", "applied_at"
    ).get() == {
        "forum": forum.pk,
        "user": person.user_id,
        "organisation": company.pk,
        "participant_type": "company",
        "state": "applied",
        "wants_partnering": True,
        "may_be_listed": True,
        "applied_at": now,
    }
    told = AuditEntry.objects.filter(stream__name=forum.audit_stream)
    assert list(told.values_list("verb", "actor_id", "object_id", "change")) == [
        ("events.registration_received", person.user_id, str(made.public_id), {"state": ["", "applied"]})
    ]
    assert list(OutboxItem.objects.values_list("kind", "payload")) == [
        ("events/registration_received", {"registration_id": made.pk, "sequence": 0})
    ]


def test_registration_sent_twice_is_made_once(now: datetime) -> None:
    forum, company = ForumFactory(), OrganisationFactory()
    person = person_of(company)
    sent = {
        "forum_id": forum.pk,
        "organisation_id": company.pk,
        "participant_type": "company",
        "by": person,
        "now": now,
        "idempotency_key": "one-form",
    }

    first, second = registrations.register(**sent), registrations.register(**sent)

    assert first.pk == second.pk
    assert (Registration.objects.count(), OutboxItem.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"organisation_id": 0}, "Choose an organisation that you belong to, or add yours first."),
        ({"participant_type": "spy"}, "Choose as what you take part."),
        ({"by": ANONYMOUS}, "Please sign in to register."),
        ({"forum_id": 0}, "There is no such forum."),
    ],
)
def test_wrong_registration_is_refused_and_changes_nothing(
    wrong: dict[str, object], sentence: str, now: datetime
) -> None:
    forum, company = ForumFactory(), OrganisationFactory()
    sent = {
        "forum_id": forum.pk,
        "organisation_id": company.pk,
        "participant_type": "company",
        "by": person_of(company),
        "now": now,
        "idempotency_key": "one-form",
    }
    before = everything()

    with pytest.raises(Refused) as refused:
        registrations.register(**{**sent, **wrong})

    assert str(refused.value) == sentence
    assert everything() == before


def test_second_registration_of_a_person_is_refused(now: datetime) -> None:
    company = OrganisationFactory()
    person = person_of(company)
    held = RegistrationFactory(user_id=person.user_id, organisation=company)
    before = everything()

    with pytest.raises(Refused, match=r"You are registered for this forum already."):
        registrations.register(
            forum_id=held.forum_id, organisation_id=company.pk, participant_type="partner", by=person, now=now
        )

    assert everything() == before


@pytest.mark.parametrize(
    ("language", "bounds", "sentence"),
    [
        (
            "en",
            {"closes": 0},
            "Registration for this forum closed on Wednesday 26 April 2023, 09:00 Boston · 22:00 Seoul.",
        ),
        (
            "ko",
            {"closes": 0},
            "이 포럼의 등록은 마감되었습니다. 마감: 2023년 4월 26일 수요일, 09:00 보스턴 · 22:00 서울.",
        ),
        (
            "en",
            {"opens": 720},
            "Registration for this forum opens on Wednesday 26 April 2023, 21:00 Boston · 10:00 +1 Seoul.",
        ),
        (
            "ko",
            {"opens": 720},
            "이 포럼의 등록은 아직 시작되지 않았습니다. 시작: 2023년 4월 26일 수요일, 21:00 보스턴 · 익일 10:00 서울.",
        ),
    ],
)
def test_registration_out_of_time_is_refused_with_the_minute_on_both_clocks(
    language: str, bounds: dict[str, int], sentence: str, now: datetime
) -> None:
    times = {f"registration_{each}_at": now + timedelta(minutes=minutes) for each, minutes in bounds.items()}
    forum, company = ForumFactory(**times), OrganisationFactory()
    before = everything()

    with translation.override(language), pytest.raises(Refused) as refused:
        registrations.register(
            forum_id=forum.pk, organisation_id=company.pk, participant_type="company", by=person_of(company), now=now
        )

    assert (str(refused.value), everything()) == (sentence, before)


def test_without_a_moment_passed_in_the_clock_of_the_database_decides() -> None:
    open_one, closed_one = ForumFactory(registration_closes_at=FAR), ForumFactory(registration_closes_at=PAST)
    company = OrganisationFactory()
    sent = {"organisation_id": company.pk, "participant_type": "company", "by": person_of(company)}
    before = clock.database_now()

    made = registrations.register(forum_id=open_one.pk, **sent)

    assert before <= made.applied_at <= clock.database_now()
    with pytest.raises(Refused):
        registrations.register(forum_id=closed_one.pk, **sent)


def test_who_withdrew_may_register_again(now: datetime) -> None:
    company = OrganisationFactory()
    person = person_of(company)
    held = RegistrationFactory(user_id=person.user_id, organisation=company, state=RegistrationState.WITHDRAWN)

    again = registrations.register(
        forum_id=held.forum_id, organisation_id=company.pk, participant_type="investor", by=person, now=now
    )

    assert (again.pk, again.state, again.participant_type, again.applied_at) == (held.pk, "applied", "investor", now)


def test_officer_approves_and_higher_storeys_hear_of_it(now: datetime, heard: list[object]) -> None:
    asked = RegistrationFactory(forum__capacity=1)
    officer = officer_of(asked.forum)

    registrations.approve_registration(registration_id=asked.pk, by=officer, now=now)

    asked.refresh_from_db()
    asked.forum.refresh_from_db()
    assert (asked.state, asked.decided_at, asked.decided_by_id) == ("approved", now, officer.user_id)
    assert (asked.calendar_sequence, asked.forum.places_taken) == (1, 1)
    assert heard == [("approved", asked.pk, now)]
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["events.registration_approved"]
    assert list(OutboxItem.objects.values_list("kind", flat=True)) == ["events/registration_approved"]


def test_receiver_that_fails_undoes_the_approval(now: datetime) -> None:
    asked = RegistrationFactory()
    officer = officer_of(asked.forum)
    before = everything()

    def failing(**_: object) -> None:
        raise Refused("The round is closed.")

    registration_approved.connect(failing)
    try:
        with pytest.raises(Refused, match=r"The round is closed."):
            registrations.approve_registration(registration_id=asked.pk, by=officer, now=now)
    finally:
        registration_approved.disconnect(failing)

    assert everything() == before


def test_who_finds_no_place_is_put_on_the_waiting_list(now: datetime, heard: list[object]) -> None:
    forum = ForumFactory(capacity=1)
    ApprovedRegistrationFactory(forum=forum)
    late = RegistrationFactory(forum=forum)

    told = registrations.approve_registration(registration_id=late.pk, by=officer_of(forum), now=now)

    late.refresh_from_db()
    forum.refresh_from_db()
    assert (told.state, late.state, late.waiting_since, late.calendar_sequence) == ("waiting", "waiting", now, 0)
    assert (forum.places_taken, heard) == (1, [])
    assert list(OutboxItem.objects.values_list("kind", flat=True)) == ["events/registration_waiting"]


def test_place_that_becomes_free_goes_to_whoever_waits_longest(now: datetime, heard: list[object]) -> None:
    forum = ForumFactory(capacity=1)
    leaving = ApprovedRegistrationFactory(forum=forum)
    later = RegistrationFactory(forum=forum, state=RegistrationState.WAITING, waiting_since=now - timedelta(hours=1))
    longest = RegistrationFactory(forum=forum, state=RegistrationState.WAITING, waiting_since=now - timedelta(hours=2))

    registrations.withdraw_registration(registration_id=leaving.pk, by=actor_of(leaving.user), now=now)

    assert states(forum) == ["withdrawn", "waiting", "approved"]
    assert heard == [("ended", leaving.pk, now), ("approved", longest.pk, now)]
    later.refresh_from_db()
    assert later.waiting_since == now - timedelta(hours=1)


def test_more_places_let_the_longest_waiting_in(now: datetime) -> None:
    forum = ForumFactory(capacity=1)
    ApprovedRegistrationFactory(forum=forum)
    for hours in (1, 3, 2):
        RegistrationFactory(forum=forum, state=RegistrationState.WAITING, waiting_since=now - timedelta(hours=hours))

    forums.change_forum(forum_id=forum.pk, capacity=3, by=officer_of(forum), now=now)

    assert states(forum) == ["approved", "waiting", "approved", "approved"]


def test_capacity_below_the_approved_is_refused(now: datetime) -> None:
    forum = ForumFactory(capacity=3)
    ApprovedRegistrationFactory.create_batch(2, forum=forum)
    officer = officer_of(forum)
    before = everything()

    with pytest.raises(Refused, match="2 places are taken already, so 1 is too few"):
        forums.change_forum(forum_id=forum.pk, capacity=1, by=officer, now=now)

    assert everything() == before


def test_declined_registration_says_why_and_gives_its_place_back(now: datetime, heard: list[object]) -> None:
    held = ApprovedRegistrationFactory(forum__capacity=1)

    registrations.decline_registration(
        registration_id=held.pk, reason="  The forum is for companies.  ", by=officer_of(held.forum), now=now
    )

    held.refresh_from_db()
    held.forum.refresh_from_db()
    assert (held.state, held.reason, held.forum.places_taken) == ("declined", "The forum is for companies.", 0)
    assert heard == [("ended", held.pk, now)]
    assert AuditEntry.objects.get().change == {"state": ["approved", "declined"]}


def test_declining_needs_a_reason(now: datetime) -> None:
    asked = RegistrationFactory()
    officer = officer_of(asked.forum)
    before = everything()

    with pytest.raises(Refused, match=r"Say why, in a sentence that the person will read."):
        registrations.decline_registration(registration_id=asked.pk, reason="  ", by=officer, now=now)

    assert everything() == before


def test_officer_of_another_forum_decides_nothing_here(now: datetime) -> None:
    asked = RegistrationFactory()
    stranger = officer_of(ForumFactory())
    before = everything()

    with pytest.raises(Refused, match=r"Only the officers of this forum can decide."):
        registrations.approve_registration(registration_id=asked.pk, by=stranger, now=now)
    with pytest.raises(Refused, match=r"Only the officers of this forum can decide."):
        registrations.decline_registration(registration_id=asked.pk, reason="No.", by=stranger, now=now)

    assert everything() == before


def test_nobody_withdraws_for_another(now: datetime) -> None:
    held = ApprovedRegistrationFactory()
    officer = officer_of(held.forum)
    before = everything()

    with pytest.raises(Refused, match=r"Only the registered person can withdraw."):
        registrations.withdraw_registration(registration_id=held.pk, by=officer, now=now)

    assert everything() == before


def test_held_forum_is_not_decided_any_more(now: datetime) -> None:
    asked = RegistrationFactory(forum__state=ForumState.CLOSED)
    officer = officer_of(asked.forum)
    before = everything()

    with pytest.raises(Refused, match=r"registrations are not decided any more"):
        registrations.approve_registration(registration_id=asked.pk, by=officer, now=now)

    assert everything() == before


def test_several_are_approved_in_the_order_they_applied(now: datetime) -> None:
    forum = ForumFactory(capacity=2)
    base = datetime(2023, 4, 1, tzinfo=UTC)
    last, first, second = (RegistrationFactory(forum=forum, applied_at=base + timedelta(days=day)) for day in (3, 1, 2))
    gone = RegistrationFactory(forum=forum, state=RegistrationState.WITHDRAWN)

    told = registrations.approve_registrations(
        registration_ids=[last.pk, first.pk, second.pk, gone.pk], by=officer_of(forum), now=now
    )

    assert told == registrations.Decided(approved=2, waiting=1, untouched=1)
    assert states(forum) == ["waiting", "approved", "approved", "withdrawn"]


def test_approving_twice_changes_nothing(now: datetime, heard: list[object]) -> None:
    held = ApprovedRegistrationFactory()
    officer = officer_of(held.forum)
    before = everything()

    registrations.approve_registration(registration_id=held.pk, by=officer, now=now)

    assert everything() == before
    assert heard == []


def test_administrator_without_membership_cannot_register_for_a_company(now: datetime) -> None:
    forum, company = ForumFactory(), OrganisationFactory()
    admin: Actor = actor_of(UserFactory(is_platform_admin=True))

    with pytest.raises(Refused, match=r"Choose an organisation that you belong to"):
        registrations.register(
            forum_id=forum.pk, organisation_id=company.pk, participant_type="company", by=admin, now=now
        )

    assert not Registration.objects.exists()


def test_erasing_a_person_gives_their_place_to_the_next(now: datetime, heard: list[object]) -> None:
    held = ApprovedRegistrationFactory(forum__capacity=1)
    waiting = RegistrationFactory(forum=held.forum, state=RegistrationState.WAITING, waiting_since=now)
    gone, user_id = held.pk, held.user_id
    assert [each["state"] for each in registrations_kept(user_id)] == ["approved"]

    for _twice in range(2):
        registrations.erase_registrations(user_id, now)

    assert registrations_kept(user_id) == []
    assert list(Registration.objects.values_list("pk", "state")) == [(waiting.pk, "approved")]
    assert heard == [("ended", gone, now), ("approved", waiting.pk, now)]
