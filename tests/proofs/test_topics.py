"""Topics never stand below each other in a circle, and nothing names one that was merged, however much comes at once.

The negative controls take the guards away: then two that are hung below each other in one moment do, and what is
written while a merge is being made names the one that is gone.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, take_guard_away

pytestmark = [pytest.mark.proof, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)


def make_topics(number: int) -> list[int]:
    """Make topics that stand by themselves."""
    from tests.factories.organisations import TopicFactory

    return [each.pk for each in TopicFactory.create_batch(number)]


def hang(topic: int, below: int) -> str:
    """Hang a topic below another as an officer does, and take a while to finish."""
    from django.db import transaction

    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.directory.actions.topics import TopicSaid, change_topic
    from bridgehead.directory.models import Topic
    from bridgehead.foundation.refusals import Refused

    held = Topic.objects.get(pk=topic)
    said = TopicSaid(held.name_ko, held.name_en, broader_id=below)
    try:
        with transaction.atomic():
            change_topic(topic_id=topic, said=said, by=SYSTEM, now=NOW)
            time.sleep(0.3)
    except Refused:
        return "refused"
    return "hung"


def hang_unchecked(topic: int, below: int) -> str:
    """Hang a topic as if nobody had looked first: the database alone may refuse it."""
    from django.db import IntegrityError, transaction

    from bridgehead.directory.models import Topic

    try:
        with transaction.atomic():
            Topic.objects.filter(pk=topic).update(broader=below)
            time.sleep(0.3)
    except IntegrityError:
        return "refused"
    return "hung"


def in_circles() -> int:
    """Return how many topics come back to themselves by going up."""
    from bridgehead.directory.models import Topic

    above = dict(Topic.objects.exclude(broader=None).values_list("pk", "broader_id"))

    def comes_back(start: int) -> bool:
        at: int | None = above.get(start)
        for _ in above:
            if at == start:
                return True
            at = above.get(at) if at is not None else None
        return at == start

    return sum(comes_back(each) for each in above)


def _round(topics: list[int], deed: Any) -> list[tuple[Any, dict[str, int]]]:
    """Each below the next, and the last below the first."""
    return [(deed, {"topic": one, "below": other}) for one, other in zip(topics, [*topics[1:], topics[0]], strict=True)]


@pytest.mark.parametrize("deed", [hang, hang_unchecked], ids=["by the deed", "past the deed"])
@pytest.mark.parametrize("number", [2, 4])
def test_of_topics_hung_round_in_a_circle_one_is_refused(real_database: RealDatabase, number: int, deed: Any) -> None:
    topics = real_database.once(make_topics, number=number)

    answers = real_database.race(_round(topics, deed))

    assert sorted(answers) == ["hung"] * (number - 1) + ["refused"]
    assert real_database.once(in_circles) == 0


def test_without_its_guard_two_stand_below_each_other(real_database: RealDatabase) -> None:
    topics = real_database.once(make_topics, number=2)
    real_database.once(take_guard_away, guard="topic_never_below_itself")

    assert real_database.race(_round(topics, hang_unchecked)) == ["hung", "hung"]
    assert real_database.once(in_circles) == 2


def make_what_refers() -> dict[str, int]:
    """Make three topics, the last of which one record of each relation names."""
    from bridgehead.agreements.models import LedgerLine
    from bridgehead.newsroom.models import Follow, Follower, FollowRequest, OldAddress
    from tests.factories.agreements import drafted, licence_said
    from tests.factories.mentoring import mentor_of
    from tests.factories.newsroom import wrote
    from tests.factories.organisations import AssetFactory, InterestFactory, OrganisationFactory, TopicFactory
    from tests.factories.programmes import ProgrammeFactory
    from tests.factories.reviews import reviewer_of

    kept, gone, named = TopicFactory.create_batch(3)
    AssetFactory(modality=named)
    InterestFactory(topics=[named])
    OrganisationFactory(sectors=[named])
    TopicFactory(broader=named)
    programme = ProgrammeFactory()
    for person, _actor in (mentor_of(programme), reviewer_of(programme)):
        person.topics.set([named])
    article = wrote(now=NOW)
    article.topics.set([named])
    article.save()
    drafted(replace(licence_said(OrganisationFactory(), OrganisationFactory()), field_id=named.pk))
    LedgerLine.objects.update(field=named)
    reader = Follower.objects.create(email="reader@example.org", language="en", rhythm="daily", looked_at=NOW)
    Follow.objects.create(follower=reader, topic=named, at=NOW)
    FollowRequest.objects.create(email="other@example.org", language="en", rhythm="daily", asked_at=NOW, topic=named)
    OldAddress.objects.create(address="/old/", language="en", topic=named)
    return {"kept": kept.pk, "gone": gone.pk, "named": named.pk}


def relations() -> list[tuple[Any, str]]:
    """Return every model that refers to topics, with the name of its relation; but merges themselves."""
    from django.apps import apps

    from bridgehead.directory.merging import TOPIC_REFERENCES

    parts = [each.relation.rpartition(".") for each in TOPIC_REFERENCES]
    return [(apps.get_model(label)._base_manager, name) for label, _dot, name in parts if name != "merged_into"]


def name_it(gone: int, named: int, waits: float, lingers: float) -> int:
    """Let one record of each relation name the topic that goes, in one transaction; return how many do."""
    from django.db import transaction

    time.sleep(waits)
    with transaction.atomic():
        told = [records.filter(**{name: named}).update(**{name: gone}) for records, name in relations()]
        time.sleep(lingers)
    return sum(told)


def merge(kept: int, gone: int, waits: float, lingers: float) -> str:
    """Merge a topic into another, and take a while to finish."""
    from django.db import transaction

    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.directory.actions.topics import merge_topics

    time.sleep(waits)
    with transaction.atomic():
        merge_topics(kept_id=kept, gone_id=gone, by=SYSTEM, now=NOW)
        time.sleep(lingers)
    return "merged"


def naming(topic: int) -> int:
    """Return how many records name a topic."""
    return sum(records.filter(**{name: topic}).count() for records, name in relations())


def lose_guards_of_topics() -> None:
    """Take away every guard by which what was merged leads on."""
    from bridgehead.foundation import guards

    for each in guards.registered():
        if each.name.endswith("_stands"):
            take_guard_away(each.name)


def _meet(database: RealDatabase, topics: dict[str, int], *, merge_first: bool) -> list[Any]:
    """A merge, and a transaction that names what goes, one of which comes while the other is not ended."""
    kept, gone, named = topics["kept"], topics["gone"], topics["named"]
    first, second = {"waits": 0.0, "lingers": 0.6}, {"waits": 0.3, "lingers": 0.0}
    told, by = (second, first) if merge_first else (first, second)
    return database.race(
        [(name_it, {"gone": gone, "named": named, **told}), (merge, {"kept": kept, "gone": gone, **by})]
    )


@pytest.mark.parametrize("merge_first", [True, False], ids=["written during a merge", "merged during the writing"])
def test_nothing_that_is_written_while_topics_merge_names_the_one_that_is_gone(
    real_database: RealDatabase, merge_first: bool
) -> None:
    topics = real_database.once(make_what_refers)
    many = real_database.once(naming, topic=topics["named"])

    assert _meet(real_database, topics, merge_first=merge_first) == [many, "merged"]

    assert [real_database.once(naming, topic=topics[each]) for each in ("kept", "gone", "named")] == [many, 0, 0]


def test_without_the_guards_what_is_written_during_a_merge_names_the_one_that_is_gone(
    real_database: RealDatabase,
) -> None:
    topics = real_database.once(make_what_refers)
    many = real_database.once(naming, topic=topics["named"])
    real_database.once(lose_guards_of_topics)

    assert _meet(real_database, topics, merge_first=True) == [many, "merged"]

    assert real_database.once(naming, topic=topics["gone"]) == many
