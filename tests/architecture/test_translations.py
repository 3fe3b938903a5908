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

from tests.architecture.sources import PACKAGE, storeys

#: %(name)s, %s and {name} must stand on both sides, whatever their order.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
CATALOGUE = Path("locale/ko/LC_MESSAGES/django.po")


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
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(source)}
    subprocess.run(["sh", source / "bridgehead" / "collect_messages.sh"], env=environment, check=True, cwd=source)
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


def test_engines_speak_no_language() -> None:
    assert not (PACKAGE / "engines" / CATALOGUE).exists()
