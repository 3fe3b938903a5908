"""What companies stated in locked reports stands beside the ladder, for those who keep one and run the programme."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from bridgehead.accounts.models import User
from bridgehead.outcomes.models import Outcome
from bridgehead.programmes.actions.report_periods import lock_report
from bridgehead.programmes.models import ProgrammeRole
from tests.factories.agreements import LedgerRoleFactory
from tests.factories.cohorts import speaker_of
from tests.factories.company_reports import TYPED, report_asked, stated
from tests.factories.programmes import officer_of
from tests.ids import without_ids

pytestmark = pytest.mark.django_db


def test_locked_amounts_stand_beside_the_ladder_with_their_proof(now: datetime) -> None:
    report, open_one = report_asked(now, organisation__name_en="Hanbit"), report_asked(now)
    stated(open_one, speaker_of(open_one.place), now, TYPED | {"i2": "777"})
    stated(report, speaker_of(report.place), now)
    person, officer = officer_of(report.period.programme)
    ProgrammeRole.objects.create(programme=open_one.period.programme, user=person)
    lock_report(report_id=report.pk, by=officer, now=now)
    keeper, stranger = LedgerRoleFactory(user=person), LedgerRoleFactory()

    told = {each: _page(each) for each in (keeper.user, stranger.user)}

    proof = f"/reports/periods/{report.period.public_id}/{report.public_id}/"
    assert all(each in told[person] for each in ("Hanbit", "USD 1,250.50", "Company report, version 1", proof))
    assert "777" not in without_ids(told[person])
    assert "Hanbit" not in told[stranger.user]
    # On no rung: nothing was written on the ladder.
    assert not Outcome.objects.exists()


def _page(person: User) -> str:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client.get("/en/desk/outcomes/stated/").content.decode()
