"""What an officer types of a topic, and which one is to go into it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bridgehead.directory.actions.topics import NAME_STAYS_TAKEN, SHOWN, TopicSaid
from bridgehead.directory.models import Topic
from bridgehead.directory.queries.topics import broader_choices, merged_under, topic_lines
from bridgehead.foundation.bases import require_one_line
from bridgehead.foundation.records import seen_of
from bridgehead.web.forms import InRows, LongSelect

MOST_SYNONYMS = 1_000


def _name(label: Any, language: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=120, validators=[require_one_line], widget=forms.TextInput(attrs={"lang": language})
    )


class TopicForm(InRows, forms.Form):
    """A topic in both languages, its other words, and the topic above it."""

    layout: ClassVar = [("name_ko", "name_en"), ("broader",), ("synonyms",)]
    name_ko = _name(_("Name (Korean)"), "ko")
    name_en = _name(_("Name (English)"), "en")
    broader = forms.ChoiceField(
        label=_("Stands below"),
        required=False,
        widget=LongSelect,
        help_text=_("Empty: a topic by itself, or a heading."),
    )
    synonyms = forms.CharField(
        label=_("Other words for it"),
        required=False,
        max_length=MOST_SYNONYMS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One a line, in either language. Who searches for one of them finds what is chosen under this topic."
        ),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, topic: Topic | None = None, **kwargs: Any) -> None:
        if topic is not None:
            kwargs["initial"] = {
                "name_ko": topic.name_ko,
                "name_en": topic.name_en,
                "synonyms": topic.synonyms,
                "broader": str(topic.broader.public_id) if topic.broader else "",
                "seen": seen_of(topic, SHOWN),
            }
        super().__init__(*args, **kwargs)
        offered = {str(each.public_id): each for each in broader_choices(topic)}
        if topic is not None and topic.broader is not None:
            offered.setdefault(str(topic.broader.public_id), topic.broader)
        self._ids = {public_id: each.pk for public_id, each in offered.items()}
        named = sorted(
            ((public_id, each.name) for public_id, each in offered.items()), key=lambda pair: pair[1].casefold()
        )
        self.fields["broader"].choices = [("", "–"), *named]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_name_ko(self) -> str:
        """Lead to the topic that a merged one of this name went into."""
        return self._free("ko")

    def clean_name_en(self) -> str:
        """Likewise."""
        return self._free("en")

    def _free(self, language: str) -> str:
        name = " ".join(self.cleaned_data[f"name_{language}"].split())
        gone = merged_under(language, name)
        if gone is not None and gone.merged_into is not None:
            address = reverse("directory_desk:topic", args=[gone.merged_into.public_id])
            stayed = gettext("The topic that stayed: %(topic)s") % {"topic": gone.merged_into.name}
            raise forms.ValidationError(format_html('{} <a href="{}">{}</a>', NAME_STAYS_TAKEN, address, stayed))
        return name

    def said(self) -> TopicSaid:
        """Return what was typed, as the action takes it."""
        typed = self.cleaned_data
        names = {name: typed[name] for name in ("name_ko", "name_en")}
        return TopicSaid(**names, synonyms=typed["synonyms"], broader_id=self._ids.get(typed["broader"]))


class MergeTopicForm(forms.Form):
    """Which topic is to go into another."""

    gone = forms.ChoiceField(label=_("The topic that goes"), widget=LongSelect)

    def __init__(self, *args: Any, kept: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = {str(line.topic.public_id): line.topic for line in topic_lines() if line.topic.pk != kept.pk}
        self._others = others
        named = [(public_id, each.name) for public_id, each in others.items()]
        self.fields["gone"].choices = [("", "–"), *named]  # type: ignore[attr-defined]  # a ChoiceField

    def topic(self) -> Topic:
        """Return the one that was chosen."""
        return self._others[self.cleaned_data["gone"]]
