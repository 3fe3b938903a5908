"""A press text as it is pasted: its headline, its lead and its paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import normalize

#: What stands above a press text and is no part of it.
_ABOVE = re.compile(
    r"(?:\[?\s*보도\s?자료\s*\]?|\[?\s*press\s+release\s*\]?|for\s+immediate\s+release|즉시\s?배포|배포\s?일시.*|보도\s?일시.*"
    r"|담당\s?부서.*|embargo(?:ed)?\b.*)[\s:]*",
    re.IGNORECASE,
)
#: What stands below it.
_BELOW = re.compile(
    r"(?:#{2,}|-\s*(?:끝|end)\s*-|<\s*끝\s*>|끝\.?|-\s*30\s*-|(?:언론\s?|홍보\s?)?(?:문의|연락)처?\s*[:：].*"
    r"|(?:(?:media|press)\s)?(?:contacts?|enquiries|inquiries)\s*:.*)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^(?:[-–—•·▲△■□◆◇○●※*☞]|ㅇ(?=\s))\s*")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class PressText:
    """What a press text is made of; ``lead`` may be empty, and so may the paragraphs of a single line."""

    headline: str
    lead: str
    paragraphs: tuple[str, ...]


def press_text(text: str, *, longest_headline: int = 200, longest_lead: int = 600) -> PressText:
    """Return a press text in its parts: the first line, what stands below it as its lead, and the paragraphs.

    The lead is the lines that are set below the headline as points, else the first sentences of the first paragraph.
    A headline that is too long is cut at a word. Letters that are told apart (NFD) come composed.

    >>> press_text("보도자료\\nA와 B, 협약\\n- 공동 연구 착수\\n\\nA와 B는 26일 만났다. 둘은 서명했다.").lead
    '공동 연구 착수'
    """
    pieces = _pieces(text)
    if not pieces:
        return PressText("", "", ())
    headline, rest = _BULLET.sub("", pieces[0]), pieces[1:]
    points: list[str] = []
    while len(rest) > 1 and _BULLET.match(rest[0]) and len(rest[0]) <= longest_headline:
        points.append(_BULLET.sub("", rest.pop(0)))
    lead = _cut(" · ".join(points), longest_lead) if points else _first_sentences(rest[0] if rest else "", longest_lead)
    return PressText(_cut(headline, longest_headline), lead, tuple(rest))


def _pieces(text: str) -> list[str]:
    """The paragraphs; lines that are broken inside one are joined where blank lines part the others."""
    plain = normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    blocks = re.split(r"\n[^\S\n]*\n", plain)
    lines_of = [[" ".join(line.split()) for line in block.split("\n")] for block in blocks]
    has_wrapped = sum(len(block) > 1 for block in lines_of) > 1 and any(
        len(line) > 40 and not re.search(r"[.!?:”\"]$", line) for block in lines_of for line in block[:-1]
    )
    found: list[str] = []
    for number, lines in enumerate(lines_of):
        kept = [line for line in lines if line and not _ABOVE.fullmatch(line)]
        ends = next((place for place, line in enumerate(kept) if _BELOW.fullmatch(line)), None)
        kept = kept[:ends]
        found += [" ".join(kept)] if has_wrapped and number and kept and not _BULLET.match(kept[0]) else kept
        if ends is not None:
            break
    return found


def _first_sentences(paragraph: str, longest: int) -> str:
    """So many whole sentences as fit, two at most."""
    lead = ""
    for sentence in _SENTENCE_END.split(paragraph)[:2]:
        longer = f"{lead} {sentence}".strip()
        if len(longer) > longest:
            break
        lead = longer
    return lead


def _cut(line: str, longest: int) -> str:
    if len(line) <= longest:
        return line
    kept = line[: longest - 1]
    return f"{kept.rpartition(' ')[0] or kept}…"
