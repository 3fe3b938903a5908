"""Asking for pages as somebody who has signed in, and reading them."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.test import Client

from bridgehead.accounts.models import User


def browser(user: User) -> Client:
    """A browser in which somebody has signed in."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def text(response: HttpResponse) -> str:
    """What a page says, without its tags."""
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(plain.replace("&#x27;", "'").split())
