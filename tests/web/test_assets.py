"""What a page pulls: light, our own, complete, and readable in both themes."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

SRC = ROOT / "src" / "bridgehead"
STATIC = SRC / "web" / "static"
FIRST_VIEW = ["type.css", "tokens.css", "bridgehead.css", "theme.js", "bridgehead.js"]
TEMPLATES = sorted(SRC.glob("*/templates/**/*.html"))
SPRITE = set(re.findall(r'<symbol id="i-([a-z0-9-]+)"', (STATIC / "web" / "icons.svg").read_text()))
OWN_ADDRESSES = ("http://www.w3.org/",)


def test_own_styles_and_scripts_of_a_first_view_are_light() -> None:
    assert sum((STATIC / "web" / name).stat().st_size for name in FIRST_VIEW) <= 100_000


def test_first_view_loads_nothing_else_of_ours() -> None:
    base = (SRC / "web" / "templates" / "web" / "base.html").read_text()
    assert re.findall(r'{% static "web/([a-z]+\.(?:css|js))" %}', base) == FIRST_VIEW


def test_a_page_pulls_little_type() -> None:
    slices = {path.stem: path.stat().st_size for path in (STATIC / "vendor" / "pretendard-gov").glob("*.woff2")}
    assert sum(slices[name] for name in ("latin", "ko-1", "ko-2", "ko-3")) <= 160_000
    assert slices["latin"] <= 30_000


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SRC)))
def test_templates_keep_the_policy(path: Path) -> None:
    text = path.read_text()
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on", text) == []
    # A block of JSON is never run, so the policy lets it stand.
    assert re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*\btype=\"application/json\")", text) == []
    addresses = re.findall(r"""(?:href|src|action|poster|data)=["']((?:https?:)?//[^"']*)""", text)
    assert [address for address in addresses if not address.startswith(OWN_ADDRESSES)] == []


@pytest.mark.parametrize(
    "path", sorted(STATIC.rglob("*.css")) + sorted(STATIC.rglob("*.js")), ids=lambda path: path.name
)
def test_styles_and_scripts_name_no_other_site(path: Path) -> None:
    assert (
        re.findall(
            r"(?:https?:)?//[\w.-]+\.\w+/?[^\s\"')]*", re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        )
        == []
    )
    assert "@import" not in path.read_text()


def icons_named(text: str) -> set[str]:
    """The icons that a template names: by tag, by attribute of a component, or by a menu entry."""
    by_tag = re.findall(r"{%-?\s*icon\s+[\"']([a-z0-9-]+)[\"']", text)
    by_component = re.findall(r"<c-[a-z-]+[^>]*?\s(?:icon|after)=\"([a-z0-9-]+)\"", text)
    in_conditions = re.findall(r"firstof icon \"([a-z0-9-]+)\"", text)
    return {*by_tag, *by_component, *in_conditions}


def test_every_icon_that_a_page_names_is_in_the_sprite() -> None:
    named = {icon for path in TEMPLATES for icon in icons_named(path.read_text())}
    in_code = {
        icon
        for path in SRC.rglob("*.py")
        for icon in re.findall(r"NavLink\([^)]*?,\s*\"[a-z_]+:[a-z_]+\",\s*\"([a-z0-9-]+)\"", path.read_text())
    }
    assert len(named) > 20
    assert (named | in_code) - SPRITE == set()


def test_the_sprite_is_what_the_list_asks_for() -> None:
    assert set((ROOT / "tools" / "icons.txt").read_text().split()) == SPRITE


def test_every_vendored_file_is_the_one_that_was_noted() -> None:
    notices = (STATIC / "vendor" / "NOTICES.md").read_text()
    noted = dict(re.findall(r"^\| (\S+\.?\w*) \| `([0-9a-f]{64})` \|$", notices, re.MULTILINE))
    files = [path for path in (STATIC / "vendor").rglob("*") if path.is_file() and path.name != "NOTICES.md"]
    files += [STATIC / "web" / "icons.svg", STATIC / "web" / "type.css"]
    assert {str(path.relative_to(STATIC)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files} == noted
    assert "OFL-1.1" in notices
    assert "ISC" in notices


def test_every_slice_of_type_is_declared_and_there() -> None:
    declared = set(re.findall(r"pretendard-gov/([a-z0-9-]+)\.woff2", (STATIC / "web" / "type.css").read_text()))
    assert declared == {path.stem for path in (STATIC / "vendor" / "pretendard-gov").glob("*.woff2")}


def themes() -> list[dict[str, str]]:
    """The roles of tokens.css as plain colours, first the light theme, then the dark."""
    text = (STATIC / "web" / "tokens.css").read_text().split("@media")[0]
    given = {name: value.strip() for name, value in re.findall(r"--([a-z0-9-]+):\s*([^;]+);", text)}

    def colour(value: str, dark: int) -> str:
        pair = re.fullmatch(r"light-dark\((var\([^)]*\)|[^,]+),\s*(var\([^)]*\)|[^)]+)\)", value)
        if pair:
            return colour(pair[1 + dark], dark)
        link = re.fullmatch(r"var\(--([a-z0-9-]+)\)", value)
        return colour(given[link[1]], dark) if link else value

    return [{name: colour(value, dark) for name, value in given.items()} for dark in (0, 1)]


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2: (lighter + 0.05) / (darker + 0.05) of relative luminances."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_can_be_read_on_every_surface(theme: int) -> None:
    roles = themes()[theme]
    pairs = [
        (ink, surface)
        for ink in ("ink", "ink-soft", "ink-faint", "link", "now", "bad")
        for surface in ("ground", "paper", "raised", "sunken")
    ]
    pairs += [(tone, f"{tone}-wash") for tone in ("accent", "good", "warn", "bad", "now", "calm")]
    pairs += [("on-accent", "accent"), ("on-accent", "accent-hover"), ("heat-ink", "heat-3"), ("ink-inverse", "bad")]
    weak = {pair: round(contrast(roles[pair[0]], roles[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}
    edges = {surface: contrast(roles["line-strong"], roles[surface]) for surface in ("ground", "paper", "sunken")}
    assert {surface: ratio for surface, ratio in edges.items() if ratio < 3} == {}
