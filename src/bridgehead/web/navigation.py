"""The menus of a page. ``config`` lists them (it alone knows every context); this module resolves and marks them.

``settings.BRIDGEHEAD_NAVIGATION`` is the dotted path of a function ``(request) -> Navigation``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class NavLink:
    """A menu entry. A ``url_name`` that does not resolve is an error, not a missing entry."""

    label: str | _StrPromise
    url_name: str
    icon: str = ""
    kwargs: Mapping[str, object] = field(default_factory=dict)
    count: int = 0


@dataclass(frozen=True)
class Navigation:
    """Everything the frame of a page links to, for one request.

    ``account`` is the menu behind the signed-in person's face and ``person`` their name as shown; ``sign_out`` is the
    name of a URL that signs out on POST. ``home`` is where the brand leads, ``doors`` where a visitor of the demo
    enters as somebody else. ``back`` leads from wherever they are to where the person is at work; it stands first in
    the account's menu. ``beside`` are pages of other contexts about the very thing that this page is about.
    """

    public: Sequence[NavLink] = ()
    desk: Sequence[NavLink] = ()
    tabs: Sequence[NavLink] = ()
    footer: Sequence[NavLink] = ()
    account: Sequence[NavLink] = ()
    beside: Sequence[NavLink] = ()
    person: str = ""
    home: NavLink | None = None
    back: NavLink | None = None
    search: NavLink | None = None
    notices: NavLink | None = None
    sign_in: NavLink | None = None
    doors: NavLink | None = None
    sign_out: str = ""


@dataclass(frozen=True)
class MenuItem:
    """A resolved entry; ``current`` is "page" on the page itself, "true" on one beneath it, else empty."""

    label: str
    url: str
    icon: str
    count: int
    current: str


@dataclass(frozen=True)
class Menus:
    """``Navigation`` with every link resolved against the page that is shown."""

    public: Sequence[MenuItem] = ()
    desk: Sequence[MenuItem] = ()
    tabs: Sequence[MenuItem] = ()
    footer: Sequence[MenuItem] = ()
    account: Sequence[MenuItem] = ()
    beside: Sequence[MenuItem] = ()
    person: str = ""
    home: MenuItem | None = None
    back: MenuItem | None = None
    search: MenuItem | None = None
    notices: MenuItem | None = None
    sign_in: MenuItem | None = None
    doors: MenuItem | None = None
    sign_out: str = ""


def menus(request: HttpRequest) -> Menus:
    """The menus for this request, marked for where the reader is."""
    dotted = getattr(settings, "BRIDGEHEAD_NAVIGATION", "")
    if not dotted:
        return Menus()
    listed = cast("Callable[[HttpRequest], Navigation]", import_string(dotted))(request)
    path = request.path

    def one(link: NavLink | None) -> MenuItem | None:
        return resolve([link], path)[0] if link else None

    return Menus(
        public=resolve(listed.public, path),
        desk=resolve(listed.desk, path),
        tabs=resolve(listed.tabs, path),
        footer=resolve(listed.footer, path),
        account=resolve(listed.account, path),
        beside=resolve(listed.beside, path),
        person=listed.person,
        home=one(listed.home),
        back=one(listed.back),
        search=one(listed.search),
        notices=one(listed.notices),
        sign_in=one(listed.sign_in),
        doors=one(listed.doors),
        sign_out=reverse(listed.sign_out) if listed.sign_out else "",
    )


def resolve(links: Sequence[NavLink], path: str) -> list[MenuItem]:
    """Links with their addresses; of those that lie above ``path``, only the nearest is current."""
    addresses = [_address(link) for link in links]
    above = [address for address in addresses if path == address or _lies_above(address, path)]
    nearest = max(above, key=len, default=None)
    return [
        MenuItem(
            label=str(link.label),
            url=address,
            icon=link.icon,
            count=link.count,
            current=_current(address, path) if address == nearest else "",
        )
        for link, address in zip(links, addresses, strict=True)
    ]


def _address(link: NavLink) -> str:
    if link.kwargs:
        return reverse(link.url_name, kwargs=dict(link.kwargs))
    return _fixed_address(link.url_name, get_language(), settings.ROOT_URLCONF)


@cache
def _fixed_address(url_name: str, language: str | None, urlconf: str) -> str:
    """The address of an entry that is the same for everybody, found once: every page names a dozen of them.

    ``reverse`` looks at the language and the addresses in force; they are arguments so that each is kept for itself.
    """
    return reverse(url_name)


def _lies_above(address: str, path: str) -> bool:
    """Whether a page sits in this entry's part of the site; the front page (/ko/) is above nothing."""
    return address.count("/") > 2 and address.endswith("/") and path.startswith(address)


def _current(address: str, path: str) -> str:
    return "page" if address == path else "true"
