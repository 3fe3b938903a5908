"""The ledger: what was signed in Boston as it was reported, and the sample agency's invented agreements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.agreements.actions.ledgers import let_keep_ledger
from bridgehead.agreements.actions.publication import set_publication
from bridgehead.agreements.actions.rates import take_in_rates
from bridgehead.agreements.actions.said import AmountSaid, PartySaid, TermsSaid
from bridgehead.agreements.actions.states import move_agreement, sign_agreement
from bridgehead.agreements.actions.terms import draft_agreement
from bridgehead.agreements.models import Agreement, AgreementState, PartyRole
from bridgehead.agreements.queries.rates import PublishedRate
from bridgehead.config.demo.files import Tree, pair
from bridgehead.directory.models import Organisation, Topic
from bridgehead.events.models import Forum
from bridgehead.foundation.clock import day_at_home, wall_moment
from bridgehead.foundation.money import Exactness
from bridgehead.outcomes.actions.ladder import Said, name_sayer, state_effect
from bridgehead.outcomes.rules import Sayer

Organisations = Mapping[str, Organisation]
Topics = Mapping[str, Topic]


@dataclass(frozen=True, slots=True)
class Known:
    """Whom and what the files speak of by key."""

    organisations: Organisations
    topics: Topics


def keep_signed(told: Tree, organisations: Organisations, now: datetime) -> list[Agreement]:
    """Store what a report says was signed, each as its own agreement, public from the day of the report."""
    signed = []
    known = Known(organisations, {})
    hour = wall_moment(datetime.fromisoformat(told["public_from"]), ZoneInfo(told["public_zone"]))
    for each in told["signed"]:
        for _number in range(each.get("times", 1)):
            agreement = _draft(each, organisations[told["keeper"]], known, by=SYSTEM, now=now)
            agreement = _sign(agreement, told["signed_on"], by=SYSTEM, now=now)
            _publish(agreement, hour, by=SYSTEM, now=now)
            _name_the_press(agreement, told["said_on"], now)
            signed.append(agreement)
    return signed


def _name_the_press(agreement: Agreement, said_on: date, now: datetime) -> None:
    for each in agreement.outcomes.all():
        name_sayer(outcome_id=each.pk, said_by=Sayer.PRESS, said_on=said_on, by=SYSTEM, now=now)


def keep_stated(told: Tree, keeper: Organisation, forum: Forum, now: datetime) -> None:
    """Store the economic effect that a report tells, with its source, and its method where that was stated."""
    for each in told["effects"]:
        state_effect(
            keeper_id=keeper.pk,
            forum_id=forum.pk,
            said=Said(Decimal(each["amount"]), None, each["currency"], each["exactness"]),
            stated_on=told["source"]["reported_on"],
            is_public=True,
            by=SYSTEM,
            now=now,
            **pair("name", each["name"]),
            **pair("method", each["method"]),
            **pair("source", told["source"]),
        )


def keep_sample(told: Tree, known: Known, officer: Actor, now: datetime) -> dict[str, Agreement]:
    """Store the sample agency's ledger, as its officer would have kept it; return the agreements by key."""
    keeper = known.organisations[told["keeper"]]
    let_keep_ledger(agency_id=keeper.pk, user_id=officer.person_id, by=SYSTEM, now=now)
    _rates(told, now)
    return {each["key"]: _keep(each, keeper, known, by=SYSTEM, now=now) for each in told["agreements"]}


def _rates(told: Tree, now: datetime) -> None:
    """A rate for each day on which the sample signs something."""
    facts = told["rates"]
    days = {_signed_on(each, now) for each in told["agreements"] if "signed_days_ago" in each}
    take_in_rates(
        rates=[
            PublishedRate(base, "KRW", day, Decimal(facts[key]), facts["source"]["en"])
            for day in sorted(days)
            for base, key in (("USD", "usd_krw"), ("EUR", "eur_krw"))
        ],
        by=SYSTEM,
        now=now,
    )


def _signed_on(told: Tree, now: datetime) -> date:
    return day_at_home(now - timedelta(days=told["signed_days_ago"]))


def _keep(told: Tree, keeper: Organisation, known: Known, *, by: Actor, now: datetime) -> Agreement:
    agreement = _draft(told, keeper, known, by=by, now=now, is_sample=True)
    if told["state"] != AgreementState.DRAFT and "signed_days_ago" not in told:
        return _move(agreement, told["state"], day_at_home(now), by=by, now=now)
    if "signed_days_ago" in told:
        day = _signed_on(told, now)
        agreement = _sign(agreement, day, by=by, now=now)
        if told["state"] != AgreementState.SIGNED:
            agreement = _move(agreement, told["state"], day, by=by, now=now)
    if told.get("public") or "public_in_days" in told:
        hour = now + timedelta(days=told.get("public_in_days", -1))
        agreement = _publish(agreement, hour, by=by, now=now, concealed=tuple(told.get("concealed", ())))
    return agreement


def _draft(
    told: Tree, keeper: Organisation, known: Known, *, by: Actor, now: datetime, is_sample: bool = False
) -> Agreement:
    topic = known.topics.get(told.get("field", ""))
    said = TermsSaid(
        kind=told["kind"],
        **pair("name", told["name"]),
        field_id=topic.pk if topic else None,
        territory=tuple(told.get("territory", ())),
        parties=tuple(_party(each, known.organisations) for each in told["parties"]),
        amounts=tuple(_amount(each) for each in told.get("amounts", ())),
    )
    return draft_agreement(keeper_id=keeper.pk, said=said, by=by, now=now, is_sample=is_sample)


def _party(told: Tree, organisations: Organisations) -> PartySaid:
    organisation = organisations[told["organisation"]] if "organisation" in told else None
    return PartySaid(
        organisation_id=organisation.pk if organisation else None,
        is_disclosed=told.get("is_disclosed", organisation is not None),
        country=told.get("country", ""),
        role=told.get("role", PartyRole.PARTY),
        **pair("signatory", told.get("signatory")),
        **pair("signatory_title", told.get("signatory_title")),
    )


def _amount(told: Tree) -> AmountSaid:
    numbers: dict[str, Any] = {
        key: Decimal(told[key]) for key in ("amount", "amount_to", "percent", "percent_to") if key in told
    }
    return AmountSaid(
        component=told["component"],
        currency=told.get("currency", ""),
        exactness=told.get("exactness", Exactness.EXACT),
        **numbers,
        **pair("note", told.get("note")),
    )


def _sign(agreement: Agreement, day: date, *, by: Actor, now: datetime) -> Agreement:
    agreement = _move(agreement, AgreementState.AGREED, day, by=by, now=now)
    return sign_agreement(agreement_id=agreement.pk, revision=agreement.revision, signed_on=day, by=by, now=now)


def _move(agreement: Agreement, state: str, day: date, *, by: Actor, now: datetime) -> Agreement:
    return move_agreement(agreement_id=agreement.pk, revision=agreement.revision, state=state, on=day, by=by, now=now)


def _publish(
    agreement: Agreement, hour: datetime, *, by: Actor, now: datetime, concealed: tuple[str, ...] = ()
) -> Agreement:
    return set_publication(
        agreement_id=agreement.pk,
        revision=agreement.revision,
        public_from=hour,
        is_confidential=False,
        concealed=concealed,
        by=by,
        now=now,
    )
