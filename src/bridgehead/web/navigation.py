"""The menus of a page. ``config`` lists them (it alone knows every context); this module resolves and marks them.

``settings.BRIDGEHEAD_NAVIGATION`` is the dotted path of a function ``(request) -> Navigation``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
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
    #: The id of the place that shows the count, where the page brings it up to date.
    counts: str = ""


@dataclass(frozen=True)
class Menus:
    """``Navigation`` with its links resolved against the page that is shown; each menu once it is asked for."""

    listed: Navigation = field(default_factory=Navigation)
    path: str = ""

    @cached_property
    def public(self) -> list[MenuItem]:
        return resolve(self.listed.public, self.path)

    @cached_property
    def desk(self) -> list[MenuItem]:
        return resolve(self.listed.desk, self.path)

    @cached_property
    def tabs(self) -> list[MenuItem]:
        return resolve(self.listed.tabs, self.path)

    @cached_property
    def footer(self) -> list[MenuItem]:
        return resolve(self.listed.footer, self.path)

    @cached_property
    def own(self) -> list[MenuItem]:
        """What stands behind the person's face: the way back first."""
        return [*([self.back] if self.back else []), *resolve(self.listed.account, self.path)]

    @cached_property
    def beside(self) -> list[MenuItem]:
        return resolve(self.listed.beside, self.path)

    @cached_property
    def home(self) -> MenuItem | None:
        return self._one(self.listed.home)

    @cached_property
    def back(self) -> MenuItem | None:
        return self._one(self.listed.back)

    @cached_property
    def search(self) -> MenuItem | None:
        return self._one(self.listed.search)

    @cached_property
    def notices(self) -> MenuItem | None:
        return self._one(self.listed.notices)

    @cached_property
    def sign_in(self) -> MenuItem | None:
        return self._one(self.listed.sign_in)

    @cached_property
    def doors(self) -> MenuItem | None:
        return self._one(self.listed.doors)

    @property
    def person(self) -> str:
        return self.listed.person

    @property
    def sign_out(self) -> str:
        return reverse(self.listed.sign_out) if self.listed.sign_out else ""

    def _one(self, link: NavLink | None) -> MenuItem | None:
        return resolve([link], self.path)[0] if link else None


def menus(request: HttpRequest) -> Menus:
    """The menus for this request, marked for where the reader is."""
    dotted = getattr(settings, "BRIDGEHEAD_NAVIGATION", "")
    if not dotted:
        return Menus()
    listed = cast("Callable[[HttpRequest], Navigation]", import_string(dotted))(request)
    return Menus(listed, request.path)


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
