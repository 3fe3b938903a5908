"""What anybody may see of agreements: what is signed and not confidential, from its hour on, without what is concealed.

Pages, feeds and search get ``PublicAgreement`` and never a record: what is not in it cannot slip into a template.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from bridgehead.agreements.models import Agreement, Amount, Concealable, Document, FrozenRate, Party, Terms
from bridgehead.agreements.queries.ledger import with_terms
from bridgehead.agreements.rules import SIGNED_STATES
from bridgehead.directory.models import Organisation, Topic
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.models import StoredFile
from bridgehead.foundation.money import Rate


@dataclass(frozen=True, slots=True)
class PublicParty:
    """A party as anybody may know it; without an organisation it is not named, and ``country`` may be empty too."""

    organisation: Organisation | None
    country: str
    role: str
    role_label: str
    signatory_ko: str
    signatory_en: str
    signatory_title_ko: str
    signatory_title_en: str


@dataclass(frozen=True, slots=True)
class PublicAgreement:
    """An agreement without what is kept from the public; what is concealed is empty and named in ``concealed``."""

    public_id: UUID
    kind: str
    kind_label: str
    state: str
    state_label: str
    signed_on: date
    public_from: datetime
    name_ko: str
    name_en: str
    field: Topic | None
    territory: Sequence[str]
    parties: Sequence[PublicParty]
    amounts: Sequence[Amount]
    #: Those frozen at the signing; none where the money is concealed.
    rates: Sequence[Rate]
    concealed: frozenset[str]
    version: int
    reason_ko: str
    reason_en: str
    is_sample: bool

    @property
    def name(self) -> str:
        """What it is about, in the language of the page or the other; empty where that is concealed."""
        return wording(self, "name").text

    @property
    def number(self) -> str:
        """What tells it from others of which as little is public; it stands in the address of its page anyway."""
        return self.public_id.hex[-6:].upper()

    @property
    def is_partly_told(self) -> bool:
        """Whether its subject, or who a party is, is kept from the public."""
        return not (self.name_ko or self.name_en) or any(each.organisation is None for each in self.parties)


def public_agreements(now: datetime) -> QuerySet[Agreement]:
    """Return the agreements that anybody may see at a moment: the database's, where it matters to the second."""
    return Agreement.objects.filter(state__in=SIGNED_STATES, is_confidential=False, public_from__lte=now)


def with_what_is_shown(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Read with agreements all that pages show of them, the frozen rates too, in four queries for any number."""
    return with_terms(agreements).prefetch_related(Prefetch("current__frozen_rates", FrozenRate.objects.all()))


def public_agreement_or_404(public_id: UUID | str, now: datetime) -> PublicAgreement:
    """Return one agreement as anybody may see it; before its hour it is as if it were not there."""
    found = _with_rates(public_agreements(now)).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return shown_to_all(found)


@dataclass(frozen=True, slots=True)
class PublicDocument:
    """A document that anybody may have: told apart by its hash, without the name that its file was brought under."""

    kind_label: str
    name_ko: str
    name_en: str
    size: int
    sha256: str


def public_documents(public_id: UUID | str, now: datetime) -> list[PublicDocument]:
    """Return the documents of an agreement that are public with it, the oldest first; none before its hour."""
    return [shown_document(each) for each in _public_documents(public_id, now)]


def shown_document(document: Document) -> PublicDocument:
    """Return of a document what anybody may know who may have it."""
    return PublicDocument(
        kind_label=document.get_kind_display(),
        name_ko=document.name_ko,
        name_en=document.name_en,
        size=document.file.size,
        sha256=document.file.sha256,
    )


def public_file_or_404(public_id: UUID | str, sha256: str, now: datetime) -> StoredFile:
    """Return the file of a public document by its hash; whatever is not public is as if it were not there."""
    found = _public_documents(public_id, now).filter(file__sha256=sha256).first()
    if found is None:
        raise Http404
    return found.file


def _public_documents(public_id: UUID | str, now: datetime) -> QuerySet[Document]:
    documents = Document.objects.filter(agreement__in=public_agreements(now), agreement__public_id=public_id)
    return documents.filter(is_public=True).select_related("file").order_by("created_at", "pk")


def public_agreements_of(organisation: Organisation, now: datetime, *, most: int) -> list[PublicAgreement]:
    """Return the newest of the agreements in which anybody may know an organisation to be a party."""
    named = Party.objects.filter(organisation=organisation, is_disclosed=True).values("terms")
    bound = public_agreements(now).filter(current__in=named)
    return shown_each(bound.order_by("-current__signed_on", "-pk")[:most])


def shown_each(agreements: QuerySet[Agreement]) -> list[PublicAgreement]:
    """Return public agreements as anybody may see them, in a constant number of queries."""
    return [shown_to_all(each) for each in _with_rates(agreements)]


def _with_rates(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    return with_what_is_shown(agreements).prefetch_related("current__frozen_rates")


def shown_to_all(agreement: Agreement) -> PublicAgreement:
    """Leave out of a public agreement whatever is concealed."""
    terms = agreement.current
    if terms is None or terms.signed_on is None or agreement.public_from is None:
        raise LookupError("a public agreement is signed and has its hour")
    return _shown(agreement, terms, signed_on=terms.signed_on, public_from=agreement.public_from)


def shown_once_signed(agreement: Agreement, *, signed_on: date, public_from: datetime) -> PublicAgreement:
    """Return what anybody will see of an agreement if it is signed on a day and its hour comes, for who prepares that.

    The caller keeps its ledger. What is signed already bears its own day.
    """
    if agreement.current is None:
        raise LookupError("an agreement without terms was never committed")
    return _shown(
        agreement, agreement.current, signed_on=agreement.current.signed_on or signed_on, public_from=public_from
    )


def _shown(agreement: Agreement, terms: Terms, *, signed_on: date, public_from: datetime) -> PublicAgreement:
    hidden = frozenset(agreement.concealed)
    return PublicAgreement(
        public_id=agreement.public_id,
        kind=terms.kind,
        kind_label=terms.get_kind_display(),
        state=agreement.state,
        state_label=agreement.get_state_display(),
        signed_on=signed_on,
        public_from=public_from,
        name_ko="" if Concealable.SUBJECT in hidden else terms.name_ko,
        name_en="" if Concealable.SUBJECT in hidden else terms.name_en,
        field=None if Concealable.FIELD in hidden else terms.field,
        territory=() if Concealable.TERRITORY in hidden else tuple(terms.territory),
        parties=_parties(terms, is_signatory_hidden=Concealable.SIGNATORIES in hidden),
        amounts=() if Concealable.MONEY in hidden else tuple(terms.amounts.all()),
        rates=() if Concealable.MONEY in hidden else tuple(each.value for each in terms.frozen_rates.all()),
        concealed=hidden,
        version=terms.number,
        # The reason of a correction tells what was wrong: with anything concealed it might tell that too.
        reason_ko="" if hidden else terms.reason_ko,
        reason_en="" if hidden else terms.reason_en,
        is_sample=agreement.is_sample,
    )


def _parties(terms: Terms, *, is_signatory_hidden: bool) -> tuple[PublicParty, ...]:
    return tuple(_party(each, is_signatory_hidden=is_signatory_hidden) for each in terms.parties.all())


def _party(party: Party, *, is_signatory_hidden: bool) -> PublicParty:
    named = party.organisation if party.is_disclosed else None
    # A name would give away who it is, and so would the country of a named organisation that is kept back.
    signs = named is not None and not is_signatory_hidden
    return PublicParty(
        organisation=named,
        country=named.country if named else party.country,
        role=party.role,
        role_label=party.get_role_display(),
        signatory_ko=party.signatory_ko if signs else "",
        signatory_en=party.signatory_en if signs else "",
        signatory_title_ko=party.signatory_title_ko if signs else "",
        signatory_title_en=party.signatory_title_en if signs else "",
    )
