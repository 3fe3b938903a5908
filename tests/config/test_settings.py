"""Settings that keep secrets: the key is made whole or not at all, tokens stay out of the log, mail out of it too."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from bridgehead.config import settings as written
from bridgehead.config.checks import production_settings


def test_a_start_that_is_cut_off_leaves_no_empty_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "DATA", tmp_path)

    def cut_off(length: int) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(written.secrets, "token_urlsafe", cut_off)
        with pytest.raises(KeyboardInterrupt):
            written._kept_secret()
    first, second = written._kept_secret(), written._kept_secret()

    assert (len(first) >= 64, first == second) == (True, True)
    assert [(each.name, oct(each.stat().st_mode & 0o777)) for each in tmp_path.iterdir()] == [("secret-key", "0o600")]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/feeds/s3cret-token/timetable.ics", "/events/s3cret-token/"])
def test_tokens_in_addresses_are_not_logged(client: Client, address: str) -> None:
    console = next(each for each in logging.getLogger().handlers if each.get_name() == "console")
    assert isinstance(console, logging.StreamHandler)
    before = console.setStream(lines := io.StringIO())
    try:
        client.post(address)
    finally:
        console.setStream(before)

    assert "s3cret" not in lines.getvalue()
    assert f"/{address.split('/')[1]}/…" in lines.getvalue()


def test_mail_into_the_log_and_links_to_nowhere_are_told_before_the_site_is_served(settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    settings.SITE_ADDRESS = "http://127.0.0.1:8000"
    wrong = [each.id for each in production_settings(None)]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.SITE_ADDRESS = "https://forum.example.org"

    assert (wrong, production_settings(None)) == (["bridgehead.W001", "bridgehead.W002"], [])
