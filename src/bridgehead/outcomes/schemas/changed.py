"""How an edition differs from the one before, in words: it is told on its page, at the desk and in print."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext, override

from bridgehead.foundation.bilingual import Wording, other, reading_language
from bridgehead.foundation.money import Exactness
from bridgehead.outcomes.rules import SHAPES, Rung
from bridgehead.outcomes.schemas.effects import EffectShown, effect_told
from bridgehead.outcomes.schemas.figures import GROUPS
from bridgehead.outcomes.schemas.shown import fields_told, said
from bridgehead.web.formats import format_day
from bridgehead.web.readings import read_money


@dataclass(frozen=True, slots=True)
class Difference:
    """What says something else than in the edition before; an empty side: it was not told then."""

    name: Wording
    before: Wording
    after: Wording


@dataclass(frozen=True, slots=True)
class ChangesShown:
    """How an edition differs from the one before: how many cases, by what became of them, and what says otherwise."""

    lines: Sequence[str]
    figures: Sequence[Difference]
    effects: Sequence[Difference]


def changes_told(head: Mapping[str, Any]) -> ChangesShown | None:
    """Return how an edition differs from the one before; None of the first."""
    changes = head["changes"]
    if changes is None:
        return None
    return ChangesShown(
        lines=_lines(changes),
        figures=list(_figures(head)),
        # Editions from before effects and words were compared do not tell of them.
        effects=[each for effect in changes.get("effects", ()) for each in _effect(effect["before"], effect["after"])],
    )


def _lines(changes: Mapping[str, Any]) -> list[str]:
    cases = {
        "added": ngettext("%(n)s case added", "%(n)s cases added", changes["added"]),
        "changed": ngettext("%(n)s case corrected", "%(n)s cases corrected", changes["changed"]),
        "removed": ngettext("%(n)s case taken out", "%(n)s cases taken out", changes["removed"]),
    }
    lines = [words % {"n": changes[key]} for key, words in cases.items() if changes[key]]
    return [*lines, _("Title or foreword in other words")] if changes.get("words") else lines


def _figures(head: Mapping[str, Any]) -> Iterator[Difference]:
    names = {each["code"]: str(said(each, "name")) for each in head["definitions"]}
    fields = fields_told(head)
    for each in head["changes"]["figures"]:
        group = each["group"]
        yield Difference(
            name=_here(" · ".join([names.get(each["indicator"], each["indicator"]), *_group_words(group, fields)])),
            before=_here(_in_words(each["before"], group)),
            after=_here(_in_words(each["after"], group)),
        )


def _here(text: str) -> Wording:
    return Wording(text, reading_language(), is_fallback=False)


def _group_words(group: Mapping[str, str], fields: Mapping[str, Wording]) -> list[str]:
    words: dict[str, Callable[[str], str]] = {
        "rung": lambda value: str(Rung(value).label),
        "component": lambda value: str(SHAPES[value]),
        "field": lambda value: str(fields.get(value) or _("no field told")),
    }
    return [words.get(key, str)(group[key]) for key in GROUPS if key in group]


def _in_words(told: str | None, group: Mapping[str, str]) -> str:
    """Read a figure as an edition tells it: a count, a share, or an amount with how exactly it is known."""
    if told is None:
        return ""
    exactness, _space, value = told.rpartition(" ")
    if "currency" in group:
        read = read_money(Decimal(value), group["currency"], exactness or Exactness.EXACT, reading_language())
        return str(read)
    return value


#: What is told of an effect: the keys by which an edition holds it, and how it is read.
_PARTS: Sequence[tuple[Promise, tuple[str, ...], Callable[[EffectShown], Wording]]] = (
    (_later("Name"), ("name_ko", "name_en"), lambda effect: effect.name),
    (_later("Amount"), ("low", "high", "currency", "exactness"), lambda effect: _here(effect.amount)),
    (_later("Stated by"), ("source_ko", "source_en"), lambda effect: effect.source),
    (_later("Day"), ("stated_on",), lambda effect: _here(format_day(effect.stated_on, reading_language()))),
    (_later("Method"), ("method_ko", "method_en"), lambda effect: effect.method),
)


def _effect(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Iterator[Difference]:
    """Tell what of an effect says something else; of one that came or went, all that was told of it."""
    name = said(after or before or {}, "name")
    for label, keys, read in _PARTS:
        if any((before or {}).get(key, "") != (after or {}).get(key, "") for key in keys):
            yield Difference(replace(name, text=f"{name} · {label}"), *_sides(before, after, read))


def _sides(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, read: Callable[[EffectShown], Wording]
) -> tuple[Wording, Wording]:
    """Read both sides in the language of the page, or in the other where only that one changed."""
    sides = _read(before, read), _read(after, read)
    if sides[0].text != sides[1].text:
        return sides
    with override(other(reading_language())):
        twins = _read(before, read), _read(after, read)
    return replace(twins[0], is_fallback=True), replace(twins[1], is_fallback=True)


def _read(effect: Mapping[str, Any] | None, read: Callable[[EffectShown], Wording]) -> Wording:
    return read(effect_told(effect)) if effect else _here("")
