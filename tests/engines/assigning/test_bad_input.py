"""Files that are nearly right: each is refused with its place and what was expected, or it is right.

`python -m tests.engines.assigning.test_bad_input FIRST LAST` tries other seeds.
"""

from __future__ import annotations

import io
import json
import re
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest

from bridgehead.engines.assigning.cli import main
from bridgehead.engines.assigning.formats import counted, json_of
from bridgehead.engines.assigning.generate import Recipe, generated
from tests.engines.scheduling.mutations import mutated

PLACE = re.compile(r"^.+, line [1-9]\d*, column [1-9]\d*: expected \S")
RICH = replace(
    generated(Recipe(6, 5, 2, topics=3, organisations=4, bounded=0.4, fair=True), seed=2),
    fixed=frozenset({(2, 1)}),
    conflicts=frozenset({(0, 0), (3, 2)}),
    earlier=frozenset({(1, 1), (4, 2)}),
    keep=40,
)
BY_TOPICS = {
    "applications": [
        {"name": "김치", "reviews": 2, "topics": {"food": 3, "trade": 1}},
        {"name": "Ships", "reviews": 1, "topics": {"sea": 1}},
    ],
    "reviewers": [
        {"name": "Ahn", "organisation": "Port", "fewest": 0, "most": 2, "topics": {"sea": 900}},
        {"name": "Baek", "organisation": "Port", "topics": {"food": 700, "sea": 100}},
        {"name": "Choi", "topics": {"trade": 500}},
    ],
    "conflicts": [["Ships", "Choi"]],
    "spread": 1,
}
KINDS = {"rich": 160, "topics": 120, "assignment": 60, "certificate": 60}


@dataclass
class Told:
    """What a command said, and its exit code."""

    code: int
    out: str
    errors: str


def told(*arguments: str | Path) -> Told:
    """Run a command in this process."""
    out, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(errors):
        code = main([str(argument) for argument in arguments])
    return Told(code, out.getvalue(), errors.getvalue())


def refused_or_right(said: Told, *, may_say_no: bool = False) -> None:
    """Exit 2 with file, line, column and what was expected, or 0; `check` says no with 1."""
    assert said.code in ((0, 1, 2) if may_say_no else (0, 2)), said
    assert (said.code == 2) == bool(said.errors), said
    assert said.code != 2 or PLACE.match(said.errors), said
    assert "Traceback" not in said.errors + said.out, said


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("reviews"))


def filled(folder: Path) -> Path:
    """A folder with right files of every kind."""
    (folder / "rich").write_text(json_of(counted(RICH)), encoding="utf-8")
    (folder / "topics").write_text(json.dumps(BY_TOPICS, ensure_ascii=False, indent=1), encoding="utf-8")
    solved = told("assign", folder / "rich", "--json", "--certificate", folder / "certificate")
    assert (solved.code, solved.errors) == (0, "")
    (folder / "assignment").write_text(solved.out, encoding="utf-8")
    assert told("check", folder / "rich", folder / "assignment", folder / "certificate").code == 0
    return folder


def tried(folder: Path, kind: str, seed: int) -> str | None:
    """What went wrong with one mutated file, if anything did."""
    random = Random(f"{kind} {seed}")
    wrong = folder / "wrong"
    wrong.write_bytes(mutated(random, (folder / kind).read_bytes()))
    try:
        if kind == "assignment":
            refused_or_right(told("check", folder / "rich", wrong), may_say_no=True)
            refused_or_right(told("assign", folder / "rich", "--start", wrong))
        elif kind == "certificate":
            refused_or_right(told("check", folder / "rich", folder / "assignment", wrong), may_say_no=True)
        else:
            _try_problem(folder, wrong)
    except (Exception, SystemExit):
        return f"{kind} {seed}: {traceback.format_exc(limit=-4)}"
    return None


def _try_problem(folder: Path, wrong: Path) -> None:
    answer, proof = folder / "answer", folder / "proof"
    said = told("assign", wrong, "--json", "--certificate", proof)
    refused_or_right(said)
    if said.code == 0:
        answer.write_text(said.out, encoding="utf-8")
        assert told("check", wrong, answer, proof).code == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_is_nearly_right_is_refused_with_its_place(folder: Path, kind: str) -> None:
    wrongs = [tried(folder, kind, seed) for seed in range(KINDS[kind])]

    assert [wrong for wrong in wrongs if wrong is not None] == []


RIGHT = json.dumps(BY_TOPICS)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('"reviews": 2', '"reviews": ¶-2', "a whole number from 0 to 1000"),
        ('"reviews": 2', '"reviews": ¶2.5', "a whole number from 0 to 1000"),
        ('"Ships", "reviews"', '"Ships", "review"', "one of name, reviews, topics instead of this field"),
        ('"Baek"', '¶"Ahn"', "a name that no other one has"),
        ('"most": 2', '"most": ¶"2"', "a whole number from 0 to 1000000"),
        ('"fewest": 0', '"fewest": ¶3', "no more for fewest than for most"),
        ('["Ships", "Choi"]', '["Ships", ¶"Choe"]', "the name of a reviewer of this file"),
        ('["Ships", "Choi"]', '¶["Ships"]', "a pair [application, reviewer]"),
        ('"spread": 1', '"spread": ¶-1', "a whole number from 0 to 1000000"),
        ('"spread": 1', '"spread": 1, "fair": ¶1', "true or false"),
        ('"sea": 900', '"sea": ¶1900', "a whole number from 0 to 1000"),
        ("1}}, {", "1}, ¶{", "JSON (Expecting property name enclosed in double quotes)"),
    ],
)
def test_each_mistake_is_told_at_its_place(tmp_path: Path, before: str, after: str, expected: str) -> None:
    """The mistake is behind the sign ¶, which the file does not hold; without one, it is the value of the new field."""
    wrong, text = tmp_path / "wrong.json", RIGHT.replace(before, after, 1)
    column = text.index("¶") + 1 if "¶" in text else text.index(after) + len(after) + len(": ") + 1
    wrong.write_text(text.replace("¶", ""), encoding="utf-8")

    said = told("assign", wrong)

    assert (said.code, said.out) == (2, "")
    assert said.errors == f"{wrong}, line 1, column {column}: expected {expected}\n"


def test_expertise_is_told_once(tmp_path: Path) -> None:
    wrong, text = tmp_path / "wrong.json", json.dumps(BY_TOPICS | {"expertise": [[1, 2, 3]] * 2})
    wrong.write_text(text, encoding="utf-8")

    said = told("assign", wrong)

    column = text.index('{"food": 3') + 1
    assert (said.code, said.errors) == (
        2,
        f"{wrong}, line 1, column {column}: expected topics or expertise, not both\n",
    )


HUGE: dict[str, tuple[str, str]] = {
    "brackets": ("[" * 5_000_000, "JSON that is less deeply nested"),
    "a great number": ('{"keep": ' + "9" * 5_000_000 + "}", "applications, a list of at most 20000"),
    "reviews": (
        json.dumps({"applications": [{"name": str(at), "reviews": 1000} for at in range(61)], "reviewers": []}),
        "at most 60000 reviews in all",
    ),
    "pairs": (
        json.dumps(
            {
                "applications": [{"name": str(at)} for at in range(1001)],
                "reviewers": [{"name": str(at)} for at in range(4000)],
            }
        ),
        "at most 4000000 pairs of applications and reviewers",
    ),
}


@pytest.mark.parametrize("name", HUGE)
def test_what_is_huge_is_refused_before_it_takes_room(tmp_path: Path, name: str) -> None:
    content, expected = HUGE[name]
    wrong = tmp_path / "wrong.json"
    wrong.write_text(content, encoding="utf-8")

    said = told("assign", wrong)

    assert (said.code, said.out) == (2, "")
    assert said.errors.endswith(f": expected {expected}\n")


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        here = filled(Path(name))
        for seed in range(int(sys.argv[1]), int(sys.argv[2])):
            for kind in KINDS:
                wrong = tried(here, kind, seed)
                if wrong is not None:
                    print(wrong)
