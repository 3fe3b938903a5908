"""How names are written, shortened and continued in a sentence."""

from __future__ import annotations

import re

_LEGAL_FORM = re.compile(
    r"^\s*(?:㈜|\(주\)|（주）|주식회사|\(재\)|\(사\)|유한회사)\s*|\s*(?:㈜|\(주\)|（주）|주식회사|유한회사)\s*$"
    r"|,?\s+(?:inc|co|corp|ltd|llc|plc|gmbh|ag|corporation|company limited|limited|pte|pty)\b\.?,?\s*$",
    re.IGNORECASE,
)
#: What may be written onto a Korean name without making it another: particles, 측, 사 and what follows those.
_PARTICLE = (
    "(?:에서|에게서|에게|한테|께서|께|으로부터|로부터|으로서|로서|으로써|로써|으로|로|부터|까지|에|의|와|과|이랑|랑|하고|보다|처럼|같은"
    "|만큼|대로|마다|마저|조차|뿐|이나|나|이며|며|이고|고|이자|자|이라는|라는|이라고|라고|이란|란|이라|라|이다|였다|이었다|입니다"
    "|이지만|지만|인|이든|든|이면|면|이야|은|는|이|가|을|를|도|만|엔|선|론|들)"
)
AFTER_NAME = re.compile(
    rf"(?:측|(?:부?회|사|총)장|대표|감독|관계자|대변인|사(?!람|회|업|건|고|장|원|실|진|태|망|이))?(?:{_PARTICLE}{{0,2}}|(?:의|도|은|는|만)?)(?![^\W_])"
)
#: Domains and addresses hold names that speak of nobody.
IN_ADDRESS_BEFORE = re.compile(r"[@/#]$|\w\.$")
IN_ADDRESS_AFTER = re.compile(r"\.(?:com|co|kr|net|org|io|ai)\b|@", re.IGNORECASE)


def folded(text: str) -> str:
    """The text in lower case with every blank alike, letter for letter, so that offsets stay."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return _BLANK.sub(" ", lower) if _BLANK.search(lower) else lower


_BLANK = re.compile(r"[^\S ]")


def spellings(name: str) -> list[str]:
    """The name without its legal form, and a long Korean one without its blanks too."""
    plain = " ".join(name.split())
    while (shorter := _LEGAL_FORM.sub("", plain).strip(" ,")) != plain:
        if not shorter:
            return []
        plain = shorter
    joined = plain.replace(" ", "")
    is_korean = all("가" <= letter <= "힣" for letter in joined)
    return (
        [plain, joined] if is_korean and joined != plain and len(joined) >= LEAST_JOINED else [plain] if plain else []
    )


#: Korean names of so many syllables are recognised without their blanks.
LEAST_JOINED = 4


def keeps_case(name: str, written: str) -> bool:
    """Whether a Latin name is written as a name: not wholly in lower case, and a short acronym as it is."""
    if name == written or not any(letter.isupper() for letter in name):
        return True
    if name.isupper() and len(name) <= 4:
        return False
    return any(letter.isupper() for letter in written)
