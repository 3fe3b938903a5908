"""What others hold a feed, a sitemap and an article's structured data against; each tells what is wrong with it.

The grammars are closed: an element that nobody meant to write is a fault too. feedparser and the vocabulary of
schema.org are other people's; lxml, fastjsonschema and expat do the reading.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import fastjsonschema
import feedparser
from lxml import etree
from schema_org import registry

_GRAMMARS = Path(__file__).parent / "grammars"
#: What Google asks of a NewsArticle for its news, in its words required or recommended.
GOOGLE_ASKS = frozenset({"headline", "image", "datePublished", "dateModified", "author", "publisher"})


@cache
def _grammar(name: str) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(_GRAMMARS / f"{name}.rng"))


@cache
def _schema() -> Any:
    return fastjsonschema.compile(json.loads((_GRAMMARS / "json_feed.json").read_text()))


def faults_by_grammar(form: str, content: bytes) -> list[str]:
    """What the grammar of a form (``rss``, ``atom``, ``news_sitemap``, ``json``) finds."""
    if form == "json":
        try:
            _schema()(json.loads(content))
        except (ValueError, fastjsonschema.JsonSchemaException) as error:
            return [str(error)]
        return []
    try:
        tree = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        return [str(error)]
    grammar = _grammar(form)
    return [] if grammar.validate(tree) else [str(each) for each in grammar.error_log]


def faults_by_feedparser(form: str, content: bytes) -> list[str]:
    """What the most used of feed readers finds: not well-formed, another version, an entry without what it is."""
    read = feedparser.parse(content, response_headers={"content-type": f"application/{form}+xml; charset=utf-8"})
    faults = [str(read.bozo_exception)] if read.bozo else []
    if read.version != {"rss": "rss20", "atom": "atom10"}[form]:
        faults.append(f"read as {read.version or 'nothing'}")
    asked = ("id", "title", "link", "published_parsed", "author")
    return faults + [f"entry without {name}" for entry in read.entries for name in asked if not entry.get(name)]


def faults_of_article(said: dict[str, Any]) -> list[str]:
    """What schema.org's vocabulary and Google's guide find in a NewsArticle."""
    lacking = [f"{each} is not said" for each in sorted(GOOGLE_ASKS - said.keys())]
    context = [] if said.get("@context") == "https://schema.org" else ["another context"]
    bare = {key: value for key, value in said.items() if key != "@context"}
    return lacking + context + _of_thing(bare, ("NewsArticle",), "article")


def _of_thing(said: dict[str, Any], allowed: tuple[str, ...], place: str) -> list[str]:
    kind = said.get("@type")
    if kind not in registry.CLASS_METADATA:
        return [f"{place}: no type {kind}"]
    lineage = {kind, *registry.ancestry(kind)}
    faults = [] if lineage & set(allowed) else [f"{place}: {kind} is none of {allowed}"]
    for name, value in said.items():
        if name == "@type":
            continue
        known = registry.PROPERTY_BY_SCHEMA.get(name)
        if known is None or known.superseded_by or not lineage & set(known.domains):
            faults.append(f"{place}: {kind} has no {name}")
            continue
        for each in value if isinstance(value, list) else [value]:
            faults += _of_value(each, known.ranges, f"{place}.{name}")
    return faults


def _of_value(said: Any, ranges: tuple[str, ...], place: str) -> list[str]:
    if isinstance(said, dict):
        return _of_thing(said, ranges, place)
    if not isinstance(said, str) or not said.strip():
        return [f"{place}: {said!r} is no text"]
    if "Text" in ranges:
        return []
    fits = {"URL": _is_address, "DateTime": _is_moment}
    if any(fits[each](said) for each in ranges if each in fits):
        return []
    return [f"{place}: {said!r} is none of {ranges}"]


def _is_address(said: str) -> bool:
    parts = urlsplit(said)
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and not set(said) & set(' <>"')


def _is_moment(said: str) -> bool:
    try:
        return datetime.fromisoformat(said).tzinfo is not None
    except ValueError:
        return False
