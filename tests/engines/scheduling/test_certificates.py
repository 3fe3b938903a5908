"""A certificate proves its claim to code that knows no solver, and one that was tampered with proves nothing."""

import json
import random
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pysat.solvers import Cadical195

from bridgehead.engines.scheduling.certificates.certificate import (
    Certificate,
    Heaviest,
    read_certificate,
    write_certificate,
)
from bridgehead.engines.scheduling.certificates.encoding import Asked, encoded
from bridgehead.engines.scheduling.certificates.exclusions import NotProven, Slots
from bridgehead.engines.scheduling.certificates.least import needs_breaks
from bridgehead.engines.scheduling.certificates.refutation import is_refuted, numbers_of
from bridgehead.engines.scheduling.certificates.verify import mandatory, proven
from bridgehead.engines.scheduling.cli import main
from bridgehead.engines.scheduling.formats import WrongFile, counted, write_json
from bridgehead.engines.scheduling.objective import breaks_of, runs
from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Slot, tables_numbered
from bridgehead.engines.scheduling.schedule import Placement, Result, Schedule, Status
from bridgehead.engines.scheduling.solve import solve
from bridgehead.engines.scheduling.solvers.certify import NoCertificate, certified
from bridgehead.engines.scheduling.solvers.domains import narrowed
from bridgehead.engines.scheduling.solvers.least_breaks import least_breaks
from tests.engines.scheduling.rounds import small_rounds, ways_of, worth_of

UNHURRIED = settings(
    deadline=None, max_examples=80, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
PAIRS = [(0, 1), (1, 2), (2, 0), (0, 3), (1, 4), (2, 5), (3, 4)]


def crowded(fairness: int | None = None, *, optional: bool = False) -> Problem:
    """Six people, seven meetings, two tables in four slots: full, so that somebody waits."""
    meetings = tuple(Meeting(pair, weight=1 + number % 3, mandatory=not optional) for number, pair in enumerate(PAIRS))
    return Problem((Participant(),) * 6, (Slot(),) * 4, tables_numbered(2, 4), meetings, fairness)


def solved(problem: Problem) -> tuple[Result, Certificate]:
    """The result and its certificate."""
    result = solve(problem, budget_seconds=60)
    return result, certified(problem, result)


def refuted_round() -> tuple[Problem, Result, Certificate]:
    """A round whose fewest breaks are more than its participants alone need, so that it takes a refutation."""
    problem = crowded()
    result, certificate = solved(problem)
    assert certificate.proof is not None
    return problem, result, certificate


@UNHURRIED
@given(small_rounds())
def test_every_claim_about_a_small_round_is_certified(problem: Problem) -> None:
    result, certificate = solved(problem)
    schedule = None if result.status is Status.INFEASIBLE else result.schedule
    assert proven(problem, schedule, certificate)


@UNHURRIED
@given(small_rounds(), st.integers(0, 2), st.integers(0, 12))
def test_the_clauses_hold_for_exactly_the_schedules_asked_for(problem: Problem, breaks: int, weight: int) -> None:
    slots = Slots(problem, mandatory(problem)).left
    cnf = encoded(problem, Asked(mandatory(problem), slots, (0,) * len(problem.participants), weight, breaks))
    ways = [
        way
        for way in ways_of(problem)
        if all(place is None or place in own for place, own in zip(way, slots, strict=True))
    ]
    random.Random(1).shuffle(ways)
    with Cadical195(bootstrap_with=cnf.clauses) as solver:
        for way in ways[:60]:
            worth = worth_of(problem, way)
            asked_for = worth is not None and worth[0] >= weight and -worth[1] <= breaks
            assert solver.solve(assumptions=_literals(slots, way)) == asked_for


def _literals(slots: Sequence[set[int]], way: Sequence[int | None]) -> list[int]:
    """The first variables stand for each meeting's slots, in order."""
    named = [(number, slot) for number, own in enumerate(slots) for slot in sorted(own)]
    return [index if way[number] == slot else -index for index, (number, slot) in enumerate(named, 1)]


@UNHURRIED
@given(small_rounds())
def test_narrowing_can_be_followed_step_by_step(problem: Problem) -> None:
    steps: list[list[object]] = []
    domains = narrowed(problem, steps)
    slots = Slots(problem, mandatory(problem))
    slots.exclude(steps[:-1] if domains is None else steps)
    if domains is None:
        slots.prove_impossible(steps[-1])
    else:
        assert slots.left == domains


@UNHURRIED
@given(st.lists(st.frozensets(st.integers(0, 6), min_size=1, max_size=4), min_size=1, max_size=4))
def test_least_breaks_are_seen_in_the_same_way_by_both_sides(domains: list[frozenset[int]]) -> None:
    days = [[]]
    for domain in domains:
        days = [[*day, slot] for day in days for slot in domain if slot not in day]
    if days:
        least = min(runs(sorted(day)) for day in days) - 1
        assert least_breaks(domains, 7) == least
        assert (needs_breaks(domains, least), needs_breaks(domains, least + 1)) == (True, False)


def test_each_kind_of_reason_is_given_where_it_suffices() -> None:
    assert solved(crowded(optional=True))[1].heaviest is Heaviest.ALL
    scarce = replace(crowded(optional=True), tables=tables_numbered(1, 4))
    assert solved(scarce)[1].heaviest is Heaviest.PRICES
    # three people who all meet in two slots: half of each meeting in each slot would do for the prices
    odd = Problem(
        (Participant(),) * 3,
        (Slot(),) * 2,
        tables_numbered(2, 2),
        tuple(Meeting(pair, mandatory=False) for pair in PAIRS[:3]),
    )
    result, certificate = solved(odd)
    assert (result.weight, certificate.heaviest) == (2, Heaviest.REFUTED)
    assert len(proven(odd, result.schedule, certificate)) == 2


def test_a_round_without_a_schedule_is_refuted_by_clauses_where_counting_does_not_do() -> None:
    meetings = tuple(Meeting(pair) for pair in PAIRS[:3])
    problem = Problem((Participant(),) * 3, (Slot(),) * 2, tables_numbered(2, 2), meetings)
    result, certificate = solved(problem)
    assert (result.status, certificate.impossible) == (Status.INFEASIBLE, None)
    assert proven(problem, None, certificate)[0].startswith("No schedule exists: refuted")
    with pytest.raises(NotProven, match="there is no schedule"):
        proven(problem, Schedule(), certificate)


def test_what_is_not_proven_gets_no_certificate() -> None:
    problem = crowded()
    result = solve(problem, budget_seconds=60)
    with pytest.raises(NoCertificate):
        certified(problem, replace(result, status=Status.UNKNOWN))
    with pytest.raises(NoCertificate):
        certified(problem, replace(result, weight_bound=result.weight_bound + 1))


def test_weight_alone_can_be_certified() -> None:
    problem = crowded(optional=True)
    result = solve(problem, budget_seconds=60)
    certificate = certified(problem, replace(result, status=Status.FEASIBLE))
    assert certificate.breaks is None
    assert len(proven(problem, result.schedule, certificate)) == 1


def test_a_schedule_that_is_worse_is_not_proven_best() -> None:
    problem, result, certificate = refuted_round()
    slots = dict(result.schedule.placements)
    other = Schedule({number: Placement(3 - place.slot, place.table) for number, place in slots.items()})
    assert proven(problem, other, certificate)  # reversed in time: as good
    with pytest.raises(NotProven, match="weighs"):
        proven(problem, Schedule(dict(list(slots.items())[1:])), certificate)
    moved = [Schedule({**slots, number: Placement(slot, 1)}) for number in slots for slot in range(4)]
    worse = next(one for one in moved if sum(breaks_of(problem, one.slots)) > result.breaks)
    with pytest.raises(NotProven, match=f"claims {result.breaks}"):
        proven(problem, worse, certificate)


def test_a_certificate_of_another_problem_is_refused() -> None:
    problem, result, certificate = refuted_round()
    with pytest.raises(NotProven, match="another problem"):
        proven(replace(problem, fairness=3), result.schedule, certificate)


def lies(certificate: Certificate) -> dict[str, Certificate]:
    """The certificate with something in it made wrong."""
    proof = certificate.proof or b""
    lemmas = proof.splitlines(keepends=True)
    return {
        "no proof": replace(certificate, proof=None),
        "empty proof": replace(certificate, proof=b""),
        "contradiction out of nothing": replace(certificate, proof=b"0\n"),
        "cut short": replace(certificate, proof=proof[:-4]),
        "no number": replace(certificate, proof=b"one 0\n"),
        "unknown variable": replace(certificate, proof=b"999999999 0\n" + proof),
        "more deleted": replace(certificate, proof=b"".join(b"d " + line for line in lemmas if line[:1] != b"d")),
        "deleted twice over": replace(certificate, proof=b"d d 1 0\n" + proof),
        "numbers beyond all": replace(certificate, proof=b"-9223372036854775808 99999999999999999999 0\n" + proof),
        "needs more": replace(certificate, least=(1, *certificate.least[1:])),
        "least of others": replace(certificate, least=certificate.least[1:]),
        "step that does not follow": replace(certificate, then_excluded=(["person", 0, 0, [0]],)),
        "step of another kind": replace(certificate, excluded=(["because", 0],)),
        "step out of range": replace(certificate, excluded=(["person", -1, -1, [-1]],)),
        "dear prices": replace(certificate, heaviest=Heaviest.PRICES, prices=(1, [[0, 0, 1]], [], [], [])),
        "negative prices": replace(certificate, heaviest=Heaviest.PRICES, prices=(1, [], [[0, 0, -9]], [], [])),
        "no prices": replace(certificate, heaviest=Heaviest.PRICES),
        "no schedule": replace(certificate, infeasible=True),
    }


@pytest.mark.parametrize("name", lies(Certificate("")))
def test_a_certificate_that_was_tampered_with_is_refused(name: str) -> None:
    problem, result, certificate = refuted_round()
    assert proven(problem, result.schedule, certificate)
    with pytest.raises(NotProven):
        proven(problem, result.schedule, lies(certificate)[name])


def test_a_lemma_that_does_not_follow_is_refused_and_a_needless_deletion_is_not() -> None:
    contradiction = [[1, 2], [-1, 2], [1, -2], [-1, -2]]
    assert is_refuted(contradiction, 3, numbers_of(b"2 0\n0\n"))
    assert is_refuted(contradiction, 3, numbers_of(b"d 1 3 0\n2 0\nd 2 1 0\n0\n"))
    assert not is_refuted(contradiction, 3, numbers_of(b"3 0\n2 0\n0\n"))
    assert not is_refuted(contradiction[:3], 3, numbers_of(b"2 0\n0\n"))
    assert not is_refuted(contradiction, 3, numbers_of(b"d 1 2 0\n0\n"))
    assert is_refuted([[1], [-1]], 1, numbers_of(b""))
    assert is_refuted([[]], 0, numbers_of(b""))


def _random_clauses(number: random.Random, count: int) -> list[list[int]]:
    return [[number.choice((1, -1)) * one for one in number.sample(range(1, 31), 3)] for _ in range(count)]


@pytest.mark.parametrize("seed", range(12))
def test_proofs_of_random_clauses_hold_and_never_refute_what_can_hold(seed: int) -> None:
    clauses = _random_clauses(random.Random(seed), 160)
    with Cadical195(bootstrap_with=clauses, with_proof=True) as solver:
        holds = solver.solve()
        proof = "".join(f"{line}\n" for line in solver.get_proof()).encode()
    assert is_refuted(clauses, 30, numbers_of(proof)) == (not holds)
    with Cadical195(bootstrap_with=clauses[1:]) as rest:
        if rest.solve():
            assert not is_refuted(clauses[1:], 30, numbers_of(proof))


def test_the_file_is_the_same_for_the_same_certificate_and_a_flipped_bit_is_seen(tmp_path: Path) -> None:
    problem, result, certificate = refuted_round()
    path = tmp_path / "c.zip"
    write_certificate(certificate, path)
    whole = path.read_bytes()
    certificate_read = read_certificate(path)
    assert proven(problem, result.schedule, certificate_read)
    write_certificate(certified(problem, solve(problem, budget_seconds=60)), path)
    assert path.read_bytes() == whole
    number = random.Random(1)
    for _ in range(200):
        place = number.randrange(len(whole))
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << number.randrange(8)]) + whole[place + 1 :])
        try:
            changed = read_certificate(path)
            proven(problem, result.schedule, changed)
        except (WrongFile, NotProven):
            continue
        assert changed == certificate_read  # the bit said nothing, as in a date


@pytest.mark.parametrize("content", ["{", "[]", '{"form": 1}', '{"form": 2}'])
def test_what_is_no_certificate_is_a_wrong_file(content: str, tmp_path: Path) -> None:
    path = tmp_path / "c.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("certificate.json", content)
    with pytest.raises(WrongFile, match="a certificate"):
        read_certificate(path)
    with pytest.raises(WrongFile, match="can be read"):
        read_certificate(tmp_path / "missing.zip")


def test_the_command_writes_a_certificate_and_verifies_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, schedule, certificate = (str(tmp_path / name) for name in ("round.json", "schedule.json", "c.zip"))
    write_json(counted(crowded()), Path(file))
    assert main(["solve", file, "--json", "--certificate", certificate]) == 0
    told = capsys.readouterr().out
    Path(schedule).write_text(told)
    assert main(["check", file, schedule, "--certificate", certificate]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "The schedule keeps every rule."
    assert said[2].startswith(f"None of that weight has fewer than {json.loads(told)['breaks']} breaks: refuted with")
    assert main(["check", file, schedule, "--fairness", "5", "--certificate", certificate]) == 1
    assert capsys.readouterr().out.splitlines()[-1].startswith("The certificate does not hold.")
    assert main(["check", file]) == 2


def test_the_command_verifies_that_there_is_no_schedule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, certificate = str(tmp_path / "round.json"), str(tmp_path / "c.zip")
    meetings = (Meeting((0, 1), fixed_slot=0), Meeting((1, 2), fixed_slot=0))
    write_json(counted(Problem((Participant(),) * 3, (Slot(),), tables_numbered(2, 1), meetings)), Path(file))
    assert main(["solve", file, "--certificate", certificate]) == 0
    assert main(["check", file, "--certificate", certificate]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "No schedule exists: proven in 1 steps of counting."
