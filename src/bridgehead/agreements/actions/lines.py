"""Keeping the lines of the ledger in step: every deed on an agreement writes its line anew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from bridgehead.agreements import search_index
from bridgehead.agreements.adapters.words import tokens_of
from bridgehead.agreements.models import Agreement, AgreementState, LedgerLine, Obligation, Party, Terms
from bridgehead.agreements.queries.confirmations import standing, with_confirmations
from bridgehead.agreements.rules import Concealable, is_signed
from bridgehead.directory.models import Organisation, OrganisationAlias
from bridgehead.foundation.jobs import Claim, job, queue

_CHUNK = 500


def write_line(agreement: Agreement) -> None:
    """Write an agreement's line and its words as they are now, within the transaction of the deed."""
    current = _with_what_is_listed(Agreement.objects.filter(pk=agreement.pk)).get()
    line = _line_of(current)
    line.save(force_insert=not LedgerLine.objects.filter(pk=agreement.pk).exists())
    search_index.keep(_indexed(current))


def write_standing(agreement: Agreement) -> None:
    """Write how far an agreement is confirmed into its line, within the deed that asked, answered or closed a question.

    The deed has locked the agreement: of two answers at once, the second counts both.
    """
    current = with_confirmations(Agreement.objects.select_related("current").filter(pk=agreement.pk)).get()
    LedgerLine.objects.filter(pk=agreement.pk).update(standing=standing(current) or "")


@transaction.atomic
def rebuild_lines() -> int:
    """Make every line anew (after an import, or when the tokeniser has changed); return how many there are."""
    LedgerLine.objects.all().delete()
    search_index.clear()
    count = 0
    keys = list(Agreement.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), _CHUNK):
        some = list(_with_what_is_listed(Agreement.objects.filter(pk__in=keys[start : start + _CHUNK])))
        LedgerLine.objects.bulk_create(_line_of(each) for each in some)
        search_index.keep_new(_indexed(each) for each in some)
        count += len(some)
    search_index.tidy()
    return count


def renew_words_of(organisation_id: int, *, now: datetime) -> None:
    """See to it that agreements are found by the names of a party as they are now, after the commit."""
    queue(renew_words, key=f"agreements:words:{organisation_id}", at=now, organisation_id=organisation_id)


@job("agreements.renew_words")
def renew_words(claim: Claim, *, organisation_id: int) -> None:
    """Index anew the agreements that an organisation is party to; each by itself, so that no deed waits for all."""
    bound = Agreement.objects.filter(current__parties__organisation=organisation_id).order_by("pk")
    for pk in list(bound.values_list("pk", flat=True)):
        with transaction.atomic():
            held = Agreement.objects.select_for_update(of=("self",)).filter(pk=pk).first()
            if held is not None:
                write_line(held)


def _with_what_is_listed(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    return with_confirmations(
        agreements.select_related("current__field").prefetch_related(
            Prefetch("current__parties", Party.objects.select_related("organisation")),
            Prefetch(
                "current__parties__organisation__aliases",
                OrganisationAlias.objects.filter(is_doubtful=False),
                to_attr="sure_aliases",
            ),
        )
    ).prefetch_related(
        Prefetch("obligations", Obligation.objects.filter(done_on=None), to_attr="open_obligations"),
    )


def _line_of(agreement: Agreement) -> LedgerLine:
    terms = agreement.current
    if terms is None:
        raise LookupError("an agreement without terms was never committed")
    is_never_public = agreement.is_confidential or agreement.state == AgreementState.CANCELLED
    due: list[Obligation] = agreement.open_obligations  # type: ignore[attr-defined]  # prefetched above
    return LedgerLine(
        agreement=agreement,
        keeper_id=agreement.keeper_id,
        terms=terms,
        state=agreement.state,
        kind=terms.kind,
        field_id=(terms.field.merged_into_id or terms.field_id) if terms.field else None,
        signed_on=terms.signed_on,
        public_from=None if is_never_public else agreement.public_from,
        due_on=min((each.due_on for each in due), default=None),
        standing=standing(agreement) or "",
        changed_at=agreement.changed_at,
    )


def _indexed(agreement: Agreement) -> search_index.Indexed:
    return search_index.Indexed(
        agreement.pk,
        agreement.keeper_id,
        tokens_of(_texts_of(agreement)),
        tokens_of(_public_texts_of(agreement)),
        kept=tokens_of(_kept_texts_of(agreement)),
    )


def _texts_of(agreement: Agreement) -> list[str]:
    terms = agreement.current
    return [terms.name_ko, terms.name_en, *_names_of(_named(terms))] if terms else []


def _kept_texts_of(agreement: Agreement) -> list[str]:
    """Return the other names that only the directory's keepers see: those of parties that are not listed."""
    unlisted = [each for each in _named(agreement.current) if not each.is_listed] if agreement.current else []
    return [alias for each in unlisted for alias in _aliases_of(each)]


def _named(terms: Terms) -> list[Organisation]:
    return [each.organisation for each in terms.parties.all() if each.organisation]


def _names_of(organisations: Iterable[Organisation]) -> list[str]:
    """Return the names by which everybody finds organisations in the directory, and those that an agreement shows.

    Other names are public of what is listed; doubtful ones are none by themselves, and the ledger does not guess.
    """
    named = list(organisations)
    shown = [name for each in named for name in (each.name_ko, each.name_en)]
    return shown + [alias for each in named if each.is_listed for alias in _aliases_of(each)]


def _aliases_of(organisation: Organisation) -> list[str]:
    sure: list[OrganisationAlias] = organisation.sure_aliases  # type: ignore[attr-defined]  # prefetched above
    return [each.text for each in sure]


def _public_texts_of(agreement: Agreement) -> list[str]:
    """Return what of it anybody will read from its hour on: nothing that is concealed, and of no undisclosed party."""
    terms = agreement.current
    if terms is None or agreement.is_confidential or agreement.public_from is None or not is_signed(agreement.state):
        return []
    subject = [] if agreement.conceals(Concealable.SUBJECT) else [terms.name_ko, terms.name_en]
    disclosed = [each.organisation for each in terms.parties.all() if each.organisation and each.is_disclosed]
    return [*subject, *_names_of(disclosed)]
