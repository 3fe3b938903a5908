"""A certificate proves its claim to code that knows no solver, and one that was tampered with proves nothing."""

import json
import random
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pysat.solvers import Cadical195

from bridgehead.engines.scheduling.certificates.certificate import (
    Certificate,
    Claim,
    Reason,
    read_certificate,
    write_certificate,
)
from bridgehead.engines.scheduling.certificates.encoding import Asked, encoded
from bridgehead.engines.scheduling.certificates.exclusions import NotProven, Slots
from bridgehead.engines.scheduling.certificates.least import needs_breaks
from bridgehead.engines.scheduling.certificates.prices import rows_of
from bridgehead.engines.scheduling.certificates.refutation import is_refuted, numbers_of
from bridgehead.engines.scheduling.certificates.spelled import Spelled, spelled
from bridgehead.engines.scheduling.certificates.terms import Term
from bridgehead.engines.scheduling.certificates.verify import Case, proven
from bridgehead.engines.scheduling.cli import main
from bridgehead.engines.scheduling.formats import WrongFile, counted, write_json
from bridgehead.engines.scheduling.objective import breaks_of, runs, score
from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Slot, tables_numbered
from bridgehead.engines.scheduling.schedule import Placement, Result, Schedule, Status
from bridgehead.engines.scheduling.solve import solve
from bridgehead.engines.scheduling.solvers.certify import NoCertificate, certified
from bridgehead.engines.scheduling.solvers.domains import narrowed
from bridgehead.engines.scheduling.solvers.least_breaks import least_breaks
from tests.engines.scheduling.rounds import best_of_all, rich_rounds, schedules_of, small_rounds

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
    certificate, unsaid = certified(problem, result)
    assert unsaid == ""
    return result, certificate


def claims(certificate: Certificate) -> list[tuple[Term, Reason]]:
    """What is claimed, and by which reasons."""
    return [(claim.term, claim.reason) for claim in certificate.claims]


def refuted_round() -> tuple[Problem, Result, Certificate]:
    """A round whose fewest breaks are more than its participants alone need, so that it takes a refutation."""
    problem = crowded()
    result, certificate = solved(problem)
    assert claims(certificate) == [(Term.WEIGHT, Reason.ALL), (Term.BREAKS, Reason.REFUTED)]
    return problem, result, certificate


@UNHURRIED
@given(small_rounds())
def test_every_claim_about_a_small_round_is_certified(problem: Problem) -> None:
    result, certificate = solved(problem)
    schedule = None if result.status is Status.INFEASIBLE else result.schedule
    assert proven(problem, schedule, certificate)


@UNHURRIED
@given(rich_rounds(), st.randoms(use_true_random=False))
def test_every_claim_about_a_round_of_every_family_is_certified(problem: Problem, number: random.Random) -> None:
    earlier = arbitrary_timetable(problem, number)
    result = solve(problem, budget_seconds=60, start=earlier, keep=True)
    certificate, unsaid = certified(problem, result, earlier)
    schedule = None if result.status is Status.INFEASIBLE else result.schedule
    assert (bool(proven(problem, schedule, certificate, earlier)), unsaid) == (True, "")
    best = best_of_all(problem, earlier)
    assert (best is None) == certificate.infeasible
    if best is not None:
        values = dict(zip(Term, (best.weight, -best.fewer_moved, best.preference, -best.fewer_breaks), strict=True))
        terms = [claim.term for claim in certificate.claims]
        assert {Term.WEIGHT, Term.MOVED, Term.BREAKS} <= set(terms)
        assert [claim.value for claim in certificate.claims] == [values[term] for term in terms]


def arbitrary_timetable(problem: Problem, number: random.Random) -> Schedule:
    """Most meetings somewhere, whether or not that keeps the rules."""
    return Schedule(
        {
            meeting: Placement(number.randrange(len(problem.slots)), 1, tuple(map(number.choice, facts.either)))
            for meeting, facts in enumerate(problem.meetings)
            if number.random() < 0.8
        }
    )


@UNHURRIED
@given(rich_rounds(), st.randoms(use_true_random=False), st.integers(0, 2), st.integers(0, 9))
def test_clauses_and_rows_hold_for_exactly_the_schedules_asked_for(
    problem: Problem, number: random.Random, breaks: int, weight: int
) -> None:
    case = Case(spelled(problem), arbitrary_timetable(problem, number))
    floors = [case.at_least(Term.WEIGHT, weight), case.at_least(Term.MOVED, 2), case.at_least(Term.PREFERENCE, 0)]
    cnf = encoded(Asked(case.slots, floors, None, breaks))
    right = {frozenset(places_of(case.spelled, placed)): placed for placed in schedules_of(problem)}
    for places in list(right)[:20]:
        assert all(len(places.intersection(row.places)) <= row.most for row in rows_of(case.slots).values())
    named = [(way, slot) for way, left in enumerate(case.slots.left) for slot in sorted(left)]
    with Cadical195(bootstrap_with=cnf.clauses) as solver:
        for places in [*list(right)[:20], *(frozenset(number.sample(named, len(named) // 2)) for _ in range(5))]:
            own = score(problem, Schedule(right[places]), earlier=case.earlier) if places in right else None
            asked_for = own is not None and (
                (own.weight >= weight, -own.fewer_moved <= 2, own.preference >= 0, -own.fewer_breaks <= breaks)
                == (True,) * 4
            )
            # the first variables stand for the places, in order
            literals = [index if place in places else -index for index, place in enumerate(named, 1)]
            assert solver.solve(assumptions=literals) == asked_for


def places_of(facts: Spelled, placed: dict[int, Placement]) -> Iterator[tuple[int, int]]:
    """The ways and slots of a schedule."""
    for meeting, place in placed.items():
        for way in facts.ways_of[meeting]:
            kind = facts.kinds[facts.ways[way].kind]
            if facts.ways[way].attending == place.attending and place.table in kind.numbers:
                yield way, place.slot


@UNHURRIED
@given(small_rounds())
def test_narrowing_can_be_followed_step_by_step(problem: Problem) -> None:
    steps: list[list[object]] = []
    domains = narrowed(problem, steps)
    slots = Slots(spelled(problem), spelled(problem).mandatory())
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
    assert claims(solved(crowded(optional=True))[1])[0] == (Term.WEIGHT, Reason.ALL)
    scarce = replace(crowded(optional=True), tables=tables_numbered(1, 4))
    assert claims(solved(scarce)[1])[0] == (Term.WEIGHT, Reason.PRICES)
    # three people who all meet in two slots: half of each meeting in each slot would do for the prices
    odd = Problem(
        (Participant(),) * 3,
        (Slot(),) * 2,
        tables_numbered(2, 2),
        tuple(Meeting(pair, mandatory=False) for pair in PAIRS[:3]),
    )
    result, certificate = solved(odd)
    assert (result.weight, claims(certificate)[0]) == (2, (Term.WEIGHT, Reason.REFUTED))
    assert len(proven(odd, result.schedule, certificate)) == 2


def with_wishes() -> tuple[Problem, Schedule]:
    """Three people who all want to meet in two slots, and all like the first; an earlier timetable had one meeting."""
    people = (Participant(preferences=((0, 2),)),) * 3
    meetings = tuple(Meeting(pair, mandatory=False) for pair in PAIRS[:3])
    return Problem(people, (Slot(),) * 3, tables_numbered(2, 3), meetings), Schedule({0: Placement(2, 1)})


def test_each_term_has_its_claim_and_its_own_proof() -> None:
    problem, earlier = with_wishes()
    result = solve(problem, budget_seconds=60, start=earlier, keep=True)
    certificate, unsaid = certified(problem, result, earlier)
    assert ([claim.term for claim in certificate.claims], unsaid) == (list(Term), "")
    assert proven(problem, result.schedule, certificate, earlier) == [
        "No schedule weighs more than 3: all that can be placed is placed.",
        "None of that weight moves fewer than 0 meetings: prices of what places use up add up to less than one more.",
        "None as good so far has more than 4 points for preferred times: prices of what places use up add up to less "
        "than one more.",
        "None as good so far has fewer than 1 breaks: refuted with 27 lemmas.",
    ]
    with pytest.raises(NotProven, match="another timetable"):
        proven(problem, result.schedule, certificate)
    for index, claim in enumerate(certificate.claims):
        others = [*certificate.claims[:index], replace(claim, value=claim.value + 1), *certificate.claims[index + 1 :]]
        with pytest.raises(NotProven, match="the schedule has"):
            proven(problem, result.schedule, replace(certificate, claims=tuple(others)), earlier)
    with pytest.raises(NotProven, match="order"):
        proven(problem, result.schedule, replace(certificate, claims=certificate.claims[::-1]), earlier)


def test_what_is_too_large_to_refute_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = crowded()
    result = solve(problem, budget_seconds=60)
    monkeypatch.setattr("bridgehead.engines.scheduling.certificates.counting.MOST_CLAUSES", 100)
    certificate, unsaid = certified(problem, result)
    assert claims(certificate) == [(Term.WEIGHT, Reason.ALL)]
    assert unsaid == (
        "It leaves out what is proven from breaks on. To refute what is better it would take more than 100 clauses."
    )


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
    certificate, _ = certified(problem, replace(result, status=Status.FEASIBLE, breaks_bound=-1))
    assert claims(certificate) == [(Term.WEIGHT, Reason.ALL)]
    assert len(proven(problem, result.schedule, certificate)) == 1


def test_a_schedule_that_is_worse_is_not_proven_best() -> None:
    problem, result, certificate = refuted_round()
    slots = dict(result.schedule.placements)
    other = Schedule({number: Placement(3 - place.slot, place.table) for number, place in slots.items()})
    assert proven(problem, other, certificate)  # reversed in time: as good
    with pytest.raises(NotProven, match="claims weight"):
        proven(problem, Schedule(dict(list(slots.items())[1:])), certificate)
    moved = [Schedule({**slots, number: Placement(slot, 1)}) for number in slots for slot in range(4)]
    worse = next(one for one in moved if sum(breaks_of(problem, one.slots)) > result.breaks)
    with pytest.raises(NotProven, match=f"claims breaks {result.breaks}"):
        proven(problem, worse, certificate)


def test_a_certificate_of_another_problem_is_refused() -> None:
    problem, result, certificate = refuted_round()
    with pytest.raises(NotProven, match="another problem"):
        proven(replace(problem, fairness=3), result.schedule, certificate)


def lies(certificate: Certificate) -> dict[str, Certificate]:
    """The certificate, of a weight and of refuted breaks, with something in it made wrong."""
    weight, breaks = certificate.claims
    proof = breaks.proof or b""
    lemmas = proof.splitlines(keepends=True)

    def proved(by: bytes | None) -> Certificate:
        return replace(certificate, claims=(weight, replace(breaks, proof=by)))

    def priced(*prices: object) -> Certificate:
        return replace(certificate, claims=(replace(weight, reason=Reason.PRICES, prices=prices), breaks))

    return {
        "no proof": proved(None),
        "empty proof": proved(b""),
        "contradiction out of nothing": proved(b"0\n"),
        "cut short": proved(proof[:-4]),
        "no number": proved(b"one 0\n"),
        "unknown variable": proved(b"999999999 0\n" + proof),
        "more deleted": proved(b"".join(b"d " + line for line in lemmas if line[:1] != b"d")),
        "deleted twice over": proved(b"d d 1 0\n" + proof),
        "numbers beyond all": proved(b"-9223372036854775808 99999999999999999999 0\n" + proof),
        "needs more": replace(certificate, least=(1, *certificate.least[1:])),
        "least of others": replace(certificate, least=certificate.least[1:]),
        "least alone": replace(certificate, claims=(weight, replace(breaks, reason=Reason.LEAST))),
        "prices for breaks": replace(certificate, claims=(weight, replace(breaks, reason=Reason.PRICES, proof=None))),
        "all breaks placed": replace(certificate, claims=(weight, replace(breaks, reason=Reason.ALL))),
        "step that does not follow": replace(certificate, then_excluded=(["person", 0, 0, [0]],)),
        "step of another kind": replace(certificate, excluded=(["because", 0],)),
        "step out of range": replace(certificate, excluded=(["person", -1, -1, [-1]],)),
        "dear prices": priced(1, [], ["seat", 0, 0, 1]),
        "negative prices": priced(1, [], ["tables", 0, -9]),
        "negative unit": priced(-1, []),
        "half prices": priced(1, [], ["tables", 0, 0.5]),
        "prices of what is free": priced(1, [], ["chair", 0, 1]),
        "prices of a floor that is not there": priced(1, [1]),
        "no prices": priced(),
        "no schedule": replace(certificate, infeasible=True),
    }


@pytest.mark.parametrize(
    "name", lies(Certificate("", claims=(Claim(Term.WEIGHT, 0, Reason.ALL), Claim(Term.BREAKS, 0, Reason.REFUTED))))
)
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
    write_certificate(certified(problem, solve(problem, budget_seconds=60))[0], path)
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
    assert said[2].startswith(f"None as good so far has fewer than {json.loads(told)['breaks']} breaks: refuted with")
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
