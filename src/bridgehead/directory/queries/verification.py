"""Which organisations wait to be verified, what the agency looks at, and who hears what it said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.accounts.queries import proven_addresses_of
from bridgehead.directory.models import Membership, MembershipRole, Organisation, RegistrationNumber
from bridgehead.directory.queries import bearers_of_names
from bridgehead.directory.rules import is_at_site, may_verify


def awaiting_verification(actor: Actor) -> QuerySet[Organisation]:
    """Return the organisations that wait for the agency's word, the oldest first; to staff only.

    What nobody speaks for, such as an organisation that a forum's report names, claims nothing that could be verified.
    """
    owners = Membership.objects.filter(organisation=OuterRef("pk"), role=MembershipRole.OWNER)
    waiting = Organisation.objects.filter(
        Exists(owners), verified_at=None, verification_declined_at=None, is_sample=False
    )
    return waiting.order_by("created_at", "pk") if may_verify(actor) else waiting.none()


@dataclass(frozen=True, slots=True)
class Awaiting:
    """How many organisations wait to be verified, and since when the first."""

    number: int = 0
    oldest: datetime | None = None


def awaiting_counts(actor: Actor) -> Awaiting:
    """Count the organisations that wait to be verified: one query."""
    return Awaiting(**awaiting_verification(actor).aggregate(number=Count("pk"), oldest=Min("created_at")))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organisation that waits, with what speaks for it.

    ``is_owner_at_site`` says whether an owner has proven an address at its web site's domain, and tells nobody's name
    or address: the desk does not read who belongs to an organisation.
    """

    organisation: Organisation
    numbers: list[RegistrationNumber]
    is_owner_at_site: bool
    namesakes: list[Organisation]


def candidates(organisations: Iterable[Organisation]) -> list[Candidate]:
    """Return what the agency looks at, for organisations of ``awaiting_verification``: six queries for any number."""
    waiting = list(organisations)
    numbers: dict[int, list[RegistrationNumber]] = defaultdict(list)
    for number in RegistrationNumber.objects.filter(organisation__in=waiting).order_by("scheme"):
        numbers[number.organisation_id].append(number)
    addresses = _owners_addresses(waiting)
    same = _namesakes(waiting)
    return [
        Candidate(
            organisation=each,
            numbers=numbers[each.pk],
            is_owner_at_site=any(is_at_site(address, each.site) for address in addresses[each.pk]),
            namesakes=same[each.pk],
        )
        for each in waiting
    ]


def _owners_addresses(organisations: list[Organisation]) -> dict[int, list[str]]:
    owners = Membership.objects.filter(organisation__in=organisations, role=MembershipRole.OWNER)
    pairs = list(owners.values_list("organisation_id", "user_id"))
    proven = proven_addresses_of({user for _organisation, user in pairs})
    found: dict[int, list[str]] = defaultdict(list)
    for organisation, user in pairs:
        found[organisation] += proven.get(user, [])
    return found


def _namesakes(organisations: list[Organisation]) -> dict[int, list[Organisation]]:
    """Return by organisation the others that bear one of its names, other names included: staff see every one."""
    same: dict[int, set[int]] = {each.pk: set() for each in organisations}
    for bearers in bearers_of_names(Organisation.objects.all()).values():
        for pk in bearers & same.keys():
            same[pk] |= bearers - {pk}
    read = Organisation.objects.in_bulk({pk for others in same.values() for pk in others})
    return {pk: [read[other] for other in sorted(others)] for pk, others in same.items()}


def organisation_decided(organisation_id: int) -> Organisation:
    """Return an organisation for the mail that tells what the agency said of it."""
    return Organisation.objects.get(pk=organisation_id)


def owners_of(organisation: Organisation) -> list[User]:
    """Return who hears for an organisation what the agency said of it."""
    owners = User.objects.filter(
        memberships__organisation=organisation, memberships__role=MembershipRole.OWNER, is_active=True
    )
    return list(owners.order_by("pk"))
