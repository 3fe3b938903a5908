"""Parties of agreements as plain text in the language of the page, for what is read aloud or printed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from bridgehead.agreements.schemas.territory import territory_name
from bridgehead.foundation.bilingual import wording


def party_in_words(party: Any) -> str:
    """Return who a party is as its record names it, or that it is not named, with its country where that is known."""
    if party.organisation is not None:
        return wording(party.organisation, "name").text
    if party.country:
        return _("not disclosed (%(country)s)") % {"country": territory_name(party.country)}
    return _("not disclosed")
