"""bridgehead timetable: solve, check, repair, explain, generate and bench from the command line.

Exit codes: 0 with a valid schedule or a proof that there is none, 2 for a file or a call that is wrong, 3 when the
budget ended with nothing. 1 says no: `check` to a schedule that breaks a rule or a certificate that does not hold,
`bench` when the targets are missed.
"""

import argparse
import dataclasses
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bridgehead.engines.scheduling.answer import as_json, sentence
from bridgehead.engines.scheduling.check import violations
from bridgehead.engines.scheduling.formats import (
    NumberedProblem,
    WrongFile,
    counted,
    json_of,
    read_answer,
    read_changes,
    read_problem,
    read_schedule,
    write_csv,
    write_json,
)
from bridgehead.engines.scheduling.generate import Recipe, generated
from bridgehead.engines.scheduling.problem import WrongProblem
from bridgehead.engines.scheduling.schedule import Result, Schedule, Status

EXIT_DONE, EXIT_BROKEN, EXIT_WRONG, EXIT_NOTHING = 0, 1, 2, 3
DEFAULT_BUDGET_SECONDS = 60.0
MOST_WORKERS = 64
#: What `bench` measures, alone or in all; those after "large" are its kinds.
BENCH_SETS = (
    *("published", "originals", "generated", "large"),
    *("usual", "fresh", "tight", "roomy", "repair", "growth", "cancel", "same"),
)


#: What `generate` can be asked for, a line for each field of a Recipe.
WISHES = {
    "participants": "how many take part; half are hosts, half are guests",
    "requests": "how many meetings are wished for",
    "slots": "slots in all",
    "tables": "tables in each slot; 0: as many as --tightness asks for",
    "days": "days over which the slots are spread",
    "sessions": "sessions of each day",
    "tightness": "requests for each seat; above 1 some stay without",
    "two_sides": "whether only hosts and guests meet",
    "skew": "0: all are equally sought after; 1: a few very much so",
    "absent": "the share of slots in which a participant cannot come",
    "must": "the share of meetings with weight 3 instead of 1",
    "mandatory": "whether all meetings have to be placed",
    "fairness": "by how much the breaks of two participants may differ",
}
OTHERS = ("few", "all")
CHANGES = (
    'a JSON list of {"change": KIND, …}, of kinds absent and present (participant, slots), table_withdrawn (table, '
    "slots), slot_closed (slot), cancelled (meeting), added (participants, weight, slots, mandatory)"
)


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
    except OSError as problem:
        raise WrongFile(path, 1, 1, f"a place that can be written to ({problem.strerror})") from problem


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bridgehead timetable", description="Who meets whom, when and where.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_solve(commands.add_parser("solve", help="find the best schedule and its bound"))
    _add_check(commands.add_parser("check", help="say which rules a schedule breaks, and verify a certificate"))
    _add_repair(commands.add_parser("repair", help="say what must move after a change, as little as can be"))
    _add_explain(commands.add_parser("explain", help="say why meetings have no place, or which wishes conflict"))
    _add_generate(commands.add_parser("generate", help="write a believable round"))
    _add_bench(commands.add_parser("bench", help="measure published, usual and large rounds and tell each target"))
    return parser


def _add_solve(parser: argparse.ArgumentParser) -> None:
    _add_file(parser)
    _add_budget(parser, "how long to search at most")
    _add_seed(parser, "the same problem, seed and work give the same result")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--start", type=Path, metavar="SCHEDULE", help="a schedule to improve on")
    parser.add_argument("--certificate", type=Path, metavar="CERT", help="where to write why the result is right")
    parser.add_argument("--keep", action="store_true", help="move as few meetings of --start as weight allows")
    parser.set_defaults(command=_solve)


def _add_check(parser: argparse.ArgumentParser) -> None:
    _add_file(parser)
    schedule_help = "right after FILE: what solve --json printed, or a CSV file; left out where there is none"
    parser.add_argument("schedule", type=Path, nargs="?", metavar="SCHEDULE", help=schedule_help)
    parser.add_argument("--certificate", type=Path, metavar="CERT", help="what solve --certificate wrote: verify it")
    start_help = "the timetable that solve --keep was to keep, where the certificate speaks of it"
    parser.add_argument("--start", type=Path, metavar="SCHEDULE", help=start_help)
    parser.set_defaults(command=_check)


def _add_repair(parser: argparse.ArgumentParser) -> None:
    _add_file(parser)
    parser.add_argument("schedule", type=Path, metavar="SCHEDULE", help="the timetable that stands")
    parser.add_argument("changes", type=Path, metavar="CHANGES", help=CHANGES)
    parser.add_argument("--fill", action="store_true", help="give places that are free now to wishes that have none")
    others_help = "who may make way: one for each ten that lost their place or are new, or as many as help"
    parser.add_argument("--others", choices=OTHERS, default=OTHERS[0], help=f"{others_help} (default: {OTHERS[0]})")
    parser.add_argument("--json", action="store_true", help="print one JSON object: the moves and all placements")
    parser.set_defaults(command=_repair)


def _add_explain(parser: argparse.ArgumentParser) -> None:
    _add_file(parser)
    parser.add_argument(
        "schedule", type=Path, metavar="SCHEDULE", nargs="?", help="the timetable; without one: which wishes conflict"
    )
    parser.add_argument("meeting", type=int, metavar="MEETING", nargs="?", help="one meeting (default: all unplaced)")
    parser.add_argument("--for", type=int, dest="reader", metavar="PARTICIPANT", help="only what this one may be told")
    _add_budget(parser, "how long to look for a conflict at most")
    parser.set_defaults(command=_explain)


def _add_generate(parser: argparse.ArgumentParser) -> None:
    place = "where to: a name ending in .json, or a folder for CSV; left out: JSON to the standard output"
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help=place)
    for recipe_field in dataclasses.fields(Recipe):
        name, told = "--" + recipe_field.name.replace("_", "-"), WISHES[recipe_field.name]
        if recipe_field.type is bool:
            parser.add_argument(name, action=argparse.BooleanOptionalAction, default=recipe_field.default, help=told)
        elif recipe_field.default is dataclasses.MISSING:
            parser.add_argument(name, type=int, required=True, metavar="N", help=told)
        else:
            kind = float if isinstance(recipe_field.default, float) else int
            told = f"{told} (default: {'any' if recipe_field.default is None else recipe_field.default})"
            parser.add_argument(name, type=kind, default=recipe_field.default, metavar="N", help=told)
    _add_seed(parser, "the same wishes and seed make the same round")
    parser.set_defaults(command=_generate)


def _add_bench(parser: argparse.ArgumentParser) -> None:
    _add_budget(parser, "how long to search at most in each case")
    parser.add_argument("--only", choices=BENCH_SETS, help="only one set, or one kind of large (default: everything)")
    parser.add_argument("--workers", type=_few, default=2, metavar="N", help="cases at a time")
    parser.add_argument("--seeds", type=_few, default=3, metavar="N", help="how many rounds of each generated kind")
    parser.add_argument("--peer", action="store_true", help="let the other solvers that are installed try the same")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    parser.set_defaults(command=_bench)


def _add_budget(parser: argparse.ArgumentParser, told: str) -> None:
    told = f"{told} (default: {DEFAULT_BUDGET_SECONDS:.0f})"
    parser.add_argument("--budget", type=_seconds, default=DEFAULT_BUDGET_SECONDS, metavar="SECONDS", help=told)


def _add_seed(parser: argparse.ArgumentParser, told: str) -> None:
    parser.add_argument("--seed", type=int, default=0, metavar="N", help=f"{told} (default: 0)")


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a .dzn file, a .json file or a folder of CSV files")
    parser.add_argument(
        "--fairness",
        type=_fairness,
        default="file",
        metavar="D",
        help='the most by which the breaks of two participants may differ, or "none" (default: as the file says)',
    )


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError("expected a number of seconds above 0")
    return seconds


def _few(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to {MOST_WORKERS}")
    return int(text)


def _fairness(text: str) -> int | str | None:
    if text in ("file", "none"):
        return "file" if text == "file" else None
    if not text.isdecimal():
        raise argparse.ArgumentTypeError('expected a whole number or "none"')
    return int(text)


def _read(options: argparse.Namespace) -> NumberedProblem:
    source = read_problem(options.file)
    if options.fairness == "file":
        return source
    problem = dataclasses.replace(source.problem, fairness=options.fairness)
    return dataclasses.replace(source, problem=problem)


def _solve(options: argparse.Namespace) -> int:
    # slow imports (the solvers, numpy) that check and --help do without
    from bridgehead.engines.scheduling.apart import solve_apart

    if options.keep and not options.start:
        raise WrongCall("--keep needs the timetable to keep, as --start")
    source = _read(options)
    start = read_schedule(options.start, source) if options.start else None
    result = solve_apart(
        source.problem, budget_seconds=options.budget, seed=options.seed, start=start, keep=options.keep
    )
    shown = as_json(source, result, keep=options.keep)
    if options.certificate:
        shown |= _certify(source, result, start if options.keep else None, options.certificate)
    _print(json.dumps(shown) if options.json else sentence(shown))
    return EXIT_NOTHING if result.status is Status.UNKNOWN else EXIT_DONE


def _certify(source: NumberedProblem, result: Result, earlier: Schedule | None, path: Path) -> dict[str, float]:
    """Write the certificate, or say why there is none, or what it leaves out, and tell what that took."""
    # imported here because it brings the solvers along, and certificates take a tenth of a small round's time to load
    from bridgehead.engines.scheduling.certificates.certificate import write_certificate
    from bridgehead.engines.scheduling.solvers.certify import NoCertificate, certified

    begun, cpu_begun = time.monotonic(), time.process_time()
    try:
        certificate, unsaid = certified(source.problem, result, earlier)
        with _writing(path):
            write_certificate(certificate, path)
        if unsaid:
            print(unsaid, file=sys.stderr)  # noqa: T201 - the command's own output
    except NoCertificate as nothing:
        print(f"No certificate was written. {nothing}", file=sys.stderr)  # noqa: T201 - the command's own output
    return {
        "certificate_seconds": round(time.monotonic() - begun, 3),
        "certificate_cpu_seconds": round(time.process_time() - cpu_begun, 3),
    }


def _check(options: argparse.Namespace) -> int:
    # imported here because solve without a certificate should not wait for it
    from bridgehead.engines.scheduling.certificates.certificate import read_certificate
    from bridgehead.engines.scheduling.certificates.exclusions import NotProven
    from bridgehead.engines.scheduling.certificates.verify import proven

    source = _read(options)
    schedule = read_answer(options.schedule, source) if options.schedule else None
    earlier = read_schedule(options.start, source) if options.start else None
    if schedule is None and not options.certificate:
        expected = "a schedule to check, or a --certificate that there is none"
        raise WrongFile(options.schedule or options.file, 1, 1, expected)
    certificate = read_certificate(options.certificate) if options.certificate else None
    broken = violations(source.problem, schedule) if schedule else []
    if schedule:
        _print("\n".join(map(source.named, broken)) or "The schedule keeps every rule.")
    if broken or certificate is None:
        return EXIT_BROKEN if broken else EXIT_DONE
    try:
        _print("\n".join(proven(source.problem, schedule, certificate, earlier)))
    except NotProven as refused:
        _print(f"The certificate does not hold. {refused}")
        return EXIT_BROKEN
    return EXIT_DONE


def _repair(options: argparse.Namespace) -> int:
    # slow imports (numpy) that check and --help do without
    from bridgehead.engines.scheduling.repair import Others, Standing
    from bridgehead.engines.scheduling.told import repair_json, repair_lines

    source = _read(options)
    schedule = read_schedule(options.schedule, source)
    changes = read_changes(options.changes, source)
    if violations(source.problem, schedule):
        raise WrongFile(options.schedule, 1, 1, "a schedule that keeps every rule; see bridgehead timetable check")
    try:
        standing = Standing(source.problem, schedule)
    except WrongProblem as wrong:
        raise WrongCall(str(wrong)) from wrong
    try:
        repair = standing.repaired(changes, fill=options.fill, others=Others(options.others))
        broken = violations(repair.problem, repair.schedule)
    except WrongProblem as wrong:
        raise WrongFile(options.changes, 1, 1, f"changes that go together ({wrong})") from wrong
    if options.json:
        _print(json.dumps(repair_json(source, repair)))
    else:
        _print("\n".join(repair_lines(source, repair, broken)))
    return EXIT_NOTHING if broken else EXIT_DONE


def _explain(options: argparse.Namespace) -> int:
    # imported here because solve and check, which do without, should not wait for it
    from bridgehead.engines.scheduling.explain import Explainer, overview
    from bridgehead.engines.scheduling.told import explain_lines, overview_line

    source = _read(options)
    if options.schedule is None:
        return _explain_conflict(source, options.budget)
    schedule = read_schedule(options.schedule, source)
    if violations(source.problem, schedule):
        raise WrongFile(options.schedule, 1, 1, "a schedule that keeps every rule; see bridgehead timetable check")
    try:
        explainer = Explainer(source.problem, schedule)
    except WrongProblem as wrong:
        raise WrongCall(str(wrong)) from wrong
    reader = None if options.reader is None else _numbered(options.reader, source.participants, "participant")
    if options.meeting is None:
        meetings = explainer.unplaced()
    else:
        meetings = [_numbered(options.meeting, source.meetings, "meeting")]
    if reader is None and options.meeting is None:
        _print(overview_line(source, overview(source.problem, schedule)))
    for line in explain_lines(source, explainer, meetings, reader):
        _print(line)
    return EXIT_DONE


def _numbered(number: int, numbers: tuple[int, ...], kind: str) -> int:
    if number not in numbers:
        raise WrongCall(f"{kind} {number} is not in the file")
    return numbers.index(number)


def _explain_conflict(source: NumberedProblem, budget_seconds: float) -> int:
    # slow import (SAT) that check and --help do without
    from bridgehead.engines.scheduling.conflict import conflict

    found = conflict(source.problem, budget_seconds=budget_seconds)
    if found is None:
        _print("No group of wishes was found that cannot all be granted.")
        return EXIT_DONE
    listed = ", ".join(str(source.meetings[number]) for number in found.meetings)
    suffix = "; without any one of them the others can" if found.irreducible else ""
    _print(f"These meetings cannot all have a place: {listed}{suffix}.")
    return EXIT_DONE


def _generate(options: argparse.Namespace) -> int:
    recipe = Recipe(**{field.name: getattr(options, field.name) for field in dataclasses.fields(Recipe)})
    try:
        source = counted(generated(recipe, seed=options.seed))
    except WrongProblem as wrong:
        print(wrong, file=sys.stderr)  # noqa: T201 - the command's own output
        return EXIT_WRONG
    if options.file is None:
        _print(json_of(source))
    else:
        write = write_json if options.file.suffix.lower() == ".json" else write_csv
        with _writing(options.file):
            write(source, options.file)
    return EXIT_DONE


def _bench(options: argparse.Namespace) -> int:
    # imported here because only this command needs it
    from bridgehead.engines.scheduling.bench.report import NoPeer, Wanted, reported

    wanted = Wanted(options.only, options.budget, options.seeds, options.workers)
    try:
        met = reported(wanted, _print, peer=options.peer, as_json=options.json)
    except NoPeer as nobody:
        raise WrongCall(str(nobody)) from nobody
    return EXIT_DONE if met else EXIT_BROKEN


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the command's own output


if __name__ == "__main__":
    raise SystemExit(main())
