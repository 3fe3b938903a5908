"""Files of problems, assignments and certificates."""

from bridgehead.engines.assigning.formats.answers import certificate_json, outward, read_assignment, read_certificate
from bridgehead.engines.assigning.formats.problems import NamedProblem, counted, json_of, read_problem
from bridgehead.engines.assigning.formats.wrong import WrongFile

__all__ = [
    "NamedProblem",
    "WrongFile",
    "certificate_json",
    "counted",
    "json_of",
    "outward",
    "read_assignment",
    "read_certificate",
    "read_problem",
]
