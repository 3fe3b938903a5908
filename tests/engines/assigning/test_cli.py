"""The command: assign, check with its proof, repair, generate; and the table of `bench`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

import pytest

from bridgehead.engines.assigning.bench.report import AIMED, KINDS, measured, told
from bridgehead.engines.assigning.cli import main
from bridgehead.engines.assigning.formats import counted, json_of, read_problem
from bridgehead.engines.assigning.generate import Recipe, generated
from bridgehead.engines.assigning.problem import Application, Problem, Reviewer

PROBLEM = {
    "applications": [{"name": "Kimchi", "reviews": 2}, {"name": "선박", "reviews": 1}],
    "reviewers": [{"name": "Ahn"}, {"name": "백"}, {"name": "Choi"}],
    "expertise": [[900, 500, 100], [800, 300, 700]],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "p.json").write_text(json.dumps(PROBLEM), encoding="utf-8")
    return tmp_path


def ran(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, what was printed and what was said beside it."""
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_assign_tells_who_reads_what_and_check_proves_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ran(capsys, "assign", folder / "p.json", "--json", "--certificate", folder / "c.json")
    shown = json.loads(out)

    assert (code, shown["status"], shown["value"], shown["bound"]) == (0, "optimal", 2100, 2100)
    assert shown["assignment"] == {"Kimchi": ["Ahn", "백"], "선박": ["Choi"]}
    assert shown["loads"] == {"Ahn": 1, "백": 1, "Choi": 1}
    (folder / "a.json").write_text(out, encoding="utf-8")
    assert ran(capsys, "check", folder / "p.json", folder / "a.json", folder / "c.json") == (
        0,
        "The assignment keeps every rule. It is worth 2100; loads are from 1 to 1.\nProven: none is better.\n",
        "",
    )


def test_check_names_what_is_broken(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = PROBLEM | {"conflicts": [["선박", "백"]], "reviewers": [{"name": "Ahn", "most": 0}, {"name": "백"}]}
    problem |= {"expertise": [[1, 2], [3, 4]]}
    (folder / "p.json").write_text(json.dumps(problem), encoding="utf-8")
    (folder / "a.json").write_text(json.dumps({"assignment": {"Kimchi": ["Ahn", "Ahn"], "선박": ["백"]}}))

    assert ran(capsys, "check", folder / "p.json", folder / "a.json") == (
        1,
        "Kimchi: somebody reads it twice (Ahn).\n선박: somebody reads it in spite of a conflict (백).\n"
        "Ahn: too many reviews.\n",
        "",
    )


def test_a_worse_assignment_is_told_what_is_possible(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran(capsys, "assign", folder / "p.json", "--certificate", folder / "c.json")
    worse = {"assignment": {"Kimchi": ["백", "Choi"], "선박": ["Ahn"]}}
    (folder / "a.json").write_text(json.dumps(worse), encoding="utf-8")

    code, out, _ = ran(capsys, "check", folder / "p.json", folder / "a.json", folder / "c.json")

    assert (code, out.splitlines()[1]) == (0, "Proven: none is worth more than 2100.")


def test_an_assignment_less_even_than_the_certificate_says_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran(capsys, "assign", folder / "p.json", "--certificate", folder / "c.json")
    (folder / "a.json").write_text(json.dumps({"assignment": {"Kimchi": ["Ahn", "백"], "선박": ["Ahn"]}}))

    assert ran(capsys, "check", folder / "p.json", folder / "a.json", folder / "c.json") == (
        1,
        "Loads are not within 1 of each other.\n",
        "",
    )


def test_what_cannot_be_is_counted_and_proven(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = PROBLEM | {"conflicts": [["Kimchi", "Ahn"], ["Kimchi", "백"]]}
    (folder / "p.json").write_text(json.dumps(problem), encoding="utf-8")

    code, out, _ = ran(capsys, "assign", folder / "p.json", "--json", "--certificate", folder / "c.json")
    shown = json.loads(out)

    assert (code, shown["status"], shown["assignment"]) == (0, "infeasible", None)
    assert shown["reasons"][0]["sentence"] == (
        "Kimchi wants 2 reviewers beside those who are fixed, and 1 of different organisations may read it: Choi."
    )
    (folder / "a.json").write_text(out, encoding="utf-8")
    proven = ran(capsys, "check", folder / "p.json", folder / "a.json", folder / "c.json")
    assert proven == (0, "Proven: no assignment keeps every rule.\n", "")
    alone = ran(capsys, "check", folder / "p.json", folder / "a.json")
    assert alone == (1, "There is no assignment, and nothing that proves that there is none.\n", "")


def test_repair_lists_what_ends_and_what_begins(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    standing = {"assignment": {"Kimchi": ["Ahn", "백"], "선박": ["Choi"]}}
    (folder / "a.json").write_text(json.dumps(standing), encoding="utf-8")
    files = (folder / "p.json", folder / "a.json")

    assert ran(capsys, "repair", *files)[1] == "Nothing has to change.\n"
    conflict = ran(capsys, "repair", *files, "--conflict", "선박", "Choi")
    assert conflict == (0, "- Kimchi: Ahn\n- 선박: Choi\n+ Kimchi: Choi\n+ 선박: Ahn\n", "")
    leaves = ran(capsys, "repair", *files, "--leaves", "백", "--json")
    assert (json.loads(leaves[1])["ended"], json.loads(leaves[1])["begun"]) == (
        [["Kimchi", "백"]],
        [["Kimchi", "Choi"]],
    )
    unknown = ran(capsys, "repair", *files, "--leaves", "Baek")
    assert unknown == (2, "", "The problem has nobody and nothing called “Baek”.\n")


def test_names_are_the_same_whether_their_letters_are_told_apart_or_not(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    standing = {"assignment": {"Kimchi": ["Ahn", normalize("NFD", "백")], normalize("NFD", "선박"): ["Choi"]}}
    (folder / "a.json").write_text(json.dumps(standing, ensure_ascii=False), encoding="utf-8")

    leaves = ran(capsys, "repair", folder / "p.json", folder / "a.json", "--leaves", normalize("NFD", "백"))

    assert leaves == (0, "- Kimchi: 백\n+ Kimchi: Choi\n", "")


def test_what_generate_writes_can_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wishes = ("--applications", "9", "--reviewers", "4", "--reviews", "2", "--organisations", "3", "--seed", "5")
    code, out, _ = ran(capsys, "generate", *wishes)
    (tmp_path / "p.json").write_text(out, encoding="utf-8")

    assert code == 0
    assert read_problem(tmp_path / "p.json").problem.reviews == 18
    assert ran(capsys, "generate", *wishes)[1] == out


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    problem = replace(
        generated(Recipe(5, 4, 2, bounded=0.5), seed=1),
        fixed=frozenset({(0, 1)}),
        conflicts=frozenset({(0, 2)}),
        earlier=frozenset({(4, 3)}),
        keep=5,
        spread=2,
        fair=True,
    )
    (tmp_path / "p.json").write_text(json_of(counted(problem)), encoding="utf-8")

    assert read_problem(tmp_path / "p.json") == counted(problem)


def test_a_certificate_that_cannot_be_written_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = folder / "nowhere" / "c.json"

    code, out, errors = ran(capsys, "assign", folder / "p.json", "--certificate", place)

    assert (code, out) == (2, "")
    assert errors.startswith(f"{place}, line 1, column 1: expected a place that can be written to")


def test_bench_measures_and_holds_the_figures_to_the_targets(monkeypatch: pytest.MonkeyPatch) -> None:
    row = measured("50 × 12 × 2", 1)

    assert (row.status, row.gap, row.proven, row.spread) == ("optimal", 0.0, True, 1)
    assert row.greedy <= row.value
    assert len(row.line().split("|")) == 20
    aimed = replace(row, problem=AIMED)
    assert [each.met for each in told([aimed])] == [True] * 4
    slow = replace(aimed, seconds=6.0, value=aimed.bound // 2, spread=2, proven=False)
    assert [each.met for each in told([slow])] == [False] * 4
    assert AIMED in KINDS


def test_sentences_of_a_group_name_its_members(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    conflicts = frozenset((application, 2) for application in range(1, 12))
    problem = Problem((Application(1),) * 12, (Reviewer(),) * 3, ((1, 1, 1),) * 12, conflicts)
    (tmp_path / "p.json").write_text(json_of(counted(problem)), encoding="utf-8")

    lines = ran(capsys, "assign", tmp_path / "p.json")[1].splitlines()

    assert lines[0].startswith("12 reviews, 1 to 6 for each reviewer whose load is not bounded singly, worth 12")
    assert (
        "With loads from 1 to 5: the applications A2, A3, A4, A5, A6, A7, A8, A9 … (11 in all) want at least 11 "
        in ("\n".join(lines))
    )
