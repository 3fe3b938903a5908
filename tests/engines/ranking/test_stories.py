"""Issues and topics: what is joined and what is not, in two languages; order, names, bad files, what stands out."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from bridgehead.engines.ranking.bench.matters import press
from bridgehead.engines.ranking.bridges import numbers_in, sound_of_hangul, sound_of_latin
from bridgehead.engines.ranking.cli import stories as command
from bridgehead.engines.ranking.stories import Article, Stories, Story, faded, grouped

DAY = 86_400.0
NOW = 1_700_000_000.0
#: Made up: two matters of one company, one of another, and two that share a kind with them.
TOLD = [
    (1, "ko", "한빛제약, 베트남 제약사에 위염 치료제 1250만달러 규모 수출 계약"),
    (1, "ko", "한빛제약 위염 신약 베트남 간다…1250만 달러 수출"),
    (1, "en", "Hanbit Pharma signs $12.5 million deal to export gastritis drug to Vietnam"),
    (1, "en", "Vietnam to get gastritis treatment from Hanbit Pharma in $12.5M export contract"),
    (2, "ko", "한빛제약 3분기 영업이익 340억원…작년보다 12% 감소"),
    (2, "ko", "한빛제약, 3분기 영업이익 12% 줄어 340억"),
    (2, "en", "Hanbit Pharma's third-quarter operating profit falls 12% to 34 billion won"),
    (3, "ko", "모아로보틱스, 보스턴에 연구소 열고 40명 채용"),
    (3, "ko", "로봇 기업 모아로보틱스 보스턴 연구소 개소…연구원 40명 뽑는다"),
    (3, "en", "Moa Robotics opens Boston research lab, to hire 40"),
    (4, "ko", "동해안 산불 이틀째…주민 2300명 대피"),
    (4, "en", "East coast wildfire enters second day, 2,300 residents evacuated"),
]
ARTICLES = [
    Article(place, lang, NOW + 600 * place, headline) for place, (_, lang, headline) in enumerate(TOLD, start=1)
]


def parts(articles: list[Article], numbers: list[int]) -> set[frozenset[int]]:
    return {
        frozenset(one.id for one, number in zip(articles, numbers, strict=True) if number == story)
        for story in set(numbers)
    }


def test_articles_on_one_matter_are_joined_across_languages() -> None:
    assert parts(ARTICLES, grouped(ARTICLES)) == parts(ARTICLES, [story for story, _, _ in TOLD])


def test_neither_the_order_nor_the_names_change_the_stories() -> None:
    shuffled = random.Random(5).sample(ARTICLES, len(ARTICLES))
    assert parts(shuffled, grouped(shuffled)) == parts(ARTICLES, grouped(ARTICLES))
    renamed = [replace(one, id=100 - one.id) for one in ARTICLES]
    assert grouped(renamed) == grouped(ARTICLES)


def test_the_same_words_a_month_later_are_another_story() -> None:
    later = [replace(one, id=one.id + 50, published=one.published + 30 * DAY) for one in ARTICLES]
    stories = Stories()
    stories.add([*ARTICLES, *later])
    assert not {stories.story_of[one.id] for one in ARTICLES} & {stories.story_of[one.id] for one in later}


def test_what_a_desk_has_linked_joins_what_words_do_not() -> None:
    one = Article(1, "ko", NOW, "양사 협력 본격화", organisations=("5", "8"), topics=("3",))
    other = Article(2, "en", NOW + 60, "A new chapter begins", organisations=("5", "8"), topics=("3",))
    fillers = [Article(10 + place, "ko", NOW, f"소식 {place}", organisations=(f"f{place}",)) for place in range(6)]
    numbers = grouped([one, other, *fillers])
    assert numbers[0] == numbers[1]
    assert len({*numbers[1:]}) > 1


def test_articles_that_come_later_find_their_story_and_what_is_old_is_forgotten() -> None:
    stories = Stories()
    stories.add(ARTICLES)
    before = dict(stories.story_of)
    stories.add([*ARTICLES, Article(77, "ko", NOW + 9000, "동해안 산불 주민 2300명 대피소 생활")])
    assert stories.story_of == before | {77: before[11]}
    stories.forget(NOW + 90 * DAY)
    assert (stories.stories, stories.story_of) == ({}, {})


@pytest.mark.parametrize("seed", range(4))
def test_what_is_not_compared_could_not_have_been_the_nearest(seed: int) -> None:
    class Whole(Stories):
        """Compares every candidate in full."""

        def _nearest(self, story: Story) -> Story | None:
            others = [self.stories[each] for each in self._candidates(story) if each != story.id]
            scored = [(self._nearness(story, each), -each.id) for each in others if faded(story, each)]
            nearness, name = max(scored, default=(0.0, 0))
            return self.stories[-name] if nearness >= 1 else None

    articles, _gold = press(seed, bodies=seed % 2 == 0)
    pruned, whole = Stories(), Whole()
    for day in (articles[::2], articles[1::2]):
        pruned.add(day)
        whole.add(day)
    assert pruned.story_of == whole.story_of


def test_issues_are_ranked_by_readers_beyond_the_usual_and_new_articles() -> None:
    stories = Stories()
    stories.add(ARTICLES)
    recent = {1: 40, 2: 30, 5: 45, 6: 45, 8: 60}
    before = {1: 10, 5: 900, 6: 900, 8: 60}
    found = stories.issues(NOW + 2 * 3600, recent, before, times=20.0)
    assert [issue.story for issue in found] == [1, 8, 5]
    assert (found[0].readers, found[0].usual_readers, found[0].new_articles) == (70, 0.5, 4)


@pytest.mark.parametrize(("korean", "latin"), [("셀트리온", "celltrion"), ("보스턴", "boston"), ("삼성", "samsung")])
def test_names_are_known_by_their_sound(korean: str, latin: str) -> None:
    assert sound_of_hangul(korean) == sound_of_latin(latin)


@pytest.mark.parametrize(
    ("korean", "english"),
    [("1250만달러", "$12.5 million"), ("6353억원", "KRW 635.3bn"), ("1억 2000만", "120 million"), ("3,400명", "3,400")],
)
def test_numbers_are_known_by_their_value(korean: str, english: str) -> None:
    assert [*numbers_in(korean, "ko")] == [*numbers_in(english, "en")]


def test_the_command_prints_a_story_for_each_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "articles.jsonl"
    lines = [
        {"lang": lang, "published": f"2023-04-28T09:{place:02}:00+09:00", "headline": headline, "body": ""}
        for place, (_, lang, headline) in enumerate(TOLD)
    ]
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    assert command([str(file)]) == 0
    assert capsys.readouterr().out.split() == [str(story) for story, _, _ in TOLD]
    file.write_text("")
    assert (command([str(file)]), capsys.readouterr().out) == (0, "")


GOOD = '{"lang": "ko", "published": "2023-04-28T09:00:00Z", "headline": "가"}'


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{", "an article as a JSON object"),
        ("[]", "an article as a JSON object"),
        ("[" * 100_000, "an article as a JSON object"),
        ("", "an article as a JSON object"),
        (GOOD.replace('"ko"', '"fr"'), 'lang, "ko" or "en"'),
        (GOOD.replace('"ko"', "[]"), 'lang, "ko" or "en"'),
        (GOOD.replace("04-28", "04-31"), "published, a moment such as 2023-04-28T09:00:00+09:00"),
        (GOOD.replace('"가"', "7"), "headline, a text"),
        (GOOD.replace('"가"', '" "'), "headline, a text that is not empty"),
        (GOOD.replace("}", ', "body": 1}'), "body, a text"),
        (GOOD.replace("}", ', "topics": "a"}'), "topics, a list of texts"),
    ],
)
def test_a_wrong_line_is_exit_2_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, expected: str
) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text(f"{GOOD}\n{line}\n{GOOD}\n", encoding="utf-8")
    assert command([str(file)]) == 2
    assert capsys.readouterr().err == f"{file}, line 2: expected {expected}\n"


def test_a_file_that_is_no_text_or_not_there_is_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "articles.jsonl").write_bytes(GOOD.encode() + b"\n\xff\n")
    assert command([str(tmp_path / "articles.jsonl")]) == 2
    assert capsys.readouterr().err.endswith("line 2: expected text in UTF-8\n")
    assert command([str(tmp_path)]) == 2
    assert "expected a file that can be read" in capsys.readouterr().err
