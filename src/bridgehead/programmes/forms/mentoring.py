"""What officers type about mentors and their hours, and companies when they book one."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.directory.models import Topic
from bridgehead.directory.queries import all_topics
from bridgehead.foundation.bases import require_one_line, require_text
from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.records import seen_of
from bridgehead.programmes.actions.mentors import SHOWN
from bridgehead.programmes.forms.reviews import TopicsField
from bridgehead.programmes.models import Mentor
from bridgehead.web.formats import format_minutes
from bridgehead.web.forms import InRows
from bridgehead.web.wall_time import WallTimeField

#: Lengths that are offered, in minutes.
LENGTHS = (15, 20, 30, 45, 60, 90, 120)


def _prose(label: Any, *, most: int, rows: int, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), validators=[require_text], **options
    )


class MentorForm(InRows, forms.Form):
    """A few words about a mentor in both languages, and what they know."""

    layout: ClassVar = [("about_ko", "about_en"), ("topics",)]
    about_ko = _prose(_("About the mentor (Korean)"), most=1000, rows=3, required=False)
    about_en = _prose(_("About the mentor (English)"), most=1000, rows=3, required=False)
    topics = TopicsField(
        label=_("Topics"), queryset=Topic.objects.none(), required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, mentor: Mentor | None = None, **kwargs: Any) -> None:
        if mentor is not None:
            kwargs["initial"] = {
                "about_ko": mentor.about_ko,
                "about_en": mentor.about_en,
                "topics": [each.pk for each in mentor.topics.all()],
                "seen": seen_of(mentor, SHOWN),
            }
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = all_topics(kwargs.get("initial", {}).get("topics", ()))  # type: ignore[attr-defined]  # a ModelMultipleChoiceField

    def told(self) -> dict[str, Any]:
        """Return what is said of the mentor."""
        said = self.cleaned_data
        return {"about_ko": said["about_ko"], "about_en": said["about_en"], "topics": list(said["topics"])}


class NewMentorForm(MentorForm):
    """Somebody named by their address, with what is said of them."""

    layout: ClassVar = [("email",), *MentorForm.layout]
    email = forms.EmailField(label=_("E-mail"), max_length=254)


class HoursForm(InRows, forms.Form):
    """Times one after the other from a moment on, and again each week until a day."""

    layout: ClassVar = [("first",), ("minutes", "number"), ("until",), ("where",)]
    first = WallTimeField(label=_("First time"), help_text=_("As the clocks of the programme show it."))
    minutes = forms.TypedChoiceField(label=_("Length of each"), coerce=int, initial=30)
    number = forms.IntegerField(label=_("How many, one after the other"), min_value=1, max_value=16, initial=4)
    until = forms.DateField(
        label=_("Each week until"), required=False, help_text=_("Empty: on this day alone."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    where = forms.CharField(
        label=_("Where they take place"), required=False, max_length=300, validators=[require_one_line],
        help_text=_("A room or the address of a call. Only the mentor and whoever books reads it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = reading_language()
        lengths = [(str(each), format_minutes(each, language)) for each in LENGTHS]
        self.fields["minutes"].choices = lengths  # type: ignore[attr-defined]  # a ChoiceField


class AskForm(forms.Form):
    """What a company wants to ask a mentor."""

    asks = _prose(
        _("What do you want to ask?"), most=2000, rows=5,
        help_text=_("Read by the mentor and the officers of the programme."),
    )  # fmt: skip
