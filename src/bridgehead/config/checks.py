"""What ``check --deploy`` says of settings that would give secrets away or lead readers nowhere."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import ERROR, WARNING, CheckMessage, Tags, register
from django.utils.translation import gettext as _

from bridgehead.agreements.adapters.signing import BUILT_IN, LOCAL, chosen_provider

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@register(Tags.security, deploy=True)
def production_settings(app_configs: Any, **_options: Any) -> list[CheckMessage]:
    """Warn of mail that goes to the log, sign-in codes included, and of mails that link to this machine alone."""
    found: list[CheckMessage] = []
    if settings.EMAIL_BACKEND.endswith((".console.EmailBackend", ".dummy.EmailBackend")):
        sentence = _("Mail is written to the log, sign-in codes included. Set BRIDGEHEAD_MAIL_URL.")
        found.append(CheckMessage(WARNING, sentence, id="bridgehead.W001"))
    if urlsplit(settings.SITE_ADDRESS).hostname in _LOOPBACK:
        sentence = _("Mails and calendars link to this machine alone. Set BRIDGEHEAD_ADDRESS.")
        found.append(CheckMessage(WARNING, sentence, id="bridgehead.W002"))
    return found


@register(Tags.security)
def provider_of_signatures(app_configs: Any, **_options: Any) -> list[CheckMessage]:
    """Refuse a provider of signatures that binds nobody where people mean what they sign, and one that is not there."""
    sentence, number = "", 0
    if _is_local() and not (settings.DEMO or settings.DEBUG):
        sentence, number = _("BRIDGEHEAD_ESIGN=local signs without legal force: it is for the demo alone."), 1
    elif _is_local() and find_spec("pyhanko") is None:
        sentence, number = _("BRIDGEHEAD_ESIGN=local needs the extra “esign”: pip install 'bridgehead[esign]'."), 2
    elif not _is_provider():
        sentence = _("BRIDGEHEAD_ESIGN names “%(named)s”, which is no provider of signatures.")
        sentence, number = sentence % {"named": settings.ESIGN}, 3
    return [CheckMessage(ERROR, sentence, id=f"bridgehead.E00{number}")] if sentence else []


def _is_local() -> bool:
    """Whether the test provider is chosen, by its name or by where it stands."""
    return settings.ESIGN in (LOCAL, BUILT_IN[LOCAL])


def _is_provider() -> bool:
    try:
        provider = chosen_provider()
    except (ImportError, TypeError):
        return False
    deeds = [getattr(provider, each, None) for each in ("send", "link", "look", "void", "verify")]
    return provider is None or (hasattr(provider, "name") and all(map(callable, deeds)))
