"""The sample's rounds that are over: what was handed in is judged, ranked and decided, and some of it still waits."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bridgehead.config.demo.calls import load_calls
from bridgehead.config.demo.company import found_company
from bridgehead.config.demo.files import public_id, read
from bridgehead.config.demo.gathering import call_forum, dates_from
from bridgehead.config.demo.queries import doors
from bridgehead.config.demo.reviews import has_reviews, load_reviews
from bridgehead.foundation.models import OutboxItem
from bridgehead.programmes.models import Assignment, Call, Conflict, Decision, Review

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_one_round_is_decided_and_one_is_being_read(now: datetime) -> None:
    now += timedelta(days=400)
    told = read("sample/forum.yaml")
    call_forum(told, found_company(), dates_from(told["forum"], now), now)
    load_calls(now)
    assert not has_reviews()

    load_reviews(now)

    assert has_reviews()
    last = Call.objects.get(public_id=public_id("call", "bridge-last"))
    reading = Call.objects.get(public_id=public_id("call", "bridge-now"))
    assert (last.state, reading.state) == ("decided", "announced")
    decided = Decision.objects.filter(published__call=last).order_by("rank")
    assert [(each.application.organisation.name_en, each.outcome, each.answer) for each in decided] == [
        ("Byeolha Onco", "admitted", "accepted"),
        ("Haeoreum Womancare", "admitted", "waiting"),
        ("Aramson Robotics", "reserve", ""),
        ("Nurigyeol Wear", "declined", ""),
    ]
    waiting = Assignment.objects.filter(stage__call=reading).exclude(review__submitted_at__isnull=False)
    assert sorted((each.reviewer.user.given_name_en, each.application.organisation.name_en) for each in waiting) == [
        ("Ahin", "Danbi Diagnostics"),
        ("Ahin", "Hanullim Immune"),
        ("Eunbyeol", "Hanullim Immune"),
    ]
    assert [(each.kind, each.application.organisation.name_en) for each in Conflict.objects.all()] == [
        ("declared", "Hyeyum Metabolic")
    ]
    assert Review.objects.filter(submitted_at__gt=now).count() == 0
    assert not OutboxItem.objects.filter(delivered_at=None, kind__startswith="programmes/").exists()
    assert [each.role for each in doors()][-1] == "reviewer"
