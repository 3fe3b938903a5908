"""The Actor: who does a deed, as a plain value built once at the edge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from bridgehead.foundation.statements import Statement

if TYPE_CHECKING:
    from bridgehead.accounts.models import User


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does a deed.

    ``organisations`` maps the id of each organisation the person belongs to onto the role held in it. ``roles`` holds
    pairs such as ``("forum_officer", forum id)``; each context names its own. Nothing below an edge asks for more.
    """

    user_id: int | None = None
    language: str = "ko"
    zone: str = "Asia/Seoul"
    is_platform_admin: bool = False
    organisations: frozenset[tuple[int, str]] = field(default_factory=frozenset)
    roles: frozenset[tuple[str, int]] = field(default_factory=frozenset)
    on_behalf_of: int | None = None

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is signed in."""
        return self.user_id is None

    @property
    def person_id(self) -> int:
        """The id of the signed-in person; ``LookupError`` for nobody: ask ``is_anonymous`` first."""
        if self.user_id is None:
            raise LookupError("nobody is signed in")
        return self.user_id

    @property
    def organisation_ids(self) -> frozenset[int]:
        """The organisations that the person belongs to, in whatever role."""
        return frozenset(organisation for organisation, _role in self.organisations)

    @property
    def is_officer(self) -> bool:
        """Whether the person is an officer of anything: roles of officers are named ``…_officer`` in every context."""
        return any(role.endswith("_officer") for role, _scope in self.roles)

    @property
    def is_staff(self) -> bool:
        """Whether the person acts for the agency: an officer of something, or the platform's administrator."""
        return self.is_platform_admin or self.is_officer

    @property
    def has_desk(self) -> bool:
        """Whether the person works at some desk, for which a second factor is asked.

        That is staff, and whoever holds a role named ``…_desk``: it opens one desk and gives no other power of staff.
        """
        return self.is_staff or any(role.endswith("_desk") for role, _scope in self.roles)

    def without_staff_powers(self) -> Actor:
        """Return the same person as anybody else would stand there: no administrator, no officer, at no desk."""
        kept = frozenset((role, scope) for role, scope in self.roles if not role.endswith(("_officer", "_desk")))
        return replace(self, is_platform_admin=False, roles=kept)

    def belongs_to(self, organisation_id: int) -> bool:
        """Whether the person belongs to an organisation, in whatever role."""
        return any(organisation == organisation_id for organisation, _role in self.organisations)

    def has_role(self, role: str, scope_id: int) -> bool:
        """Whether the person holds a role for one forum, programme, …"""
        return (role, scope_id) in self.roles

    def scopes_of(self, role: str) -> frozenset[int]:
        """The ids of all forums, programmes, … for which the person holds a role."""
        return frozenset(scope for held, scope in self.roles if held == role)


ANONYMOUS = Actor()
#: Background work that no person asked for.
SYSTEM = Actor(is_platform_admin=True)

#: What a row of a part says: that the person belongs to an organisation in a role, or holds a role for a scope.
BELONGS, HOLDS = "belongs", "holds"
#: Rows of one context about a person: (``BELONGS`` or ``HOLDS``, the role, the organisation's or the scope's id).
PartRows = QuerySet[Any, tuple[str, str, int]]
_parts: list[Callable[[int], PartRows]] = []


def knows_part(part: Callable[[int], PartRows]) -> Callable[[int], PartRows]:
    """Register what a higher context knows of a person (from its ``apps.py``): rows without an order.

    The part is called once with a stand-in, and its rows are asked for with each person's id in its place: it looks at
    nothing but the id that it is given.
    """
    if part not in _parts:
        _parts.append(part)
    return part


@cache
def _statement(parts: tuple[Callable[[int], PartRows], ...]) -> Statement[tuple[str, str, int]]:
    """Everything that is known of a person: each page asks it."""

    def known(person: int) -> PartRows:
        first, *others = [part(person).order_by() for part in parts]
        return first.union(*others, all=True)

    return Statement(known)


def actor_for(user: User) -> Actor:
    """Build the Actor of a signed-in person: one query, however many contexts know something."""
    known = set(_statement(tuple(_parts)).ask(user.pk))
    return Actor(
        user_id=user.pk,
        language=user.language,
        zone=user.zone,
        is_platform_admin=user.is_platform_admin,
        organisations=frozenset((scope, role) for says, role, scope in known if says == BELONGS),
        roles=frozenset((role, scope) for says, role, scope in known if says == HOLDS),
    )
