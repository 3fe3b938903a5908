"""The same page in the other language: an address, never a setting, so a switch keeps the place and needs no POST."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.utils.translation import get_language

if TYPE_CHECKING:
    from django.http import HttpRequest

OWN_NAMES = {"ko": "한국어", "en": "English"}
SHORT_NAMES = {"ko": "KO", "en": "EN"}


@dataclass(frozen=True)
class Alternate:
    """The page in one language. ``address`` is absolute, for search engines; ``url`` is what a reader follows."""

    language: str
    name: str
    short: str
    url: str
    address: str
    current: bool


def alternates(request: HttpRequest) -> list[Alternate]:
    """This page in every language of the site, in the order of the settings."""
    here = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    found = []
    for code, _ in settings.LANGUAGES:
        url = address_in(getattr(request, "stands_at", request.get_full_path()), code)
        # From the settings, not from the request: a forged Host is neither repeated nor able to break the error page.
        address = f"{settings.SITE_ADDRESS.rstrip('/')}{url}"
        found.append(
            Alternate(code, OWN_NAMES.get(code, code), SHORT_NAMES.get(code, code), url, address, code == here)
        )
    return found


def stands_at(request: HttpRequest, address: str) -> None:
    """Say where the page stands whose form was sent to an address that answers POST alone, and was refused."""
    request.stands_at = address  # type: ignore[attr-defined]  # read above


def address_in(path: str, language: str) -> str:
    """An address of this site in another language, query kept. A page that does not exist keeps its path too.

    The languages of an address differ in nothing but its first part, so it need not be resolved for this.
    """
    parts = urlsplit(path)
    codes = {code for code, _ in settings.LANGUAGES}
    first, _, rest = parts.path.lstrip("/").partition("/")
    here = f"/{language}/{rest}" if first in codes else parts.path
    return urlunsplit(("", "", here, parts.query, ""))
