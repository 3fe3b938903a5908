"""A person who is asked at several agreements is erased while others have these in hand: nobody waits in a ring.

The negative control forgets them kind by kind, each in an order of its own.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase

pytestmark = [pytest.mark.proof, pytest.mark.database]

#: How long somebody has an agreement in hand: shorter than others would wait for it.
HELD_SECONDS = 1.5
DUE = datetime(2023, 5, 26, 13, 0, tzinfo=UTC)
AT_ONCE = 4


def make_asked() -> dict[str, Any]:
    """Ask a person for a confirmation of an agreement, and what has come of a later one."""
    from bridgehead.agreements.models import Confirmation
    from bridgehead.outcomes.models import Inquiry
    from tests.factories.agreements import asked_of, signed
    from tests.factories.outcomes import inquired
    from tests.factories.people import UserFactory

    person, first, second = UserFactory(), signed(), signed()
    confirmation, inquiry = asked_of(first)[0], inquired(second.follow_ups.get(step=1))[0]
    Confirmation.objects.filter(pk=confirmation.pk).update(contact_email=person.email)
    Inquiry.objects.filter(pk=inquiry.pk).update(contact_email=person.email)
    return {"person": person.pk, "agreements": [first.pk, second.pk]}


def hold_one_after_the_other(agreements: list[int], **_: Any) -> str:
    """Take agreements in hand in the order of their keys, as whoever needs several does."""
    from django.db import OperationalError, transaction

    from bridgehead.agreements.actions.held import locked_agreements
    from bridgehead.agreements.models import Agreement

    try:
        with transaction.atomic():
            for pk in agreements:
                locked_agreements(Agreement.objects.filter(pk=pk))
                print("held", flush=True)
                time.sleep(HELD_SECONDS)
    except OperationalError:
        return "stuck"
    return "done"


def erase(person: int, **_: Any) -> str:
    """Erase the person as the page does."""
    from django.db import OperationalError

    from bridgehead.accounts.actions import erase_person
    from bridgehead.accounts.actor import SYSTEM

    try:
        erase_person(user_id=person, by=SYSTEM, now=DUE)
    except OperationalError:
        return "stuck"
    return "erased"


def erase_kind_by_kind(person: int, **_: Any) -> str:
    """The negative control: each kind of question by itself, with the agreements that it happens to need."""
    from django.db import OperationalError, transaction

    from bridgehead.accounts.actor import SYSTEM
    from bridgehead.accounts.models import User
    from bridgehead.agreements.actions.questions import blank_contacts, void_open
    from bridgehead.agreements.models import Confirmation
    from bridgehead.outcomes.models import Inquiry

    address = User.objects.get(pk=person).email
    try:
        with transaction.atomic():
            for kind in (Inquiry, Confirmation):
                theirs = kind._default_manager.filter(contact_email__iexact=address)
                void_open(theirs, by=SYSTEM, now=DUE)
                blank_contacts(theirs)
    except OperationalError:
        return "stuck"
    return "erased"


def what_is_left(person: int, **_: Any) -> dict[str, Any]:
    """Return the states of the questions that were put to the person, and whether all chains hold."""
    from bridgehead.agreements.models import Confirmation
    from bridgehead.foundation.audit import first_break
    from bridgehead.foundation.models import AuditStream
    from bridgehead.outcomes.models import Inquiry

    blank = [kind._default_manager.filter(contact_email="") for kind in (Confirmation, Inquiry)]
    return {
        "states": [state for each in blank for state in each.order_by("pk").values_list("state", flat=True)],
        "whole": all(first_break(each) is None for each in AuditStream.objects.all()),
    }


def erased_amid(database: RealDatabase, deed: Any) -> tuple[list[str], Any]:
    """Let an erasure come while somebody goes from one agreement to the next; return what became of both, and of it."""
    made = database.once(make_asked)
    holding, erasing = database.start(hold_one_after_the_other, **made), database.start(deed, **made)
    holding.go()
    holding.says("held")
    erasing.go()
    return [holding.answer(), erasing.answer()], database.once(what_is_left, **made)


def test_an_erasure_takes_what_it_needs_in_the_order_of_all(real_database: RealDatabase) -> None:
    told, left = erased_amid(real_database, erase)

    assert (told, left) == (["done", "erased"], {"states": ["void", "void"], "whole": True})


def test_kind_by_kind_an_erasure_and_a_deed_would_wait_for_each_other(real_database: RealDatabase) -> None:
    has_one_writer = real_database.url.startswith("sqlite")

    told, _left = erased_amid(real_database, erase_kind_by_kind)

    assert ("stuck" in told) is not has_one_writer


def make_asked_everywhere() -> dict[str, Any]:
    """Ask a person at several follow-ups what has come of an agreement, and the other side of each with a link."""
    from bridgehead.foundation import clock
    from bridgehead.outcomes.models import Inquiry
    from tests.factories.agreements import link_to, signed
    from tests.factories.outcomes import inquired
    from tests.factories.people import UserFactory

    person, now = UserFactory(), clock.database_now()
    both = [inquired(signed().follow_ups.get(step=1), now=now) for _number in range(AT_ONCE)]
    Inquiry.objects.filter(pk__in=[theirs.pk for theirs, _other in both]).update(contact_email=person.email)
    return {"person": person.pk, "tokens": [link_to(other, now=now) for _theirs, other in both]}


def answer(token: str) -> str:
    """Answer through a link as the page does, by the database's clock."""
    from bridgehead.accounts.actor import ANONYMOUS
    from bridgehead.outcomes.actions.inquiries import Word, answer_inquiry

    return str(answer_inquiry(token=token, answer=Word("nothing"), by=ANONYMOUS).state)


def test_amid_answers_a_person_is_erased_and_every_answer_is_kept(real_database: RealDatabase) -> None:
    made = real_database.once(make_asked_everywhere)

    erased, *answers = real_database.race(
        [(erase, {"person": made["person"]}), *[(answer, {"token": token}) for token in made["tokens"]]]
    )

    assert (erased, answers) == ("erased", ["answered"] * AT_ONCE)
    assert real_database.once(what_is_left, **made) == {"states": ["void"] * AT_ONCE, "whole": True}
