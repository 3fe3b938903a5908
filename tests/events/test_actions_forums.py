"""Setting up a forum, changing it, moving it on, naming who runs it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bridgehead.accounts.actor import Actor
from bridgehead.events.actions import forums
from bridgehead.events.models import Forum, ForumRole, ForumRoleKind, ForumState
from bridgehead.foundation.audit import first_break
from bridgehead.foundation.models import AuditEntry, AuditStream, OutboxItem
from bridgehead.foundation.refusals import Refused
from tests.factories.forums import (
    ApprovedRegistrationFactory,
    ForumFactory,
    ForumRoleFactory,
    RegistrationFactory,
    officer_of,
)
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory, actor_of, admin_actor

pytestmark = [pytest.mark.django_db, pytest.mark.database]

STARTS_AT = datetime(2023, 4, 27, 20, 0, tzinfo=UTC)


def everything() -> list[object]:
    """All that a refused deed must leave as it was."""
    return [
        list(Forum.objects.order_by("pk").values()),
        list(ForumRole.objects.order_by("pk").values()),
        AuditEntry.objects.count(),
        OutboxItem.objects.count(),
    ]


def test_forum_begins_as_a_draft_with_its_maker_as_officer(now: datetime) -> None:
    admin, host = admin_actor(), OrganisationFactory(kind="agency")

    made = forums.create_forum(
        name_ko="보스턴 포럼", zone="America/New_York", starts_at=STARTS_AT, hosts=[host.pk], by=admin, now=now
    )

    assert (made.state, made.changed_at, list(made.hosts.all())) == (ForumState.DRAFT, now, [host])
    assert list(made.role_holders.values_list("user", "role")) == [(admin.user_id, "officer")]
    entry = AuditEntry.objects.get(stream__name=made.audit_stream)
    assert (entry.verb, entry.object_id, entry.change["starts_at"]) == (
        "events.forum_created",
        str(made.public_id),
        [None, "2023-04-27T20:00:00+00:00"],
    )
    assert first_break(AuditStream.objects.get(name=made.audit_stream)) is None


@pytest.mark.parametrize(
    ("fields", "sentence", "field"),
    [
        ({"name_ko": ""}, "A forum needs a name in Korean or in English.", None),
        (
            {"zone": "Mars/Olympus"},
            "“Mars/Olympus” is not a time zone. Expected a name such as Asia/Seoul or America/New_York.",
            "zone",
        ),
        ({"ends_at": STARTS_AT}, "The forum must end after it starts.", None),
        (
            {"registration_opens_at": STARTS_AT, "registration_closes_at": STARTS_AT},
            "Registration must close after it opens.",
            None,
        ),
        ({"name_ko": "두 줄\n이름"}, "Write this on one line, without line breaks.", "name_ko"),
    ],
)
def test_wrong_forum_is_refused_and_changes_nothing(
    fields: dict[str, object], sentence: str, field: str | None, now: datetime
) -> None:
    admin = admin_actor()
    right = {"name_ko": "보스턴 포럼", "zone": "America/New_York", "starts_at": STARTS_AT}
    before = everything()

    with pytest.raises(Refused) as refused:
        forums.create_forum(**{**right, **fields}, by=admin, now=now)

    assert (str(refused.value), refused.value.field) == (sentence, field)
    assert everything() == before


def test_nobody_else_sets_up_or_changes_a_forum(now: datetime) -> None:
    forum = ForumFactory()
    person, stranger = actor_of(UserFactory()), officer_of(ForumFactory())
    before = everything()

    with pytest.raises(Refused, match=r"Only officers can set up a forum\."):
        forums.create_forum(name_ko="포럼", zone="Asia/Seoul", starts_at=STARTS_AT, by=person, now=now)
    with pytest.raises(Refused, match=r"Only the officers of this forum can do that\."):
        forums.change_forum(forum_id=forum.pk, name_ko="남의 포럼", by=stranger, now=now)
    with pytest.raises(Refused, match=r"Only the officers of this forum can do that\."):
        forums.move_forum(forum_id=forum.pk, state="closed", by=stranger, now=now)
    with pytest.raises(Refused, match=r"Only the officers of this forum can do that\."):
        forums.grant_role(forum_id=forum.pk, user_id=person.user_id or 0, role="officer", by=person, now=now)

    assert everything() == before


def test_new_time_raises_the_calendar_sequence_and_is_told_once(now: datetime) -> None:
    forum = ForumFactory()
    officer = officer_of(forum)
    later = STARTS_AT.replace(hour=21)
    coming = ApprovedRegistrationFactory.create_batch(2, forum=forum)
    RegistrationFactory(forum=forum)

    for _twice in range(2):
        forums.change_forum(forum_id=forum.pk, starts_at=later, by=officer, now=now)

    forum.refresh_from_db()
    assert (forum.starts_at, forum.calendar_sequence, forum.changed_at) == (later, 1, now)
    assert list(OutboxItem.objects.values_list("kind", "payload")) == [
        ("events/forum_changed", {"registration_id": each.pk, "sequence": 1}) for each in coming
    ]
    assert list(AuditEntry.objects.values_list("change", flat=True)) == [
        {"starts_at": ["2023-04-27T20:00:00+00:00", "2023-04-27T21:00:00+00:00"]}
    ]


def test_new_purpose_is_nothing_for_calendars(now: datetime) -> None:
    forum = ForumFactory()

    forums.change_forum(forum_id=forum.pk, purpose_en="To work together.", by=officer_of(forum), now=now)

    forum.refresh_from_db()
    assert (forum.purpose_en, forum.calendar_sequence, OutboxItem.objects.count()) == ("To work together.", 0, 0)


def test_who_hosts_is_kept_in_the_trail_like_all_else(now: datetime) -> None:
    forum, (first, second) = ForumFactory(), OrganisationFactory.create_batch(2)
    officer = officer_of(forum)
    for hosts in ([second.pk, first.pk], [first.pk, second.pk], [second.pk]):
        forums.change_forum(forum_id=forum.pk, hosts=hosts, by=officer, now=now)

    told = AuditEntry.objects.filter(verb="events.forum_changed").order_by("pk").values_list("change", flat=True)
    both = f"{first.public_id}, {second.public_id}"
    assert list(told) == [{"hosts": ["", both]}, {"hosts": [both, str(second.public_id)]}]
    forum.refresh_from_db()
    assert (forum.host_ids, forum.changed_at) == (str(second.public_id), now)


def test_translation_falls_behind_when_its_twin_changes(now: datetime) -> None:
    forum = ForumFactory()
    officer = officer_of(forum)
    forums.change_forum(forum_id=forum.pk, purpose_ko="협력", purpose_en="Cooperation", by=officer, now=now)

    forums.change_forum(forum_id=forum.pk, purpose_ko="협력을 강화", by=officer, now=now)

    forum.refresh_from_db()
    assert forum.stale_twins() == ["purpose_en"]


def test_forum_moves_only_where_its_state_leads(now: datetime) -> None:
    forum = ForumFactory(state=ForumState.CLOSED)
    officer = officer_of(forum)
    before = everything()

    with pytest.raises(Refused, match=r"A forum that is “held” cannot become “registration open”\."):
        forums.move_forum(forum_id=forum.pk, state="open", by=officer, now=now)
    with pytest.raises(Refused, match=r"A forum that is “held” cannot become “nonsense”\."):
        forums.move_forum(forum_id=forum.pk, state="nonsense", by=officer, now=now)

    assert everything() == before


def test_forum_is_announced_opened_run_and_closed(now: datetime) -> None:
    forum = ForumFactory(state=ForumState.DRAFT)
    officer = officer_of(forum)

    for state in ("announced", "open", "running", "closed"):
        forums.move_forum(forum_id=forum.pk, state=state, by=officer, now=STARTS_AT)

    forum.refresh_from_db()
    assert forum.state == "closed"
    assert [entry.change["state"] for entry in AuditEntry.objects.order_by("position")] == [
        ["draft", "announced"],
        ["announced", "open"],
        ["open", "running"],
        ["running", "closed"],
    ]


@pytest.mark.parametrize("state", ["announced", "open", "running"])
def test_forum_that_has_not_begun_cannot_be_held(now: datetime, state: str) -> None:
    forum = ForumFactory(state=state)
    officer = officer_of(forum)
    before = everything()

    with pytest.raises(Refused, match=r"The forum has not begun yet\. It can be set to “held” once it has\."):
        forums.move_forum(forum_id=forum.pk, state="closed", by=officer, now=STARTS_AT - timedelta(seconds=1))

    assert everything() == before


def test_held_is_taken_back_and_stands_in_the_trail(now: datetime) -> None:
    forum = ForumFactory(state=ForumState.CLOSED)

    forums.move_forum(forum_id=forum.pk, state="running", by=officer_of(forum), now=STARTS_AT)

    forum.refresh_from_db()
    assert (forum.state, AuditEntry.objects.get().change) == ("running", {"state": ["closed", "running"]})


def test_held_forum_is_given_no_day_to_come(now: datetime) -> None:
    forum = ForumFactory(state=ForumState.CLOSED)
    officer = officer_of(forum)
    before = everything()

    with pytest.raises(Refused, match=r"Take “held” back before you give it a day to come\."):
        forums.change_forum(forum_id=forum.pk, starts_at=STARTS_AT + timedelta(days=400), by=officer, now=STARTS_AT)

    assert everything() == before


def test_role_is_given_once_and_taken_back(now: datetime) -> None:
    forum, person = ForumFactory(), UserFactory()
    officer = officer_of(forum)

    first = forums.grant_role(forum_id=forum.pk, user_id=person.pk, role=ForumRoleKind.OFFICER, by=officer, now=now)
    again = forums.grant_role(forum_id=forum.pk, user_id=person.pk, role=ForumRoleKind.OFFICER, by=officer, now=now)

    assert first == again
    assert actor_of(person).has_role("forum_officer", forum.pk)
    forums.revoke_role(role_id=first.pk, by=officer, now=now)
    assert not actor_of(person).has_role("forum_officer", forum.pk)
    assert list(AuditEntry.objects.order_by("position").values_list("verb", flat=True)) == [
        "events.role_granted",
        "events.role_revoked",
    ]


def test_last_officer_stays(now: datetime) -> None:
    role = ForumRoleFactory()
    officer: Actor = actor_of(role.user)
    before = everything()

    with pytest.raises(Refused, match=r"A forum keeps at least one officer\."):
        forums.revoke_role(role_id=role.pk, by=officer, now=now)

    assert everything() == before


def test_fewer_places_than_approved_are_refused(now: datetime) -> None:
    forum = ForumFactory(capacity=3)
    ApprovedRegistrationFactory.create_batch(2, forum=forum)
    officer = officer_of(forum)
    before = everything()

    with pytest.raises(Refused, match="2 places are taken already, so 1 is too few"):
        forums.change_forum(forum_id=forum.pk, capacity=1, by=officer, now=now)

    assert everything() == before
