"""The ledger as a list: what is found, in which order, and that every deed keeps its line in step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.agreements.actions.lapses import erase_contacts, expire_late
from bridgehead.agreements.actions.lines import rebuild_lines
from bridgehead.agreements.actions.obligations import ObligationSaid, add_obligation, settle_obligation
from bridgehead.agreements.actions.publication import set_publication
from bridgehead.agreements.actions.questions import withdraw_question
from bridgehead.agreements.actions.said import PartySaid, TermsSaid
from bridgehead.agreements.actions.states import move_agreement
from bridgehead.agreements.actions.terms import change_draft, correct_terms, discard_draft
from bridgehead.agreements.models import Agreement, Confirmation, LedgerLine
from bridgehead.agreements.queries.listed import (
    FoundAgreements,
    Wanted,
    fields_in_ledger,
    in_ledger,
    waiting_counts,
    years_of_signing,
)
from bridgehead.agreements.rules import Standing
from bridgehead.directory.actions.organisations import OrganisationProfile, change_organisation
from bridgehead.foundation.jobs import run_next
from tests.factories.agreements import (
    ASKED,
    agreed,
    answered,
    asked_of,
    drafted,
    keeper_of,
    licence_said,
    published,
    signed,
)
from tests.factories.organisations import OrganisationFactory, TopicFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def lines() -> list[dict[str, object]]:
    return list(LedgerLine.objects.order_by("pk").values())


def words() -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rowid, tokens FROM agreements_search ORDER BY rowid")
        return [(pk, str(tokens)) for pk, tokens in cursor.fetchall()]


def found(actor: Actor, now: datetime, **wanted: object) -> list[str]:
    """The English subjects of what is found."""
    return [each.name_en for each in in_ledger(actor, Wanted(**wanted), now)]  # type: ignore[arg-type]  # by name


def test_every_deed_writes_the_line_that_a_rebuilding_would_write(now: datetime) -> None:
    company, topic = OrganisationFactory(), TopicFactory()
    said = licence_said(company)
    slip, draft, done = drafted(said), drafted(said), published(said, since=now + timedelta(days=1))
    on = {"by": SYSTEM, "now": now}
    change_draft(agreement_id=draft.pk, revision=0, said=replace(said, name_ko="혈당", field_id=topic.pk), **on)
    discard_draft(agreement_id=slip.pk, revision=0, **on)
    owed = add_obligation(agreement_id=done.pk, said=ObligationSaid(due_on=date(2023, 4, 1), name_en="Report"), **on)
    add_obligation(agreement_id=done.pk, said=ObligationSaid(due_on=date(2023, 5, 1), name_en="Another"), **on)
    settle_obligation(obligation_id=owed.pk, done_on=date(2023, 4, 2), **on)
    done.refresh_from_db()
    done = correct_terms(
        agreement_id=done.pk, revision=done.revision, said=replace(said, kind="supply"), reason_en="A slip", **on
    )
    kept = lines(), words()

    assert rebuild_lines() == 2
    assert (lines(), words()) == kept
    line = LedgerLine.objects.get(pk=done.pk)
    assert (line.kind, line.due_on, line.public_from) == ("supply", date(2023, 5, 1), now + timedelta(days=1))


def test_what_is_confidential_or_called_off_has_no_hour(now: datetime) -> None:
    kept, off = published(since=now), published(since=now)
    on = {"by": SYSTEM, "now": now}
    set_publication(
        agreement_id=kept.pk, revision=kept.revision, public_from=now, is_confidential=True, concealed=(), **on
    )
    move_agreement(
        agreement_id=off.pk, revision=off.revision, state="cancelled", on=date(2023, 4, 26), note="Withdrawn", **on
    )

    assert list(LedgerLine.objects.values_list("public_from", flat=True)) == [None, None]


def test_finds_by_every_word_of_subject_and_parties_in_both_languages(now: datetime) -> None:
    agency = OrganisationFactory(kind="agency")
    hanbit = OrganisationFactory(name_ko="한빛바이오", name_en="Hanbit Bio")
    drafted(licence_said(hanbit, name_ko="항체 신약", name_en="Antibody drug"), keeper=agency)
    drafted(
        licence_said(OrganisationFactory(name_ko="", name_en="Beacon"), name_ko="항체 진단", name_en="Test kit"),
        keeper=agency,
    )
    keeper = keeper_of(agency)

    asked = ("항체", "antibody", "신약 hanbit", "바이오 항체", "beacon 신약", "Boston", "!?", "test")
    assert {each: found(keeper, now, words=each) for each in asked} == {
        "항체": ["Test kit", "Antibody drug"],
        "antibody": ["Antibody drug"],
        "신약 hanbit": ["Antibody drug"],
        "바이오 항체": ["Antibody drug"],
        "beacon 신약": [],
        "Boston": [],
        "!?": [],
        "test": ["Test kit"],
    }


def test_is_narrowed_to_how_far_both_sides_confirm(now: datetime) -> None:
    """Every deed on a question writes the line: the clock's and that of an erasure too."""
    agency = OrganisationFactory(kind="agency")
    subjects = (
        "draft",
        "unasked",
        "asked",
        "withdrawn",
        "late",
        "erased",
        "partly",
        "differs",
        "rejected",
        "confirmed",
    )
    made = {name: licence_said(OrganisationFactory(), name_en=name) for name in subjects}
    drafted(made["draft"], keeper=agency)
    questions = {name: asked_of(signed(made[name], keeper=agency)) for name in subjects[2:]}
    signed(made["unasked"], keeper=agency)
    for each in questions["withdrawn"]:
        withdraw_question(Confirmation, question_id=each.pk, by=SYSTEM, now=ASKED)
    answered(questions["partly"][0])
    answered(questions["differs"][0])
    answered(questions["differs"][1], verdict="corrected", reason="The day is another.")
    answered(questions["rejected"][0], verdict="rejected", reason="We never signed it.")
    for each in questions["confirmed"]:
        answered(each)
    Confirmation.objects.filter(pk__in=[each.pk for each in questions["late"]]).update(expires_at=ASKED)
    assert expire_late(Confirmation, ASKED + timedelta(minutes=1)) == 2
    for each in questions["erased"]:
        erase_contacts(Confirmation, UserFactory(email=each.contact_email).pk, ASKED)
    kept = lines()

    def narrowed(standing: str) -> list[str]:
        return sorted(found(keeper_of(agency), now, standing=standing))

    assert {each.value: narrowed(each) for each in Standing} == {
        "not_asked": ["erased", "unasked", "withdrawn"],
        "waiting": ["asked"],
        "unanswered": ["late"],
        "partly": ["partly"],
        "confirmed": ["confirmed"],
        "differs": ["differs"],
        "rejected": ["rejected"],
    }
    rebuild_lines()
    assert lines() == kept


def test_nothing_of_another_ledger_is_found_counted_or_offered(now: datetime) -> None:
    mine, theirs, topic = OrganisationFactory(kind="agency"), OrganisationFactory(kind="agency"), TopicFactory()
    signed(licence_said(OrganisationFactory(), name_en="Shared word", field_id=topic.pk), keeper=theirs)
    agreed(licence_said(OrganisationFactory(), name_en="Shared word"), keeper=theirs)
    keeper, other = keeper_of(mine), keeper_of(theirs)

    def seen(actor: Actor) -> tuple[object, ...]:
        return (
            len(in_ledger(actor, Wanted(), now)),
            len(in_ledger(actor, Wanted(words="shared"), now)),
            [each.number for each in waiting_counts(actor, now)],
            years_of_signing(actor),
            fields_in_ledger(actor),
        )

    assert seen(keeper) == (0, 0, [0, 0, 0], [], [])
    assert seen(other) == seen(SYSTEM) == (2, 2, [1, 0, 0], [2023], [topic])


def test_a_search_gets_as_far_whatever_other_ledgers_hold(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only so many agreements are looked through: those of others are not among them."""
    mine, theirs = OrganisationFactory(kind="agency"), OrganisationFactory(kind="agency")
    drafted(licence_said(OrganisationFactory(), name_en="Common one"), keeper=mine)
    for _ in range(3):
        drafted(licence_said(OrganisationFactory(), name_en="Common other"), keeper=theirs)
    monkeypatch.setattr("bridgehead.agreements.search_index.LOOKED_THROUGH", 2)

    assert found(keeper_of(mine), now, words="common") == ["Common one"]
    assert found(keeper_of(theirs), now, words="common") == ["Common other"] * 2
    cut = [in_ledger(keeper_of(each), Wanted(words="common"), now).is_cut for each in (mine, theirs)]
    assert cut == [False, True]


def test_narrows_by_everything_at_once(now: datetime) -> None:
    agency, topic, hanbit = OrganisationFactory(kind="agency"), TopicFactory(), OrganisationFactory()
    keeper = keeper_of(agency)
    said = licence_said(hanbit, field_id=topic.pk)
    signed(replace(said, name_en="Old"), keeper=agency, on=date(2022, 12, 31))
    signed(replace(said, name_en="New"), keeper=agency, on=date(2023, 1, 1))
    drafted(TermsSaid(kind="mou", name_en="Draft", parties=(PartySaid(organisation_id=hanbit.pk),)), keeper=agency)
    drafted(licence_said(OrganisationFactory(), name_en="Other"), keeper=agency)

    assert found(keeper, now, state="signed") == ["New", "Old"]
    assert found(keeper, now, kind="mou") == ["Draft"]
    assert found(keeper, now, field_id=topic.pk, year=2022) == ["Old"]
    assert found(keeper, now, year=2023, words="new") == ["New"]
    assert sorted(found(keeper, now, party_id=hanbit.pk)) == ["Draft", "New", "Old"]
    assert found(keeper, now, keeper_id=hanbit.pk) == []
    assert years_of_signing(keeper) == [2023, 2022]


def test_an_agreement_is_its_party_s_as_it_now_stands(now: datetime) -> None:
    agency, wrong, right = OrganisationFactory(kind="agency"), OrganisationFactory(), OrganisationFactory()
    agreement = signed(licence_said(wrong), keeper=agency)
    correct_terms(
        agreement_id=agreement.pk,
        revision=agreement.revision,
        said=licence_said(right),
        reason_en="The wrong company",
        by=SYSTEM,
        now=now,
    )

    keeper = keeper_of(agency)
    assert [len(found(keeper, now, party_id=each.pk)) for each in (wrong, right)] == [0, 1]


def test_waits_until_what_it_waits_for_has_come(now: datetime) -> None:
    agency = OrganisationFactory(kind="agency")
    keeper = keeper_of(agency)
    agreed(keeper=agency)
    embargoed = published(keeper=agency, since=now)
    said = ObligationSaid(due_on=date(2023, 4, 26), name_en="Report")
    add_obligation(agreement_id=embargoed.pk, said=said, by=SYSTEM, now=now)

    def waiting(at: datetime) -> dict[str, int]:
        return {each.waits.value: each.number for each in waiting_counts(keeper, at)}

    second = timedelta(seconds=1)
    assert waiting(now - second) == {"signing": 1, "hour": 1, "obligation": 0}
    assert waiting(now) == {"signing": 1, "hour": 0, "obligation": 0}
    # 27 April begins in Seoul, where the keeper is, at 15:00 UTC.
    midnight = datetime(2023, 4, 26, 15, tzinfo=now.tzinfo)
    assert [waiting(each)["obligation"] for each in (midnight - second, midnight)] == [0, 1]


def test_orders_by_signing_with_what_is_not_signed_yet_at_the_end_of_time(now: datetime) -> None:
    agency = OrganisationFactory(kind="agency")
    for name, day in (("First", date(2021, 5, 1)), ("Last", date(2023, 4, 1)), ("Second", date(2022, 5, 1))):
        signed(licence_said(OrganisationFactory(), name_en=name), keeper=agency, on=day)
    drafted(licence_said(OrganisationFactory(), name_en="Unsigned"), keeper=agency)
    keeper = keeper_of(agency)

    assert found(keeper, now, order="signed") == ["Unsigned", "Last", "Second", "First"]
    assert found(keeper, now, order="signed_first") == ["First", "Second", "Last", "Unsigned"]


def test_a_list_ends_where_it_says(now: datetime) -> None:
    agency = OrganisationFactory(kind="agency")
    for _ in range(3):
        drafted(keeper=agency)

    def listed(most: int) -> FoundAgreements:
        return in_ledger(keeper_of(agency), Wanted(), now, most=most)

    assert [(len(listed(most)), listed(most).is_more, len(listed(most)[:50])) for most in (2, 3)] == [
        (2, True, 2),
        (3, False, 3),
    ]


def test_agreements_are_found_by_the_new_name_of_a_party(now: datetime) -> None:
    agency, company = OrganisationFactory(kind="agency"), OrganisationFactory(name_en="Oldname", name_ko="")
    drafted(licence_said(company), keeper=agency)
    keeper = keeper_of(agency)
    profile = OrganisationProfile(name_en="Newname", kind="company", country="KR")

    change_organisation(organisation_id=company.pk, by=SYSTEM, profile=profile, now=now)
    assert run_next(worker="w", now=now)

    assert [len(found(keeper, now, words=each)) for each in ("oldname", "newname")] == [0, 1]
    assert Agreement.objects.get().revision == 0
