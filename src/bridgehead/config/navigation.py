"""What the menus list, by URL name: the one place that knows every context."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from bridgehead.web.navigation import Navigation, NavLink


def navigation(request: HttpRequest) -> Navigation:
    """Return the menus for whoever looks at this page."""
    return Navigation(home=NavLink(_("Bridgehead"), "home:start"))
