"""What the bench makes up, and what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bridgehead.engines.reading.bench.report import Row
from bridgehead.engines.reading.bench.sentences import organisations, sentences
from bridgehead.engines.reading.cli import main


def test_the_same_seed_makes_the_same_sentences_with_their_truth_inside() -> None:
    listed = organisations(50, 3)
    made = sentences(60, listed, 3)

    assert made == sentences(60, listed, 3) != sentences(60, listed, 4)
    assert {each.lang for each in made} == {"ko", "en"}
    names = {each.id: (each.name_ko, each.name_en) for each in listed}
    for each in made:
        for start, end, org_id in each.mentions:
            assert any(name.startswith(each.text[start:end]) for name in names[org_id])


def test_a_figure_below_its_target_is_missed() -> None:
    assert Row("a", 0.9, 0.89).line() == "| a | 0.9 | 0.890 | missed |"


def test_a_folder_without_the_published_files_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--data", str(tmp_path)]) == 2
    assert "expected one of the published files" in capsys.readouterr().err


def test_json_holds_every_measure(capsys: pytest.CaptureFixture[str]) -> None:
    main(["bench", "--json"])
    rows = json.loads(capsys.readouterr().out)
    assert [row["measure"] for row in rows if not row["met"] and "MB/s" not in row["measure"]] == []
    assert len(rows) == 11
