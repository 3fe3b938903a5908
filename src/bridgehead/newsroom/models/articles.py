"""Articles: one record per language, tied to its twin by a key that both share and that their address is made of."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.log_actions import get_active_log_context
from wagtail.models import (
    DraftStateMixin,
    Locale,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)

from bridgehead.agreements.models import Agreement
from bridgehead.directory.models import Organisation, Topic
from bridgehead.events.models import Forum
from bridgehead.foundation.bases import LineField, ProseField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.foundation.changes import ShownModel
from bridgehead.foundation.clock import require_usual_year
from bridgehead.foundation.refusals import Refused
from bridgehead.newsroom.models.blocks import Body, words_in
from bridgehead.newsroom.models.photos import Photo
from bridgehead.newsroom.rules import Emphasis
from bridgehead.newsroom.signals import article_approved, article_deleted, article_taken_back

#: What an article is tied to, as its form calls one of them.
LINKED_ORGANISATION = pgettext_lazy("of an article", "organisation")
LINKED_AGREEMENT = pgettext_lazy("of an article", "agreement")
LINKED_FORUM = pgettext_lazy("of an article", "forum")


class Section(ShownModel, PublicModel, BilingualModel):
    """A part of the newsroom: forums, partnering, places, policy, …"""

    name_ko = LineField(_("name (Korean)"), max_length=60)
    name_en = LineField(_("name (English)"), max_length=60)
    slug = models.SlugField(_("in the address"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")


APPROVED = Q(live=True, is_confidential=False)


class ArticleQuerySet(models.QuerySet["Article"]):
    """Articles by how public they are."""

    def approved(self) -> Self:
        """Those that are public once their hour has come."""
        return self.filter(APPROVED)

    def public(self, now: datetime) -> Self:
        """Those that everybody may read at a moment: the embargo is here, in storage, and nowhere else."""
        return self.approved().filter(public_from__lte=now)

    def in_language(self, language: str) -> Self:
        """Those in one language."""
        # By the locale's key, not joined: lists walk along an index that begins with it, whatever statistics say.
        return self.filter(locale_id=Subquery(Locale.objects.filter(language_code=language).values("pk")[:1]))

    @transaction.atomic
    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete them one by one: of each it is told."""
        each_gone = [article.delete() for article in self.order_by("pk")]
        gone = sum((Counter(kinds) for _number, kinds in each_gone), Counter[str]())
        return sum(number for number, _kinds in each_gone), dict(gone)

    delete.alters_data = True  # type: ignore[attr-defined]  # as Django marks its own
    delete.queryset_only = True  # type: ignore[attr-defined]  # as above

    def newest_first(self) -> Self:
        """The newest first; of one moment the later written."""
        return self.order_by("-public_from", "-pk")


class Article(
    ShownModel,
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    ClusterableModel,
    PublicModel,
):
    """One article in one language.

    Its row holds what was last published; drafts are revisions. It is public once it is ``live`` (approved) and its
    hour ``public_from`` has come. Twins share ``translation_key``, by which both are addressed.
    """

    #: What lists show of it: a body would be read for nothing.
    LIST_FIELDS = (
        "public_id",
        "translation_key",
        "locale",
        "kicker",
        "headline",
        "lead",
        "byline",
        "public_from",
        "last_published_at",
        "section",
        "photo",
        "is_sample",
        "emphasis",
        "pinned_until",
    )

    live = models.BooleanField(_("approved"), default=False, editable=False)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="articles", verbose_name=_("section"))
    kicker = LineField(_("kicker"), max_length=60, blank=True)
    headline = LineField(_("headline"), max_length=200)
    lead = ProseField(_("lead"), max_length=600, blank=True)
    body = StreamField(Body(), blank=True, verbose_name=_("body"))
    photo = models.ForeignKey(
        Photo, null=True, blank=True, on_delete=models.PROTECT, related_name="articles", verbose_name=_("photograph")
    )
    photo_caption = LineField(_("caption"), max_length=300, blank=True)
    byline = LineField(_("byline"), max_length=120)
    contact = models.EmailField(_("contact"), max_length=254, blank=True)
    #: Every photograph that what was published shows, kept with each approval: they are public with the article.
    photos = models.ManyToManyField(Photo, editable=False, related_name="shown_in")
    topics = ParentalManyToManyField(
        Topic, blank=True, related_name="articles", verbose_name=_("topics"), limit_choices_to={"merged_into": None}
    )
    #: From when it is public, once it is approved; later than the approval it is an embargo.
    public_from = models.DateTimeField(_("public from"), null=True, blank=True, validators=[require_usual_year])
    is_confidential = models.BooleanField(_("confidential: never to be published"), default=False)
    emphasis = models.CharField(_("in rankings"), max_length=7, choices=Emphasis, default=Emphasis.USUAL)
    pinned_until = models.DateTimeField(
        _("at the top of the front page until"), null=True, blank=True, validators=[require_usual_year]
    )
    #: The revision of its twin that this one was last brought in line with; a later one makes it stale.
    follows = models.ForeignKey(
        Revision, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    is_sample = models.BooleanField(default=False, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.UniqueConstraint(fields=["translation_key", "locale"], name="article_one_per_language"),
            models.CheckConstraint(
                condition=Q(live=False) | Q(public_from__isnull=False), name="article_public_has_its_hour"
            ),
            models.CheckConstraint(
                condition=Q(live=False) | Q(is_confidential=False), name="article_confidential_is_not_approved"
            ),
        ]
        # Each holds all that is asked of an article whether it is public: a row, which holds its body, is not read.
        indexes = [
            models.Index(fields=["locale", "-public_from"], condition=APPROVED, name="article_newest"),
            models.Index(fields=["section", "locale", "-public_from"], condition=APPROVED, name="article_of_section"),
            models.Index(fields=["-public_from"], condition=APPROVED, name="article_hours"),
            models.Index(fields=["id", "locale", "public_from"], condition=APPROVED, name="article_found"),
            models.Index(fields=["pinned_until"], condition=Q(pinned_until__isnull=False), name="article_pinned"),
            models.Index(fields=["emphasis"], name="article_emphasised"),
        ]

    def __str__(self) -> str:
        return self.headline or str(_("Article without a headline"))

    @property
    def language(self) -> str:
        """The language it is written in: ``ko`` or ``en``."""
        return str(self.locale.language_code)

    @property
    def text(self) -> str:
        """Everything that it says, without marks, a piece a line."""
        return "\n".join(each for each in (self.kicker, self.headline, self.lead, words_in(self.body)) if each)

    @property
    def changed_at(self) -> datetime | None:
        """When what readers find of it last changed: with its hour, or with the latest approval after that."""
        return max((each for each in (self.public_from, self.last_published_at) if each), default=None)

    def is_under_embargo(self, now: datetime) -> bool:
        """Whether it is approved, and its hour still to come."""
        approved = self.live and not self.is_confidential
        return approved and self.public_from is not None and self.public_from > now

    def get_absolute_url(self) -> str:
        """Its address in the language of the page."""
        return reverse("newsroom:article", args=[self.translation_key])

    def save(self, *arguments: Any, **options: Any) -> None:
        """Save; what is approved without an hour of its own is public from its approval."""
        if self.live and self.public_from is None:
            self.public_from = self.last_published_at
        super().save(*arguments, **options)

    def with_content_json(self, content: Any) -> Any:
        """Return the article as a revision has it: its twin is not a revision's to say, and merged topics lead on."""
        written = super().with_content_json({**content, "topics": _that_stand(content.get("topics") or [])})
        written.follows_id = self.follows_id
        return written

    @transaction.atomic
    def publish(self, revision: Revision, *arguments: Any, **options: Any) -> None:
        """Approve a revision, the one way by which any of it becomes public; a confidential one is refused."""
        self._hold()
        # Read anew: it is laid over the row as that stands now, with what was written since the page was opened.
        approved = Revision.objects.get(pk=revision.pk)
        if approved.as_object().is_confidential:
            raise Refused(_now_("This article is confidential. Take the mark away before it is approved."))
        super().publish(approved, *arguments, **options)
        article_approved.send(type(self), article_id=self.pk, user_id=_user_of(options))

    @transaction.atomic
    def unpublish(self, *arguments: Any, **options: Any) -> None:
        """Take it back from readers."""
        self._hold()
        self.refresh_from_db()
        super().unpublish(*arguments, **options)
        article_taken_back.send(type(self), article_id=self.pk, user_id=_user_of(options))

    @transaction.atomic
    def delete(self, *arguments: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Delete it for good, and tell those who keep something of it."""
        # Wagtail deletes without saying who does; at its desk it knows.
        user = get_active_log_context().user
        article_deleted.send(type(self), article_id=self.pk, user_id=user.pk if user else None)
        return super().delete(*arguments, **options)

    def _hold(self) -> None:
        """Let nobody else approve it or take it back until this is done."""
        Article.objects.select_for_update().values_list("pk").filter(pk=self.pk).first()

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        """Preview it as readers will see it."""
        return "newsroom/preview.html"


def _that_stand(topics: list[int]) -> list[int]:
    """Return the keys of topics, of each that was merged since the one that stayed."""
    gone = Topic.objects.filter(pk__in=topics, merged_into__isnull=False) if topics else Topic.objects.none()
    stayed = {pk: stays for pk, stays in gone.values_list("pk", "merged_into") if stays}
    return list(dict.fromkeys(stayed.get(each, each) for each in topics))


def _user_of(options: dict[str, Any]) -> int | None:
    user = options.get("user")
    return user.pk if user else None


class Linked(models.Model):
    """What an article is tied to, in the order that its editor gave."""

    position = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    sort_order_field = "position"

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class LinkedOrganisation(Linked):
    """An organisation that an article tells of."""

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="linked_organisations")
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="links_from_articles",
        verbose_name=LINKED_ORGANISATION,
    )

    class Meta(Linked.Meta):
        constraints = [
            models.UniqueConstraint(fields=["article", "organisation"], name="article_links_organisation_once")
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.organisation_id}"


class LinkedAgreement(Linked):
    """An agreement that an article tells of; readers see of it what is public."""

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="linked_agreements")
    agreement = models.ForeignKey(
        Agreement,
        on_delete=models.CASCADE,
        related_name="links_from_articles",
        verbose_name=LINKED_AGREEMENT,
    )

    class Meta(Linked.Meta):
        constraints = [models.UniqueConstraint(fields=["article", "agreement"], name="article_links_agreement_once")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.agreement_id}"


class LinkedForum(Linked):
    """A forum that an article tells of."""

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="linked_forums")
    forum = models.ForeignKey(
        Forum,
        on_delete=models.CASCADE,
        related_name="links_from_articles",
        verbose_name=LINKED_FORUM,
    )

    class Meta(Linked.Meta):
        constraints = [models.UniqueConstraint(fields=["article", "forum"], name="article_links_forum_once")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.forum_id}"


class Correction(PublicModel):
    """What was wrong in a published article, said openly and kept."""

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="corrections")
    at = models.DateTimeField(_("corrected"), validators=[require_usual_year])
    note = ProseField(_("what was wrong, and what is right"), max_length=600)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")

    def __str__(self) -> str:
        return self.note
