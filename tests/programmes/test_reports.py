"""Company reports: what is asked, kept as typed, handed in, locked for good and corrected with consent."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from bridgehead.accounts.actor import SYSTEM
from bridgehead.accounts.models import User
from bridgehead.foundation import notices
from bridgehead.foundation.models import AuditEntry, OutboxItem
from bridgehead.foundation.refusals import Overtaken, Refused
from bridgehead.programmes.actions.reminding import follow_next, remind_due
from bridgehead.programmes.actions.report_forms import publish_report_form, remove_indicator, set_indicator
from bridgehead.programmes.actions.report_periods import ask_companies, lock_at_its_day, lock_report, open_period
from bridgehead.programmes.actions.reports import (
    accept_correction,
    ask_correction,
    decline_correction,
    hand_in_report,
    save_report,
)
from bridgehead.programmes.models import CompanyReport, ReportForm, ReportVersion, VersionState
from bridgehead.programmes.queries.people import kept_of
from bridgehead.programmes.queries.reports import proposed_period, sums_of
from bridgehead.programmes.schemas.reports import sum_told
from tests.clocks import standing_still
from tests.factories.cohorts import CohortFactory, CohortPlaceFactory, speaker_of
from tests.factories.company_reports import TYPED, period_of, report_asked, report_form_of, stated
from tests.factories.programmes import ProgrammeFactory, officer_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

VALUES = {"i1": "12", "i2": {"currency": "USD", "minor": 125050}, "i3": "40", "i4": "A trial began."}
ASKED = {
    "measure": "count", "name_ko": "", "name_en": "Patents", "unit_ko": "건", "unit_en": "patents", "currency": "KRW",
    "is_required": False,
}  # fmt: skip


def test_form_is_changed_in_a_draft_and_published_for_good(now: datetime) -> None:
    programme = ProgrammeFactory()
    _person, officer = officer_of(programme)
    told = {"programme_id": programme.pk, "by": officer, "now": now}

    set_indicator(key="", **ASKED, **told)
    set_indicator(key="", **ASKED | {"measure": "amount", "name_en": "Sales"}, **told)
    set_indicator(key="i1", **ASKED | {"name_en": "Patents granted"}, **told)
    first = publish_report_form(**told)
    remove_indicator(key="i1", **told)
    second = set_indicator(key="", **ASKED, **told)

    said = [
        [(each["key"], each["name"]["en"], each["currency"]) for each in form.indicators] for form in (first, second)
    ]
    assert said == [
        [("i1", "Patents granted", ""), ("i2", "Sales", "KRW")],
        # A key that was used once is never given to another.
        [("i2", "Sales", "KRW"), ("i3", "Patents", "")],
    ]
    assert [(form.version, form.published_at) for form in ReportForm.objects.order_by("version")] == [
        (1, now),
        (2, None),
    ]
    first.indicators = []
    with pytest.raises(IntegrityError, match="published_report_form_is_sealed"), transaction.atomic():
        first.save()


def test_only_officers_ask_and_with_sense(now: datetime) -> None:
    programme = ProgrammeFactory()
    _person, officer = officer_of(programme)
    _other, stranger = officer_of(ProgrammeFactory())
    told = {"programme_id": programme.pk, "now": now}

    with pytest.raises(Refused, match="Only the officers"):
        set_indicator(key="", by=stranger, **ASKED, **told)
    with pytest.raises(Refused, match="needs words, in Korean or in English"):
        set_indicator(key="", by=officer, **ASKED | {"name_en": ""}, **told)
    with pytest.raises(Refused, match="three capital letters"):
        set_indicator(key="", by=officer, **ASKED | {"measure": "amount", "currency": "won"}, **told)
    with pytest.raises(Refused, match="no longer there"):
        set_indicator(key="i9", by=officer, **ASKED, **told)
    with pytest.raises(Refused, match="no draft"):
        publish_report_form(by=officer, **told)

    assert not ReportForm.objects.exists()


def test_period_asks_whoever_is_in_the_programme_on_some_day_of_it(now: datetime) -> None:
    cohort = CohortFactory()
    _person, officer = officer_of(cohort.programme)
    inside = CohortPlaceFactory(cohort=cohort)
    unknown = CohortPlaceFactory(cohort=cohort, starts_on=None, ends_on=None)
    CohortPlaceFactory(cohort=cohort, starts_on=date(2023, 4, 2), ends_on=date(2024, 4, 2))
    CohortPlaceFactory(cohort=cohort, starts_on=date(2022, 1, 2), ends_on=date(2023, 1, 2))
    CohortPlaceFactory(cohort=cohort, starts_on=None, ends_on=None, state="graduated")
    days = {
        "span": "quarter",
        "starts_on": date(2023, 1, 2),
        "due_on": date(2023, 4, 30),
        "locks_on": date(2023, 5, 16),
    }

    with pytest.raises(Refused, match="Publish the report form first"):
        open_period(programme_id=cohort.programme_id, by=officer, now=now, **days)
    report_form_of(cohort.programme, now)
    period = open_period(programme_id=cohort.programme_id, by=officer, now=now, **days)
    later = CohortPlaceFactory(cohort=cohort, starts_on=date(2023, 4, 1), ends_on=date(2024, 4, 1))
    ask_companies(period)
    ask_companies(period)

    assert (period.ends_on, period.last_day) == (date(2023, 4, 2), date(2023, 4, 1))
    assert list(period.reports.values_list("place", flat=True)) == [inside.pk, unknown.pk, later.pk]
    with pytest.raises(Refused, match="open already"):
        open_period(programme_id=cohort.programme_id, by=officer, now=now, **days)
    with pytest.raises(Refused, match="locked after the day on which it is due"):
        open_period(
            programme_id=cohort.programme_id, by=officer, now=now,
            **days | {"starts_on": date(2023, 4, 2), "locks_on": date(2023, 4, 30)},
        )  # fmt: skip
    following = proposed_period(cohort.programme, date(2023, 4, 26))
    assert (following.span, following.starts_on, following.due_on) == ("quarter", date(2023, 4, 2), date(2023, 7, 31))


def test_draft_is_kept_as_typed_and_handed_in_once(now: datetime) -> None:
    report = report_asked(now)
    company = speaker_of(report.place)
    unread = TYPED | {"i2": "about a million", "i1": ""}

    save_report(report_id=report.pk, typed=unread, by=company, now=now)
    with pytest.raises(Refused, match="not answered yet"):
        hand_in_report(report_id=report.pk, by=company, now=now)
    report.refresh_from_db()
    assert (report.typed, report.current) == ({each: unread[each] for each in ("i2", "i3", "i4")}, None)
    save_report(report_id=report.pk, typed=TYPED, by=company, now=now)
    first = hand_in_report(report_id=report.pk, by=company, now=now)
    again = hand_in_report(report_id=report.pk, by=company, now=now + timedelta(hours=1))
    save_report(report_id=report.pk, typed=TYPED | {"i1": "0", "i4": ""}, by=company, now=now)
    second = hand_in_report(report_id=report.pk, by=company, now=now + timedelta(days=1))

    report.refresh_from_db()
    assert (first, first.answers, first.person_id) == (again, VALUES, company.user_id)
    assert (report.current, second.number, second.answers["i1"], second.answers["i4"]) == (second, 2, "0", None)
    assert list(AuditEntry.objects.order_by("position").values_list("verb", "actor_id")) == [
        ("programmes.report_handed_in", company.user_id),
    ] * 2  # fmt: skip


@pytest.mark.parametrize(
    ("indicator", "typed", "sentence"),
    [
        ("i1", "12.5", "A whole number was expected"),
        ("i1", "-1", "A number from 0"),
        ("i1", "many", "is no number"),
        ("i2", "12 EUR", "An amount in USD was expected"),
        ("i2", "1.234", "is no amount"),
        ("i3", "101", "from 0 to 100"),
    ],
)
def test_what_cannot_be_read_is_not_handed_in(now: datetime, indicator: str, typed: str, sentence: str) -> None:
    report = report_asked(now)
    company = speaker_of(report.place)
    save_report(report_id=report.pk, typed=TYPED | {indicator: typed}, by=company, now=now)

    with pytest.raises(Refused, match=sentence) as refused:
        hand_in_report(report_id=report.pk, by=company, now=now)

    report.refresh_from_db()
    assert (refused.value.field, report.typed[indicator], report.current) == (indicator, typed, None)


def test_only_who_speaks_for_the_company_writes_and_nobody_over_somebody_else(now: datetime) -> None:
    report = report_asked(now)
    company = speaker_of(report.place)
    _person, officer = officer_of(report.period.programme)

    for nobody in (speaker_of(report.place, "member"), speaker_of(CohortPlaceFactory()), officer):
        for deed in (lambda by: save_report(report_id=report.pk, typed=TYPED, by=by, now=now),
                     lambda by: hand_in_report(report_id=report.pk, by=by, now=now),
                     lambda by: ask_correction(report_id=report.pk, reason="A slip", by=by, now=now)):  # fmt: skip
            with pytest.raises(Refused, match="Only owners and representatives"):
                deed(nobody)
    save_report(report_id=report.pk, typed=TYPED, by=company, now=now)
    with pytest.raises(Overtaken):
        save_report(report_id=report.pk, typed={"i1": "3"}, by=company, now=now, seen="what was there before")

    report.refresh_from_db()
    assert (report.typed, ReportVersion.objects.count()) == (TYPED, 0)


def test_locked_report_changes_by_an_accepted_correction_alone(now: datetime) -> None:
    report = report_asked(now)
    company = speaker_of(report.place)
    _person, officer = officer_of(report.period.programme)
    with pytest.raises(Refused, match="Nothing is handed in"):
        lock_report(report_id=report.pk, by=officer, now=now)
    first = stated(report, company, now).current
    with pytest.raises(Refused, match="not locked yet"):
        ask_correction(report_id=report.pk, reason="A slip", by=company, now=now)
    lock_report(report_id=report.pk, by=officer, now=now)
    lock_report(report_id=report.pk, by=officer, now=now + timedelta(days=1))

    save_report(report_id=report.pk, typed=TYPED | {"i1": "13"}, by=company, now=now)
    with pytest.raises(Refused, match="is locked"):
        hand_in_report(report_id=report.pk, by=company, now=now)
    with pytest.raises(Refused, match="Say why"):
        ask_correction(report_id=report.pk, reason=" ", by=company, now=now)
    declined = ask_correction(report_id=report.pk, reason="One more came", by=company, now=now)
    with pytest.raises(Refused, match="waits for the officers already"):
        ask_correction(report_id=report.pk, reason="And again", by=company, now=now)
    with pytest.raises(Refused, match="Only the officers"):
        accept_correction(version_id=declined.pk, by=company, now=now)
    with pytest.raises(Refused, match="Say why"):
        decline_correction(version_id=declined.pk, answer="", by=officer, now=now)
    decline_correction(version_id=declined.pk, answer="She came in May.", by=officer, now=now)
    with pytest.raises(Refused, match="decided already"):
        accept_correction(version_id=declined.pk, by=officer, now=now)
    report.refresh_from_db()
    assert (report.current, report.locked_at) == (first, now)
    accepted = ask_correction(report_id=report.pk, reason="She came in March after all", by=company, now=now)
    accept_correction(version_id=accepted.pk, by=officer, now=now)
    accept_correction(version_id=accepted.pk, by=officer, now=now)

    report.refresh_from_db()
    assert (report.current.number, report.current.answers["i1"], report.locked_at) == (3, "13", now)
    assert list(report.versions.order_by("number").values_list("state", "answer")) == [
        (VersionState.HANDED_IN, ""), (VersionState.DECLINED, "She came in May."), (VersionState.ACCEPTED, ""),
    ]  # fmt: skip


def test_database_alone_keeps_what_was_locked(now: datetime) -> None:
    report = report_asked(now)
    company = speaker_of(report.place)
    stated(report, company, now)
    version = report.current
    rival = report_asked(now)
    other = stated(rival, speaker_of(rival.place), now).current
    lock_at_its_day(report_id=report.pk, by=SYSTEM, now=now)
    refused = []
    for name, write in {
        "report_version_is_sealed": [
            lambda: ReportVersion.objects.filter(pk=version.pk).update(answers={}),
            lambda: ReportVersion.objects.filter(pk=version.pk).update(state="accepted", reason="x", decided_at=now),
            lambda: ReportVersion.objects.filter(pk=version.pk)._raw_delete("default"),
        ],
        "locked_report_stands": [
            lambda: CompanyReport.objects.filter(pk=report.pk).update(locked_at=None),
            lambda: CompanyReport.objects.filter(pk=report.pk).update(current=None),
            lambda: CompanyReport.objects.filter(pk=report.pk).update(current=other),
            lambda: CompanyReport.objects.filter(pk=report.pk)._raw_delete("default"),
        ],
        "report_version_in_time": [
            lambda: ReportVersion.objects.create(report=report, number=2, answers={}, handed_in_at=now),
            lambda: ReportVersion.objects.create(
                report=report, number=2, answers={}, handed_in_at=now, state="accepted", reason="x", decided_at=now
            ),
        ],
    }.items():  # fmt: skip
        for each in write:
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                each()
            refused.append(name)

    report.refresh_from_db()
    assert (len(refused), report.current, report.current.answers) == (9, version, VALUES)
    # Who handed it in is forgotten with the person.
    ReportVersion.objects.filter(pk=version.pk).update(person=None)


def test_sums_count_what_was_said_and_who_said_nothing(now: datetime) -> None:
    cohort = CohortFactory()
    places = [CohortPlaceFactory(cohort=cohort) for _number in range(4)]
    period = period_of(cohort.programme, now)
    for place, typed in zip(places, [TYPED, TYPED | {"i2": "0", "i3": "25.5"}, {"i1": "0"}], strict=False):
        stated(place.reports.get(), speaker_of(place), now, typed)
    # The fourth has written something, and handed in nothing.
    save_report(report_id=places[3].reports.get().pk, typed=TYPED, by=speaker_of(places[3]), now=now)

    assert [(each.said, each.silent, sum_told(each)) for each in sums_of(period)] == [
        (3, 0, "24 people"), (2, 1, "USD 1,250.50"), (2, 1, "25.5% – 40%"), (2, 1, ""),
    ]  # fmt: skip


def test_reports_are_locked_at_their_day_and_whoever_came_later_is_asked(now: datetime) -> None:
    report = report_asked(now)
    cohort = report.place.cohort
    late = CohortPlaceFactory(cohort=cohort)
    stated(report, speaker_of(report.place), now)

    # The programme lives in Seoul: there it is the sixteenth of May already.
    for moment, locked in ((datetime.fromisoformat("2023-05-15T14:59:59Z"), 0), (
        datetime.fromisoformat("2023-05-15T15:00:00Z"), 2)):  # fmt: skip
        assert follow_next(moment, after=0) == cohort.programme_id
        assert follow_next(moment, after=cohort.programme_id) == 0
        assert CompanyReport.objects.filter(period=report.period, locked_at=moment).count() == locked
        assert late.reports.count() == 1


def test_company_is_reminded_once_at_each_step_in_its_own_language(now: datetime) -> None:
    report = report_asked(now)
    reader = speaker_of(report.place)
    speaker_of(report.place, "member")
    second = period_of(report.period.programme, now, ends_on=date(2023, 7, 2))
    days = [
        "2023-04-15",
        "2023-04-16",
        "2023-04-16",
        "2023-04-20",
        "2023-04-27",
        "2023-04-30",
        "2023-05-01",
        "2023-05-09",
    ]
    told = []
    for day in days:
        moment = datetime.fromisoformat(f"{day}T03:00:00Z")
        with standing_still(moment):
            remind_due(moment)
            while notices.deliver_next(moment):
                pass
        told.append(len(mail.outbox))

    assert told == [0, 1, 1, 1, 2, 2, 3, 3]
    assert OutboxItem.objects.exclude(delivered_at=None).count() == 3
    assert {each.recipients()[0].split("<")[-1].strip(">") for each in mail.outbox} == {
        User.objects.get(pk=reader.user_id).email
    }  # fmt: skip
    first = str(mail.outbox[0].body)
    assert first.count("/programmes/mine/") == 2
    assert second.reports.get().reminded == 3


def test_nobody_is_told_of_what_was_handed_in_meanwhile(now: datetime) -> None:
    report = report_asked(now)
    company = speaker_of(report.place)
    moment = datetime.fromisoformat("2023-04-27T03:00:00Z")
    with standing_still(moment):
        remind_due(moment)
        stated(report, company, moment)
        while notices.deliver_next(moment):
            pass

    assert mail.outbox == []


def test_export_tells_a_person_what_they_handed_in(now: datetime) -> None:
    report = report_asked(now)
    company = speaker_of(report.place)
    stated(report, company, now)

    assert kept_of(company.person_id)["reports"] == [
        {"report": str(report.public_id), "version": 1, "reason": "", "at": now.isoformat()}
    ]
