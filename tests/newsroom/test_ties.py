"""What an article can be tied to from its form: nothing that its editor may not know of, and no name of it is read."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from bridgehead.agreements.models import Agreement
from bridgehead.directory.models import Organisation, Topic
from bridgehead.events.models import Forum
from bridgehead.newsroom.actions.writing import Ties
from bridgehead.newsroom.models import Article
from bridgehead.newsroom.rules import Role
from tests.factories.agreements import licence_said, published, signed
from tests.factories.newsroom import section, works_as, wrote
from tests.factories.organisations import OrganisationFactory, TopicFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WRITTEN = "/en/desk/newsroom/write/snippets/newsroom/article/"
HIDDEN = ("Hidden Bio", "Hidden forum", "Hidden subject")


@pytest.fixture
def writer(now: datetime) -> Client:
    """Somebody who writes and is of no agency."""
    client = Client()
    client.force_login(works_as(UserFactory(), Role.WRITER, now))
    return client


def _hidden(now: datetime) -> tuple[Organisation, Forum, Agreement]:
    firm = OrganisationFactory(name_en=HIDDEN[0], name_ko="", is_listed=False)
    forum = Forum.objects.create(
        name_en=HIDDEN[1], zone="Asia/Seoul", starts_at=now + timedelta(days=30), changed_at=now, state="draft"
    )
    agreement = signed(licence_said(OrganisationFactory(), OrganisationFactory(), name_en=HIDDEN[2], name_ko=""))
    return firm, forum, agreement


def _form(**tied: list[int]) -> dict[str, Any]:
    rows = {
        f"linked_{name}s": inline_formset([{name: pk} for pk in tied.get(name, [])])
        for name in ("organisation", "agreement", "forum")
    }
    return nested_form_data(
        {
            "section": section().pk,
            "kicker": "",
            "headline": "Typed",
            "lead": "",
            "photo": "",
            "photo_caption": "",
            "body": streamfield([("paragraph", rich_text("<p>A paragraph.</p>"))]),
            "byline": "Haram Lee",
            "contact": "",
            "topics": [],
            "public_from": "",
            "pinned_until": "",
            "emphasis": "usual",
            "corrections": inline_formset([]),
            **rows,
        }
    )


def _tied(article: Article) -> dict[str, list[int]]:
    written = article.get_latest_revision_as_object()
    return {
        name: [getattr(each, f"{name}_id") for each in getattr(written, f"linked_{name}s").all()]
        for name in ("organisation", "agreement", "forum")
    }


@pytest.mark.parametrize("what", [0, 1, 2], ids=["organisation", "forum", "agreement"])
def test_what_the_editor_may_not_know_of_is_refused_and_not_named(what: int, now: datetime, writer: Client) -> None:
    hidden = _hidden(now)[what]
    name = hidden._meta.model_name or ""

    told = writer.post(f"{WRITTEN}add/?locale=en", _form(**{name: [hidden.pk]}))

    page = told.content.decode()
    assert (told.status_code, Article.objects.count()) == (200, 0)
    assert [each for each in HIDDEN if each in page] == []
    assert "This is not in the list. Please choose from the list." in page


def test_what_everybody_may_know_of_is_tied(now: datetime, writer: Client) -> None:
    firm, agreement = OrganisationFactory(), published()
    forum = Forum.objects.create(
        name_en="Open", zone="Asia/Seoul", starts_at=now + timedelta(days=30), changed_at=now, state="announced"
    )

    told = writer.post(
        f"{WRITTEN}add/?locale=en", _form(organisation=[firm.pk], agreement=[agreement.pk], forum=[forum.pk])
    )

    assert told.status_code == 302
    assert _tied(Article.objects.get()) == {
        "organisation": [firm.pk],
        "agreement": [agreement.pk],
        "forum": [forum.pk],
    }


def test_what_a_colleague_tied_stays_without_a_name(now: datetime, writer: Client) -> None:
    firm, forum, agreement = _hidden(now)
    ties = Ties(organisations=[firm], forums=[forum], agreements=[agreement])
    article = wrote(now=now, ties=ties)
    here = f"{WRITTEN}edit/{article.pk}/"
    tied = _tied(article)

    shown = writer.get(here).content.decode()
    saved = writer.post(here, _form(**tied))
    article.headline = "Written on"
    article.linked_organisations.set([])
    other = article.save_revision()
    compared = writer.get(f"{WRITTEN}history/{article.pk}/").content.decode()
    versions = reverse(
        "wagtailsnippets_newsroom_article:revisions_compare", args=[article.pk, "earliest", str(other.pk)]
    )
    compared += writer.get(versions).content.decode()

    assert "(one that you do not know of)" in shown
    assert [each for each in HIDDEN if each in shown + compared] == []
    assert "(not public)" in compared
    assert saved.status_code == 302
    assert tied == {"organisation": [firm.pk], "agreement": [agreement.pk], "forum": [forum.pk]}


def test_retired_topics_are_offered_no_longer_and_stay_where_they_were_chosen(now: datetime, writer: Client) -> None:
    living, retired, other = (TopicFactory(name_en=name) for name in ("Living", "Retired", "Other"))
    article = wrote(now=now, ties=Ties(topics=[retired]))
    Topic.objects.filter(pk__in=[retired.pk, other.pk]).update(retired_at=now)

    def offered(address: str) -> set[int]:
        return {int(pk) for pk in re.findall(r'name="topics" value="([0-9]+)"', writer.get(address).content.decode())}

    assert offered(f"{WRITTEN}add/?locale=en") == {living.pk}
    assert offered(f"{WRITTEN}edit/{article.pk}/") == {living.pk, retired.pk}
    refused = writer.post(f"{WRITTEN}add/?locale=en", _form() | {"topics": [str(other.pk)]})
    assert (refused.status_code, Article.objects.count()) == (200, 1)
    saved = writer.post(f"{WRITTEN}edit/{article.pk}/", _form() | {"topics": [str(retired.pk), str(living.pk)]})
    assert saved.status_code == 302
    assert set(Article.objects.get(pk=article.pk).get_latest_revision_as_object().topics.all()) == {retired, living}


def test_who_may_know_of_it_reads_its_name(now: datetime) -> None:
    firm, forum, agreement = _hidden(now)
    article = wrote(now=now, ties=Ties(organisations=[firm], forums=[forum], agreements=[agreement]))
    client = Client()
    client.force_login(works_as(UserFactory(is_platform_admin=True), Role.WRITER, now))

    shown = client.get(f"{WRITTEN}edit/{article.pk}/").content.decode()

    assert [each in shown for each in HIDDEN] == [True, True, True]
