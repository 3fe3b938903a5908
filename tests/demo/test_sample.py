"""The sample: whole, marked, in both languages, and loaded once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from bridgehead.accounts.actor import ANONYMOUS
from bridgehead.accounts.models import User
from bridgehead.config.demo.facts import load_facts
from bridgehead.config.demo.prepare import load_sample
from bridgehead.config.demo.queries import sample_round
from bridgehead.directory.models import Asset, Interest, Organisation, Topic
from bridgehead.directory.queries import search_organisations
from bridgehead.events.models import ForumState, Registration
from bridgehead.foundation import audit
from bridgehead.foundation.models import AuditStream, OutboxItem
from bridgehead.outcomes.models import FollowUp, Outcome, StatedEffect
from bridgehead.partnering.models import Delegation, MeetingRequest, PartneringRound, RoundPhase

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(scope="module")
def sample(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[PartneringRound]:
    """Load the sample once for all tests of this module; each still undoes what it does itself."""
    now = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
    with django_db_blocker.unblock(), transaction.atomic():
        load_sample(now)
        held = sample_round()
        assert held is not None
        yield held
        transaction.set_rollback(True)


def test_sample_is_whole_marked_and_bilingual(sample: PartneringRound, now: datetime) -> None:
    forum = sample.forum

    assert Counter(Delegation.objects.values_list("side", flat=True)) == {"home": 34, "abroad": 26}
    assert Organisation.objects.filter(is_sample=False).count() == 0
    assert User.objects.filter(is_sample=False).count() == 0
    assert (forum.is_sample, forum.state, sample.phase) == (True, ForumState.OPEN, RoundPhase.PLACE)
    _require_both_languages(Organisation, "name", "summary")
    _require_both_languages(Topic, "name")
    _require_both_languages(Asset, "name", "summary")
    assert not User.objects.filter(given_name_ko="").exists()
    assert not User.objects.filter(given_name_en="").exists()
    assert 36 <= Topic.objects.count() <= 50
    assert Interest.objects.count() >= 120
    assert (sample.slots.count(), sample.tables.count()) == (16, 12)


def _require_both_languages(model: type, *fields: str) -> None:
    for field in fields:
        for language in ("ko", "en"):
            empty = model.objects.filter(**{f"{field}_{language}": ""})  # type: ignore[attr-defined]  # a model
            assert list(empty) == []


def test_round_shows_every_state_of_a_request(sample: PartneringRound) -> None:
    assert Counter(MeetingRequest.objects.values_list("state", flat=True)) == {
        "accepted": 172,
        "sent": 32,
        "declined": 24,
        "expired": 14,
        "withdrawn": 12,
    }
    assert Counter(Registration.objects.values_list("state", flat=True)) == {
        "approved": 92,
        "applied": 4,
        "declined": 1,
    }


def test_a_case_stands_on_every_rung_and_the_looks_at_what_was_signed_have_begun(
    sample: PartneringRound, now: datetime
) -> None:
    standing = Counter(Outcome.objects.filter(withdrawn_at=None, is_sample=True).values_list("rung", flat=True))

    assert standing == {"consulted": 2, "pursued": 2, "mou": 1, "contract": 3, "confirmed": 1, "realised": 2}
    assert Outcome.objects.filter(is_sample=False).count() == 0
    assert list(StatedEffect.objects.values_list("is_sample", flat=True)) == [True]
    assert FollowUp.objects.filter(state="answered").count() == 1
    assert FollowUp.objects.filter(state="open", due_on__lt=now.date()).count() >= 2


def test_nothing_of_the_past_is_mailed_again_and_the_trail_holds(sample: PartneringRound) -> None:
    assert OutboxItem.objects.count() > 500
    assert OutboxItem.objects.filter(delivered_at=None).count() == 0
    assert [audit.first_break(stream) for stream in AuditStream.objects.all()] == [None] * AuditStream.objects.count()


def test_real_and_sample_organisations_never_meet(sample: PartneringRound, now: datetime) -> None:
    load_facts(now + timedelta(days=30))

    real = Organisation.objects.filter(is_sample=False)
    names = {name for each in real for name in (each.name_ko, each.name_en) if name}
    invented = {name for each in Organisation.objects.filter(is_sample=True) for name in (each.name_ko, each.name_en)}
    assert names & invented == set()
    assert not Delegation.objects.filter(organisation__in=real).exists()
    assert not Registration.objects.filter(organisation__in=real).exists()


@pytest.mark.parametrize(("words", "name"), [("별하온코", "Byeolha Onco"), ("microneedles", "Haetsal Derma")])
def test_sample_organisations_are_found_in_both_languages(sample: PartneringRound, words: str, name: str) -> None:
    found = search_organisations(ANONYMOUS, words)

    assert found[0].name_en == name
