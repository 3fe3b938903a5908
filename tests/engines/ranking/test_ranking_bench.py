"""The measurement: what it makes up, what it reads, how it scores, and that a wrong log is told with its place."""

import json
from pathlib import Path

import numpy as np
import pytest

from bridgehead.engines.ranking.bench.matters import press
from bridgehead.engines.ranking.bench.readings import Log, readings
from bridgehead.engines.ranking.bench.report import b_cubed
from bridgehead.engines.ranking.cli import main


@pytest.fixture(scope="module")
def log() -> Log:
    return readings(2, days=0.6, busyness=0.05)


def written(log: Log, folder: Path) -> Path:
    lines = [f"{who},{what},{when}" for who, what, when in zip(log.readers, log.read, log.seconds, strict=True)]
    (folder / "readings.csv").write_text("\n".join(["reader,article,seconds", *lines]))
    rows = [f'{one.id},{one.lang},{one.published},"{one.headline}"' for one in log.articles]
    (folder / "articles.csv").write_text("\n".join(["article,lang,published,headline", *rows]), encoding="utf-8")
    return folder


def test_made_up_readings_are_those_of_their_seed_in_order_and_of_articles_that_are_out(log: Log) -> None:
    again = readings(2, days=0.6, busyness=0.05)
    assert np.array_equal(log.readers, again.readers)
    assert log.articles == again.articles
    assert np.all(np.diff(log.seconds) >= 0)
    born = np.array([one.published for one in log.articles])
    assert np.all(born[log.read] <= log.seconds)
    assert {one.lang for one in log.articles} == {"ko", "en"}


def test_a_log_of_ones_own_is_measured(log: Log, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--data", str(written(log, tmp_path)), "--json"]) in {0, 1}
    measures = json.loads(capsys.readouterr().out)["measures"]
    assert {*measures[0]} == {"measure", "target", "got", "met"}
    assert [one["measure"] for one in measures if "popularity" in one["measure"]] == [
        "the log: next article, nDCG@10, beside popularity"
    ]


def test_stories_are_scored_by_what_they_and_the_matters_have_of_each_other() -> None:
    articles, gold = press(1, matters_told=4)
    assert b_cubed(articles, gold) <= 1.0
    assert b_cubed(articles[:1], gold[:1]) == 1.0


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("readings.csv", "reader,article\n", "readings.csv, line 1: expected the columns reader, article, seconds"),
        ("readings.csv", "reader,article,seconds\n", "readings.csv, line 2: expected a reading"),
        ("readings.csv", "reader,article,seconds\na,1,0\n", "line 2: expected seconds since 1970, a number from 1"),
        ("readings.csv", "reader,article,seconds\na,1\n", "readings.csv, line 2: expected 3 cells"),
        ("articles.csv", "article,lang,published,headline\nx,ko,9,a\n", "line 2: expected article, a whole number"),
        ("articles.csv", "article,lang,published,headline\n1,ko,soon,a\n", "line 2: expected published, a moment"),
        ("articles.csv", 'article,lang,published,headline\n1,ko,9,"a\n', "expected a table of comma-separated values"),
    ],
)
def test_a_wrong_log_is_exit_2_with_its_place(
    log: Log, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, told: str
) -> None:
    (written(log, tmp_path) / name).write_text(text)
    assert main(["bench", "--data", str(tmp_path)]) == 2
    assert told in capsys.readouterr().err
