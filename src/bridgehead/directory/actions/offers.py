"""What an organisation has, seeks and offers: assets and interests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.directory.actions.index import index_organisation
from bridgehead.directory.models import Asset, Interest, InterestKind, InterestSide, Organisation
from bridgehead.directory.queries.topics import topics_chosen
from bridgehead.directory.rules import may_edit
from bridgehead.foundation import audit
from bridgehead.foundation.refusals import require

BILINGUAL = {"name_ko", "name_en", "summary_ko", "summary_en"}


@dataclass(frozen=True, slots=True)
class AssetDetails:
    """A product, candidate, technology or service; at least one of the two names."""

    kind: str
    name_ko: str = ""
    name_en: str = ""
    modality_id: int | None = None
    indication: str = ""
    stage: str = ""
    summary_ko: str = ""
    summary_en: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing that is sought or offered, on which topics."""

    side: str
    kind: str
    topic_ids: frozenset[int] = frozenset()
    note_ko: str = ""
    note_en: str = ""


@transaction.atomic
def add_asset(*, organisation_id: int, by: Actor, details: AssetDetails, now: datetime) -> Asset:
    """Add an asset to a profile."""
    organisation = _changeable(organisation_id, by)
    asset = Asset(organisation=organisation)
    _write(asset, details, changed=BILINGUAL)
    index_organisation(organisation_id)
    audit.record("directory.asset_added", on=asset, by=by, at=now)
    return asset


@transaction.atomic
def change_asset(*, asset_id: int, by: Actor, details: AssetDetails, now: datetime) -> Asset:
    """Change an asset; a text whose twin was not changed with it shows as stale."""
    asset = Asset.objects.select_for_update().get(pk=asset_id)
    _changeable(asset.organisation_id, by)
    changed = {name for name in BILINGUAL if getattr(asset, name) != getattr(details, name)}
    _write(asset, details, changed=changed)
    index_organisation(asset.organisation_id)
    audit.record("directory.asset_changed", on=asset, by=by, at=now)
    return asset


@transaction.atomic
def remove_asset(*, asset_id: int, by: Actor, now: datetime) -> None:
    """Take an asset out of a profile."""
    asset = Asset.objects.select_for_update().get(pk=asset_id)
    _changeable(asset.organisation_id, by)
    audit.record("directory.asset_removed", on=asset, by=by, at=now)
    asset.delete()
    index_organisation(asset.organisation_id)


@transaction.atomic
def set_interests(*, organisation_id: int, by: Actor, wishes: Sequence[Wish], now: datetime) -> list[Interest]:
    """Make these the needs and offers of an organisation; those not among them are taken away."""
    organisation = _changeable(organisation_id, by)
    pairs = [(each.side, each.kind) for each in wishes]
    require(len(set(pairs)) == len(pairs), _("Each kind of partnering can be sought once and offered once."))
    known = all(each.side in InterestSide.values and each.kind in InterestKind.values for each in wishes)
    require(known, _("This kind of partnering is not known here."))
    held = {(each.side, each.kind): each for each in organisation.interests.select_for_update()}
    for pair, interest in held.items():
        if pair not in pairs:
            interest.delete()
    kept = [_keep(organisation, held.get((each.side, each.kind)), each) for each in wishes]
    index_organisation(organisation_id)
    before = ", ".join(sorted(f"{side}:{kind}" for side, kind in held))
    after = ", ".join(sorted(f"{each.side}:{each.kind}" for each in wishes))
    audit.record("directory.interests_set", on=organisation, by=by, at=now, change={"interests": (before, after)})
    return kept


def _keep(organisation: Organisation, held: Interest | None, wish: Wish) -> Interest:
    interest = held or Interest(organisation=organisation, side=wish.side, kind=wish.kind)
    interest.note_ko, interest.note_en = wish.note_ko, wish.note_en
    interest.full_clean()
    interest.save()
    interest.topics.set(topics_chosen(wish.topic_ids))
    return interest


def _changeable(organisation_id: int, by: Actor) -> Organisation:
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    require(may_edit(by, organisation_id), _("Only its owner or representative can change this profile."))
    return organisation


def _write(asset: Asset, details: AssetDetails, *, changed: set[str]) -> None:
    require(
        bool(details.name_ko or details.name_en), _("Write the name in Korean, in English or in both."), field="name_ko"
    )
    for name in ("kind", "name_ko", "name_en", "modality_id", "indication", "stage", "summary_ko", "summary_en"):
        setattr(asset, name, getattr(details, name))
    asset.mark_twins(changed)
    asset.full_clean()
    asset.save()
