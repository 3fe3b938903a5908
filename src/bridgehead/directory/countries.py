"""Countries by their ISO codes, in the language of the page."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from bridgehead.foundation.bilingual import reading_language

#: Offered before all others.
USUAL = ("KR", "US")


def country_name(code: str) -> str:
    """Return a country's name in the language of the page; the code itself where it is not known."""
    return _names(reading_language()).get(code, code)


@lru_cache(maxsize=4)
def country_choices(language: str) -> list[tuple[str, str]]:
    """Return every country for a select, the usual ones first; made once per language."""
    names = _names(language)
    others = sorted((name, code) for code, name in names.items() if code not in USUAL)
    return [("", "–"), *((code, names[code]) for code in USUAL), *((code, name) for name, code in others)]


@lru_cache(maxsize=4)
def _names(language: str) -> dict[str, str]:
    known = Locale.parse(language).territories
    fictional = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
    return {code: name for code, name in known.items() if len(code) == 2 and code.isalpha() and code not in fictional}


@lru_cache(maxsize=1)
def codes_by_name() -> dict[str, str]:
    """Return the code of every country by its code and its names in both languages, without case and spaces."""
    found = {}
    for language in ("en", "ko"):
        for code, name in _names(language).items():
            found["".join(name.casefold().split())] = code
            found[code.casefold()] = code
    return found
