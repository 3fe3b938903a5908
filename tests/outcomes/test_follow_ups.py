"""Following up what was signed: when it is asked, who answers, what closes it, and who is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from bridgehead.accounts.actor import SYSTEM
from bridgehead.agreements.actions.said import said_by
from bridgehead.agreements.actions.states import move_agreement
from bridgehead.agreements.actions.terms import correct_terms
from bridgehead.agreements.models import Agreement, LedgerRole
from bridgehead.foundation import notices
from bridgehead.foundation.models import AuditEntry, OutboxItem
from bridgehead.foundation.refusals import Refused
from bridgehead.outcomes.actions import follow_ups
from bridgehead.outcomes.models import FollowUp
from bridgehead.outcomes.rules import due_on, steps_to_make
from tests.clocks import standing_still
from tests.factories.agreements import LedgerRoleFactory, drafted, keeper_of, licence_said, signed
from tests.factories.organisations import OrganisationFactory
from tests.factories.outcomes import follow_all
from tests.outcomes.pages import to
from tests.pages import browser, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SIGNED = date(2023, 4, 26)
NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
DAYS = st.dates(date(1990, 1, 1), date(2040, 1, 1))


def after(days: int) -> datetime:
    return NOW + timedelta(days=days)


def of(agreement: Agreement) -> list[tuple[int, str]]:
    return list(agreement.follow_ups.order_by("step").values_list("step", "state"))


def answer(agreement: Agreement, step: int, came_of: str, now: datetime, **more: Any) -> FollowUp:
    asked = agreement.follow_ups.get(step=step)
    return follow_ups.answer_follow_up(follow_up_id=asked.pk, came_of=came_of, by=SYSTEM, now=now, **more)


def move(agreement: Agreement, state: str, now: datetime) -> None:
    held = Agreement.objects.get(pk=agreement.pk)
    move_agreement(
        agreement_id=held.pk, revision=held.revision, state=state, on=now.date(), note="x", by=SYSTEM, now=now
    )


# --- The days --------------------------------------------------------------------------------------------------------


def test_it_is_asked_after_thirty_ninety_and_a_hundred_and_eighty_days_and_then_each_year() -> None:
    assert [due_on(SIGNED, step) for step in range(1, 6)] == [
        date(2023, 5, 26),
        date(2023, 7, 25),
        date(2023, 10, 23),
        date(2024, 4, 26),
        date(2025, 4, 26),
    ]
    assert [due_on(date(2024, 2, 29), step) for step in (4, 7)] == [date(2025, 3, 1), date(2028, 2, 29)]


@pytest.mark.parametrize(
    ("days", "known", "steps"),
    [
        (0, {}, [1, 2, 3]),
        (100, {}, [2, 3]),
        (180, {}, [3, 4]),
        (1200, {}, [6, 7]),
        (100, {"last": 3}, []),
        (180, {"last": 3}, [4]),
        (100, {"last": 3, "answered": 3}, [4]),
        (1200, {"last": 4}, [6, 7]),
    ],
)
def test_of_the_days_that_have_come_only_the_latest_is_asked(
    days: int, known: dict[str, int], steps: list[int]
) -> None:
    assert list(steps_to_make(SIGNED, SIGNED + timedelta(days=days), **known)) == steps


@settings(deadline=None, derandomize=True, database=None)
@given(signed_on=DAYS, gaps=st.lists(st.integers(0, 900), max_size=6))
def test_one_is_always_still_to_come_and_none_is_made_twice(signed_on: date, gaps: list[int]) -> None:
    """However rarely the clock is looked at."""
    today, made = signed_on, list(steps_to_make(signed_on, signed_on))
    for gap in gaps:
        today += timedelta(days=gap)
        made += steps_to_make(signed_on, today, last=made[-1])
        assert sorted(set(made)) == made
        assert due_on(signed_on, made[-1]) > today
        assert [step for step in made if due_on(signed_on, step) <= today] or due_on(signed_on, 1) > today


# --- The life of a follow-up -----------------------------------------------------------------------------------------


def test_a_signing_is_followed_up_and_a_draft_is_not() -> None:
    agreement, draft = signed(), drafted()

    assert (of(agreement), of(draft)) == ([(1, "open"), (2, "open"), (3, "open")], [])
    assert {each.keeper_id for each in agreement.follow_ups.all()} == {agreement.keeper_id}


def test_each_year_the_next_is_made_when_the_last_falls_due() -> None:
    agreement = signed()
    follow_all(after(179))
    before = of(agreement)
    for _twice in range(2):
        follow_all(after(180))
    half = of(agreement)
    follow_all(after(366))

    assert [len(before), len(half), len(of(agreement))] == [3, 4, 5]


def test_what_was_signed_before_anybody_followed_up_is_asked_once() -> None:
    old, ended = signed(), signed()
    move(ended, "ended", NOW)
    FollowUp.objects.all().delete()

    follow_all(datetime(2026, 11, 28, tzinfo=UTC))

    assert (of(old), of(ended)) == ([(6, "open"), (7, "open")], [])


def test_an_answer_covers_the_steps_before_and_the_next_follows() -> None:
    agreement = signed()

    answer(agreement, 3, "under_way", after(170), note=" The licensee is in phase 2. ")

    assert of(agreement) == [(1, "closed"), (2, "closed"), (3, "answered"), (4, "open")]
    assert agreement.follow_ups.get(step=3).note == "The licensee is in phase 2."
    assert agreement.follow_ups.get(step=1).closed_for == "covered"
    with pytest.raises(Refused, match="answered or closed already"):
        answer(agreement, 3, "nothing", after(171))
    assert AuditEntry.objects.get(verb="outcomes.follow_up_answered").change == {
        "came_of": [None, "under_way"],
        "step": [None, 3],
    }


def test_what_came_to_an_end_is_asked_no_more_until_that_was_a_slip() -> None:
    agreement = signed()
    answered = answer(agreement, 1, "ended", after(30))
    follow_all(after(900))
    closed = of(agreement)

    follow_ups.reopen_follow_up(follow_up_id=answered.pk, by=SYSTEM, now=after(901))

    assert closed == [(1, "answered"), (2, "closed"), (3, "closed")]
    assert of(agreement) == [(1, "open"), (2, "open"), (3, "open"), (5, "open"), (6, "open")]


def test_a_slip_that_is_taken_back_covers_nothing_any_more() -> None:
    agreement = signed()
    answer(agreement, 2, "nothing", after(90))
    follow_all(after(180))
    slip = answer(agreement, 4, "realised", after(366))
    covered = of(agreement)
    held = Agreement.objects.select_related("current").get(pk=agreement.pk)
    assert held.current is not None
    one: dict[str, Any] = {"agreement_id": held.pk, "revision": held.revision, "by": SYSTEM, "now": after(367)}
    correct_terms(**one, said=said_by(held.current), signed_on=date(2023, 4, 20), reason_en="A slip")

    follow_ups.reopen_follow_up(follow_up_id=slip.pk, by=SYSTEM, now=after(368))

    assert covered == [(1, "closed"), (2, "answered"), (3, "closed"), (4, "answered"), (5, "open")]
    assert of(agreement) == [(1, "closed"), (2, "answered"), (3, "open"), (4, "open"), (5, "open")]
    days = agreement.follow_ups.filter(state="open").order_by("step").values_list("due_on", flat=True)
    assert list(days) == [date(2023, 10, 17), date(2024, 4, 20), date(2025, 4, 20)]


@pytest.mark.parametrize(("state", "closing"), [("cancelled", "called_off"), ("ended", "ended")])
def test_what_is_called_off_or_has_ended_is_asked_no_more(state: str, closing: str) -> None:
    agreement = signed()
    answered = answer(agreement, 1, "nothing", after(30))

    move(agreement, state, after(40))
    follow_all(after(900))

    assert of(agreement) == [(1, "answered"), (2, "closed"), (3, "closed")]
    assert set(agreement.follow_ups.filter(state="closed").values_list("closed_for", flat=True)) == {closing}
    with pytest.raises(Refused, match="nobody asks any more"):
        follow_ups.reopen_follow_up(follow_up_id=answered.pk, by=SYSTEM, now=after(41))


def test_a_corrected_day_of_signing_moves_what_is_still_to_be_asked() -> None:
    said = licence_said(OrganisationFactory())
    agreement = signed(said)
    answer(agreement, 1, "nothing", after(30))

    correct_terms(
        agreement_id=agreement.pk,
        revision=Agreement.objects.get(pk=agreement.pk).revision,
        said=replace(said, name_en="New drug candidate"),
        signed_on=date(2023, 4, 20),
        reason_en="A slip",
        by=SYSTEM,
        now=after(31),
    )

    days = list(agreement.follow_ups.order_by("step").values_list("due_on", flat=True))
    assert days == [date(2023, 5, 26), date(2023, 7, 19), date(2023, 10, 17)]


def test_only_those_who_keep_the_ledger_answer() -> None:
    agreement, stranger = signed(), keeper_of(OrganisationFactory(kind="agency"))
    asked = agreement.follow_ups.get(step=1)

    for deed in (
        lambda: follow_ups.answer_follow_up(follow_up_id=asked.pk, came_of="nothing", by=stranger, now=NOW),
        lambda: follow_ups.reopen_follow_up(follow_up_id=asked.pk, by=stranger, now=NOW),
    ):
        with pytest.raises(Refused, match="Only those who keep this ledger"):
            deed()

    assert of(agreement) == [(1, "open"), (2, "open"), (3, "open")]


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"step": 2}, r"follow_up_once_per_step|UNIQUE"),
        ({"step": 0}, "follow_up_steps_from_one|step"),
        ({"state": "answered"}, "follow_up_answered_with_what_came_of_it"),
        ({"came_of": "nothing"}, "follow_up_answered_with_what_came_of_it"),
        ({"state": "closed"}, "follow_up_closed_for_a_reason"),
        ({"closed_for": "ended"}, "follow_up_closed_for_a_reason"),
    ],
)
def test_the_database_refuses_what_no_follow_up_can_be(change: dict[str, Any], constraint: str) -> None:
    asked = signed().follow_ups.get(step=1)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        FollowUp.objects.filter(pk=asked.pk).update(**change)


def test_who_keeps_a_ledger_is_told_once_of_all_that_is_due() -> None:
    role, other = LedgerRoleFactory(user__language="en"), LedgerRoleFactory(user__language="ko")
    for _number in range(2):
        signed(keeper=role.agency)
    signed(keeper=other.agency)

    told = [follow_ups.tell_due(after(days)) for days in (29, 30, 31, 90)]
    while notices.deliver_next(after(91)):
        pass

    assert told == [0, 2, 0, 2]
    assert [(each.recipients()[0].split("<")[-1].strip(">"), each.subject) for each in mail.outbox] == [
        (role.user.email, "2 follow-ups are due"),
        (other.user.email, "후속 확인 1건의 기한이 되었습니다"),
        (role.user.email, "4 follow-ups are due"),
        (other.user.email, "후속 확인 2건의 기한이 되었습니다"),
    ]
    assert "/en/desk/outcomes/follow-ups/" in str(mail.outbox[0].body)


def test_nobody_is_told_what_was_answered_meanwhile() -> None:
    role = LedgerRoleFactory()
    agreement = signed(keeper=role.agency)
    follow_ups.tell_due(after(30))
    answer(agreement, 1, "nothing", after(30))
    while notices.deliver_next(after(30)):
        pass

    assert (mail.outbox, OutboxItem.objects.filter(delivered_at=None).count()) == ([], 0)


# --- The pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def _later() -> Iterator[None]:
    """Thirty-two days after the signing."""
    with standing_still(after(32)):
        yield


@pytest.fixture
def role() -> LedgerRole:
    return LedgerRoleFactory(user__language="en")


@pytest.mark.usefixtures("_later")
def test_the_desk_lists_what_is_due_and_leads_to_what_came_in(role: LedgerRole) -> None:
    agreement = signed(keeper=role.agency)
    theirs = signed(licence_said(OrganisationFactory(name_en="Canary 5")))
    desk, asked = browser(role.user), agreement.follow_ups.get(step=1)

    due, coming = (text(desk.get(to("follow_ups") + query)) for query in ("", "?show=coming"))
    page = text(desk.get(to("follow_up", asked.public_id)))
    nothing = desk.post(to("follow_up", asked.public_id), {"note": "Called them."})
    answered = desk.post(to("follow_up", asked.public_id), {"came_of": "realised", "note": "Upfront paid."})
    strange = desk.get(to("follow_up", theirs.follow_ups.get(step=1).public_id))

    assert ("Due 1 Coming 2" in due, "Overdue for 2 days" in due, "Canary 5" in due + coming) == (True, True, False)
    assert "30 days after the signing, 26 May 2023" in page
    assert (nothing.status_code, "Called them." in text(nothing)) == (422, True)
    assert answered["Location"] == to("realised", agreement.public_id)
    assert "Money has come in" in text(desk.get(to("follow_ups") + "?show=answered"))
    assert strange.status_code == 404
    reopened = desk.post(to("reopen_follow_up", asked.public_id), follow=True)
    assert "it is asked again" in text(reopened)


@pytest.mark.usefixtures("_later")
def test_the_list_is_narrowed_by_year_and_ledger(role: LedgerRole) -> None:
    other = LedgerRoleFactory(user=role.user, agency__name_en="Other Agency")
    signed(keeper=role.agency)
    signed(keeper=other.agency, on=date(2022, 4, 26))
    theirs = signed(keeper=OrganisationFactory(kind="agency"), on=date(2019, 4, 26))
    desk = browser(role.user)

    def listed(query: str) -> str:
        """Return the count of each list, then the titles of the one that is shown."""
        page = text(desk.get(to("follow_ups") + query))
        return page[page.index("Due ") : page.index("Closed ") + 8].strip()

    pages = {
        query: listed(query)
        for query in ("", "?year=2022", "?year=2023", f"?keeper={other.agency.public_id}", "?year=1999", "?year=x")
    }
    none = text(desk.get(to("follow_ups") + f"?year=2022&keeper={role.agency.public_id}"))
    shown = desk.get(to("follow_ups") + "?year=2023&show=coming").content.decode()
    alone = desk.get(to("follow_ups")).content.decode()

    assert pages == {
        "": "Due 4 Coming 2 Answered 0 Closed 0",
        "?year=2022": "Due 3 Coming 0 Answered 0 Closed 0",
        "?year=2023": "Due 1 Coming 2 Answered 0 Closed 0",
        f"?keeper={other.agency.public_id}": "Due 3 Coming 0 Answered 0 Closed 0",
        "?year=1999": "Due 4 Coming 2 Answered 0 Closed 0",
        "?year=x": "Due 4 Coming 2 Answered 0 Closed 0",
    }
    assert ("No follow-up fits" in none, "Show all" in none) == (True, True)
    assert ('name="show" value="coming"' in shown, "?year=2023&amp;show=answered" in shown) == (True, True)
    assert ("Other Agency" in alone, '<option value="2019"' in alone) == (True, False)
    assert theirs.follow_ups.count() == 3


@pytest.mark.usefixtures("_later")
def test_more_than_a_thousand_are_reached_by_their_year(role: LedgerRole) -> None:
    agreement = signed(keeper=role.agency)
    one = agreement.follow_ups.get(step=1)
    some = [FollowUp(agreement=agreement, keeper=role.agency, step=4 + n, due_on=one.due_on) for n in range(1001)]
    FollowUp.objects.bulk_create(some)
    last = FollowUp.objects.create(agreement=agreement, keeper=role.agency, step=2000, due_on=date(2021, 5, 26))
    desk = browser(role.user)

    every, narrowed = (text(desk.get(to("follow_ups") + query)) for query in ("", "?year=2021"))

    assert ("Due 1000+" in every, "The first 1,000 are listed. Narrow them, by year for example" in every) == (
        True,
        True,
    )
    assert ("Due 1 " in narrowed, "The first 1,000" in narrowed, last.due_on.year) == (True, False, 2021)


@pytest.mark.usefixtures("_later")
def test_an_agreements_page_says_when_it_is_looked_at_next(role: LedgerRole) -> None:
    agreement = signed(keeper=role.agency)
    answer(agreement, 1, "nothing", after(32))

    page = text(browser(role.user).get(reverse("agreements_desk:agreement", args=[agreement.public_id])))

    assert "Next follow-up: 90 days after the signing , 25 Jul 2023" in page
