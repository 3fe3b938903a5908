"""Countries and regions for which rights or goods are given, by their names."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from bridgehead.directory.countries import country_choices, country_name
from bridgehead.foundation.bilingual import reading_language

#: UN M.49: the world, and what contracts usually divide it into.
REGIONS = ("001", "003", "005", "009", "142", "145", "150", "002", "030", "035", "EU")


def place_name(code: str) -> str:
    """Return the name of a country or region in the language of the page; the code itself where it is not known."""
    return _regions(reading_language()).get(code) or country_name(code)


def place_choices(language: str) -> list[tuple[str, str]]:
    """Return every region and country for a select, regions first."""
    return [*_regions(language).items(), *(each for each in country_choices(language) if each[0])]


@lru_cache(maxsize=4)
def _regions(language: str) -> dict[str, str]:
    names = Locale.parse(language).territories
    return {code: names[code] for code in REGIONS if code in names}
