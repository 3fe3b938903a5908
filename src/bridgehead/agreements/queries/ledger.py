"""Agreements as their keepers and their own parties may read them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.models import Agreement, AgreementState, Amount, Party, Terms
from bridgehead.agreements.rules import LEDGER_OFFICER, spoken_for
from bridgehead.directory.models import Organisation
from bridgehead.directory.queries import visible_organisations


def ledger(actor: Actor) -> QuerySet[Agreement]:
    """Return every agreement of the ledgers that the person keeps; nobody else's exists for them here."""
    every = Agreement.objects.all()
    return every if actor.is_platform_admin else every.filter(keeper__in=actor.scopes_of(LEDGER_OFFICER))


def own_agreements(actor: Actor) -> QuerySet[Agreement]:
    """Return the agreements, drafts left out, that bind an organisation for which the person may speak."""
    agreed = Agreement.objects.exclude(state=AgreementState.DRAFT)
    return agreed.filter(current__parties__organisation__in=spoken_for(actor)).distinct()


def readable(actor: Actor) -> QuerySet[Agreement]:
    """Return what the person reads in full: the ledgers they keep, and what binds their own organisations."""
    if actor.is_platform_admin:
        return Agreement.objects.all()
    kept, own = ledger(actor).values("pk"), own_agreements(actor).values("pk")
    return Agreement.objects.filter(Q(pk__in=kept) | Q(pk__in=own))


def with_terms(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Read what holds with the agreements: terms, parties and amounts, in three queries for any number of them."""
    return agreements.select_related("keeper", "current__field").prefetch_related(
        Prefetch("current__parties", Party.objects.select_related("organisation")),
        Prefetch("current__amounts", Amount.objects.all()),
    )


def kept_agreement_or_404(actor: Actor, public_id: UUID | str) -> Agreement:
    """Return an agreement of a ledger that the person keeps, with what holds."""
    return _one_or_404(with_terms(ledger(actor)), public_id)


def own_by_date(actor: Actor) -> QuerySet[Agreement]:
    """Return what binds the person's own organisations, with what holds; unsigned ones, then the latest signed."""
    latest = F("current__signed_on").desc(nulls_first=True)
    return with_terms(Agreement.objects.filter(pk__in=own_agreements(actor).values("pk"))).order_by(latest, "-pk")


def own_agreement_or_404(actor: Actor, public_id: UUID | str) -> Agreement:
    """Return an agreement that binds an organisation for which the person may speak, with what holds."""
    return _one_or_404(own_by_date(actor), public_id)


def own_agreements_of(actor: Actor, organisation: Organisation) -> QuerySet[Agreement]:
    """Return what binds one organisation, to those who may speak for it."""
    bound = own_by_date(actor).filter(current__parties__organisation=organisation)
    return bound if organisation.pk in spoken_for(actor) else bound.none()


def party_or_none(actor: Actor, public_id: str) -> Organisation | None:
    """Return the organisation whose agreements are looked for; None for what is no id, or of nobody one may know."""
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    return visible_organisations(actor).filter(public_id=wanted).first()


def versions_of(agreement: Agreement) -> list[Terms]:
    """Return every version of an agreement's terms with what it said, the oldest first; the caller has checked."""
    versions = agreement.versions.select_related("field", "written_by")
    return list(versions.prefetch_related("parties__organisation", "amounts").order_by("number"))


def _one_or_404(agreements: QuerySet[Agreement], public_id: UUID | str) -> Agreement:
    found = agreements.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
