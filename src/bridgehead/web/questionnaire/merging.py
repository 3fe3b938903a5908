"""Two people write at one application: each keeps what they wrote, and a field that both wrote is decided by a person.

A page sends along a mark of each answer as it showed it. What was not changed on the page is left as it stands by now;
what was changed there and meanwhile by somebody else is not written over, but shown. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from bridgehead.web.questionnaire.answers import Answers, Typed, kept_of
from bridgehead.web.questionnaire.definition import Field


@dataclass(frozen=True, slots=True)
class Merged:
    """``changed`` holds what is to be written (None: emptied), ``overtaken`` what stands where both have written."""

    changed: dict[str, Typed | None]
    overtaken: dict[str, Typed | None]


def mark_of(answer: Typed | None) -> str:
    """Return the mark of an answer; the same for the same answer, wherever it was read."""
    told = json.dumps(answer, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(told.encode(errors="surrogatepass")).hexdigest()[:16]


def merged(fields: Iterable[Field], stored: Answers, typed: Mapping[str, Any], seen: Mapping[str, str]) -> Merged:
    """Return what of the typed answers is to be written, given the marks that their page had seen.

    A field that was not sent is left alone; one whose mark was not sent is taken as made in the sight of what stands.
    """
    changed: dict[str, Typed | None] = {}
    overtaken: dict[str, Typed | None] = {}
    for field in fields:
        if field.key not in typed:
            continue
        kept, stands = kept_of(field, typed[field.key]), stored.get(field.key)
        mark = seen.get(field.key) or mark_of(stands)
        if kept == stands or mark_of(kept) == mark:
            continue
        if mark == mark_of(stands):
            changed[field.key] = kept
        else:
            overtaken[field.key] = stands
    return Merged(changed, overtaken)
