"""Two officers at once at the desk of the ledger: the second is told, and nobody loses what the other wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from bridgehead.accounts.actor import SYSTEM
from bridgehead.agreements.actions.obligations import SETTLED_SEEN, ObligationSaid, add_obligation
from bridgehead.agreements.actions.terms import change_draft
from bridgehead.agreements.models import LedgerRole
from bridgehead.foundation.records import seen_of
from tests.factories.agreements import LedgerRoleFactory, drafted, licence_said, signed
from tests.factories.organisations import OrganisationFactory
from tests.pages import browser, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)


def to(name: str, *ids: object) -> str:
    return reverse(f"agreements_desk:{name}", args=ids)


@pytest.fixture
def role() -> LedgerRole:
    return LedgerRoleFactory(user__language="en")


def test_of_two_who_change_an_obligation_nobody_loses_what_the_other_wrote(role: LedgerRole) -> None:
    company = OrganisationFactory(name_en="Hanbit")
    agreement = signed(licence_said(company), keeper=role.agency)
    said = ObligationSaid(due_on=date(2023, 6, 1), name_en="Report")
    owed = add_obligation(agreement_id=agreement.pk, said=said, by=SYSTEM, now=NOW)
    desk, page = browser(role.user), to("obligation", agreement.public_id, owed.public_id)
    both = {**desk.get(page).context["form"].initial, "due_on": "2023-06-01"}
    assert desk.post(page, {**both, "due_on": "2023-07-01", "owed_by": str(company.public_id)}).status_code == 302

    late = desk.post(page, {**both, "note": "by mail"})

    assert late.status_code == 422
    said_there = text(late)
    assert "Somebody has changed this since you opened the page." in said_there
    assert "By now it says: Owed by – Hanbit; Due on – 1 July 2023; Note – empty." in said_there
    owed.refresh_from_db()
    assert (owed.due_on, owed.owed_by_id, owed.note) == (date(2023, 7, 1), company.pk, "")
    # Saved once more, in sight of what is new.
    form = late.context["form"]
    assert desk.post(page, {name: form[name].value() or "" for name in form.fields}).status_code == 302
    owed.refresh_from_db()
    assert (owed.due_on, owed.owed_by_id, owed.note) == (date(2023, 6, 1), None, "by mail")


def test_of_two_who_settle_an_obligation_the_second_is_told(role: LedgerRole) -> None:
    agreement = signed(keeper=role.agency)
    said = ObligationSaid(due_on=date(2023, 4, 1), name_en="Report")
    owed = add_obligation(agreement_id=agreement.pk, said=said, by=SYSTEM, now=NOW)
    desk, seen = browser(role.user), seen_of(owed, SETTLED_SEEN)
    page = to("settle", agreement.public_id, owed.public_id)

    with time_machine.travel(NOW):
        shown = desk.get(to("obligations", agreement.public_id)).content.decode()
        answers = [
            text(desk.post(page, {"done_on": day, "seen": seen}, follow=True)) for day in ("2023-04-20", "2023-04-24")
        ]

    owed.refresh_from_db()
    assert (f'name="seen" value="{seen}"' in shown, owed.done_on) == (True, date(2023, 4, 20))
    assert ["Somebody has changed this since" in each for each in answers] == [False, True]
    assert "What you typed" not in answers[1]


def test_of_two_who_settle_what_is_public_the_second_sees_what_the_first_chose(role: LedgerRole) -> None:
    agreement = signed(keeper=role.agency)
    desk, page = browser(role.user), to("publication", agreement.public_id)
    typed = {"public_from": "2023-05-01T09:00", "zone": "Asia/Seoul", "revision": str(agreement.revision)}
    desk.post(page, {**typed, "public_from": "2023-06-01T09:00", "concealed": ["money", "signatories"]})

    late = desk.post(page, typed)

    assert late.status_code == 422
    assert "Somebody has changed this agreement since you opened the page." in text(late)
    assert "By now it says: Public from – 2023-06-01 09:00; Stays hidden even then – Money, " in text(late)
    form = late.context["form"]
    assert desk.post(page, {**typed, "revision": form["revision"].value()}).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.public_from, agreement.concealed) == (datetime(2023, 5, 1, tzinfo=UTC), [])


def test_a_step_on_an_older_page_is_taken_in_sight_of_what_is_new_or_said_to_be_over(role: LedgerRole) -> None:
    said = licence_said(OrganisationFactory(), OrganisationFactory())
    draft = drafted(said, keeper=role.agency)
    desk, page = browser(role.user), to("move", draft.public_id)
    typed = {"state": "agreed", "on": "2023-04-26", "revision": "0"}
    new = replace(said, name_en="Another")
    change_draft(agreement_id=draft.pk, revision=0, said=new, by=SYSTEM, now=NOW)

    with time_machine.travel(NOW):
        late = desk.post(page, typed)
        form = next(each for each in late.context["moves"] if each.state == "agreed")
        again = desk.post(page, {**typed, "revision": form["revision"].value()})
        over = desk.post(page, typed)

    assert "Somebody has changed this agreement since you opened the page." in text(late)
    assert (late.status_code, again.status_code, over.status_code) == (422, 302, 422)
    assert "Somebody has changed this agreement since you opened the page." in text(over)
