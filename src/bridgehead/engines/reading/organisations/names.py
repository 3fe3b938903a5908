"""How names are written, shortened and continued in a sentence."""

from __future__ import annotations

import re
from unicodedata import normalize

_LEGAL_FORM = re.compile(
    r"^\s*(?:㈜|\(주\)|（주）|주식회사|\(재\)|\(사\)|유한회사)\s*|\s*(?:㈜|\(주\)|（주）|주식회사|유한회사)\s*$"
    r"|,?\s+(?:inc|co|corp|ltd|llc|plc|gmbh|ag|corporation|company limited|limited|pte|pty)\b\.?,?\s*$",
    re.IGNORECASE,
)
#: Particles that end a word, and those on which another may stand: 에서+는, 로+도, but no 나+는 (자라나는 is a verb).
_ENDS = (
    "의|도|만|처럼|같은|만큼|대로|뿐|이라는|라는|이라고|라고|이란|란|이라|라|이다|였다|이었다|입니다|이지만|지만|인|이든|든|이면|면|이야"
    "|이고|고|이자|자|엔|에선|에겐|선|론|들"
)
_BEARS = (
    "에서|에게서|에게|한테|께서|께|으로부터|로부터|으로서|로서|으로써|로써|부터|까지|에|하고|보다|마다|마저|조차|만|들"
)
#: What those bear.
_BORNE = "은|는|도|만|의|이|가|을|를|과|와|이나|나|이며|며|이라|라|에서|에게|에|부터|까지|조차|마저"
_ROLE = (
    "(?:측|(?:부?회|사|총)장|대표|감독|관계자|대변인|교수|선수|직원|기자|출신|소속|식구|전(?=에서)"
    "|사(?!람|회|업|건|고|장|원|실|진|태|망|이))"
)


#: Which of two forms a particle takes is not asked (한빛제약는): people mistype it, and programs that fill names in do.
_PARTICLES = re.compile(
    rf"(?:(?:{_BEARS})(?:{_BORNE})?|(?:으?로|[와과])(?:의|는|도|만)?|은|는|이|가|을|를|이?나|이?며|이?랑|{_ENDS})?(?![^\W_])"
)
_ROLE_AFTER = re.compile(_ROLE)


def continues(plain: str, end: int) -> bool:
    """Whether what is written onto a name makes another word of it, being no particle, 측, 사, 대표 or the like.

    >>> continues("한빛제약은", 4), continues("한빛제약회장은", 4), continues("한빛제약협회", 4)
    (False, False, True)
    """
    role = _ROLE_AFTER.match(plain, end)
    return not (_PARTICLES.match(plain, end) or (role and _PARTICLES.match(plain, role.end())))


#: Domains and addresses hold names that speak of nobody.
IN_ADDRESS_BEFORE = re.compile(r"[@/#]$|\w\.$")
IN_ADDRESS_AFTER = re.compile(r"\.(?:com|co|kr|net|org|io|ai)\b|@", re.IGNORECASE)


def folded(text: str) -> str:
    """The text in lower case with every blank, hyphen and apostrophe alike, letter for letter, so that offsets stay."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return lower if _ALIKE.search(lower) is None else _ALIKE.sub(_plainly, lower)


#: Every blank but the plain one, written out, for so it is looked for faster.
_ALIKE = re.compile(r"[\t-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\u2010\u2011\u2019]")


def _plainly(letter: re.Match[str]) -> str:
    return {"\u2010": "-", "\u2011": "-", "\u2019": "'"}.get(letter[0], " ")


def spellings(name: str) -> list[str]:
    """The name without its legal form, and what else it is written as: 새봄바이오텍, Hanbit Bio, Kim and Lee."""
    plain = " ".join(normalize("NFC", name).split())
    while (shorter := _LEGAL_FORM.sub("", plain).strip(" ,")) != plain:
        if not shorter:
            return []
        plain = shorter
    joined = plain.replace(" ", "")
    if all("가" <= letter <= "힣" for letter in joined):
        other = [joined] if len(joined) >= LEAST_JOINED else []
    else:
        bare = _ARTICLE.sub("", plain)
        short = [bare, _COMPANY.sub("", plain), _COMPANY.sub("", bare)]
        other = [*short, *(_HYPHEN.sub(" ", each) for each in (plain, *short))]
        other += [plain.replace(" & ", " and "), _AND.sub(" & ", plain)]
    return list(dict.fromkeys(each for each in (plain, *other) if each))


#: Coca-Cola is also written Coca Cola; a hyphen beside a single letter or a number belongs to the name.
_HYPHEN = re.compile(r"(?<=[A-Za-z]{3})-(?=[A-Za-z]{3})")
_AND = re.compile(r"\sand\s")
_ARTICLE, _COMPANY = re.compile(r"^The\s(?=\S)"), re.compile(r"(?<=\S)\sCompany$")


#: Korean names of so many syllables are recognised without their blanks.
LEAST_JOINED = 4


def keeps_case(name: str, written: str) -> bool:
    """Whether a Latin name is written as a name: not wholly in lower case, and a short acronym as it is."""
    if name == written or not any(letter.isupper() for letter in name):
        return True
    if name[0].isupper() and written[0].islower():
        return False
    if name.isupper() and len(name) <= 4:
        return False
    return any(letter.isupper() for letter in written)
