"""A forum holds halls of premises: asked of the house, named on its board, moved with it and freed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from bridgehead.accounts.models import User
from bridgehead.events.actions.calling_off import call_off_forum
from bridgehead.events.actions.forums import change_forum, move_forum
from bridgehead.events.actions.halls import free_hall, hold_hall
from bridgehead.events.models import Forum, ForumRole, ForumRoleKind, ForumState
from bridgehead.events.queries.halls import halls_for
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from bridgehead.places.actions.bookings import approve_booking, cancel_booking, change_booking, decline_booking
from bridgehead.places.actions.closures import close
from bridgehead.places.actions.minding import mind_bookings_at
from bridgehead.places.models import Booking, BookingState, RoomKind
from tests.clocks import standing_still
from tests.events.test_deliveries import delivered
from tests.factories.forums import STARTS_AT, ForumFactory, officer_of
from tests.factories.people import UserFactory
from tests.factories.places import BookingFactory, PremisesFactory, desk_of, member_of, room_at
from tests.pages import browser, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ENDS_AT = STARTS_AT + timedelta(hours=3)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _standing(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


class Scene:
    """A draft forum with two officers, and a house with a hall that needs approval, one that does not, and a room."""

    def __init__(self) -> None:
        self.forum: Forum = ForumFactory(
            state=ForumState.DRAFT, name_en="Secret Forum", name_ko="비밀 포럼", ends_at=ENDS_AT
        )
        self.officer = officer_of(self.forum)
        other = UserFactory(language="ko")
        ForumRole.objects.create(forum=self.forum, user=other, role=ForumRoleKind.OFFICER)
        self.premises = PremisesFactory(days_ahead=1, longest_minutes=60)
        self.hall = room_at(self.premises, kind=RoomKind.HALL, name_en="Aula", name_ko="강당", needs_approval=True)
        self.small = room_at(self.premises, kind=RoomKind.HALL, name_en="Loft", name_ko="다락", capacity=4)
        self.room = room_at(self.premises, name_en="Pine", name_ko="소나무")
        self.desk = desk_of(self.premises)
        self.member = member_of(self.premises)[0]
        User.objects.exclude(pk=other.pk).update(language="en")
        self.closed = room_at(PremisesFactory(is_listed=False), kind=RoomKind.HALL, name_en="Hidden", name_ko="숨은 방")

    def hold(self, room_id: int) -> Booking:
        return hold_hall(forum_id=self.forum.pk, room_id=room_id, by=self.officer)

    def held(self) -> list[tuple[str, str, datetime]]:
        found = Booking.objects.filter(source__startswith="forum:").order_by("pk")
        return [(each.room.name_en, each.state, each.starts_at) for each in found.select_related("room")]

    def board(self, user_id: int | None) -> str:
        page = reverse("places:board", args=[self.premises.public_id])
        return browser(User.objects.get(pk=user_id)).get(f"{page}?day=2023-04-27").content.decode()


def refused(deed: object, **asked: object) -> str:
    with pytest.raises(Refused) as refusal:
        deed(**asked)  # type: ignore[operator]  # a deed
    return str(refusal.value)


def test_a_forum_asks_for_a_hall_moves_with_it_and_frees_it(now: datetime) -> None:
    scene = Scene()
    asked = scene.hold(scene.hall.pk)
    assert scene.hold(scene.hall.pk) == asked
    scene.hold(scene.small.pk)
    assert scene.held() == [("Aula", "requested", STARTS_AT), ("Loft", "confirmed", STARTS_AT)]
    for room, sentence in ((scene.closed, "There is no such room."), (scene.room, "There is no such room.")):
        assert refused(scene.hold, room_id=room.pk) == sentence
    stranger = {"forum_id": scene.forum.pk, "room_id": scene.hall.pk, "by": scene.desk}
    assert refused(hold_hall, **stranger) == "Only the officers of this forum can do that."
    moved = {"booking_id": asked.pk, "starts_at": STARTS_AT + HOUR, "by": scene.desk, "now": now}
    assert refused(change_booking, **moved) == "It moves with what it is held for. Change it there, or cancel it here."

    # The house agrees, and both officers hear of it; what they do themselves is told to neither.
    approve_booking(booking_id=asked.pk, by=scene.desk, now=now)
    sent = delivered()
    assert sorted(each.subject for each in sent) == ["You have the hall: Secret Forum", "대관 확정: 비밀 포럼"]
    assert "the house holds Aula, Boston Incubation Office, for “Secret Forum”" in str(
        next(each.body for each in sent if each.subject.startswith("You"))
    )
    mail.outbox.clear()

    # It moves with the forum, where both are free then; where one is not, the forum stays, and nobody is named.
    later = {"starts_at": STARTS_AT + 24 * HOUR, "ends_at": ENDS_AT + 24 * HOUR}
    BookingFactory(
        room=scene.small, starts_at=STARTS_AT + 25 * HOUR, ends_at=STARTS_AT + 26 * HOUR, organisation__name_en="Rival"
    )
    move = {"forum_id": scene.forum.pk, "by": scene.officer, "now": now}
    why = refused(change_forum, **move, **later)
    assert (why.startswith("Loft, Boston Incubation Office: The room is taken until 18:00 Boston"), "Rival" in why) == (
        True, False,
    )  # fmt: skip
    assert refused(change_forum, **move, ends_at=None) == (
        "A hall is held for it. Say when it ends, or free the hall first."
    )
    assert scene.held() == [("Aula", "confirmed", STARTS_AT), ("Loft", "confirmed", STARTS_AT)]
    assert halls_for(scene.officer, scene.forum) == []
    free_hall(forum_id=scene.forum.pk, room_id=scene.small.pk, by=scene.officer, now=now)
    free_hall(forum_id=scene.forum.pk, room_id=scene.small.pk, by=scene.officer, now=now)
    change_forum(**move, **later)  # type: ignore[arg-type]  # of several kinds
    assert scene.held() == [("Aula", "requested", later["starts_at"]), ("Loft", "cancelled", STARTS_AT)]

    # The house declines, closes, or does not answer: the officers read why.
    decline_booking(booking_id=asked.pk, reason="A wedding", by=scene.desk, now=now)
    again = scene.hold(scene.hall.pk)
    approve_booking(booking_id=again.pk, by=scene.desk, now=now)
    close(
        premises_id=scene.premises.pk, name_en="Works", by=scene.desk, now=now,
        starts_at=later["starts_at"], ends_at=later["ends_at"],
    )  # fmt: skip
    assert refused(scene.hold, room_id=scene.hall.pk).startswith("It is closed at this time")
    subjects = [each.subject for each in delivered() if each.subject.isascii()]
    assert subjects == ["You do not get the hall: Secret Forum", "You no longer have the hall: Secret Forum"]
    assert all(word in "".join(str(each.body) for each in mail.outbox) for word in ("A wedding", "Works"))
    verbs = AuditEntry.objects.filter(stream__name=scene.forum.audit_stream, verb__contains="hall")
    assert list(verbs.order_by("position").values_list("verb", flat=True)) == [
        "events.hall_asked", "events.hall_asked", "events.hall_freed", "events.hall_asked",
    ]  # fmt: skip


def test_calling_the_forum_off_frees_its_halls(now: datetime) -> None:
    scene = Scene()
    Forum.objects.filter(pk=scene.forum.pk).update(state=ForumState.ANNOUNCED)
    scene.hold(scene.hall.pk)
    scene.hold(scene.small.pk)

    call_off_forum(forum_id=scene.forum.pk, reason_en="A typhoon is coming.", by=scene.officer, now=now)

    assert scene.held() == [("Aula", "cancelled", STARTS_AT), ("Loft", "cancelled", STARTS_AT)]
    assert refused(scene.hold, room_id=scene.hall.pk) == "This forum was called off; it needs no hall any more."


def test_the_board_names_a_forum_that_is_public_and_the_forum_its_hall(now: datetime) -> None:
    scene = Scene()
    held = scene.hold(scene.small.pk)
    page = reverse("events:forum", args=[scene.forum.public_id])
    plan = f"{reverse('places:premises', args=[scene.premises.public_id])}#room-{scene.small.public_id}"

    # A draft is named to nobody but who runs it: the house reads that it is a forum, a member that the hall is taken.
    assert "Secret Forum" not in scene.board(scene.member.user_id) + scene.board(scene.desk.user_id)
    assert "a forum that is not announced yet" in scene.board(scene.desk.user_id)
    assert "a forum that is not announced yet" not in scene.board(scene.member.user_id)

    move_forum(forum_id=scene.forum.pk, state=ForumState.ANNOUNCED, by=scene.officer, now=now)
    assert f'<a href="{page}">Secret Forum</a>' in scene.board(scene.member.user_id)
    booking = reverse("places:booking", args=[held.public_id])
    assert f'<a href="{booking}">Secret Forum</a>' in scene.board(scene.desk.user_id)
    keeper = browser(User.objects.get(pk=scene.desk.user_id))
    today = reverse("places_desk:today", args=[scene.premises.public_id])
    for told in (keeper.get(booking), keeper.get(f"{today}?day=2023-04-27")):
        assert f'<a href="{page}">Secret Forum</a>' in told.content.decode()
    assert plan in Client(headers={"accept-language": "en"}).get(page).content.decode()

    # Nobody is asked to check in; where the premises are not listed, the forum names no hall to who may not see them.
    mind_bookings_at(STARTS_AT + HOUR)
    assert scene.held() == [("Loft", "confirmed", STARTS_AT)]
    scene.premises.is_listed = False
    scene.premises.save()
    assert "Loft" not in text(Client(headers={"accept-language": "en"}).get(page))
    scene.premises.is_listed = True
    scene.premises.save()
    why = {"booking_id": held.pk, "by": scene.desk, "now": now}
    assert refused(cancel_booking, **why) == "Say why, in a sentence that the person will read."
    cancel_booking(**why, reason="Burst pipe")  # type: ignore[arg-type]  # of several kinds
    assert plan not in Client(headers={"accept-language": "en"}).get(page).content.decode()


def test_officers_ask_for_and_free_a_hall_on_the_desk() -> None:
    scene = Scene()
    desk = browser(User.objects.get(pk=scene.officer.user_id))
    page = reverse("events_desk:halls", args=[scene.forum.public_id])
    BookingFactory(room=scene.small, starts_at=STARTS_AT, ends_at=ENDS_AT, organisation__name_en="Rival")

    shown = text(desk.get(page))
    assert "Boston Incubation Office · Aula · 8 seats" in shown
    assert "Boston Incubation Office · Loft · 4 seats – busy then" in shown
    assert not {word for word in ("Rival", "Hidden", "Pine") if word in shown}
    taken = desk.post(page, {"room": scene.small.public_id})
    assert (taken.status_code, "The room is taken until" in text(taken)) == (422, True)
    said = desk.post(page, {"room": scene.hall.public_id}, follow=True)
    assert "The house is asked; you hear of its answer." in text(said)
    assert "The hall is free for others." in text(desk.post(page, {"free": scene.hall.public_id}, follow=True))
    assert [each[1] for each in scene.held()] == [BookingState.CANCELLED]

    Forum.objects.update(ends_at=None)
    assert "Say under “Settings” when the forum ends" in text(desk.get(page))
    assert refused(scene.hold, room_id=scene.hall.pk).startswith("Say under “Settings” when the forum ends")
    Forum.objects.update(ends_at=ENDS_AT, state=ForumState.CLOSED)
    assert refused(scene.hold, room_id=scene.hall.pk) == "The forum has been held; it needs no hall any more."
