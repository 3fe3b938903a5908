"""Live figures: which amounts somebody may know, what a reader is told of a bound one, and which say another by now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.models import Agreement, Amount, Concealable, Party
from bridgehead.agreements.queries.ledger import readable, with_terms
from bridgehead.agreements.queries.public import PublicAgreement, public_agreements, shown_to_all, with_what_is_shown
from bridgehead.newsroom.models import Article, Figure
from bridgehead.newsroom.queries.choices import AGREEMENTS
from bridgehead.newsroom.rules import FigureStanding

#: No more records are looked through for the amounts of one article, and no more figures on the desk.
MOST_RECORDS, MOST_LOOKED_AT = 200, 200


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """An agreement as far as somebody may know of it, and whether its amounts are told to them, and to everybody."""

    pk: int
    public_id: UUID
    title: str
    amounts: Sequence[Amount]
    is_told: bool
    is_public: bool

    def like(self, figure: Figure) -> Amount | None:
        """Return the amount in the place of the one that a figure was bound to; None where there is none."""
        return amount_like(figure, self.amounts)


def amount_like(figure: Figure, amounts: Sequence[Amount]) -> Amount | None:
    """Return the amount that a figure tells, else the one in its place, else the only one of its shape."""
    of_shape = [each for each in amounts if each.component == figure.component and each.minor is not None]
    for found in (
        [each for each in of_shape if figure.tells(each)],
        [each for each in of_shape if each.order == figure.order],
    ):
        if found:
            return found[0]
    return of_shape[0] if len(of_shape) == 1 else None


def records_known(actor: Actor, now: datetime, pks: Collection[int]) -> dict[int, KnownRecord]:
    """Return agreements by key as far as a person may know of them; those that are not theirs to know are left out.

    What is concealed in a public one is told only to those who read it in full.
    """
    found = AGREEMENTS.known(actor, now).filter(pk__in=pks)
    in_full = {each.pk for each in found if each.in_full}
    open_to_all = {
        each.pk: shown_to_all(each) for each in with_what_is_shown(public_agreements(now).filter(pk__in=pks))
    }
    return {each.pk: _known(each, open_to_all.get(each.pk), is_full=each.pk in in_full) for each in with_terms(found)}


def _known(agreement: Agreement, shown: PublicAgreement | None, *, is_full: bool) -> KnownRecord:
    is_public = shown is not None and Concealable.MONEY not in shown.concealed
    told = list(shown.amounts) if shown else []
    amounts = list(agreement.current.amounts.all()) if is_full and agreement.current else told
    return KnownRecord(
        agreement.pk, agreement.public_id, AGREEMENTS.title(agreement), amounts, is_full or is_public, is_public
    )


def records_between(actor: Actor, now: datetime, organisations: Collection[int]) -> list[int]:
    """Return the keys of the newest agreements of which a person may know that one of these is a party."""
    parties = Party.objects.filter(organisation__in=organisations)
    in_full = Q(pk__in=readable(actor).values("pk"), current__in=parties.values("terms"))
    named = Q(pk__in=public_agreements(now).values("pk"), current__in=parties.filter(is_disclosed=True).values("terms"))
    found = Agreement.objects.filter(in_full | named).order_by("-changed_at", "-pk")
    return list(found.values_list("pk", flat=True)[:MOST_RECORDS])


@dataclass(frozen=True, slots=True)
class BoundFigure:
    """A number of an article as its readers are told of it: the public record, and what that tells in its place now."""

    figure: Figure
    agreement: PublicAgreement
    amount: Amount | None
    #: The line of the article that it stands on, and where in it.
    line: str
    place: int

    @property
    def is_changed(self) -> bool:
        """Whether the record tells another amount by now, or none of that shape."""
        return self.amount is None or not self.figure.tells(self.amount)


def shown_figures(figures: Iterable[Figure], records: dict[int, PublicAgreement], text: str) -> list[BoundFigure]:
    """Return the figures of a text that readers are told of; of a record that is not public, or hides its money, none.

    One whose words are gone from the text is told of no more.
    """
    return [
        BoundFigure(each, record, amount_like(each, record.amounts), *line_at(text, place))
        for each in figures
        if (record := records.get(each.agreement_id)) is not None
        and Concealable.MONEY not in record.concealed
        and (place := each.quote.place_in(text)) is not None
    ]


def line_at(text: str, place: int) -> tuple[str, int]:
    """Return the line of a text that a place is on, and where in the line that is."""
    begins, ends = text.rfind("\n", 0, place) + 1, text.find("\n", place)
    return text[begins : ends if ends >= 0 else len(text)], place - begins


@dataclass(frozen=True, slots=True)
class Standing:
    """A figure as a person at the desk may know of it: ``record`` and ``amount`` are None where they may not."""

    figure: Figure
    standing: FigureStanding
    record: KnownRecord | None
    amount: Amount | None


def standings(figures: Sequence[Figure], actor: Actor, now: datetime) -> list[Standing]:
    """Return how figures stand, each as far as the person may know of its record."""
    records = records_known(actor, now, {each.agreement_id for each in figures}) if figures else {}
    return [_standing(each, records.get(each.agreement_id)) for each in figures]


def _standing(figure: Figure, record: KnownRecord | None) -> Standing:
    if record is None or (figure.was_public and not record.is_public):
        gone = FigureStanding.GONE if figure.was_public else FigureStanding.HIDDEN
        return Standing(figure, gone, record, None)
    if not record.is_told:
        return Standing(figure, FigureStanding.HIDDEN, record, None)
    amount = record.like(figure)
    stands = amount is not None and figure.tells(amount)
    return Standing(figure, FigureStanding.STANDS if stands else FigureStanding.CHANGED, record, amount)


def stale_figures(actor: Actor, now: datetime) -> list[Standing]:
    """Return the figures of approved articles that tell another amount than their record, the newest articles first."""
    same = Amount.objects.alias(end=Coalesce("minor_to", "minor")).filter(
        terms__current_of=OuterRef("agreement"),
        component=OuterRef("component"),
        minor=OuterRef("minor"),
        end=OuterRef("minor_to"),
        currency=OuterRef("currency"),
        exactness=OuterRef("exactness"),
    )
    doubtful = ~Exists(same) | ~Q(agreement__in=_all_shown(now))
    found = Figure.objects.filter(doubtful, article__live=True).select_related("article__section", "article__locale")
    looked_at = list(found.order_by("-article__public_from", "-article__pk", "pk")[:MOST_LOOKED_AT])
    told = standings(looked_at, actor, now)
    return [each for each in told if each.standing in (FigureStanding.CHANGED, FigureStanding.GONE)]


def _all_shown(now: datetime) -> QuerySet[Agreement]:
    """Those of which nothing is concealed: what hides its money now may have shown it before."""
    return public_agreements(now).filter(concealed=[])


def figures_of(article: Article) -> list[Figure]:
    """Return the figures of an article as it was last written."""
    return list(article.get_latest_revision_as_object().figures.all())
