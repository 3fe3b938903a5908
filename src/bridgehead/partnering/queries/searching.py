"""What partnering gives to the search over everything: the delegates who agreed to be listed, to participants."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import Consent, ConsentPurpose
from bridgehead.directory.adapters import Closeness, among
from bridgehead.directory.searching import SEARCHED, Hits, Question
from bridgehead.partnering.models import Delegate
from bridgehead.partnering.queries.lookups import delegacies

#: So many of the latest rounds' delegates are looked through: a search costs no more, however many forums there were.
MOST_READ = 5_000


def register_finders() -> None:
    """Let the delegates of a round be found by those who take part in it."""
    SEARCHED.finds("delegates", _("Delegates"), "partnering/_found_delegates.html", order=25)(delegates)


def delegates(actor: Actor, question: Question) -> Hits:
    """Return the delegates of listed delegations who consent to be listed, in the rounds that the person is part of.

    They are found by their names in either script and by their organisation; one's own delegation is left out.
    """
    if actor.is_anonymous:
        return Hits([], list)
    told = (
        _listed(actor)
        .order_by("-round__forum__starts_at", "pk")
        .values_list(
            "pk",
            "user__family_name_ko",
            "user__given_name_ko",
            "user__given_name_en",
            "user__family_name_en",
            "delegation__organisation__name_ko",
            "delegation__organisation__name_en",
        )[:MOST_READ]
    )
    found = among(
        (
            (pk, [[f"{family_ko}{given_ko}", f"{given_en} {family_en}"], company])
            for pk, family_ko, given_ko, given_en, family_en, *company in told
        ),
        question.asking,
    )
    keys = [each.key for each in found]
    return Hits(keys, partial(_read, actor), found[0].match.closeness if found else Closeness.SAID)


def _listed(actor: Actor) -> QuerySet[Delegate]:
    own = delegacies(actor).filter(round=OuterRef("round"))
    consent = Consent.objects.filter(user=OuterRef("user"), purpose=ConsentPurpose.LISTED, withdrawn_at=None)
    others = Delegate.objects.filter(left_at=None, delegation__is_listed=True, user__is_active=True)
    return others.filter(Exists(own), ~Exists(own.filter(delegation=OuterRef("delegation"))), Exists(consent))


def _read(actor: Actor, keys: Sequence[int]) -> list[Delegate]:
    read = _listed(actor).select_related("user", "delegation__organisation", "round__forum").in_bulk(keys)
    return [read[each] for each in keys if each in read]
