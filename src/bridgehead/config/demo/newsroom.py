"""The newsroom: its people, what it has published in both languages, and what waits at its desk."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from bridgehead.accounts.actor import SYSTEM, Actor, actor_for
from bridgehead.accounts.models import User
from bridgehead.agreements.models import Agreement, AgreementKind
from bridgehead.config.demo.company import let_in, new_person
from bridgehead.config.demo.files import Tree, pair, public_id, read
from bridgehead.directory.models import Membership, Organisation, Topic
from bridgehead.events.models import Forum
from bridgehead.foundation.bilingual import LANGUAGES
from bridgehead.newsroom.actions.people import appoint
from bridgehead.newsroom.actions.proposals import accept_proposals
from bridgehead.newsroom.actions.rankings import make_lists
from bridgehead.newsroom.actions.recommending import renew_recommendations
from bridgehead.newsroom.actions.writing import Ties, approve_article, write_article
from bridgehead.newsroom.models import Article, BusinessLink, LiveItem, Reading, Section
from bridgehead.newsroom.queries.proposals import proposals_for
from bridgehead.newsroom.rules import Role

#: So many invented readers of the sample.
READERS = 900
#: So long a reader stays with an article.
PAUSE = timedelta(minutes=3)
_ROLES = {"press_officer": Role.OFFICER, "writer": Role.WRITER}


def has_news() -> bool:
    """Whether the newsroom's sample is there."""
    return Section.objects.exists()


@transaction.atomic
def load_news(now: datetime) -> None:
    """Store the newsroom whole or not at all; hours count back from now."""
    told = read("sample/newsroom.yaml")
    officer = _people(told["people"], now)
    sections = {each["key"]: _section(each, position) for position, each in enumerate(told["sections"])}
    for each in reversed(told["articles"]):
        _tell(each, sections[each["section"]], by=officer, now=now)
    _read(now)
    for each in told["live"]:
        LiveItem.objects.create(
            **pair("words", each["words"]), at=now - timedelta(minutes=each["minutes_ago"]), is_sample=True
        )
    for position, each in enumerate(told["links"]):
        named = {**pair("name", each["name"]), **pair("note", each["note"])}
        BusinessLink.objects.create(**named, address=each["address"], icon=each["icon"], position=position)


def _read(now: datetime) -> None:
    """Have the public articles been read over the last days as a news site is: most of it early, some by everybody."""
    chance = random.Random(2023)  # noqa: S311  # a sample, not a secret
    found = list(Article.objects.public(now).select_related("locale").order_by("-public_from"))
    liked = {each.translation_key: chance.lognormvariate(0, 0.7) for each in found}
    readings = []
    for reader in range(READERS):
        spoken = [each for each in found if (each.language == "ko") == (reader % 5 < 3)]
        chosen = chance.choices(spoken, [liked[each.translation_key] for each in spoken], k=chance.randint(1, 6))
        visit = list({one.pk: one for one in chosen}.values())
        # a visit begins with the newest of what it reads, and goes on every few minutes
        since = max(now - timedelta(days=6), *(each.public_from or now for each in visit))
        at = now - (now - since) * (1 - min(1.0, chance.expovariate(3)))
        for step, each in enumerate(visit):
            readings.append(Reading(article=each, reader=reader, at=min(at + step * PAUSE, now)))
    Reading.objects.bulk_create(sorted(readings, key=lambda each: each.at))
    renew_recommendations(now, make_lists(now))


def _people(told: Tree, now: datetime) -> Actor:
    """Store the newsroom's people and appoint them; return the press officer."""
    found: dict[str, User] = {}
    for key, each in told.items():
        agency = Organisation.objects.get(public_id=public_id("organisation", each["organisation"]))
        person = new_person((*each["ko"], *each["en"]), organisation=each["organisation"], country="KR")
        let_in([person])
        titles = {f"title_{language}": each[f"title_{language}"] for language in LANGUAGES}
        Membership.objects.create(user=person, organisation=agency, **titles)
        appoint(user_id=person.pk, role=_ROLES[key], by=SYSTEM, now=now)
        found[key] = person
    return actor_for(found["press_officer"])


def _section(told: Tree, position: int) -> Section:
    return Section.objects.create(slug=told["key"], **pair("name", told["name"]), position=position)


def _tell(told: Tree, section: Section, *, by: Actor, now: datetime) -> None:
    """Write an article in the languages that it is told in, and approve it unless it is a draft."""
    ties, twin = _ties(told), None
    for language in [told["only"]] if "only" in told else LANGUAGES:
        article = write_article(
            language=language,
            fields=_fields(told, language, section, now),
            corrections=[
                (now - timedelta(hours=each["hours_ago"]), each["note"][language])
                for each in told.get("corrections", ())
            ],
            ties=ties,
            twin_of=twin.translation_key if twin else None,
            by=by,
            now=now,
        )
        if told["agreements"]:
            _bind(article, by, now)
        if not (told.get("draft") or told.get("confidential")):
            approve_article(article_id=article.pk, by=by)
        twin = twin or article


def _bind(article: Article, by: Actor, now: datetime) -> None:
    """Bind the numbers of an article that one record alone tells, as an editor would."""
    proposed = proposals_for(by, article.get_latest_revision_as_object(), now)
    wanted = {each.candidates[0].key for each in proposed.amounts if len(each.candidates) == 1}
    if wanted:
        accept_proposals(article_id=article.pk, revision_id=article.latest_revision_id, wanted=wanted, by=by, now=now)


def _fields(told: Tree, language: str, section: Section, now: datetime) -> dict[str, Any]:
    fields: dict[str, Any] = {
        **{name: told[name][language] for name in ("kicker", "headline", "lead", "byline")},
        "public_id": public_id("article", told["key"], language),
        "translation_key": public_id("article", told["key"]),
        "section": section,
        "contact": told["contact"],
        "body": [_piece(each, language) for each in told["body"]],
        "is_confidential": told.get("confidential", False),
        "is_sample": True,
    }
    if "hours_ago" in told:
        fields["public_from"] = now - timedelta(hours=told["hours_ago"])
    elif "embargo_hours" in told:
        fields["public_from"] = now + timedelta(hours=told["embargo_hours"])
    if told.get("pinned"):
        fields["pinned_until"] = now + timedelta(days=365)
    return fields


def _piece(told: Tree, language: str) -> tuple[str, Any]:
    if "p" in told:
        return "paragraph", f"<p>{told['p'][language]}</p>"
    if "h" in told:
        return "subhead", told["h"][language]
    if "quote" in told:
        return "quote", {name: told["quote"][name][language] for name in ("words", "who", "role")}
    table = told["table"]
    return "table", {name: table[name][language] for name in ("caption", "headings", "rows")}


def _ties(told: Tree) -> Ties:
    return Ties(
        topics=_by_key(Topic, "topic", told["topics"]),
        organisations=_by_key(Organisation, "organisation", told["organisations"]),
        agreements=[each for key in told["agreements"] for each in _agreements(key)],
        forums=list(Forum.objects.filter(is_sample__in=[each == "sample" for each in told["forums"]])),
    )


def _by_key(model: Any, noun: str, keys: Iterable[str]) -> list[Any]:
    wanted = [public_id(noun, key) for key in keys]
    found = {each.public_id: each for each in model.objects.filter(public_id__in=wanted)}
    return [found[each] for each in wanted]


def _agreements(key: str) -> list[Agreement]:
    """The agreement of a key of the sample; ``facts`` is the licence of the forum of 2023, ``facts-mou`` an MOU."""
    reported = Agreement.objects.filter(is_sample=False).order_by("pk")
    if key == "facts":
        return list(reported.filter(current__kind=AgreementKind.LICENCE_OUT)[:1])
    if key == "facts-mou":
        return list(reported.filter(current__kind=AgreementKind.MOU)[:1])
    told = next(each for each in read("sample/agreements.yaml")["agreements"] if each["key"] == key)
    return list(Agreement.objects.filter(is_sample=True, current__name_en=told["name"]["en"]))
