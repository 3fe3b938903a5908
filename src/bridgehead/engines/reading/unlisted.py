"""Names of organisations that no directory lists, where the text itself says that they are such: by their legal form.

Nothing is guessed from a name alone: a company without ㈜, Inc. or the like beside it is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bridgehead.engines.reading.organisations import Directory

_WORD = r"[가-힣A-Za-z0-9&·][가-힣A-Za-z0-9&·-]*"
_BEFORE = re.compile(
    rf"(?:㈜|\(주\)|（주）|주식회사\s|유한회사\s|재단법인\s|사단법인\s)\s?(?P<name>{_WORD}(?:\s[A-Z][\w&-]*)*)"
)
_AFTER = re.compile(rf"(?P<name>{_WORD})\s?(?:㈜|\(주\)|（주）|주식회사)")
_ENGLISH = re.compile(
    r"(?P<name>[A-Z][\w&'’-]*(?:\s(?:of|and|&|[A-Z][\w&'’-]*)){0,5}),?\s"
    r"(?:Inc|Incorporated|Corp|Corporation|Co\.,?\sLtd|Ltd|Limited|LLC|LLP|plc|PLC|GmbH|AG|S\.A|N\.V|B\.V)\b"
)
#: What a sentence begins with, and is no part of a name.
_OPENING = re.compile(r"^(?:The|And|But|With|At|In|On|By|For|From|While|Both|Today|Yesterday)\s")
#: What is written onto a Korean name.
_PARTICLE = re.compile(
    r"(?<=[가-힣A-Za-z0-9])(?:에서는|에서|에게|으로부터|로부터|으로|께서|측은|측이|측과|측|과의|와의|은|는|이|가|을|를|과|와|의|에|도|로)$"
)


@dataclass(frozen=True, slots=True)
class NameFound:
    """A name that is no directory's, with its place in characters, without its legal form and particle."""

    start: int
    end: int
    text: str
    language: str


def unlisted(text: str, directory: Directory) -> list[NameFound]:
    """Return the names beside a legal form that the directory does not list, in order, each name once."""
    taken = [(each.start, each.end) for each in directory.mentions(text)]
    found: dict[str, NameFound] = {}
    for match in sorted(_matches(text), key=lambda each: each.start("name")):
        name, start = match["name"], match.start("name")
        if opening := _OPENING.match(name):
            name, start = name[opening.end() :], start + opening.end()
        name = _bare(name, is_last=match.end() == match.end("name"))
        end = start + len(name)
        if len(name) >= 2 and not any(start < one_end and one_start < end for one_start, one_end in taken):
            language = "ko" if re.search("[가-힣]", name) else "en"
            found.setdefault(name.casefold(), NameFound(start, end, name, language))
            taken.append((start, end))
    return list(found.values())


def _matches(text: str) -> Iterable[re.Match[str]]:
    for pattern in (_BEFORE, _AFTER, _ENGLISH):
        yield from pattern.finditer(text)


def _bare(name: str, *, is_last: bool) -> str:
    """The name without the particle that was written onto it; only what ends the match can bear one."""
    bare = _PARTICLE.sub("", name) if is_last else name
    return bare if len(bare) >= 2 else name
