"""Pages that a device keeps: they open without a connection, and may be put among its apps.

What is kept of a page holds nobody's name; what a person's page shows comes as data, which the page itself fetches,
keeps, and takes away.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256

from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static

from bridgehead.foundation.bilingual import reading_language

_LOOK = ("web/type.css", "web/tokens.css", "web/bridgehead.css", "web/theme.js", "web/icons.svg", "web/mark.svg")
_TYPE = [f"vendor/pretendard-gov/{name}.woff2" for name in ("latin", "signs", *(f"ko-{n}" for n in range(1, 7)))]


def kept_by_worker(*, name: str, page: str, files: Sequence[str], within: Sequence[str] = ()) -> HttpResponse:
    """Return the script that keeps a page, how pages look, and the static ``files`` that it needs besides.

    ``page`` is shown where no answer comes to itself, or to one of the addresses ``within``. A worker of another
    ``name`` keeps its own; one whose files have changed takes the place of the one before.
    """
    kept = [static(each) for each in (*_LOOK, *_TYPE, *files)]
    told = {
        "page": page,
        "within": [page, *within],
        "files": kept,
        "name": f"{name}:{reading_language()}:",
        "version": sha256("".join(kept).encode()).hexdigest()[:12],
    }
    script = f"const told = {json.dumps(told)};\nimportScripts({json.dumps(static('web/offline_worker.js'))});\n"
    return HttpResponse(script, content_type="text/javascript")


def manifest(*, page: str, scope: str, name: str, short_name: str) -> HttpResponse:
    """Return what a phone needs to put a page among its apps."""
    told = {
        "id": page,
        "start_url": page,
        "scope": scope,
        "name": name,
        "short_name": short_name,
        "lang": reading_language(),
        "display": "standalone",
        "background_color": "#f5f7f8",
        "theme_color": "#0f5f7d",
        "icons": [{"src": static("web/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    return JsonResponse(told, content_type="application/manifest+json")
