"""A paper that all have signed is taken over once: by a hook and by the clock at one moment, and after a kill halfway.

So is who has not signed reminded once. Each proof has its negative control: with the guard and the lock away, or
without the conditional update, the same race does it more than once.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, take_guard_away

pytestmark = [pytest.mark.proof, pytest.mark.database]

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _signed_here(real_database: RealDatabase) -> None:
    """Every process has the test provider chosen."""
    real_database.settings["ESIGN"] = "local"


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


def make_late() -> dict[str, Any]:
    """Make a paper whose time is over within two days; nobody has signed it yet."""
    from bridgehead.agreements.models import SigningRequest
    from bridgehead.foundation import clock
    from tests.factories.signatures import local_provider, sent

    now = clock.database_now()
    with local_provider():
        request = sent(now=now)
    SigningRequest.objects.filter(pk=request.pk).update(expires_at=now + 2 * DAY, sent_at=now - 12 * DAY)
    return {"request": request.pk}


def remind(**_: Any) -> int:
    """Remind who has not signed, as the job does."""
    from bridgehead.agreements.actions.signing_jobs import remind_signatories
    from bridgehead.foundation import clock

    return remind_signatories("local", clock.database_now())


def remind_carelessly(request: int) -> int:
    """The negative control: see who was not reminded, then stage and note it, as a careless job would."""
    from django.db import transaction

    from bridgehead.agreements.models import Signatory
    from bridgehead.foundation import clock, notices

    now, late = clock.database_now(), list(Signatory.objects.filter(request=request, reminded_at=None))
    time.sleep(0.5)
    for each in late:
        with transaction.atomic():
            Signatory.objects.filter(pk=each.pk).update(reminded_at=now)
            notices.after_commit("agreements/signature_reminded", now=now, signatory_id=each.pk)
    return len(late)


def reminders() -> int:
    """Return how many reminders are staged."""
    from bridgehead.foundation.models import OutboxItem

    return OutboxItem.objects.filter(kind="agreements/signature_reminded").count()


def test_by_many_at_once_each_is_reminded_once(real_database: RealDatabase) -> None:
    made = real_database.once(make_late)

    counts = real_database.race([(remind, made)] * 4)

    assert (sum(counts), real_database.once(reminders), real_database.once(remind)) == (2, 2, 0)


def test_carelessly_each_would_be_reminded_by_all(real_database: RealDatabase) -> None:
    made = real_database.once(make_late)

    assert real_database.race([(remind_carelessly, made)] * 2) == [2, 2]
    assert real_database.once(reminders) == 4
