"""Sign-in by a code sent to an e-mail address, on top of allauth's stages; the same for known and unknown addresses.

Nobody is looked up before the code has been proven: page, mail, time and limits are the same whether or not the address
has an account. Whoever proves an address that nobody has yet, gets an account by it.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core.internal.cryptokit import normalize_user_code
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from bridgehead.accounts import actions
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.tokens import is_token, token_hash

PURPOSE = "sign-in code"


class CodeSignIn(LoginCodeVerificationProcess):  # type: ignore[misc]  # allauth ships no types
    """One try to sign in: ten minutes, five guesses, bound to the browser that asked; the code is kept as a hash."""

    @classmethod
    def begin(cls, request: HttpRequest, email: str) -> CodeSignIn:
        """Send a code to an address and remember in this browser's session that it was asked for."""
        login = Login(user=None, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=None, email=email), initiated_by_user=True)
        begun = cls(stage)
        begun.send()
        begun.persist()
        return begun

    @classmethod
    def pending(cls, request: HttpRequest) -> CodeSignIn | None:
        """Return the try that this browser is in the middle of, unless it has run out."""
        stage = LoginStageController.enter(request, LoginByCodeStage.key)
        found: CodeSignIn | None = cls(stage).abort_if_invalid() if stage else None
        return found

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        """Send a fresh code; the one before no longer works."""
        code = get_adapter().generate_login_code()
        self.state["code"] = hash_of(code)
        minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
        get_adapter().send_mail(
            "account/email/login_code", email, {"request": self.request, "code": code, "minutes": minutes}
        )

    def resend(self) -> None:
        """Send another code; tries and time go on from the first."""
        self.send()
        self.record_resend()
        self.persist()

    def finish(self, redirect_url: str | None) -> HttpResponse:
        """Let the person in (by way of their second factor, if they have one)."""
        email: str = self.state["email"]
        user = actions.admit_person(email=email, language=reading_language(), zone=settings.HOME_ZONE, now=clock.now())
        # Whoever has just come in is not asked within the next minutes whether it is still them.
        record_authentication(self.request, user, method="code", email=email, reauthenticated=True)
        entered: HttpResponse = perform_login(self.request, Login(user=user, redirect_url=redirect_url, email=email))
        return entered


def hash_of(code: str) -> str:
    """Return what is kept of a code; spaces and signs that came along when it was pasted do not count."""
    return token_hash(normalize_user_code(code), purpose=PURPOSE)


def is_code(typed: Any, kept: str) -> bool:
    """Whether what was typed is the code that was sent; in constant time."""
    return bool(kept) and is_token(normalize_user_code(str(typed)), kept, purpose=PURPOSE)
