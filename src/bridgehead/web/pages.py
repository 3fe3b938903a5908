"""Long lists, page by page; ``<c-pager>`` leads to the others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest

#: A long list goes so far; who looks for more narrows it. Counting on would cost more the longer it is.
MOST_LISTED = 1_000


@dataclass(frozen=True, slots=True)
class CountUpTo:
    """How many there are: ``number``, or more where it ``is_more``."""

    number: int
    is_more: bool

    @classmethod
    def of(cls, number: int, most: int = MOST_LISTED) -> CountUpTo:
        """Tell a number no further than this."""
        return cls(min(number, most), number > most)


def count_up_to(found: QuerySet[Any], most: int = MOST_LISTED) -> CountUpTo:
    """Count no further than a page needs to know."""
    return CountUpTo.of(found.order_by()[: most + 1].count(), most)


class FirstOf:
    """The first of a list up to a number, for its pages.

    ``whole`` adds what is read with each. It is asked for those of a page alone: with all that were found, a database
    would put together what it then leaves out. ``ids`` are those of all that were found, where they are known already.
    """

    def __init__(
        self,
        found: QuerySet[Any],
        whole: Callable[[QuerySet[Any]], QuerySet[Any]],
        *,
        ids: Sequence[int] | None = None,
        most: int = MOST_LISTED,
    ) -> None:
        self._found, self._whole, self._given, self._most = found, whole, ids, most

    @cached_property
    def _ids(self) -> Sequence[int]:
        if self._given is not None:
            return self._given
        return list(self._found.values_list("pk", flat=True)[: self._most + 1])

    @property
    def is_more(self) -> bool:
        """Whether there are more than are listed."""
        return len(self._ids) > self._most

    def __len__(self) -> int:
        return min(len(self._ids), self._most)

    def __iter__(self) -> Iterator[Any]:
        return iter(self[:])

    def __getitem__(self, places: Any) -> Any:  # a slice: pages ask for nothing else
        ids = self._ids[: self._most][places]
        read = self._whole(self._found.model._default_manager.all()).in_bulk(ids)
        return [read[each] for each in ids if each in read]


def page_of(
    request: HttpRequest, found: QuerySet[Any] | Sequence[Any] | FirstOf, per_page: int, *, name: str = "page"
) -> Page[Any]:
    """Return the page that the address asks for; the first for nonsense, the last for too large a number.

    ``name`` is the parameter in the address; a second list on the same page needs one of its own.
    """
    return Paginator(found, per_page).get_page(request.GET.get(name))
