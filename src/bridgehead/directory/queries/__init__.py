"""What may be read of the directory, by whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, overload
from uuid import UUID

from django.db.models import Count, F, Model, Prefetch, Q, QuerySet, Value, prefetch_related_objects
from django.db.models.functions import Coalesce, NullIf
from django.http import Http404

from bridgehead.accounts.actor import BELONGS, Actor, PartRows
from bridgehead.directory import search_index
from bridgehead.directory.adapters import AskedWord, asked_words, holds_one_of, indexed_tokens, normal_name
from bridgehead.directory.models import (
    Asset,
    Interest,
    InterestKind,
    InterestSide,
    Invitation,
    Membership,
    Organisation,
    OrganisationAlias,
    OrganisationKind,
    Topic,
)
from bridgehead.directory.rules import (
    INVITATION_LASTS,
    ProfileFacts,
    may_edit,
    may_manage_members,
    may_see_members,
    sees_unlisted,
)
from bridgehead.foundation.bilingual import other, reading_language
from bridgehead.foundation.models import StoredFile


def memberships_of(user_id: int) -> PartRows:
    """Return the organisations that a person belongs to, with the role in each: part of their Actor."""
    return Membership.objects.filter(user_id=user_id).values_list(Value(BELONGS), "role", "organisation_id")


Record = TypeVar("Record", bound=Model)


def one_or_404(records: QuerySet[Record], *, public_id: UUID | str) -> Record:
    """Return the record with this public id; one that is not among those that may be seen is not there."""
    found = records.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


# --- Organisations --------------------------------------------------------------------------------------------------


def visible_organisations(actor: Actor) -> QuerySet[Organisation]:
    """Return the organisations that a person may see: the listed ones, their own, and for staff every one."""
    every = Organisation.objects.all()
    return every if sees_unlisted(actor) else every.filter(Q(is_listed=True) | Q(pk__in=actor.organisation_ids))


def organisation_or_404(actor: Actor, public_id: UUID | str) -> Organisation:
    """Return an organisation with its topics; one that may not be seen is as if it were not there."""
    return one_or_404(visible_organisations(actor).prefetch_related("sectors"), public_id=public_id)


def listed_logo(public_id: UUID, logo_id: UUID) -> StoredFile | None:
    """Return the logo of an organisation that everybody may see: one query that asks nobody who they are."""
    return _logos(Organisation.objects.filter(is_listed=True), public_id, logo_id)


def logo_or_404(actor: Actor, public_id: UUID, logo_id: UUID) -> StoredFile:
    """Return the logo of an organisation; one that was replaced, or may not be seen, is not there."""
    found = _logos(visible_organisations(actor), public_id, logo_id)
    if found is None:
        raise Http404
    return found


def _logos(organisations: QuerySet[Organisation], public_id: UUID, logo_id: UUID) -> StoredFile | None:
    held = organisations.filter(public_id=public_id, logo__public_id=logo_id).select_related("logo").first()
    return held.logo if held else None


def editable_organisation_or_404(actor: Actor, public_id: UUID | str) -> Organisation:
    """Return an organisation whose profile the person may change."""
    found = organisation_or_404(actor, public_id)
    if not may_edit(actor, found.pk):
        raise Http404
    return found


def managed_organisation_or_404(actor: Actor, public_id: UUID | str) -> Organisation:
    """Return an organisation whose members the person may choose."""
    found = organisation_or_404(actor, public_id)
    if not may_manage_members(actor, found.pk):
        raise Http404
    return found


class FoundOrganisations(Sequence[Organisation]):
    """Organisations in their order, of which only those are read that are looked at (with their topics)."""

    def __init__(self, ids: list[int]) -> None:
        self.ids = ids

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, place: int) -> Organisation: ...
    @overload
    def __getitem__(self, place: slice) -> list[Organisation]: ...
    def __getitem__(self, place: int | slice) -> Organisation | list[Organisation]:
        if isinstance(place, int):
            return self._read([self.ids[place]])[0]
        return self._read(self.ids[place])

    def __iter__(self) -> Iterator[Organisation]:
        return iter(self._read(self.ids))

    def _read(self, ids: list[int]) -> list[Organisation]:
        read = Organisation.objects.prefetch_related("sectors").in_bulk(ids)
        return [read[each] for each in ids if each in read]


def search_organisations(
    actor: Actor, words: str = "", *, kind: str = "", country: str = "", topic: int | None = None
) -> FoundOrganisations:
    """Return the organisations that hold all of the words, best first; without words all, by name.

    Searched, filtered, ordered and counted is only what the person may see: listed organisations are ranked among
    themselves, unlisted ones that the person may see come after them.
    """
    wanted = visible_organisations(actor)
    if topic:
        # An address that was kept may name a topic that was merged into another since.
        wanted = wanted.filter(sectors__in=Topic.objects.filter(Q(pk=topic) | Q(merged=topic)))
    for condition, given in ({"kind": kind}, kind), ({"country": country}, country):
        wanted = wanted.filter(**condition) if given else wanted
    asked = asked_words(words)
    if not asked:
        return FoundOrganisations([] if words.strip() else list(_by_name(wanted).values_list("pk", flat=True)))
    visible = set(wanted.values_list("pk", flat=True))
    ranked = search_index.listed_matches(asked)
    if sees_unlisted(actor) or actor.organisations:
        ranked += search_index.unlisted_matches(asked)
    found = [each for each in ranked if each in visible]
    doubted = _without_support(found, asked)
    return FoundOrganisations([each for each in found if each not in doubted])


def _without_support(found: list[int], asked: list[AskedWord]) -> set[int]:
    """Return those of the organisations that hold what was asked for in doubtful names alone."""
    among = set(found)
    doubtful = OrganisationAlias.objects.filter(is_doubtful=True).values_list("organisation_id", "text")
    suspects = {pk for pk, text in doubtful if pk in among and holds_one_of(asked, indexed_tokens(text))}
    read = organisations_to_index().filter(pk__in=suspects) if suspects else ()
    said = {each.pk: search_tokens(each, is_sure=True) for each in read}
    return {pk for pk, (names, about) in said.items() if not holds_one_of(asked, names | about)}


def _by_name(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    language = reading_language()
    own, twin = F(f"name_{language}"), F(f"name_{other(language)}")
    return organisations.order_by(Coalesce(NullIf(own, Value("")), twin), "pk")


@dataclass(frozen=True, slots=True)
class Facets:
    """What a search can be narrowed to, each with the number of organisations that the person may see."""

    kinds: list[tuple[str, Any, int]] = field(default_factory=list)
    countries: list[tuple[str, int]] = field(default_factory=list)
    topics: list[tuple[str, list[tuple[Topic, int]]]] = field(default_factory=list)


def facets(actor: Actor) -> Facets:
    """Return kinds, countries and topics of the organisations that the person may see, by heading: four queries."""
    visible = visible_organisations(actor)
    labels = dict(OrganisationKind.choices)
    kinds = dict(visible.order_by().values_list("kind").annotate(number=Count("pk")))
    countries = visible.exclude(country="").order_by("country").values_list("country").annotate(number=Count("pk"))
    topics = Topic.objects.annotate(
        number=Count("organisations", filter=Q(organisations__in=visible.values("pk")), distinct=True)
    ).filter(number__gt=0)
    numbers = {each.pk: each.number for each in topics}
    return Facets(
        kinds=[(kind, labels[kind], kinds[kind]) for kind in labels if kind in kinds],
        countries=list(countries),
        topics=[(over, [(each, numbers[each.pk]) for each in found]) for over, found in topics_by_heading(topics)],
    )


def likely_same(actor: Actor, *names: str) -> list[Organisation]:
    """Return visible organisations that bear one of these names, however spelt: to ask about, never to guess."""
    asked = {normal_name(name) for name in names if name.strip()} - {""}
    if not asked:
        return []
    visible = visible_organisations(actor)
    bearers = bearers_of_names(visible)
    same = {pk for name in asked for pk in bearers.get(name, ())}
    return list(_by_name(visible.filter(pk__in=same)))


def bearers_of_names(organisations: QuerySet[Organisation]) -> dict[str, set[int]]:
    """Return by each normal name, doubtful ones left out, which of the organisations bear it: two queries."""
    bearers: dict[str, set[int]] = defaultdict(set)
    spelt = list(organisations.filter(aliases__is_doubtful=False).values_list("pk", "aliases__text"))
    for pk, korean, english in organisations.values_list("pk", "name_ko", "name_en"):
        spelt += [(pk, korean), (pk, english)]
    for pk, spelling in spelt:
        bearers[normal_name(spelling)].add(pk)
    bearers.pop("", None)  # of signs alone
    return bearers


# --- One organisation -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wishes:
    """Needs or offers of an organisation, with their topics."""

    side: str
    label: Any
    interests: list[Interest]


def wishes_of(organisation: Organisation) -> list[Wishes]:
    """Return needs and offers in their order: two queries, whose answers stay with the organisation."""
    read = Interest.objects.order_by("pk").prefetch_related("topics")
    prefetch_related_objects([organisation], Prefetch("interests", read))
    found = list(organisation.interests.all())
    order = {kind: place for place, kind in enumerate(InterestKind.values)}
    found.sort(key=lambda each: order[each.kind])
    return [Wishes(side, label, [each for each in found if each.side == side]) for side, label in InterestSide.choices]


def aliases_of(organisation: Organisation) -> list[str]:
    """Return the other names that are shown, the doubtful ones not among them."""
    return [each.text for each in organisation.aliases.filter(is_doubtful=False).order_by("text")]


def assets_of(organisation: Organisation) -> list[Asset]:
    """Return the assets, the oldest first: one query, whose answer stays with the organisation."""
    read = Asset.objects.select_related("modality").order_by("pk")
    prefetch_related_objects([organisation], Prefetch("assets", read))
    return list(organisation.assets.all())


def asset_or_404(actor: Actor, organisation: Organisation, public_id: UUID | str) -> Asset:
    """Return an asset that the person may change."""
    mine = organisation.assets.all() if may_edit(actor, organisation.pk) else Asset.objects.none()
    return one_or_404(mine, public_id=public_id)


def members_of(actor: Actor, organisation: Organisation) -> QuerySet[Membership]:
    """Return who belongs to an organisation, to those who may read it."""
    found = organisation.memberships.select_related("user").order_by("pk")
    return found if may_see_members(actor, organisation.pk) else found.none()


def member_or_404(actor: Actor, organisation: Organisation, public_id: UUID | str) -> Membership:
    """Return a membership that the person may change."""
    mine = organisation.memberships.all() if may_manage_members(actor, organisation.pk) else Membership.objects.none()
    return one_or_404(mine.select_related("user"), public_id=public_id)


def open_invitations_of(actor: Actor, organisation: Organisation, now: datetime) -> QuerySet[Invitation]:
    """Return the invitations that wait for an answer, to those who may withdraw them."""
    found = organisation.invitations.filter(created_at__gt=now - INVITATION_LASTS).order_by("created_at", "pk")
    return found if may_manage_members(actor, organisation.pk) else found.none()


def invitations_for(addresses: Iterable[str], now: datetime) -> QuerySet[Invitation]:
    """Return the open invitations of addresses that the person has proven to be theirs."""
    lower = [each.lower() for each in addresses]
    return Invitation.objects.filter(email__in=lower, created_at__gt=now - INVITATION_LASTS).select_related(
        "organisation", "invited_by"
    )


def invitation_told(invitation_id: int) -> Invitation | None:
    """Return an invitation for the mail that tells of it; None where it was answered or withdrawn since."""
    return Invitation.objects.select_related("organisation", "invited_by").filter(pk=invitation_id).first()


def my_organisations(actor: Actor) -> list[Organisation]:
    """Return the organisations that the person belongs to, by name, with topics, interests and assets for the meter."""
    mine = Organisation.objects.filter(pk__in=actor.organisation_ids)
    return list(_by_name(mine).prefetch_related("sectors", Prefetch("interests"), Prefetch("assets")))


def profile_facts(organisation: Organisation) -> ProfileFacts:
    """Return what the completeness meter counts; no query where topics, interests and assets are read already."""
    interests, assets = list(organisation.interests.all()), list(organisation.assets.all())
    sides = [each.side for each in interests]
    summaries = [bool(organisation.summary_ko), bool(organisation.summary_en)]
    return ProfileFacts(
        has_both_names=bool(organisation.name_ko and organisation.name_en),
        has_country=bool(organisation.country),
        has_summary=any(summaries),
        has_both_summaries=all(summaries),
        topics=len(organisation.sectors.all()),
        needs=sides.count(InterestSide.NEED),
        offers=sides.count(InterestSide.OFFER),
        assets=len(assets),
        has_site=bool(organisation.site),
        untranslated_notes=sum(_is_one_sided(each, "note") for each in interests),
        untranslated_assets=sum(_is_one_sided(each, "name") or _is_one_sided(each, "summary") for each in assets),
    )


def _is_one_sided(record: Interest | Asset, field: str) -> bool:
    return bool(getattr(record, f"{field}_ko")) != bool(getattr(record, f"{field}_en"))


def topics_by_heading(topics: Iterable[Topic]) -> list[tuple[str, list[Topic]]]:
    """Return topics under the names of their broader ones, both by name; "" holds those that stand under none.

    A broader topic stands first among its own: it can be chosen for what none of the narrower ones says.
    """
    listed = list(topics)
    headings = Topic.objects.in_bulk({each.broader_id for each in listed if each.broader_id})
    groups: dict[str, list[Topic]] = defaultdict(list)
    for each in sorted(listed, key=lambda one: (one.broader_id is not None, one.name)):
        over = headings.get(each.broader_id or each.pk)
        groups[over.name if over else ""].append(each)
    return sorted(groups.items())


def modalities() -> list[Topic]:
    """Return what an asset can technically be."""
    return list(all_topics().filter(broader__holds_modalities=True))


def all_topics(chosen: Collection[int] = ()) -> QuerySet[Topic]:
    """Return every topic that is offered, and those that are chosen already, by name in the language of the page."""
    offered = Topic.objects.filter(Q(retired_at=None) | Q(pk__in=chosen))
    return offered.order_by(f"name_{reading_language()}")


# --- What the search index holds ------------------------------------------------------------------------------------


def search_tokens(organisation: Organisation, *, is_sure: bool = False) -> tuple[set[str], set[str]]:
    """Return the tokens of an organisation's names, and those of everything else that it says.

    Doubtful names stand among the latter: whoever bears one for sure is found first. ``is_sure`` leaves them out.
    """
    aliases: dict[bool, list[str]] = {True: [], False: []}
    for alias in organisation.aliases.all():
        aliases[alias.is_doubtful].append(alias.text)
    topics = list(organisation.sectors.all())
    for interest in organisation.interests.all():
        topics += interest.topics.all()
    said = [organisation.summary_ko, organisation.summary_en, organisation.city, *(() if is_sure else aliases[True])]
    said += [text for each in topics for text in (each.name_ko, each.name_en, each.synonyms)]
    for asset in organisation.assets.all():
        said += [asset.name_ko, asset.name_en, asset.summary_ko, asset.summary_en, asset.indication]
    names = indexed_tokens(" ".join([organisation.name_ko, organisation.name_en, *aliases[False]]))
    return names, indexed_tokens(" ".join(said)) - names


def organisations_to_index() -> QuerySet[Organisation]:
    """Return organisations with everything that is searched, read in a constant number of queries."""
    return Organisation.objects.prefetch_related("aliases", "sectors", "interests__topics", "assets")


def memberships_kept(user_id: int) -> list[dict[str, Any]]:
    """Return a person's memberships and open invitations for the export of their personal data."""
    held = Membership.objects.filter(user_id=user_id).select_related("organisation").order_by("pk")
    return [
        {
            "organisation": str(each.organisation.public_id),
            "name_ko": each.organisation.name_ko,
            "name_en": each.organisation.name_en,
            "role": each.role,
            "title_ko": each.title_ko,
            "title_en": each.title_en,
            "since": each.created_at.isoformat(),
        }
        for each in held
    ]
