"""Where the demo's facts and sample lie, and how they are read."""

from __future__ import annotations

import uuid
from typing import Any

import yaml

from bridgehead.config.messages import PACKAGE

_NAMES = uuid.UUID("6f2d3f0a-7c6e-5d3b-9a44-2b1de50c0de5")
#: Beside the sources in a clone, inside the package when installed.
_FOLDERS = (PACKAGE.parents[1] / "demo", PACKAGE / "demo_facts")

Tree = dict[str, Any]


def read(name: str) -> Tree:
    """Return the content of one of the demo's YAML files."""
    folder = next(each for each in _FOLDERS if (each / "boston-forum-2023.yaml").exists())
    # libyaml is ten times as fast; both loaders are the safe ones.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: Tree = yaml.load((folder / name).read_text("utf-8"), Loader=loader)  # noqa: S506  # safe loaders only
    return found


def public_id(*key: str) -> uuid.UUID:
    """Return the lasting public id of a record of the demo, so that its address is the same in every demo."""
    return uuid.uuid5(_NAMES, "/".join(key))


def pair(field: str, wording: Tree | None) -> Tree:
    """Return ``{field}_ko`` and ``{field}_en``; what is not known stays empty."""
    told = wording or {}
    return {f"{field}_{language}": told.get(language) or "" for language in ("ko", "en")}
