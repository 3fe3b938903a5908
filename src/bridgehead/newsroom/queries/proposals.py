"""What the reading engine proposes for an article as it was last written: seen by an editor, written by nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.models import Amount
from bridgehead.directory.models import Organisation, OrganisationAlias
from bridgehead.directory.queries import visible_organisations
from bridgehead.foundation.clock import day_at_home
from bridgehead.newsroom.adapters.reading import Besides, Known, Span, TextRead, Told, read_text
from bridgehead.newsroom.models import Article, Figure
from bridgehead.newsroom.models.figures import worth_of
from bridgehead.newsroom.queries.figures import KnownRecord, Standing, records_between, records_known, standings
from bridgehead.newsroom.rules import FigureStanding, Quote

#: Accepts whatever leaves no choice.
ALL = "all"


@dataclass(frozen=True, slots=True)
class OrganisationProposed:
    """An organisation that an article names, at its first place; ``key`` accepts it."""

    key: str
    organisation: Organisation
    span: Span
    times: int
    is_tied: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """An amount in the ledger that a number may be bound to; ``key`` accepts it."""

    key: str
    record: KnownRecord
    amount: Amount


@dataclass(frozen=True, slots=True)
class AmountProposed:
    """An amount that an article tells, the records that tell the same, and the one that it is bound to."""

    told: Told
    quote: Quote
    candidates: Sequence[Candidate]
    bound: Standing | None


@dataclass(frozen=True, slots=True)
class Proposals:
    """What an article's newest revision proposes; ``lost`` are figures whose words stand there no longer."""

    organisations: Sequence[OrganisationProposed]
    amounts: Sequence[AmountProposed]
    besides: Sequence[Besides]
    lost: Sequence[Standing]

    @property
    def certain(self) -> list[str]:
        """The keys of what leaves no choice: what is not tied yet, and numbers that one record tells."""
        return [
            *(each.key for each in self.organisations if not each.is_tied),
            *(each.candidates[0].key for each in self.amounts if not each.bound and len(each.candidates) == 1),
        ]


def names_known(actor: Actor) -> list[Known]:
    """Return the organisations that a person may see, by the names that a text may call them; doubtful ones left out.

    Three columns for each organisation and one for each other name, in two queries.
    """
    seen = visible_organisations(actor)
    others: dict[int, list[str]] = defaultdict(list)
    for pk, text in OrganisationAlias.objects.filter(is_doubtful=False, organisation__in=seen).values_list(
        "organisation_id", "text"
    ):
        others[pk].append(text)
    return [Known(pk, ko, en, tuple(others[pk])) for pk, ko, en in seen.values_list("pk", "name_ko", "name_en")]


def read_for(actor: Actor, text: str, now: datetime, published: datetime | None = None) -> TextRead:
    """Return what a text tells to a person."""
    return read_text(text, names_known(actor), day_at_home(published or now))


def proposals_for(actor: Actor, written: Article, now: datetime) -> Proposals:
    """Return what an article, as one of its revisions has it, proposes to a person."""
    text = written.text
    told = read_for(actor, text, now, written.public_from)
    tied = {each.organisation_id for each in written.linked_organisations.all()}
    named = visible_organisations(actor).only(*Organisation.LIST_FIELDS).in_bulk([each.pk for each in told.named])
    records = _records(actor, written, now, [*named, *tied])
    bound = {each.figure.quote.place_in(text): each for each in standings(list(written.figures.all()), actor, now)}
    amounts = [_amount(text, each, records, bound.pop(each.span.start, None)) for each in told.amounts]
    return Proposals(
        organisations=[
            OrganisationProposed(
                f"organisation:{named[each.pk].public_id}", named[each.pk], each.span, each.times, each.pk in tied
            )
            for each in told.named
        ],
        amounts=amounts,
        besides=told.besides,
        lost=[each for each in bound.values() if each.standing is not FigureStanding.HIDDEN],
    )


def _records(actor: Actor, written: Article, now: datetime, organisations: Sequence[int]) -> Sequence[KnownRecord]:
    tied = [each.agreement_id for each in written.linked_agreements.all()]
    keys = dict.fromkeys([*tied, *records_between(actor, now, organisations)])
    found = records_known(actor, now, list(keys))
    return [found[pk] for pk in keys if pk in found]


def _amount(text: str, told: Told, records: Sequence[KnownRecord], bound: Standing | None) -> AmountProposed:
    worth = (told.minor, told.minor_to, told.currency)
    candidates = [
        Candidate(f"amount:{told.span.start}:{record.public_id}:{amount.order}", record, amount)
        for record in records
        for amount in record.amounts
        if worth_of(amount) == worth
    ]
    return AmountProposed(told, Quote.of(text, told.span.start, told.span.end), candidates, bound)


def figure_of(proposed: AmountProposed, candidate: Candidate) -> Figure:
    """Return the figure, not stored, that binds a number to a record that tells the same."""
    amount, quote, told = candidate.amount, proposed.quote, proposed.told
    return Figure(
        agreement_id=candidate.record.pk,
        component=amount.component,
        order=amount.order,
        words=quote.words,
        before=quote.before,
        after=quote.after,
        minor=told.minor,
        minor_to=told.minor_to,
        currency=told.currency,
        exactness=amount.exactness,
        was_public=candidate.record.is_public,
    )
