"""The choices of a field under their headings."""

from __future__ import annotations

from django import template
from django.forms import BoundField
from django.forms.boundfield import BoundWidget

register = template.Library()


@register.filter
def choice_groups(field: BoundField) -> list[tuple[str, list[BoundWidget]]]:
    """The choices of radios or boxes, under their headings where they stand under some; "" for none."""
    drawn = list(field.subwidgets)
    choices = field.field.choices  # type: ignore[attr-defined]  # a choice field: only these have several widgets
    if not isinstance(choices, list):
        return [("", drawn)]
    left, groups = iter(drawn), []
    for value, said in choices:
        if isinstance(said, list | tuple):
            groups.append((str(value), [next(left) for _choice in said]))
        elif groups and not groups[-1][0]:
            groups[-1][1].append(next(left))
        else:
            groups.append(("", [next(left)]))
    return groups
