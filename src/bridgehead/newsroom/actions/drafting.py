"""Articles begun at the desk from what is there already: an agreement in the ledger, or a press text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.models import Agreement
from bridgehead.directory.queries import visible_organisations
from bridgehead.foundation import idempotency
from bridgehead.foundation.bilingual import LANGUAGES
from bridgehead.foundation.refusals import require
from bridgehead.newsroom.actions.writing import Ties, author_of, write_article
from bridgehead.newsroom.models import Article, Figure, Section
from bridgehead.newsroom.models.figures import worth_of
from bridgehead.newsroom.queries.drafting import Telling, ToldAmount, agreement_to_tell, telling_of
from bridgehead.newsroom.rules import Quote, may_write

#: What a key stands for: both ways of beginning an article.
_BEGUN = "newsroom.begin_article"


@transaction.atomic
def draft_from_agreement(
    *,
    agreement_id: UUID,
    languages: Collection[str],
    section: Section,
    by: Actor,
    now: datetime,
    idempotency_key: str = "",
) -> list[Article]:
    """Begin an article on a public agreement, in one language or both: tied to its parties, its amounts bound to it.

    It says of the agreement what anybody may know. Asked for twice it returns what was begun.
    """
    require(may_write(by), _("Only the newsroom writes articles."))
    begun = _begun_before(by, idempotency_key)
    if begun is not None:
        twins = Article.objects.filter(translation_key=begun.translation_key, locale__language_code__in=languages)
        return list(twins.order_by("pk")) or [begun]
    agreement, shown = agreement_to_tell(agreement_id, now)
    named = [each.organisation for each in shown.parties if each.organisation and each.organisation.is_listed]
    written: list[Article] = []
    for language in [each for each in LANGUAGES if each in languages]:
        told = telling_of(shown, language)
        article = write_article(
            language=language,
            fields={
                "section": section,
                "headline": told.headline[:200],
                "byline": byline_of(by, language),
                "body": paragraphs_of([told.paragraph]),
                "is_sample": agreement.is_sample,
            },
            by=by,
            now=now,
            ties=Ties(organisations=named, agreements=[agreement]),
            twin_of=written[0].translation_key if written else None,
        )
        _bind(article, agreement, told, by)
        written.append(article)
    if len(written) == len(LANGUAGES):
        first, second = written
        Article.objects.filter(pk=second.pk).update(follows=first.latest_revision_id)
        Article.objects.filter(pk=first.pk).update(follows=second.latest_revision_id)
    if written:
        _remember(by, idempotency_key, written[0])
    return written


@transaction.atomic
def draft_from_press_text(
    *,
    language: str,
    section: Section,
    headline: str,
    lead: str,
    body: str,
    organisations: Collection[UUID],
    by: Actor,
    now: datetime,
    idempotency_key: str = "",
) -> Article:
    """Begin an article with what a press text says, tied to those of its organisations that were accepted."""
    require(may_write(by), _("Only the newsroom writes articles."))
    begun = _begun_before(by, idempotency_key)
    if begun is not None:
        return begun
    tied = list(visible_organisations(by).filter(public_id__in=organisations).order_by("pk"))
    article = write_article(
        language=language,
        fields={
            "section": section,
            "headline": headline,
            "lead": lead,
            "byline": byline_of(by, language),
            "body": paragraphs_of(body.splitlines()),
        },
        by=by,
        now=now,
        ties=Ties(organisations=tied),
    )
    _remember(by, idempotency_key, article)
    return article


def _begun_before(by: Actor, key: str) -> Article | None:
    """Return what the same form has begun already."""
    made = idempotency.made_before(actor_id=by.user_id or 0, deed=_BEGUN, key=key)
    return Article.objects.filter(public_id=made).first() if made else None


def _remember(by: Actor, key: str, begun: Article) -> None:
    idempotency.remember(actor_id=by.user_id or 0, deed=_BEGUN, key=key, made=str(begun.public_id))


def byline_of(by: Actor, language: str) -> str:
    """Return the name that an article is begun under."""
    person = author_of(by)
    with override(language):
        return (person.full_name(language) if person else "")[:120] or _("Newsroom")


def paragraphs_of(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Return a body of plain paragraphs."""
    return [("paragraph", f"<p>{escape(each.strip())}</p>") for each in lines if each.strip()]


def _bind(article: Article, agreement: Agreement, told: Telling, by: Actor) -> None:
    """Bind the amounts of the first paragraph to the record that they were taken from."""
    text, start = article.text, article.text.find(told.paragraph)
    figures: list[Figure] = []
    for each in told.amounts if start >= 0 else ():
        place = text.index(each.reading.figure, start)
        start = place + len(each.reading.figure)
        figure = _figure(each, agreement, Quote.of(text, place, start))
        figures += [figure] if figure else []
    if figures:
        written = article.get_latest_revision_as_object()
        written.figures.add(*figures)
        written.save_revision(user=author_of(by))
        article.refresh_from_db()


def _figure(told: ToldAmount, agreement: Agreement, quote: Quote) -> Figure | None:
    worth = worth_of(told.amount)
    if worth is None:
        return None
    return Figure(
        agreement=agreement,
        component=told.amount.component,
        order=told.amount.order,
        words=quote.words,
        before=quote.before,
        after=quote.after,
        minor=worth[0],
        minor_to=worth[1],
        currency=worth[2],
        exactness=told.amount.exactness,
        was_public=True,
    )
