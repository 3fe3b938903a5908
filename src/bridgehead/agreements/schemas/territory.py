"""Countries and regions of the world by their codes, and read from names in either language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from babel import Locale

from bridgehead.directory.countries import country_choices, country_name
from bridgehead.foundation.bilingual import LANGUAGES, reading_language

#: Regions of UN M.49 that rights are given for.
REGIONS = ("001", "002", "003", "009", "019", "021", "030", "035", "142", "145", "150", "419")
#: How they are called besides, in lower case.
_ALSO = {
    "world": "001", "worldwide": "001", "global": "001", "전 세계": "001", "전세계": "001",
    "usa": "US", "u.s.": "US", "america": "US", "korea": "KR", "한국": "KR", "uk": "GB",
}  # fmt: skip


def territory_name(code: str) -> str:
    """Return the name of a country or region in the language of the page; the code where it is not known."""
    return _regions(reading_language()).get(code) or country_name(code)


def territory_names(codes: Iterable[str]) -> str:
    """Return the names of countries and regions in one line."""
    return ", ".join(territory_name(each) for each in codes)


def read_territory(typed: str) -> tuple[list[str], list[str]]:
    """Return the codes of what was typed, separated by commas, and what could not be read."""
    known, codes, unread = _codes(), dict[str, None](), []
    for name in filter(None, (each.strip() for each in re.split(r"[,;\n]", typed))):
        code = known.get(name.casefold())
        if code is None:
            unread.append(name)
        else:
            codes[code] = None
    return list(codes), unread


@lru_cache(maxsize=4)
def _regions(language: str) -> dict[str, str]:
    known = Locale.parse(language).territories
    return {code: str(known[code]) for code in REGIONS}


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    found = dict(_ALSO)
    for language in LANGUAGES:
        pairs = [*country_choices(language)[1:], *_regions(language).items()]
        for code, name in pairs:
            found |= {name.casefold(): code, code.casefold(): code}
    return found
