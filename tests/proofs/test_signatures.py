"""A paper that all have signed is taken over once: by a hook and by the clock at one moment, and after a kill halfway.

The proof has its negative control: with the guard and the lock away, the same race keeps the paper more than once.
"""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, take_guard_away

pytestmark = [pytest.mark.proof, pytest.mark.database]


@pytest.fixture(autouse=True)
def _signed_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every process has the test provider chosen."""
    monkeypatch.setenv("BRIDGEHEAD_ESIGN", "local")


def make_signed_by_all() -> dict[str, int]:
    """Make a paper that the provider says is signed by all, and that nobody here has looked at since."""
    from bridgehead.foundation import clock
    from bridgehead.foundation.models import Job
    from tests.factories.signatures import sent, sign

    request = sent(now=clock.database_now())
    for each in request.signatories.all():
        sign(each, now=clock.database_now())
    Job.objects.all().delete()
    return {"request": request.pk}


def make_unguarded() -> dict[str, int]:
    """Make the same in a database that lacks the guard."""
    take_guard_away("signing_ends_once")
    return make_signed_by_all()


def look(request: int) -> str:
    """Look at the paper as a worker does."""
    from datetime import timedelta

    from bridgehead.agreements.actions.signing_jobs import look_at_paper
    from bridgehead.foundation.jobs import Claim

    look_at_paper.action(Claim(0, "", timedelta(0), 1), request_id=request)
    return "looked"


def look_and_stop(request: int) -> str:
    """Look, and come to a stop between the answer of the provider and what is written of it."""
    from bridgehead.agreements.actions import signing_jobs

    def stop(**_: Any) -> None:
        print("answered", flush=True)
        time.sleep(60)

    signing_jobs.take_over = stop  # type: ignore[assignment]  # a stop in the place of the write
    return look(request)


def look_carelessly(request: int) -> str:
    """The negative control: see that it is open, then write, as a careless deed would."""
    from django.core.files.base import ContentFile
    from django.utils import timezone

    from bridgehead.agreements.models import Document, SigningRequest
    from bridgehead.foundation import files
    from tests.factories.signatures import pdf

    sent, now = SigningRequest.objects.get(pk=request), timezone.now()
    is_open = sent.state == "open"
    time.sleep(0.5)
    if not is_open:
        return "too late"
    kept = files.store(ContentFile(pdf(2), name="signed.pdf"), uploaded_by=None, now=now)
    document = Document.objects.create(agreement_id=sent.agreement_id, file=kept, name_en="Signed")
    SigningRequest.objects.filter(pk=request).update(state="completed", closed_at=now, signed_document=document)
    return "kept"


def what_came_of_it(request: int) -> dict[str, Any]:
    """Return how it stands, how many papers are kept, what the trail tells, and whether all chains hold."""
    from bridgehead.agreements.models import Document, SigningRequest
    from bridgehead.foundation.audit import first_break
    from bridgehead.foundation.models import AuditEntry, AuditStream, OutboxItem

    return {
        "state": SigningRequest.objects.get(pk=request).state,
        "documents": Document.objects.count(),
        "told": AuditEntry.objects.filter(verb="agreements.signing_completed").count(),
        "staged": OutboxItem.objects.filter(kind="agreements/signing_ended").count(),
        "whole": all(first_break(each) is None for each in AuditStream.objects.all()),
    }


def test_looked_at_by_many_and_killed_halfway_it_is_kept_once(real_database: RealDatabase) -> None:
    made = real_database.once(make_signed_by_all)
    killed = real_database.start(look_and_stop, **made)
    killed.go()
    killed.says("answered")
    killed.kill()

    assert real_database.race([(look, made)] * 2) == ["looked"] * 2

    kept = {"state": "completed", "documents": 2, "told": 1, "staged": 1, "whole": True}
    assert real_database.once(what_came_of_it, **made) == kept


def test_carelessly_it_would_be_kept_by_each(real_database: RealDatabase) -> None:
    made = real_database.once(make_unguarded)

    assert real_database.race([(look_carelessly, made)] * 2) == ["kept"] * 2
    assert real_database.once(what_came_of_it, **made)["documents"] == 3
