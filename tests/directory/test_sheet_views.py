"""The desk's pages of sheets: a file is brought, its columns are matched and doubts are answered."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bridgehead.directory.models import Organisation, Sheet
from bridgehead.web.sheets import csv_file
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HEADER = ["Company", "Country", "Remark"]
ROWS = [["Nova", "US", ""], ["Beacon", "US", ""], ["Wrong", "Atlantis", "x"]]


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(UserFactory(is_platform_admin=True))
    return client


def sent(desk: Client, raw: bytes, language: str = "en", name: str = "list.csv") -> Sheet:
    answer = desk.post(f"/{language}/desk/companies/import/", {"file": SimpleUploadedFile(name, raw)})
    assert answer.status_code == 302, answer.content.decode()
    return Sheet.objects.latest("pk")


def page(desk: Client, sheet: Sheet, language: str = "en", rest: str = "") -> str:
    shown = desk.get(f"/{language}/desk/companies/import/{sheet.public_id}/{rest}")
    assert shown.status_code == 200
    return shown.content.decode()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_sheet_goes_from_its_file_to_what_came_of_it_and_back(desk: Client, language: str) -> None:
    other = OrganisationFactory(name_ko="", name_en="Beacon", country="GB")
    sheet = sent(desk, csv_file(HEADER, ROWS), language)
    here = f"/{language}/desk/companies/import/{sheet.public_id}/"

    shown = page(desk, sheet, language)
    assert str(other.public_id) in shown
    assert "Atlantis" in shown
    assert "Remark" in shown

    desk.post(here, {"do": "answer", "row-3": "new"})
    seen = page(desk, sheet, language).split('name="seen" value="')[1].split('"')[0]
    desk.post(here, {"do": "import", "seen": seen})

    assert list(Organisation.objects.order_by("pk").values_list("name_en", flat=True)) == ["Beacon", "Nova", "Beacon"]
    assert "Nova" in page(desk, sheet, language)
    assert "Wrong" in page(desk, sheet, language, "to-mend/csv/")
    assert page(desk, sheet, language, "undo/").count("<form") >= 1
    desk.post(f"{here}undo/")
    assert list(Organisation.objects.values_list("name_en", flat=True)) == ["Beacon"]
    page(desk, sheet, language)


def test_a_sheet_without_a_known_title_leads_to_its_columns(desk: Client) -> None:
    raw = csv_file(["Who", "Where"], [["Nova", "US"]])

    answer = desk.post("/en/desk/companies/import/", {"file": SimpleUploadedFile("x.csv", raw)})

    sheet = Sheet.objects.get()
    assert answer["Location"] == reverse("directory_desk:columns", args=[sheet.public_id])
    assert "Who (Nova)" in page(desk, sheet, rest="columns/")
    refused = desk.post(answer["Location"], {"country": "1"})
    assert (refused.status_code, "Say in which column the name stands" in refused.content.decode()) == (422, True)
    desk.post(answer["Location"], {"name_en": "0", "country": "1"})
    sheet.refresh_from_db()
    assert sheet.columns == {"name_en": 0, "country": 1}


@pytest.mark.parametrize(
    ("raw", "said"),
    [(b"", "The file is empty"), (b"name\r\n", "at least one row"), (b"\x00\x01", "UTF-8 or CP949")],
)
def test_a_file_that_cannot_be_read_is_refused_on_its_page(desk: Client, raw: bytes, said: str) -> None:
    answer = desk.post("/en/desk/companies/import/", {"file": SimpleUploadedFile("x.csv", raw)})

    assert (answer.status_code, said in answer.content.decode(), Sheet.objects.count()) == (422, True, 0)


def test_no_file_is_refused(desk: Client) -> None:
    answer = desk.post("/en/desk/companies/import/")

    assert (answer.status_code, "Choose a file" in answer.content.decode()) == (422, True)


def test_hostile_answers_change_nothing(desk: Client) -> None:
    sheet = sent(desk, csv_file(HEADER, ROWS))

    answer = desk.post(
        f"/en/desk/companies/import/{sheet.public_id}/", {"do": "answer", "row-99": "new", "row-x": "y", "row-²": "new"}
    )

    sheet.refresh_from_db()
    assert (answer.status_code < 500, sheet.answers) == (True, {})


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_is_taken_out_as_its_filters_show_it(desk: Client, kind: str) -> None:
    OrganisationFactory(name_en="Nova", kind="press")
    OrganisationFactory(name_en="Beacon", kind="company")

    answer = desk.post("/en/desk/companies/export/", {"as": kind, "kind": "press", "topic": "x", "country": "KR"})

    assert answer["Content-Disposition"].endswith(f'.{kind}"')
    again = sent(desk, answer.content, name=f"out.{kind}")
    assert [cells[1] for _line, cells in again.lines] == ["Nova"]


@pytest.mark.parametrize("kind", ["", "pdf"])
def test_the_list_is_taken_out_as_a_sheet_only(desk: Client, kind: str) -> None:
    assert desk.post("/en/desk/companies/export/", {"as": kind}).status_code == 404


def test_a_large_upload_is_refused_before_it_is_read(desk: Client) -> None:
    file = io.BytesIO(b"a" * 5_000_001)
    file.name = "x.csv"

    answer = desk.post("/en/desk/companies/import/", {"file": file})

    assert (answer.status_code, "5 MB at most" in answer.content.decode()) == (422, True)
