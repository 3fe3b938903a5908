"""Choosing an organisation, an agreement or a forum for an article: only what the editor may know of can be chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.newsroom.queries import choices


class WordsForm(BaseFilterForm):
    """What is looked for, in either language."""

    q = forms.CharField(
        label=_("Search term"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("Name in either language")}),
    )

    def filter(self, objects: Any) -> Any:
        """Leave the search to the view, which knows who asks; say that one is made."""
        self.search_query = self.cleaned_data.get("q", "").strip()
        self.is_searching = bool(self.search_query)
        return objects


class KnownChooser(BaseChooser):
    """Names what is chosen only as far as the editor knows of it: ``known`` is set by the article's form."""

    known: QuerySet[Any] | None = None

    def get_value_data(self, value: Any) -> dict[str, Any] | None:
        """Tell id and name; of what the editor does not know of, the id that stood in the article already."""
        pk = getattr(value, "pk", value)
        if pk in (None, ""):
            return None
        if not str(pk).isdecimal():
            return None
        found = self.known.filter(pk=pk).first() if self.known is not None else None
        if found is not None:
            return {"id": found.pk, self.display_title_key: choices.choice_of(self.model_class).title(found)}
        return {"id": int(pk), self.display_title_key: _("(one that you do not know of)")}


class _Known:
    """Offers and takes only what the editor may know of."""

    filter_form_class = WordsForm
    source: choices.Choice

    def get_object_list(self) -> Any:
        return self.source.found(actor_of(self.request), self.request.GET.get("q", "").strip(), clock.database_now())  # type: ignore[attr-defined]  # a view's

    def apply_object_list_ordering(self, objects: Any) -> Any:
        """They come as the search ranks them."""
        return objects

    def get_object(self, pk: Any) -> Model:
        found: QuerySet[Any] = self.source.known(actor_of(self.request), clock.database_now())  # type: ignore[attr-defined]  # a view's
        chosen: Model | None = found.filter(pk=pk).first()
        if chosen is None:
            raise Http404
        return chosen

    def get_objects(self, pks: Any) -> list[Model]:
        found = self.source.known(actor_of(self.request), clock.database_now()).in_bulk([int(pk) for pk in pks])  # type: ignore[attr-defined]  # a view's
        return [found[int(pk)] for pk in pks if int(pk) in found]

    def get_display_title(self, instance: Any) -> str:
        return self.source.title(instance)

    @property
    def title_column(self) -> Column:
        column: Column = super().title_column  # type: ignore[misc]  # the chooser's own
        column.accessor = self.source.title
        return column


def _viewset(name: str, choice: choices.Choice, one: Any, icon: str) -> ChooserViewSet:
    """The chooser of one kind of record."""

    def known(base: type[Any]) -> type[Any]:
        return type(base.__name__, (_Known, base), {"source": choice})

    kind = type(
        f"{name.capitalize()}ChooserViewSet",
        (ChooserViewSet,),
        {
            "model": choice.model,
            "icon": icon,
            "choose_one_text": one,
            "choose_another_text": _("Choose another"),
            "per_page": 12,
            "base_widget_class": KnownChooser,
            "choose_view_class": known(chooser.ChooseView),
            "choose_results_view_class": known(chooser.ChooseResultsView),
            "chosen_view_class": known(chooser.ChosenView),
            "chosen_multiple_view_class": known(chooser.ChosenMultipleView),
        },
    )
    return kind(f"newsroom_{name}_chooser")


ORGANISATIONS = _viewset("organisation", choices.ORGANISATIONS, _("Choose an organisation"), "group")
AGREEMENTS = _viewset("agreement", choices.AGREEMENTS, _("Choose an agreement"), "clipboard-list")
FORUMS = _viewset("forum", choices.FORUMS, _("Choose a forum"), "calendar-alt")
ALL = (ORGANISATIONS, AGREEMENTS, FORUMS)
