"""Korean and English are equals: every sentence stands in both, whole, and none is left over."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.architecture.sources import PACKAGE, ROOT, storeys

#: %(name)s, %s and {name} must stand on both sides, whatever their order.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
CATALOGUE = Path("locale/ko/LC_MESSAGES/django.po")
#: Words of the glossary, and the part of their Korean that stands wherever they do, however short it is said.
SAID_BY = {
    "organisation": "기관",
    "delegate": "대표자",
    "delegation": "참가 기관",
    "agenda": "프로그램",
    "meeting request": "미팅 신청",
    "no thanks": "관심 없음",
    "slot": "칸",
    "availability": "가능 시간",
    "timetable": "시간표",
    "topic": "토픽",
}
#: What has crept in beside the words of the glossary, or beside each other: a round, a run, the two parts of a record.
NEVER = ["라운드", "실행 %(number)s", "기업·기관", "(한국어)", "(영어)", "까닭", "지어낸", "따위", "거두"]


def _catalogue(folder: Path) -> Catalog:
    path = folder / CATALOGUE
    if not path.exists():
        return Catalog(locale="ko")
    with path.open("rb") as text:
        return read_po(text, locale="ko")


def _sentences(catalogue: Catalog) -> set[tuple[str | None, str]]:
    return {(message.context, _english(message)) for message in catalogue if message.id}


def _english(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _korean(message: Message) -> str:
    return message.string if isinstance(message.string, str) else message.string[0]


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package with its sentences collected anew, in a scratch copy."""
    source = tmp_path_factory.mktemp("messages") / "src"
    shutil.copytree(PACKAGE, source / "bridgehead", ignore=shutil.ignore_patterns("__pycache__", "static", "*.mo"))
    collect = [sys.executable, "-m", "bridgehead", "manage", "collect_messages"]
    subprocess.run(collect, env={**os.environ, "PYTHONPATH": str(source)}, check=True, cwd=source)
    return source / "bridgehead"


@pytest.mark.parametrize("storey", [each for each in storeys() if each != "engines"])
def test_every_sentence_is_collected_and_none_is_left_over(storey: str, collected: Path) -> None:
    kept, used = (_sentences(_catalogue(folder / storey)) for folder in (PACKAGE, collected))

    assert {"missing": sorted(map(str, used - kept)), "left over": sorted(map(str, kept - used))} == {
        "missing": [],
        "left over": [],
    }


@pytest.mark.parametrize("storey", [each for each in storeys() if each != "engines"])
def test_every_sentence_is_said_in_korean_with_the_same_places_to_fill(storey: str) -> None:
    catalogue = _catalogue(PACKAGE / storey)
    messages = [message for message in catalogue if message.id]

    assert [_english(message) for message in messages if not _korean(message).strip() or message.fuzzy] == []
    assert list(catalogue.obsolete) == []
    assert [
        f"{_english(message)} → {_korean(message)}"
        for message in messages
        if set(PLACEHOLDER.findall(_english(message))) | _plural_places(message)
        != set(PLACEHOLDER.findall(_korean(message)))
    ] == []


def _plural_places(message: Message) -> set[str]:
    """The places of the plural form: Korean has one form for both."""
    return set() if isinstance(message.id, str) else set(PLACEHOLDER.findall(message.id[1]))


def test_a_sentence_is_said_in_one_way_throughout() -> None:
    """Django merges the catalogues: of two Koreans for one sentence only one would ever be seen."""
    said: dict[tuple[str | None, str], dict[str, str]] = {}
    for storey in storeys():
        for message in _catalogue(PACKAGE / storey):
            if message.id:
                said.setdefault((message.context, _english(message)), {})[storey] = _korean(message)

    assert {sentence: told for sentence, told in said.items() if len(set(told.values())) > 1} == {}


def _glossary() -> dict[str, str]:
    """The Korean of each word of the glossary that has one."""
    rows = (line.split("|")[1:3] for line in (ROOT / "docs" / "glossary.md").read_text().splitlines() if "|" in line)
    words = {english.strip(): korean.strip() for english, korean in rows}
    return {english: korean for english, korean in words.items() if re.search(r"[가-힣]", korean)}


def test_the_words_of_the_glossary_are_said_as_it_says() -> None:
    assert [f"{word}: {_glossary()[word]}" for word, stem in SAID_BY.items() if stem not in _glossary()[word]] == []
    assert [
        f"{storey}: {_english(message)} → {_korean(message)}"
        for storey in storeys()
        for message in _catalogue(PACKAGE / storey)
        for word, stem in SAID_BY.items()
        if message.id and re.search(rf"(?<!%\()\b{word}s?\b", _english(message), re.IGNORECASE)
        if stem not in _korean(message)
    ] == []


@pytest.mark.parametrize("word", NEVER)
def test_a_third_word_is_never_said(word: str) -> None:
    said = [(storey, message) for storey in storeys() for message in _catalogue(PACKAGE / storey) if message.id]

    assert [f"{storey}: {_korean(message)}" for storey, message in said if word in _korean(message)] == []


def test_engines_speak_no_language() -> None:
    assert not (PACKAGE / "engines" / CATALOGUE).exists()


@pytest.mark.parametrize("storey", ["agreements", "events", "outcomes"])
def test_no_sentence_leaves_a_particle_to_its_reader(storey: str) -> None:
    unresolved = ("은(는)", "을(를)", "이(가)", "와(과)", "과(와)")

    said = [_korean(each) for each in _catalogue(PACKAGE / storey) if each.id]

    assert [told for told in said if any(each in told for each in unresolved)] == []
