"""The way in, and the pages on which people keep their own account."""

from __future__ import annotations

from smtplib import SMTPException
from typing import Any, cast

from allauth.account.internal.stagekit import clear_login
from allauth.account.utils import get_login_redirect_url, passthrough_next_redirect_url
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.generic.edit import FormView

from bridgehead.accounts import actions, queries
from bridgehead.accounts.adapters.sign_in import CodeSignIn
from bridgehead.accounts.edge import actor_of
from bridgehead.accounts.forms import CodeForm, ErasureForm, ProfileForm, SignInForm
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import reading_language
from bridgehead.web.addresses import wanted_address
from bridgehead.web.languages import address_in


class SignInView(RequestLoginCodeView):  # type: ignore[misc]  # allauth ships no types
    """Ask for the address that a code is sent to; sign-in and sign-up are one."""

    form_class = SignInForm
    template_name = "account/login.html"

    def get_form_class(self) -> type[SignInForm]:
        return self.form_class

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Whoever comes back here in the middle wants another address or another code."""
        clear_login(request)

    def form_valid(self, form: SignInForm) -> HttpResponse:
        try:
            CodeSignIn.begin(self.request, form.cleaned_data["email"])
        except (SMTPException, OSError):
            form.add_error(None, _("The mail could not be sent just now. Please try again in a minute."))
            return self.form_invalid(form)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        return cast("HttpResponse", self.render_to_response(self.get_context_data(form=form), status=422))


class CodeView(ConfirmLoginCodeView):  # type: ignore[misc]  # allauth ships no types
    """Ask for the code, and let in."""

    form_class = CodeForm
    template_name = "account/confirm_login_code.html"
    _process: CodeSignIn

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # allauth's own dispatch looks for its own process; the stage is entered here instead.
        if request.user.is_authenticated:
            return HttpResponseRedirect(get_login_redirect_url(request))
        pending = CodeSignIn.pending(request)
        if pending is None:
            messages.info(request, _("The code has run out. Ask for a new one."))
            back = passthrough_next_redirect_url(request, reverse("account_login"), REDIRECT_FIELD_NAME)
            return HttpResponseRedirect(back)
        self._process, self.stage = pending, pending.stage
        return cast("HttpResponse", FormView.dispatch(self, request, *args, **kwargs))

    def get_form_class(self) -> type[CodeForm]:
        return self.form_class

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = self._resend() if self._action == "resend" else super().post(request, *args, **kwargs)
        return response

    def _resend(self) -> HttpResponse:
        try:
            self._process.resend()
        except (SMTPException, OSError):
            messages.error(self.request, _("The mail could not be sent just now. Please try again in a minute."))
        else:
            messages.success(self.request, _("A new code is on its way. The one before no longer works."))
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_confirm_login_code")))

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        if self._process.record_invalid_attempt():
            return cast("HttpResponse", self.render_to_response(self.get_context_data(form=form), status=422))
        messages.error(self.request, _("Five wrong codes. Ask for a new one."))
        back = passthrough_next_redirect_url(self.request, reverse("account_login"), REDIRECT_FIELD_NAME)
        return HttpResponseRedirect(back)


sign_in = never_cache(SignInView.as_view())
confirm_code = never_cache(CodeView.as_view())


@login_required
def me(request: HttpRequest) -> HttpResponse:
    """My account: names in two scripts, language, zone, telephone."""
    user = queries.person(actor_of(request))
    form = ProfileForm(request.POST or None, instance=user)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "next": wanted_address(request), "is_new": not user.has_name}
        return render(request, "accounts/me.html", context, status=422 if form.is_bound else 200)
    saved = actions.change_profile(by=actor_of(request), profile=form.profile(), now=clock.now())
    messages.success(request, _("Saved."))
    response = redirect(address_in(wanted_address(request) or reverse("accounts:me"), saved.language))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, saved.language, samesite="Lax", secure=settings.LANGUAGE_COOKIE_SECURE
    )
    return response


@login_required
@require_GET
def consents(request: HttpRequest) -> HttpResponse:
    """The consent ledger of the person."""
    return render(request, "accounts/consents.html", {"lines": queries.consent_lines(actor_of(request))})


@login_required
@require_POST
def give(request: HttpRequest, purpose: str) -> HttpResponse:
    """Give one consent."""
    actions.give_consent(by=actor_of(request), purpose=purpose, language=reading_language(), now=clock.now())
    messages.success(request, _("Your consent is written down."))
    return redirect("accounts:consents")


@login_required
@require_POST
def withdraw(request: HttpRequest, purpose: str) -> HttpResponse:
    """Withdraw one consent."""
    if actions.withdraw_consent(by=actor_of(request), purpose=purpose, now=clock.now()):
        messages.success(request, _("Your consent is withdrawn."))
    return redirect("accounts:consents")


@login_required
@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """How the person signs in, and where they are signed in."""
    context = {"user": queries.person(actor_of(request)), "factors": queries.second_factors_of(actor_of(request))}
    return render(request, "accounts/security.html", context)


@login_required
@require_POST
def leave_everywhere(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    user = actions.sign_out_everywhere(by=actor_of(request), now=clock.now())
    update_session_auth_hash(request, user)
    messages.success(request, _("You are signed out everywhere but here."))
    return redirect("accounts:security")


@login_required
def own_data(request: HttpRequest) -> HttpResponse:
    """What is kept about the person: take it along, or have it erased."""
    user = queries.person(actor_of(request))
    form = ErasureForm(request.POST or None, address=user.email)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/own_data.html", {"form": form}, status=422 if form.is_bound else 200)
    actions.erase_person(user_id=user.pk, by=actor_of(request), now=clock.now())
    logout(request)
    messages.success(request, _("Your account and what was kept about you are erased."))
    return redirect(resolve_url(settings.LOGOUT_REDIRECT_URL))


@login_required
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Everything that is kept about the person, as a file."""
    now = clock.now()
    kept = queries.personal_data_of(actor_of(request), user_id=actor_of(request).person_id, now=now)
    response = JsonResponse(kept, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="bridgehead-personal-data-{now:%Y-%m-%d}.json"'
    return response


@login_required
@require_GET
def second_factor(request: HttpRequest) -> HttpResponse:
    """Say why staff need a second factor, and lead to it."""
    return render(request, "accounts/second_factor.html", {"next": wanted_address(request)})
