"""The card that other sites show of a link to an article: its headline, section and day, drawn in our own type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from itertools import groupby
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from PIL import Image, ImageDraw, ImageFont

from bridgehead.foundation.bilingual import wording
from bridgehead.newsroom.models import Article
from bridgehead.web.formats import format_day
from bridgehead.web.printing import type_file, with_stand_ins

WIDTH, HEIGHT = 1200, 630
#: Raised when cards are drawn otherwise than before: every address of a card changes with it.
_DRAWING = 1
_MARGIN = 72
_WIDE = WIDTH - 2 * _MARGIN
#: The headline stands between these, as large as it fits.
_TOP, _BOTTOM = 208, 516
_SIZES = (76, 68, 60, 54, 48, 43, 38, 34, 30)
_LEADING = 1.28
_GROUND, _INK, _SOFT, _LINE = "#0b384b", "#ffffff", "#b0d0de", "#1f7696"
_NEAR, _FAR = "#7db3c9", "#e0592a"
#: Enough for the edges of letters between ink and ground: half the bytes, and drawn in a fraction of the time.
_COLOURS = 96
#: No line begins with what closes, or ends with what opens.
_CLOSING, _OPENING = "!%),.:;?]}¢°’”‰′″℃、。〉》」』】〕）％，．：；？］｝…·", "([{‘“〈《「『【〔（［｛"
#: The size at which a letter is measured.
_SEEN_AT = 64


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says."""

    language: str
    kicker: str
    headline: str
    day: str
    product: str
    #: Said of what is made up; empty of what is real.
    sample: str = ""

    @property
    def digest(self) -> str:
        """What tells one card from another, 16 letters: the same content has the same, on every machine."""
        said = json.dumps([_DRAWING, asdict(self)], ensure_ascii=False, sort_keys=True)
        return sha256(said.encode()).hexdigest()[:16]

    @property
    def alt(self) -> str:
        """What it shows, for those who do not see it."""
        return " – ".join(each for each in (self.kicker, self.headline, self.day, self.product) if each)


def card_of(article: Article) -> Card:
    """Return what the card of an article says, in the article's own language."""
    language = article.language
    with override(language):
        local = article.public_from.astimezone(ZoneInfo(settings.HOME_ZONE)) if article.public_from else None
        return Card(
            language=language,
            kicker=article.kicker or wording(article.section, "name", language).text,
            headline=article.headline,
            day=format_day(local.date(), language) if local else "",
            product=settings.WAGTAIL_SITE_NAME,
            sample=_("sample") if article.is_sample else "",
        )


@lru_cache(maxsize=64)
def drawn_card(card: Card) -> bytes:
    """Return a card as PNG, 1200 × 630; a letter that our type lacks is drawn as □."""
    kicker, headline, day, product, sample = with_stand_ins(
        [card.kicker, card.headline, card.day, card.product, card.sample]
    )
    picture = Image.new("RGB", (WIDTH, HEIGHT), _GROUND)
    pen = ImageDraw.Draw(picture)
    picture.paste(_mark(72), (_MARGIN - 4, 50))
    _write(pen, (_MARGIN + 84, 98), product, 34, _INK, is_bold=True)
    _write(pen, (_MARGIN, 184), _cut(kicker, 32, _WIDE), 32, _SOFT, is_bold=True)
    size, lines = _fitted(headline)
    for number, line in enumerate(lines):
        _write(pen, (_MARGIN, _TOP + round(size * (0.95 + _LEADING * number))), line, size, _INK, is_bold=True)
    pen.line([(_MARGIN, 542), (WIDTH - _MARGIN, 542)], fill=_LINE, width=2)
    _write(pen, (_MARGIN, 588), day, 28, _SOFT)
    if sample:
        _write(pen, (WIDTH - _MARGIN - round(_wide(sample, 28)), 588), sample, 28, _SOFT)
    kept = BytesIO()
    picture.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(kept, "PNG")
    return kept.getvalue()


def _mark(side: int) -> Image.Image:
    """The mark of the product: two banks and the arch between them; drawn large and made small, for smooth edges."""
    scale = side * 4 / 32
    large = Image.new("RGB", (side * 4, side * 4), _GROUND)
    pen = ImageDraw.Draw(large)
    for box, colour in (((2, 6, 30, 10.5), _NEAR), ((2, 12.5, 20, 26), _NEAR), ((22, 12.5, 30, 26), _FAR)):
        pen.rectangle([each * scale for each in box], fill=colour)
    pen.ellipse([each * scale for each in (7, 18, 23, 34)], fill=_GROUND)
    return large.resize((side, side), Image.Resampling.LANCZOS)


def _fitted(text: str) -> tuple[int, list[str]]:
    """Return the largest size at which a headline fits, and its lines; beyond the smallest it is cut."""
    for size in _SIZES:
        lines = _broken(text, size, _WIDE)
        if _LEADING * size * len(lines) <= _BOTTOM - _TOP:
            return size, _even(text, size, lines)
    most = int((_BOTTOM - _TOP) / (_LEADING * size))
    return size, [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), size, _WIDE)]


def _even(text: str, size: int, lines: list[str]) -> list[str]:
    """Break a headline into as many lines of much the same length."""
    for width in range(_WIDE, _WIDE // 2, -24):
        narrower = _broken(text, size, width)
        if len(narrower) > len(lines) or any(_wide(line, size) > width for line in narrower):
            break
        lines = narrower
    return lines


def _broken(text: str, size: int, width: int) -> list[str]:
    """Break a text between words, Korean too; within a word only where it is longer than a line."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if _wide(joined, size) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *whole, line = _torn(word, size, width)
        lines += whole
    return [*lines, line] if line else lines


def _torn(word: str, size: int, width: int) -> Iterator[str]:
    """Tear a word that is longer than a line where a line may end."""
    begun = ""
    for letter in word:
        if begun and _wide(begun + letter, size) > width and letter not in _CLOSING:
            kept = begun.rstrip(_OPENING) or begun
            yield kept
            begun = begun[len(kept) :]
        begun += letter
    yield begun


def _cut(text: str, size: int, width: int) -> str:
    """Cut a text so that it fits on one line."""
    if _wide(text, size) <= width:
        return text
    while text and _wide(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _write(
    pen: ImageDraw.ImageDraw, place: tuple[int, int], text: str, size: int, ink: str, *, is_bold: bool = False
) -> None:
    """Write a line from a place on its baseline, each letter in the first of our typefaces that has it."""
    at, baseline = float(place[0]), place[1]
    for run, face in _runs(text, is_bold=is_bold):
        font = _font(face, size)
        pen.text((at, baseline), run, font=font, fill=ink, anchor="ls")
        at += font.getlength(run)


def _wide(text: str, size: int) -> float:
    """How wide a text is in bold, the wider of both weights, in pixels; letter by letter, for it is asked often."""
    return sum(map(_advance, text)) * size / _SEEN_AT


@lru_cache(maxsize=16_384)
def _advance(letter: str) -> float:
    return _font(_face(letter, is_bold=True), _SEEN_AT).getlength(letter)


def _runs(text: str, *, is_bold: bool) -> list[tuple[str, str]]:
    return [
        ("".join(letters), face) for face, letters in groupby(text, key=lambda letter: _face(letter, is_bold=is_bold))
    ]


@lru_cache(maxsize=16_384)
def _face(letter: str, *, is_bold: bool) -> str:
    sans = "BridgeheadSans-Bold.otf" if is_bold else "BridgeheadSans-Regular.otf"
    if letter.isspace() or re.match("[\x21-\x7e가-힣]", letter):
        return sans
    faces: Sequence[str] = (sans, "BridgeheadHan-Regular.ttf")
    return next((face for face in faces if not _is_missing(face, letter)), sans)


def _is_missing(face: str, letter: str) -> bool:
    """Whether a typeface shows for a letter what it shows for one that there is not."""
    font = _font(face, _SEEN_AT)
    shown, nothing = (font.getmask(each) for each in (letter, "\U0010ffff"))
    return (shown.size, bytes(shown)) == (nothing.size, bytes(nothing))


@lru_cache(maxsize=64)
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(type_file(face), size)
