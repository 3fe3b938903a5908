"""Topics: adding, changing, retiring and merging them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bridgehead.accounts.actor import Actor
from bridgehead.directory.actions.index import index_organisations
from bridgehead.directory.actions.merging import move_reference
from bridgehead.directory.guards import NO_CIRCLE
from bridgehead.directory.merging import TOPIC_REFERENCES
from bridgehead.directory.models import Organisation, Topic
from bridgehead.directory.queries.topics import ids_below
from bridgehead.directory.rules import may_keep_topics
from bridgehead.foundation import audit
from bridgehead.foundation.jobs import Claim, job, queue
from bridgehead.foundation.records import require_as_seen
from bridgehead.foundation.refusals import Refused, require

#: What a page of a topic is held against.
SHOWN = ("name_ko", "name_en", "synonyms", "broader")
NAME_STAYS_TAKEN = gettext_lazy(
    "A topic of that name was merged into another. What is signed still names it, so the name stays taken."
)


@dataclass(frozen=True, slots=True)
class TopicSaid:
    """What is said of a topic. ``synonyms`` are other words for it in either language, one per line."""

    name_ko: str
    name_en: str
    synonyms: str = ""
    broader_id: int | None = None


@transaction.atomic
def add_topic(*, said: TopicSaid, by: Actor, now: datetime) -> Topic:
    """Add a topic, below another or by itself."""
    require(may_keep_topics(by), _("Only the agency can do this."))
    topic = Topic()
    _say(topic, said)
    audit.record("directory.topic_added", on=topic, by=by, at=now, change=_change(None, topic))
    return topic


@transaction.atomic
def change_topic(*, topic_id: int, said: TopicSaid, by: Actor, now: datetime, seen: str | None = None) -> Topic:
    """Rename a topic, give it other words, or let it stand below another; whoever has chosen it is found by them."""
    # With the one above it, in the order of keys: two that are hung below each other go one after the other.
    topic = _locked(by, topic_id, above=said.broader_id)[topic_id]
    require_as_seen(topic, SHOWN, seen)
    before = _told(topic)
    _say(topic, said)
    if _told(topic) != before:
        audit.record("directory.topic_changed", on=topic, by=by, at=now, change=_change(before, topic))
        _renew_words(topic, now)
    return topic


@transaction.atomic
def retire_topic(*, topic_id: int, by: Actor, now: datetime) -> Topic:
    """Offer a topic no longer; whoever has chosen it keeps it."""
    topic = _locked(by, topic_id)[topic_id]
    is_above = Topic.objects.filter(broader=topic, retired_at=None).exists()
    require(not is_above, _("Other topics stand below it. Move or retire them first."))
    if topic.retired_at is None:
        topic.retired_at = now
        topic.save(update_fields=["retired_at"])
        audit.record("directory.topic_retired", on=topic, by=by, at=now)
    return topic


@transaction.atomic
def offer_topic_again(*, topic_id: int, by: Actor, now: datetime) -> Topic:
    """Offer a topic again that was retired."""
    topic = _locked(by, topic_id)[topic_id]
    if topic.retired_at is not None:
        topic.retired_at = None
        topic.save(update_fields=["retired_at"])
        audit.record("directory.topic_offered_again", on=topic, by=by, at=now)
    return topic


@transaction.atomic
def merge_topics(*, kept_id: int, gone_id: int, by: Actor, now: datetime) -> Topic:
    """Make two topics one: all that refers to the one that goes refers to the one that stays, or nothing happens.

    What is signed can never change and still names the one that goes, whose addresses lead on. The one that stays is
    found by the names and words of both.
    """
    require(kept_id != gone_id, _("These are one already."))
    held = _locked(by, kept_id, gone_id, going=gone_id)
    kept, gone = held[kept_id], held[gone_id]
    _require_alike(kept, gone)
    for reference in TOPIC_REFERENCES:
        move_reference(reference, kept, gone)
    words = [*kept.synonyms.splitlines(), gone.name_ko, gone.name_en, *gone.synonyms.splitlines()]
    kept.synonyms = _lines(each for each in words if each not in (kept.name_ko, kept.name_en))
    kept.save(update_fields=["synonyms"])
    gone.merged_into, gone.retired_at, gone.broader = kept, gone.retired_at or now, None
    gone.save(update_fields=["merged_into", "retired_at", "broader"])
    said = {"merged": (str(gone.public_id), str(kept.public_id))}
    audit.record("directory.topics_merged", on=kept, by=by, at=now, change=said)
    _renew_words(kept, now)
    return kept


@job("directory.renew_words_of_topic")
def renew_words_of_topic(claim: Claim, *, topic_id: int) -> None:
    """Let those who have chosen a topic be found by what it is called now, some hundreds at a time."""
    chosen = Organisation.objects.filter(Q(sectors=topic_id) | Q(interests__topics=topic_id))
    ids = list(chosen.order_by("pk").values_list("pk", flat=True).distinct())
    for start in range(0, len(ids), _AT_ONCE):
        with transaction.atomic():
            index_organisations(ids[start : start + _AT_ONCE])


_AT_ONCE = 200


def _locked(by: Actor, *ids: int, above: int | None = None, going: int | None = None) -> dict[int, Topic]:
    """Lock topics in the order of their keys; one that is going, also against all that would come to name it.

    Only that one: what names both in one deed would otherwise wait for the merge that waits for it.
    """
    require(may_keep_topics(by), _("Only the agency can do this."))
    held: dict[int, Topic] = {}
    for pk in sorted({*ids, *(() if above is None else (above,))}):
        locked = Topic.objects.select_for_update(of=("self",), no_key=pk != going)
        held.update((each.pk, each) for each in locked.filter(pk=pk, merged_into=None))
    is_there = held.keys() >= set(ids)
    require(is_there, _("This topic is no longer there: perhaps somebody has merged it by now."))
    return held


def _say(topic: Topic, said: TopicSaid) -> None:
    require(bool(said.name_ko and said.name_en), _("A topic has a name in Korean and one in English."))
    for language in ("ko", "en"):
        name = getattr(said, f"name_{language}")
        taken = Topic.objects.filter(**{f"name_{language}__iexact": name}).exclude(pk=topic.pk).first()
        if taken is not None:
            raise Refused(_name_taken(taken), field=f"name_{language}")
    topic.name_ko, topic.name_en = said.name_ko, said.name_en
    topic.synonyms = _lines(said.synonyms.splitlines())
    if said.broader_id is not None:
        is_offered = Topic.objects.filter(pk=said.broader_id, merged_into=None).exists()
        require(is_offered, _("This topic is no longer there: perhaps somebody has merged it by now."), field="broader")
        is_below = topic.pk is not None and said.broader_id in ids_below(topic)
        require(not is_below, _("A topic never stands below itself."), field="broader")
    topic.broader_id = said.broader_id
    try:
        with transaction.atomic():
            topic.save()
    except IntegrityError as error:
        if NO_CIRCLE in str(error):
            raise Refused(_("A topic never stands below itself."), field="broader") from error
        raise Refused(_("There is a topic of that name already.")) from error


def _name_taken(by: Topic) -> str:
    if by.merged_into_id is None:
        return _("There is a topic of that name already.")
    return str(NAME_STAYS_TAKEN)


def _require_alike(kept: Topic, gone: Topic) -> None:
    require(
        kept.pk not in ids_below(gone),
        _("The one that stays stands below the one that goes. Move it first, or let the other one stay."),
    )
    require(not gone.holds_modalities, _("What assets technically are stands below this topic: it cannot go."))
    require(
        _is_modality(kept) == _is_modality(gone),
        _("One says what an asset technically is, and the other does not: they are two."),
    )
    require(kept.retired_at is None, _("The one that stays is retired. Offer it again first."))


def _is_modality(topic: Topic) -> bool:
    return topic.broader is not None and topic.broader.holds_modalities


def _renew_words(topic: Topic, now: datetime) -> None:
    queue(renew_words_of_topic, key=f"directory:topic:{topic.pk}", at=now, topic_id=topic.pk)


def _lines(words: Any) -> str:
    return "\n".join(dict.fromkeys(" ".join(each.split()) for each in words if each.strip()))


def _told(topic: Topic) -> dict[str, Any]:
    broader = str(topic.broader.public_id) if topic.broader else None
    return {"name_ko": topic.name_ko, "name_en": topic.name_en, "synonyms": topic.synonyms, "broader": broader}


def _change(before: Mapping[str, Any] | None, topic: Topic) -> dict[str, tuple[Any, Any]]:
    now = _told(topic)
    return {name: (before and before[name], now[name]) for name in now if not before or before[name] != now[name]}
