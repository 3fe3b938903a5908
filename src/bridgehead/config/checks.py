"""What ``check --deploy`` says of settings that would give secrets away or lead readers nowhere."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import WARNING, CheckMessage, Tags, register
from django.utils.translation import gettext as _

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
