"""``bridgehead read`` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bridgehead.__main__ import main

HEAD = "id,name_ko,name_en,aliases,country,kind\n"
ROWS = HEAD + "7,한빛제약,Hanbit Pharma,한빛|HBP,KR,company\n"


def call(folder: Path, capsys: pytest.CaptureFixture[str], lines: bytes, directory: bytes) -> tuple[int, str, str]:
    (folder / "texts.jsonl").write_bytes(lines)
    (folder / "organisations.csv").write_bytes(directory)
    code = main(["read", str(folder / "texts.jsonl"), "--directory", str(folder / "organisations.csv")])
    told = capsys.readouterr()
    return code, told.out, told.err.replace(str(folder), "…")


def test_each_line_is_answered_by_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = '{"text": "한빛제약은 약 6353억원을", "lang": "ko"}\n{"text": "between $1.5 and $2 million"}\n'

    code, out, err = call(tmp_path, capsys, lines.encode(), ROWS.encode("utf-8-sig"))

    first, second = map(json.loads, out.splitlines())
    assert (code, err) == (0, "")
    amount = {
        "start": 8,
        "end": 14,
        "text": "6353억원",
        "currency": "KRW",
        "low": "635300000000",
        "high": "635300000000",
    }
    assert first == {"amounts": [amount | {"exactness": "about"}], "mentions": [{"start": 0, "end": 4, "org_id": "7"}]}
    assert [(each["low"], each["high"], each["exactness"]) for each in second["amounts"]] == [
        ("1500000", "2000000", "range")
    ]


@pytest.mark.parametrize(
    ("lines", "directory", "told"),
    [
        (b'{"text": "a"}\n[]\n', ROWS, '…/texts.jsonl, line 2: expected a JSON object with a "text"'),
        (b'{"text": "a"}\n{"text"\n', ROWS, "…/texts.jsonl, line 2: expected a JSON object"),
        (b"[" * 100_000, ROWS, "…/texts.jsonl, line 1: expected a JSON object"),
        (b'{"text": "a"}\n\xff\n', ROWS, "…/texts.jsonl, line 2: expected text in UTF-8"),
        (b'{"text": "a", "lang": "fr"}', ROWS, '…/texts.jsonl, line 1: expected a "lang" of "ko" or "en", or none'),
        (b"", "", "…/organisations.csv, line 1: expected the columns id, name_ko, name_en, aliases, country, kind"),
        (b"", HEAD + "1,a\n", "…/organisations.csv, line 2: expected 6 columns as in the first line, not 2"),
        (b"", HEAD + "1,a,,,,\n1,b,,,,\n", "…/organisations.csv, line 3: expected an id that stands in no other line"),
    ],
)
def test_a_wrong_file_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lines: bytes, directory: str, told: str
) -> None:
    code, _, err = call(tmp_path, capsys, lines, directory.encode())

    assert (code, err) == (2, f"{told}\n")


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "none.jsonl", "--directory", str(tmp_path)]) == 2
    assert "expected a file that can be read" in capsys.readouterr().err


def test_a_directory_alone_gives_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(tmp_path, capsys, b"", ROWS.encode()) == (0, "", "")
