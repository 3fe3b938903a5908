"""Topics as the agency keeps them: added, renamed, hung below each other, retired, and merged without loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.utils import translation

from bridgehead.accounts.actor import ANONYMOUS, SYSTEM
from bridgehead.agreements.actions.lines import rebuild_lines
from bridgehead.agreements.models import LedgerLine, Terms
from bridgehead.directory import queries
from bridgehead.directory.actions.index import rebuild_search_index
from bridgehead.directory.actions.topics import (
    TopicSaid,
    add_topic,
    change_topic,
    merge_topics,
    offer_topic_again,
    retire_topic,
)
from bridgehead.directory.forms import topic_choices
from bridgehead.directory.guards import NO_CIRCLE
from bridgehead.directory.merging import TOPIC_REFERENCES
from bridgehead.directory.models import Topic
from bridgehead.directory.queries.sheets import topics_by_word
from bridgehead.directory.queries.topics import topic_lines
from bridgehead.foundation import guards
from bridgehead.foundation.jobs import run_next
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from bridgehead.newsroom.actions.writing import Ties, approve_article
from tests.factories.agreements import drafted, licence_said, signed
from tests.factories.mentoring import mentor_of
from tests.factories.newsroom import wrote
from tests.factories.organisations import AssetFactory, InterestFactory, OrganisationFactory, TopicFactory
from tests.factories.people import UserFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def renamed(topic: Topic, now: datetime, **said: Any) -> Topic:
    told = TopicSaid(topic.name_ko, topic.name_en, topic.synonyms, topic.broader_id)
    return change_topic(topic_id=topic.pk, said=replace(told, **said), by=SYSTEM, now=now)


def merged(kept: Topic, gone: Topic, now: datetime) -> Topic:
    return merge_topics(kept_id=kept.pk, gone_id=gone.pk, by=SYSTEM, now=now)


def work(now: datetime) -> None:
    while run_next(now=now, worker="tests"):
        pass


def relations() -> set[str]:
    """Every relation to a topic that a model of the site holds."""
    return {
        f"{model._meta.app_label}.{model._meta.object_name}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is Topic
    }


def test_every_relation_to_a_topic_says_how_it_moves() -> None:
    assert relations() == {each.relation for each in TOPIC_REFERENCES}
    # … and has the guard by which what is written after a merge names the one that stayed.
    guarded = {name for each in TOPIC_REFERENCES if (name := f"{'_'.join(table_and_column(each.relation))}_stands")}
    assert guarded <= {each.name for each in guards.registered()}


def table_and_column(relation: str) -> tuple[str, str]:
    label, _dot, name = relation.rpartition(".")
    field = apps.get_model(label)._meta.get_field(name)
    return field.model._meta.db_table, field.column


def test_what_is_written_of_a_topic_that_was_merged_names_the_one_that_stayed(now: datetime) -> None:
    kept, gone, plain = (TopicFactory() for _ in range(3))
    both, only = OrganisationFactory(sectors=[kept]), OrganisationFactory(sectors=[plain])
    asset = AssetFactory(modality=plain)
    draft, sealed = (
        make(replace(licence_said(OrganisationFactory(), OrganisationFactory()), field_id=gone.pk))
        for make in (drafted, signed)
    )
    merged(kept, gone, now)

    # As whoever had chosen it before writes it: by its key, past every form.
    both.sectors.add(gone.pk)
    only.sectors.set([plain.pk, gone.pk])
    type(asset).objects.filter(pk=asset.pk).update(modality=gone)
    late = AssetFactory(modality_id=gone.pk)
    Terms.objects.filter(agreement=draft).update(field=gone)

    assert [set(each.sectors.values_list("pk", flat=True)) for each in (both, only)] == [{kept.pk}, {plain.pk, kept.pk}]
    assert [type(each).objects.get(pk=each.pk).modality_id for each in (asset, late)] == [kept.pk, kept.pk]
    assert dict(Terms.objects.values_list("agreement", "field")) == {draft.pk: kept.pk, sealed.pk: gone.pk}
    third = TopicFactory()
    merged(third, kept, now)
    late.modality_id = gone.pk
    late.save()
    assert type(late).objects.get(pk=late.pk).modality_id == third.pk


def test_whoever_has_chosen_a_topic_is_found_by_what_it_is_called_now(now: datetime) -> None:
    above = add_topic(said=TopicSaid("분야", "Areas"), by=SYSTEM, now=now)
    topic = add_topic(said=TopicSaid("종양학", "Oncology", broader_id=above.pk), by=SYSTEM, now=now)
    company = OrganisationFactory(sectors=[topic])
    rebuild_search_index()

    renamed(topic, now, name_en="Cancer", synonyms=" 항암 \n\ntumours\n항암")
    work(now)

    assert Topic.objects.values_list("name_ko", "name_en", "synonyms", "broader").get(pk=topic.pk) == (
        "종양학", "Cancer", "항암\ntumours", above.pk,
    )  # fmt: skip
    found = [queries.search_organisations(ANONYMOUS, words).ids for words in ("cancer", "항암", "tumours", "oncology")]
    assert found == [[company.pk]] * 3 + [[]]
    assert list(AuditEntry.objects.values_list("verb", "change").order_by("pk"))[-1] == (
        "directory.topic_changed",
        {"name_en": ["Oncology", "Cancer"], "synonyms": ["", "항암\ntumours"]},
    )


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (TopicSaid("", "Only English"), "A topic has a name in Korean and one in English."),
        (TopicSaid("있는 것", "another"), "There is a topic of that name already."),
        (TopicSaid("다른 것", "THERE"), "There is a topic of that name already."),
        (TopicSaid("다른 것", "another", broader_id=10**9), "This topic is no longer there"),
    ],
)
def test_what_cannot_be_added_is_refused_with_a_sentence(said: TopicSaid, sentence: str, now: datetime) -> None:
    TopicFactory(name_ko="있는 것", name_en="There")

    with pytest.raises(Refused, match=sentence):
        add_topic(said=said, by=SYSTEM, now=now)

    assert (Topic.objects.count(), AuditEntry.objects.count()) == (1, 0)


def test_a_topic_never_stands_below_itself_by_any_way_round(now: datetime) -> None:
    first = TopicFactory()
    second = TopicFactory(broader=first)
    third = TopicFactory(broader=second)

    for above in (first, third):
        with pytest.raises(Refused, match="A topic never stands below itself"):
            renamed(first, now, broader_id=above.pk)
        with pytest.raises(IntegrityError, match=NO_CIRCLE), transaction.atomic():
            Topic.objects.filter(pk=first.pk).update(broader=above)
    assert renamed(third, now, broader_id=first.pk).broader_id == first.pk


def test_a_retired_topic_is_offered_to_nobody_and_stays_where_it_was_chosen(now: datetime) -> None:
    topic, other = TopicFactory(name_en="Old"), TopicFactory(name_en="New")
    company = OrganisationFactory(sectors=[topic])

    retire_topic(topic_id=topic.pk, by=SYSTEM, now=now)

    assert topic_choices() == [(str(other.pk), "New")]
    assert topic_choices([topic]) == [(str(other.pk), "New"), (str(topic.pk), "Old")]
    assert list(company.sectors.all()) == [topic]
    offer_topic_again(topic_id=topic.pk, by=SYSTEM, now=now)
    assert [name for _pk, name in topic_choices()] == ["New", "Old"]
    above = TopicFactory(name_en="Above")
    renamed(topic, now, broader_id=above.pk)
    with pytest.raises(Refused, match="Other topics stand below it"):
        retire_topic(topic_id=above.pk, by=SYSTEM, now=now)


def test_all_that_refers_to_the_one_that_goes_refers_to_the_one_that_stays(now: datetime) -> None:
    kept, gone, above = TopicFactory(name_en="Digital"), TopicFactory(name_en="Electronic"), TopicFactory()
    renamed(gone, now, broader_id=above.pk, synonyms="e-health")
    below = TopicFactory(broader=gone)
    both, only = OrganisationFactory(sectors=[kept, gone]), OrganisationFactory(sectors=[gone])
    interest, asset = InterestFactory(topics=[gone]), AssetFactory(modality=gone)
    article = wrote(now=now)
    article.topics.set([gone])
    article.save()
    mentor, _actor = mentor_of(ProgrammeFactory())
    mentor.topics.set([gone])
    draft, sealed = (
        make(replace(licence_said(OrganisationFactory(), OrganisationFactory()), field_id=gone.pk))
        for make in (drafted, signed)
    )
    rebuild_search_index()

    merged(kept, gone, now)
    work(now)

    assert [list(each.sectors.all()) for each in (both, only)] == [[kept], [kept]]
    assert [list(each.topics.all()) for each in (interest, mentor)] == [[kept], [kept]]
    assert list(type(article).objects.get(pk=article.pk).topics.all()) == [kept]
    asset.refresh_from_db()
    below.refresh_from_db()
    assert (asset.modality_id, below.broader_id) == (kept.pk, kept.pk)
    # What is signed names what it named; the ledger finds both under the one that stayed, also when it is made anew.
    fields = dict(Terms.objects.values_list("agreement", "field"))
    assert fields == {draft.pk: kept.pk, sealed.pk: gone.pk}
    assert set(LedgerLine.objects.values_list("field", flat=True)) == {kept.pk}
    rebuild_lines()
    assert set(LedgerLine.objects.values_list("field", flat=True)) == {kept.pk}
    # A sheet that names the one that is gone is written under it too.
    assert topics_by_word()["electronic"] == kept.pk
    by_words = queries.search_organisations(ANONYMOUS, "e-health").ids
    assert sorted(by_words) == sorted([both.pk, only.pk, interest.organisation_id])
    assert sorted(queries.search_organisations(ANONYMOUS, topic=gone.pk).ids) == sorted([both.pk, only.pk])
    assert [line.topic for line in topic_lines() if line.topic == gone] == []
    assert AuditEntry.objects.filter(verb="directory.topics_merged").values_list("change", flat=True).get() == {
        "merged": [str(gone.public_id), str(kept.public_id)]
    }
    with pytest.raises(Refused, match="What is signed still names it, so the name stays taken"):
        renamed(kept, now, name_en="Electronic")


def test_what_was_written_of_a_topic_before_it_was_merged_is_approved_under_the_one_that_stayed(now: datetime) -> None:
    kept, gone, other = (TopicFactory() for _ in range(3))
    article = wrote(now=now, ties=Ties(topics=[gone, other, kept]), approved=False)

    merged(kept, gone, now)
    approved = approve_article(article_id=article.pk, by=SYSTEM)

    assert set(approved.topics.all()) == {kept, other}


def test_page_that_was_opened_before_a_merge_does_not_write_over_what_it_brought(client: Client, now: datetime) -> None:
    client.force_login(UserFactory(is_platform_admin=True, language="en"))
    kept, gone = TopicFactory(name_en="Kept"), TopicFactory(name_en="Gone")
    at = f"/en/desk/companies/topics/{kept.public_id}/"
    form = client.get(at).context["form"]
    typed = {name: form.initial[name] for name in form.fields} | {"name_en": "Renamed"}
    merged(kept, gone, now)

    late = client.post(at, typed)

    assert (late.status_code, "Somebody has changed this" in late.text, "Renamed" in late.text) == (422, True, True)
    assert Topic.objects.filter(pk=kept.pk, name_en="Kept", synonyms__contains="Gone").exists()


def test_the_address_of_a_merged_topic_leads_on_through_two_merges(client: Client, now: datetime) -> None:
    first, second, third = (TopicFactory() for _ in range(3))
    article = wrote(now=now)
    article.topics.set([first])
    article.save()

    merged(second, first, now)
    merged(third, second, now)

    answer = client.get(f"/en/news/topics/{first.public_id}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/en/news/topics/{third.public_id}/")
    # What others have subscribed to, or put into pages of their own, goes on as it is.
    for address in (f"/news/feeds/en/topics/{first.public_id}/rss/", f"/en/news/embed/?topic={first.public_id}"):
        assert article.headline in client.get(address).text


def test_what_would_tear_the_tree_is_refused_and_nothing_changes(now: datetime) -> None:
    kinds = TopicFactory(holds_modalities=True)
    modality, plain = TopicFactory(broader=kinds), TopicFactory()
    above = TopicFactory()
    below = TopicFactory(broader=above)
    company = OrganisationFactory(sectors=[modality, above, kinds])
    refused = [
        (plain, modality, "One says what an asset technically is"),
        (below, above, "stands below the one that goes"),
        (plain, kinds, "it cannot go"),
        (plain, plain, "These are one already"),
    ]

    for kept, gone, sentence in refused:
        with pytest.raises(Refused, match=sentence):
            merged(kept, gone, now)
    assert set(company.sectors.all()) == {modality, above, kinds}
    assert not Topic.objects.exclude(merged_into=None).exists()


def test_nobody_but_the_agency_keeps_topics(now: datetime) -> None:
    one, other = TopicFactory(), TopicFactory()
    deeds = (
        lambda: add_topic(said=TopicSaid("가", "a"), by=ANONYMOUS, now=now),
        lambda: change_topic(topic_id=one.pk, said=TopicSaid("가", "a"), by=ANONYMOUS, now=now),
        lambda: retire_topic(topic_id=one.pk, by=ANONYMOUS, now=now),
        lambda: merge_topics(kept_id=one.pk, gone_id=other.pk, by=ANONYMOUS, now=now),
    )

    for deed in deeds:
        with pytest.raises(Refused, match="Only the agency"):
            deed()
    assert set(Topic.objects.values_list("pk", "retired_at", "merged_into")) == {
        (one.pk, None, None),
        (other.pk, None, None),
    }


def test_an_officer_adds_changes_retires_and_merges_on_the_pages(client: Client) -> None:
    client.force_login(UserFactory(is_platform_admin=True, language="en"))
    kept, gone = TopicFactory(name_en="Kept"), TopicFactory(name_en="Gone")
    OrganisationFactory(sectors=[gone])

    added = client.post(
        "/en/desk/companies/topics/", {"name_ko": "새것", "name_en": "Added", "broader": kept.public_id}
    )
    wrong = client.post("/en/desk/companies/topics/", {"name_ko": "", "name_en": "Typed", "synonyms": "kept words"})
    at = f"/en/desk/companies/topics/{kept.public_id}/"
    client.post(at, {"name_ko": kept.name_ko, "name_en": "Renamed", "synonyms": "words"})
    looked = client.get(f"{at}merge/?gone={gone.public_id}").text
    done = client.post(f"{at}merge/", {"gone": gone.public_id})
    nonsense = client.post(f"{at}merge/", {"gone": "nonsense"})
    new = Topic.objects.get(name_en="Added")
    client.post(f"/en/desk/companies/topics/{new.public_id}/", {"do": "retire"})
    listed = client.get("/en/desk/companies/topics/").text

    assert (added.status_code, wrong.status_code, done.status_code, nonsense.status_code) == (302, 422, 302, 422)
    assert [each in wrong.text for each in ("Typed", "kept words")] == [True, True]
    assert [each in looked for each in ("Gone", "Organisations", "It cannot be taken back")] == [True, True, True]
    assert [each in listed for each in ("Renamed", "Added", "retired", f"topics/{gone.public_id}/")] == [
        True,
        True,
        True,
        False,
    ]
    assert client.get(f"/en/desk/companies/topics/{gone.public_id}/").status_code == 404
    # Its name leads to the one that stayed, for whoever would add one of that name, or rename one to it.
    for address in ("/en/desk/companies/topics/", f"/en/desk/companies/topics/{new.public_id}/"):
        again = client.post(address, {"name_ko": "다시", "name_en": " gone"})
        assert (again.status_code, f'<a href="{at}">The topic that stayed: Renamed</a>' in again.text) == (422, True)
