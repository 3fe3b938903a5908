"""Chromium looks at pages that are rendered already: whatever it asks of anybody is answered here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, Page

from tests.accessible.answering import Answers, answering
from tests.accessible.rendered import Rendered

ADDRESS = "http://bridgehead.example"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
#: What axe leaves out unless asked for, targets of at least 24 px, and what it takes in: pages that are embedded.
ASKED = {"iframes": False, "rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
#: The page as it is read by somebody who has opened all that can be opened, but for the menus, which lie over the page.
OPENED = "document.querySelectorAll('details:not(.menu)').forEach(each => { each.open = true })"
MENUS = "document.querySelectorAll('details.menu').forEach(each => { each.open = true })"
#: How high a window is that a page is opened in.
HIGH = 900
HEIGHT = "document.documentElement.scrollHeight"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


#: A window keeps what it has shown: after so many pages it is closed.
AT_ONCE = 40
#: Menus are the same on many pages: of so many pages one is looked at with its menus open.
MENUS_EACH = 8


@dataclass(frozen=True)
class Manner:
    """How somebody looks: the width of the window in CSS pixels, how large one of them is drawn, and the theme."""

    name: str
    width: int
    scale: int
    theme: str


#: At a desk, zoomed to 200 %, and on the narrowest phone, in the light and in the dark.
MANNERS = [
    Manner(f"{name}, {theme}", width, scale, theme)
    for name, width, scale in (("1,280 px", 1280, 1), ("200 %", 640, 2), ("320 px", 320, 1))
    for theme in ("light", "dark")
]


class Looker:
    """One window through which pages are looked at, one after the other."""

    def __init__(self, page: Page, width: int, answers: Answers) -> None:
        self._page, self._width, self._answers = page, width, answers

    def faults(self, rendered: Rendered, *, with_menus: bool) -> list[str]:
        """Return what is wrong with a page: what axe finds, and how far it is wider than its window."""
        self._answers.show(rendered.path, rendered.html)
        # As tall as the page before, it would be as tall as all before it, and drawn so far down.
        self._page.set_viewport_size({"width": self._width, "height": HIGH})
        self._page.goto(ADDRESS + rendered.path)
        assert self._answers.is_seen, f"{rendered.path} is answered by something else"
        self._page.evaluate(OPENED)
        # As tall as the page: what stays at the edge of a window would lie over what could be scrolled clear of it.
        self._page.set_viewport_size({"width": self._width, "height": self._page.evaluate(HEIGHT) + 200})
        found = self._axe("document")
        if with_menus and self._page.locator("details.menu").count():
            self._page.evaluate(MENUS)
            found += self._axe("'details.menu'")
        told = [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"][:2]]
        wider: Any = self._page.evaluate(WIDER)
        return [*told, *([f"{wider} px too wide"] if wider > 0 else [])]

    def _axe(self, within: str) -> list[dict[str, Any]]:
        found: dict[str, Any] = self._page.evaluate(f"asked => axe.run({within}, asked)", ASKED)
        return list(found["violations"])


def faults(browser: Browser, pages: Sequence[Rendered], manner: Manner) -> list[str]:
    """Return what is wrong with each of the pages for somebody who looks in one manner."""
    found = []
    for first in range(0, len(pages), AT_ONCE):
        with _looking(browser, manner) as looker:
            for place, page in enumerate(pages[first : first + AT_ONCE]):
                told = looker.faults(page, with_menus=place % MENUS_EACH == 0)
                found += [f"{page}, {manner.name}: {fault}" for fault in told]
    return found


@contextmanager
def _looking(browser: Browser, manner: Manner) -> Iterator[Looker]:
    """Open a window to look in one manner."""
    with answering() as answers:
        context = browser.new_context(
            viewport={"width": manner.width, "height": HIGH},
            device_scale_factor=manner.scale,
            color_scheme="dark" if manner.theme == "dark" else "light",
            service_workers="block",
            bypass_csp=True,
            # Nothing is intercepted: the window would keep none of the files that every page asks for.
            proxy={"server": answers.address},
        )
        context.add_init_script(path=AXE)
        try:
            yield Looker(context.new_page(), manner.width, answers)
        finally:
            context.close()
