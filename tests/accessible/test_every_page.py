"""No page of the site breaks a rule of WCAG 2.2 A or AA, in either language, light or dark, wide, narrow or zoomed.

Each page is looked at in one language and manner, the next page in the next, and tomorrow each in another; all of them
in twelve days, or at once with ``JOURNEYS=all``.
What a page holds that no role but its own sees is not looked at, nor the library's pages on which articles are written.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest
from django.conf import LazySettings

from bridgehead.foundation.bilingual import LANGUAGES
from tests.accessible.looking import MANNERS, faults
from tests.accessible.rendered import Rendered, render, sights
from tests.authorization.scene import Scene
from tests.chromium import chromium
from tests.clocks import standing_still

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]


@pytest.fixture(autouse=True)
def _without_rate_limits(settings: LazySettings) -> None:
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_for_everybody(language: str, scene: Scene, now: datetime) -> None:
    is_whole = os.environ.get("JOURNEYS") == "all"
    first = LANGUAGES.index(language) * len(MANNERS) + datetime.now(UTC).toordinal()
    turns = len(LANGUAGES) * len(MANNERS)
    seen = [
        [sight for place, sight in enumerate(sights()) if is_whole or (place + first) % turns == number]
        for number in range(len(MANNERS))
    ]
    with standing_still(now):
        pages = [render(scene, some, language) for some in seen]
    found = []
    # Not before: with the driver's event loop in this thread the scene could not be signed.
    with chromium() as browser:
        for manner, some in zip(MANNERS, pages, strict=True):
            found += faults(browser, some, manner)

    assert sum(map(len, pages)) > 100
    # Told in full: an assertion would show its beginning.
    if found:
        pytest.fail("\n".join(found), pytrace=False)


WRONG = b"""<!doctype html><html lang="en"><title>Wrong</title><main><h1>Wrong</h1><img src="/x.png">
<p style="color: #aaa; background: #fff">Grey on white</p><p style="width: 900px">Wide</p>
<button style="width: 9px; height: 9px; padding: 0" aria-label="a"></button><button
 style="width: 9px; height: 9px; padding: 0" aria-label="b"></button></main>"""


def test_what_is_wrong_is_found() -> None:
    """The negative control: a picture without words, grey on white, two small targets, a page that is too wide."""
    wrong = Rendered("wrong", "anonymous", "en", "/en/", WRONG)

    with chromium() as browser:
        found = faults(browser, [wrong], MANNERS[-1])

    told = {fault.partition(f"{MANNERS[-1].name}: ")[2].partition(":")[0] for fault in found}
    assert told == {"image-alt", "color-contrast", "target-size", "588 px too wide"}
