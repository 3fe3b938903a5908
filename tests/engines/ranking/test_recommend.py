"""Recommended and related: the cold start, what a session says, reasons, editors, the same answer again."""

import numpy as np

from bridgehead.engines.ranking import Decisions, Popularity, Recommender, Why
from bridgehead.engines.ranking.related import related
from bridgehead.engines.ranking.stories import Article

NOON = 1_700_000_000.0
HEADLINES = (
    "위염 치료제 수출 계약",
    "위염 치료제 베트남 수출",
    "산불 주민 대피",
    "산불 이틀째 확산",
    "로봇 연구소 개소",
    "금리 동결",
)
ARTICLES = [Article(place, "ko", NOON - 3600, headline) for place, headline in enumerate(HEADLINES)]


def made(readers: int = 60) -> Recommender:
    """Readers of 0 go on to 1, those of 2 to 3; 5 is read by most."""
    recommender = Recommender(Popularity(half_life_seconds=900.0))
    recommender.add(ARTICLES)
    chance = np.random.default_rng(4)
    for reader in range(readers):
        first = 2 * int(chance.integers(0, 2))
        for step, article in enumerate((first, first + 1, 5) if reader % 3 else (5, first, first + 1)):
            recommender.record(reader, article, NOON + 10 * reader + step)
    return recommender


def test_a_site_that_begins_recommends_nothing_and_then_its_only_article() -> None:
    recommender = Recommender()
    assert recommender.recommended([], NOON) == []
    assert recommender.recommended([7], NOON) == []
    recommender.record(1, 3, NOON)
    assert [one.article for one in recommender.recommended([], NOON)] == [3]
    assert recommender.recommended([3], NOON) == []
    assert related(recommender, 3, NOON) == related(recommender, 8, NOON) == []


def test_without_a_session_live_popularity_is_shown_as_it_is() -> None:
    recommender = made()
    assert recommender.recommended([], NOON + 700) == recommender.popularity.top(NOON + 700)


def test_what_others_read_next_comes_first_with_its_reason_and_nothing_again() -> None:
    found = made().recommended([2], NOON + 700)
    assert found[0].article == 3
    assert found[0].reason.why in {Why.READ_NEXT, Why.READ_TOGETHER}
    assert (found[0].reason.article, found[0].reason.readers > 10) == (2, True)
    assert 2 not in [one.article for one in found]


def test_what_is_followed_and_decided_applies() -> None:
    recommender = made()
    decided = Decisions(pinned=(4,), excluded=frozenset({3}))
    found = recommender.recommended([2], NOON + 700, followed={1}, decisions=decided)
    assert [one.article for one in found][:1] == [4]
    assert 3 not in [one.article for one in found]
    assert {one.article: one.reason.why for one in found}[1] is Why.FOLLOWED


def test_the_same_readings_give_the_same_answer() -> None:
    assert made().recommended([0, 1], NOON + 700) == made().recommended([0, 1], NOON + 700)


def test_related_is_by_words_until_enough_have_read_it() -> None:
    few = related(made(readers=6), 0, NOON + 100)
    assert [(one.article, one.reason.why) for one in few] == [(1, Why.SIMILAR)]
    many = related(made(), 0, NOON + 700)
    assert (many[0].article, many[0].reason.why) == (1, Why.READ_NEXT)
    assert 0 not in [one.article for one in many]
