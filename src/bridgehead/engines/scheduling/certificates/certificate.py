"""What a certificate holds, and its file: a zip of `certificate.json` and the proofs as drat-trim reads them."""

import json
import stat
import zipfile
import zlib
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from bridgehead.engines.scheduling.certificates.exclusions import Step
from bridgehead.engines.scheduling.certificates.terms import Term
from bridgehead.engines.scheduling.formats import WrongFile
from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.schedule import Schedule

FORM = 2
CONTENT, PROOF = "certificate.json", "proof.drup"
MOST_BYTES, MOST_CONTENT_BYTES = 2 * 1024**3, 64 * 1024**2


class Reason(StrEnum):
    """Why nothing is better.

    All that can be placed is placed; participants cannot do without these breaks; prices add up; better is refuted.
    """

    ALL = "all"
    LEAST = "least"
    PRICES = "prices"
    REFUTED = "refuted"


@dataclass(frozen=True)
class Claim:
    """No schedule that is as good in the terms before is better than `value` in this one.

    `prices` are [unit, those of the floors, [name of a row …, price] …]; `proof` refutes whatever is better.
    """

    term: Term
    value: int
    reason: Reason
    prices: tuple[Any, ...] | None = None
    proof: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Certificate:
    """Claims with their reasons; everything is counted from 0 as in `Problem`.

    `excluded` are steps for what every schedule places, `impossible` the last of them when there is no schedule, or
    else `proof` refutes that there is one. `claims` stand in the order of the objective. `then_excluded` are steps
    for schedules that weigh as much as claimed, `least` the breaks that each participant cannot do without there.
    """

    problem: str
    infeasible: bool = False
    excluded: tuple[Step, ...] = ()
    impossible: Step | None = None
    proof: bytes | None = field(default=None, repr=False)
    claims: tuple[Claim, ...] = ()
    then_excluded: tuple[Step, ...] = ()
    least: tuple[int, ...] = ()


def digest(problem: Problem, earlier: Schedule | None = None) -> str:
    """The problem, and a timetable to be kept, in a few letters, so that a certificate of another is named as such."""
    facts = _ordered(asdict(problem))
    if earlier is not None:
        facts = [facts, [[number, *place] for number, place in sorted(earlier.placements.items())]]
    return sha256(repr(facts).encode()).hexdigest()[:32]


def _ordered(fact: Any) -> Any:
    if isinstance(fact, frozenset):
        return sorted(fact)
    if isinstance(fact, dict):
        return [(name, _ordered(value)) for name, value in sorted(fact.items())]
    return [_ordered(value) for value in fact] if isinstance(fact, tuple | list) else fact


def write_certificate(certificate: Certificate, path: Path) -> None:
    """Write the file; the same certificate gives the same bytes."""
    content = asdict(certificate)
    proofs = {PROOF: content.pop("proof")}
    proofs |= {_proof_of(claim["term"]): claim.pop("proof") for claim in content["claims"]}
    with zipfile.ZipFile(path, "w") as file:
        _put(file, CONTENT, json.dumps({"form": FORM, **content}).encode())
        for name, proof in proofs.items():
            if proof is not None:
                _put(file, name, proof)


def _proof_of(term: str) -> str:
    return f"{term}.drup"


def _put(file: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name)  # its own time is a fixed one
    entry.compress_type = zipfile.ZIP_DEFLATED
    file.writestr(entry, content, compresslevel=1)


def read_certificate(path: Path) -> Certificate:
    """Read the file; raises WrongFile for what is none."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # of a device zipfile looks for the end for ever
            raise WrongFile(path, 1, 1, "a file that can be read (this is none)")
        content, proofs = _unpacked(path)
    except WrongFile:
        raise
    except OSError as problem:
        raise WrongFile(path, 1, 1, f"a file that can be read ({problem.strerror})") from problem
    # of a foreign zip: NotImplementedError for a compression that zipfile does not know, RuntimeError for a password
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, NotImplementedError, EOFError, RuntimeError) as wrong:
        raise WrongFile(path, 1, 1, "a certificate as `solve --certificate` writes it") from wrong
    if not (isinstance(content, dict) and content.pop("form", None) == FORM):
        raise WrongFile(path, 1, 1, f"a certificate of form {FORM}")
    try:
        return _certificate(content, proofs)
    except (TypeError, ValueError, LookupError, AttributeError) as wrong:
        raise WrongFile(path, 1, 1, "the parts of a certificate, each of its own kind") from wrong


def _unpacked(path: Path) -> tuple[Any, dict[str, bytes]]:
    """The content and the proofs; neither takes up more room than a certificate may."""
    with zipfile.ZipFile(path) as file:
        if sum(entry.file_size for entry in file.infolist()) > MOST_BYTES:
            raise WrongFile(path, 1, 1, f"a certificate of at most {MOST_BYTES // 1024**3} GB")
        if file.getinfo(CONTENT).file_size > MOST_CONTENT_BYTES:
            raise WrongFile(path, 1, 1, f"{CONTENT} of at most {MOST_CONTENT_BYTES // 1024**2} MB")
        return json.loads(file.read(CONTENT)), {name: file.read(name) for name in file.namelist() if name != CONTENT}


def _certificate(content: dict[str, Any], proofs: dict[str, bytes]) -> Certificate:
    claims = []
    for told in _typed(content.pop("claims"), list):
        term, reason = Term(told.pop("term")), Reason(told.pop("reason"))
        claim = Claim(term=term, reason=reason, proof=proofs.pop(_proof_of(term), None), **told)
        _typed(claim.value, int)
        _typed(claim.prices, list, type(None))
        claims.append(claim)
    certificate = Certificate(claims=tuple(claims), proof=proofs.pop(PROOF, None), **content)
    _typed(certificate.problem, str)
    _typed(certificate.infeasible, bool)
    _typed(certificate.impossible, list, type(None))
    for steps in (certificate.excluded, certificate.then_excluded, certificate.least):
        _typed(steps, list)
    if proofs:
        raise ValueError("proofs of nothing")
    return certificate


def _typed(part: Any, *kinds: type) -> Any:
    """The part itself; raises TypeError if it is of none of these kinds."""
    if type(part) not in kinds:
        raise TypeError(f"expected {kinds[0].__name__}")
    return part
