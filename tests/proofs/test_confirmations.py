"""A party answers once, however many open its link at one moment; two parties do not stand in each other's way.

Each proof has its negative control: with the guard and the conditional update away, or the constraint, the same race
goes wrong.
"""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.proofs.processes import RealDatabase, take_guard_away

pytestmark = [pytest.mark.proof, pytest.mark.database]

AT_ONCE = 8


def make_questions() -> dict[str, Any]:
    """Make a signed agreement of two parties who are both asked, each with a link."""
    from bridgehead.foundation import clock
    from tests.factories.agreements import asked_of, link_to, signed

    agreement, now = signed(), clock.database_now()
    asked = asked_of(agreement, now=now)
    return {
        "agreement": agreement.pk,
        "questions": [each.pk for each in asked],
        "tokens": [link_to(each, now=now) for each in asked],
    }


def answer(token: str, said: str) -> str:
    """Answer through a link as the page does, by the database's clock."""
    from bridgehead.accounts.actor import ANONYMOUS
    from bridgehead.agreements.actions.answers import Answer, answer_confirmation
    from bridgehead.agreements.actions.questions import AnsweredAlready

    whole = Answer(verdict="corrected", said={"subject": said}, counterfactual="later")
    try:
        answer_confirmation(token=token, answer=whole, by=ANONYMOUS)
    except AnsweredAlready:
        return "told already"
    return "kept"


def answer_carelessly(question: int, said: str) -> str:
    """The negative control: look whether it is open, then write, as a careless deed would."""
    from django.db import transaction

    from bridgehead.accounts.actor import ANONYMOUS
    from bridgehead.agreements.models import Confirmation
    from bridgehead.foundation import audit, clock

    is_open = Confirmation.objects.filter(pk=question, state="open").exists()
    time.sleep(0.5)
    if not is_open:
        return "told already"
    with transaction.atomic():
        now, asked = clock.database_now(), Confirmation.objects.filter(pk=question)
        asked.update(state="answered", closed_at=now, verdict="corrected", said={"subject": said})
        audit.record("agreements.confirmation_answered", on=asked.get(), by=ANONYMOUS, at=now, stream="careless")
    return "kept"


def what_came_of_it(questions: list[int], **_: Any) -> dict[str, Any]:
    """Return what each party said, how many answers the trail and the outbox tell of, and whether all chains hold."""
    from bridgehead.agreements.models import Confirmation, LedgerLine
    from bridgehead.foundation.audit import first_break
    from bridgehead.foundation.models import AuditEntry, AuditStream, OutboxItem

    asked = Confirmation.objects.filter(pk__in=questions).order_by("pk")
    return {
        "said": [each.said.get("subject", "") for each in asked],
        "told": AuditEntry.objects.filter(verb="agreements.confirmation_answered").count(),
        "staged": OutboxItem.objects.filter(kind="agreements/confirmation_received").count(),
        "whole": all(first_break(each) is None for each in AuditStream.objects.all()),
        "standing": LedgerLine.objects.get().standing,
    }


def test_one_link_that_many_answer_at_once_is_answered_once(real_database: RealDatabase) -> None:
    made = real_database.once(make_questions)
    token = made["tokens"][0]

    answers = real_database.race([(answer, {"token": token, "said": f"word {n}"}) for n in range(AT_ONCE)])

    kept = f"word {answers.index('kept')}"
    assert sorted(answers) == ["kept", *["told already"] * (AT_ONCE - 1)]
    came = {"said": [kept, ""], "told": 1, "staged": 1, "whole": True, "standing": "differs"}
    assert real_database.once(what_came_of_it, **made) == came


def test_carelessly_one_link_would_be_answered_many_times(real_database: RealDatabase) -> None:
    made = real_database.once(make_questions)
    real_database.once(take_guard_away, guard="confirmation_answered_once")
    question = made["questions"][0]

    answers = real_database.race([(answer_carelessly, {"question": question, "said": f"{n}"}) for n in range(AT_ONCE)])

    assert answers.count("kept") > 1
    assert real_database.once(what_came_of_it, **made)["told"] == answers.count("kept")


def test_two_parties_who_answer_at_once_are_both_heard(real_database: RealDatabase) -> None:
    made = real_database.once(make_questions)

    answers = real_database.race([(answer, {"token": token, "said": token[:8]}) for token in made["tokens"]])

    assert answers == ["kept", "kept"]
    said = [token[:8] for token in made["tokens"]]
    came = {"said": said, "told": 2, "staged": 2, "whole": True, "standing": "differs"}
    assert real_database.once(what_came_of_it, **made) == came


def confirm(token: str) -> str:
    """Confirm through a link as the page does."""
    from bridgehead.accounts.actor import ANONYMOUS
    from bridgehead.agreements.actions.answers import Answer, answer_confirmation

    whole = Answer(verdict="confirmed", counterfactual="later")
    return str(answer_confirmation(token=token, answer=whole, by=ANONYMOUS).verdict)


def confirm_carelessly(question: int) -> str:
    """The negative control: the answer is kept, and the standing reckoned, without the agreement's lock."""
    from django.db import transaction

    from bridgehead.agreements.models import Agreement, Confirmation, LedgerLine
    from bridgehead.agreements.queries.confirmations import standing, with_confirmations
    from bridgehead.foundation import clock

    with transaction.atomic():
        asked = Confirmation.objects.filter(pk=question)
        asked.update(state="answered", closed_at=clock.database_now(), verdict="confirmed", counterfactual="later")
        found = standing(with_confirmations(Agreement.objects.select_related("current")).get())
        time.sleep(1)
        LedgerLine.objects.update(standing=found)
    return "confirmed"


def test_both_sides_that_confirm_at_once_make_it_confirmed_by_both(real_database: RealDatabase) -> None:
    made = real_database.once(make_questions)

    answers = real_database.race([(confirm, {"token": token}) for token in made["tokens"]])

    assert answers == ["confirmed", "confirmed"]
    assert real_database.once(what_came_of_it, **made)["standing"] == "confirmed"


def test_without_the_agreements_lock_each_side_would_count_itself_alone(real_database: RealDatabase) -> None:
    if real_database.writes_one_at_a_time:
        pytest.skip("SQLite lets one transaction write at a time, whatever it locks")
    made = real_database.once(make_questions)

    real_database.race([(confirm_carelessly, {"question": question}) for question in made["questions"]])

    assert real_database.once(what_came_of_it, **made)["standing"] == "partly"


def make_unasked() -> dict[str, Any]:
    """Make a signed agreement of which nobody is asked yet; return one of its parties."""
    from bridgehead.agreements.models import Party
    from tests.factories.agreements import signed

    return {"party": Party.objects.filter(terms=signed().current_id).earliest("order").pk}


def ask(party: int, number: int) -> str:
    """Ask a party with no action and no lock before it: the database alone decides."""
    from datetime import timedelta

    from django.db import IntegrityError

    from bridgehead.agreements.models import Confirmation
    from bridgehead.foundation import clock

    now = clock.now()
    asked = {"party_id": party, "contact_email": f"p{number}@example.com", "language": "en", "asked_at": now}
    try:
        Confirmation.objects.create(**asked, expires_at=now + timedelta(days=30))
    except IntegrityError as refusal:
        is_ours = "confirmation_open_once_per_party" in str(refusal) or "party_id" in str(refusal)
        return "refused" if is_ours else str(refusal)
    return "asked"


def take_constraint_away() -> None:
    """The negative control: a party can be asked twice at once."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX confirmation_open_once_per_party")


def test_one_party_has_one_open_question_whoever_asks_at_once(real_database: RealDatabase) -> None:
    made = real_database.once(make_unasked)

    answers = real_database.race([(ask, {**made, "number": n}) for n in range(4)])

    assert sorted(answers) == ["asked", "refused", "refused", "refused"]


def test_without_its_constraint_a_party_would_be_asked_by_all(real_database: RealDatabase) -> None:
    made = real_database.once(make_unasked)
    real_database.once(take_constraint_away)

    answers = real_database.race([(ask, {**made, "number": n}) for n in range(4)])

    assert answers == ["asked"] * 4


def correct(agreement: int, **_: Any) -> str:
    """Correct the terms that are being confirmed, as an officer does."""
    from bridgehead.agreements.models import Agreement
    from bridgehead.foundation import clock
    from tests.factories.agreements import corrected

    corrected(Agreement.objects.get(pk=agreement), now=clock.database_now(), name_en="Corrected")
    return "corrected"


def answer_or_not(token: str) -> str:
    """Answer; the question may have become void by then."""
    from bridgehead.foundation.refusals import Refused

    try:
        return answer(token, "word")
    except Refused:
        return "void"


def where_they_stand(questions: list[int], **_: Any) -> dict[str, Any]:
    """Return the state of each question, and whether all chains hold."""
    from bridgehead.agreements.models import Confirmation
    from bridgehead.foundation.audit import first_break
    from bridgehead.foundation.models import AuditStream

    asked = Confirmation.objects.filter(pk__in=questions).order_by("pk").values_list("state", flat=True)
    return {"states": list(asked), "whole": all(first_break(each) is None for each in AuditStream.objects.all())}


def test_a_correction_amid_answers_loses_none_that_was_given(real_database: RealDatabase) -> None:
    made = real_database.once(make_questions)
    deeds: list[Any] = [(answer_or_not, {"token": token}) for token in made["tokens"]]

    *answers, corrected = real_database.race([*deeds, (correct, {"agreement": made["agreement"]})])

    states = ["answered" if told == "kept" else "void" for told in answers]
    assert corrected == "corrected"
    assert real_database.once(where_they_stand, **made) == {"states": states, "whole": True}
