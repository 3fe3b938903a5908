"""Recommended and related: the cold start, what a session says, reasons, editors, the same answer again."""

import numpy as np

from bridgehead.engines.ranking import Decisions, Popularity, Recommender, Why
from bridgehead.engines.ranking.recommend import ABOUT
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


def test_what_was_kept_gives_the_same_answers_and_goes_on_the_same() -> None:
    whole, now = made(), NOON + 700
    state = whole.state(now)
    asked, going_on = Recommender.kept(state), Recommender.kept(state, Popularity.of(whole.popularity.state()))
    for session in ([0], [2], [0, 1], [5, 2]):
        found = whole.recommended(session, now)
        assert [(one.article, one.reason) for one in asked.recommended(session, now)] == [
            (one.article, one.reason) for one in found
        ]
        assert going_on.recommended(session, now) == found
    assert related(going_on, 0, now) == related(whole, 0, now)
    for recommender in (whole, going_on):
        for reader in range(70, 90):
            recommender.record(reader, 2, now + 20 * reader)
            recommender.record(reader, 4, now + 20 * reader + 1)
    assert going_on.recommended([2], now + 2000) == whole.recommended([2], now + 2000)


def test_nothing_known_is_kept_and_read_again() -> None:
    assert Recommender.kept(Recommender().state(NOON)).recommended([1], NOON) == []


def test_what_is_kept_is_what_is_live_and_the_newest() -> None:
    recommender = made()
    old = [Article(100 + name, "en", NOON - 86_400 * name, f"headline {name}") for name in range(1, ABOUT + 100)]
    recommender.add(old)
    kept = Recommender.kept(recommender.state(NOON + 700))
    assert [name for name in (0, 5, 101, 100 + ABOUT + 50) if kept.row_of(name) is not None] == [0, 5, 101]
    assert kept.recommended([2], NOON + 700)[0].article == 3


def test_an_article_that_is_not_known_has_what_is_alike_in_its_words() -> None:
    asked = Article(77, "ko", NOON, "위염 치료제 베트남")
    assert {one.article for one in related(made(), asked, NOON + 700)} == {0, 1}
    assert made().lacking([0, 77]) == [77]


def test_a_reason_names_readings_only_where_there_were_some() -> None:
    recommender = made()
    recommender.add([Article(40, "ko", NOON + 600, "처음 보는 기사")])
    reasons = {one.reason.why for one in recommender.recommended([40], NOON + 700)}
    assert reasons
    assert reasons.isdisjoint({Why.READ_NEXT, Why.READ_TOGETHER})


def test_the_blend_is_ahead_until_the_clicks_say_otherwise() -> None:
    recommender = made()
    assert recommender.is_ahead
    recommender.foreseen[:] = 0.1, 0.2
    assert not Recommender.kept(recommender.state(NOON + 700)).is_ahead
