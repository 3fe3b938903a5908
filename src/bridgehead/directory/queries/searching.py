"""What the directory gives to the search over everything: organisations, and people of one's own organisations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.directory.adapters import Closeness, among
from bridgehead.directory.models import Membership
from bridgehead.directory.queries.matches import LOOKED_AT, hits
from bridgehead.directory.searching import SEARCHED, Hits, Question


def register_finders() -> None:
    """Let organisations be found by everybody who may see them, and people by those who belong with them."""
    SEARCHED.finds("organisations", _("Organisations"), "directory/_found_organisations.html", order=10)(organisations)
    SEARCHED.finds("members", _("People of my organisations"), "directory/_found_members.html", order=20)(members)


def organisations(actor: Actor, question: Question) -> Hits:
    """Return the organisations that hold every word; of the best, only those are shown in which it stands somewhere."""
    found = hits(actor, question.typed, most=LOOKED_AT)
    # What is called so stands before what only says so; among equals the order of the directory's own search holds.
    found.sort(key=lambda each: -each.match.closeness)
    return Hits(found, list, found[0].match.closeness if found else Closeness.SAID)


def members(actor: Actor, question: Question) -> Hits:
    """Return who belongs to the organisations that the person belongs to, by their names in either script."""
    if not actor.organisation_ids:
        return Hits([], list)
    held = Membership.objects.filter(organisation_id__in=actor.organisation_ids, user__is_active=True)
    named = [
        (pk, [[f"{family_ko}{given_ko}", f"{given_en} {family_en}", f"{family_en} {given_en}"]])
        for pk, family_ko, given_ko, family_en, given_en in held.order_by("pk").values_list(
            "pk", "user__family_name_ko", "user__given_name_ko", "user__family_name_en", "user__given_name_en"
        )
    ]
    found = among(named, question.asking)
    return Hits([each.key for each in found], _read_members, found[0].match.closeness if found else Closeness.SAID)


def _read_members(keys: Sequence[int]) -> list[Any]:
    read = Membership.objects.select_related("user", "organisation").in_bulk(keys)
    return [read[each] for each in keys if each in read]
