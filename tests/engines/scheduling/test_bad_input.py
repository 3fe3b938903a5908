"""Two thousand files that are nearly right: each is refused with its place and what was expected, or it is right.

`python -m tests.engines.scheduling.test_bad_input FIRST LAST` tries other seeds.
"""

import io
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import traceback
import zipfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest

from bridgehead.engines.scheduling.certificates.certificate import CONTENT, PROOF
from bridgehead.engines.scheduling.cli import main
from bridgehead.engines.scheduling.formats import counted, write_csv, write_json
from bridgehead.engines.scheduling.generate import Recipe, generated
from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.solvers import kernels
from tests.engines.scheduling.mutations import mutated
from tests.engines.scheduling.rounds import with_every_family

MOST_SECONDS = 2.0
BUDGET = "0.05"
PLACE = re.compile(r"^.+, line [1-9]\d*, column [1-9]\d*: expected \S")
FORUM = Recipe(participants=10, requests=12, slots=6, tables=5, days=2, fairness=3)
CHANGES = (
    {"change": "absent", "participant": 3, "slots": [4, 5]},
    {"change": "present", "participant": 3, "slots": [4]},
    {"change": "table_withdrawn", "table": 2, "slots": [1]},
    {"change": "slot_closed", "slot": 6},
    {"change": "cancelled", "meeting": 12},
    {"change": "added", "participants": [3, 8], "weight": 2, "slots": [1, 2], "mandatory": False},
)
DZN = """nBusiness = 4; nMeetings = 4; nTables = 2; nTotalSlots = 5; nMorningSlots = 3; % a small one
requested = [|1, 2,3, |2, 3,1, |3, 4,2, |1, 4,3, |];
meetingsxBusiness = [{1,2,5},{1,2,3},{1,3,4},{1,4,5}];
nMeetingsBusiness = [2,2,2,2];
forbidden = [{0},{0,5},{},1..2];
fixed = [0,1,0,0];
precedences = [{2},{},{},{1}];
"""


@dataclass
class Told:
    """What a command said, its exit code and its CPU seconds, those of its processes included."""

    code: int
    out: str
    errors: str
    seconds: float


def told(*arguments: str | Path) -> Told:
    """Run a command in this process."""
    out, errors, begun = io.StringIO(), io.StringIO(), sum(os.times()[:4])
    with redirect_stdout(out), redirect_stderr(errors):
        code = main([str(argument) for argument in arguments])
    return Told(code, out.getvalue(), errors.getvalue(), sum(os.times()[:4]) - begun)


@dataclass
class Bench:
    """A folder with right files of every kind; `tried` runs what reads one of them after it was mutated."""

    folder: Path

    def __post_init__(self) -> None:
        kernels.warm()  # compiling them is nobody's two seconds
        plain = generated(replace(FORUM, mandatory=False), seed=3)
        self.write("plain", plain)
        self.write("rich", with_every_family(plain))
        (self.folder / "round.dzn").write_text(DZN, encoding="utf-8")
        for name in ("plain.json", "rich.json", "round.dzn"):
            solved = told("solve", self.folder / name, "--json", "--certificate", self.folder / f"{name}.zip")
            assert (solved.code, solved.errors) == (0, "")
            (self.folder / f"{name}.schedule").write_text(solved.out, encoding="utf-8")
        rows = json.loads((self.folder / "plain.json.schedule").read_text())["placements"]
        sheet = ["meeting,slot,table", *(",".join(map(str, row)) for row in rows)]
        (self.folder / "schedule.csv").write_text("\n".join(sheet), encoding="utf-8")
        (self.folder / "changes.json").write_text(json.dumps(CHANGES, indent=1), encoding="utf-8")

    def write(self, name: str, problem: Problem) -> None:
        write_json(counted(problem), self.folder / f"{name}.json")
        write_csv(counted(problem), self.folder / name)

    def mutated(self, random: Random, name: str, *, of: str = "") -> Path:
        """A mutated copy of a file, beside it."""
        right, wrong = self.folder / name, self.folder / (of or f"wrong{Path(name).suffix}")
        wrong.write_bytes(mutated(random, right.read_bytes()))
        return wrong


def _problem(bench: Bench, random: Random, name: str) -> None:
    wrong = bench.mutated(random, name)
    _read_problem(bench, wrong, bench.folder / f"{name}.schedule")


def _read_problem(bench: Bench, wrong: Path, schedule: Path) -> None:
    checked = told("check", wrong, schedule)
    refused_or_right(checked, may_say_no=True)
    if checked.errors.startswith(str(wrong)):
        return  # every command reads a problem first, and in the same way
    solved = told("solve", wrong, "--json", "--budget", BUDGET)
    refused_or_right(solved)
    if solved.code == 0:
        answer = bench.folder / "answer.json"
        answer.write_text(solved.out, encoding="utf-8")
        if json.loads(solved.out)["status"] != "infeasible":
            assert told("check", wrong, answer).out == "The schedule keeps every rule.\n"


def _folder(bench: Bench, random: Random) -> None:
    source = random.choice(("plain", "rich"))
    wrong = bench.folder / "wrong"
    shutil.copytree(bench.folder / source, wrong)
    name = random.choice(sorted(path.name for path in wrong.iterdir()))
    bench.mutated(random, f"{source}/{name}", of=f"wrong/{name}")
    _read_problem(bench, wrong, bench.folder / f"{source}.json.schedule")
    shutil.rmtree(wrong)


def _schedule(bench: Bench, random: Random) -> None:
    name = random.choice(("plain.json", "plain.json", "rich.json"))
    source = "schedule.csv" if name == "plain.json" and random.random() < 0.5 else f"{name}.schedule"
    wrong, file = bench.mutated(random, source), bench.folder / name
    refused_or_right(told("check", file, wrong), may_say_no=True)
    if name == "plain.json":
        refused_or_right(told("explain", file, wrong))
        refused_or_right(told("repair", file, wrong, bench.folder / "changes.json"))
    refused_or_right(told("solve", file, "--start", wrong, "--keep", "--budget", BUDGET))


def _changes(bench: Bench, random: Random) -> None:
    wrong = bench.mutated(random, "changes.json")
    refused_or_right(told("repair", bench.folder / "plain.json", bench.folder / "plain.json.schedule", wrong, "--json"))


def _certificate(bench: Bench, random: Random) -> None:
    """Bytes of the zip are mutated, or what it holds."""
    name = random.choice(("plain.json", "round.dzn"))
    wrong = bench.mutated(random, f"{name}.zip")
    if random.random() < 0.7:
        with zipfile.ZipFile(bench.folder / f"{name}.zip") as right:
            entries = {entry: right.read(entry) for entry in right.namelist()}
        spoiled = random.choice([*entries, PROOF, CONTENT])
        entries[spoiled] = mutated(random, entries.get(spoiled, b"1 2 0\n"))
        with zipfile.ZipFile(wrong, "w") as file:
            for entry, content in entries.items():
                file.writestr(entry, content)
    check = told("check", bench.folder / name, bench.folder / f"{name}.schedule", "--certificate", wrong)
    refused_or_right(check, may_say_no=True)


def refused_or_right(said: Told, *, may_say_no: bool = False) -> None:
    """Exit 2 with file, line, column and what was expected, or 0 or 3; `check` says no with 1."""
    assert said.code in ((0, 1, 2, 3) if may_say_no else (0, 2, 3)), said
    assert (said.code == 2) == bool(said.errors), said
    assert said.code != 2 or PLACE.match(said.errors), said
    assert "Traceback" not in said.errors + said.out, said
    assert said.seconds <= MOST_SECONDS, said


KINDS: dict[str, tuple[int, Callable[[Bench, Random], None]]] = {
    "dzn": (650, lambda bench, random: _problem(bench, random, "round.dzn")),
    "json": (400, lambda bench, random: _problem(bench, random, "plain.json")),
    "rich json": (200, lambda bench, random: _problem(bench, random, "rich.json")),
    "csv": (300, _folder),
    "schedule": (150, _schedule),
    "changes": (250, _changes),
    "certificate": (150, _certificate),
}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("bench"))


def tried(bench: Bench, kind: str, seed: int) -> str | None:
    """What went wrong with one mutated file, if anything did."""
    try:
        KINDS[kind][1](bench, Random(f"{kind} {seed}"))
    except (Exception, SystemExit):
        return f"{kind} {seed}: {traceback.format_exc(limit=-4)}"
    return None


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_is_nearly_right_is_refused_with_its_place(bench: Bench, kind: str) -> None:
    wrongs = [tried(bench, kind, seed) for seed in range(KINDS[kind][0])]
    assert [wrong for wrong in wrongs if wrong is not None] == []


MEGABYTES = 5_000_000
SLOTS = [{"slot": number, "tables": 100_000} for number in range(2000)]
#: A file's name, what stands in it and the beginning of what is expected instead.
HUGE: dict[str, tuple[str, bytes, str]] = {
    "brackets": ("r.json", b"[" * MEGABYTES, "JSON"),
    "objects": ("r.json", b'{"slots":' * (MEGABYTES // 9), "JSON"),
    "a list of brackets": ("r.json", b'{"slots": ' + b"[" * 900 + b"]" * 900 + b"}", "an object with slot"),
    "arrays": ("r.dzn", b"fixed = " + b"[" * MEGABYTES, "a number or a set"),
    "sets": ("r.dzn", b"fixed = [" + b"{" * MEGABYTES, "a number"),
    "a great number": ("r.dzn", b"nTables = " + b"9" * MEGABYTES, "a number of at most"),
    "a long range": ("r.dzn", DZN.replace("1..2", "1..1000000000").encode(), "a range of at most"),
    "slots": ("r.dzn", DZN.replace("nTotalSlots = 5", "nTotalSlots = 1000000000").encode(), "at most 2000"),
    "tables": ("r.dzn", DZN.replace("nTables = 2", "nTables = 1000000000").encode(), "at most 400000"),
    "participants": ("r.dzn", DZN.replace("nBusiness = 4", "nBusiness = 1000000000").encode(), "at most 100000"),
    "meetings": ("r.dzn", DZN.replace("nMeetings = 4", "nMeetings = 1000000000").encode(), "at most 100000"),
    "tables of a slot": ("r.json", b'{"slots": [{"slot": 1, "tables": 1000000000}]}', "a list of whole numbers"),
    "tables of all": ("r.json", json.dumps({"slots": SLOTS, "participants": [], "meetings": []}).encode(), "at most"),
    "cells": ("r/slots.csv", b"slot,tables\n" + b"1," * MEGABYTES, "2 values"),
    "a cell": ("r/slots.csv", b'slot,tables\n1,"' + b"1 " * MEGABYTES, "comma-separated values"),
    "tables of a row": ("r/slots.csv", b"slot,tables\n1,1000000000\n", "whole numbers"),
}


@pytest.mark.parametrize("name", HUGE)
def test_what_is_huge_is_refused_before_it_takes_room(tmp_path: Path, name: str) -> None:
    place, content, expected = HUGE[name]
    path = tmp_path / place
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    ran = in_a_process("solve", path.parent if place.startswith("r/") else path, "--json")
    assert (ran.code, ran.out) == (2, "")
    assert re.match(rf"{re.escape(str(path))}, line \d+, column \d+: expected {expected}", ran.errors), ran.errors[:300]
    assert ran.seconds <= MOST_SECONDS


def in_a_process(*arguments: str | Path) -> Told:
    """Run a command in a process of its own that gets a gigabyte at most."""
    begun = os.times()
    ran = subprocess.run(
        [sys.executable, "-m", "bridgehead.engines.scheduling.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": "src"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30)),
        check=False,
    )
    ended = os.times()
    spent = ended.children_user + ended.children_system - begun.children_user - begun.children_system
    return Told(ran.returncode, ran.stdout, ran.stderr, spent)


@pytest.mark.parametrize("name", ["missing", "folder", "broken", "circle", "endless", "x" * 300])
def test_a_place_where_no_file_is(bench: Bench, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "broken.json").symlink_to("nowhere")
    (tmp_path / "circle.json").symlink_to("circle.json")
    (tmp_path / "endless.json").symlink_to("/dev/zero")
    path, file, schedule = tmp_path / f"{name}.json", bench.folder / "plain.json", bench.folder / "plain.json.schedule"
    for command in (
        ("solve", path),
        ("check", file, path),
        ("repair", file, schedule, path),
        ("explain", file, path),
        ("solve", file, "--start", path, "--budget", BUDGET),
        ("check", file, schedule, "--certificate", path),
    ):
        said = told(*command)
        assert (said.code, said.out) == (2, ""), command
        assert PLACE.match(said.errors), said


def test_an_unreadable_folder_is_told(tmp_path: Path) -> None:
    for name in ("slots.csv", "participants.csv", "meetings.csv", "house.csv"):
        (tmp_path / "round" / name).mkdir(parents=True)
    said = told("solve", tmp_path / "round")
    assert said.errors.startswith(f"{tmp_path / 'round' / 'slots.csv'}, line 1, column 1: expected a file that can be")


def test_a_place_that_cannot_be_written_to_is_told(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    below = tmp_path / "file" / "below.json"
    certificate = told("solve", bench.folder / "plain.json", "--budget", "20", "--certificate", below)
    written = told("generate", below, "--participants", "4", "--requests", "2")
    for said in (certificate, written):
        assert said.code == 2
        assert said.errors.startswith(f"{below}, line 1, column 1: expected a place that can be written to")


@pytest.mark.parametrize("wish", ["participants", "requests", "slots", "tables", "days", "sessions"])
def test_a_round_too_large_to_make_is_refused(wish: str) -> None:
    right = {"participants": "4", "requests": "2", wish: "1000000000"}
    said = told("generate", *(f"--{name}={value}" for name, value in right.items()))
    assert (said.code, said.out) == (2, "")
    assert said.errors.startswith("Expected ")


def main_with_other_seeds(first: int, last: int) -> None:
    """Try these seeds of every kind and print what goes wrong."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        for kind in KINDS:
            begun = sum(os.times()[:4])
            wrongs = [wrong for seed in range(first, last) if (wrong := tried(bench, kind, seed)) is not None]
            spent = sum(os.times()[:4]) - begun
            print(*wrongs, f"{kind}: {last - first} tried, {len(wrongs)} wrong, {spent:.0f} s", sep="\n", flush=True)


if __name__ == "__main__":
    main_with_other_seeds(int(sys.argv[1]), int(sys.argv[2]))
