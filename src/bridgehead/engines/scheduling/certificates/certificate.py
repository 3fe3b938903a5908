"""What a certificate holds, and its file: a zip of `certificate.json` and the proofs as drat-trim reads them."""

import json
import zipfile
import zlib
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from bridgehead.engines.scheduling.certificates.exclusions import Step
from bridgehead.engines.scheduling.formats import WrongFile
from bridgehead.engines.scheduling.problem import Problem

FORM = 1
CONTENT, WEIGHT_PROOF, PROOF = "certificate.json", "weight.drup", "proof.drup"
MOST_BYTES = 2 * 1024**3


class Heaviest(StrEnum):
    """Why nothing weighs more: all that can be placed is placed, prices add up, or more is refuted."""

    ALL = "all"
    PRICES = "prices"
    REFUTED = "refuted"


@dataclass(frozen=True)
class Certificate:
    """A claim with its reasons; everything is counted from 0 as in `Problem`.

    `excluded` are steps for what every schedule places, `impossible` the last of them when there is no schedule.
    `heaviest` gives the reason for `weight`; `prices` are [unit, seats, tables, people, days] of [who, where, cost].
    `then_excluded` are steps for schedules of that weight, `least` the breaks each participant cannot do without;
    `breaks` is None when nothing is claimed about them. `proof` refutes fewer breaks, or any schedule at all;
    `weight_proof` refutes more weight.
    """

    problem: str
    infeasible: bool = False
    excluded: tuple[Step, ...] = ()
    impossible: Step | None = None
    weight: int = 0
    heaviest: Heaviest = Heaviest.ALL
    prices: tuple[Any, ...] | None = None
    then_excluded: tuple[Step, ...] = ()
    least: tuple[int, ...] = ()
    breaks: int | None = None
    proof: bytes | None = None
    weight_proof: bytes | None = None


def digest(problem: Problem) -> str:
    """The problem in a few letters, so that a certificate of another one is named as such."""
    facts = asdict(problem)
    return sha256(repr(_ordered(facts)).encode()).hexdigest()[:32]


def _ordered(fact: Any) -> Any:
    if isinstance(fact, frozenset):
        return sorted(fact)
    if isinstance(fact, dict):
        return [(name, _ordered(value)) for name, value in sorted(fact.items())]
    return [_ordered(value) for value in fact] if isinstance(fact, tuple | list) else fact


def write_certificate(certificate: Certificate, path: Path) -> None:
    """Write the file; the same certificate gives the same bytes."""
    content = asdict(certificate)
    proofs = {PROOF: content.pop("proof"), WEIGHT_PROOF: content.pop("weight_proof")}
    with zipfile.ZipFile(path, "w") as file:
        _put(file, CONTENT, json.dumps({"form": FORM, **content}).encode())
        for name, proof in proofs.items():
            if proof is not None:
                _put(file, name, proof)


def _put(file: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name)  # its own time is a fixed one
    entry.compress_type = zipfile.ZIP_DEFLATED
    file.writestr(entry, content, compresslevel=1)


def read_certificate(path: Path) -> Certificate:
    """Read the file; raises WrongFile for what is none."""
    try:
        with zipfile.ZipFile(path) as file:
            if sum(entry.file_size for entry in file.infolist()) > MOST_BYTES:
                raise WrongFile(path, 1, 1, f"a certificate of at most {MOST_BYTES // 1024**3} GB")
            names = set(file.namelist())
            content = json.loads(file.read(CONTENT))
            proofs = [file.read(name) if name in names else None for name in (PROOF, WEIGHT_PROOF)]
    except OSError as problem:
        raise WrongFile(path, 1, 1, f"a file that can be read ({problem.strerror})") from problem
    # of a foreign zip: NotImplementedError for a compression that zipfile does not know, RuntimeError for a password
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, NotImplementedError, EOFError, RuntimeError) as wrong:
        raise WrongFile(path, 1, 1, "a certificate as `solve --certificate` writes it") from wrong
    return _certificate(path, content, *proofs)


def _certificate(path: Path, content: Any, proof: bytes | None, weight_proof: bytes | None) -> Certificate:
    kinds: dict[str, type] = {
        "problem": str,
        "infeasible": bool,
        "excluded": list,
        "weight": int,
        "heaviest": str,
        "then_excluded": list,
        "least": list,
    }
    known = set(kinds) | {"form", "impossible", "prices", "breaks"}
    if not isinstance(content, dict) or content.pop("form", None) != FORM or set(content) != known - {"form"}:
        raise WrongFile(path, 1, 1, f"a certificate of form {FORM}")
    right = all(type(content[name]) is kind for name, kind in kinds.items())
    right = right and type(content["breaks"]) in (int, type(None))
    right = right and isinstance(content["prices"], list | None) and isinstance(content["impossible"], list | None)
    if not right or content["heaviest"] not in set(Heaviest):
        raise WrongFile(path, 1, 1, "the parts of a certificate, each of its own kind")
    content["heaviest"] = Heaviest(content["heaviest"])
    return Certificate(**content, proof=proof, weight_proof=weight_proof)
