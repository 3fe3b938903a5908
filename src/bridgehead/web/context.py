"""What the frame of every page needs, given to templates as ``frame``. Nothing is computed until a template asks."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings

from bridgehead.web.languages import Alternate, alternates
from bridgehead.web.navigation import Menus, menus

if TYPE_CHECKING:
    from django.http import HttpRequest


class Frame:
    """Menus, languages and marks around a page."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def menus(self) -> Menus:
        return menus(self._request)

    @cached_property
    def alternates(self) -> list[Alternate]:
        return alternates(self._request)

    @cached_property
    def other_languages(self) -> list[Alternate]:
        return [one for one in self.alternates if not one.current]

    @property
    def demo(self) -> bool:
        """Whether the site shows sample data and says so on every page."""
        return bool(getattr(settings, "DEMO", False))

    @property
    def may_show_components(self) -> bool:
        return bool(settings.DEBUG or self.demo)


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"frame": Frame(request)}
