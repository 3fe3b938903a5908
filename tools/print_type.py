"""Cuts the type that printed pages are set in: Pretendard GOV, and Noto Sans for the Chinese signs that it lacks.

Called by ``vendor_assets.py``. What it leaves out is told before printing by ``bridgehead.web.printing``.
"""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FAMILY, HAN_FAMILY = "Bridgehead Sans", "Bridgehead Han"
#: Marks stand where they belong and pairs are kerned; nothing turns one sign into another, as ligatures would.
FEATURES = ["kern", "ccmp", "locl", "mark", "mkmk"]


def cut_print_type(pretendard: Path, noto: Path, folder: Path) -> set[int]:
    """Write two weights of Pretendard GOV, one of Noto Sans SC and the licences; return the letters that they cover."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(pretendard / "dist/LICENSE.txt", folder / "OFL-pretendard-gov.txt")
    shutil.copy(noto / "LICENSE_FONT", folder / "OFL-noto-sans-sc.txt")
    static = pretendard / "dist/public/static"
    regular = _cut(static / "PretendardGOV-Regular.otf", folder / "BridgeheadSans-Regular.otf", FAMILY, _letters)
    # Of the Han signs in bold only the common ones; the others stand in regular, which a heading bears.
    common = _encoded("shift_jis", range(0x88, 0x99)) & _encoded("euc_kr", range(0xCA, 0xFE))
    _cut(
        static / "PretendardGOV-Bold.otf",
        folder / "BridgeheadSans-Bold.otf",
        FAMILY,
        lambda points: {point for point in _letters(points) if not _is_han(point) or point in common},
    )
    names = {*_encoded("gb2312", range(0xB0, 0xF8)), *_encoded("big5", range(0xA4, 0xC7))}
    han = _cut(
        noto / "400Regular/NotoSansSC_400Regular.ttf",
        folder / "BridgeheadHan-Regular.ttf",
        HAN_FAMILY,
        lambda points: {point for point in names & points if _is_han(point)} - regular,
    )
    return regular | han


def _letters(points: set[int]) -> set[int]:
    """What a person types: no private signs, nothing beyond the first plane, no second spelling of a letter."""
    return {
        point
        for point in points
        if point <= 0xFFFF
        and unicodedata.category(chr(point))[0] != "C"
        and unicodedata.normalize("NFC", chr(point)) == chr(point)
    }


def _is_han(point: int) -> bool:
    return 0x3400 <= point <= 0x9FFF or 0xF900 <= point <= 0xFAFF


def _encoded(encoding: str, leads: Iterable[int]) -> set[int]:
    """The signs of an old national encoding whose first byte is one of ``leads``."""
    found = set()
    for lead in leads:
        for trail in range(0x40, 0xFF):
            sign = bytes([lead, trail]).decode(encoding, "ignore")
            if len(sign) == 1:
                found.add(ord(sign))
    return found


def _cut(source: Path, target: Path, family: str, choose: Any) -> set[int]:
    """Write the chosen letters of a typeface under its own name; return them."""
    from fontTools.subset import Options, Subsetter  # a maintainer's tool, not a dependency
    from fontTools.ttLib import TTFont

    font = TTFont(source, recalcTimestamp=False)  # the same cut has the same checksum
    points = choose(set(font.getBestCmap()))
    options = Options(layout_features=FEATURES, hinting=False, drop_tables=["vhea", "vmtx", "VORG", "BASE", "STAT"])
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
    _name(font, family, "Bold" if "Bold" in target.stem else "Regular")
    font.save(target)
    return points


def _name(font: Any, family: str, style: str) -> None:
    """Give a typeface our name wherever it says its own, which its licence reserves."""
    plain = f"{family.replace(' ', '')}-{style}"
    said = {1: family, 2: style, 3: plain, 4: f"{family} {style}", 6: plain}
    for record in font["name"].names:
        record.string = said.get(record.nameID, str(record))
    if "CFF " in font:
        outlines = font["CFF "].cff
        outlines.fontNames = [plain]
        outlines.topDictIndex[0].FamilyName, outlines.topDictIndex[0].FullName = family, f"{family} {style}"
