"""Organisations chosen by typing their name, in either language."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from bridgehead.directory.models import Organisation
from bridgehead.foundation.refusals import require


def organisations_to_name(limit: int = 400) -> list[str]:
    """Return names of listed organisations, in both languages, to choose from while typing."""
    listed = Organisation.objects.filter(is_listed=True).order_by("name_ko", "pk")
    pairs = listed.values_list("name_ko", "name_en")[:limit]
    return [name for pair in pairs for name in pair if name]


def organisation_named(name: str) -> Organisation:
    """Return the listed organisation of exactly that name, in either language; refuse when it is none or several."""
    typed = " ".join(name.split())
    found = list(Organisation.objects.filter(Q(name_ko__iexact=typed) | Q(name_en__iexact=typed), is_listed=True)[:2])
    require(bool(found), _("The directory lists no organisation of this name."), field="organisation")
    require(
        len(found) == 1,
        _("Several organisations bear this name. Write it in the other language."),
        field="organisation",
    )
    return found[0]
