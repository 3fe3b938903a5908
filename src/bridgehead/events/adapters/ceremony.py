"""What is said and written about a signing, in both languages, composed from the ledger.

Only what may be said aloud goes into the script, and only what anybody will be able to read into the article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from bridgehead.agreements.queries.public import PublicAgreement, PublicParty
from bridgehead.agreements.rules import AgreementKind, PartyRole
from bridgehead.agreements.schemas.amounts import amount_words
from bridgehead.agreements.schemas.parties import party_in_words
from bridgehead.agreements.schemas.territory import territory_names
from bridgehead.events.adapters.calendar import forum_place, told_moment
from bridgehead.events.models import Forum
from bridgehead.events.queries.signing import Signing, still_signed
from bridgehead.foundation.bilingual import LANGUAGES, reading_language, wording
from bridgehead.web.formats import format_day, join_words


@dataclass(frozen=True, slots=True)
class Said:
    """The same in both languages."""

    ko: str
    en: str

    @property
    def name_ko(self) -> str:
        """The Korean, under the name by which pages read a pair."""
        return self.ko

    @property
    def name_en(self) -> str:
        """The English, likewise."""
        return self.en


@dataclass(frozen=True, slots=True)
class Scene:
    """A piece of the script: what it is, who may be surprised by it, and its sentences."""

    heading: Said
    lines: Sequence[Said]
    signing: Signing | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """The draft of a press article with its hour: None where nothing in it may be published at all."""

    ko: str
    en: str
    hour: datetime | None
    shown: int
    left_out: int


def in_both(say: Callable[[], str]) -> Said:
    """Say something in Korean and in English."""
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = say()
    return Said(**said)


def script(forum: Forum, signings: Sequence[Signing]) -> list[Scene]:
    """Return what the interpreter reads: announcement, who signs, the request to sign, exchange, photograph.

    What was called off is not called to the table, and only what is announced is counted.
    """
    told = still_signed(signings)
    opening = [in_both(lambda: _("We now begin the signing ceremony of %(forum)s.") % {"forum": _name(forum)})]
    number = sum(each.announced is not None for each in told)
    if number:
        opening.append(in_both(lambda: _counted(number)))
    closing = in_both(lambda: _("With this the signing ceremony ends. Thank you."))
    return [
        Scene(in_both(lambda: _("Opening")), opening),
        *(Scene(_heading(each), _spoken(each), each) for each in told),
        Scene(in_both(lambda: _("Closing")), [closing]),
    ]


def _counted(number: int) -> str:
    said = ngettext(
        "%(number)s agreement is announced and signed today.",
        "%(number)s agreements are announced and signed today.",
        number,
    )
    return said % {"number": number}


def _heading(signing: Signing) -> Said:
    return in_both(lambda: _("Signing %(number)s") % {"number": signing.number})


def _spoken(signing: Signing) -> list[Said]:
    shown = signing.announced
    if shown is None:
        who = [in_both(lambda: _("The next agreement is signed now. What it is about is not announced."))]
    else:
        named = [each for each in shown.parties if each.organisation is not None]
        who = [in_both(lambda: _announcement(shown)), *map(_seated, named)]
        if not named:
            who.append(in_both(lambda: _("The parties are not named.")))
        elif len(named) < len(shown.parties):
            who.append(in_both(lambda: _("The other side is not named.")))
    return [
        *who,
        in_both(lambda: _("Please take your seats and sign the documents.")),
        in_both(lambda: _("Please exchange the signed documents and shake hands.")),
        in_both(lambda: _("Please face the photographer for a picture together.")),
    ]


def _announcement(shown: PublicAgreement) -> str:
    kind = AgreementKind(shown.kind).label
    named = {"kind": kind, "subject": shown.name}
    return _("Next: %(kind)s, “%(subject)s”.") % named if shown.name else _("Next: %(kind)s.") % named


def _seated(party: PublicParty) -> Said:
    return in_both(lambda: _represented(party))


def _represented(party: PublicParty) -> str:
    signatory = signatory_in_words(party)
    named = {"organisation": party_in_words(party), "signatory": signatory}
    if not signatory:
        return _("%(organisation)s is represented at the table.") % named
    return _("For %(organisation)s: %(signatory)s.") % named


def signatory_in_words(party: PublicParty) -> str:
    """Return who signs for a party, with the title as the language has it: 대표이사 서지안, Seo Jian, CEO."""
    name, title = wording(party, "signatory").text, wording(party, "signatory_title").text
    if not name:
        return ""
    if not title:
        return name
    return f"{title} {name}" if reading_language() == "ko" else f"{name}, {title}"


def subject_in_words(shown: PublicAgreement | None) -> str:
    """Return kind and subject on one line, or that it is not announced."""
    if shown is None:
        return _("Not announced")
    kind = _upper(AgreementKind(shown.kind).label)
    return f"{kind}: {shown.name}" if shown.name else kind


def press_article(forum: Forum, signings: Sequence[Signing], now: datetime) -> Article:
    """Return the draft of an article in both languages, with the hour from which all that it tells is public."""
    standing = still_signed(signings)
    told = [each for each in standing if each.article is not None]
    shown = [each.article for each in told if each.article is not None]
    hour = max((each.public_from for each in shown), default=None)
    waiting = sum(not each.is_signed for each in told)
    text = in_both(lambda: _article(forum, shown, hour=hour, waiting=waiting, now=now))
    return Article(text.ko, text.en, hour, len(shown), len(standing) - len(shown))


def _article(
    forum: Forum, shown: Sequence[PublicAgreement], *, hour: datetime | None, waiting: int, now: datetime
) -> str:
    if hour is None:
        return _("Nothing of this signing may be published: no agreement has its hour in the ledger.")
    number = len(shown)
    title = ngettext(
        "%(number)s agreement signed at %(forum)s", "%(number)s agreements signed at %(forum)s", number
    ) % {"number": number, "forum": _name(forum)}
    lines = [*_caveats(forum, hour=hour, waiting=waiting, now=now), "", title, "", _lead(forum, shown), ""]
    for place, each in enumerate(shown, start=1):
        lines += [f"{place}. {subject_in_words(each)}", *(f"   {line}" for line in _particulars(each)), ""]
    if forum.contact_email:
        lines.append(_("Contact: %(address)s") % {"address": forum.contact_email})
    return "\n".join(lines).rstrip() + "\n"


def _caveats(forum: Forum, *, hour: datetime, waiting: int, now: datetime) -> list[str]:
    when = {"hour": told_moment(hour, forum, zone=settings.HOME_ZONE)}
    told = _("May be published since %(hour)s") if hour <= now else _("Not to be published before %(hour)s")
    rest = (
        ngettext("%(number)s of these is not signed yet.", "%(number)s of these are not signed yet.", waiting)
        % {"number": waiting}
        if waiting
        else ""
    )
    return [f"[{each}]" for each in (told % when, rest) if each]


def _lead(forum: Forum, shown: Sequence[PublicAgreement]) -> str:
    language = reading_language()
    kinds = Counter(AgreementKind(each.kind) for each in shown)
    told = {
        "place": forum_place(forum, language),
        "day": format_day(max(each.signed_on for each in shown), language),
        "forum": _name(forum),
        "kinds": join_words(
            (_("%(number)s × %(kind)s") % {"number": count, "kind": kind.label} for kind, count in kinds.items()),
            language,
        ),
    }
    return _("%(place)s, %(day)s. Signed at %(forum)s: %(kinds)s.") % told


def _particulars(shown: PublicAgreement) -> list[str]:
    pairs = [
        (_("Parties"), join_words(map(_party, shown.parties), reading_language())),
        (_("Signed by"), "; ".join(filter(None, map(_signer, shown.parties)))),
        (_("Field"), wording(shown.field, "name").text if shown.field else ""),
        (_("Territory"), territory_names(shown.territory)),
    ]
    told = [f"{label}: {said}" for label, said in pairs if said]
    return [*told, *(_upper(amount_words(each)) for each in shown.amounts)]


def _party(party: PublicParty) -> str:
    role = PartyRole(party.role)
    return party_in_words(party) if role == PartyRole.PARTY else f"{party_in_words(party)} ({role.label})"


def _signer(party: PublicParty) -> str:
    signatory = signatory_in_words(party)
    return f"{signatory} ({party_in_words(party)})" if signatory else ""


def _upper(label: object) -> str:
    return str(label)[:1].upper() + str(label)[1:]


def _name(forum: Forum) -> str:
    return wording(forum, "name").text
