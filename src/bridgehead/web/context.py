"""What the frame of every page needs, given to templates as ``frame``. Nothing is computed until a template asks."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from bridgehead.web.languages import Alternate, alternates
from bridgehead.web.navigation import Menus, menus

if TYPE_CHECKING:
    from django.http import HttpRequest


#: What of an address keeps the face from which a page of all faces was opened.
FACE = "face"
_FACES = {"desk": "web/desk.html", "own": "web/phone.html"}


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

    @cached_property
    def face(self) -> str:
        """The face from which this page was opened, where it is no face of its own (the search): desk, own or none."""
        asked = self._request.GET.get(FACE, "")
        # A menu of one entry is no desk: everybody who is signed in has that.
        has = {"desk": len(self.menus.desk) > 1, "own": bool(self.menus.tabs)} if asked in _FACES else {}
        return asked if has.get(asked) else ""

    @property
    def base(self) -> str:
        """The template that such a page stands in."""
        return _FACES.get(self.face, "web/base.html")

    @cached_property
    def person_key(self) -> str:
        """By which the browser tells whose is what it keeps of a form; it tells nothing else. Empty: nobody's."""
        person = getattr(self._request, "user", None)
        if person is None or not person.is_authenticated:
            return ""
        return salted_hmac("bridgehead.web.person", str(person.pk)).hexdigest()[:16]

    @property
    def demo(self) -> bool:
        """Whether the site shows sample data and says so on every page."""
        return bool(getattr(settings, "DEMO", False))

    @property
    def may_show_components(self) -> bool:
        return bool(settings.DEBUG or self.demo)


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"frame": Frame(request)}
