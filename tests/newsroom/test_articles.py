"""Articles from the first draft to a correction: what is public when, and what never is."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from unicodedata import normalize

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.translation import override

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from bridgehead.newsroom.actions.translating import begin_twin, bring_in_line
from bridgehead.newsroom.actions.writing import approve_article, write_article
from bridgehead.newsroom.models import Article, Correction, LiveItem
from bridgehead.newsroom.models.blocks import Body
from bridgehead.newsroom.queries import desk
from bridgehead.newsroom.queries.articles import article_or_404, front, public_articles
from bridgehead.newsroom.rules import Role, Twins, revisions_mark
from bridgehead.newsroom.search_index import said_by
from bridgehead.newsroom.signals import article_approved, article_deleted, article_taken_back
from tests.factories.newsroom import section, works_as, wrote
from tests.factories.people import UserFactory, actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def _headlines(now: datetime, language: str = "en") -> list[str]:
    return [each.headline for each in public_articles(language, now)]


def test_an_article_is_public_from_its_hour_and_not_a_moment_before(now: datetime) -> None:
    hour = now + timedelta(hours=1)
    held = wrote(now=now, public_from=hour)

    before = _headlines(hour - timedelta(microseconds=1))

    assert (held.live, before, _headlines(hour)) == (True, [], ["A headline"])


def test_what_is_approved_without_an_hour_is_public_from_its_approval(now: datetime) -> None:
    article = wrote(now=now, public_from=None)

    assert article.public_from == article.last_published_at


def test_a_draft_is_nowhere_and_a_change_is_public_when_it_is_approved(now: datetime) -> None:
    wrote(now=now, headline="A draft", approved=False)
    article = wrote(now=now, headline="First")
    article.headline = "Second"
    article.save_revision()
    changed = _headlines(now)
    approve_article(article_id=article.pk, by=Actor(is_platform_admin=True))

    assert (changed, _headlines(now)) == (["First"], ["Second"])


def test_a_confidential_article_is_never_approved(now: datetime) -> None:
    secret = wrote(now=now, approved=False, is_confidential=True)

    with pytest.raises(Refused) as refused, override("en"):
        approve_article(article_id=secret.pk, by=Actor(is_platform_admin=True))

    secret.refresh_from_db()
    assert str(refused.value.sentence) == "This article is confidential. Take the mark away before it is approved."
    assert (secret.live, _headlines(now)) == (False, [])


@pytest.mark.parametrize("wrong", [{"is_confidential": True}, {"public_from": None}])
def test_the_database_itself_refuses_what_must_never_be_public(wrong: dict[str, object], now: datetime) -> None:
    article = wrote(now=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**wrong)


def test_an_article_that_is_taken_back_is_gone_with_its_photographs(now: datetime) -> None:
    article = wrote(now=now)
    article.unpublish()

    verbs = list(AuditEntry.objects.filter(stream__name="newsroom").order_by("position").values_list("verb", flat=True))
    assert (_headlines(now), article.photos.count()) == ([], 0)
    assert verbs == ["newsroom.article_written", "newsroom.article_approved", "newsroom.article_taken_back"]


@pytest.mark.parametrize("role", [None, Role.WRITER, Role.EDITOR])
def test_only_a_press_officer_approves(role: Role | None, now: datetime) -> None:
    person = UserFactory()
    if role:
        works_as(person, role, now)
    draft = wrote(now=now, approved=False)

    with pytest.raises(Refused):
        approve_article(article_id=draft.pk, by=actor_of(person))

    assert _headlines(now) == []


def test_nobody_outside_writes(now: datetime) -> None:
    fields = {"section": section(), "headline": "x", "byline": "y"}

    with pytest.raises(Refused):
        write_article(language="en", fields=fields, by=actor_of(UserFactory()), now=now)

    assert Article.objects.count() == 0


def test_of_a_paragraph_only_what_readers_are_shown_is_kept(now: datetime) -> None:
    nasty = '<p>One<script>hit(1)</script> <a linktype="page" id="x">two</a> <a href="https://a.example/">three</a></p>'

    written = wrote(now=now, body=[("paragraph", nasty)])

    kept = (
        '<p>One <a rel="noopener nofollow">two</a> <a href="https://a.example/" rel="noopener nofollow">three</a></p>'
    )
    revision = written.get_latest_revision().as_object()
    assert [each.body[0].value.source for each in (Article.objects.get(pk=written.pk), revision)] == [kept, kept]


def test_letters_that_are_told_apart_come_into_an_article_as_one(now: datetime) -> None:
    apart = normalize("NFD", "한빛")
    body = [
        ("subhead", apart),
        ("paragraph", f"<p>{apart} <b>{apart}</b>\u0338</p>"),
        ("quote", {"words": apart, "who": apart, "role": apart}),
        ("table", {"caption": apart, "headings": [apart], "rows": [[apart]]}),
    ]

    written = wrote(now=now, language="ko", headline=apart, lead=apart, body=body)
    typed = Body().child_blocks["subhead"].value_from_datadict({"x": apart}, {}, "x")

    again = Article.objects.get(pk=written.pk)
    assert again.text == "\n".join(["한빛", "한빛", "한빛", "한빛 한빛\u0338", *["한빛"] * 6])
    assert again.get_latest_revision().as_object().text == again.text
    assert typed == "한빛"


def test_the_twin_is_a_draft_that_follows_and_goes_stale(now: datetime) -> None:
    writer = actor_of(works_as(UserFactory(), Role.WRITER, now))
    source = wrote(now=now, language="ko", headline="제목")
    twin = begin_twin(article_id=source.pk, by=writer, now=now)
    again = begin_twin(article_id=source.pk, by=writer, now=now)
    fresh = desk.standing_of(twin, source)
    source.headline = "새 제목"
    source.save_revision()
    source.refresh_from_db()
    twin.refresh_from_db()
    stale = (desk.standing_of(twin, source), desk.standing_of(source, twin))
    seen = revisions_mark([twin.latest_revision_id, source.latest_revision_id])
    bring_in_line(article_id=twin.pk, seen=seen, by=writer, now=now)
    twin.refresh_from_db()

    assert (twin.live, twin.language, again.pk, _headlines(now, "en")) == (False, "en", twin.pk, [])
    assert (fresh, stale) == (Twins.IN_LINE, (Twins.STALE, Twins.AHEAD))
    assert desk.standing_of(twin, source) is Twins.IN_LINE


def test_an_older_revision_does_not_take_back_what_the_twin_follows(now: datetime) -> None:
    source = wrote(now=now, language="ko")
    twin = wrote(now=now, twin_of=source)
    first = twin.latest_revision
    source.save_revision()
    source.refresh_from_db()
    seen = revisions_mark([twin.latest_revision_id, source.latest_revision_id])
    bring_in_line(article_id=twin.pk, seen=seen, by=Actor(is_platform_admin=True), now=now)
    twin.refresh_from_db()
    twin.publish(first)
    twin.refresh_from_db()

    assert twin.follows_id == source.latest_revision_id


def test_a_reader_finds_the_twin_where_the_own_language_is_missing(now: datetime) -> None:
    alone = wrote(now=now, language="ko", headline="제목")
    both = wrote(now=now, language="ko", headline="둘째")
    wrote(now=now, headline="The second", twin_of=both)

    first = article_or_404(alone.translation_key, "en", now)
    second = article_or_404(both.translation_key, "en", now)

    assert (first.article.headline, first.is_fallback, first.has_twin) == ("제목", True, False)
    assert (second.article.headline, second.is_fallback, second.has_twin) == ("The second", False, True)


def test_the_pinned_article_leads_until_its_pin_ends(now: datetime) -> None:
    for hours in range(4):
        wrote(now=now, headline=f"{hours} h old", public_from=now - timedelta(hours=hours))
    wrote(
        now=now,
        headline="Pinned",
        public_from=now - timedelta(days=9),
        pinned_until=now + timedelta(hours=1),
    )

    pinned, later = front("en", now), front("en", now + timedelta(hours=2))

    assert pinned.lead is not None
    assert later.lead is not None
    assert (pinned.lead.headline, [each.headline for each in pinned.beside]) == (
        "Pinned",
        ["0 h old", "1 h old", "2 h old"],
    )
    assert (later.lead.headline, [each.headline for each in later.below]) == ("0 h old", ["Pinned"])


def test_an_approval_that_is_broken_off_has_not_been_made(now: datetime) -> None:
    article = wrote(now=now, approved=False)
    public = wrote(now=now, headline="Public")
    before = AuditEntry.objects.count()

    def dies(**_told: object) -> None:
        raise RuntimeError

    for signal in (article_approved, article_taken_back, article_deleted):
        signal.connect(dies)
    try:
        for broken_off in (article.get_latest_revision().publish, public.unpublish, public.delete):
            with pytest.raises(RuntimeError):
                broken_off()
    finally:
        for signal in (article_approved, article_taken_back, article_deleted):
            signal.disconnect(dies)

    assert (_headlines(now), AuditEntry.objects.count()) == (["Public"], before)


def test_who_was_slower_takes_nothing_back_that_was_written_meanwhile(now: datetime) -> None:
    article = wrote(now=now, headline="First")
    held = Article.objects.get(pk=article.pk)
    first = article.get_latest_revision()
    assert first.content_object.headline == "First"
    article.headline = "Second"
    second = article.save_revision()
    first.publish()
    published = Article.objects.get(pk=article.pk)
    held.unpublish()
    taken_back = Article.objects.get(pk=article.pk)

    assert [(each.latest_revision, each.has_unpublished_changes, each.live) for each in (published, taken_back)] == [
        (second, True, True),
        (second, True, False),
    ]


@pytest.mark.parametrize("many", [False, True], ids=["one", "several"])
def test_what_is_deleted_is_told_to_the_trail_and_leaves_nothing_to_be_found(many: bool, now: datetime) -> None:
    officer = works_as(UserFactory(), Role.OFFICER, now)
    article = wrote(now=now, headline="Gone")
    client = Client()
    client.force_login(officer)
    here = "/en/desk/newsroom/write/"
    address = (
        f"{here}bulk/newsroom/article/delete/?id={article.pk}&next=/"
        if many
        else f"{here}snippets/newsroom/article/delete/{article.pk}/"
    )

    answer = client.post(address)

    last = AuditEntry.objects.filter(stream__name="newsroom").latest("position")
    assert (answer.status_code, Article.objects.count(), said_by([article.pk])) == (302, 0, {})
    assert (last.verb, last.object_id, last.actor_id) == (
        "newsroom.article_deleted",
        str(article.public_id),
        officer.pk,
    )


def test_what_was_written_since_the_page_was_opened_is_not_marked_as_followed(now: datetime) -> None:
    client = Client()
    client.force_login(works_as(UserFactory(), Role.WRITER, now))
    source = wrote(now=now, language="ko")
    twin = wrote(now=now, twin_of=source)
    here = f"/en/desk/newsroom/articles/{twin.public_id}/"
    source.save_revision()
    page = client.get(f"{here}translation/").content.decode()
    seen = re.findall(r'name="seen" value="([^"]*)"', page)[0]
    source.save_revision()

    late = client.post(f"{here}in-line/", {"seen": seen}, headers={"referer": f"http://testserver{here}translation/"})
    shown = client.get(late["Location"]).content.decode()
    twin.refresh_from_db()

    assert twin.follows_id != Article.objects.get(pk=source.pk).latest_revision_id
    assert "Somebody has changed this since you opened the page." in shown


@pytest.mark.parametrize("year", [26, 9999])
def test_no_hour_is_of_a_year_that_nobody_can_mean(year: int, now: datetime) -> None:
    odd = now.replace(year=year)
    for wrong in (
        lambda: wrote(now=now, public_from=odd),
        lambda: wrote(now=now, pinned_until=odd),
    ):
        with pytest.raises(Refused, match="1900"), override("en"):
            wrong()
    article = wrote(now=now)
    for kept in (LiveItem(words_en="Doors are open", at=odd), Correction(article=article, at=odd, note="Otherwise.")):
        with pytest.raises(ValidationError, match="1900"), override("en"):
            kept.full_clean()

    assert list(Article.objects.all()) == [article]
