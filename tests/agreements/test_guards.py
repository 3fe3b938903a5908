"""The database itself keeps what was signed, whoever writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from bridgehead.agreements.models import Agreement, Amount, Party, Terms
from tests.factories.agreements import agreed, drafted, signed
from tests.factories.organisations import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

Write = Callable[[], object]


def refused(write: Write) -> str:
    """Return the guard that refuses a write."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    return str(refusal.value).partition("guard ")[2].split()[0]


def test_nothing_of_sealed_terms_changes() -> None:
    agreement = signed()
    terms = Terms.objects.get(agreement=agreement)
    party, amount = Party.objects.filter(terms=terms), Amount.objects.filter(terms=terms)

    writes: dict[str, Write] = {
        "subject": lambda: Terms.objects.filter(pk=terms.pk).update(name_en="Another"),
        "seal": lambda: Terms.objects.filter(pk=terms.pk).update(sealed_at=None),
        "terms": lambda: Terms.objects.filter(pk=terms.pk)._raw_delete("default"),
        "party": lambda: party.update(country="JP"),
        "party gone": lambda: party._raw_delete("default"),
        "another party": lambda: Party.objects.create(terms=terms, order=9, is_disclosed=False),
        "amount": lambda: amount.update(minor=1),
        "amount gone": lambda: amount._raw_delete("default"),
        "another amount": lambda: Amount.objects.create(
            terms=terms, order=9, component="upfront", minor=1, currency="USD"
        ),
    }

    assert {what: refused(write) for what, write in writes.items()} == {
        "subject": "terms_sealed",
        "seal": "terms_sealed",
        "terms": "terms_sealed",
        "party": "party_sealed",
        "party gone": "party_sealed",
        "another party": "party_sealed",
        "amount": "amount_sealed",
        "amount gone": "amount_sealed",
        "another amount": "amount_sealed",
    }


def test_who_signed_can_be_forgotten() -> None:
    agreement = signed()

    Party.objects.filter(terms__agreement=agreement).update(signatory_ko="", signatory_en="")
    Terms.objects.filter(agreement=agreement).update(written_by=None)


def test_a_part_is_not_carried_into_sealed_terms() -> None:
    sealed, draft = signed(), drafted()

    carried = refused(lambda: Amount.objects.filter(terms__agreement=draft).update(terms=sealed.current, order=9))

    assert carried == "amount_sealed"


def test_an_agreement_never_goes_back_behind_its_signing() -> None:
    agreement, another = signed(), signed()
    draft = Terms.objects.create(
        agreement=agreement,
        number=2,
        kind="mou",
        name_en="Unsealed",
        reason_en="x",
        written_at=datetime(2023, 4, 26, tzinfo=UTC),
    )
    rows = Agreement.objects.filter(pk=agreement.pk)

    writes: list[Write] = [
        lambda: rows.update(state="draft"),
        lambda: rows.update(state="agreed"),
        lambda: rows.update(current=None),
        lambda: rows.update(current=draft),
        lambda: rows.update(current=another.current),
    ]

    assert {refused(write) for write in writes[:4]} == {"signed_agreement_stays_signed"}
    with pytest.raises(IntegrityError), transaction.atomic():
        writes[4]()


def test_nothing_is_signed_without_sealed_terms() -> None:
    ready, keeper = agreed(), OrganisationFactory(kind="agency")
    born = datetime(2023, 4, 26, tzinfo=UTC)

    writes: list[Write] = [
        lambda: Agreement.objects.filter(pk=ready.pk).update(state="signed"),
        lambda: Agreement.objects.create(keeper=keeper, state="signed", changed_at=born),
    ]

    assert [refused(write) for write in writes] == ["signed_agreement_stays_signed"] * 2


def test_terms_that_bind_one_party_cannot_be_sealed() -> None:
    draft = drafted()
    terms = Terms.objects.filter(agreement=draft)
    Party.objects.filter(terms__agreement=draft, order=2).delete()
    sealed = {"signed_on": "2023-04-26", "sealed_at": datetime(2023, 4, 26, tzinfo=UTC)}

    assert refused(lambda: terms.update(**sealed)) == "sealed_terms_bind_two"
    assert (
        refused(
            lambda: Terms.objects.create(
                agreement=draft,
                number=2,
                kind="mou",
                name_en="x",
                reason_en="x",
                written_at=sealed["sealed_at"],
                **sealed,
            )
        )
        == "sealed_terms_bind_two"
    )


def test_sealed_terms_have_a_date() -> None:
    ready = agreed()

    with pytest.raises(IntegrityError, match="sealed_terms_have_a_date"), transaction.atomic():
        Terms.objects.filter(agreement=ready).update(sealed_at=datetime(2023, 4, 26, tzinfo=UTC))
