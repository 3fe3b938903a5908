"""Report pages under bad input: whatever an address or a form says, the answer is a page and never an error."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bridgehead.agreements.models import LedgerRole
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import LANGUAGES
from bridgehead.foundation.jobs import run_next
from bridgehead.foundation.models import AuditEntry, Job, JobState, StoredFile
from bridgehead.outcomes.actions.reports import FILE
from bridgehead.outcomes.models import Edition, EditionFile, Report
from bridgehead.outcomes.rules import PAPERS
from tests.factories.agreements import LedgerRoleFactory, published
from tests.factories.organisations import OrganisationFactory
from tests.factories.reports import begun, publish

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
#: Larger than what each kind of column holds, than 2⁶³, and than Python reads.
TOO_LARGE = ["0", "32768", "65536", "2147483648", "9223372036854775808", "9" * 40, "9" * 5000]


@pytest.fixture
def role() -> LedgerRole:
    return LedgerRoleFactory(user__language="en")


@pytest.fixture
def desk(role: LedgerRole) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(role.user)
    return browser


@pytest.fixture
def edition(role: LedgerRole) -> Edition:
    published(keeper=role.agency)
    return publish(begun(role.agency, NOW, name_ko="성과", name_en="Results"), NOW)


@pytest.mark.parametrize("number", TOO_LARGE, ids=lambda each: each[:20])
def test_a_number_that_no_edition_or_figure_has_leads_nowhere(edition: Edition, desk: Client, number: str) -> None:
    report = edition.report.public_id
    below = f"/en/results/reports/{report}/"
    wrong = [f"{below}{number}/", f"{below}{number}/figures/0/", f"{below}{number}/files/pdf/"]
    if number != "0":
        wrong.append(f"{below}1/figures/{number}/")

    assert {path: Client().get(path).status_code for path in wrong} == dict.fromkeys(wrong, 404)
    assert desk.post(f"{to('report', report)}editions/{number}/files/").status_code == 404
    assert Client().get(f"{below}1/figures/0/").status_code == 200


def to(name: str, *ids: object) -> str:
    return reverse(f"reports_desk:{name}", args=ids)


@pytest.mark.parametrize("page", ["abc", "-1", "0", "", "9" * 40, "9" * 5000, "1.5", "²", "１"])
def test_a_page_that_is_none_is_the_first_or_the_last(edition: Edition, desk: Client, page: str) -> None:
    report = edition.report.public_id
    for path in ("/en/results/reports/", f"/en/results/reports/{report}/1/figures/3/", to("reports")):
        assert desk.get(path, {"page": page}).status_code == 200


@pytest.mark.parametrize("paper", ["exe", "PDF", "pdf", "data", "xlsx"])
def test_a_file_that_is_not_made_leads_nowhere(edition: Edition, paper: str) -> None:
    path = f"/en/results/reports/{edition.report.public_id}/1/files/{paper}/"

    assert Client().get(path).status_code == 404


def typed(**more: Any) -> dict[str, Any]:
    """What a browser sends of the form of a report."""
    told = {"name_ko": "성과", "name_en": "Results", "first_day": "2023-01-01", "last_day": "2023-12-31"}
    return {**told, "forum": "", "lead_ko": "", "lead_en": "", "revision": "0", **more}


WRONG: list[dict[str, Any]] = [
    {"first_day": "2023-13-01"},
    {"first_day": "0000-01-01"},
    {"last_day": "10000-01-01"},
    {"last_day": "2022-12-31"},
    {"first_day": "abc"},
    {"first_day": "\x00"},
    {"name_ko": ""},
    {"name_en": "x" * 161},
    {"name_en": "a\x00b"},
    {"name_en": "a\nb"},
    {"lead_en": "x" * 2001},
    {"lead_en": "a\x07b"},
    {"forum": "0"},
    {"forum": "00000000-0000-4000-8000-000000000000"},
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda each: str(each)[:40])
def test_what_is_typed_wrong_is_said_and_nothing_is_written(desk: Client, wrong: dict[str, Any]) -> None:
    assert desk.post(to("new"), typed(**wrong)).status_code == 422
    assert not Report.objects.exists()


@pytest.mark.parametrize("revision", ["", "-1", "abc", "9" * 30, "9" * 5000, "1.5", "\x00"])
def test_a_revision_that_is_none_writes_nothing(edition: Edition, desk: Client, revision: str) -> None:
    report = edition.report
    reasons = {"reason_ko": "가", "reason_en": "A", "revision": revision}

    statuses = {
        desk.post(to("change", report.public_id), typed(name_en="Other", revision=revision)).status_code,
        desk.post(to("publish", report.public_id), reasons).status_code,
        desk.post(to("discard", report.public_id), {"revision": revision}).status_code,
    }

    assert statuses == {422, 403}
    assert list(Report.objects.values_list("name_en", "revision")) == [("Results", 1)]
    assert Edition.objects.count() == 1


@pytest.mark.parametrize(("first_day", "last_day"), [("0001-01-01", "9999-12-31"), ("0999-02-28", "1000-03-01")])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_longest_period_is_drawn_and_published(
    role: LedgerRole, desk: Client, first_day: str, last_day: str, language: str
) -> None:
    published(keeper=role.agency)

    begun = desk.post(to("new"), typed(first_day=first_day, last_day=last_day))
    report = Report.objects.get()

    assert begun.status_code == 302
    paths = [to("reports"), to("report", report.public_id), to("change", report.public_id)]
    drawn = [desk.get(path.replace("/en/", f"/{language}/", 1)) for path in paths]
    assert [each.status_code for each in drawn] == [200] * 3
    assert f'value="{first_day}"' in drawn[2].content.decode()
    sent = desk.post(to("publish", report.public_id), {"revision": str(report.revision)})
    if last_day == "9999-12-31":
        assert desk.get(sent["Location"].replace("/en/", f"/{language}/", 1)).status_code == 200
    else:
        assert sent.status_code == 422


def test_a_report_of_another_ledger_is_as_if_it_were_not_there(edition: Edition) -> None:
    rival = Client(headers={"accept-language": "en"})
    rival.force_login(LedgerRoleFactory(agency=OrganisationFactory(kind="agency"), user__language="en").user)
    report = edition.report.public_id

    assert rival.get(to("report", report)).status_code == 404
    assert rival.get(to("change", report)).status_code == 404
    for name in ("change", "publish", "discard"):
        assert rival.post(to(name, report), typed()).status_code == 404
    assert rival.post(to("make_files", report, 1)).status_code == 404


def work_off() -> None:
    """Do what is queued, and again what failed, until each is done or given up."""
    while run_next(worker="w", now=clock.now() + timedelta(hours=1)):
        pass


def test_an_edition_whose_files_failed_stands_and_has_them_made_later(
    edition: Edition, desk: Client, settings: Any, tmp_path: Path
) -> None:
    report, sound = edition.report.public_id, settings.STORAGES
    page = f"/en/results/reports/{report}/1/"
    in_the_way = tmp_path / "no folder"
    in_the_way.touch()
    broken = {**sound["default"], "OPTIONS": {"location": in_the_way / "files"}}
    settings.STORAGES = {**sound, "default": broken}

    work_off()

    assert {each.state for each in Job.objects.filter(name=FILE)} == {JobState.GIVEN_UP}
    assert not EditionFile.objects.exists()
    assert [Client().get(f"{page}{rest}").status_code for rest in ("", "figures/0/", "files/pdf/")] == [200, 200, 404]
    assert "Make the missing files" in desk.get(to("report", report)).content.decode()

    settings.STORAGES = {**sound, "default": {**sound["default"], "OPTIONS": {"location": tmp_path}}}
    # A click too many makes nothing twice.
    assert [desk.post(to("make_files", report, 1)).status_code for _ in range(2)] == [302, 302]
    work_off()

    assert EditionFile.objects.count() == len(PAPERS)
    assert "Make the missing files" not in desk.get(to("report", report)).content.decode()
    answer = Client().get(f"{page}files/pdf/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]  # a file


def lost(kind: str, language: str = "") -> StoredFile:
    """A made file whose bytes somebody took away."""
    kept = EditionFile.objects.select_related("file").get(kind=kind, language=language).file
    kept.content.storage.delete(kept.content.name)
    return kept


def bytes_of(kept: StoredFile) -> bytes:
    with kept.content.open() as content:
        return bytes(content.read())


def test_lost_files_are_made_again_letter_for_letter(edition: Edition, desk: Client) -> None:
    work_off()
    report, taken = edition.report.public_id, [lost(*paper) for paper in PAPERS]
    assert "Make the missing files" in desk.get(to("report", report)).content.decode()

    desk.post(to("make_files", report, 1))
    work_off()

    assert [sha256(bytes_of(each)).hexdigest() for each in taken] == [each.sha256 for each in taken]
    assert StoredFile.objects.count() == EditionFile.objects.count() == len(PAPERS)
    assert "Make the missing files" not in desk.get(to("report", report)).content.decode()


def test_a_lost_file_that_comes_out_another_is_told_of(edition: Edition, desk: Client) -> None:
    work_off()
    before = lost("pdf", "ko")
    StoredFile.objects.filter(pk=before.pk).update(sha256="0" * 64)  # as an earlier typesetter wrote it

    desk.post(to("make_files", edition.report.public_id, 1))
    work_off()

    after = EditionFile.objects.select_related("file").get(kind="pdf", language="ko").file
    told = AuditEntry.objects.get(verb="outcomes.file_replaced")
    assert told.change == {"file": [None, after.filename], "sha256": ["0" * 64, before.sha256]}
    assert bytes_of(after).startswith(b"%PDF")
    assert not StoredFile.objects.filter(pk=before.pk).exists()


def test_a_file_that_fails_keeps_none_of_the_others_back(edition: Edition) -> None:
    Job.objects.filter(name=FILE, payload__kind="pdf").update(payload={"edition_id": 0, "kind": "pdf", "language": ""})

    work_off()

    assert set(EditionFile.objects.values_list("kind", flat=True)) == {"zip", "xlsx"}
    assert Job.objects.filter(name=FILE, state=JobState.GIVEN_UP).count() == len(LANGUAGES)
