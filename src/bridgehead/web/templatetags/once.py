"""A part of a page that is the same for many: drawn once for each of the values that it speaks of."""

from __future__ import annotations

from collections import OrderedDict

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

#: Of one part; beyond it what was drawn first goes.
MOST = 512


@register.tag
def once(parser: Parser, token: Token) -> Once:
    """``{% once round.public_id shown %} … {% endonce %}``: kept in this process for each language and these values.

    The part depends on nothing else: it holds no form (each session has its own token), no name of the reader, no hour.
    """
    _name, *values = token.split_contents()
    drawn = parser.parse(("endonce",))
    parser.delete_first_token()
    return Once(drawn, [parser.compile_filter(each) for each in values])


class Once(template.Node):
    """The part between the tags, and what was drawn of it."""

    def __init__(self, nodelist: NodeList, values: list[FilterExpression]) -> None:
        self.nodelist, self.values = nodelist, values
        self.drawn: OrderedDict[tuple[object, ...], SafeString] = OrderedDict()

    def render(self, context: template.Context) -> SafeString:
        """Return the part, drawn now where it was not before."""
        key = (get_language(), *(each.resolve(context) for each in self.values))
        found = self.drawn.get(key)
        if found is None:
            found = self.drawn[key] = self.nodelist.render(context)
            if len(self.drawn) > MOST:
                self.drawn.popitem(last=False)
        return found
