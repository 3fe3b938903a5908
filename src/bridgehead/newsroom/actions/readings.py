"""Readings: counted once for a reader and a day, without cookie, name or address; forgotten when they are counted."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Network, ip_address
from uuid import UUID

from django.db import transaction

from bridgehead.foundation import clock
from bridgehead.newsroom.models import Article, Reading, Salt
from bridgehead.newsroom.rules import is_bot

#: Nobody reads more articles in a day; whoever asks for more is counted no further.
MOST_A_DAY = 200
#: How long readings are kept: as long as the longest window of a list.
KEPT = timedelta(days=8)


def note_reading(*, key: UUID, language: str, address: str, agent: str, now: datetime) -> bool:
    """Count that somebody read an article; False where it is not public, or where nobody who counts has read it.

    What is stored is a hash of the reader's address and browser under a secret that is deleted with the day.
    """
    if is_bot(agent):
        return False
    article = Article.objects.public(now).in_language(language).filter(translation_key=key).values_list("pk", flat=True)
    read = article.first()
    if read is None:
        return False
    reader = _hashed(f"{_network(address)}\n{agent}", _salt(now))
    if Reading.objects.filter(reader=reader).count() >= MOST_A_DAY:
        return False
    Reading.objects.bulk_create([Reading(article_id=read, reader=reader, at=now)], ignore_conflicts=True)
    return True


def _network(address: str) -> str:
    """Return by what an address is told from others: of IPv6 the half that a household has, which fills the other."""
    try:
        told = ip_address(address)
    except ValueError:
        return address
    if isinstance(told, IPv4Address):
        return str(told)
    return str(told.ipv4_mapped or IPv6Network((told, 64), strict=False))


def _salt(now: datetime) -> bytes:
    made, _is_new = Salt.objects.get_or_create(day=clock.day_at_home(now), defaults={"secret": secrets.token_bytes(32)})
    return bytes(made.secret)


def _hashed(told: str, salt: bytes) -> int:
    return int.from_bytes(blake2b(told.encode(), key=salt, digest_size=8).digest()) >> 1


@transaction.atomic
def forget_readers(now: datetime) -> None:
    """Delete the secrets of days that are over, and readings that no list counts any more."""
    Salt.objects.filter(day__lt=clock.day_at_home(now)).delete()
    Reading.objects.filter(at__lt=now - KEPT).delete()
