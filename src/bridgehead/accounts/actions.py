"""What people do with their accounts: enter, say who they are, consent, withdraw, sign out everywhere, be erased."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bridgehead.accounts import personal_data
from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import Consent, User
from bridgehead.accounts.queries import person_at
from bridgehead.accounts.rules import CONSENT_TEXTS
from bridgehead.accounts.signals import consent_withdrawn
from bridgehead.foundation import audit
from bridgehead.foundation.refusals import require


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person says about themselves; names in two scripts, either of which may be unknown."""

    family_name_ko: str = ""
    given_name_ko: str = ""
    family_name_en: str = ""
    given_name_en: str = ""
    language: str = "ko"
    zone: str = "Asia/Seoul"
    phone: str = ""


@transaction.atomic
def admit_person(*, email: str, language: str, zone: str, now: datetime) -> User:
    """Return the person who has proven by code that this address is theirs; a new one where nobody has it yet."""
    address = email.strip().lower()
    found = person_at(address)
    if found is None:
        try:
            with transaction.atomic():
                found = User.objects.create_user(address, language=language, zone=zone)
        except IntegrityError:  # two browsers proved the same new address at once: one account
            found = User.objects.get(email__iexact=address)
        else:
            audit.record("accounts.person_joined", on=found, by=Actor(user_id=found.pk), at=now)
    require(found.is_active, _("This account has been closed. Write to the agency if you need it again."))
    EmailAddress.objects.filter(user=found, email=address, verified=False).update(verified=True)
    if not EmailAddress.objects.filter(user=found, email=address).exists():
        is_first = not EmailAddress.objects.filter(user=found, primary=True).exists()
        EmailAddress.objects.create(user=found, email=address, verified=True, primary=is_first)
    return found


@transaction.atomic
def change_profile(*, by: Actor, profile: Profile, now: datetime) -> User:
    """Keep what a person says about themselves; the trail holds which fields changed, never what they said."""
    require(not by.is_anonymous, _("Sign in to change your account."))
    user = User.objects.select_for_update().get(pk=by.person_id)
    names = (profile.family_name_ko, profile.given_name_ko, profile.family_name_en, profile.given_name_en)
    require(any(names), _("Write your name in at least one of the two scripts."), field="given_name_ko")
    changed = [each.name for each in fields(profile) if getattr(user, each.name) != getattr(profile, each.name)]
    if changed:
        for field in changed:
            setattr(user, field, getattr(profile, field))
        user.full_clean(exclude=["password", "email"])
        user.save(update_fields=changed)
        told = ", ".join(sorted(changed))
        audit.record("accounts.profile_changed", on=user, by=by, at=now, change={"fields": (None, told)})
    return user


@transaction.atomic
def give_consent(*, by: Actor, purpose: str, language: str, now: datetime) -> Consent:
    """Write into the ledger that a person consents to today's text, in the language it was shown in."""
    require(not by.is_anonymous, _("Sign in to give your consent."))
    require(purpose in CONSENT_TEXTS, _("Nobody is asked for such a consent."))
    User.objects.select_for_update().get(pk=by.person_id)
    version = CONSENT_TEXTS[purpose].version
    held = Consent.objects.filter(user_id=by.person_id, purpose=purpose, withdrawn_at=None).first()
    if held is not None and held.text_version == version:
        return held
    if held is not None:  # given to an older text: that line ends where the new one begins
        held.withdrawn_at = now
        held.save(update_fields=["withdrawn_at"])
    given = Consent.objects.create(
        user_id=by.person_id, purpose=purpose, text_version=version, language=language, given_at=now
    )
    audit.record(
        "accounts.consent_given", on=given, by=by, at=now, change={"purpose": (None, purpose), "text": (None, version)}
    )
    return given


@transaction.atomic
def withdraw_consent(*, by: Actor, purpose: str, now: datetime) -> bool:
    """End a consent: what is shown by it goes, whatever is still to be sent honours it. False when none was given."""
    require(not by.is_anonymous, _("Sign in to withdraw your consent."))
    held = Consent.objects.select_for_update().filter(user_id=by.person_id, purpose=purpose, withdrawn_at=None).first()
    if held is None:
        return False
    held.withdrawn_at = max(now, held.given_at)
    held.save(update_fields=["withdrawn_at"])
    consent_withdrawn.send(sender=Consent, user_id=by.person_id, purpose=purpose, now=now)
    audit.record("accounts.consent_withdrawn", on=held, by=by, at=now, change={"purpose": (purpose, None)})
    return True


@transaction.atomic
def sign_out_everywhere(*, by: Actor, now: datetime) -> User:
    """End every session of the person: their sessions hang on a secret that is now another one."""
    require(not by.is_anonymous, _("Sign in first."))
    user = User.objects.select_for_update().get(pk=by.person_id)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    audit.record("accounts.signed_out_everywhere", on=user, by=by, at=now)
    return user


@transaction.atomic
def erase_person(*, user_id: int, by: Actor, now: datetime) -> User:
    """Erase what is kept about a person, in every context; their deeds stay in the trail, which holds ids only."""
    require(
        by.user_id == user_id or by.is_platform_admin,
        _("Only the person, or the administrator for them, can have an account erased."),
    )
    user = User.objects.select_for_update().get(pk=user_id)
    # From the highest storey down: who is asked as a party of agreements comes first, with the locks of all of them.
    for holding in reversed(personal_data.holdings()):
        holding.erase(user_id, now)
    audit.record("accounts.person_erased", on=user, by=by, at=now)
    return User.objects.get(pk=user_id)


def erase_account(user_id: int, now: datetime) -> None:
    """Take away name, address, telephone, authenticators and sessions; an empty, closed account is left."""
    user = User.objects.get(pk=user_id)
    user.email = f"erased-{user.public_id.hex}@erased.invalid"
    for field in ("family_name_ko", "given_name_ko", "family_name_en", "given_name_en", "phone"):
        setattr(user, field, "")
    user.is_active = user.is_platform_admin = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    _end_sessions(user_id)


def withdraw_consents(user_id: int, now: datetime) -> None:
    """End every consent of a person; the ledger itself holds nothing personal."""
    for held in Consent.objects.filter(user_id=user_id, withdrawn_at=None):
        held.withdrawn_at = max(now, held.given_at)
        held.save(update_fields=["withdrawn_at"])


def keep_deeds(user_id: int, now: datetime) -> None:
    """Leave the audit trail as it is: it holds ids and no personal value, and must stay whole."""


def _end_sessions(user_id: int) -> None:
    """Delete the person's sessions: they also hold the address that was used to sign in."""
    for session in Session.objects.iterator(chunk_size=500):
        if session.get_decoded().get("_auth_user_id") == str(user_id):
            session.delete()
