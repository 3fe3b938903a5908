"""What is watched live: a deed publishes, the event process passes on that something is new, pages fetch it afresh.

A watcher holds a signed ticket for one topic; the message itself is small and never secret (a version number and
counters), because the page's own fragment is fetched with all its checks.

A topic that is open to all needs no ticket and no deed that publishes it: what it says is made anew of what everybody
may read at the moment, so it knows nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core import signing
from django.db.models import F
from django.db.models.functions import Now

from bridgehead.foundation.models import LiveTopic

_SALT = "bridgehead.live"
TICKET_SECONDS = 12 * 3600
_open: dict[str, Callable[[], tuple[int, dict[str, Any]]]] = {}


def open_to_all(topic: str, telling: Callable[[], tuple[int, dict[str, Any]]]) -> None:
    """Let anybody watch a topic; ``telling`` returns what it says now, and a number that is another for other words."""
    _open[topic] = telling


def publish(topic: str, message: dict[str, Any]) -> None:
    """Say that a topic has changed; only the newest message of a topic is kept."""
    if not _say(topic, message):
        _fresh, is_first = LiveTopic.objects.get_or_create(name=topic, defaults={"message": message})
        if not is_first:
            _say(topic, message)


def publish_each(topics: Iterable[str], message: dict[str, Any]) -> None:
    """Say the same of many topics: two statements for all of them."""
    names = sorted(topics)
    if names:
        LiveTopic.objects.bulk_create([LiveTopic(name=each) for each in names], ignore_conflicts=True)
        changed = LiveTopic.objects.filter(name__in=names)
        changed.update(version=F("version") + 1, message=message, changed_at=Now())


def _say(topic: str, message: dict[str, Any]) -> int:
    known = LiveTopic.objects.filter(name=topic)
    return known.update(version=F("version") + 1, message=message, changed_at=Now())


def ticket(topic: str) -> str:
    """Return a signed ticket that lets its holder watch one topic for half a day."""
    return signing.dumps(topic, salt=_SALT)


def topic_of(given: str) -> str | None:
    """Return the topic that a ticket opens, or None for a forged or old one; what is open to all opens itself."""
    if given in _open:
        return given
    try:
        topic = signing.loads(given, salt=_SALT, max_age=TICKET_SECONDS)
    except signing.BadSignature:
        return None
    return topic if isinstance(topic, str) else None


def newest(topics: set[str]) -> dict[str, tuple[int, dict[str, Any]]]:
    """Return version and message of each topic that has one."""
    found = LiveTopic.objects.filter(name__in=topics - _open.keys()).values_list("name", "version", "message")
    told = {name: (version, message) for name, version, message in found}
    return told | {name: _open[name]() for name in topics & _open.keys()}
