"""Never are more admitted than there are places, however many publish, give up and move up at once."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, take_guard_away

pytestmark = [pytest.mark.proof, pytest.mark.database]

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
PLACES, RESERVE = 2, 4


def make_call() -> dict[str, Any]:
    """Make a ranked call with more applications than places, which two officers run."""
    from tests.factories.cohorts import CohortFactory
    from tests.factories.deciding import frozen, reviewed_call
    from tests.factories.programmes import officer_of

    scores = {f"Company {n}": [(20 - n, 40 - n)] for n in range(PLACES + RESERVE)}
    call, officer, found = reviewed_call(NOW, scores, places=PLACES, reserve=RESERVE)
    frozen(call, officer, NOW)
    return {
        "call": call.pk,
        "officers": [officer.user_id, officer_of(call.programme)[0].pk],
        "cohort": CohortFactory(programme=call.programme).pk,
        "leads": [[application.pk, lead.user_id] for application, lead in found.values()],
    }


def publish(made: dict[str, Any], officer: int) -> str:
    """Publish the decisions, as an officer does."""
    from django.db import OperationalError

    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.foundation.refusals import Refused
    from bridgehead.programmes.actions.decisions import publish_decisions

    try:
        publish_decisions(
            call_id=made["call"], ranking_number=1, cohort_id=made["cohort"], reserve_days=7, shows_points=True,
            accept_until=NOW + timedelta(days=9), appeal_until=NOW + timedelta(days=9), shows_comments=True,
            names_admitted=False, by=actor_for(User.objects.get(pk=officer)), now=NOW,
        )  # fmt: skip
    except (Refused, OperationalError) as refusal:
        return str(refusal)
    return "published"


def answer_all(made: dict[str, Any], giving_up: bool) -> int:
    """Give up every place that is offered, or accept the last ones, again and again."""
    from django.db import IntegrityError, OperationalError

    from bridgehead.accounts.actor import actor_for
    from bridgehead.accounts.models import User
    from bridgehead.foundation.refusals import Refused
    from bridgehead.programmes.actions.decisions import accept_place, give_place_up

    answered = 0
    for application, lead in made["leads"][: -PLACES or None] if giving_up else made["leads"] * 3:
        try:
            deed = give_place_up if giving_up else accept_place
            deed(application_id=application, by=actor_for(User.objects.get(pk=lead)), now=NOW)
            answered += 1
        except (Refused, IntegrityError, OperationalError):
            pass
    return answered


def count_then_admit(made: dict[str, Any], number: int) -> str:
    """Count who is admitted, then admit one more of the reserve, with nothing in between held."""
    from django.db import IntegrityError, OperationalError

    from bridgehead.programmes.models import Decision

    if Decision.objects.filter(outcome="admitted", answer__in=["waiting", "accepted"]).count() >= PLACES:
        return "refused"
    time.sleep(0.3)
    try:
        Decision.objects.filter(application_id=made["leads"][PLACES + number][0]).update(
            outcome="admitted", answer="waiting", accept_until=NOW + timedelta(days=9)
        )
    except (IntegrityError, OperationalError):
        return "refused"
    return "admitted"


def free_one_place(made: dict[str, Any]) -> None:
    """Let the first give its place up past every deed, so that nobody moves up."""
    from bridgehead.programmes.models import Decision

    Decision.objects.filter(application_id=made["leads"][0][0]).update(answer="declined", answered_at=NOW)


def standing() -> dict[str, Any]:
    """Return the admitted by answer, and how many decisions, letters and places in cohorts there are."""
    from django.db.models import Count

    from bridgehead.foundation.models import OutboxItem
    from bridgehead.programmes.models import CallDecision, CohortPlace, Decision

    admitted = Decision.objects.filter(outcome="admitted").values_list("answer").annotate(n=Count("pk"))
    return {
        "answers": dict(admitted.order_by()),
        "decided": [CallDecision.objects.count(), Decision.objects.count()],
        "letters": OutboxItem.objects.filter(kind="programmes/decided").count(),
        "places": CohortPlace.objects.count(),
    }


def test_two_officers_publish_at_once_and_every_team_gets_one_letter(real_database: RealDatabase) -> None:
    made = real_database.once(make_call)

    answers = real_database.race([(publish, {"made": made, "officer": each}) for each in made["officers"] * 2])

    assert answers.count("published") >= 1
    assert real_database.once(standing) == {
        "answers": {"waiting": PLACES}, "decided": [1, PLACES + RESERVE], "letters": PLACES + RESERVE, "places": 0,
    }  # fmt: skip


def test_giving_up_and_moving_up_at_once_never_admits_too_many(real_database: RealDatabase) -> None:
    made = real_database.once(make_call)
    real_database.once(publish, made=made, officer=made["officers"][0])

    real_database.race([(answer_all, {"made": made, "giving_up": n < 2}) for n in range(4)])

    found = real_database.once(standing)
    assert found["answers"].get("waiting", 0) + found["answers"].get("accepted", 0) == PLACES
    assert found["places"] == found["answers"].get("accepted", 0)
    assert found["letters"] == PLACES + RESERVE + found["answers"].get("declined", 0)


def test_database_alone_counts_the_places(real_database: RealDatabase) -> None:
    made = real_database.once(make_call)
    real_database.once(publish, made=made, officer=made["officers"][0])
    real_database.once(free_one_place, made=made)

    answers = real_database.race([(count_then_admit, {"made": made, "number": n}) for n in range(3)])

    assert answers.count("admitted") == 1


def test_without_the_guard_too_many_are_admitted(real_database: RealDatabase) -> None:
    made = real_database.once(make_call)
    real_database.once(publish, made=made, officer=made["officers"][0])
    real_database.once(free_one_place, made=made)
    real_database.once(take_guard_away, guard="admitted_within_places")

    answers = real_database.race([(count_then_admit, {"made": made, "number": n}) for n in range(3)])

    assert answers.count("admitted") > 1
