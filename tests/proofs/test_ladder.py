"""An agreement stands once on a rung, whoever puts it there at one moment; with its constraint away it would not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase

pytestmark = [pytest.mark.proof, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
CONSTRAINT = "outcome_once_per_agreement_and_rung"
AT_ONCE = 4


def make_off_the_ladder() -> dict[str, Any]:
    """Make an agreement that stands on no rung yet."""
    from tests.factories.agreements import agreed

    return {"agreement": agreed().pk}


def put(agreement: int) -> str:
    """Put it on a rung with no action and no lock before it: the database alone decides."""
    from django.db import IntegrityError

    from bridgehead.agreements.models import Agreement
    from bridgehead.outcomes.models import Outcome

    keeper = Agreement.objects.get(pk=agreement).keeper_id
    said = {"said_by": "agency", "on": NOW.date(), "said_on": NOW.date(), "written_at": NOW}
    try:
        Outcome.objects.create(agreement_id=agreement, keeper_id=keeper, rung="contract", **said)
    except IntegrityError as refusal:
        is_ours = CONSTRAINT in str(refusal) or "agreement_id, outcomes_outcome.rung" in str(refusal)
        return "refused" if is_ours else str(refusal)
    return "put"


def take_constraint_away() -> None:
    """The negative control: an agreement may stand on a rung twice."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {CONSTRAINT}")


def rungs(agreement: int, **_: Any) -> list[str]:
    """Return the rungs on which an agreement stands."""
    from bridgehead.outcomes.models import Outcome

    standing = Outcome.objects.filter(agreement=agreement, withdrawn_at=None)
    return sorted(standing.values_list("rung", flat=True))


def test_what_many_put_on_a_rung_at_once_stands_there_once(real_database: RealDatabase) -> None:
    made = real_database.once(make_off_the_ladder)

    answers = real_database.race([(put, made)] * AT_ONCE)

    assert sorted(answers) == ["put", *["refused"] * (AT_ONCE - 1)]
    assert real_database.once(rungs, **made) == ["contract"]


def test_without_its_constraint_it_would_stand_there_many_times(real_database: RealDatabase) -> None:
    made = real_database.once(make_off_the_ladder)
    real_database.once(take_constraint_away)

    answers = real_database.race([(put, made)] * AT_ONCE)

    assert answers == ["put"] * AT_ONCE
    assert real_database.once(rungs, **made) == ["contract"] * AT_ONCE


def make_questions() -> dict[str, Any]:
    """Make a signed contract of two parties who are both asked; return a link for each."""
    from bridgehead.foundation import clock
    from tests.factories.agreements import asked_of, link_to, signed

    agreement, now = signed(), clock.database_now()
    return {"agreement": agreement.pk, "tokens": [link_to(each, now=now) for each in asked_of(agreement, now=now)]}


def confirm(token: str) -> str:
    """Confirm everything through a link, by the database's clock."""
    from bridgehead.accounts.actor import ANONYMOUS
    from bridgehead.agreements.actions.answers import Answer, answer_confirmation

    answer = Answer(verdict="confirmed", counterfactual="later")
    return str(answer_confirmation(token=token, answer=answer, by=ANONYMOUS).verdict)


@pytest.mark.parametrize("times", [1, 2])
def test_a_contract_that_both_sides_confirm_at_once_climbs_once(real_database: RealDatabase, times: int) -> None:
    made = real_database.once(make_questions)

    answers = real_database.race([(confirm, {"token": token}) for token in made["tokens"] * times])

    assert answers == ["confirmed"] * 2 * times
    assert real_database.once(rungs, **made) == ["confirmed", "contract"]
