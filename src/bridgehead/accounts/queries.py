"""What may be read of people, by whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bridgehead.accounts import personal_data
from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import Consent, User
from bridgehead.accounts.rules import CONSENT_TEXTS, ConsentText
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused, require

#: What lets a person in beside the code: either of them is a second factor.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One purpose as its person sees it: the text of today, what is in force, and everything before."""

    purpose: str
    text: ConsentText
    in_force: Consent | None
    history: list[Consent]

    @property
    def is_outdated(self) -> bool:
        """Whether what is in force was given to an older text."""
        return self.in_force is not None and self.in_force.text_version != self.text.version


def person(actor: Actor) -> User:
    """Return the signed-in person."""
    return User.objects.get(pk=actor.person_id)


def person_at(email: str) -> User | None:
    """Return whose address this is: who has proven it, else who is known by it."""
    address = email.strip().lower()
    proven = EmailAddress.objects.filter(email=address, verified=True).select_related("user").first()
    return proven.user if proven else User.objects.filter(email__iexact=address).first()


def person_named(email: str) -> User:
    """Return who is named by their address, to be given a desk or a role; refuse one that nobody has signed in with."""
    found = person_at(email)
    if found is None:
        raise Refused(
            _("Nobody has signed in with this address yet. Ask the person to sign in once, then name them here."),
            field="email",
        )
    return found


def consents_in_force(user_ids: Iterable[int], purpose: str) -> set[int]:
    """Return those of the people who consent to a purpose now: one query."""
    given = Consent.objects.filter(user_id__in=list(user_ids), purpose=purpose, withdrawn_at=None)
    return set(given.values_list("user_id", flat=True))


def consent_lines(actor: Actor) -> list[ConsentLine]:
    """Return the person's own consents, one line per purpose in the order in which they are asked: one query."""
    found = list(Consent.objects.filter(user_id=actor.person_id).order_by("-given_at", "-pk"))
    return [
        ConsentLine(
            purpose=purpose,
            text=text,
            in_force=next((each for each in found if each.purpose == purpose and each.withdrawn_at is None), None),
            history=[each for each in found if each.purpose == purpose],
        )
        for purpose, text in CONSENT_TEXTS.items()
    ]


def has_second_factor(user_id: int) -> bool:
    """Whether the person has an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=SECOND_FACTORS).exists())


def second_factors_of(actor: Actor) -> dict[str, int]:
    """Return how many authenticators of each type the person has."""
    counts: dict[str, int] = {}
    for kind in Authenticator.objects.filter(user_id=actor.user_id).values_list("type", flat=True):
        counts[kind] = counts.get(kind, 0) + 1
    return counts


def personal_data_of(actor: Actor, *, user_id: int, now: datetime) -> dict[str, Any]:
    """Return everything that is kept about a person, as plain values: their own to ask for, or the administrator's."""
    require(actor.user_id == user_id or actor.is_platform_admin, _("Only the person can ask for their personal data."))
    kept = {holding.name: holding.export(user_id) for holding in personal_data.holdings()}
    return {"made_at": now.isoformat(), **kept}


def person_kept(user_id: int) -> dict[str, Any]:
    """Return what the account itself keeps about a person."""
    user = User.objects.get(pk=user_id)
    fields = (
        "email", "family_name_ko", "given_name_ko", "family_name_en", "given_name_en", "language", "zone", "phone",
    )  # fmt: skip
    return {
        "public_id": str(user.public_id),
        **{field: getattr(user, field) for field in fields},
        "created_at": user.created_at.isoformat(),
        "last_signed_in_at": user.last_login.isoformat() if user.last_login else None,
        "email_addresses": list(EmailAddress.objects.filter(user=user).order_by("email").values("email", "verified")),
        "second_factors": list(Authenticator.objects.filter(user=user).order_by("pk").values_list("type", flat=True)),
    }


def consents_kept(user_id: int) -> list[dict[str, Any]]:
    """Return the whole consent ledger of a person, oldest first."""
    return [
        {
            "purpose": each.purpose,
            "text_version": each.text_version,
            "language": each.language,
            "given_at": each.given_at.isoformat(),
            "withdrawn_at": each.withdrawn_at.isoformat() if each.withdrawn_at else None,
        }
        for each in Consent.objects.filter(user_id=user_id).order_by("given_at", "pk")
    ]


def deeds_kept(user_id: int) -> list[dict[str, Any]]:
    """Return the person's own deeds in the audit trail, oldest first."""
    return [
        {"at": at.isoformat(), "verb": verb, "object_id": object_id}
        for at, verb, object_id in AuditEntry.objects.filter(actor_id=user_id)
        .order_by("at", "pk")
        .values_list("at", "verb", "object_id")
    ]


def proven_addresses_of(user_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return by person the addresses that they have proven to be theirs, in lower case: one query."""
    found: dict[int, list[str]] = {}
    proven = EmailAddress.objects.filter(user_id__in=list(user_ids), verified=True).order_by("email")
    for user, address in proven.values_list("user_id", "email"):
        found.setdefault(user, []).append(address.lower())
    return found


def proven_addresses(user_id: int) -> list[str]:
    """Return the addresses that a person has proven to be theirs by a code, in lower case."""
    proven = EmailAddress.objects.filter(user_id=user_id, verified=True).order_by("email")
    return [each.lower() for each in proven.values_list("email", flat=True)]


# --- The audit trail ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did what, when, and which fields it changed.

    ``who`` is None for the platform, for somebody erased since, and for a party that did it through its link alone.
    """

    at: datetime
    who: User | None
    by_platform: bool
    by_party: bool
    verb: str
    fields: tuple[str, ...]


def entries_of(stream: str) -> QuerySet[AuditEntry]:
    """Return the entries of an audit chain that the caller has found the actor to read, the newest first."""
    return AuditEntry.objects.filter(stream__name=stream).order_by("-position")


def deeds(
    entries: Sequence[AuditEntry], *, by_party: Collection[str] = (), verbs: Mapping[str, object] | None = None
) -> list[Deed]:
    """Return entries with who did them, their verbs in the words that are given: one query for all.

    ``by_party`` are the verbs of what parties do by a link.
    """
    named = User.objects.only("email", *User.NAME_FIELDS).in_bulk([each.actor_id for each in entries if each.actor_id])
    return [
        _deed(
            each,
            named.get(each.actor_id or 0),
            verb=str((verbs or {}).get(each.verb, each.verb)),
            is_a_partys=each.verb in by_party,
        )
        for each in entries
    ]


def _deed(entry: AuditEntry, who: User | None, *, verb: str, is_a_partys: bool) -> Deed:
    by_nobody = entry.actor_id is None
    return Deed(
        at=entry.at,
        who=who,
        by_platform=by_nobody and not is_a_partys,
        by_party=by_nobody and is_a_partys,
        verb=verb,
        fields=tuple(sorted(entry.change)),
    )
