"""The pages of company reports: a company's own, the desk with its sums and sheets, and what outcomes read of them."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from bridgehead.programmes.actions.report_periods import lock_report
from bridgehead.programmes.actions.reports import ask_correction, save_report
from bridgehead.programmes.models import CompanyReport, ReportForm, ReportPeriod
from tests.clocks import standing_still
from tests.factories.cohorts import CohortFactory, CohortPlaceFactory, speaker_of
from tests.factories.company_reports import TYPED, period_of, report_asked, report_form_of, stated
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.programmes import ProgrammeFactory, officer_of

pytestmark = pytest.mark.django_db


def _signed_in(person: Any, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(person)
    return client


def _speaker(report: CompanyReport, role: str = "representative") -> Client:
    return _signed_in(MembershipFactory(organisation=report.place.organisation, role=role).user)


def _mine(report: CompanyReport) -> str:
    return f"/en/programmes/mine/{report.place.public_id}/reports/{report.public_id}/"


def _desk(period: ReportPeriod, more: str = "") -> str:
    return f"/en/desk/programmes/{period.programme.public_id}/reports/periods/{period.public_id}/{more}"


def test_company_saves_what_cannot_be_read_and_hands_in_what_can(now: datetime) -> None:
    report = report_asked(now)
    client = _speaker(report)

    with standing_still(now):
        place = client.get(f"/en/programmes/mine/{report.place.public_id}/").content.decode()
        assert _mine(report)[3:] in place
        kept = client.post(_mine(report), {"i1": "a dozen", "i2": "", "save": "yes"})
        wrong = client.post(_mine(report), {"i1": "a dozen", "hand_in": "yes"})
        done = client.post(_mine(report), TYPED | {"hand_in": "yes"}, follow=True)

    assert (kept.status_code, wrong.status_code, done.status_code) == (302, 422, 200)
    assert "is no number" in wrong.content.decode()
    assert 'value="a dozen"' in wrong.content.decode()
    told = done.content.decode()
    assert all(each in told for each in ("USD 1,250.50", "12 people", "40%", "Version 1", "counts"))


def test_company_corrects_a_locked_report_with_a_reason(now: datetime) -> None:
    report = report_asked(now)
    person, officer = officer_of(report.period.programme)
    stated(report, speaker_of(report.place), now)
    lock_report(report_id=report.pk, by=officer, now=now)
    client = _speaker(report)
    typed = TYPED | {"i1": "13", "hand_in": "yes"}

    with standing_still(now):
        wrong = client.post(_mine(report), typed)
        done = client.post(_mine(report), typed | {"reason": "One more came in March"}, follow=True)
        version = report.versions.latest("number")
        desk = _desk(report.period, f"{report.public_id}/")
        page = _signed_in(person).get(desk).content.decode()
        refused = _signed_in(person).post(f"{desk}versions/{version.public_id}/", {"how": "decline"})
        accepted = _signed_in(person).post(f"{desk}versions/{version.public_id}/", {"how": "accept"}, follow=True)

    assert (wrong.status_code, done.status_code, refused.status_code) == (422, 200, 422)
    assert "Say why the report is corrected" in wrong.content.decode()
    assert "Your correction is with the programme" in done.content.decode()
    assert "One more came in March" in page
    assert "Say why, in a sentence" in refused.content.decode()
    assert "The correction is decided" in accepted.content.decode()
    report.refresh_from_db()
    assert (report.current, report.current.answers["i1"]) == (version, "13")


def test_rival_and_officer_see_no_draft_and_a_member_writes_none(now: datetime) -> None:
    report = report_asked(now)
    save_report(report_id=report.pk, typed={"i4": "secret draft"}, by=speaker_of(report.place), now=now)
    rival = report_asked(now)
    person, _officer = officer_of(report.period.programme)

    assert _speaker(rival).get(_mine(report)).status_code == 404
    assert _signed_in(person).get(_mine(report)).status_code == 404
    desk = _signed_in(person).get(_desk(report.period, f"{report.public_id}/")).content.decode()
    assert "secret draft" not in desk
    member = _speaker(report, "member")
    page = member.get(_mine(report)).content.decode()
    assert "secret draft" in page
    assert 'name="hand_in"' not in page
    refused = member.post(_mine(report), TYPED | {"save": "yes"})
    assert refused.status_code == 422
    assert "Only owners and representatives" in refused.content.decode()


def test_desk_makes_a_form_and_opens_a_period(now: datetime) -> None:
    programme = ProgrammeFactory()
    CohortPlaceFactory(cohort=CohortFactory(programme=programme))
    client = _signed_in(officer_of(programme)[0])
    base = f"/en/desk/programmes/{programme.public_id}/reports/"
    asked = {"measure": "amount", "name_en": "Sales", "name_ko": "매출", "currency": "usd"}
    days = {"span": "half", "starts_on": "2023-01-02", "due_on": "2023-07-31", "locks_on": "2023-08-16"}

    with standing_still(now):
        assert "No form is published yet" in client.get(base).content.decode()
        early = client.post(base, days)
        wrong = client.post(f"{base}form/new/", asked | {"currency": ""})
        client.post(f"{base}form/new/", asked)
        client.post(f"{base}form/new/", asked | {"measure": "words", "name_en": "Slip"})
        client.post(f"{base}form/i1/", asked | {"name_en": "Sales abroad", "is_required": "on"})
        client.post(f"{base}form/i2/", {"how": "remove"})
        draft = client.get(f"{base}form/").content.decode()
        client.post(f"{base}form/")
        opened = client.post(base, days, follow=True)
        again = client.post(base, days)
        listed = client.get(base).content.decode()

    assert (early.status_code, wrong.status_code, opened.status_code, again.status_code) == (422, 422, 200, 422)
    assert "Publish the report form first" in early.content.decode()
    assert "three capital letters" in wrong.content.decode()
    assert "Sales abroad" in draft
    assert "Slip" not in draft
    form = ReportForm.objects.get()
    assert [(each["key"], each["currency"], each["required"]) for each in form.indicators] == [("i1", "USD", True)]
    assert "1 company has handed in nothing" in opened.content.decode()
    assert "2 January – 1 July 2023" in listed
    assert client.get(f"{base}form/i7/").status_code == 404


def test_period_lists_companies_by_how_they_stand_with_sums_and_sheets(now: datetime) -> None:
    cohort = CohortFactory()
    names = ("Hanbit", "Saebyeok", "Narae")
    places = [CohortPlaceFactory(cohort=cohort, organisation=OrganisationFactory(name_en=each)) for each in names]
    period = period_of(cohort.programme, now)
    person, officer = officer_of(cohort.programme)
    stated(places[0].reports.get(), speaker_of(places[0]), now)
    locked = stated(places[1].reports.get(), speaker_of(places[1]), now, {"i1": "0", "i4": "=1+1"})
    lock_report(report_id=locked.pk, by=officer, now=now)
    client = _signed_in(person)

    seen = {}
    for standing in ("all", "handed_in", "missing", "locked", "asked"):
        table = client.get(_desk(period, f"?standing={standing}")).content.decode().split("sums-h")[0]
        seen[standing] = [name for name in names if name in table]
    assert seen == {
        "all": ["Hanbit", "Saebyeok", "Narae"], "handed_in": ["Hanbit", "Saebyeok"], "missing": ["Narae"],
        "locked": ["Saebyeok"], "asked": [],
    }  # fmt: skip
    page = client.get(_desk(period)).content.decode()
    assert "USD 1,250.50" in page
    assert "1 company has handed in nothing" in page
    assert client.get(_desk(period, "?standing=odd")).status_code == 404
    assert client.get(_desk(period, "export/pdf/")).status_code == 404
    sheet = client.get(_desk(period, "export/csv/")).content.decode("utf-8-sig").splitlines()
    assert sheet[0].endswith("People employed (people),Sales (USD),Share of exports (%),What came about")
    assert sheet[1].endswith("12,1250.50,40,A trial began.")
    assert sheet[2].endswith(",,,")
    assert sheet[3].endswith(",0,,,'=1+1")
    book = load_workbook(io.BytesIO(client.get(_desk(period, "export/xlsx/")).content))
    assert [row[0].value for row in book.active.iter_rows(min_row=2)] == [each.organisation.name_ko for each in (
        places[0], places[2], places[1])]  # fmt: skip


def test_another_programmes_officer_sees_nothing(now: datetime) -> None:
    report = report_asked(now)
    stated(report, speaker_of(report.place), now)
    other = ProgrammeFactory()
    client = _signed_in(officer_of(other)[0])

    for more in ("", "export/csv/", f"{report.public_id}/"):
        assert client.get(_desk(report.period, more)).status_code == 404
        aside = _desk(report.period, more).replace(str(report.period.programme.public_id), str(other.public_id))
        assert client.get(aside).status_code == 404


def test_korean_pages_read_korean(now: datetime) -> None:
    report = report_asked(now)
    stated(report, speaker_of(report.place), now)
    person, officer = officer_of(report.period.programme)
    ask = {"report_id": report.pk, "by": speaker_of(report.place), "now": now}
    lock_report(report_id=report.pk, by=officer, now=now)
    save_report(typed=TYPED | {"i1": "14"}, **ask)
    ask_correction(reason="정정", **ask)
    report_form_of(ProgrammeFactory(), now)

    member = MembershipFactory(organisation=report.place.organisation, role="owner").user
    mine = _signed_in(member, "ko").get(_mine(report).replace("/en/", "/ko/")).content.decode()
    desk = _signed_in(person, "ko").get(_desk(report.period).replace("/en/", "/ko/")).content.decode()
    assert "기업 보고" in mine
    assert "마감됨" in mine
    assert all(each in desk for each in ("보고 기간", "고용 인원", "12 명"))
