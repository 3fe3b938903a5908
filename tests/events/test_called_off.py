"""A forum that is called off while it is being held: what was held stays, and is told of so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import icalendar
import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from bridgehead.accounts.actor import ANONYMOUS
from bridgehead.events.actions import agenda, appearances
from bridgehead.events.actions.calling_off import call_off_forum
from bridgehead.events.actions.check_in import Scanned, admit_walk_in, take_scan
from bridgehead.events.actions.registrations import approve_registration
from bridgehead.events.models import Forum, ForumSession
from bridgehead.events.queries import coming_forums, held_forums
from bridgehead.foundation import notices
from bridgehead.foundation.refusals import Refused
from bridgehead.home.queries.front import forums_to_show
from tests.factories.forums import (
    BadgeFactory,
    ForumFactory,
    ForumRoleFactory,
    ForumSessionFactory,
    PartFactory,
    RegistrationFactory,
    WalkInFactory,
    officer_of,
    staff_of,
)
from tests.factories.organisations import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NINE = datetime(2023, 4, 27, 13, 0, tzinfo=UTC)
NOON = NINE + timedelta(hours=3)


def cut_short() -> tuple[Forum, ForumSession, ForumSession]:
    """A forum from nine to six that is called off at noon, between two sessions."""
    forum = ForumFactory(starts_at=NINE, ends_at=NINE + timedelta(hours=9), state="running", walk_ins="admitted")
    part = PartFactory(forum=forum)
    morning, evening = (
        ForumSessionFactory(part=part, name_en=name, starts_at=NINE + timedelta(hours=hour))
        for name, hour in (("Morning talks", 1), ("Evening talks", 8))
    )
    BadgeFactory(registration__forum=forum, registration__state="approved")
    call_off_forum(forum_id=forum.pk, reason_en="The power has failed.", by=officer_of(forum), now=NOON)
    forum.refresh_from_db()
    return forum, morning, evening


def test_what_was_held_is_told_of_as_held() -> None:
    forum, _morning, _evening = cut_short()
    never = ForumFactory(starts_at=NINE, state="called_off", called_off_at=NINE - timedelta(days=1))

    page = Client().get(reverse("events:forum", args=[forum.public_id]), headers={"accept-language": "en"}).text
    told = " ".join(page.split())
    assert "This forum was called off while it was being held." in told
    assert (
        told.count("does not take place</span>"),
        "does not take place</span>" in told.split("Evening talks")[1],
    ) == (
        1,
        True,
    )
    later = NOON + timedelta(days=1)
    assert (list(coming_forums(ANONYMOUS, now=later)), list(held_forums(ANONYMOUS))) == ([], [forum])
    assert forums_to_show(later) == ([], [forum])
    assert never not in held_forums(ANONYMOUS)


def test_calendars_keep_it_as_long_as_it_was_held() -> None:
    forum, _morning, _evening = cut_short()
    while notices.deliver_next(NOON):
        pass

    (sent,) = (each for each in mail.outbox if each.message().is_multipart())
    (part,) = (each for each in sent.message().walk() if each.get_content_type() == "text/calendar")
    file = Client().get(reverse("events:forum_calendar", args=[forum.public_id])).content
    for written, method in ((part.get_payload(decode=True), "REQUEST"), (file, "PUBLISH")):
        read: Any = icalendar.Calendar.from_ical(written)  # type: ignore[arg-type]  # it is bytes
        (event,) = read.walk("VEVENT")
        assert (read["METHOD"], str(event["STATUS"]), event.decoded("DTSTART"), event.decoded("DTEND")) == (
            method,
            "CONFIRMED",
            NINE,
            NOON,
        )
    assert "그때까지 시작하지 않은 세션과 미팅은 열리지 않으며" in str(sent.body)


def test_door_lets_nobody_in_any_more_and_everybody_out() -> None:
    forum, _morning, _evening = cut_short()
    badge, staff, walk_in = forum.badges.get(), staff_of(forum), WalkInFactory(forum=forum)
    who = {"name": "Kim", "participant_type": "company"}

    def door(hour: int, kind: str, **shown: Any) -> str:
        scan = Scanned(uuid4(), kind, NINE + timedelta(hours=hour), **shown)
        return take_scan(forum_id=forum.pk, scan=scan, by=staff, now=NINE + timedelta(hours=6)).answer.value

    shown: dict[str, Any] = {"badge": badge.public_id}
    answers = [door(4, "in", **shown), door(1, "in", **shown), door(5, "out", **shown), door(4, "walk-in", walk_in=who)]

    assert answers == ["called_off", "welcome", "left", "called_off"]
    asked = RegistrationFactory(forum=forum)
    deeds = (
        lambda by: admit_walk_in(walk_in_id=walk_in.pk, by=by, now=NOON),
        lambda by: approve_registration(registration_id=asked.pk, by=by, now=NOON),
    )
    for deed in deeds:
        with pytest.raises(Refused, match="This forum was called off; registrations are not decided any more"):
            deed(officer_of(forum))


def test_agenda_stays_as_it_was_and_can_be_read() -> None:
    forum, morning, _evening = cut_short()
    by: dict[str, Any] = {"by": officer_of(forum), "now": NOON}
    before = list(ForumSession.objects.values())
    for deed in (
        lambda: agenda.change_session(session_id=morning.pk, name_en="Another", **by),
        lambda: agenda.remove_session(session_id=morning.pk, **by),
        lambda: agenda.add_part(forum_id=forum.pk, name_en="Another", **by),
        lambda: appearances.add_appearance(session_id=morning.pk, organisation_id=OrganisationFactory().pk, **by),
    ):
        with pytest.raises(Refused, match="This forum was called off; its agenda stays as it was"):
            deed()
    assert list(ForumSession.objects.values()) == before

    desk = Client(headers={"accept-language": "en"})
    desk.force_login(ForumRoleFactory(forum=forum).user)
    page = desk.get(reverse("events_desk:agenda", args=[forum.public_id])).text
    assert ("The power has failed." in page, "Morning talks" in page, "Add a session" in page) == (True, True, False)


def test_desk_asks_for_nothing_that_is_refused_where_a_forum_was_called_off() -> None:
    forum = ForumFactory(name_en="", starts_at=NINE, state="open")
    desk = Client(headers={"accept-language": "en"})
    desk.force_login(ForumRoleFactory(forum=forum).user)

    def asked() -> list[bool]:
        pages = [desk.get(reverse(f"events_desk:{each}", args=[forum.public_id])).text for each in ("forum", "agenda")]
        said = ("The name is missing in one language", "The agenda is empty", "Add a part", "Nothing waits for you")
        return [any(each in page for page in pages) for each in said]

    assert asked() == [True, True, True, False]
    call_off_forum(forum_id=forum.pk, reason_en="The power has failed.", by=officer_of(forum), now=NOON)
    assert asked() == [False, False, False, True]
