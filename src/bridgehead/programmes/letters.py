"""What decision letters say: our words until officers write theirs, with places for what differs by applicant."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override

from bridgehead.programmes.models import DecisionOutcome

#: What a letter can name; each is a word in braces, such as ``{company}``.
PLACES = (
    "company", "programme", "call", "year", "receipt", "points", "reserve_place", "reason", "accept_until",
    "appeal_until",
)  # fmt: skip
_PLACE = re.compile(r"\{([^{}\n]*)\}")


def our_text(outcome: DecisionOutcome, language: str) -> str:
    """Return what a letter says as long as officers have written nothing else."""
    with override(language):
        texts = {
            DecisionOutcome.ADMITTED: _(
                "Dear {company},\n\nwe are glad to tell you that your application {receipt} for “{call}” is successful: you are admitted to the cohort of {year} of the {programme}.\n\nYour points: {points}\n\nPlease accept or give up the place on the page of your application before {accept_until}. A place that nobody accepts goes to the reserve list.\n\nYou may appeal before {appeal_until}."  # noqa: E501  # one letter
            ),
            DecisionOutcome.RESERVE: _(
                "Dear {company},\n\nyour application {receipt} for “{call}” of the {programme} stands on the reserve list, at place {reserve_place}. If a place becomes free, we write to you at once.\n\nYour points: {points}\n\nYou may appeal before {appeal_until}."  # noqa: E501  # one letter
            ),
            DecisionOutcome.DECLINED: _(
                "Dear {company},\n\nthank you for your application {receipt} for “{call}” of the {programme}. We are sorry to tell you that it was not chosen.\n\nYour points: {points}\n\n{reason}\n\nYou may appeal before {appeal_until}."  # noqa: E501  # one letter
            ),
        }
    return texts[outcome]


def unknown_places(text: str) -> list[str]:
    """Return what stands in braces in a text and is no place that a letter knows."""
    return sorted({each for each in _PLACE.findall(text) if each not in PLACES})


def filled(text: str, told: Mapping[str, str]) -> str:
    """Return a text with its places filled, without empty paragraphs; what is filled in is never read again."""
    said = _PLACE.sub(lambda found: told.get(found[1], found[0]), text)
    paragraphs = [each.strip() for each in re.split(r"\n\s*\n", said.replace("\r\n", "\n"))]
    return "\n\n".join(each for each in paragraphs if each)
