"""The building as text: every module of ``src`` with its storey, its room and its syntax tree."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "bridgehead"


@dataclass(frozen=True)
class Module:
    """One module: ``events/views/desk.py`` stands on storey ``events`` in room ``views``."""

    path: Path

    @property
    def place(self) -> str:
        """Where it lies below the package."""
        return self.path.relative_to(PACKAGE).as_posix()

    @property
    def storey(self) -> str:
        """The package that it belongs to."""
        return self.place.split("/")[0]

    @property
    def room(self) -> str:
        """The file, or package of files, of its storey that it belongs to."""
        inside = self.place.split("/")[1:]
        return inside[0].removesuffix(".py") if inside else ""

    @property
    def lines(self) -> list[str]:
        """Its lines."""
        return self.path.read_text(encoding="utf-8").splitlines()

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return _tree(self.path)

    def imported(self) -> Iterator[str]:
        """Every module and name that it imports, dotted; imports for type checking only are left out."""
        for_types = {id(node) for block in ast.walk(self.tree) if _is_for_types(block) for node in ast.walk(block)}
        for node in ast.walk(self.tree):
            if id(node) in for_types:
                continue
            if isinstance(node, ast.Import):
                yield from (each.name for each in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{node.module}.{each.name}" for each in node.names)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def modules() -> list[Module]:
    """Every module written by hand: migrations are left out."""
    return [Module(path) for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]


def modules_in(*rooms: str) -> list[Module]:
    """Every module in the named rooms of any storey above the ground."""
    return [each for each in modules() if each.room in rooms and each.storey not in {"engines", "foundation"}]


def contracts() -> list[dict[str, Any]]:
    """The import contracts that pyproject.toml settles."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return list(project["tool"]["importlinter"]["contracts"])


def storeys() -> list[str]:
    """The storeys from the top down, as the import contract lists them."""
    settled = contracts()
    return list(next(each for each in settled if each["type"] == "layers")["layers"])


def tracked() -> list[Path]:
    """Every file of the project that is kept in its history."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
