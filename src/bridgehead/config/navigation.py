"""What the menus list, by URL name: the one place that knows every context."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.edge import actor_of
from bridgehead.agreements.rules import keeps_a_ledger
from bridgehead.foundation.bilingual import wording
from bridgehead.newsroom.rules import works_here
from bridgehead.partnering.queries.desk import may_open_round, round_of_forum
from bridgehead.partnering.queries.participants import latest_round
from bridgehead.places.rules import serves_somewhere
from bridgehead.programmes.rules import MENTOR, REVIEWER, runs_some
from bridgehead.web.navigation import Navigation, NavLink

HOME = NavLink("Bridgehead", "home:start")
SEARCH = NavLink(_("Search"), "home:search", "search")
SIGN_IN = NavLink(_("Sign in"), "account_login")
DOORS = NavLink(_("Be somebody else, or open the letter box"), "demo:roles")

PUBLIC = [
    NavLink(_("Forums"), "events:forums"),
    NavLink(_("Programmes"), "programmes:programmes"),
    NavLink(_("Organisations"), "directory:organisations"),
    NavLink(_("Results"), "outcomes:results"),
    NavLink(_("Newsroom"), "newsroom:front"),
]
DESK_OF_FORUMS = [
    NavLink(_("To do today"), "home:desk"),
    NavLink(_("Forums"), "events_desk:forums"),
    NavLink(_("Partnering"), "partnering_desk:rounds"),
]
DESK_OF_LEDGERS = [
    NavLink(_("Ledger of agreements"), "agreements_desk:ledger"),
    NavLink(_("Results"), "outcomes_desk:outcomes"),
]
DESK_OF_PROGRAMMES = [NavLink(_("Programmes"), "programmes_desk:programmes")]
DESK_OF_PREMISES = [NavLink(_("Premises"), "places_desk:premises")]
DESK_OF_NEWSROOM = [NavLink(_("Newsroom"), "newsroom_desk:overview")]
ACCOUNT = [
    NavLink(_("My forums"), "home:my_forums", "calendar"),
    NavLink(_("My week"), "home:my_week", "calendar-days"),
    NavLink(_("My organisation"), "directory:mine", "building-2"),
    NavLink(_("Our bookings"), "places:bookings", "door-open"),
    NavLink(_("My account"), "accounts:me", "user"),
]
IN_COHORTS = NavLink(_("Our places in cohorts"), "programmes:my_places", "users")
TO_REVIEW = NavLink(_("My reviews"), "programmes:reviews", "list")
TO_MENTOR = NavLink(_("My office hours"), "programmes:mentoring", "clock")
FOOTER = [*PUBLIC, NavLink(_("Premises"), "places:premises_list"), SEARCH]


def navigation(request: HttpRequest) -> Navigation:
    """Return the menus for whoever looks at this page."""
    actor = actor_of(request)
    doors = DOORS if settings.DEMO else None
    if actor.is_anonymous:
        return Navigation(public=PUBLIC, footer=FOOTER, home=HOME, search=SEARCH, sign_in=SIGN_IN, doors=doors)
    return Navigation(
        public=PUBLIC,
        desk=_desk(actor),
        tabs=ACCOUNT,
        footer=FOOTER,
        account=[*_to_desk(actor), *ACCOUNT[:-1], IN_COHORTS, *_to_own_part(actor), ACCOUNT[-1]],
        back=_back(request, actor),
        beside=_beside(request, actor),
        person=str(request.user),
        home=HOME,
        search=SEARCH,
        sign_out="account_logout",
        doors=doors,
    )


def _to_own_part(actor: Actor) -> list[NavLink]:
    """Lead a reviewer of some programme to what is theirs to read, and a mentor to their hours."""
    parts = ((REVIEWER, TO_REVIEW), (MENTOR, TO_MENTOR))
    return [link for role, link in parts if actor.scopes_of(role)]


def _back(request: HttpRequest, actor: Actor) -> NavLink | None:
    """Lead to the round in which the person takes part, the latest of several, from every page but the round's own.

    From the page of one forum, as of one's registration there, that is the round of this forum, and of no other.
    """
    at = request.resolver_match
    if at is not None and at.namespace == "partnering" and "round_id" in at.kwargs:
        return None
    is_of_forums = at is not None and at.namespace == "events"
    held = latest_round(actor, forum_id=at.kwargs.get("public_id") if at and is_of_forums else None)
    if held is None:
        return None
    label = format_lazy(_("Back to {forum}"), forum=wording(held, "name").text)
    return NavLink(label, "partnering:today", "arrow-left", {"round_id": held.public_id})


def _beside(request: HttpRequest, actor: Actor) -> list[NavLink]:
    """Lead from the desk of a forum to its partnering round, of which ``events`` knows nothing."""
    page = request.resolver_match
    forum_id = page.kwargs.get("public_id") if page and page.namespace == "events_desk" else None
    if forum_id is None:
        return []
    trail = NavLink(_("Audit trail"), "home:trail", "list", {"public_id": forum_id})
    held = round_of_forum(actor, forum_id)
    if held is None:
        if not may_open_round(actor, forum_id):
            return [trail]
        return [
            trail,
            NavLink(_("Open the partnering round"), "partnering_desk:open", "handshake", {"forum_id": forum_id}),
        ]
    return [trail, NavLink(_("Partnering"), "partnering_desk:overview", "handshake", {"round_id": held.public_id})]


def _desk(actor: Actor) -> list[NavLink]:
    """The desks of the person: of forums, of a ledger, or both."""
    forums = DESK_OF_FORUMS if runs_forums(actor) else []
    ledgers = DESK_OF_LEDGERS if keeps_a_ledger(actor) else []
    newsroom = DESK_OF_NEWSROOM if works_here(actor) else []
    premises = DESK_OF_PREMISES if serves_somewhere(actor) else []
    programmes = DESK_OF_PROGRAMMES if runs_some(actor) else []
    desks = [*forums, *programmes, *ledgers, *newsroom, *premises]
    return [*desks, NavLink(_("Organisations"), "directory:organisations")]


def _to_desk(actor: Actor) -> list[NavLink]:
    """Lead to the desk: what needs attention at a forum; who runs none has the ledger."""
    if runs_forums(actor):
        return [NavLink(_("Desk"), "home:desk", "layout-grid")]
    if keeps_a_ledger(actor):
        return [NavLink(_("Desk"), "agreements_desk:ledger", "layout-grid")]
    if works_here(actor):
        return [NavLink(_("Desk"), "newsroom_desk:overview", "layout-grid")]
    if runs_some(actor):
        return [NavLink(_("Desk"), "programmes_desk:programmes", "layout-grid")]
    return [NavLink(_("Desk"), "places_desk:premises", "layout-grid")] if serves_somewhere(actor) else []


def runs_forums(actor: Actor) -> bool:
    """Whether the person runs some forum or administers the platform."""
    return actor.is_platform_admin or bool(actor.scopes_of("forum_officer"))
