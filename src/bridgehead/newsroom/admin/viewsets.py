"""The lists and forms of the newsroom's desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.compare import ForeignObjectComparison
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.ui.tables import Column, LocaleColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from bridgehead.accounts.actor import ANONYMOUS, actor_for
from bridgehead.foundation import clock
from bridgehead.newsroom.forms import ArticleForm
from bridgehead.newsroom.models import Article, BusinessLink, LiveItem, Section
from bridgehead.newsroom.models.articles import LINKED_AGREEMENT, LINKED_FORUM, LINKED_ORGANISATION
from bridgehead.newsroom.queries import choices
from bridgehead.newsroom.queries.desk import all_articles

_TEXT = ObjectList(
    [
        # A newsroom has a handful of sections: they are read in one look.
        FieldPanel("section", widget=forms.Select),
        FieldPanel("kicker"),
        FieldPanel("headline"),
        FieldPanel("lead"),
        MultiFieldPanel([FieldPanel("photo"), FieldPanel("photo_caption")], heading=_("Photograph")),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("byline"), FieldPanel("contact")], heading=_("Byline")),
    ],
    heading=_("Text"),
)


class TiedComparison(ForeignObjectComparison):
    """What an article is tied to, in two versions, by the names that everybody may know."""

    def get_objects(self) -> tuple[str | None, str | None]:
        """Return the names; a version tells nobody of what is hidden, whoever compares."""
        choice = choices.choice_of(self.field.related_model)
        known = choice.known(ANONYMOUS, clock.database_now()).in_bulk(
            [each for each in (self.val_a, self.val_b) if each]
        )
        names = [choice.title(known[pk]) if pk in known else _("(not public)") for pk in (self.val_a, self.val_b)]
        one, two = (str(name) if pk else None for name, pk in zip(names, (self.val_a, self.val_b), strict=True))
        return one, two


class TiedPanel(FieldPanel):
    """Chooses what an article is tied to."""

    def get_comparison_class(self) -> type[TiedComparison]:
        """Compare by what everybody may know."""
        return TiedComparison


def _linked(relation: str, one: str, label: Any, heading: Any) -> MultipleChooserPanel:
    return MultipleChooserPanel(relation, chooser_field_name=one, panels=[TiedPanel(one)], label=label, heading=heading)


_TIES = ObjectList(
    [
        HelpPanel(template="newsroom/desk/_proposals_panel.html", heading=_("What the text tells")),
        FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
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


class TiedArticleForm(ArticleForm):
    """The article's form, made for whoever edits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tie_among(actor_for(self.for_user) if self.for_user else ANONYMOUS, clock.database_now())


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
        Column("status_string", label=_("state")),
    ]
    list_filter = ["locale", "section", "live", "is_confidential"]
    search_fields = ["headline", "lead", "byline"]
    ordering = "-pk"
    list_per_page = 50
    edit_handler = TabbedInterface([_TEXT, _TIES, _PUBLICATION], base_form_class=TiedArticleForm)

    def get_queryset(self, request: Any) -> Any:
        """Read what the list shows with it."""
        return all_articles()


class LiveItemForm(WagtailAdminModelForm):
    """A line of the ticker; a new one is of now unless another hour is chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["at"] = clock.now()


class LiveItemViewSet(SnippetViewSet):
    """Lines of the ticker that have no article."""

    model = LiveItem
    icon = "time"
    menu_label = _("Real-time news")
    menu_order = 110
    add_to_admin_menu = True
    list_display = ["words_ko", "words_en", "at", "is_withdrawn"]
    edit_handler = ObjectList(
        [FieldPanel(each) for each in ("words_ko", "words_en", "address", "at", "is_withdrawn")],
        base_form_class=LiveItemForm,
    )


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
