"""Files in and out. A .dzn file, a .json file or a folder of CSV each become a numbered problem."""

from pathlib import Path

from bridgehead.engines.scheduling.formats.dzn import read_dzn
from bridgehead.engines.scheduling.formats.numbering import NumberedProblem
from bridgehead.engines.scheduling.formats.schedules import read_schedule
from bridgehead.engines.scheduling.formats.wrong import WrongFile

__all__ = ["NumberedProblem", "WrongFile", "read_problem", "read_schedule"]

READERS = {".dzn": read_dzn}


def read_problem(path: Path) -> NumberedProblem:
    """Read the round that a file or folder describes, by its kind; raises WrongFile."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise WrongFile(path, 1, 1, "a .dzn file, a .json file or a folder of CSV files")
    return reader(path)
