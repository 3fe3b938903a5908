"""Tasks: set for a cohort or one company, done with a note and a file, reminded of with the reports, read by few."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.test import Client

from bridgehead.accounts.models import User
from bridgehead.foundation import notices
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from bridgehead.programmes.actions.reminding import follow_next, remind_due
from bridgehead.programmes.actions.tasks import change_task, finish_task, reopen_task, set_task, withdraw_task
from bridgehead.programmes.models import CompanyTask, Task
from bridgehead.programmes.queries.people import kept_of
from tests.clocks import standing_still
from tests.factories.cohorts import CohortFactory, CohortPlaceFactory, speaker_of
from tests.factories.company_reports import period_of
from tests.factories.organisations import MembershipFactory
from tests.factories.programmes import ProgrammeFactory, officer_of
from tests.factories.tasks import task_for

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SAID: dict[str, Any] = {"name_ko": "발표 자료 제출", "name_en": "Hand in your slides", "due_on": date(2023, 5, 31)}


def test_task_is_set_a_cohort_or_a_company_and_whoever_is_admitted_later(now: datetime) -> None:
    cohort = CohortFactory()
    _person, officer = officer_of(cohort.programme)
    _other, stranger = officer_of(ProgrammeFactory())
    first, second = CohortPlaceFactory(cohort=cohort), CohortPlaceFactory(cohort=cohort)
    CohortPlaceFactory(cohort=cohort, state="graduated")
    told: dict[str, Any] = {"programme_id": cohort.programme_id, "now": now, **SAID}

    for wrong, sentence in (
        ({"cohort": cohort, "by": stranger}, "Only the officers"),
        ({"by": officer}, "Choose a cohort or a company"),
        ({"cohort": CohortFactory(), "by": officer}, "Choose a cohort or a company"),
        ({"cohort": cohort, "by": officer, "name_ko": "", "name_en": ""}, "needs a name"),
    ):
        with pytest.raises(Refused, match=sentence):
            set_task(**told | wrong)
    assert not Task.objects.exists()

    whole = set_task(cohort=cohort, by=officer, **told)
    alone = set_task(place=second, by=officer, **told)
    late = CohortPlaceFactory(cohort=cohort)
    for _twice in range(2):
        follow_next(now, after=0)

    assert [sorted(each.companies.values_list("place", flat=True)) for each in (whole, alone)] == [
        [first.pk, second.pk, late.pk], [second.pk],
    ]  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=whole.pk).update(place=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        CompanyTask.objects.create(task=alone, place=second)


def test_company_says_that_a_task_is_done_with_a_note_and_a_file_and_takes_it_back(now: datetime) -> None:
    place = CohortPlaceFactory()
    item = task_for(place)
    company, member = speaker_of(place), speaker_of(place, "member")
    rival = speaker_of(CohortPlaceFactory(cohort=place.cohort))
    _person, officer = officer_of(place.cohort.programme)
    told: dict[str, Any] = {"company_task_id": item.pk, "now": now}

    for nobody in (member, rival, officer):
        with pytest.raises(Refused, match="Only owners and representatives"):
            finish_task(by=nobody, note="Ours", **told)
    finish_task(by=company, note="Sent", given=ContentFile(b"one", name="one.txt"), **told)
    again = finish_task(by=company, note="Sent anew", given=ContentFile(b"two", name="two.txt"), **told)
    kept = finish_task(by=company, note="Sent anew", **told)

    assert (again.note, kept.done_at, kept.file and kept.file.filename) == ("Sent anew", now, "two.txt")
    assert kept_of(company.person_id)["tasks"] == [
        {"task": str(item.task.public_id), "note": "Sent anew", "at": now.isoformat()}
    ]
    assert reopen_task(by=company, **told).done_at is None
    withdraw_task(task_id=item.task_id, by=officer, now=now)
    with pytest.raises(Refused, match="no longer asked for"):
        finish_task(by=company, **told)
    assert list(AuditEntry.objects.order_by("position").values_list("verb", flat=True)) == [
        *["programmes.task_done"] * 3, "programmes.task_reopened", "programmes.task_withdrawn",
    ]  # fmt: skip


def test_company_is_reminded_of_tasks_and_reports_in_one_mail_a_day(now: datetime) -> None:
    place = CohortPlaceFactory()
    period_of(place.cohort.programme, now)
    task = task_for(place, due_on=date(2023, 5, 4)).task
    done = task_for(place, name_en="Done already", due_on=date(2023, 5, 4))
    reader, (_person, officer) = speaker_of(place), officer_of(place.cohort.programme)
    User.objects.filter(pk=reader.user_id).update(language="en")
    finish_task(company_task_id=done.pk, by=reader, now=now)
    told = []
    for day in ("2023-04-20", "2023-04-21", "2023-05-01", "2023-05-02", "2023-05-10", "2023-05-15"):
        moment = datetime.fromisoformat(f"{day}T03:00:00Z")
        with standing_still(moment):
            if day == "2023-05-10":
                # Another day is another reminder.
                change_task(task_id=task.pk, due_on=date(2023, 5, 17), by=officer, now=moment)
            remind_due(moment)
            remind_due(moment)
            while notices.deliver_next(moment):
                pass
        told.append([str(each.subject) for each in mail.outbox])
        body = "".join(str(each.body) for each in mail.outbox)
        assert ("Hand in your slides" in body, "Done already" in body) == (bool(mail.outbox), False)
        mail.outbox.clear()

    both = "company report and task"
    assert told == [
        [f"Due on 30 April 2023: {both}"], [], [f"Due on 30 April 2023: {both}"], [], [f"Due on 30 April 2023: {both}"],
        [f"Due on 30 April 2023: {both}"],
    ]  # fmt: skip


def _browser(person: User, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(person)
    return client


def test_pages_lead_from_setting_a_task_to_its_file_and_no_rival_sees_it(now: datetime) -> None:
    place = CohortPlaceFactory()
    rival = CohortPlaceFactory(cohort=place.cohort)
    programme = place.cohort.programme
    officer, stranger = _browser(officer_of(programme)[0]), _browser(officer_of(ProgrammeFactory())[0])
    people = [MembershipFactory(organisation=each.organisation, role="owner").user for each in (place, rival)]
    company, other = map(_browser, people)
    desk = f"/en/desk/programmes/{programme.public_id}/tasks/"
    typed = {
        "name_en": "Hand in your slides",
        "name_ko": "발표 자료 제출",
        "about_en": "Ten at most",
        "due_on": "2023-04-20",
    }

    with standing_still(now):
        assert "No task is set yet" in officer.get(desk).content.decode()
        wrong = officer.post(desk, typed | {"whom": "cohort-none"})
        officer.post(desk, typed | {"whom": f"place-{place.public_id}"})
        task = Task.objects.get()
        at, item = f"{desk}{task.public_id}/", task.companies.get()
        mine = f"/en/programmes/mine/{place.public_id}/"
        own = f"{mine}tasks/{item.public_id}/"
        seen = company.get(mine).content.decode()
        today = company.get("/en/my/").content.decode()
        shown = company.get(own).content.decode()
        given = ContentFile(b"deck", name="our deck.txt")
        done = company.post(own, {"note": "Here they are", "given": given, "done": "yes"}, follow=True).content.decode()
        listed = officer.get(f"{at}?standing=done").content.decode()
        files = [company.get(f"{own}file/"), officer.get(f"{at}{item.public_id}/file/")]
        hidden = [
            other.get(own), other.post(own), other.get(f"{own}file/"), stranger.get(at), officer.get(own),
            stranger.get(f"{at}{item.public_id}/file/"), officer.get(f"{at}?standing=odd"),
        ]  # fmt: skip
        theirs = other.get(f"/en/programmes/mine/{rival.public_id}/").content.decode()
        korean = _browser(people[0], "ko").get(own.replace("/en/", "/ko/")).content.decode()
        changed = officer.post(at, typed | {"due_on": "2023-05-20"}, follow=True).content.decode()
        company.post(f"{own}reopen/")
        officer.post(f"{at}withdraw/")
        gone = company.get(own)

    assert wrong.status_code == 422
    assert all("Hand in your slides" in each for each in (seen, today, shown, listed, changed))
    assert "overdue" in shown
    assert "The task is done" in done
    assert all(each in listed for each in ("Here they are", "our deck.txt"))
    assert [b"".join(each.streaming_content) for each in files] == [b"deck"] * 2  # type: ignore[attr-defined]  # files
    assert [each.status_code for each in (*hidden, gone)] == [404] * 8
    assert not any(each in theirs for each in ("Hand in your slides", "Here they are"))
    assert all(each in korean for each in ("발표 자료 제출", "과제", "완료"))
