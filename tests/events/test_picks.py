"""One's own agenda: sessions picked with one tap, places given once, and nobody else the wiser."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from bridgehead.events.actions.agenda import change_session
from bridgehead.events.actions.calling_off import call_off_forum
from bridgehead.events.actions.picks import drop_session, pick_session
from bridgehead.events.actions.registrations import erase_registrations, withdraw_registration
from bridgehead.events.models import Forum, ForumSession, Registration, SessionPick
from bridgehead.events.queries import registrations_kept
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from bridgehead.home.queries.week import week_of
from tests.factories.forums import (
    ApprovedRegistrationFactory,
    ForumFactory,
    ForumRoleFactory,
    ForumSessionFactory,
    PartFactory,
    PickFactory,
    RegistrationFactory,
    officer_of,
)
from tests.factories.people import actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

STARTS = datetime(2023, 4, 27, 20, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def browser(registration: Registration) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(registration.user)
    return client


def taken(session: ForumSession) -> tuple[int, int]:
    found = ForumSession.objects.get(pk=session.pk)
    return found.picks.count(), found.places_taken


def test_place_in_a_session_is_given_once_and_given_back(now: datetime) -> None:
    session = ForumSessionFactory(places=1)
    first, second = (ApprovedRegistrationFactory(forum=session.part.forum) for _each in range(2))

    for _each in range(2):
        pick_session(session_id=session.pk, by=actor_of(first.user), now=now)
    with pytest.raises(Refused, match="Every place in this session is taken"):
        pick_session(session_id=session.pk, by=actor_of(second.user), now=now)
    assert taken(session) == (1, 1)

    drop_session(session_id=session.pk, by=actor_of(second.user))
    assert taken(session) == (1, 1)
    drop_session(session_id=session.pk, by=actor_of(first.user))
    pick_session(session_id=session.pk, by=actor_of(second.user), now=now)
    assert taken(session) == (1, 1)
    assert not AuditEntry.objects.exists()


def test_whoever_withdraws_or_is_erased_leaves_no_pick(now: datetime) -> None:
    session = ForumSessionFactory()
    leaving, erased = (PickFactory(session=session).registration for _each in range(2))
    kept = registrations_kept(erased.user_id)[0]["picked"]
    assert kept == [{"session": str(session.public_id), "picked_at": erased.picks.get().picked_at.isoformat()}]

    withdraw_registration(registration_id=leaving.pk, by=actor_of(leaving.user), now=now)
    assert taken(session) == (1, 1)
    erase_registrations(erased.user_id, now)
    assert taken(session) == (0, 0)


def test_only_whoever_has_a_place_picks_and_only_before_the_forum_was_held(now: datetime) -> None:
    session = ForumSessionFactory()
    forum = session.part.forum
    applied, elsewhere = RegistrationFactory(forum=forum), ApprovedRegistrationFactory()
    held = ApprovedRegistrationFactory(forum=ForumFactory(state="closed"))
    over = ForumSessionFactory(part=PartFactory(forum=held.forum))

    for asked, by in ((session, applied), (session, elsewhere), (over, held)):
        with pytest.raises(Refused):
            pick_session(session_id=asked.pk, by=actor_of(by.user), now=now)

    assert not SessionPick.objects.exists()


def test_forum_that_is_called_off_takes_no_pick_and_stands_in_no_week_or_calendar(now: datetime) -> None:
    session = ForumSessionFactory(starts_at=STARTS, ends_at=STARTS + HOUR)
    mine, other = PickFactory(session=session).registration, ForumSessionFactory(part=session.part)
    forum = session.part.forum
    call_off_forum(forum_id=forum.pk, reason_en="A typhoon is coming.", by=officer_of(forum), now=now)

    with pytest.raises(Refused, match="This forum was called off"):
        pick_session(session_id=other.pk, by=actor_of(mine.user), now=now)

    person, at = browser(mine), {"args": [forum.public_id]}
    page = person.get(reverse("events:my_agenda", **at)).text
    assert ("A typhoon is coming." in page, "Pick it" in page, "Take it off" in page) == (True, False, False)
    file = person.get(reverse("events:my_agenda_file", **at)).content.decode()
    assert [line for line in file.splitlines() if line.startswith("STATUS")] == ["STATUS:CANCELLED"] * 2
    assert week_of(actor_of(mine.user), date(2023, 4, 26)).days == ()


def test_session_keeps_the_places_that_are_picked_whatever_its_officer_changes(now: datetime) -> None:
    session = ForumSessionFactory(places=3)
    PickFactory.create_batch(2, session=session)
    officer = officer_of(session.part.forum)

    with pytest.raises(Refused, match="2 places are taken already, so 1 is too few"):
        change_session(session_id=session.pk, places=1, by=officer, now=now)
    change_session(session_id=session.pk, places=2, name_en="Fewer chairs", by=officer, now=now)

    assert taken(session) == (2, 2)
    with pytest.raises(IntegrityError, match="session_places_never_exceeded"), transaction.atomic():
        PickFactory(session=session)


def test_person_picks_on_their_page_and_is_told_what_is_at_one_time() -> None:
    part = PartFactory()
    talk = ForumSessionFactory(part=part, name_en="Talk", starts_at=STARTS, ends_at=STARTS + HOUR)
    panel = ForumSessionFactory(part=part, name_en="Panel", starts_at=STARTS + HOUR / 2, ends_at=STARTS + 2 * HOUR)
    full = ForumSessionFactory(part=part, name_en="Tasting", places=1)
    PickFactory(session=full)
    mine = ApprovedRegistrationFactory(forum=part.forum)
    person = browser(mine)

    for session in (panel, talk):
        told = person.post(reverse("events:pick", args=[part.forum.public_id, session.public_id]), follow=True)
        assert "The session is on your agenda." in told.text
    page = person.get(reverse("events:my_agenda", args=[part.forum.public_id]))

    assert [each.session.name_en for each in page.context["picked"]] == ["Talk", "Panel"]
    overlaps = [(one.name_en, other.name_en) for one, other in page.context["overlapping"]]
    assert overlaps == [("Talk", "Panel")]
    assert ("Some of what you picked is at one time" in page.text, "every place is taken" in page.text) == (True, True)
    # Whoever picks by the keys goes on from there: what comes anew gives the focus back by its id.
    assert [f'id="pick-{each.public_id}"' in page.text for each in (talk, panel, full)] == [True, True, False]
    file = person.get(reverse("events:my_agenda_file", args=[part.forum.public_id])).content.decode()
    assert [line for line in file.splitlines() if line.startswith("SUMMARY")] == [
        f"SUMMARY:{part.forum.name_en}",
        "SUMMARY:Talk",
        "SUMMARY:Panel",
    ]

    off = person.post(
        reverse("events:pick", args=[part.forum.public_id, panel.public_id]),
        {"pick": "no"},
        headers={"hx-request": "true"},
    )
    assert ("<html" in off.text, 'id="my-agenda"' in off.text) == (False, True)
    assert list(mine.picks.values_list("session_id", flat=True)) == [talk.pk]


def test_sessions_of_a_forum_that_was_called_off_are_cancelled_and_picked_no_more(now: datetime) -> None:
    part = PartFactory(forum=ForumFactory(state="open"))
    held, coming = (ForumSessionFactory(part=part, starts_at=now + hours * HOUR) for hours in (-1, 2))
    mine = ApprovedRegistrationFactory(forum=part.forum)
    for session in (held, coming):
        PickFactory(session=session, registration=mine)
    call_off_forum(forum_id=part.forum.pk, reason_en="A typhoon.", by=officer_of(part.forum), now=now)

    with pytest.raises(Refused, match="This forum was called off"):
        pick_session(session_id=coming.pk, by=actor_of(mine.user), now=now)
    person = browser(mine)
    page = person.get(reverse("events:my_agenda", args=[part.forum.public_id])).text
    file = person.get(reverse("events:my_agenda_file", args=[part.forum.public_id])).content.decode()

    week = week_of(actor_of(mine.user), now.date())
    lines = [line.starts_at for _day, listed in week.days for line in listed if str(line.kind) == "Session"]
    assert ("A typhoon." in page, "Take it off" in page, lines) == (True, False, [held.starts_at])
    status = [line for line in file.splitlines() if line.startswith("STATUS")]
    assert status == ["STATUS:CANCELLED", "STATUS:CONFIRMED", "STATUS:CANCELLED"]


def test_nothing_is_told_to_be_at_one_time_once_the_forum_was_called_off() -> None:
    session = ForumSessionFactory(starts_at=STARTS)
    other = ForumSessionFactory(part=session.part, starts_at=STARTS)
    mine = PickFactory(session=session).registration
    PickFactory(session=other, registration=mine)
    page = reverse("events:my_agenda", args=[session.part.forum.public_id])

    def told() -> bool:
        return "at one time" in browser(mine).get(page).text

    assert told()
    Forum.objects.update(state="called_off", called_off_at=STARTS)
    assert not told()


def test_agenda_of_the_public_page_leads_whoever_has_a_place_to_picking() -> None:
    session = ForumSessionFactory()
    forum = session.part.forum
    mine, asked = ApprovedRegistrationFactory(forum=forum), RegistrationFactory(forum=forum)
    page = reverse("events:forum", args=[forum.public_id])

    def offered(registration: Registration) -> bool:
        return "Pick sessions for my agenda" in browser(registration).get(page).text

    assert (offered(mine), offered(asked)) == (True, False)
    Forum.objects.filter(pk=forum.pk).update(state="closed")
    assert not offered(mine)


def test_officer_sees_numbers_and_no_name() -> None:
    pick = PickFactory(registration__user__given_name_en="Telltale")
    forum = pick.session.part.forum
    client = Client(headers={"accept-language": "en"})
    client.force_login(ForumRoleFactory(forum=forum).user)

    page = client.get(reverse("events_desk:agenda", args=[forum.public_id])).text

    assert ("1 has picked it" in page, "Telltale" in page) == (True, False)


def test_picked_session_stands_in_the_persons_week() -> None:
    session = ForumSessionFactory(name_en="Talk", room_en="Hall A", starts_at=STARTS, ends_at=STARTS + HOUR)
    ForumSessionFactory(part=session.part, name_en="Not mine", starts_at=STARTS, ends_at=STARTS + HOUR)
    mine = PickFactory(session=session).registration

    week = week_of(actor_of(mine.user), date(2023, 4, 26))

    lines = [line for _day, listed in week.days for line in listed if str(line.kind) == "Session"]
    assert [(line.title, line.where, line.starts_at) for line in lines] == [("Talk", "Hall A", STARTS)]
