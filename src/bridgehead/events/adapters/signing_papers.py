"""The papers of a signing: programme, interpreter's script, seating plan, table cards, certificates.

None of them holds what was called off. Programme and script hold what may be announced. Plan and cards lie open before
guests and photographers: neither a party that the public does not learn of stands on them nor any of a confidential
agreement, and no signatory that is concealed. A certificate goes to the parties alone, who know each other; that of a
confidential agreement says that it is not for display.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bridgehead.agreements.models import Concealable, Party
from bridgehead.agreements.rules import AgreementKind
from bridgehead.agreements.schemas.parties import party_in_words
from bridgehead.events.adapters.calendar import forum_city, forum_place
from bridgehead.events.adapters.ceremony import Said, in_both, script, signatory_in_words, subject_in_words
from bridgehead.events.models import Forum, ForumSession
from bridgehead.events.queries.signing import Signing, changed_at, seats, still_signed
from bridgehead.foundation.bilingual import Wording, reading_language, wording
from bridgehead.foundation.refusals import Refused
from bridgehead.web.formats import City, format_day, join_words, two_clocks
from bridgehead.web.names import twin_of
from bridgehead.web.printing import MissingLetters, letter_name, note_on_stand_ins, pdf_file, with_stand_ins

PAPERS: dict[str, str | Promise] = {
    "programme": gettext_lazy("Signing programme"),
    "script": gettext_lazy("Interpreter’s script"),
    "seating": gettext_lazy("Seating plan"),
    "cards": gettext_lazy("Table cards"),
    "certificates": gettext_lazy("Certificates"),
}
#: What is handed to somebody is whole or not printed at all.
_WHOLE = {"cards", "certificates"}


def paper(kind: str, forum: Forum, session: ForumSession, signings: Sequence[Signing]) -> bytes:
    """Return one of the papers as pages, in the language of the page; ``Refused`` where it cannot be printed whole."""
    values = {"forum": _said(wording(forum, "name")), "note": "", **_VALUES[kind](forum, session, signings)}
    note = "" if kind in _WHOLE else note_on_stand_ins(values)
    if note:
        values = with_stand_ins({**values, "note": note})
    address = reverse("events:forum", kwargs={"public_id": forum.public_id})
    try:
        return pdf_file(
            f"events/print/signing_{kind}.typ",
            values,
            title=str(PAPERS[kind]),
            language=reading_language(),
            made_at=changed_at(forum, signings),
            source=settings.SITE_ADDRESS + address,
        )
    except MissingLetters as lack:
        letters = join_words((letter_name(letter) for letter in lack.letters), reading_language())
        raise Refused(
            _("Our type has no sign for %(letters)s: this cannot be printed. Write it otherwise in the ledger.")
            % {"letters": letters}
        ) from lack


def _programme(forum: Forum, session: ForumSession, signings: Sequence[Signing]) -> dict[str, Any]:
    language = reading_language()
    return {
        "lead": _when(forum, session),
        "facts": [[_("Place"), forum_place(forum, language)]] if forum_place(forum, language) else [],
        "head": ["", "한국어", "English"],
        "rows": [[_number_and_time(each, forum), *_pair(_item(each))] for each in still_signed(signings)],
    }


def _item(signing: Signing) -> Said:
    return in_both(lambda: _announced(signing))


def _announced(signing: Signing) -> str:
    """Kind and subject, parties, and who signs: line by line, as far as it is announced."""
    shown = signing.announced
    lines = [subject_in_words(shown)]
    for party in shown.parties if shown else ():
        signatory = signatory_in_words(party)
        lines.append(f"{party_in_words(party)} – {signatory}" if signatory else party_in_words(party))
    return "\n".join(lines)


def _script(forum: Forum, session: ForumSession, signings: Sequence[Signing]) -> dict[str, Any]:
    return {
        "lead": _when(forum, session),
        "scenes": [
            {
                "heading": getattr(scene.heading, reading_language()),
                "time": _time(scene.signing, forum) if scene.signing else "",
                "remark": "" if scene.signing is None else str(scene.signing.item.get_interpreting_display()),
                "lines": [_pair(line) for line in scene.lines],
            }
            for scene in script(forum, signings)
        ],
    }


def _seating(forum: Forum, session: ForumSession, signings: Sequence[Signing]) -> dict[str, Any]:
    shown = [(each, seats(each)) for each in _with_parties(signings)]
    return {
        "lead": _when(forum, session),
        "left": _("Left, as the audience sees it"),
        "right": _("Right, as the audience sees it"),
        "audience": _("Audience and photographers"),
        "tables": [
            {
                "heading": _("Signing %(number)s") % {"number": each.number},
                "time": _time(each, forum),
                "left": [_person(party, each) for party in placed.left],
                "right": [_person(party, each) for party in placed.right],
            }
            for each, placed in shown
        ],
    }


def _cards(forum: Forum, session: ForumSession, signings: Sequence[Signing]) -> dict[str, Any]:
    placed = [(party, each) for each in _with_parties(signings) for party in each.parties]
    named = [_person(party, each) for party, each in placed if _is_named(party, each)]
    if not named:
        raise Refused(_("No party may be named on a card: the public learns the name of none."))
    return {"people": named}


def _certificates(forum: Forum, session: ForumSession, signings: Sequence[Signing]) -> dict[str, Any]:
    return {
        "certificates": [
            _certificate(forum, session, each, party)
            for each in _with_parties(signings)
            for party in each.parties
            if party.organisation is not None
        ]
    }


def _certificate(forum: Forum, session: ForumSession, signing: Signing, party: Party) -> dict[str, Any]:
    others = [each for each in signing.parties if each.pk != party.pk]
    heading, body = (
        in_both(lambda: _("Certificate of signing")),
        in_both(lambda: _certified(forum, signing, party, others)),
    )
    day, mark = _day(forum, session, signing), in_both(lambda: _("Confidential: not for display"))
    return {
        "heading": _pair(heading) if reading_language() == "ko" else _pair(heading)[::-1],
        "body": _pair(body),
        "dated": " · ".join(format_day(day, language, style="long") for language in ("ko", "en")),
        "number": str(signing.number),
        "mark": f"{mark.ko} · {mark.en}" if signing.is_confidential else "",
        # On one's own certificate everybody is named: the parties know each other.
        "signatories": [_whole_person(each) for each in signing.parties],
    }


def _certified(forum: Forum, signing: Signing, party: Party, others: Sequence[Party]) -> str:
    terms = signing.agreement.current if signing.agreement else None
    if terms is None:
        raise LookupError("a certificate is printed for those who keep the ledger")
    told = {
        "organisation": party_in_words(party),
        "others": join_words(map(party_in_words, others), reading_language()),
        "kind": AgreementKind(terms.kind).label,
        "subject": terms.name,
        "forum": wording(forum, "name").text,
    }
    return (
        _("This certifies that %(organisation)s and %(others)s signed the %(kind)s “%(subject)s” at %(forum)s.") % told
    )


def _with_parties(signings: Sequence[Signing]) -> list[Signing]:
    shown = [each for each in still_signed(signings) if each.agreement is not None]
    if not shown:
        raise Refused(_("There is nothing to print: the running order holds no agreement of a ledger that you keep."))
    return shown


def _is_named(party: Party, signing: Signing) -> bool:
    return party.organisation is not None and party.is_disclosed and not signing.is_confidential


def _person(party: Party, signing: Signing) -> dict[str, Any]:
    """A party as guests may read it: who signs, else the organisation, else that it is not named."""
    if not _is_named(party, signing):
        return {"name": _("not disclosed"), "twin": "", "title": "", "organisation": ""}
    if signing.agreement is not None and signing.agreement.conceals(Concealable.SIGNATORIES):
        return _organisation(party)
    return _whole_person(party)


def _whole_person(party: Party) -> dict[str, Any]:
    if not (party.signatory_ko or party.signatory_en):
        return _organisation(party)
    return {
        "name": _said(wording(party, "signatory")),
        "twin": _twin(party, "signatory"),
        "title": _both(party.signatory_title_ko, party.signatory_title_en),
        "organisation": _both(party.organisation.name_ko, party.organisation.name_en) if party.organisation else "",
    }


def _organisation(party: Party) -> dict[str, Any]:
    if party.organisation is None:
        return {"name": party_in_words(party), "twin": "", "title": "", "organisation": ""}
    return {
        "name": _said(wording(party.organisation, "name")),
        "twin": _twin(party.organisation, "name"),
        "title": "",
        "organisation": "",
    }


def _both(korean: str, english: str) -> str:
    pair = (korean, english) if reading_language() == "ko" else (english, korean)
    return " · ".join(dict.fromkeys(each for each in pair if each))


def _twin(thing: Any, field: str) -> dict[str, str] | str:
    found = twin_of(thing, field=field)
    return _said(found) if found else ""


def _said(words: Wording) -> dict[str, str]:
    return {"text": words.text, "language": words.language}


def _pair(said: Said) -> list[dict[str, str]]:
    return [{"text": said.ko, "language": "ko"}, {"text": said.en, "language": "en"}]


def _day(forum: Forum, session: ForumSession, signing: Signing) -> date:
    terms = signing.agreement.current if signing.agreement else None
    if terms is not None and terms.signed_on is not None:
        return terms.signed_on
    return (session.starts_at or forum.starts_at).astimezone(ZoneInfo(forum.zone)).date()


def _when(forum: Forum, session: ForumSession) -> str:
    starts_at = session.starts_at or forum.starts_at
    day = format_day(starts_at.astimezone(ZoneInfo(forum.zone)).date(), reading_language(), style="long")
    if session.starts_at is None:
        return day
    clocks = two_clocks(
        starts_at, forum_city(forum), City(settings.HOME_ZONE), reading_language(), ends=session.ends_at
    )
    return f"{day}, {' · '.join(each.text for each in clocks)}"


def _time(signing: Signing, forum: Forum) -> str:
    if signing.starts_at is None:
        return ""
    clocks = two_clocks(
        signing.starts_at, forum_city(forum), City(settings.HOME_ZONE), reading_language(), ends=signing.ends_at
    )
    return " · ".join(each.text for each in clocks)


def _number_and_time(signing: Signing, forum: Forum) -> str:
    return "\n".join(filter(None, [str(signing.number), *_time(signing, forum).split(" · ")]))


_VALUES: dict[str, Callable[[Forum, ForumSession, Sequence[Signing]], dict[str, Any]]] = {
    "programme": _programme,
    "script": _script,
    "seating": _seating,
    "cards": _cards,
    "certificates": _certificates,
}
