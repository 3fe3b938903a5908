"""A database that is in use is migrated with what it holds."""

from __future__ import annotations

from typing import Any

import pytest

from tests.proofs.processes import RealDatabase

pytestmark = [pytest.mark.proof, pytest.mark.database]


def make_agreements() -> list[str]:
    """Write agreements down that stand differently with their parties, the last with terms corrected since.

    Returns:
        How each stands, by agreement.
    """
    from tests.factories.agreements import answered, asked_of, corrected, drafted, signed

    drafted()
    signed()
    asked_of(signed())
    for verdicts in (("confirmed", "confirmed"), ("confirmed", "corrected"), ("rejected",), ("confirmed",)):
        questions = asked_of(signed())
        for question, verdict in zip(questions, verdicts, strict=False):
            answered(question, verdict=verdict, reason="The amount is another.")
    corrected(signed(), name_en="Another candidate")
    return ["", "not_asked", "waiting", "confirmed", "differs", "rejected", "partly", "not_asked"]


def migrate_agreements(to: str) -> None:
    """Bring the ledger's tables to one migration, whether it lies ahead or behind."""
    from django.core.management import call_command

    call_command("migrate", "agreements", to, verbosity=0)


def lines() -> list[list[Any]]:
    """Return every line of the ledger as the database holds it, by agreement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM agreements_ledgerline ORDER BY agreement_id")
        names = [each.name if hasattr(each, "name") else each[0] for each in cursor.description]
        return [sorted((name, str(value)) for name, value in zip(names, row, strict=True)) for row in cursor.fetchall()]


def current_terms() -> list[str]:
    """Return the key of the terms that hold of every agreement, by agreement."""
    from bridgehead.agreements.models import Agreement

    return [str(each) for each in Agreement.objects.order_by("pk").values_list("current_id", flat=True)]


def standings() -> list[str]:
    """Return how far every agreement is confirmed by its line, by agreement."""
    from bridgehead.agreements.models import LedgerLine

    return list(LedgerLine.objects.order_by("pk").values_list("standing", flat=True))


@pytest.mark.long
def test_every_line_of_the_ledger_learns_its_terms_and_how_far_it_is_confirmed(real_database: RealDatabase) -> None:
    made = real_database.once(make_agreements)
    assert real_database.once(standings) == made
    real_database.once(migrate_agreements, to="0004")
    before = real_database.once(lines)

    real_database.once(migrate_agreements, to="0005")

    terms = real_database.once(current_terms)
    assert len(terms) == len(before) == len(made)
    assert real_database.once(lines) == [
        sorted([*line, ["terms_id", key]]) for line, key in zip(before, terms, strict=True)
    ]

    real_database.once(migrate_agreements, to="0006")

    assert real_database.once(standings) == made
