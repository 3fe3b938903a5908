"""The one writer of PDF: a Typst template of ours and plain values become pages.

Values reach the template as data (JSON), never as source: nothing that a person typed is read as markup. Typst sees the
template and the base, held in memory, and of the disk the base's own folder; no system font. It would fetch a package
that a template imports, so none does: a test reads them all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.template import Engine
from django.template.utils import get_app_template_dirs
from django.utils.translation import gettext, override

from bridgehead.web.printing.letters import TYPE, MissingLetters, missing_letters, settled

if TYPE_CHECKING:
    from typst import Fonts

PDF_TYPE = "application/pdf"
BASE = "web/print"


def pdf_file(
    template: str, values: Mapping[str, Any], *, title: str, language: str, made_at: datetime, source: str = ""
) -> bytes:
    """Return the PDF that a template (``partnering/print/timetable.typ``) makes of values.

    ``values`` are dictionaries, lists, text, whole numbers and truth; what needs a format comes formatted. ``source``
    stands at the foot of each page. The same arguments give the same bytes: the file's date is ``made_at``. Raises
    ``MissingLetters`` where the type lacks a letter. A table of 10,000 rows takes seconds and much memory: leave what
    can grow so long to a job.
    """
    with override(language):
        page = gettext("Page {n} of {m}")
    frame = settled({"title": title, "language": language, "source": source, "page": page})
    missing = missing_letters([frame, values])
    if missing:
        raise MissingLetters(missing)
    given = {"values": _as_json(settled(values)), "frame": _as_json(frame)}
    return _compiled(template, given, made_at=made_at)


def _compiled(template: str, given: dict[str, str], *, made_at: datetime) -> bytes:
    # Loaded on the first print: a process that prints nothing need not carry the typesetter.
    import typst

    sources: Any = _sources(template)  # files by name: documented, but not in its types
    return typst.compile(
        sources,
        root=_found(BASE),  # what a template could read is what it may import anyway
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=given,
        timestamp=made_at.astimezone(UTC).replace(microsecond=0),  # PDF dates know none
        # Kept for long (ISO 19005-2), read aloud (ISO 14289-1); both refuse a font left out or a letter without glyph.
        pdf_standards=["a-2a", "ua-1"],
    )


def _sources(template: str) -> dict[str, bytes]:
    base = {path.name: path.read_bytes() for path in sorted(_found(BASE).glob("*.typ"))}
    return {**base, "main.typ": _found(template).read_bytes()}


def _found(name: str) -> Path:
    """Where a template, or a folder of them, lies among the templates of the contexts."""
    folders: list[Any] = [*Engine.get_default().dirs, *get_app_template_dirs("templates")]
    for folder in folders:
        path = Path(folder) / name
        if path.exists():
            return path
    raise FileNotFoundError(name)


@lru_cache(maxsize=1)
def _fonts() -> Fonts:
    """Our type and no other, so that a page is the same on every machine."""
    from typst import Fonts  # loaded on the first print, as above

    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[TYPE])


def _as_json(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, allow_nan=False)
