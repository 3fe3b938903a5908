"""What happened before a journey that begins at a meeting: a forum, its signing session and a published timetable.

The way to such a meeting is a journey of its own (``test_invitation_to_follow_up``). Run by ``manage shell`` on the
site's own database, which prints what the journey has to know.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from bridgehead.events.models import SessionKind
from bridgehead.partnering.actions.timetables import publish_timetable
from bridgehead.partnering.models import MeetingRequest, RoundPhase
from tests.factories.forums import ForumFactory, ForumSessionFactory, PartFactory
from tests.factories.organisations import TopicFactory
from tests.factories.partnering import TableFactory
from tests.factories.people import UserFactory, actor_of
from tests.partnering.scenes import Scene

MET_ON = datetime(2023, 4, 28, 18, 0, tzinfo=UTC)


class Round(Scene):
    """Hanbit has met Acme, and neither is made up."""

    is_sample = False


def print_draft() -> None:
    """Arrange a draft of three tables with two meetings and a request that has no place, and print it as JSON."""
    for made in (UserFactory, TopicFactory):
        made.reset_sequence(made._meta.model.objects.count())
    scene = Round(phase=RoundPhase.PLACE)
    draft = scene.draft()
    TableFactory(round=scene.round, number=3)
    requests = MeetingRequest.objects.filter(round=scene.round)
    acme, beacon = requests.get(asked=scene.acme), requests.get(asking=scene.hanbit, asked=scene.beacon)
    desk = f"/desk/partnering/{scene.round.public_id}"
    arranged = {
        "studio": f"{desk}/studio/",
        "page": f"/desk/partnering/timetables/{draft.public_id}/by-hand/{acme.public_id}/",
        "acme": str(acme.public_id),
        "beacon": str(beacon.public_id),
        "waits": str(requests.get(asking=scene.beacon).public_id),
    }
    print(json.dumps(arranged))


def print_meeting() -> None:
    """Arrange a meeting that was held and a session to sign in, and print their addresses as JSON."""
    # This process counts from the beginning; who was arranged before is there already.
    for made in (UserFactory, TopicFactory):
        made.reset_sequence(made._meta.model.objects.count())
    scene = Round(phase=RoundPhase.PLACE)
    publish_timetable(timetable_id=scene.draft().pk, by=actor_of(scene.officer), now=MET_ON)
    met = MeetingRequest.objects.get(asking=scene.hanbit, asked=scene.acme)
    forum = scene.round.forum
    session = ForumSessionFactory(part=PartFactory(forum=forum), kind=SessionKind.SIGNING)
    desk = f"/desk/partnering/{scene.round.public_id}"
    arranged = {
        "studio": f"{desk}/studio/",
        "meeting": f"{desk}/meetings/{met.public_id}/",
        "signing": f"/desk/forums/{forum.public_id}/signing/",
        "session": f"/desk/forums/{forum.public_id}/signing/{session.public_id}/",
    }
    print(json.dumps(arranged))


def print_forum() -> None:
    """Arrange a forum of two days that nobody has registered for, and print its id."""
    UserFactory.reset_sequence(UserFactory._meta.model.objects.count())
    starts_at = datetime(2027, 5, 11, 7, 0, tzinfo=UTC)
    made = ForumFactory(
        name_ko="2014년 비즈니스 포럼",
        name_en="Business forum 2014",
        zone="Europe/Madrid",
        city_ko="바르셀로나",
        city_en="Barcelona",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(days=1, hours=10),
    )
    print(made.public_id)
