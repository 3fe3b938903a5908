"""The measurement of partners: its protocol on trials small enough to know the answer, its files, its exit codes."""

from __future__ import annotations

import json
from math import log2
from pathlib import Path

import pytest

from bridgehead.engines.ranking.bench.partners import HISTORY, STATED, Asked, foreseen, half, ndcg
from bridgehead.engines.ranking.bench.trials import Trials, kind_of, places_of, trials_of_folder
from bridgehead.engines.ranking.cli import main
from bridgehead.engines.ranking.signals import Signal

HEADING = "NCT Number,Study Title,Conditions,Interventions,Sponsor,Collaborators"


def written(folder: Path, *rows: str) -> Path:
    (folder / "ctg_partners.csv").write_text("\n".join([HEADING, *rows]), encoding="utf-8")
    return folder


def many(folder: Path) -> Path:
    """Sponsors of two fields, each asking the institute of its own; enough of them to learn from."""
    rows = []
    for number in range(120):
        field, institute = ("melanoma", "Skin Institute") if number % 3 else ("dementia", "Brain Institute")
        rows.append(f"NCT{number:08},Trial of {field},{field},DRUG: X{number % 7},Firm {number},{institute}")
    return written(folder, *rows[::-1])


@pytest.fixture
def few(tmp_path: Path) -> Trials:
    return trials_of_folder(
        written(
            tmp_path,
            "NCT00000640,Galantamine for memory,Dementia,DRUG: Galantamine,Firm,Institute| Hospital |Institute",
            "NCT00001280,A study of skin,Melanoma,,Institute,Firm",
            "NCT00001920,Skin again with Hospital,Melanoma,,Clinic,Hospital|Newcomer",
            "NCT00002560,More,Melanoma,,Firm,Firm|Hospital|Clinic",
        )
    )


def test_trials_are_read_in_order_with_each_pair_once_at_its_first_trial(few: Trials) -> None:
    assert few.names == ["Firm", "Institute", "Hospital", "Clinic", "Newcomer"]
    assert [(one.day, one.sponsor, one.collaborators) for one in few.of] == [
        (1.0, 0, (1, 2)),
        (2.0, 1, (0,)),
        (3.0, 3, (2, 4)),
        (4.0, 0, (2, 3)),
    ]
    assert few.of[0].words == {"galantamine", "memory", "dementia"}
    assert few.pairs == [(1.0, 0, 1), (1.0, 0, 2), (3.0, 3, 2), (3.0, 3, 4), (4.0, 0, 3)]


def test_nothing_of_the_cut_or_later_is_known_and_only_known_partners_are_to_be_foreseen(few: Trials) -> None:
    asked = Asked(few, 3.0, [pair for pair in few.pairs if pair[0] >= 3.0])
    assert asked.candidates == {0, 1, 2}
    assert dict(asked.wanted) == {3: {2}}
    for stated in (False, True):
        circle = asked.circle(stated=stated)
        assert [one.id for one in circle.organisations] == [0, 1, 2, 3]
        assert [(one.asking, one.asked, one.day) for one in circle.requests] == [(0, 1, 1.0), (0, 2, 1.0), (1, 0, 2.0)]
        clinic = circle.organisations[3]
        # Without the word of the partner's name, which stands in the title.
        assert dict(clinic.needs) == (dict.fromkeys(["skin", "again", "melanoma"], 1.0) if stated else {})
        assert dict(clinic.offers) == {}
        assert set(circle.organisations[1].needs) == {"skin", "melanoma"}


def test_ndcg_counts_what_is_wanted_by_its_place() -> None:
    assert ndcg([5, 6, 7], {5}) == 1.0
    assert ndcg([5, 6, 7], {6}) == pytest.approx(1 / log2(3))
    assert ndcg([5, 6, 7], {7, 8}) == pytest.approx(0.5 / (1 + 1 / log2(3)))
    assert ndcg([], {1}) == 0.0


def test_stated_needs_tell_apart_what_popularity_cannot(tmp_path: Path) -> None:
    trials = trials_of_folder(many(tmp_path))
    found = foreseen(trials)
    assert (found.queries, found.unknown, found.wanted) == (36, 36, 36)
    assert found.candidates == 86
    assert found.ndcg[STATED] == 1.0
    assert found.ndcg["popularity"] == pytest.approx((24 + 12 / log2(3)) / 36)
    assert found.ndcg[HISTORY] >= found.ndcg["popularity"]
    assert found.ndcg == foreseen(trials_of_folder(tmp_path)).ndcg
    assert {trial.sponsor for trial in half(trials, 1).of} < {trial.sponsor for trial in trials.of}


def test_names_tell_kinds_and_places() -> None:
    assert [kind_of(name) for name in ("Seoul National University", "Firm Inc.", "National Cancer Institute", "X")] == [
        "university",
        "company",
        "government",
        "",
    ]
    assert places_of("University of California, San Francisco") == {"california", "francisco"}


def test_the_whole_measurement_says_what_it_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["bench", "partners", "--data", str(many(tmp_path)), "--json"])
    measures = json.loads(capsys.readouterr().out)["measures"]
    assert code == (0 if all(one["met"] for one in measures) else 1)
    told = "36 sponsors (36 without a partner before), 86 candidates, 36 new pairs"
    assert measures[0]["got"] == told
    assert measures[1] == {
        "measure": "new partners, nDCG@10, with needs stated",
        "target": "≥ 0.19",
        "got": "1.000",
        "met": True,
    }


def test_too_few_trials_are_a_missed_target(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, "NCT00000001,A,B,C,Firm,Institute")
    assert main(["bench", "partners", "--data", str(tmp_path)]) == 1
    assert "| at least one | 0 sponsors" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("NCT1,A,B,C,Firm,", "line 2: expected NCT Number, NCT and eight digits"),
        ("NCT00000001,A,B,C, ,Institute", "line 2: expected Sponsor, a name"),
        ("NCT00000001,A,B,C,Firm", "line 2: expected 6 cells"),
    ],
)
def test_wrong_trials_are_exit_2_with_their_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str, told: str
) -> None:
    assert main(["bench", "partners", "--data", str(written(tmp_path, row))]) == 2
    assert told in capsys.readouterr().err


def test_partners_are_measured_only_on_a_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["bench", "partners"]) == 2
    assert "--data FOLDER is needed" in capsys.readouterr().err
    assert main(["bench", "partners", "--data", str(tmp_path)]) == 2
    assert "expected a file that can be read" in capsys.readouterr().err


ORGANISATIONS = "organisation,kind,side,places,zone,needs,offers"
REQUESTS = "asking,asked,day,answer"


def tables(folder: Path, organisations: list[str], requests: list[str], topics: str = "") -> Path:
    (folder / "organisations.csv").write_text("\n".join([ORGANISATIONS, *organisations]), encoding="utf-8")
    (folder / "requests.csv").write_text("\n".join([REQUESTS, *requests]), encoding="utf-8")
    if topics:
        (folder / "topics.csv").write_text(topics, encoding="utf-8")
    return folder


def test_weights_are_fitted_to_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seekers = [f"S{number},company,home,KR|Seoul,9,{('adc', 'imaging')[number % 2]}," for number in range(40)]
    offering = ["A,investor,abroad,US,-5,,adc", "I,investor,abroad,US,-5,,imaging"]
    requests = [f"S{number},{'AI'[number % 2]},{number},accepted" for number in range(40)]
    folder = tables(tmp_path, [*seekers, *offering], requests, "topic,broader\nadc,antibody\nantibody,\n")
    assert main(["fit", "partners", "--data", str(folder)]) == 0
    weights = json.loads(capsys.readouterr().out)
    assert list(weights) == [signal.value for signal in Signal]
    assert weights["offers_sought"] > 7.5


@pytest.mark.parametrize(
    ("organisations", "requests", "topics", "told"),
    [
        (
            ["A,,,,,,", "A,,,,,,"],
            ["A,A,1,"],
            "",
            "organisations.csv, line 3: expected organisation, a name that stands",
        ),
        (["A,,,,east,,"], ["A,A,1,"], "", "organisations.csv, line 2: expected zone, hours from UTC"),
        (["A,,,,,,"], ["A,B,1,"], "", "requests.csv, line 2: expected asking and asked, organisations"),
        (["A,,,,,,"], ["A,A,1,perhaps"], "", "requests.csv, line 2: expected answer, accepted, declined or none"),
        (["A,,,,,,"], ["A,A,soon,"], "", "requests.csv, line 2: expected day, a number that rises"),
        (["A,,,,,,"], [], "", "requests.csv, line 2: expected a request"),
        (["A,,,,,,"], ["A,A,1,"], "topic,broader\na,b\nb,a\n", "topics.csv, line 1: expected a tree (the topic a is"),
    ],
)
def test_wrong_tables_are_exit_2_with_their_place(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    organisations: list[str],
    requests: list[str],
    topics: str,
    told: str,
) -> None:
    assert main(["fit", "partners", "--data", str(tables(tmp_path, organisations, requests, topics))]) == 2
    assert told in capsys.readouterr().err
