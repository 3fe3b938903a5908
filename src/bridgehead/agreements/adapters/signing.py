"""What a provider of electronic signatures is: plain values, four questions and deeds, and which one is chosen.

    class Provider:
        name = "example"
        def __init__(self) -> None: ...            # reads its own settings; made once per process
        def send(self, paper: Paper) -> str: ...
        def link(self, reference: str, signer: str) -> str: ...
        def look(self, reference: str) -> Standing: ...
        def void(self, reference: str) -> None: ...
        def verify(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> str: ...

``docs/guides/sign-electronically.md`` says what each must hold to. Every method but ``verify`` may use the network:
they are called by jobs and deliveries, never within a transaction, and give up after ``TIMEOUT_SECONDS``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

LOCAL = "local"
BUILT_IN = {LOCAL: "bridgehead.agreements.local_provider.provider.LocalProvider"}
#: So long a provider may keep one call waiting; a job has a lease of a minute.
TIMEOUT_SECONDS = 20
#: A signed paper is larger than the one that was given, which may itself be as large as any file.
LARGEST_SIGNED_BYTES = 20_000_000

#: What a whole paper, and each who signs it, can stand at.
OPEN, COMPLETED, DECLINED, EXPIRED, VOIDED = "open", "completed", "declined", "expired", "voided"
WAITING, SIGNED = "waiting", "signed"


class NotTaken(Exception):
    """The provider will not have this paper; sent again it would not either. Its words are for the officer."""


class Unreachable(Exception):
    """The provider cannot be asked now; it is asked again later."""


class Forged(Exception):
    """A hook that did not come from the provider, or came too late."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Whom the provider asks to sign; ``key`` is ours and comes back in what it tells."""

    key: str
    name: str
    title: str
    organisation: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF to be signed by all signers until a moment. ``key`` is ours: given twice, it is one paper.

    ``title`` and ``sender`` come by language, ``ko`` and ``en``, each in the other where one is missing.
    """

    key: str
    title: Mapping[str, str]
    sender: Mapping[str, str]
    content: bytes
    signers: tuple[Signer, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignerStanding:
    """What one signer has done: waiting, signed or declined; when; and in which words it was declined."""

    state: str = WAITING
    at: datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a paper stands: as a whole, by the key of each signer, and once it is completed its bytes."""

    whole: str
    signers: Mapping[str, SignerStanding] = field(default_factory=dict)
    signed: bytes | None = None


class Provider(Protocol):
    """A service that has papers signed."""

    @property
    def name(self) -> str:
        """What the papers that it was given are kept under; it never changes."""

    def send(self, paper: Paper) -> str:
        """Take a paper in and return its reference. ``NotTaken`` where it never will, ``Unreachable`` for now."""

    def link(self, reference: str, signer: str) -> str:
        """Return the address at which a signer signs; empty where the provider writes to signers itself."""

    def look(self, reference: str) -> Standing:
        """Say how a paper stands."""

    def void(self, reference: str) -> None:
        """End a paper that is open; one that has ended stays as it is."""

    def verify(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> str:
        """Return the reference that a hook speaks of; ``Forged`` where its signature or its time is wrong."""


def chosen_provider() -> Provider | None:
    """Return the provider that the settings name; None: nothing is signed electronically here."""
    return None if settings.ESIGN in {"", "none"} else _made(settings.ESIGN)


@lru_cache(maxsize=4)
def _made(named: str) -> Provider:
    made: Provider = import_string(BUILT_IN.get(named, named))()
    return made
