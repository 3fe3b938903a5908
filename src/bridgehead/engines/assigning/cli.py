"""bridgehead reviews: assign reviewers to applications, check, repair, generate and bench from the command line.

Exit codes: 0 with an assignment or a proof that there is none, 2 for a file or a call that is wrong. 1 says no: `check`
to an assignment that breaks a rule or a certificate that does not hold, `bench` when a target was missed.
"""

import argparse
import dataclasses
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unicodedata import normalize

from bridgehead.engines.assigning.assignment import Assignment
from bridgehead.engines.assigning.certificate import Certificate, unproven
from bridgehead.engines.assigning.check import is_below_floor, loads_of, spread_of, value_of, violations
from bridgehead.engines.assigning.formats import (
    NamedProblem,
    WrongFile,
    certificate_json,
    counted,
    json_of,
    read_assignment,
    read_certificate,
    read_problem,
)
from bridgehead.engines.assigning.generate import Recipe, generated
from bridgehead.engines.assigning.problem import Problem
from bridgehead.engines.assigning.repair import repaired, with_conflicts, without_reviewers
from bridgehead.engines.assigning.solve import solve
from bridgehead.engines.assigning.words import as_json, sentences, violation_sentence

EXIT_DONE, EXIT_BROKEN, EXIT_WRONG = 0, 1, 2
DEFAULT_BUDGET_SECONDS = 60.0
#: What `generate` can be asked for, a line for each field of a Recipe.
WISHES = {
    "applications": "how many applications",
    "reviewers": "how many reviewers",
    "reviews": "how many reviews each application wants",
    "topics": "how many topics there are",
    "organisations": "how many organisations the reviewers belong to; 0: none",
    "conflicts": "the share of pairs in conflict",
    "bounded": "the share of reviewers whose load is bounded singly",
    "fair": "whether the weakest review counts before the sum",
}


class WrongCall(ValueError):
    """Arguments that do not go with each other or with the file."""


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(argv)
    try:
        code: int = options.command(options)
    except (WrongFile, WrongCall) as wrong:
        print(wrong, file=sys.stderr)  # noqa: T201 - the command's own output
        return EXIT_WRONG
    return code


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """A file that cannot be written is told as one that is wrong."""
    try:
        yield
    except (OSError, ValueError) as problem:
        raise WrongFile(path, 1, 1, f"a place that can be written to ({problem})") from problem


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bridgehead reviews", description="Who reviews which application.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_assign(commands.add_parser("assign", help="find the best assignment and its bound"))
    _add_check(commands.add_parser("check", help="say which rules an assignment breaks, and verify a certificate"))
    _add_repair(commands.add_parser("repair", help="say what must change after a conflict, as little as can be"))
    _add_generate(commands.add_parser("generate", help="write a believable problem"))
    _add_bench(commands.add_parser("bench", help="measure problems of several sizes and tell each target"))
    return parser


def _add_assign(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a problem as JSON")
    _add_search(parser)
    parser.add_argument("--certificate", type=Path, metavar="FILE", help="where to write why the result is right")
    parser.add_argument("--start", type=Path, metavar="ASSIGNMENT", help="kept as it is if nothing is worth more")
    parser.set_defaults(command=_assign)


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a problem as JSON")
    parser.add_argument("assignment", type=Path, metavar="ASSIGNMENT", help="what assign --json printed")
    certificate_help = "what assign --certificate wrote: verify it"
    parser.add_argument("certificate", type=Path, nargs="?", metavar="CERTIFICATE", help=certificate_help)
    parser.set_defaults(command=_check)


def _add_repair(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a problem as JSON")
    parser.add_argument("assignment", type=Path, metavar="ASSIGNMENT", help="the assignment that stands")
    both = ("APPLICATION", "REVIEWER")
    conflict_help = "a conflict that was declared; may be given again"
    parser.add_argument("--conflict", nargs=2, action="append", default=[], metavar=both, help=conflict_help)
    leaves_help = "somebody who takes part no more; may be given again"
    parser.add_argument("--leaves", action="append", default=[], metavar="REVIEWER", help=leaves_help)
    _add_search(parser)
    parser.set_defaults(command=_repair)


def _add_generate(parser: argparse.ArgumentParser) -> None:
    for field in dataclasses.fields(Recipe):
        name, told = "--" + field.name, WISHES[field.name]
        if field.type is bool:
            parser.add_argument(name, action=argparse.BooleanOptionalAction, default=field.default, help=told)
        elif field.default is dataclasses.MISSING:
            parser.add_argument(name, type=_many, required=True, metavar="N", help=told)
        else:
            kind = _share if isinstance(field.default, float) else _many
            told = f"{told} (default: {field.default})"
            parser.add_argument(name, type=kind, default=field.default, metavar="N", help=told)
    _add_seed(parser, "the same wishes and seed make the same problem")
    parser.set_defaults(command=_generate)


def _add_bench(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seeds", type=_many, default=3, metavar="N", help="how many problems of each kind")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    parser.set_defaults(command=_bench)


def _add_search(parser: argparse.ArgumentParser) -> None:
    budget_help = f"how long to search at most (default: {DEFAULT_BUDGET_SECONDS:.0f})"
    parser.add_argument("--budget", type=_seconds, default=DEFAULT_BUDGET_SECONDS, metavar="SECONDS", help=budget_help)
    _add_seed(parser, "decides among assignments that are worth the same")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")


def _add_seed(parser: argparse.ArgumentParser, told: str) -> None:
    parser.add_argument("--seed", type=_seed, default=0, metavar="N", help=f"{told} (default: 0)")


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError("expected a number of seconds above 0")
    return seconds


def _many(text: str) -> int:
    if not text.isdecimal() or len(text) > 6:
        raise argparse.ArgumentTypeError("expected a whole number of at most six digits")
    return int(text)


def _seed(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise argparse.ArgumentTypeError("expected a whole number of at most 18 digits")
    return int(text)


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError("expected a number from 0 to 1")
    return share


def _print(*lines: str) -> None:
    print("\n".join(lines))  # noqa: T201 - the command's own output


def _assign(options: argparse.Namespace) -> int:
    source = read_problem(options.file)
    start = read_assignment(options.start, source) if options.start else None
    result = solve(source.problem, budget_seconds=options.budget, seed=options.seed, start=start)
    if options.certificate and result.certificate:
        with _writing(options.certificate):
            options.certificate.write_text(certificate_json(result.certificate) + "\n", encoding="utf-8")
    shown = as_json(source, result)
    _print(*([json.dumps(shown, ensure_ascii=False)] if options.json else sentences(source, result)))
    return EXIT_DONE


def _check(options: argparse.Namespace) -> int:
    source = read_problem(options.file)
    assignment = read_assignment(options.assignment, source)
    certificate = read_certificate(options.certificate) if options.certificate else None
    wrongs = _wrongs(source, assignment, certificate)
    _print(*(wrongs or _rights(source.problem, assignment, certificate)))
    return EXIT_BROKEN if wrongs else EXIT_DONE


def _wrongs(source: NamedProblem, assignment: Assignment | None, certificate: Certificate | None) -> list[str]:
    problem = source.problem
    wrongs = [] if certificate is None else unproven(problem, certificate)
    claims_none = certificate is not None and certificate.bound is None
    if assignment is None:
        return (
            wrongs if claims_none else [*wrongs, "There is no assignment, and nothing that proves that there is none."]
        )
    broken = [violation_sentence(source, each) for each in violations(problem, assignment)]
    if broken or certificate is None:
        return wrongs + broken
    if claims_none:
        return [*wrongs, "The certificate is for a problem without an assignment."]
    if spread_of(problem, assignment) > certificate.spread:
        wrongs.append(f"Loads are not within {certificate.spread} of each other.")
    if certificate.floor is not None and is_below_floor(problem, assignment, certificate.floor):
        wrongs.append(f"A review is below the floor of {certificate.floor}.")
    return wrongs


def _rights(problem: Problem, assignment: Assignment | None, certificate: Certificate | None) -> list[str]:
    if assignment is None:
        return ["Proven: no assignment keeps every rule."]
    value, loads = value_of(problem, assignment), loads_of(problem, assignment)
    least, most = min(loads, default=0), max(loads, default=0)
    told = f"The assignment keeps every rule. It is worth {value}; loads are from {least} to {most}."
    if certificate is None or certificate.bound is None:
        return [told]
    if value == certificate.bound:
        return [told, "Proven: none is better."]
    return [told, f"Proven: none is worth more than {certificate.bound}."]


def _repair(options: argparse.Namespace) -> int:
    source = read_problem(options.file)
    standing = read_assignment(options.assignment, source)
    if standing is None:
        raise WrongCall("There is no assignment to repair.")
    own, theirs = source.applications, source.reviewers
    pairs = frozenset((_numbered(own, one), _numbered(theirs, other)) for one, other in options.conflict)
    leaving = frozenset(_numbered(theirs, name) for name in options.leaves)
    changed = without_reviewers(with_conflicts(source.problem, pairs), leaving)
    repair = repaired(changed, standing, budget_seconds=options.budget, seed=options.seed)
    again = dataclasses.replace(source, problem=changed)
    lists = {
        "ended": again.pairs(frozenset(repair.ended)),
        "begun": again.pairs(frozenset(repair.begun)),
    }
    if options.json:
        _print(json.dumps(lists | as_json(again, repair.result), ensure_ascii=False))
    elif repair.result.assignment is None:
        _print(*sentences(again, repair.result))
    else:
        changes = [f"- {application}: {reviewer}" for application, reviewer in lists["ended"]]
        changes += [f"+ {application}: {reviewer}" for application, reviewer in lists["begun"]]
        _print(*(changes or ["Nothing has to change."]))
    return EXIT_DONE


def _numbered(called: tuple[str, ...], name: str) -> int:
    whole = normalize("NFC", name)
    if whole not in called:
        raise WrongCall(f"The problem has nobody and nothing called “{name}”.")
    return called.index(whole)


def _generate(options: argparse.Namespace) -> int:
    recipe = Recipe(**{field.name: getattr(options, field.name) for field in dataclasses.fields(Recipe)})
    if not recipe.topics:
        raise WrongCall("There has to be a topic at least.")
    _print(json_of(counted(generated(recipe, seed=options.seed))))
    return EXIT_DONE


def _bench(options: argparse.Namespace) -> int:
    # imported here because nothing else needs processes
    from bridgehead.engines.assigning.bench.report import reported

    return EXIT_DONE if reported(options.seeds, as_json=options.json, show=_print) else EXIT_BROKEN


if __name__ == "__main__":
    sys.exit(main())
