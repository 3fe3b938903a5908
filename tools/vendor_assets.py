"""Renews the vendored type and icons: run by a maintainer, never by an installation.

Needs npm (only to fetch three packages by name) and fonttools with brotli, neither of which the product needs:
``uv run --no-project --with "fonttools[woff]" tools/vendor_assets.py``. Writes below ``src/bridgehead/web/static``,
and the type of printed pages below ``src/bridgehead/web/printing/type``.
Add an icon by adding its Lucide name to ``icons.txt`` beside this file and running ``--only icons``.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from print_type import cut_print_type

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "src" / "bridgehead" / "web" / "static"
PRINT_TYPE = ROOT / "src" / "bridgehead" / "web" / "printing" / "type"
ICON_NAMES = Path(__file__).with_name("icons.txt")


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    licence: str
    sha256: str
    use: str


TYPE = Package(
    "pretendard-gov",
    "1.3.9",
    "OFL-1.1",
    "eed5dc88f4b699bf9543f5c3c77057370f3a541f85f46315b6f2485d2770716c",
    "vendor/pretendard-gov/*.woff2: slices of the variable font, under another name because its own is reserved",
)
ICONS = Package(
    "lucide-static",
    "1.62.0",
    "ISC",
    "386f9080c440d6f5049cefe3456ae8357f7a0c7f76e59670cd1cb83bc7050a44",
    "web/icons.svg: the icons listed in tools/icons.txt",
)
PRINTED = replace(TYPE, use="BridgeheadSans-*.otf: two weights, renamed and cut")
HAN = Package(
    "@expo-google-fonts/noto-sans-sc",
    "0.4.3",
    "OFL-1.1",
    "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59",
    "BridgeheadHan-Regular.ttf: the Chinese signs that Pretendard GOV lacks, renamed and cut",
)

# Syllables by how often Korean pages use them: the first slices are on every page, the last two on few.
KOREAN_SLICES = (200, 260, 380, 560)
LATIN = (
    "U+20-7E, U+A0-17F, U+2C6, U+2DA, U+2DC, U+2010-2027, U+2030-203B, U+20A9, U+20AC, U+2116, U+2122, "
    "U+2190-2199, U+2212, U+2248, U+2260-2265, U+25CB, U+25CF"
)
SIGNS = (
    "U+391-3C9, U+2103, U+2150-218B, U+2200-22FF, U+2460-24FF, U+2500-27BF, U+3000-303F, U+3131-318E, U+3200-33FF, "
    "U+FF01-FFEE"
)
WEIGHTS = (400, 700)


def fetch(package: Package, folder: Path) -> Path:
    """Fetch and unpack one npm package; a wrong checksum stops everything."""
    subprocess.run(  # noqa: S603 two fixed names
        ["npm", "pack", "--silent", f"{package.name}@{package.version}"],  # noqa: S607 the maintainer's own npm
        cwd=folder,
        check=True,
    )
    archive = folder / f"{package.name.strip('@').replace('/', '-')}-{package.version}.tgz"
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != package.sha256:
        raise SystemExit(f"{package.name} {package.version}: expected sha256 {package.sha256}, got {found}")
    target = folder / package.name
    with tarfile.open(archive) as packed:
        packed.extractall(target, filter="data")
    return target / "package"


def codepoints(ranges: str) -> list[int]:
    """``U+20-7E, U+A0`` as numbers, in order."""
    found: list[int] = []
    for part in ranges.split(","):
        first, _, last = part.strip()[2:].partition("-")
        found.extend(range(int(first, 16), int(last or first, 16) + 1))
    return found


def ranges_of(points: list[int]) -> str:
    """The shortest unicode-range of these code points."""
    runs: list[list[int]] = []
    for point in sorted(points):
        if runs and point == runs[-1][1] + 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


def syllables_by_use(source: Path) -> list[int]:
    """Hangul syllables of the package's short glyph list, those of our own sentences first, each part by use.

    The package orders its own slices by use, the most used last.
    """
    ours = {
        sign
        for path in (*ROOT.glob("src/*/*/locale/ko/**/*.po"), *ROOT.glob("demo/**/*.*"))
        for sign in path.read_text()
    }
    css = (source / "dist/web/variable/pretendardvariable-gov-dynamic-subset.css").read_text()
    slices = re.findall(r"unicode-range: ([^;]+);", css)
    short = set((source / "subset_glyphs.txt").read_text())
    ordered = [point for ranges in reversed(slices) for point in codepoints(ranges)]
    syllables = [point for point in ordered if 0xAC00 <= point <= 0xD7A3 and chr(point) in short]
    return sorted(syllables, key=lambda point: chr(point) not in ours)


def slices_of(source: Path) -> dict[str, tuple[str, list[int]]]:
    """Name → (unicode-range, code points). Later ones win in CSS, so the wide, rare ones come first."""
    syllables = syllables_by_use(source)
    often = sum(KOREAN_SLICES)
    rare = syllables[often:]
    wide = {"ko-6": (0xC140, 0xD7A3), "ko-5": (0xAC00, 0xC13F)}
    found = {
        name: (f"U+{low:X}-{high:X}", [point for point in rare if low <= point <= high])
        for name, (low, high) in wide.items()
    }
    start = 0
    for number, size in enumerate(KOREAN_SLICES, start=1):
        points = syllables[start : start + size]
        found[f"ko-{number}"] = (ranges_of(points), points)
        start += size
    found["signs"] = (SIGNS.replace(" ", ""), codepoints(SIGNS))
    found["latin"] = (LATIN.replace(" ", ""), codepoints(LATIN))
    return found


def cut_type(source: Path, static: Path) -> None:
    """Write the slices, their @font-face rules and the licence."""
    from fontTools.subset import Options, Subsetter  # a maintainer's tool, not a dependency
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    folder = static / "vendor" / "pretendard-gov"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(source / "dist/LICENSE.txt", folder / "OFL.txt")
    rules = []
    for name, (ranges, points) in slices_of(source).items():
        font = TTFont(source / "dist/public/variable/PretendardGOVVariable.ttf")
        options = Options(layout_features=["kern", "tnum", "ccmp", "locl", "mark", "mkmk", "calt"], hinting=False)
        options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=points)
        subsetter.subset(font)
        font = instantiateVariableFont(font, {"wght": WEIGHTS})
        for record in font["name"].names:
            if record.nameID in (1, 3, 4, 6):
                record.string = "BridgeheadSans" if record.nameID == 6 else "Bridgehead Sans"
        font.flavor = "woff2"
        font.save(folder / f"{name}.woff2")
        rules.append(
            f'@font-face{{font-family:"Bridgehead Sans";font-weight:{WEIGHTS[0]} {WEIGHTS[1]};font-display:swap;'
            f'src:url("../vendor/pretendard-gov/{name}.woff2") format("woff2");unicode-range:{ranges}}}'
        )
    head = "/* Written by tools/vendor_assets.py. A page pulls only the slices whose characters it shows. */\n"
    (static / "web" / "type.css").write_text(head + "\n".join(rules) + "\n")


def draw_icons(source: Path, static: Path) -> None:
    """Write one sprite of the named icons, each ``<symbol id="i-name">``."""
    symbols = []
    for name in ICON_NAMES.read_text().split():
        drawing = (source / "icons" / f"{name}.svg").read_text()
        inner = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
        if inner is None:
            raise SystemExit(f"{name}: not an SVG drawing")
        shapes = re.sub(r"\s*\n\s*", "", inner[1]).replace(" />", "/>")
        symbols.append(f'<symbol id="i-{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Lucide (ISC), see ../vendor/lucide/LICENSE -->\n'
    (static / "web" / "icons.svg").write_text(sprite + "\n".join(symbols) + "\n</svg>\n")
    licence = static / "vendor" / "lucide" / "LICENSE"
    licence.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source / "LICENSE", licence)


def write_notices(
    folder: Path, packages: Sequence[Package], made: Sequence[Path], *, base: Path, remark: str = ""
) -> None:
    """One table of what is vendored, and the checksum of every file that came of it."""
    lines = [
        "# Vendored assets",
        "",
        f"Made by `tools/vendor_assets.py` from these npm packages.{remark}",
        "",
        "| package | version | licence | sha256 of the package | used as |",
        "|---|---|---|---|---|",
        *(f"| {one.name} | {one.version} | {one.licence} | `{one.sha256}` | {one.use} |" for one in packages),
        "",
        "| file | sha256 |",
        "|---|---|",
    ]
    lines.extend(f"| {path.relative_to(base)} | `{hashlib.sha256(path.read_bytes()).hexdigest()}` |" for path in made)
    (folder / "NOTICES.md").write_text("\n".join(lines) + "\n")


def files_in(folder: Path) -> list[Path]:
    """Every vendored file of a folder, but for the notices themselves."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "NOTICES.md"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("icons", "type", "print"), help="leave the rest as it is")
    only = parser.parse_args().only
    with tempfile.TemporaryDirectory() as scratch:
        if only in (None, "icons"):
            draw_icons(fetch(ICONS, Path(scratch)), STATIC)
        if only in (None, "type"):
            cut_type(fetch(TYPE, Path(scratch)), STATIC)
        if only in (None, "print"):
            covered = cut_print_type(fetch(PRINTED, Path(scratch)), fetch(HAN, Path(scratch)), PRINT_TYPE)
            (PRINT_TYPE / "coverage.txt").write_text(ranges_of(list(covered)) + "\n")
    made = [*files_in(STATIC / "vendor"), STATIC / "web" / "icons.svg", STATIC / "web" / "type.css"]
    htmx = " htmx (0BSD) comes with the package django-htmx."
    write_notices(STATIC / "vendor", (TYPE, ICONS), made, base=STATIC, remark=htmx)
    write_notices(PRINT_TYPE, (PRINTED, HAN), files_in(PRINT_TYPE), base=PRINT_TYPE)


if __name__ == "__main__":
    main()
