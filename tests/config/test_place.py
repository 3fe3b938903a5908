"""A place without a database is told in a sentence, and nothing is made there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(place: Path, *arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    """Run the command as somebody types it, with its data in a place of its own."""
    told = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "BRIDGEHEAD_SECRET_KEY"}}
    told |= {"BRIDGEHEAD_DATA": str(place), "LC_ALL": "ko_KR.UTF-8" if language == "ko" else "C.UTF-8"}
    command = [sys.executable, "-m", "bridgehead", *arguments]
    return subprocess.run(command, env=told, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "command", [["check"], ["serve"], ["worker"], ["import", "round", "round.json", "--forum", "1"]]
)
def test_command_that_needs_a_database_says_that_there_is_none(tmp_path: Path, command: list[str]) -> None:
    said = run(tmp_path / "none", *command)

    assert said.returncode == 2
    assert said.stderr == (
        f"There is no database yet at {tmp_path}/none/bridgehead.sqlite3. “bridgehead manage migrate” makes one there; "
        "BRIDGEHEAD_DATA names another place (after ./run demo: BRIDGEHEAD_DATA=.data/demo).\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_database_without_tables_is_none(tmp_path: Path) -> None:
    (tmp_path / "bridgehead.sqlite3").touch()

    said = run(tmp_path, "check", language="ko")

    assert (said.returncode, said.stderr.startswith(f"{tmp_path}/bridgehead.sqlite3")) == (2, True)


def test_help_names_the_command_as_one_types_it_and_makes_nothing(tmp_path: Path) -> None:
    said = run(tmp_path / "none", "import", "round", "--help")

    assert said.returncode == 0
    assert said.stdout.startswith("usage: bridgehead import round ")
    assert list(tmp_path.iterdir()) == []
