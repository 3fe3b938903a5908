"""What an officer says of an agreement, and how it is written into its terms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from bridgehead.agreements.models import Amount, Party, Terms
from bridgehead.agreements.queries.said import differences, said_of
from bridgehead.agreements.rules import Component, PartyRole
from bridgehead.foundation.money import Exactness, minor_of
from bridgehead.foundation.records import Change
from bridgehead.foundation.refusals import Refused, require, require_valid

#: Of one agreement; more would be a mistake or an attack, and nobody could read the page.
MOST_PARTIES, MOST_AMOUNTS = 40, 40


@dataclass(frozen=True, slots=True)
class PartySaid:
    """A party: an organisation, or one that is not named, perhaps with its country."""

    organisation_id: int | None = None
    is_disclosed: bool = True
    country: str = ""
    role: str = PartyRole.PARTY
    signatory_ko: str = ""
    signatory_en: str = ""
    signatory_title_ko: str = ""
    signatory_title_en: str = ""


@dataclass(frozen=True, slots=True)
class AmountSaid:
    """Money in whole units of its currency, a royalty in per cent, or what is no money in words."""

    component: str = Component.HEADLINE
    amount: Decimal | None = None
    amount_to: Decimal | None = None
    currency: str = ""
    exactness: str = Exactness.EXACT
    percent: Decimal | None = None
    percent_to: Decimal | None = None
    note_ko: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class TermsSaid:
    """What an agreement says, parties and amounts in their order; it bears its date from the signing on."""

    kind: str
    name_ko: str = ""
    name_en: str = ""
    note_ko: str = ""
    note_en: str = ""
    field_id: int | None = None
    territory: tuple[str, ...] = ()
    effective_on: date | None = None
    ends_on: date | None = None
    parties: tuple[PartySaid, ...] = ()
    amounts: tuple[AmountSaid, ...] = ()


_LISTS = {"parties", "amounts", "territory"}
_OWN = [each.name for each in fields(TermsSaid) if each.name not in _LISTS]
_OF_PARTY = [each.name for each in fields(PartySaid)]
_OF_AMOUNT = ("component", "minor", "minor_to", "currency", "exactness", "percent", "percent_to", "note_ko", "note_en")


def said_by(terms: Terms) -> TermsSaid:
    """Return what terms say in the form in which they are written: changed in a part, it becomes the next version."""
    parties = [PartySaid(**{name: getattr(each, name) for name in _OF_PARTY}) for each in terms.parties.all()]
    return TermsSaid(
        **{name: getattr(terms, name) for name in _OWN},
        territory=tuple(terms.territory),
        parties=tuple(parties),
        amounts=tuple(_amount_said(each) for each in terms.amounts.all()),
    )


def _amount_said(amount: Amount) -> AmountSaid:
    low, high = amount.money, amount.money_to
    plain = {each.name: getattr(amount, each.name) for each in fields(AmountSaid) if each.name[:6] != "amount"}
    return AmountSaid(amount=low.amount if low else None, amount_to=high.amount if high else None, **plain)


def write(terms: Terms, said: TermsSaid) -> Change:
    """Write what is said into unsealed terms and return what changed, for the audit."""
    before = said_of(_read(terms)) if terms.pk else {}
    changed = {field for field in _OWN if getattr(terms, field) != getattr(said, field)}
    for field in changed:
        setattr(terms, field, getattr(said, field))
    terms.territory = list(said.territory)
    terms.mark_twins(changed)
    require_valid(terms)
    terms.save()
    _write_parties(terms, said.parties)
    _write_amounts(terms, said.amounts)
    return _plain_change(differences(before, said_of(_read(terms))))


def changed_between(before: Terms, after: Terms) -> Change:
    """Return in what two versions differ, for the audit; of the people who sign only that they are others."""
    old, new = _read(before), _read(after)
    change = _plain_change(differences(said_of(old), said_of(new)))
    if _signatories(old) != _signatories(new):
        change["signatories"] = (None, "changed")
    return change


def _signatories(terms: Terms) -> list[list[Any]]:
    return [_values(each, [name for name in _OF_PARTY if name.startswith("signatory")]) for each in terms.parties.all()]


def _read(terms: Terms) -> Terms:
    read = Terms.objects.select_related("field").prefetch_related("parties__organisation", "amounts")
    return read.get(pk=terms.pk)


def _plain_change(change: dict[str, tuple[Any, Any]]) -> Change:
    return {field: (_plain(before), _plain(after)) for field, (before, after) in change.items()}


def _plain(value: Any) -> Any:
    """Lists as text: the audit keeps plain values."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, list) else value


def _write_parties(terms: Terms, said: Sequence[PartySaid]) -> None:
    require(len(said) <= MOST_PARTIES, _("More than 40 parties cannot be kept."), field="parties")
    named = [each.organisation_id for each in said if each.organisation_id is not None]
    require(
        len(named) == len(set(named)),
        _("The same organisation cannot be two parties of one agreement."),
        field="parties",
    )
    held = [_values(each, _OF_PARTY) for each in terms.parties.order_by("order")]
    if held == [_values(each, _OF_PARTY) for each in said]:
        return
    terms.parties.all().delete()
    for order, each in enumerate(said, start=1):
        party = Party(terms=terms, order=order, **asdict(each))
        require_valid(party)
        party.save()


def _write_amounts(terms: Terms, said: Sequence[AmountSaid]) -> None:
    require(len(said) <= MOST_AMOUNTS, _("More than 40 amounts cannot be kept."), field="amounts")
    wanted = [_amount(terms, order, each) for order, each in enumerate(said, start=1)]
    held = [_values(each, _OF_AMOUNT) for each in terms.amounts.order_by("order")]
    if held == [_values(each, _OF_AMOUNT) for each in wanted]:
        return
    terms.amounts.all().delete()
    for amount in wanted:
        require_valid(amount)
        amount.save()


def _values(record: Any, names: Sequence[str]) -> list[Any]:
    return [getattr(record, name) for name in names]


def _amount(terms: Terms, order: int, said: AmountSaid) -> Amount:
    amount = unsaved_amount(said)
    amount.terms, amount.order = terms, order
    return amount


def unsaved_amount(said: AmountSaid) -> Amount:
    """Return what is said of an amount as a record that belongs to no terms yet."""
    plain = {name: value for name, value in asdict(said).items() if name not in {"amount", "amount_to"}}
    low, high = (minor_or_refused(each, said.currency, field="amounts") for each in (said.amount, said.amount_to))
    return Amount(**plain, minor=low, minor_to=high)


def minor_or_refused(amount: Decimal | None, currency: str, *, field: str) -> int | None:
    """Return an amount in minor units; what its currency cannot hold is refused at a field."""
    if amount is None:
        return None
    require(bool(currency), _("An amount needs its currency."), field=field)
    try:
        return minor_of(amount, currency)
    except ValueError as wrong:
        raise Refused(
            _("%(amount)s %(currency)s cannot be kept: it has more digits than the currency has, or is too large.")
            % {"amount": str(amount)[:40], "currency": currency},
            field=field,
        ) from wrong
