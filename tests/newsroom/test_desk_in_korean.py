"""The newsroom's desk is Wagtail's: what its own Korean lacks stands in a catalogue of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import django
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bridgehead.newsroom.rules import Role
from tests.factories.newsroom import works_as, wrote
from tests.factories.people import UserFactory

#: %(name)s, %s and {name} must stand on both sides, whatever their order.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
DOMAINS = ["django", "djangojs"]
DJANGO = Path(django.__path__[0]) / "conf" / "locale"
Sentence = tuple[str | None, str]


def _catalogue(folder: Path, name: str) -> Catalog:
    path = folder / name
    if not path.exists():
        return Catalog()
    with path.open("rb") as text:
        return read_mo(text) if path.suffix == ".mo" else read_po(text)


def _messages(folder: Path, language: str, name: str) -> Iterator[Message]:
    return (each for each in _catalogue(folder / language / "LC_MESSAGES", name) if each.id)


def _forms(said: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [said] if isinstance(said, str) else list(said or [])


def _sentence(message: Message) -> Sentence:
    return message.context, _forms(message.id)[0]


def _said(folder: Path, domain: str) -> set[Sentence]:
    """What a compiled Korean catalogue says."""
    return {_sentence(each) for each in _messages(folder, "ko", f"{domain}.mo") if any(_forms(each.string))}


def _asked(domain: str) -> set[Sentence]:
    """Every sentence of the parts of Wagtail that are installed."""
    return {_sentence(each) for folder in _folders("wagtail") for each in _messages(folder, "en", f"{domain}.po")}


def _folders(*packages: str) -> list[Path]:
    return [Path(each.path) / "locale" for each in apps.get_app_configs() if each.name.split(".")[0] in packages]


def _words() -> Path:
    [folder] = settings.LOCALE_PATHS
    return Path(folder)


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_sentence_of_the_desk_is_said_in_korean(domain: str) -> None:
    read = [_words(), *_folders("wagtail")]
    if domain == "django":
        read += [DJANGO, *(Path(each.path) / "locale" for each in apps.get_app_configs())]

    said = set().union(*(_said(folder, domain) for folder in read))

    assert sorted(map(str, _asked(domain) - said)) == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_none_is_left_over(domain: str) -> None:
    assert sorted(map(str, _said(_words(), domain) - _asked(domain))) == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_places_to_fill_are_the_same(domain: str) -> None:
    messages = list(_messages(_words(), "ko", f"{domain}.po"))

    assert messages != []
    assert [
        f"{each.id} → {each.string}"
        for each in messages
        if set(PLACEHOLDER.findall(" ".join(_forms(each.id))))
        != set(PLACEHOLDER.findall(" ".join(_forms(each.string))))
    ] == []


def test_they_take_the_place_of_no_other_words() -> None:
    """They stand above every app's: a sentence that is also ours, or another library's, would change there too."""
    others = [Path(each.path) / "locale" for each in apps.get_app_configs() if each.name.split(".")[0] != "wagtail"]

    taken = {
        str(folder): sorted(map(str, _said(_words(), "django") & _said(folder, "django")))
        for folder in [DJANGO, *others]
    }

    assert {folder: sentences for folder, sentences in taken.items() if sentences} == {}


@pytest.mark.django_db
def test_the_list_of_articles_reads_in_korean(now: datetime) -> None:
    client = Client()
    client.force_login(works_as(UserFactory(), Role.EDITOR, now))
    wrote(now=now, language="ko", approved=False)

    with translation.override("ko"):
        told = client.get(reverse("wagtailsnippets_newsroom_article:list"), headers={"Accept-Language": "ko"})
        script = client.get(reverse("wagtailadmin_javascript_catalog"), headers={"Accept-Language": "ko"})
    page = told.content.decode()
    columns = " ".join(re.sub(r"<[^>]+>", " ", each) for each in re.findall(r"<th\b.*?</th>", page, re.DOTALL))

    assert (told.status_code, "상태" in columns, "Status string" in page) == (200, True, False)
    assert '"Character count:": "글자 수:"' in re.sub(r"\\u([0-9a-f]{4})", _character, script.content.decode())


def _character(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))
