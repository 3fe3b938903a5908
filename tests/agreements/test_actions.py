"""Drafts, signings, corrections: what is done with an agreement, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from bridgehead.accounts.actor import SYSTEM
from bridgehead.agreements.actions.held import ChangedMeanwhile
from bridgehead.agreements.actions.ledgers import end_keeping, forget_keeper, let_keep_ledger
from bridgehead.agreements.actions.publication import set_publication
from bridgehead.agreements.actions.said import AmountSaid, PartySaid, TermsSaid
from bridgehead.agreements.actions.states import move_agreement, sign_agreement
from bridgehead.agreements.actions.terms import change_draft, correct_terms, discard_draft, draft_agreement
from bridgehead.agreements.models import Agreement, Amount, Component, LedgerRole, Party, Terms
from bridgehead.agreements.queries.roles import ledgers_kept_by
from bridgehead.agreements.queries.said import said_of
from bridgehead.foundation.audit import first_break
from bridgehead.foundation.models import AuditEntry, AuditStream
from bridgehead.foundation.refusals import Refused
from tests.factories.agreements import (
    SIGNED_ON,
    LedgerRoleFactory,
    agreed,
    drafted,
    keeper_of,
    licence_said,
    published,
    signed,
)
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory, actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def told(agreement: Agreement) -> list[tuple[str, dict[str, Any]]]:
    """Return the audit trail of an agreement; its chain holds."""
    stream = AuditStream.objects.get(name=agreement.audit_stream)
    assert first_break(stream) is None
    return [(each.verb.removeprefix("agreements."), each.change) for each in stream.entries.order_by("position")]


def verbs(agreement: Agreement) -> list[str]:
    return [verb for verb, _change in told(agreement)]


def everything() -> list[Any]:
    """All that is stored of agreements, to show that a refusal changed nothing."""
    models = (Agreement, Terms, Party, Amount, AuditEntry)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_a_draft_holds_what_was_said_of_it() -> None:
    company = OrganisationFactory()
    said = licence_said(company, note_ko="비고", territory=("US", "CA"), effective_on=date(2023, 5, 1))

    agreement = drafted(said)

    assert agreement.state == "draft"
    assert said_of(Terms.objects.get()) == {
        "kind": "licence_out",
        "name_ko": "신약 후보물질",
        "name_en": "New drug candidate",
        "note_ko": "비고",
        "note_en": "",
        "field": None,
        "territory": ["US", "CA"],
        "signed_on": None,
        "effective_on": "2023-05-01",
        "ends_on": None,
        "parties": [
            {"organisation": str(company.public_id), "is_disclosed": True, "country": "", "role": "licensor"},
            {"organisation": None, "is_disclosed": False, "country": "US", "role": "licensee"},
        ],
        "amounts": [
            {
                "component": "headline",
                "amount": "635300000000",
                "amount_to": None,
                "currency": "KRW",
                "exactness": "about",
                "percent": None,
                "percent_to": None,
                "note_ko": "",
                "note_en": "",
            }
        ],
    }
    assert verbs(agreement) == ["agreement_drafted"]


def test_a_draft_that_is_sent_twice_is_one(now: datetime) -> None:
    agency = OrganisationFactory(kind="agency")
    said, by = licence_said(OrganisationFactory()), keeper_of(agency)

    made = [draft_agreement(keeper_id=agency.pk, said=said, by=by, now=now, idempotency_key="k") for _ in range(2)]

    assert [each.pk for each in made] == [Agreement.objects.get().pk] * 2


def test_a_change_tells_what_it_changed_and_one_without_a_difference_tells_nothing(now: datetime) -> None:
    said = licence_said(OrganisationFactory(), OrganisationFactory())
    draft = drafted(said)
    dollars = AmountSaid(component=Component.UPFRONT, amount=Decimal("1.50"), currency="USD")

    for _ in range(2):
        wanted = replace(said, name_en="Candidate 7", amounts=(dollars,))
        draft = change_draft(agreement_id=draft.pk, revision=draft.revision, said=wanted, by=SYSTEM, now=now)

    assert (draft.revision, verbs(draft)) == (1, ["agreement_drafted", "draft_changed"])
    change = told(draft)[1][1]
    assert change["name_en"] == ["New drug candidate", "Candidate 7"]
    assert '"amount": "1.50"' in change["amounts"][1]


def test_who_saves_an_older_page_is_told_and_overwrites_nothing(now: datetime) -> None:
    said = licence_said(OrganisationFactory(), OrganisationFactory())
    draft = drafted(said)
    change_draft(agreement_id=draft.pk, revision=0, said=replace(said, name_en="First"), by=SYSTEM, now=now)
    before = everything()

    with pytest.raises(ChangedMeanwhile, match="Somebody has changed this agreement since you opened the page"):
        change_draft(agreement_id=draft.pk, revision=0, said=replace(said, name_en="Second"), by=SYSTEM, now=now)

    assert everything() == before


def test_nobody_else_touches_a_ledger(now: datetime) -> None:
    said = licence_said(OrganisationFactory())
    draft, ready, done = drafted(said), agreed(said), signed(said)
    by = keeper_of(OrganisationFactory(kind="agency"))
    before = everything()

    def on(agreement: Agreement) -> dict[str, Any]:
        return {"agreement_id": agreement.pk, "revision": agreement.revision, "by": by, "now": now}

    deeds: list[Callable[[], object]] = [
        lambda: change_draft(said=said, **on(draft)),
        lambda: discard_draft(**on(draft)),
        lambda: move_agreement(state="agreed", on=SIGNED_ON, **on(draft)),
        lambda: sign_agreement(signed_on=SIGNED_ON, **on(ready)),
        lambda: correct_terms(said=replace(said, name_en="x"), reason_en="x", **on(done)),
        lambda: set_publication(public_from=now, is_confidential=False, concealed=(), **on(done)),
    ]
    for deed in deeds:
        with pytest.raises(Refused, match="Only those who keep this ledger can do that"):
            deed()

    assert everything() == before


def test_the_whole_way_of_an_agreement(now: datetime) -> None:
    agreement = signed(licence_said(OrganisationFactory()), on=SIGNED_ON)
    for state in ("active", "ended"):
        agreement = move_agreement(
            agreement_id=agreement.pk, revision=agreement.revision, state=state, on=SIGNED_ON, by=SYSTEM, now=now
        )

    assert list(agreement.steps.values_list("state", "on")) == [
        ("draft", date(2023, 4, 20)),
        ("agreed", date(2023, 4, 20)),
        ("signed", SIGNED_ON),
        ("active", SIGNED_ON),
        ("ended", SIGNED_ON),
    ]
    assert verbs(agreement) == [
        "agreement_drafted",
        "agreement_moved",
        "agreement_signed",
        "agreement_moved",
        "agreement_moved",
    ]


def test_a_signing_needs_two_parties_and_a_day_that_has_come(now: datetime) -> None:
    alone = replace(licence_said(OrganisationFactory()), parties=(PartySaid(is_disclosed=False),))
    draft, ready = drafted(alone), agreed()
    before = everything()

    with pytest.raises(Refused, match="binds at least two parties"):
        move_agreement(agreement_id=draft.pk, revision=0, state="agreed", on=SIGNED_ON, by=SYSTEM, now=now)
    with pytest.raises(Refused, match="This day has not come yet"):
        sign_agreement(
            agreement_id=ready.pk,
            revision=ready.revision,
            signed_on=now.date() + timedelta(days=2),
            by=SYSTEM,
            now=now,
        )
    with pytest.raises(Refused, match="that is “draft” cannot become “signed”"):
        sign_agreement(agreement_id=draft.pk, revision=0, signed_on=SIGNED_ON, by=SYSTEM, now=now)

    assert everything() == before


def test_what_is_called_off_has_its_reason(now: datetime) -> None:
    agreement = signed()
    common: dict[str, Any] = {"agreement_id": agreement.pk, "state": "cancelled", "on": SIGNED_ON, "by": SYSTEM}

    with pytest.raises(Refused, match="Say why it is called off"):
        move_agreement(revision=agreement.revision, now=now, note=" ", **common)
    agreement = move_agreement(revision=agreement.revision, now=now, note="The licensee withdrew.", **common)

    assert agreement.steps.order_by("pk").values_list("state", "note")[3:].get() == (
        "cancelled",
        "The licensee withdrew.",
    )


def test_a_correction_is_a_new_version_and_the_old_one_stays(now: datetime) -> None:
    said = licence_said(OrganisationFactory())
    agreement = signed(said)
    old = said_of(Terms.objects.get())
    right = replace(said, amounts=(replace(said.amounts[0], amount=Decimal(635_000_000_000)),))

    corrected = correct_terms(
        agreement_id=agreement.pk,
        revision=agreement.revision,
        said=right,
        reason_en="The stated value was rounded.",
        by=SYSTEM,
        now=now,
    )

    first, second = Terms.objects.order_by("number")
    assert said_of(first) == old
    assert said_of(second) == {**old, "amounts": [{**old["amounts"][0], "amount": "635000000000"}]}
    assert (corrected.current_id, second.number, second.reason_en, second.sealed_at) == (
        second.pk,
        2,
        "The stated value was rounded.",
        now,
    )
    verb, change = told(corrected)[-1]
    assert (verb, sorted(change)) == ("terms_corrected", ["amounts"])


def test_a_correction_of_a_signatory_names_nobody_in_the_trail(now: datetime) -> None:
    said = licence_said(OrganisationFactory())
    agreement = signed(said)
    named = replace(said, parties=(replace(said.parties[0], signatory_en="Kim Haneul"), said.parties[1]))

    agreement = correct_terms(
        agreement_id=agreement.pk, revision=agreement.revision, said=named, reason_ko="오기", by=SYSTEM, now=now
    )

    assert told(agreement)[-1] == ("terms_corrected", {"signatories": [None, "changed"]})


@pytest.mark.parametrize(
    ("reason", "says"), [("", "Say why it is corrected"), ("A slip", "there is nothing to correct")]
)
def test_a_correction_without_a_reason_or_a_difference_is_none(reason: str, says: str, now: datetime) -> None:
    said = licence_said(OrganisationFactory())
    agreement = signed(said)
    before = everything()

    with pytest.raises(Refused, match=says):
        correct_terms(
            agreement_id=agreement.pk, revision=agreement.revision, said=said, reason_en=reason, by=SYSTEM, now=now
        )

    assert everything() == before


@pytest.mark.parametrize(
    ("amount", "says"),
    [
        (AmountSaid(amount=Decimal("1.5"), currency="KRW"), "1.5 KRW cannot be kept"),
        (AmountSaid(amount=Decimal(10) ** 19, currency="KRW"), "cannot be kept: it has more digits"),
        (AmountSaid(amount=Decimal(1)), "An amount needs its currency"),
        (AmountSaid(amount=Decimal(-1), currency="USD"), "An amount is zero or more"),
        (AmountSaid(amount=Decimal(2), amount_to=Decimal(1), currency="USD"), "from the smaller to the larger"),
        (AmountSaid(component=Component.ROYALTY, amount=Decimal(1), currency="USD"), "A royalty is given in per cent"),
        (AmountSaid(component=Component.ROYALTY, percent=Decimal(101)), "100"),
        (AmountSaid(component=Component.NON_MONETARY), "what is not money in words"),
    ],
)
def test_wrong_money_is_refused_and_nothing_is_written(amount: AmountSaid, says: str) -> None:
    before = everything()

    with pytest.raises(Refused, match=says):
        drafted(replace(licence_said(OrganisationFactory()), amounts=(amount,)))

    assert everything()[:4] == before[:4]


def test_an_organisation_is_one_party_of_an_agreement() -> None:
    company = OrganisationFactory()

    with pytest.raises(Refused, match="cannot be two parties of one agreement"):
        drafted(licence_said(company, company))


def test_a_slip_is_thrown_away_but_not_what_was_agreed_once(now: datetime) -> None:
    slip, kept = drafted(), agreed()
    kept = move_agreement(agreement_id=kept.pk, revision=kept.revision, state="draft", on=SIGNED_ON, by=SYSTEM, now=now)

    discard_draft(agreement_id=slip.pk, revision=0, by=SYSTEM, now=now)
    with pytest.raises(Refused, match="Cancel it instead"):
        discard_draft(agreement_id=kept.pk, revision=kept.revision, by=SYSTEM, now=now)

    assert list(Agreement.objects.values_list("pk", flat=True)) == [kept.pk]
    assert verbs(slip) == ["agreement_drafted", "draft_discarded"]


def test_what_is_said_of_publication_is_told(now: datetime) -> None:
    agreement = published(since=now, concealed=("money",))

    assert (agreement.public_from, agreement.concealed) == (now, ["money"])
    assert told(agreement)[-1] == (
        "publication_set",
        {"public_from": [None, now.isoformat()], "concealed": ["[]", "['money']"]},
    )


def test_a_ledger_keeps_an_officer(now: datetime) -> None:
    first = LedgerRoleFactory()
    second = let_keep_ledger(agency_id=first.agency_id, user_id=UserFactory().pk, by=actor_of(first.user), now=now)
    again = let_keep_ledger(agency_id=first.agency_id, user_id=second.user_id, by=actor_of(first.user), now=now)
    end_keeping(role_id=first.pk, by=actor_of(second.user), now=now)

    with pytest.raises(Refused, match="keeps at least one officer"):
        end_keeping(role_id=second.pk, by=actor_of(second.user), now=now)

    assert again == second
    assert list(LedgerRole.objects.all()) == [second]
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "agreements.ledger_granted",
        "agreements.ledger_revoked",
    ]


def test_only_an_agency_keeps_a_ledger_and_only_its_own_say_who(now: datetime) -> None:
    company, agency = OrganisationFactory(), OrganisationFactory(kind="agency")
    stranger = keeper_of(OrganisationFactory(kind="agency"))

    for asked, says in ((company, "Only an agency keeps a ledger"), (agency, "Only those who keep this ledger")):
        with pytest.raises(Refused, match=says), transaction.atomic():
            let_keep_ledger(agency_id=asked.pk, user_id=UserFactory().pk, by=stranger, now=now)
    with pytest.raises(Refused, match="Only those who keep this ledger"):
        draft_agreement(keeper_id=company.pk, said=TermsSaid(kind="mou", name_en="x"), by=SYSTEM, now=now)


def test_who_is_erased_keeps_no_ledger(now: datetime) -> None:
    role = LedgerRoleFactory()

    assert ledgers_kept_by(role.user_id) == [
        {"agency": str(role.agency.public_id), "since": role.created_at.isoformat()}
    ]
    for _ in range(2):
        forget_keeper(role.user_id, now)

    assert ledgers_kept_by(role.user_id) == []
