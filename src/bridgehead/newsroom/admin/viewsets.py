"""The lists and forms of the newsroom's desk."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.ui.tables import LocaleColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from bridgehead.newsroom.forms import ArticleForm
from bridgehead.newsroom.models import Article, BusinessLink, LiveItem, Section
from bridgehead.newsroom.models.articles import LINKED_AGREEMENT, LINKED_FORUM, LINKED_ORGANISATION
from bridgehead.newsroom.queries.desk import all_articles

_TEXT = ObjectList(
    [
        FieldPanel("section"),
        FieldPanel("kicker"),
        FieldPanel("headline"),
        FieldPanel("lead"),
        MultiFieldPanel([FieldPanel("photo"), FieldPanel("photo_caption")], heading=_("Photograph")),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("byline"), FieldPanel("contact")], heading=_("Byline")),
    ],
    heading=_("Text"),
)


def _linked(relation: str, one: str, label: Any, heading: Any) -> MultipleChooserPanel:
    return MultipleChooserPanel(relation, chooser_field_name=one, label=label, heading=heading)


_TIES = ObjectList(
    [
        FieldPanel("topics"),
        _linked("linked_organisations", "organisation", LINKED_ORGANISATION, _("Organisations")),
        _linked("linked_agreements", "agreement", LINKED_AGREEMENT, _("Agreements")),
        _linked("linked_forums", "forum", LINKED_FORUM, _("Forums")),
    ],
    heading=_("Topics and records"),
)
_PUBLICATION = ObjectList(
    [
        FieldPanel("public_from"),
        FieldPanel("is_confidential"),
        FieldPanel("pinned_until"),
        FieldPanel("emphasis"),
        InlinePanel("corrections", label=pgettext_lazy("of an article", "correction"), heading=_("Corrections")),
    ],
    heading=_("Publication"),
)


class ArticleViewSet(SnippetViewSet):
    """Articles: written, checked at the desk, approved."""

    model = Article
    icon = "doc-full"
    menu_label = _("Articles")
    menu_order = 100
    add_to_admin_menu = True
    list_display = [
        "headline",
        "section",
        LocaleColumn(label=_("language")),
        "public_from",
        "status_string",
    ]
    list_filter = ["locale", "section", "live", "is_confidential"]
    search_fields = ["headline", "lead", "byline"]
    ordering = "-pk"
    list_per_page = 50
    edit_handler = TabbedInterface([_TEXT, _TIES, _PUBLICATION], base_form_class=ArticleForm)

    def get_queryset(self, request: Any) -> Any:
        """Read what the list shows with it."""
        return all_articles()


class LiveItemViewSet(SnippetViewSet):
    """Lines of the ticker that have no article."""

    model = LiveItem
    icon = "time"
    menu_label = _("Real-time news")
    menu_order = 110
    add_to_admin_menu = True
    list_display = ["words_ko", "words_en", "at", "is_withdrawn"]
    panels = [FieldPanel(each) for each in ("words_ko", "words_en", "address", "at", "is_withdrawn")]


class SectionViewSet(SnippetViewSet):
    """The parts of the newsroom."""

    model = Section
    icon = "folder-open-inverse"
    menu_label = _("Sections")
    menu_order = 120
    add_to_admin_menu = True
    list_display = ["name_ko", "name_en", "slug", "position"]
    panels = [FieldPanel(each) for each in ("name_ko", "name_en", "slug", "position")]


class BusinessLinkViewSet(SnippetViewSet):
    """The links at the foot of the front page."""

    model = BusinessLink
    icon = "link"
    menu_label = _("Business links")
    menu_order = 130
    add_to_admin_menu = True
    list_display = ["name_ko", "name_en", "address", "position"]
    panels = [FieldPanel(each) for each in ("name_ko", "name_en", "note_ko", "note_en", "address", "icon", "position")]


ALL = (ArticleViewSet, LiveItemViewSet, SectionViewSet, BusinessLinkViewSet)
