from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings


@pytest.fixture
def site(settings: Settings, client: Client) -> Client:
    """A client of the tests' own site, which shows its gallery and fills its menus."""
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [Path(__file__).with_name("templates")]
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "tests.web.site"
    settings.BRIDGEHEAD_NAVIGATION = "tests.web.site.navigation"
    settings.DEMO = True
    return client
