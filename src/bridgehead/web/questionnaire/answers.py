"""Answers: kept as they were typed while somebody writes, and read into values when they are handed in. Pure.

A draft keeps every letter that was typed, also what cannot be read: the page says what is wrong with it, and nothing is
lost. What is handed in was read, field by field, and holds values alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bridgehead.foundation.bases import composed, require_one_line, require_text
from bridgehead.foundation.bilingual import LANGUAGES
from bridgehead.foundation.clock import EARLIEST_YEAR, LATEST_YEAR
from bridgehead.foundation.money import minor_of
from bridgehead.web.questionnaire.definition import (
    WRITTEN,
    Condition,
    Field,
    Kind,
    Questionnaire,
    Text,
)
from bridgehead.web.typed_amounts import read_typed_amount

#: One answer as typed: words, chosen keys, or by name (``ko``, ``en``; ``currency``, ``amount`` or ``rows``).
Typed: TypeAlias = str | list[str] | dict[str, Any]
#: Typed answers by the key of their field.
Answers: TypeAlias = Mapping[str, Typed]
#: So many letters of one answer are kept, however many are allowed: nobody's slip of the clipboard is lost.
MOST_TYPED = 50_000
#: A budget's rows.
MOST_ROWS = 60
_UNKEPT = re.compile("[\x00\ud800-\udfff]")


class WrongAnswer(ValueError):
    """What was typed cannot be taken; its text is a sentence for the applicant."""


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A line of a budget: what for, and how much in whole minor units of its currency."""

    item: str
    minor: int


def kept_of(field: Field, typed: Any) -> Typed | None:
    """Return what a draft keeps of what came for a field: the same in its shape; None where nothing was typed."""
    if field.kind is Kind.FILE:
        return None
    if field.kind is Kind.CHOICES:
        chosen = [each for each in _texts(typed) if field.choice(each)]
        return list(dict.fromkeys(chosen)) or None
    if field.kind is Kind.BUDGET:
        return _kept_budget(field, typed)
    parts = ("currency", "amount") if field.kind is Kind.AMOUNT else LANGUAGES if field.in_both else ()
    if parts:
        inside = typed if isinstance(typed, Mapping) else {}
        told = {part: said for part in parts if (said := _text(inside.get(part)))}
        return told if set(told) - {"currency"} else None
    return _text(typed) or None


def _kept_budget(field: Field, typed: Any) -> Typed | None:
    inside = typed if isinstance(typed, Mapping) else {}
    given = inside.get("rows")
    rows = [[_text(each) for each in row[:2]] for row in given if _is_row(row)] if isinstance(given, list) else []
    rows = [row for row in rows if any(row)][:MOST_ROWS]
    return {"currency": _text(inside.get("currency")) or field.currencies[0], "rows": rows} if rows else None


def _is_row(row: Any) -> bool:
    return isinstance(row, list | tuple) and len(row) >= 2


def _text(typed: Any) -> str:
    if not isinstance(typed, str):
        return ""
    # No letters, and no database keeps them: a NUL, and one half of a surrogate pair.
    letters = _UNKEPT.sub("", composed(typed))
    return letters.replace("\r\n", "\n").replace("\r", "\n").strip()[:MOST_TYPED].strip()


def _texts(typed: Any) -> list[str]:
    return [each for each in typed if isinstance(each, str)] if isinstance(typed, list | tuple) else []


def asked_of(questionnaire: Questionnaire, answers: Answers) -> list[Field]:
    """Return the fields that are asked, given what is answered so far: what depends on an unasked one is not asked."""
    asked: dict[str, Field] = {}
    for section in questionnaire.sections:
        if _holds(section.shown_if, asked, answers):
            for field in section.fields:
                if _holds(field.shown_if, asked, answers):
                    asked[field.key] = field
    return list(asked.values())


def _holds(condition: Condition | None, asked: Collection[str], answers: Answers) -> bool:
    if condition is None:
        return True
    answer = answers.get(condition.field)
    given = answer if isinstance(answer, list) else [answer]
    return condition.field in asked and any(each in condition.values for each in given)


def problems(
    questionnaire: Questionnaire, answers: Answers, files: Mapping[str, int], *, only: Collection[str] | None = None
) -> dict[str, str]:
    """Return by field what stands against handing in, as sentences: what is missing and what cannot be read.

    ``files`` counts those that were brought by field; ``only`` looks at these fields alone.
    """
    found = {}
    for field in asked_of(questionnaire, answers):
        if only is not None and field.key not in only:
            continue
        try:
            answer_of(field, answers.get(field.key), files=files.get(field.key, 0))
        except WrongAnswer as wrong:
            found[field.key] = str(wrong)
    return found


def answer_of(field: Field, typed: Typed | None, *, files: int = 0) -> Any:
    """Return the value of an answer as it is handed in, None where a field that need not be answered was not.

    Words are text, or ``{"ko": …, "en": …}``; numbers and dates text; amounts ``{"currency", "minor"}``; choices keys;
    budgets ``{"currency", "rows": [{"item", "minor"}]}``. ``WrongAnswer`` says what was expected.
    """
    if field.kind is Kind.FILE:
        if field.is_required and not files:
            raise WrongAnswer(_("A file is missing here."))
        if files > field.limit:
            raise WrongAnswer(_("At most %(most)d files were expected here.") % {"most": field.limit})
        return None
    if typed is None:
        if field.is_required:
            raise WrongAnswer(_("This is not answered yet."))
        return None
    if field.in_both:
        return _both(field, typed)
    return _READERS[field.kind](field, typed)


def _both(field: Field, typed: Typed) -> dict[str, str]:
    inside = typed if isinstance(typed, Mapping) else {}
    if field.is_required and not inside.get("ko"):
        raise WrongAnswer(_("This is not answered in Korean yet."))
    if field.is_required and not inside.get("en"):
        raise WrongAnswer(_("This is not answered in English yet."))
    return {language: _words(field, inside[language]) for language in LANGUAGES if inside.get(language)}


def _words(field: Field, typed: Any) -> str:
    words = str(typed)
    if len(words) > field.limit:
        raise WrongAnswer(
            _("%(most)d letters at most were expected; these are %(count)d.")
            % {"most": field.limit, "count": len(words)}
        )
    try:
        (require_one_line if field.kind is Kind.LINE else require_text)(words)
    except ValidationError as wrong:
        raise WrongAnswer(wrong.messages[0]) from None
    return words


def _number(field: Field, typed: Any) -> str:
    try:
        number = Decimal(str(typed).replace(",", "").replace(" ", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise WrongAnswer(_("“%(typed)s” is no number. Expected, for example, 1,250.") % {"typed": str(typed)[:80]})
    if not 0 <= number <= field.limit:
        raise WrongAnswer(_("A number from 0 to %(most)d was expected.") % {"most": field.limit})
    return format(number, "f")


def _date(field: Field, typed: Any) -> str:
    try:
        read = date.fromisoformat(str(typed))
    except ValueError:
        raise WrongAnswer(
            _("“%(typed)s” is no day. Expected, for example, 2023-04-27.") % {"typed": str(typed)[:80]}
        ) from None
    if not EARLIEST_YEAR <= read.year <= LATEST_YEAR:
        raise WrongAnswer(
            _("A year from %(first)s to %(last)s was expected.") % {"first": EARLIEST_YEAR, "last": LATEST_YEAR}
        )
    return read.isoformat()


def _choice(field: Field, typed: Any) -> str:
    if not isinstance(typed, str) or field.choice(typed) is None:
        raise WrongAnswer(_("Choose one of what is offered."))
    return typed


def _choices(field: Field, typed: Any) -> list[str]:
    chosen = set(_texts(typed))
    return [each.key for each in field.choices if each.key in chosen]


def _yes_no(field: Field, typed: Any) -> str:
    if typed not in ("yes", "no"):
        raise WrongAnswer(_("Answer with yes or no."))
    return str(typed)


def _amount(field: Field, typed: Any) -> dict[str, Any]:
    inside = typed if isinstance(typed, Mapping) else {}
    currency = inside.get("currency") or field.currencies[0]
    currency, minor = _minor(field, currency, str(inside.get("amount", "")))
    return {"currency": currency, "minor": minor}


def _budget(field: Field, typed: Any) -> dict[str, Any]:
    inside = typed if isinstance(typed, Mapping) else {}
    currency = str(inside.get("currency") or field.currencies[0])
    rows = []
    for number, (item, amount) in enumerate(inside.get("rows", []), start=1):
        if not item:
            raise WrongAnswer(_("Row %(number)d does not say what it is for.") % {"number": number})
        typed_in, minor = _minor(field, currency, amount)
        if typed_in != currency:
            raise WrongAnswer(_("Row %(number)d is in another currency.") % {"number": number})
        rows.append({"item": _words(_ITEM, item), "minor": minor})
    return {"currency": currency, "rows": rows}


def _minor(field: Field, currency: str, typed: str) -> tuple[str, int]:
    try:
        read = read_typed_amount(typed)
        found = read.currency or currency
        minor = minor_of(read.amount, found)
    except ValueError:
        raise WrongAnswer(
            _("“%(typed)s” is no amount. Expected, for example, 12,000,000.") % {"typed": typed[:80]}
        ) from None
    if found not in field.currencies:
        raise WrongAnswer(_("An amount in %(currencies)s was expected.") % {"currencies": ", ".join(field.currencies)})
    return found, minor


_READERS: dict[Kind, Callable[[Field, Any], Any]] = {
    **dict.fromkeys(WRITTEN, _words),
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.YES_NO: _yes_no,
    Kind.AMOUNT: _amount,
    Kind.BUDGET: _budget,
}

#: What a budget's row is for.
_ITEM = Field("item", Kind.LINE, Text(en="item"), most=200)


def sealed(answers: Mapping[str, Any], files: Collection[Mapping[str, Any]], **about: str) -> str:
    """Return the SHA-256 over what is handed in: values by field, files with their digests, and what it is about."""
    told = {"answers": answers, "files": list(files), **about}
    return sha256(json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
