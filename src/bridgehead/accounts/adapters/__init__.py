"""How allauth speaks and behaves here: nobody has a password, mails are in the reader's language."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.mail import NotSent, naming_nobody
from bridgehead.foundation.refusals import Refused
from bridgehead.web.languages import address_in

log = logging.getLogger(__name__)

WRONG_CODE = _("This is not the code that we sent. Check the newest mail from us; older codes no longer work.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Sign-in by e-mail code."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": _("Too many tries. Wait a few minutes and ask for a new code."),
        "rate_limited": _("Too many tries. Wait a few minutes and try again."),
    }

    def format_email_subject(self, subject: str) -> str:
        """Leave the subject as written: it already says who writes."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail in the language of the person who reads it, or of the page where nobody is known there."""
        # The adapter is imported while the apps are still loading; the models are not there yet.
        from bridgehead.accounts.queries import person_at

        reader = person_at(email)
        try:
            with translation.override(reader.language if reader else translation.get_language()), naming_nobody():
                super().send_mail(template_prefix, email, context)
        except (NotSent, OSError) as error:
            log.exception("a mail of the sign-in was not sent")
            # The same for every address: whether it has an account stays untold.
            raise Refused(_("The mail could not be sent. Check the address, or try again in a few minutes.")) from error

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell whoever holds an address that somebody else asked for it; the page tells that person nothing."""
        self.send_mail("account/email/account_already_exists", email, {})

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **hook: Any) -> HttpResponse:
        """Lead the person on in the language in which they began; who has no name yet is asked for it first."""
        response: HttpResponse = super().post_login(request, user, **hook)
        language = reading_language()
        onward = response.headers.get("Location", "/")
        if onward.startswith("/"):
            onward = address_in(onward, language)
        if not getattr(user, "has_name", True):
            asked = address_in(resolve_url("accounts:me"), language)
            onward = f"{asked}?{urlencode({'next': onward})}"
        response["Location"] = onward
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", secure=settings.LANGUAGE_COOKIE_SECURE
        )
        return response


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Authenticator apps, passkeys and recovery codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This code is not right. Take the one that your app shows now, or an unused recovery code."
        ),
        "unverified_email": _("Sign in once with a code by e-mail before you add a second factor."),
        "cannot_delete_authenticator": _("This second factor cannot be removed."),
        "cannot_generate_recovery_codes": _("Add an authenticator app or a passkey first."),
    }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:  # noqa: A002  # named by allauth
        """Name a new passkey by its number, until the person names it."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def build_totp_svg(self, url: str) -> str:
        """Draw the key on white: on a dark page a black picture on nothing cannot be read by any camera."""
        drawn: str = super().build_totp_svg(url)
        opening, bracket, rest = drawn.partition("<svg")
        attributes, end, body = rest.partition(">")
        return f'{opening}{bracket}{attributes}{end}<rect width="100%" height="100%" fill="#fff"/>{body}'
