"""What an editor may tie an article to: what the person may know of, found by its name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.text import capfirst

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.models import Agreement, Concealable, Party
from bridgehead.agreements.queries.ledger import readable
from bridgehead.agreements.queries.public import public_agreements
from bridgehead.directory.models import Organisation
from bridgehead.directory.queries import search_organisations, visible_organisations
from bridgehead.events.models import Forum
from bridgehead.events.queries.forums import visible_forums
from bridgehead.foundation.bilingual import wording


@dataclass(frozen=True, slots=True)
class Choice:
    """One kind of record: which of them the person knows of, which are found by words, and what each is called."""

    model: type[Model]
    known: Callable[[Actor, datetime], QuerySet[Any]]
    found: Callable[[Actor, str, datetime], Sequence[Any] | QuerySet[Any]]
    title: Callable[[Any], str]

    def among(self, actor: Actor, now: datetime, *, besides: Collection[int]) -> QuerySet[Any]:
        """Return what may stand in an article: what the person knows of, and by id what stands in it already."""
        known = Q(pk__in=self.known(actor, now).values("pk"))
        return self.model._default_manager.filter(known | Q(pk__in=besides))


def _known_organisations(actor: Actor, now: datetime) -> QuerySet[Organisation]:
    return visible_organisations(actor)


def _organisations(actor: Actor, words: str, now: datetime) -> Sequence[Organisation]:
    return search_organisations(actor, words)


def _known_agreements(actor: Actor, now: datetime) -> QuerySet[Agreement]:
    in_full = Exists(readable(actor).filter(pk=OuterRef("pk")))
    known = Agreement.objects.annotate(in_full=in_full).filter(
        Q(in_full=True) | Q(pk__in=public_agreements(now).values("pk"))
    )
    return known.select_related("current")


def _agreements(actor: Actor, words: str, now: datetime) -> QuerySet[Agreement]:
    found = _known_agreements(actor, now).order_by("-current__signed_on", "-pk")
    if not words:
        return found
    said = Q(current__name_ko__icontains=words) | Q(current__name_en__icontains=words)
    bound = Party.objects.filter(organisation__in=_named(actor, words))
    # What is kept from the public finds an agreement only for those who read it in full.
    open_said = said & ~Q(concealed__icontains=Concealable.SUBJECT.value)
    open_bound = Q(current__in=bound.filter(is_disclosed=True).values("terms"))
    return found.filter(Q(in_full=True) & (said | Q(current__in=bound.values("terms"))) | open_said | open_bound)


def _named(actor: Actor, words: str) -> list[int]:
    return [each.pk for each in search_organisations(actor, words)[:20]]


def _agreement_title(agreement: Agreement) -> str:
    terms = agreement.current
    is_hidden = agreement.conceals(Concealable.SUBJECT) and not getattr(agreement, "in_full", False)
    name = wording(terms, "name").text if terms and not is_hidden else ""
    day = terms.signed_on.isoformat() if terms and terms.signed_on else ""
    kind = capfirst(terms.get_kind_display()) if terms else str(agreement.public_id)
    return " · ".join(each for each in (name or kind, day) if each)


def _known_forums(actor: Actor, now: datetime) -> QuerySet[Forum]:
    return visible_forums(actor)


def _forums(actor: Actor, words: str, now: datetime) -> QuerySet[Forum]:
    found = visible_forums(actor).order_by("-starts_at", "-pk")
    return found.filter(Q(name_ko__icontains=words) | Q(name_en__icontains=words)) if words else found


def _both_names(record: Any) -> str:
    names = [record.name_ko, record.name_en]
    return " · ".join(dict.fromkeys(each for each in names if each))


ORGANISATIONS = Choice(Organisation, _known_organisations, _organisations, _both_names)
AGREEMENTS = Choice(Agreement, _known_agreements, _agreements, _agreement_title)
FORUMS = Choice(Forum, _known_forums, _forums, _both_names)


def choice_of(model: type[Model]) -> Choice:
    """Return by what rule records of a model are chosen."""
    return next(each for each in (ORGANISATIONS, AGREEMENTS, FORUMS) if each.model is model)
