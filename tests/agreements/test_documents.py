"""Documents and obligations: kept, checked, taken away, noted, done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from bridgehead.accounts.actor import SYSTEM
from bridgehead.accounts.models import User
from bridgehead.agreements.actions.documents import DocumentSaid, add_document, remove_document
from bridgehead.agreements.actions.obligations import (
    ObligationSaid,
    add_obligation,
    change_obligation,
    settle_obligation,
)
from bridgehead.agreements.models import Agreement, Document, Obligation
from bridgehead.foundation.files import TAKEN_UP_WITHIN
from bridgehead.foundation.jobs import run_next
from bridgehead.foundation.models import AuditEntry, StoredFile
from bridgehead.foundation.refusals import Refused
from tests.factories.agreements import LedgerRoleFactory, drafted, keeper_of, licence_said, signed
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PAPER = b"%PDF-1.4 the signed copy"


def kept(agreement: Agreement, now: datetime, content: bytes = PAPER, **said: Any) -> Document:
    given = ContentFile(content, name="signed copy.pdf")
    named = DocumentSaid(**{"name_en": "Signed copy", **said})
    return add_document(agreement_id=agreement.pk, given=given, said=named, by=SYSTEM, now=now)


def told(agreement: Agreement) -> list[tuple[str, dict[str, Any]]]:
    entries = AuditEntry.objects.filter(stream__name=agreement.audit_stream).order_by("position")
    return [(each.verb.removeprefix("agreements."), each.change) for each in entries]


def browser(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def test_a_document_is_kept_under_its_hash_and_the_trail_names_no_file(now: datetime) -> None:
    agreement = drafted()

    document = kept(agreement, now, kind="annex", is_public=True)

    digest = sha256(PAPER).hexdigest()
    assert (document.file.sha256, document.file.media_type, document.file.size) == (
        digest,
        "application/pdf",
        len(PAPER),
    )
    change = {"kind": [None, "annex"], "sha256": [None, digest], "is_public": [None, True]}
    assert told(agreement)[-1] == ("document_added", change)


def test_the_very_same_file_is_kept_once_with_an_agreement(now: datetime) -> None:
    first, second = drafted(), drafted()
    kept(first, now)
    kept(second, now)

    with pytest.raises(Refused, match="This very file is kept"):
        kept(first, now, name_en="The same again")

    assert Document.objects.count() == 2


def test_a_document_without_a_title_or_by_somebody_else_is_refused_before_anything_is_stored(now: datetime) -> None:
    agreement = drafted()
    given, said = ContentFile(PAPER, name="x.pdf"), DocumentSaid(name_en="x")
    stranger = keeper_of(OrganisationFactory(kind="agency"))

    with pytest.raises(Refused, match="Say what the document is called"):
        add_document(agreement_id=agreement.pk, given=given, said=replace(said, name_en=""), by=SYSTEM, now=now)
    for pk in (agreement.pk, 0):
        with pytest.raises(Refused, match="Only those who keep this ledger"):
            add_document(agreement_id=pk, given=given, said=said, by=stranger, now=now)

    assert (Document.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_document_that_is_taken_away_goes_with_its_file_and_its_hash_stays_in_the_trail(now: datetime) -> None:
    agreement = drafted()
    document = kept(agreement, now)
    stranger = keeper_of(OrganisationFactory(kind="agency"))

    with pytest.raises(Refused, match="Only those who keep this ledger"):
        remove_document(document_id=document.pk, by=stranger, now=now)
    remove_document(document_id=document.pk, by=SYSTEM, now=now)
    while run_next(worker="w", now=now + TAKEN_UP_WITHIN):
        pass

    assert (Document.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert told(agreement)[-1] == (
        "document_removed",
        {"kind": ["signed", None], "sha256": [sha256(PAPER).hexdigest(), None]},
    )


def test_a_file_is_handed_to_the_ledger_and_the_parties_and_to_nobody_else(now: datetime) -> None:
    company, role = OrganisationFactory(), LedgerRoleFactory()
    agreement = signed(licence_said(company), keeper=role.agency)
    other = signed(licence_said(OrganisationFactory()), keeper=role.agency)
    document = kept(agreement, now)
    bound = MembershipFactory(organisation=company, role="owner").user
    stranger = LedgerRoleFactory().user

    def answer(user: User, namespace: str, of: Agreement) -> int:
        address = reverse(f"{namespace}:document", args=[of.public_id, document.public_id])
        response = browser(user).get(address)
        if response.status_code == 200:
            assert b"".join(response.streaming_content) == PAPER  # type: ignore[arg-type]  # a file streams in order
            assert response["Content-Disposition"].startswith("attachment")
        return response.status_code

    assert [answer(each, "agreements_desk", agreement) for each in (role.user, stranger, bound, UserFactory())] == [
        200,
        404,
        404,
        404,
    ]
    assert [answer(each, "own_agreements", agreement) for each in (bound, role.user, UserFactory())] == [200, 404, 404]
    assert answer(role.user, "agreements_desk", other) == 404


def test_a_party_has_no_document_of_a_draft(now: datetime) -> None:
    company = OrganisationFactory()
    document = kept(drafted(licence_said(company)), now)
    bound = MembershipFactory(organisation=company, role="owner").user

    address = reverse("own_agreements:document", args=[document.agreement.public_id, document.public_id])

    assert browser(bound).get(address).status_code == 404


def test_an_obligation_is_noted_changed_and_done(now: datetime) -> None:
    company = OrganisationFactory()
    agreement = drafted(licence_said(company))
    said = ObligationSaid(due_on=date(2023, 6, 1), owed_by_id=company.pk, name_en="Report", note="by mail")
    on: dict[str, Any] = {"by": SYSTEM, "now": now}

    owed = add_obligation(agreement_id=agreement.pk, said=said, **on)
    for _ in range(2):
        later = replace(said, due_on=date(2023, 7, 1), note="by post")
        owed = change_obligation(obligation_id=owed.pk, said=later, **on)
        owed = settle_obligation(obligation_id=owed.pk, done_on=date(2023, 4, 20), **on)
    owed = settle_obligation(obligation_id=owed.pk, done_on=None, **on)

    assert (owed.due_on, owed.note, owed.done_on) == (date(2023, 7, 1), "by post", None)
    assert told(agreement)[1:] == [
        ("obligation_added", {"due_on": [None, "2023-06-01"], "owed_by": [None, str(company.public_id)]}),
        ("obligation_changed", {"due_on": ["2023-06-01", "2023-07-01"], "note": [None, "changed"]}),
        ("obligation_settled", {"done_on": [None, "2023-04-20"]}),
        ("obligation_settled", {"done_on": ["2023-04-20", None]}),
    ]


def test_what_makes_no_sense_as_an_obligation_is_refused(now: datetime) -> None:
    agreement, stranger = drafted(), keeper_of(OrganisationFactory(kind="agency"))
    said = ObligationSaid(due_on=date(2023, 6, 1), name_en="Report")
    owed = add_obligation(agreement_id=agreement.pk, said=said, by=SYSTEM, now=now)
    before = list(Obligation.objects.values())
    common: dict[str, Any] = {"by": SYSTEM, "now": now}
    deeds: list[tuple[str, Callable[[], object]]] = [
        ("what is owed", lambda: add_obligation(agreement_id=agreement.pk, said=replace(said, name_en=""), **common)),
        (
            "Only a party",
            lambda: change_obligation(
                obligation_id=owed.pk, said=replace(said, owed_by_id=OrganisationFactory().pk), **common
            ),
        ),
        (
            "has not come yet",
            lambda: settle_obligation(obligation_id=owed.pk, done_on=now.date() + timedelta(days=3), **common),
        ),
        ("Only those who keep", lambda: add_obligation(agreement_id=agreement.pk, said=said, by=stranger, now=now)),
        ("Only those who keep", lambda: settle_obligation(obligation_id=owed.pk, done_on=None, by=stranger, now=now)),
        ("no longer there", lambda: settle_obligation(obligation_id=0, done_on=None, **common)),
    ]
    for says, deed in deeds:
        with pytest.raises(Refused, match=says):
            deed()

    assert list(Obligation.objects.values()) == before
