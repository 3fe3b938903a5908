"""What people type about themselves, and on the way in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actions import Profile
from bridgehead.accounts.adapters.sign_in import is_code
from bridgehead.accounts.models import User
from bridgehead.accounts.rules import USUAL_ZONES
from bridgehead.foundation.bilingual import reading_language
from bridgehead.web.formats import city_of_zone, is_older_name
from bridgehead.web.forms import LongSelect

if TYPE_CHECKING:
    _ProfileModelForm = forms.ModelForm[User]
else:  # Django's forms take type arguments in the stubs only
    _ProfileModelForm = forms.ModelForm

_CODE_ATTRS = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "maxlength": "32"}


def address_field() -> forms.EmailField:
    """Where somebody asks for their own e-mail address."""
    return forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "placeholder": "minji@example.org"}),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("This is not an e-mail address. Expected something like minji@example.org."),
        },
    )


class SignInForm(forms.Form):
    """The address that a code is sent to."""

    email = address_field()

    def clean_email(self) -> str:
        """Count the asking against the limits of this address and of this network."""
        email = str(self.cleaned_data["email"]).lower()
        if not ratelimit.consume(context.request, action="request_login_code", key=email):
            raise get_adapter().validation_error("too_many_login_attempts")
        return email


class CodeForm(forms.Form):
    """The code that came by mail; ``code`` is the hash of the one that was sent."""

    code = forms.CharField(
        label=_("Code from the mail"),
        max_length=32,
        widget=forms.TextInput(attrs={**_CODE_ATTRS, "autofocus": True}),
        error_messages={"required": _("Write or paste the code from the mail.")},
    )

    def __init__(self, *args: Any, code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept = code

    def clean_code(self) -> str:
        """Compare with what was sent."""
        typed = str(self.cleaned_data["code"])
        if not is_code(typed, self._kept):
            raise get_adapter().validation_error("incorrect_code")
        return typed


class _OwnCode(forms.Form):
    """A code of an authenticator app, in our words and pasteable."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = self.code_label
        field.widget = forms.TextInput(attrs={**_CODE_ATTRS, "autofocus": True})

    code_label: Any = _("Code of your app, or a recovery code")


class SecondFactorForm(_OwnCode, AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The second factor on the way in."""


class SecondFactorAgainForm(_OwnCode, ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The second factor again, before something that matters."""


class AuthenticatorForm(_OwnCode, ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """The first code of a new authenticator app."""

    code_label = _("Code that the app shows now")


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """A new passkey or security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this key")
        self.fields["name"].help_text = _("So that you know it again, for example “my phone”.")
        self.fields["passwordless"].label = _("Sign in with this key alone, without a code by e-mail")
        self.fields["passwordless"].help_text = _("The key then asks for your finger, face or PIN each time.")
        self.initial.setdefault("passwordless", True)


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this key")


def zones_in(language: str, held: str = "") -> list[Any]:
    """Return every zone once under the name of its city, the usual ones first.

    ``held`` is what is stored: it stays a choice where it is an older name, so that saving the form changes nothing.
    """
    (usual, often), (others, every) = _zones_by_city(language)
    if held and held not in dict([*often, *every]):
        often = [(held, _named(held, language)), *often]
    return [(usual, often), (others, every)]


@lru_cache(maxsize=4)
def _zones_by_city(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the usual zones and all others, each under its newest name; made once per language."""
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    every = {zone for zone in available_timezones() if zone.startswith(regions) and not is_older_name(zone)}
    others = sorted(every.difference(USUAL_ZONES), key=lambda zone: (city_of_zone(zone, language), zone))
    usual, rest = ("자주 쓰는 시간대", "모든 시간대") if language == "ko" else ("Often used", "All time zones")
    return [
        (usual, [(zone, _named(zone, language)) for zone in USUAL_ZONES]),
        (rest, [("UTC", "UTC"), *((zone, _named(zone, language)) for zone in others)]),
    ]


def _named(zone: str, language: str) -> str:
    return f"{city_of_zone(zone, language)} ({zone})"


class ProfileForm(_ProfileModelForm):
    """What a person says about themselves."""

    class Meta:
        model = User
        fields = (
            "family_name_ko", "given_name_ko", "family_name_en", "given_name_en", "language", "zone", "phone",
        )  # fmt: skip
        widgets = {
            "family_name_ko": forms.TextInput(attrs={"lang": "ko", "placeholder": "김"}),
            "given_name_ko": forms.TextInput(attrs={"lang": "ko", "placeholder": "민지"}),
            "family_name_en": forms.TextInput(attrs={"lang": "en", "placeholder": "Kim"}),
            "given_name_en": forms.TextInput(attrs={"lang": "en", "placeholder": "Minji"}),
            "language": forms.RadioSelect,
            "phone": forms.TextInput(
                attrs={"autocomplete": "tel", "inputmode": "tel", "placeholder": "+82 2 1234 5678"}
            ),
        }
        help_texts = {
            "family_name_ko": _("As it stands on badges and timetables. Leave it empty if you have no Korean name."),
            "family_name_en": _("As in your passport."),
            "language": _("Mails and the pages after sign-in come in this language."),
            "zone": _("Every time is shown on this clock beside the forum’s."),
            "phone": _("With the country code. Shown only where you have agreed to it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"] = forms.ChoiceField(
            label=self.fields["zone"].label,
            help_text=self.fields["zone"].help_text,
            choices=zones_in(reading_language(), self.instance.zone),
            widget=LongSelect,
            error_messages={"invalid_choice": _("“%(value)s” is not a time zone. Choose one from the list.")},
        )

    def clean(self) -> dict[str, Any]:
        """Ask for a name in at least one script."""
        cleaned = super().clean() or {}
        if not any(
            cleaned.get(name) for name in ("family_name_ko", "given_name_ko", "family_name_en", "given_name_en")
        ):
            self.add_error("given_name_ko", _("Write your name in at least one of the two scripts."))
        return cleaned

    def profile(self) -> Profile:
        """Return what was typed, as the action takes it."""
        return Profile(**{field: self.cleaned_data[field] for field in self.Meta.fields})


class ErasureForm(forms.Form):
    """The address once more, so that nobody erases an account by a slip."""

    email = forms.EmailField(
        label=_("Your e-mail address, to confirm"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write your e-mail address to confirm.")},
    )

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._address = address

    def clean_email(self) -> str:
        """Compare with the person's own address."""
        typed = str(self.cleaned_data["email"]).strip().lower()
        if typed != self._address.lower():
            raise forms.ValidationError(_("This is not the address of your account. Nothing was erased."))
        return typed
