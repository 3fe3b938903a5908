"""What the documents say is so: links lead somewhere, commands exist, words are used, the reference is the code's."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from tools.reference import PAGES

from bridgehead.__main__ import ALONE, DJANGO_COMMANDS, USAGE
from tests.architecture.sources import PACKAGE, ROOT

PAGES_BY_HAND = [path for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")] if "reference" not in path.parts]
#: Every command there is.
KNOWN = {*DJANGO_COMMANDS, *ALONE, "manage"}
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
#: Words that the design settled; the glossary explains each.
SETTLED = [
    "organisation",
    "delegate",
    "forum",
    "agenda",
    "session",
    "registration",
    "round",
    "delegation",
    "request",
    "meeting",
    "slot",
    "table",
    "timetable",
    "topic",
]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES_BY_HAND, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    assert [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES_BY_HAND, ids=_name)
def test_commands_exist(page: Path) -> None:
    jobs = set(re.findall(r"^    ([a-z]+)\)", (ROOT / "run").read_text(), re.MULTILINE))
    code = " ".join(re.findall(r"```.*?```|`[^`\n]+`", page.read_text(), re.DOTALL))

    assert set(re.findall(r"\./run ([a-z]+)", code)) - jobs == set()
    assert set(re.findall(r"\bbridgehead ([a-z]+)\b", code)) - KNOWN == set()


def test_usage_tells_every_command() -> None:
    told = re.findall(r"^  ([a-z]+) ", USAGE, re.MULTILINE)

    assert {*told} == KNOWN


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "page"), PAGES.items())
def test_reference_is_what_the_code_says(name: str, page: Callable[[], str]) -> None:
    kept = (ROOT / "docs" / "reference" / name).read_text()

    assert kept == page(), "renew it: PYTHONPATH=src .venv/bin/python -m tools.reference"


def _glossary() -> dict[str, str]:
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]*) \| [^|]+ \|[^|]*\|$", (ROOT / "docs" / "glossary.md").read_text(), re.MULTILINE
    )
    return {english.strip(): korean.strip() for english, korean in rows if english.strip() not in {"English", "---"}}


def test_glossary_explains_every_settled_word() -> None:
    explained = " ".join(_glossary())

    assert [word for word in SETTLED if word not in explained] == []


def test_pages_say_the_korean_of_the_glossary() -> None:
    said = ""
    for path in PACKAGE.glob("*/locale/ko/LC_MESSAGES/django.po"):
        with path.open("rb") as text:
            said += " ".join(str(message.string) for message in read_po(text, locale="ko"))

    unsaid = [korean for told in _glossary().values() for korean in told.split("·") if korean and korean not in said]
    assert unsaid == []


def test_every_decision_has_its_number_and_is_one_page() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    assert [path.name[:4] for path in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    assert [path.name for path in pages if len(path.read_text().splitlines()) > 60] == []
    assert [path.name for path in pages if not path.read_text().startswith(f"# {int(path.name[:4])}. ")] == []
