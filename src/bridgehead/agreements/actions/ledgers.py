"""Who keeps the ledger of an agency."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.models import Agreement, LedgerRole
from bridgehead.agreements.rules import LEDGER_OFFICER
from bridgehead.directory.models import Organisation, OrganisationKind
from bridgehead.foundation import audit
from bridgehead.foundation.refusals import Refused, require


@transaction.atomic
def let_keep_ledger(*, agency_id: int, user_id: int, by: Actor, now: datetime) -> LedgerRole:
    """Let a person keep the ledger of an agency; granting twice changes nothing."""
    agency = Organisation.objects.filter(pk=agency_id, kind=OrganisationKind.AGENCY).first()
    if agency is None:
        raise Refused(_("Only an agency keeps a ledger."), field="agency")
    _require_right(by, agency.pk)
    held, is_new = LedgerRole.objects.get_or_create(agency=agency, user_id=user_id)
    if is_new:
        audit.record("agreements.ledger_granted", on=held, by=by, at=now, change={"agency": (None, agency.public_id)})
    return held


@transaction.atomic
def end_keeping(*, role_id: int, by: Actor, now: datetime) -> None:
    """Take the ledger out of a person's hands; another keeper remains."""
    found = LedgerRole.objects.select_related("agency").filter(pk=role_id).first()
    if found is None:
        return
    _require_right(by, found.agency_id)
    Organisation.objects.select_for_update(no_key=True).get(pk=found.agency_id)  # two keepers may leave at once
    others = LedgerRole.objects.filter(agency=found.agency).exclude(pk=found.pk)
    require(others.exists(), _("A ledger keeps at least one officer. Name another one first."))
    agency = (found.agency.public_id, None)
    audit.record("agreements.ledger_revoked", on=found, by=by, at=now, change={"agency": agency})
    found.delete()


@transaction.atomic
def note_export(*, agreement_ids: Collection[int], by: Actor, now: datetime) -> None:
    """Keep in the audit trail that agreements were taken out as a sheet: how many of which ledger."""
    kept = Agreement.objects.filter(pk__in=agreement_ids)
    taken = dict(kept.order_by().values_list("keeper").annotate(Count("pk")))
    for agency in Organisation.objects.filter(pk__in=taken).order_by("pk"):
        _require_right(by, agency.pk)
        rows = (None, taken[agency.pk])
        audit.record("agreements.ledger_exported", on=agency, by=by, at=now, change={"agreements": rows})


def forget_keeper(user_id: int, now: datetime) -> None:
    """Take every ledger out of a person's hands, be it the last keeper: part of their erasure, safe to run twice."""
    LedgerRole.objects.filter(user_id=user_id).delete()


def _require_right(by: Actor, agency_id: int) -> None:
    allowed = by.is_platform_admin or by.has_role(LEDGER_OFFICER, agency_id)
    require(allowed, _("Only those who keep this ledger can do that."))
