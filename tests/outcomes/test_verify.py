"""`bridgehead outcomes verify`: recomputes every figure from open data alone, and finds whatever was altered."""

from __future__ import annotations

import copy
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bridgehead.__main__ import main
from bridgehead.agreements.actions.said import AmountSaid
from bridgehead.agreements.models import Component
from bridgehead.engines.evidence.published import WrongReport, read_published
from bridgehead.engines.evidence.recompute import digest_of_document
from bridgehead.engines.evidence.verify import verify
from bridgehead.foundation.money import Exactness
from bridgehead.outcomes.models import Edition
from tests.factories.agreements import answered, asked_of, licence_said, published
from tests.factories.organisations import OrganisationFactory
from tests.factories.outcomes import document_of, open_data_of
from tests.factories.reports import begun, publish

pytestmark = [pytest.mark.django_db, pytest.mark.database]

Document = dict[str, Any]


@pytest.fixture
def edition(now: datetime) -> Edition:
    """A report with a few contracts, one confirmed, MOUs, ranges, royalties and what is kept back."""
    agency, company = OrganisationFactory(kind="agency"), OrganisationFactory()
    said = licence_said(company, OrganisationFactory(country="US"))
    amounts = (
        AmountSaid(Component.HEADLINE, Decimal(40_000_000), None, "USD"),
        AmountSaid(Component.UPFRONT, Decimal("1.5"), Decimal(2), "USD", Exactness.ABOUT),
        AmountSaid(Component.ROYALTY, percent=Decimal("8.25")),
    )
    kept = published(said, keeper=agency)
    for other in (replace(said, amounts=amounts), replace(said, kind="mou", amounts=()), licence_said(company)):
        published(other, keeper=agency)
    published(said, keeper=agency, concealed=("money", "field"))
    for asked in asked_of(kept):
        answered(asked)
    return publish(begun(agency, now), now)


@pytest.fixture
def place(edition: Edition, tmp_path: Path) -> Path:
    """Where the open data lie, unpacked."""
    archive = tmp_path / "report.zip"
    archive.write_bytes(open_data_of(edition))
    zipfile.ZipFile(archive).extractall(tmp_path / "report")
    return tmp_path / "report"


def whole(document: Document, path: Path) -> Path:
    """A report of its document alone."""
    file = path / "report.json"
    file.write_text(json.dumps(document))
    return file


def figures_found(path: Path) -> set[str]:
    return {each.figure for each in verify(read_published(path)) if each.figure != "the whole report"}


def test_a_published_report_holds(place: Path, edition: Edition, capsys: pytest.CaptureFixture[str]) -> None:
    for given in (place, place.parent / "report.zip", place / "report.json"):
        assert main(["outcomes", "verify", str(given), "--digest", edition.digest]) == 0
    beside = "and of the tables beside it; "
    told = capsys.readouterr().out
    assert told.count(f"digest {edition.digest}") == 3
    assert told.count(beside) == 2


def altered_records(document: Document) -> Iterator[tuple[str, Document]]:
    """Every value of every record altered, each record taken out, and one added twice or under another id."""
    for number, record in enumerate(document["records"]):
        for key, value in record.items():
            for where, changed in altered(value):
                other = copy.deepcopy(document)
                other["records"][number][key] = changed
                yield f"{number} {key} {where}", other
        other = copy.deepcopy(document)
        del other["records"][number]
        yield f"{number} removed", other
        other = copy.deepcopy(document)
        other["records"].append({**record, "id": "00000000-0000-4000-8000-000000000000"})
        yield f"{number} added", other


def altered(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield f"{number} removed", [*value[:number], *value[number + 1 :]]
            for key, inner in each.items():
                for _where, changed in altered(inner):
                    yield f"{number} {key}", [*value[:number], {**each, key: changed}, *value[number + 1 :]]
    elif value in {"contract", "mou", "confirmed"}:
        yield "text", "realised"
    elif len(value) == 10 and value[4] == "-":
        yield "text", "2022-01-01"
    elif value.replace(".", "").isdigit():
        yield "text", f"{value}1"
    else:
        yield "text", f"{value}x"


def test_whatever_is_altered_in_a_record_is_found_with_its_figure(place: Path, tmp_path: Path) -> None:
    document = json.loads((place / "report.json").read_bytes())
    told = {figure["indicator"] for figure in document["figures"]}
    unseen = []
    for what, other in altered_records(document):
        try:
            named = figures_found(whole(other, tmp_path))
        except WrongReport:
            continue  # no longer a report at all
        if not any(each.split(" ")[0] in told for each in named):
            unseen.append(what)

    assert unseen == []


def test_a_record_that_is_taken_out_names_the_figures_that_it_proves(place: Path, tmp_path: Path) -> None:
    document = json.loads((place / "report.json").read_bytes())
    document["records"] = [each for each in document["records"] if each["rung"] != "mou"]

    found = verify(read_published(whole(document, tmp_path)))

    assert "report.json: cases-by-rung [rung=mou]: is said to be 1; the records give 0" in map(str, found)
    assert {each.figure for each in found} == {
        "cases-by-rung [rung=mou]",
        "cases-by-rung-and-year [rung=mou, year=2023]",
        "cases-by-rung-and-field [rung=mou, field=–]",
        "organisations-by-rung [rung=mou]",
        "repeat-organisations-by-rung [rung=mou]",
        "the whole report",
    }


FIGURES: dict[str, Callable[[list[Document]], object]] = {
    "altered": lambda figures: figures[3].update(value="9"),
    "less exact": lambda figures: figures[3].update(exactness="about"),
    "other proof": lambda figures: figures[3].update(proof="0" * 64),
    "removed": lambda figures: figures.pop(3),
    "twice": lambda figures: figures.append(figures[3]),
    "added": lambda figures: figures.append({**figures[3], "group": {"rung": "contract", "year": "1999"}}),
    "counted otherwise": lambda figures: figures[3].update(cases="7"),
}


@pytest.mark.parametrize("what", FIGURES)
def test_a_figure_that_was_altered_is_named(what: str, place: Path, tmp_path: Path) -> None:
    document = json.loads((place / "report.json").read_bytes())
    name = "cases-by-rung [rung=mou]" if what != "added" else "cases-by-rung [rung=contract, year=1999]"
    FIGURES[what](document["figures"])

    assert figures_found(whole(document, tmp_path)) == {name}


def lines_of(place: Path, table: str) -> list[str]:
    return (place / table).read_text(encoding="utf-8-sig").splitlines(keepends=True)


def put(place: Path, table: str, lines: list[str]) -> None:
    """Lay another table in the place of one, as somebody does who knows of the package's digests."""
    (place / table).write_text("".join(lines), encoding="utf-8-sig")
    package = json.loads((place / "datapackage.json").read_bytes())
    for each in package["resources"]:
        if each["path"] == table:
            each["hash"] = f"sha256:{sha256((place / table).read_bytes()).hexdigest()}"
    (place / "datapackage.json").write_text(json.dumps(package))


def test_a_table_that_is_not_the_one_of_the_package_is_named(place: Path) -> None:
    (place / "figures.csv").write_bytes((place / "figures.csv").read_bytes().replace(b"\r\n", b"\n"))

    assert [str(each) for each in verify(read_published(place))] == [
        "figures.csv: the table: is named with its digest in the package; has another"
    ]


@pytest.mark.parametrize("table", ["records.csv", "parties.csv", "amounts.csv"])
def test_every_line_of_the_tables_counts(table: str, place: Path) -> None:
    lines = lines_of(place, table)
    for number in range(1, len(lines)):
        put(place, table, [*lines[:number], *lines[number + 1 :]])
        try:
            assert any(each.startswith("cases-by-rung ") for each in figures_found(place))
        except WrongReport:
            assert table == "records.csv"  # what hangs on it has lost its record
    put(place, table, lines)
    assert figures_found(place) == set()


def test_a_table_that_says_something_else_than_the_report_is_found(place: Path) -> None:
    lines = lines_of(place, "figures.csv")
    put(place, "figures.csv", [line.replace(",635300000000,", ",635300000001,") for line in lines])
    assert figures_found(place) == {"money-by-rung-and-shape [rung=confirmed, component=headline, currency=KRW]"}

    (place / "figures.csv").unlink()
    assert [str(each) for each in verify(read_published(place))] == [
        "figures.csv: the tables: is missing; the others lie here"
    ]


def test_a_report_made_anew_is_found_by_its_digest(place: Path, now: datetime, edition: Edition) -> None:
    other = publish_edition_of_another(now)

    assert main(["outcomes", "verify", str(whole(document_of(other), place.parent)), "--digest", other.digest]) == 0
    assert main(["outcomes", "verify", str(whole(document_of(other), place.parent)), "--digest", edition.digest]) == 1


def publish_edition_of_another(now: datetime) -> Edition:
    agency = OrganisationFactory(kind="agency")
    published(keeper=agency)
    return publish(begun(agency, now), now)


def test_a_formula_that_adds_rungs_up_is_refused(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads((place / "report.json").read_bytes())
    document["definitions"][0]["formula"]["by"] = []

    assert main(["outcomes", "verify", str(whole(document, tmp_path))]) == 2
    assert capsys.readouterr().err == "report.json: cases-by-rung: its formula adds rungs up, which no figure may\n"


def changed(place: Path, tmp_path: Path, change: Callable[[Document], object]) -> str:
    """A report that was changed and given the digest that it has since."""
    document = json.loads((place / "report.json").read_bytes())
    change(document)
    document["digest"] = digest_of_document(document)
    return str(whole(document, tmp_path))


REMADE: dict[str, tuple[Callable[[Document], object], int, str]] = {
    "more in a record": (lambda it: it["records"][0].update(worth="1"), 2, "records[0].worth: nothing of that name"),
    "more in a party": (lambda it: it["records"][0]["parties"][0].update(x="1"), 2, "records[0].parties[0].x: nothing"),
    "another part": (lambda it: it.update(remarks=[]), 2, "remarks: no report has such a part"),
    "no effects": (lambda it: it.pop("effects"), 2, "effects: a list expected"),
    "no period": (lambda it: it["report"].pop("first_day"), 2, "report.first_day: a day as in"),
    "another period": (lambda it: it["report"].update(last_day="2023-01-02"), 1, "is on 2023-01-01 – 2023-01-02"),
    "no figures": (lambda it: it.update(definitions=[], figures=[]), 1, "the figures: are none"),
}  # fmt: skip


@pytest.mark.parametrize("what", REMADE)
def test_a_report_that_was_remade_holds_itself_to_what_it_is_about(
    what: str, place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, code, says = REMADE[what]

    assert main(["outcomes", "verify", changed(place, tmp_path, change)]) == code
    told = capsys.readouterr()
    assert says in told.out + told.err


@pytest.mark.parametrize(("content", "code"), [(b"{}", 1), (b'{"resources": [3]}', 1), (b"[", 2), (None, 1)])
def test_the_package_names_the_tables_as_they_lie(content: bytes | None, code: int, place: Path) -> None:
    package = place / "datapackage.json"
    if content is None:
        package.unlink()
    else:
        package.write_bytes(content)

    assert main(["outcomes", "verify", str(place)]) == code


WRONG: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is no JSON"),
    "a list": (b"[]", "says nothing of the format"),
    "another format": (b'{"format": "other"}', "says nothing of the format"),
    "nothing in it": (b'{"format": "bridgehead-report/1"}', "report: an object expected"),
    "deep": (b"[" * 100_000, "is no JSON"),
    "a zip that is cut": (b"PK\x03\x04", "is no JSON"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_report_is_said_to_be_none(what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, says = WRONG[what]
    file = tmp_path / "report.json"
    file.write_bytes(content)

    assert main(["outcomes", "verify", str(file)]) == 2
    assert says in capsys.readouterr().err


def test_a_report_that_is_not_there_is_said_to_be_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outcomes", "verify", str(tmp_path / "none.zip")]) == 2
    assert main(["outcomes", "verify", str(tmp_path)]) == 2
    assert "there is no report.json" in capsys.readouterr().err


def test_an_archive_that_was_damaged_is_said_to_be(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = place.parent / "report.zip"
    content = bytearray(archive.read_bytes())
    for at in range(60, 400):
        content[at] ^= 0x5A
    archive.write_bytes(content)

    assert main(["outcomes", "verify", str(archive)]) == 2
    assert "the archive cannot be read" in capsys.readouterr().err
