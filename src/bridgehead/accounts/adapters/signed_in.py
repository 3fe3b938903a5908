"""Whose request it is, which each page of a signed-in person asks the database first: put together once."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from bridgehead.accounts.models import User
from bridgehead.foundation.statements import Statement


class SessionStore(DatabaseSessions):
    """Sessions in the database, as Django keeps them (``SESSION_ENGINE`` names this module)."""

    def _validate_session_key(self, key: str) -> bool:
        # A browser sends what it likes: PostgreSQL refuses a NUL, and no key is other than letters and digits.
        is_long_enough: Any = super()._validate_session_key(key)  # type: ignore[misc]  # the stubs leave it out
        return bool(is_long_enough) and key.isascii() and key.isalnum()

    def _get_session_from_db(self) -> Session | None:
        for found in _SESSION.ask(self.session_key or ""):
            # By Django's own clock, as it is Django that says when a session ends.
            if found.expire_date > timezone.now():
                return found
        self._session_key = None
        return None


class SignedIn(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """Sign-in as allauth has it, with the person read as each page needs them."""

    def get_user(self, user_id: Any) -> User | None:
        """Return who is signed in; None for who is gone or may not sign in any longer."""
        for found in _PERSON.ask(int(user_id)):
            return found if self.user_can_authenticate(found) else None
        return None


def _session(key: str) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key)


def _person(user_id: int) -> QuerySet[User]:
    return User.objects.filter(pk=user_id)


_SESSION = Statement(_session)
_PERSON = Statement(_person)
