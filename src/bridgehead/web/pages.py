"""Long lists, page by page; ``<c-pager>`` leads to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest


def page_of(
    request: HttpRequest, found: QuerySet[Any] | Sequence[Any], per_page: int, *, name: str = "page"
) -> Page[Any]:
    """Return the page that the address asks for; the first for nonsense, the last for too large a number.

    ``name`` is the parameter in the address; a second list on the same page needs one of its own.
    """
    return Paginator(found, per_page).get_page(request.GET.get(name))
