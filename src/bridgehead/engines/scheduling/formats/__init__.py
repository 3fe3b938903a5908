"""Files in and out. A .dzn file, a .json file or a folder of CSV each become a numbered problem."""

import os
from pathlib import Path

from bridgehead.engines.scheduling.formats.changes import read_changes
from bridgehead.engines.scheduling.formats.csv import read_csv, write_csv
from bridgehead.engines.scheduling.formats.dzn import read_dzn
from bridgehead.engines.scheduling.formats.json import json_of, read_json, write_json
from bridgehead.engines.scheduling.formats.numbering import NumberedProblem, counted
from bridgehead.engines.scheduling.formats.schedules import read_answer, read_schedule
from bridgehead.engines.scheduling.formats.wrong import WrongFile

__all__ = [
    "NumberedProblem",
    "WrongFile",
    "counted",
    "json_of",
    "read_answer",
    "read_changes",
    "read_problem",
    "read_schedule",
    "write_csv",
    "write_json",
]

READERS = {".dzn": read_dzn, ".json": read_json}


def read_problem(path: Path) -> NumberedProblem:
    """Read the round that a file or folder describes, by its kind; raises WrongFile."""
    if os.path.isdir(path):  # Path.is_dir raises for a name that is too long
        return read_csv(path)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise WrongFile(path, 1, 1, "a .dzn file, a .json file or a folder of CSV files")
    return reader(path)
