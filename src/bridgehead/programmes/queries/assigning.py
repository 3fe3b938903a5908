"""What the assignment of a stage rests on: who takes part, what stands in it, who may not read what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bridgehead.directory.models import Interest, Organisation, Topic
from bridgehead.programmes.adapters.assigning import Paper, Question, Reader
from bridgehead.programmes.models import (
    Assignment,
    AssignmentState,
    Conflict,
    PassageState,
    Reviewer,
    ReviewerState,
    Stage,
    StagePassage,
)
from bridgehead.programmes.queries.applications import HANDED_IN

#: Of a topic that one knows, and of one that is broader or narrower than it.
KNOWN, NEAR = 1000, 500
#: What an organisation's sector and what its interests count.
SECTOR, INTEREST = 2, 1


def question_of(stage: Stage, *, is_repair: bool) -> Question:
    """Return who is to read what in a stage, as it stands: constant questions to the database."""
    readers = reviewers_of(stage)
    papers = papers_of(stage)
    organisations = {each.application_id: each.application.organisation_id for each in papers}
    topics = _topics(set(organisations.values()))
    standing = list(
        Assignment.objects.filter(stage=stage, state=AssignmentState.ASSIGNED).values_list(
            "application_id", "reviewer_id", "is_kept", "review"
        )
    )
    near = _near()
    conflicts = Conflict.objects.filter(reviewer__in=readers, application__in=organisations)
    return Question(
        papers=tuple(Paper(pk, topics.get(organisation, {})) for pk, organisation in organisations.items()),
        readers=tuple(Reader(each.pk, _knows(each, near), each.organisation_id, each.most) for each in readers),
        reviews_each=stage.reviews_each,
        conflicts=frozenset(conflicts.values_list("application_id", "reviewer_id")),
        # What was given by hand or is begun stays where it is.
        fixed=frozenset((a, r) for a, r, is_kept, review in standing if is_kept or review is not None),
        standing=frozenset((a, r) for a, r, _kept, _review in standing),
        is_repair=is_repair,
    )


def reviewers_of(stage: Stage) -> list[Reviewer]:
    """Return who takes part in a stage, with what they know."""
    taking_part = Reviewer.objects.filter(programme=stage.call.programme_id, state=ReviewerState.ACTIVE)
    return list(taking_part.select_related("user", "organisation").prefetch_related("topics").order_by("pk"))


def papers_of(stage: Stage) -> list[StagePassage]:
    """Return the applications that wait in a stage, none that was withdrawn."""
    waiting = stage.passages.filter(state=PassageState.WAITING, application__state__in=HANDED_IN)
    return list(waiting.select_related("application__organisation").order_by("application_id"))


def _topics(organisations: set[int]) -> dict[int, dict[int, int]]:
    found: dict[int, Counter[int]] = {}
    sectors = Organisation.sectors.through.objects.filter(organisation_id__in=organisations)
    for organisation, topic in sectors.values_list("organisation_id", "topic_id"):
        found.setdefault(organisation, Counter())[topic] += SECTOR
    interests = Interest.topics.through.objects.filter(interest__organisation_id__in=organisations)
    for organisation, topic in interests.values_list("interest__organisation_id", "topic_id"):
        found.setdefault(organisation, Counter())[topic] += INTEREST
    return {pk: dict(counted) for pk, counted in found.items()}


def _near() -> dict[int, set[int]]:
    """By topic the ones directly broader and narrower."""
    near: dict[int, set[int]] = {}
    for topic, broader in Topic.objects.exclude(broader=None).values_list("pk", "broader_id"):
        near.setdefault(topic, set()).add(broader)
        near.setdefault(broader, set()).add(topic)
    return near


def _knows(reviewer: Reviewer, near: dict[int, set[int]]) -> dict[int, int]:
    own = {each.pk for each in reviewer.topics.all()}
    beside: Iterable[int] = {other for topic in own for other in near.get(topic, ())} - own
    return dict.fromkeys(beside, NEAR) | dict.fromkeys(own, KNOWN)
