"""The ledger as a list: found by words, narrowed, in an order; a page costs the same however large the ledger is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, overload
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, QuerySet

from bridgehead.accounts.actor import Actor
from bridgehead.agreements import search_index
from bridgehead.agreements.adapters.among import Among
from bridgehead.agreements.adapters.words import asked_tokens
from bridgehead.agreements.models import Agreement, AgreementState, Amount, LedgerLine, Party
from bridgehead.agreements.queries.confirmations import with_confirmations
from bridgehead.agreements.queries.ledger import with_terms
from bridgehead.agreements.rules import LEDGER_OFFICER, LedgerOrder, Waiting
from bridgehead.directory.models import Topic

#: A list goes so far; who looks for more narrows it. Counting on would cost more the larger the ledger is.
MOST_LISTED = 1_000
_AT_A_TIME = 500
_MOST_TOLD = 5_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the ledger is narrowed to, and in which order it stands; empty: everything, what was changed last first."""

    words: str = ""
    state: str = ""
    kind: str = ""
    field_id: int | None = None
    year: int | None = None
    party_id: int | None = None
    keeper_id: int | None = None
    waits: str = ""
    standing: str = ""
    order: str = LedgerOrder.CHANGED


@dataclass(frozen=True, slots=True)
class Named:
    """A name in both languages."""

    name_ko: str
    name_en: str


@dataclass(frozen=True, slots=True)
class ListedParty:
    """A party as a row shows it; without an organisation not even the ledger knows the name."""

    organisation: Named | None
    organisation_id: UUID | None
    is_disclosed: bool
    country: str
    role: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An agreement as a row shows it."""

    public_id: UUID
    state: str
    is_confidential: bool
    public_from: datetime | None
    is_sample: bool
    standing: str
    number: int
    kind: str
    signed_on: date | None
    name_ko: str
    name_en: str
    field: Named | None
    keeper: Named
    parties: list[ListedParty]
    amounts: list[Amount]


class FoundAgreements(Sequence[Listed]):
    """Agreements in their order, up to a number; of them only those are read that are looked at."""

    def __init__(self, lines: QuerySet[LedgerLine], *, most: int = MOST_LISTED, is_cut: bool = False) -> None:
        self._lines, self._most = lines, most
        #: Whether more hold the words than were looked through.
        self.is_cut = is_cut

    @cached_property
    def _found(self) -> list[int]:
        return list(self._lines.values_list("pk", flat=True)[: self._most + 1])

    @property
    def ids(self) -> list[int]:
        """The ids of those that are listed, in their order."""
        return self._found[: self._most]

    @property
    def is_more(self) -> bool:
        """Whether there are more than are listed."""
        return len(self._found) > self._most

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, place: int) -> Listed: ...
    @overload
    def __getitem__(self, place: slice) -> list[Listed]: ...
    def __getitem__(self, place: int | slice) -> Listed | list[Listed]:
        return _listed(self.ids[place]) if isinstance(place, slice) else _listed([self.ids[place]])[0]

    def __iter__(self) -> Iterator[Listed]:
        return iter(_listed(self.ids))


_OF_AGREEMENT = (
    "pk", "current", "public_id", "state", "is_confidential", "public_from", "is_sample", "line__standing",
    "current__number", "current__kind", "current__signed_on", "current__name_ko", "current__name_en", "current__field",
    "current__field__name_ko", "current__field__name_en", "keeper__name_ko", "keeper__name_en",
)  # fmt: skip
_OF_PARTY = (
    "terms", "organisation", "organisation__name_ko", "organisation__name_en", "organisation__public_id",
    "is_disclosed", "country", "role",
)  # fmt: skip
_OF_AMOUNT = (
    "terms", "component", "minor", "minor_to", "currency", "exactness", "percent", "percent_to", "note_ko", "note_en",
)  # fmt: skip


def _listed(ids: Sequence[int]) -> list[Listed]:
    """Read rows as plain values, in three queries: records of their own would cost a page more than drawing it."""
    if not ids:
        return []
    wanted = Agreement.objects.filter(Among("pk", ids)).order_by().values_list(*_OF_AGREEMENT)
    read = {row[0]: row[1:] for row in wanted}
    theirs = Among("terms", [row[0] for row in read.values()])
    parties: dict[int, list[ListedParty]] = defaultdict(list)
    bound = Party.objects.filter(theirs).order_by("terms", "order").values_list(*_OF_PARTY)
    for of, organisation, korean, english, public_id, *said in bound:
        parties[of].append(ListedParty(Named(korean, english) if organisation else None, public_id, *said))
    amounts: dict[int, list[Amount]] = defaultdict(list)
    for values in Amount.objects.filter(theirs).order_by("terms", "order").values_list(*_OF_AMOUNT):
        amounts[values[0]].append(Amount(**dict(zip(_OF_AMOUNT[1:], values[1:], strict=True))))
    return [_one(read[each], parties, amounts) for each in ids if each in read]


def _one(row: tuple[Any, ...], parties: dict[int, list[ListedParty]], amounts: dict[int, list[Amount]]) -> Listed:
    said = dict(zip(_OF_AGREEMENT[1:], row, strict=True))
    about = Named(said["current__field__name_ko"], said["current__field__name_en"]) if said["current__field"] else None
    return Listed(
        **{name: said[name] for name in ("public_id", "state", "is_confidential", "public_from", "is_sample")},
        standing=said["line__standing"],
        **{name: said[f"current__{name}"] for name in ("number", "kind", "signed_on", "name_ko", "name_en")},
        field=about,
        keeper=Named(said["keeper__name_ko"], said["keeper__name_en"]),
        parties=parties[said["current"]],
        amounts=amounts[said["current"]],
    )


def in_ledger(actor: Actor, wanted: Wanted, now: datetime, *, most: int = MOST_LISTED) -> FoundAgreements:
    """Return what stands in the ledgers that the person keeps, narrowed and ordered: one query for any number."""
    lines = _kept(actor)
    plain = {
        "state": wanted.state,
        "kind": wanted.kind,
        "field": wanted.field_id,
        "keeper": wanted.keeper_id,
        "standing": wanted.standing,
    }
    lines = lines.filter(**{name: value for name, value in plain.items() if value})
    if wanted.year:
        lines = lines.filter(signed_on__range=(date(wanted.year, 1, 1), date(wanted.year, 12, 31)))
    if wanted.party_id:
        lines = _binding(lines, wanted.party_id)
    if wanted.waits:
        lines = _waiting(lines, wanted.waits, now, actor.zone)
    is_cut = False
    if wanted.words.strip():
        held = _holding(actor, wanted.words)
        lines, is_cut = lines.filter(Among("pk", held)), len(held) == search_index.LOOKED_THROUGH
    return FoundAgreements(lines.order_by(*_ORDERS[wanted.order]), most=most, is_cut=is_cut)


def to_take_out(found: FoundAgreements) -> Iterator[Agreement]:
    """Yield what was found in its order, whole, in a few queries for each five hundred."""
    for start in range(0, len(found.ids), _AT_A_TIME):
        some = found.ids[start : start + _AT_A_TIME]
        whole = with_confirmations(with_terms(Agreement.objects.filter(pk__in=some)))
        read = {each.pk: each for each in whole}
        yield from (read[each] for each in some if each in read)


@dataclass(frozen=True, slots=True)
class WaitingCount:
    """How many agreements wait for something: ``number`` of them, or more where it ``is_more``."""

    waits: Waiting
    number: int
    is_more: bool


def waiting_counts(actor: Actor, now: datetime) -> list[WaitingCount]:
    """Return how many of the kept agreements wait for what: one query for each."""
    counted = []
    for waits in Waiting:
        number = _waiting(_kept(actor), waits, now, actor.zone).order_by()[: MOST_LISTED + 1].count()
        counted.append(WaitingCount(waits, min(number, MOST_LISTED), number > MOST_LISTED))
    return counted


def years_of_signing(actor: Actor) -> list[int]:
    """Return the years, the latest first, from the last signing in the kept ledgers to the first."""
    signed = _kept(actor).filter(signed_on__isnull=False).values_list("signed_on", flat=True)
    first, last = signed.order_by("signed_on").first(), signed.order_by("-signed_on").first()
    return list(range(last.year, first.year - 1, -1)) if first and last else []


def fields_in_ledger(actor: Actor) -> list[Topic]:
    """Return the fields that agreements of the kept ledgers are about."""
    held = Topic.objects.filter(Exists(_kept(actor).filter(field=OuterRef("pk"))))
    return list(held.only("name_ko", "name_en", "broader"))


_ORDERS: dict[str, tuple[Any, ...]] = {
    LedgerOrder.CHANGED: ("-changed_at", "-pk"),
    # What is not signed yet stands where the latest signing will.
    LedgerOrder.SIGNED: (F("signed_on").desc(nulls_first=True), "-pk"),
    LedgerOrder.SIGNED_FIRST: (F("signed_on").asc(nulls_last=True), "pk"),
}


def _kept(actor: Actor) -> QuerySet[LedgerLine]:
    every = LedgerLine.objects.all()
    return every if actor.is_platform_admin else every.filter(keeper__in=actor.scopes_of(LEDGER_OFFICER))


def _waiting(lines: QuerySet[LedgerLine], waits: str, now: datetime, zone: str) -> QuerySet[LedgerLine]:
    if waits == Waiting.SIGNING:
        return lines.filter(state=AgreementState.AGREED)
    if waits == Waiting.ITS_HOUR:
        return lines.filter(public_from__gt=now)
    return lines.filter(due_on__lt=now.astimezone(ZoneInfo(zone)).date())


def _binding(lines: QuerySet[LedgerLine], organisation_id: int) -> QuerySet[LedgerLine]:
    """Lines of agreements that bind an organisation. Of a few thousand the ids are told: left to join them by itself, a
    database walks through the whole ledger."""
    bound = Party.objects.filter(organisation=organisation_id).order_by().values_list("terms", flat=True)
    few = list(bound[: _MOST_TOLD + 1])
    return lines.filter(Among("terms", few)) if len(few) <= _MOST_TOLD else lines.filter(terms__in=bound)


def _holding(actor: Actor, words: str) -> list[int]:
    tokens = asked_tokens(words)
    keepers = None if actor.is_platform_admin else actor.scopes_of(LEDGER_OFFICER)
    return search_index.holding(tokens, keepers=keepers) if tokens else []
