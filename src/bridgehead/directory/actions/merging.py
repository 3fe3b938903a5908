"""Two records of one organisation become one: every reference moves, or nothing happens."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Exists, Model, OuterRef, ProtectedError, QuerySet
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.directory import search_index
from bridgehead.directory.actions.index import index_organisation
from bridgehead.directory.actions.standing import look_again
from bridgehead.directory.merging import REFERENCES, Reference
from bridgehead.directory.models import (
    ListingConsent,
    Membership,
    MembershipRole,
    MergedOrganisation,
    NotDuplicate,
    Organisation,
    OrganisationAlias,
    RegistrationNumber,
)
from bridgehead.directory.queries.duplicates import may_be_merged_by
from bridgehead.directory.rules import may_import
from bridgehead.directory.signals import organisation_renamed
from bridgehead.foundation import audit, files
from bridgehead.foundation.refusals import Refused, require

#: What can be taken from the record that goes.
CHOSEN = (
    "name_ko", "name_en", "kind", "country", "city", "founded_year", "size", "site", "summary_ko", "summary_en",
)  # fmt: skip
_STRONGER = (MembershipRole.OWNER, MembershipRole.REPRESENTATIVE, MembershipRole.MEMBER)


@transaction.atomic
def merge_organisations(
    *, kept_id: int, gone_id: int, taken: Collection[str], by: Actor, now: datetime
) -> Organisation:
    """Make two records of one organisation one: ``taken`` names the fields that the other record says better.

    Everything that refers to the one that goes refers to the one that stays, which keeps its names as other names; its
    address leads on. Where something of both cannot stand beside each other, nothing happens and a sentence says what.
    """
    kept, gone = _locked(kept_id, gone_id, by)
    require(set(taken) <= set(CHOSEN), _("This cannot be chosen. Load the page again."))
    numbers = dict(RegistrationNumber.objects.filter(organisation=kept).values_list("scheme", "number"))
    require(
        all(
            numbers.get(scheme, number) == number
            for scheme, number in RegistrationNumber.objects.filter(organisation=gone).values_list("scheme", "number")
        ),
        _("Both have a number of the same register, and another one each: these are two organisations."),
    )
    MergedOrganisation.objects.create(gone_id=gone.pk, public_id=gone.public_id, organisation=kept, merged_at=now)
    _fold_own(kept, gone)
    for reference in REFERENCES:
        move_reference(reference, kept, gone)
    names = _names_of(kept) | _names_of(gone)
    changed = _take(kept, gone, taken, now)
    logo = gone.logo if kept.logo_id != gone.logo_id else None
    search_index.forget(gone.pk)
    try:
        with transaction.atomic():
            gone.delete()
    except (ProtectedError, IntegrityError) as error:
        raise Refused(_("Something still refers to the record that would go. Nothing was changed.")) from error
    if logo is not None:
        files.let_go(logo, now=now)
    _keep_names(kept, names)
    if changed & {"name_ko", "name_en"}:
        look_again(kept, by=by, now=now, is_renamed=True)
    index_organisation(kept.pk)
    organisation_renamed.send(sender=Organisation, organisation_id=kept.pk, now=now)
    said: Mapping[str, tuple[Any, Any]] = {
        "merged": (str(gone.public_id), str(kept.public_id)),
        "fields": (None, ", ".join(sorted(changed))),
    }
    audit.record("directory.organisations_merged", on=kept, by=by, at=now, change=said)
    return kept


@transaction.atomic
def say_not_duplicate(*, one_id: int, other_id: int, by: Actor, now: datetime) -> None:
    """Remember that two organisations are two; saying it twice changes nothing."""
    require(may_import(by), _("Only the agency can do this."))
    first, second = sorted((one_id, other_id))
    require(first != second, _("These are one already."))
    said, is_new = NotDuplicate.objects.get_or_create(
        one_id=first, other_id=second, defaults={"said_by_id": by.user_id, "said_at": now}
    )
    if is_new:
        other = str(Organisation.objects.get(pk=second).public_id)
        audit.record("directory.not_a_duplicate", on=said.one, by=by, at=now, change={"other": (None, other)})


def _locked(kept_id: int, gone_id: int, by: Actor) -> tuple[Organisation, Organisation]:
    require(may_import(by), _("Only the agency can do this."))
    require(kept_id != gone_id, _("These are one already."))
    held = {
        each.pk: each
        for each in Organisation.objects.select_for_update(of=("self",))
        .select_related("logo")
        .prefetch_related("memberships")
        .filter(pk__in=[kept_id, gone_id])
        .order_by("pk")
    }
    require(len(held) == 2, _("One of the two is no longer there: perhaps somebody has merged them by now."))
    kept, gone = held[kept_id], held[gone_id]
    is_stranger = by.is_platform_admin or not (by.belongs_to(kept_id) or by.belongs_to(gone_id))
    require(is_stranger, _("You belong to this organisation. Somebody else must look at it."))
    require(
        may_be_merged_by(by, kept, gone),
        _("Both have owners, who would see what is the other's. Only the administrator can merge them."),
    )
    return kept, gone


def _fold_own(kept: Organisation, gone: Organisation) -> None:
    """Of what both have of the directory's own, leave one: the stronger role, the question that was asked."""
    roles = {each.user_id: each for each in Membership.objects.select_for_update().filter(organisation=kept)}
    for each in Membership.objects.select_for_update().filter(organisation=gone, user_id__in=roles):
        mine = roles[each.user_id]
        if _STRONGER.index(MembershipRole(each.role)) < _STRONGER.index(MembershipRole(mine.role)):
            mine.role = each.role
            mine.save(update_fields=["role"])
    NotDuplicate.objects.filter(one__in=[kept, gone], other__in=[kept, gone]).delete()
    NotDuplicate.objects.filter(one=gone).delete()
    NotDuplicate.objects.filter(other=gone).delete()
    if ListingConsent.objects.filter(organisation=kept).exists():
        ListingConsent.objects.filter(organisation=gone).delete()


def move_reference(reference: Reference, kept: Model, gone: Model) -> None:
    """Let the records of one relation refer to the one that stays; of both's, one is left where that is said."""
    label, _dot, field = reference.relation.rpartition(".")
    records: QuerySet[Any] = apps.get_model(label)._base_manager.filter(**reference.only)
    try:
        with transaction.atomic():
            if reference.alike:
                same = {name: OuterRef(name) for name in reference.alike}
                records.filter(**{field: gone}).filter(Exists(records.filter(**{field: kept}, **same))).delete()
            records.filter(**{field: gone}).update(**{field: kept})
    except (IntegrityError, ProtectedError) as error:
        why = reference.both or _("Both have what can be there but once: %(what)s.") % {"what": reference.label}
        raise Refused(f"{why} {_('Nothing was changed.')}") from error


def _take(kept: Organisation, gone: Organisation, taken: Collection[str], now: datetime) -> set[str]:
    """Write what was chosen, and what follows from both."""
    changed = {name for name in taken if getattr(kept, name) != getattr(gone, name)}
    for name in changed:
        setattr(kept, name, getattr(gone, name))
    require(bool(kept.name_ko or kept.name_en), _("Write the name in Korean, in English or in both."))
    kept.mark_twins(changed)
    kept.is_listed = kept.is_listed or gone.is_listed
    kept.awaits_consent = kept.awaits_consent and gone.awaits_consent
    if kept.logo_id is None:
        kept.logo_id = gone.logo_id
    kept.save()
    return changed


def _names_of(organisation: Organisation) -> set[str]:
    return {organisation.name_ko, organisation.name_en} - {""}


def _keep_names(kept: Organisation, names: Collection[str]) -> None:
    """Keep what either was called as another name, so that both are found by it."""
    there = {*OrganisationAlias.objects.filter(organisation=kept).values_list("text", flat=True), *_names_of(kept)}
    OrganisationAlias.objects.bulk_create(
        OrganisationAlias(organisation=kept, text=text) for text in sorted(set(names) - there)
    )
