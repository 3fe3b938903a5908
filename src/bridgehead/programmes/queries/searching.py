"""What programmes give to the search over everything: themselves and their calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.directory.adapters import Closeness, Matched, among
from bridgehead.directory.searching import SEARCHED, Hits, Question
from bridgehead.programmes.queries.calls import readable_calls
from bridgehead.programmes.queries.programmes import visible_programmes


def register_finders() -> None:
    """Let programmes and calls be found by everybody who may read them."""
    SEARCHED.finds("programmes", _("Programmes"), "programmes/_found_programmes.html", order=70)(programmes)
    SEARCHED.finds("calls", _("Calls"), "programmes/_found_calls.html", order=80)(calls)


def programmes(actor: Actor, question: Question) -> Hits:
    """Return the programmes that hold every word in their name or in that of the agency that runs them."""
    told = visible_programmes(actor).values_list("pk", "name_ko", "name_en", "agency__name_ko", "agency__name_en")
    found = among(
        ((pk, [[ko, en], [agency_ko or "", agency_en or ""]]) for pk, ko, en, agency_ko, agency_en in told),
        question.asking,
    )
    return _hits(found, visible_programmes(actor))


def calls(actor: Actor, question: Question) -> Hits:
    """Return the calls that hold every word in title, programme or year; of equals the latest first."""
    ordered = readable_calls(actor).order_by("-closes_at", "-pk")
    told = ordered.values_list("pk", "name_ko", "name_en", "year", "programme__name_ko", "programme__name_en")
    found = among(((pk, [[ko, en], [str(year), *programme]]) for pk, ko, en, year, *programme in told), question.asking)
    return _hits(found, readable_calls(actor))


def _hits(found: Sequence[Matched[int]], readable: QuerySet[Any]) -> Hits:
    def read(keys: Sequence[int]) -> list[Any]:
        held = readable.in_bulk(keys)
        return [held[each] for each in keys if each in held]

    return Hits([each.key for each in found], read, found[0].match.closeness if found else Closeness.SAID)
