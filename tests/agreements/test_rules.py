"""How agreements move on, who may do what with them, and when anybody sees one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

from bridgehead.accounts.actor import ANONYMOUS, SYSTEM, Actor
from bridgehead.agreements import rules
from bridgehead.agreements.rules import AgreementState

NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
KEEPER = Actor(user_id=1, roles=frozenset({("ledger_officer", 7)}))
ELSEWHERE = Actor(user_id=2, roles=frozenset({("ledger_officer", 8), ("forum_officer", 7)}))


def test_a_ledger_is_kept_by_its_officers_and_administrators() -> None:
    asked = {"keeper": KEEPER, "of another agency": ELSEWHERE, "nobody": ANONYMOUS, "system": SYSTEM}

    assert {who: rules.may_keep_ledger(actor, 7) for who, actor in asked.items()} == {
        "keeper": True,
        "of another agency": False,
        "nobody": False,
        "system": True,
    }


def test_nothing_leads_back_behind_the_signing() -> None:
    before = {AgreementState.DRAFT, AgreementState.AGREED}
    back = [(old, new) for old, new in product(rules.SIGNED_STATES, before) if rules.may_become(old, new)]
    in_two_steps = {new for old in rules.SIGNED_STATES for new in rules.NEXT_STATES[old]}

    assert back == []
    assert not in_two_steps & before


def test_every_state_but_the_last_ones_leads_on() -> None:
    assert {state for state in AgreementState if not rules.NEXT_STATES[state]} == {"ended", "cancelled"}


def test_an_mou_is_no_contract() -> None:
    assert sorted(rules.CONTRACTS) == ["investment", "joint_research", "licence_in", "licence_out", "service", "supply"]


def test_an_agreement_is_public_from_its_very_second() -> None:
    def seen(state: str = "signed", *, confidential: bool = False, after: timedelta | None = timedelta(0)) -> bool:
        hour = None if after is None else NOW - after
        return rules.is_public(state, is_confidential=confidential, public_from=hour, now=NOW)

    second = timedelta(seconds=1)
    assert [seen(after=each) for each in (-second, timedelta(0), second, None)] == [False, True, True, False]
    assert {state for state in AgreementState if seen(state)} == {"signed", "active", "ended"}
    assert not seen(confidential=True)


def test_who_speaks_for_an_organisation_reads_its_agreements() -> None:
    actor = Actor(user_id=3, organisations=frozenset({(1, "owner"), (2, "representative"), (3, "member")}))

    assert rules.spoken_for(actor) == {1, 2}
