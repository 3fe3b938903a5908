"""How a person works a page: with a mouse or a thumb, or by the keys alone.

Whoever is said to have ``no_mouse`` reaches everything with the Tab key, from the skip link on, and what they stand on
is seen to be marked; links, buttons and folded parts open by Enter, boxes by the space bar, radio buttons by arrows.
"""

from __future__ import annotations

import re
from datetime import datetime
from weakref import WeakSet

from playwright.sync_api import Locator, Page

_BY_KEYS: WeakSet[Page] = WeakSet()
#: More stops than any page of a journey has.
MOST_STOPS = 400
#: "here" on what has the focus and is seen to have it, "unmarked" where it is not seen; else the key that leads there:
#: arrows among its own radio buttons and over its own grid, Enter at the link past the menus to what stands below them.
_LEADS_THERE = """one => {
  const on = document.activeElement, cell = one.closest("table.paint td"), here = on.closest("table.paint td");
  if (on === one) return one.matches(":focus-visible") ? "here" : "unmarked";
  if (on.type === "radio" && one.type === "radio" && on.name === one.name && on.form === one.form) return "ArrowDown";
  if (cell && here) {
    const along = cell.cellIndex - here.cellIndex, down = cell.parentElement.rowIndex - here.parentElement.rowIndex;
    return along ? (along > 0 ? "ArrowRight" : "ArrowLeft") : (down > 0 ? "ArrowDown" : "ArrowUp");
  }
  return on.matches("a.skip") && one.closest("#main") ? "Enter" : "Tab";
}"""

#: Whether it leads to another page by itself, and not a part of this one that a script fetches.
_LEADS_ON = """one => {
  const sent = one.form && one.type === "submit" ? one.form : null;
  const fetched = [one, sent].some(each => each && each.getAttributeNames().some(name => name.startsWith("hx-")));
  return !fetched && Boolean(sent || (one.href && !one.getAttribute("href").startsWith("#")));
}"""


def no_mouse(page: Page) -> None:
    """Let this page be worked by the keys alone from now on."""
    _BY_KEYS.add(page)


def press(target: Locator) -> None:
    """Press a link, a button or what opens a folded part."""
    if target.page not in _BY_KEYS:
        target.click()
        return
    reach(target)
    page = target.page
    if not target.evaluate(_LEADS_ON):
        page.keyboard.press("Enter")
        return
    # As a click does, for which the driver waits: who types the next address at once would break the sending off.
    with page.expect_navigation(wait_until="commit"):
        page.keyboard.press("Enter")


def write(target: Locator, text: str) -> None:
    """Write into a field, in the place of what it holds."""
    if target.page not in _BY_KEYS:
        target.fill(text)
        return
    reach(target)
    keyboard, kind = target.page.keyboard, target.get_attribute("type")
    if kind in ("date", "time", "datetime-local"):
        for part in _parts(kind, text):
            keyboard.type(part)
            if len(part) == 4:
                # A year may have six digits.
                keyboard.press("ArrowRight")
    else:
        keyboard.press("Control+A")
        keyboard.type(text)
    assert target.input_value() == text, (text, target.input_value())


def tick(target: Locator, *, is_on: bool = True) -> None:
    """Tick a box or choose a radio button; with ``is_on=False`` take the tick away."""
    if target.page not in _BY_KEYS:
        target.set_checked(is_on)
        return
    reach(target)
    if target.is_checked() != is_on:
        target.page.keyboard.press("Space")
    assert target.is_checked() == is_on


def choose(target: Locator, value: str) -> None:
    """Choose an option of a list by its value."""
    if target.page not in _BY_KEYS:
        target.select_option(value)
        return
    reach(target)
    options = target.locator("option").evaluate_all("all => all.map(each => each.value)")
    steps = options.index(value) - options.index(target.input_value())
    for _step in range(abs(steps)):
        target.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
    assert target.input_value() == value


def reach(target: Locator) -> None:
    """Come to something with the keys, and see where one stands."""
    keyboard = target.page.keyboard
    for _stop in range(MOST_STOPS):
        leads = target.evaluate(_LEADS_THERE)
        if leads == "here":
            return
        assert leads != "unmarked", target
        keyboard.press(leads)
    raise AssertionError(f"no key leads to {target}")


def _parts(kind: str, text: str) -> list[str]:
    """What is typed for a date, a time or both, field by field, as this Chromium asks for it in every language."""
    day, time = re.search(r"\d+-\d+-\d+", text), re.search(r"\d\d:\d\d", text)
    parts: list[str] = []
    if day:
        year, month, number = day[0].split("-")
        parts += [month, number, year]
    if time:
        hour = datetime.fromisoformat(f"2000-01-01T{time[0]}")
        parts += [f"{hour:%I}", f"{hour:%M}", f"{hour:%p}"]
    assert parts, (kind, text)
    return parts
