"""Every page of the site as HTML, for those who look at it in a browser without a server."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import override

from tests.authorization.matrix import MATRIX
from tests.authorization.routes import address, client_of, every_route
from tests.authorization.scene import ROLES, Scene

#: Who is asked first what a page looks like: whoever finds most on it. The others follow as the scene names them.
MOST_TOLD = ("officer", "delegate", "ledger officer", "newsroom", "reviewer", "staff", "admin")
#: A page that nobody has, which everybody may be led to.
MISSING = "what is not there"


@dataclass(frozen=True)
class Rendered:
    """One page as one role sees it in one language, at its address."""

    route: str
    role: str
    language: str
    path: str
    html: bytes

    def __str__(self) -> str:
        return f"{self.route} as {self.role} in {self.language}"


def sights() -> list[tuple[str, str]]:
    """Return each route that opens a page, with each role whose sight of it stands for the others'.

    That is whoever finds most on the page, and whoever has not signed in.
    """
    order = dict.fromkeys((*MOST_TOLD, *ROLES))
    found = [(MISSING, "anonymous")]
    for route, (told, _) in MATRIX.items():
        sees = [role for role in order if told[role] == "page"]
        found += [(route, role) for role in dict.fromkeys((*sees[:1], *sees[-1:])) if role in (*sees[:1], "anonymous")]
    return found


def render(scene: Scene, seen: list[tuple[str, str]], language: str) -> list[Rendered]:
    """Return the pages among what is seen; what leads elsewhere, a file, a feed or a stream is none."""
    clients = {role: client_of(scene, role) for role in {role for _, role in seen}}
    routes, found = every_route(), []
    for route, role in seen:
        with override(language):
            path = f"/{language}/nowhere/" if route == MISSING else address(route, routes[route], scene)
        response = clients[role].get(path, headers={"accept-language": language})
        is_page = response.status_code in {200, 404} and response.get("Content-Type", "").startswith("text/html")
        if is_page:
            found.append(Rendered(route, role, language, path, response.content))
        response.close()
    return found
