"""Who may do what in the directory, check digits of registration numbers, and what a profile still lacks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor

OWNER, REPRESENTATIVE = "owner", "representative"
#: An invitation that nobody answered is no longer open after this.
INVITATION_LASTS = timedelta(days=30)
#: An organisation that was brought in has so long to say whether it may be listed.
CONSENT_ASKED_FOR = timedelta(days=30)


def sees_unlisted(actor: Actor) -> bool:
    """Whether the person sees organisations that are not listed: the agency's staff do."""
    return actor.is_staff


def may_edit(actor: Actor, organisation_id: int) -> bool:
    """Whether the person may change what an organisation says about itself."""
    mine = {(organisation_id, OWNER), (organisation_id, REPRESENTATIVE)}
    return actor.is_platform_admin or not mine.isdisjoint(actor.organisations)


def may_see_members(actor: Actor, organisation_id: int) -> bool:
    """Whether the person may read who belongs to an organisation: whoever does, and nobody of the agency's desks."""
    return actor.is_platform_admin or actor.belongs_to(organisation_id)


def may_manage_members(actor: Actor, organisation_id: int) -> bool:
    """Whether the person may say who belongs to an organisation."""
    return actor.is_platform_admin or (organisation_id, OWNER) in actor.organisations


def may_verify(actor: Actor) -> bool:
    """Whether the person may verify organisations, and list or unlist them."""
    return actor.is_staff


def may_keep_topics(actor: Actor) -> bool:
    """Whether the person adds, renames, merges and retires topics."""
    return actor.is_staff


def may_import(actor: Actor) -> bool:
    """Whether the person may bring organisations in from a sheet, and take them out into one."""
    return actor.is_staff


def is_at_site(address: str, site: str) -> bool:
    """Whether an e-mail address is of the very domain of a web site; ``www.`` is no part of it.

    A domain below it proves nothing: under co.kr or github.io everybody has one, and the site is what the owner typed.
    """
    host = (urlsplit(site).hostname or "").removeprefix("www.")
    return bool(host) and address.rpartition("@")[2].lower() == host


# --- Registration numbers -------------------------------------------------------------------------------------------


def registration_number(scheme: str, typed: str) -> str | None:
    """Return a number as it is stored, or None where it cannot be one of that scheme."""
    check = _SCHEMES[scheme]
    return check(re.sub(r"[\s.\-]", "", typed).upper())


def expected_number(scheme: str) -> str | Promise:
    """Say what a number of a scheme looks like."""
    return _EXPECTED[scheme]


def _kr_business(digits: str) -> str | None:
    """Ten digits, of which the last checks the others (National Tax Service)."""
    if not re.fullmatch(r"[0-9]{10}", digits):
        return None
    numbers = [int(digit) for digit in digits]
    weighed = [number * weight for number, weight in zip(numbers, (1, 3, 7, 1, 3, 7, 1, 3, 5), strict=False)]
    total = sum(weighed) + weighed[8] // 10
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}" if (10 - total % 10) % 10 == numbers[9] else None


def _kr_corporation(digits: str) -> str | None:
    """Thirteen digits, of which the last checks the others with weights 1 and 2 in turn (register of corporations)."""
    if not re.fullmatch(r"[0-9]{13}", digits):
        return None
    numbers = [int(digit) for digit in digits]
    total = sum(number * (1 + place % 2) for place, number in enumerate(numbers[:12]))
    return f"{digits[:6]}-{digits[6:]}" if (10 - total % 10) % 10 == numbers[12] else None


def _us_ein(digits: str) -> str | None:
    """Nine digits; the first two name an office of the Internal Revenue Service. There is no check digit."""
    if not re.fullmatch(r"[0-9]{9}", digits) or digits[:2] in _NO_EIN_OFFICE:
        return None
    return f"{digits[:2]}-{digits[2:]}"


def _lei(code: str) -> str | None:
    """Eighteen letters and digits and two check digits: ISO 17442 with ISO 7064 MOD 97-10."""
    if not re.fullmatch(r"[A-Z0-9]{18}[0-9]{2}", code):
        return None
    return code if int("".join(str(int(letter, 36)) for letter in code)) % 97 == 1 else None


#: Beginnings that no office gives out.
_NO_EIN_OFFICE = {"00", "07", "08", "09", "17", "18", "19", "28", "29", "49", "69", "70", "78", "79", "89", "96", "97"}
_SCHEMES: dict[str, Callable[[str], str | None]] = {
    "kr_business": _kr_business,
    "kr_corporation": _kr_corporation,
    "us_ein": _us_ein,
    "lei": _lei,
}
_EXPECTED: dict[str, str | Promise] = {
    "kr_business": _("A Korean business registration number has ten digits, such as 123-45-67891. Check the digits."),
    "kr_corporation": _("A Korean corporation number has thirteen digits, such as 110111-1234569. Check the digits."),
    "us_ein": _("A US employer identification number has nine digits, such as 12-3456789."),
    "lei": _("A legal entity identifier has twenty letters and digits. Check that none is missing."),
}


# --- Completeness ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """What is there of a profile, as the meter counts it."""

    has_both_names: bool = False
    has_country: bool = False
    has_summary: bool = False
    has_both_summaries: bool = False
    topics: int = 0
    needs: int = 0
    offers: int = 0
    assets: int = 0
    has_site: bool = False
    #: What says something in one language alone.
    untranslated_notes: int = 0
    untranslated_assets: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that makes a profile better: what to do, why, and on which page (a URL name of the directory)."""

    sentence: str | Promise
    page: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far a profile has come, and the next most useful step; None when nothing is missing."""

    done: int
    total: int
    next_step: Step | None


def completeness(facts: ProfileFacts) -> Completeness:
    """Count what is there; the next step is the first that is missing, most useful first."""
    steps = [
        (facts.needs > 0, Step(_("Say what you seek: partners are found by it first."), "interests")),
        (facts.offers > 0, Step(_("Say what you offer: others seek it."), "interests")),
        (facts.has_summary, Step(_("Describe yourselves in three sentences."), "profile")),
        (facts.topics > 0, Step(_("Choose your topics: search and recommendations go by them."), "profile")),
        (facts.assets > 0, Step(_("Add your most important product, candidate or technology."), "new_asset")),
        (facts.has_both_names, Step(_("Add your name in the other language."), "profile")),
        (facts.has_both_summaries, Step(_("Add the description in the other language."), "profile")),
        (_is_told_twice(facts), _translating(facts)),
        (facts.has_country, Step(_("Say in which country you are."), "profile")),
        (facts.has_site, Step(_("Add your web site."), "profile")),
    ]
    missing = [step for is_done, step in steps if not is_done]
    return Completeness(len(steps) - len(missing), len(steps), missing[0] if missing else None)


def _is_told_twice(facts: ProfileFacts) -> bool:
    says_something = facts.needs + facts.offers + facts.assets > 0
    return says_something and not facts.untranslated_notes and not facts.untranslated_assets


def _translating(facts: ProfileFacts) -> Step:
    if facts.untranslated_assets and not facts.untranslated_notes:
        return Step(_("Say of your assets in the other language too what they are."), "organisation")
    return Step(_("Write the notes of your needs and offers in the other language too."), "interests")
