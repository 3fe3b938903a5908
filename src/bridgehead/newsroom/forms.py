"""What is typed at the newsroom's desk, and by readers who follow it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.images.forms import BaseImageForm

from bridgehead.accounts.actor import Actor, actor_for
from bridgehead.accounts.forms import address_field
from bridgehead.directory.queries import all_topics
from bridgehead.foundation.bases import ComposedField
from bridgehead.foundation.bilingual import LANGUAGES, reading_language
from bridgehead.foundation.clock import require_usual_year
from bridgehead.foundation.idempotency import MAX_KEY
from bridgehead.foundation.refusals import Refused
from bridgehead.newsroom.models import Follow, Follower, PressPass, Section
from bridgehead.newsroom.models.follows import LANGUAGES as LETTER_LANGUAGES
from bridgehead.newsroom.queries import choices
from bridgehead.newsroom.queries.articles import sections
from bridgehead.newsroom.rules import MOST_EMBEDDED, USUALLY_EMBEDDED, Rhythm, Role, may_approve, revisions_mark
from bridgehead.web.formats import City
from bridgehead.web.pictures import photograph
from bridgehead.web.wall_time import WallTimeField, ZonedFormMixin, typed_moment

#: By relation of an article: the field that names what it is tied to, and what of that may be chosen.
_TIES = {
    "linked_organisations": ("organisation", choices.ORGANISATIONS),
    "linked_agreements": ("agreement", choices.AGREEMENTS),
    "linked_forums": ("forum", choices.FORUMS),
}


class PhotoForm(BaseImageForm):
    """A photograph: redrawn when it is taken in, so that nothing but the picture is kept."""

    def clean_file(self) -> Any:
        """Draw what was uploaded anew: a page behind the picture, or where it was taken, goes with the old file."""
        given = self.cleaned_data["file"]
        if not isinstance(given, UploadedFile):
            return given
        try:
            return photograph(given)
        except Refused as refused:
            raise forms.ValidationError(str(refused.sentence)) from refused

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self._user = user

    def clean(self) -> dict[str, Any]:
        """Ask what it shows in one language at least; what readers have changes by an approval alone."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.has_changed() and not self._may_change():
            self.add_error(
                None,
                _(
                    "This photograph stands in an approved article. Ask a press officer to change it, or bring in "
                    "another one and put that into the article."
                ),
            )
        if not (cleaned.get("alt_ko") or cleaned.get("alt_en")):
            self.add_error("alt_ko", _("Say in Korean or in English what it shows, for those who do not see it."))
        if self.errors:
            # The page that says so would draw what was refused, and keep the drawing.
            cleaned.pop("file", None)
        return cleaned

    def _may_change(self) -> bool:
        is_approved = self.instance.pk is not None and self.instance.shown_in.filter(live=True).exists()
        return not is_approved or self._user is None or may_approve(actor_for(self._user))


class ArticleForm(WagtailAdminModelForm):
    """An article: what is confidential is not approved, and it is tied only to what its editor may know of."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "topics" in self.fields:
            # What is retired is offered no longer; what the article has stays.
            self.fields["topics"].queryset = all_topics([each.pk for each in self.instance.topics.all()])

    def tie_among(self, actor: Actor, now: datetime) -> None:
        """Let it be tied to what the person may know of; what a colleague tied it to stays, and is not named."""
        for relation, (name, choice) in _TIES.items():
            tied = [getattr(each, f"{name}_id") for each in getattr(self.instance, relation).all()]
            for row in self.formsets[relation].forms if relation in self.formsets else ():
                row.fields[name].queryset = choice.among(actor, now, besides=tied)
                row.fields[name].widget.known = choice.known(actor, now)

    def clean(self) -> dict[str, Any]:
        """Refuse to approve what is confidential, and a photograph without what it shows in the article's language."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "action-publish" in self.data and cleaned.get("is_confidential"):
            self.add_error(
                "is_confidential", _("This article is confidential. Take the mark away before it is approved.")
            )
        return cleaned


class ApproveBothForm(ZonedFormMixin, forms.Form):
    """From when an article is public in both languages, by the clocks at home."""

    wall_fields = ("public_from",)
    public_from = WallTimeField(label=_("Public from"), required=False)
    #: The revisions that are read before this is said.
    seen = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, seen: Iterable[int | None], public_from: datetime | None) -> None:
        home = City(settings.HOME_ZONE).name(reading_language())
        initial = {"public_from": typed_moment(public_from, settings.HOME_ZONE), "seen": revisions_mark(seen)}
        super().__init__(data, initial=initial)
        self.fields["public_from"].help_text = _("By the clocks in %(city)s. Left empty: at once.") % {"city": home}

    def zone_of_form(self) -> ZoneInfo:
        """Read it by the clocks at home."""
        return ZoneInfo(settings.HOME_ZONE)


class PressForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's forms take no argument at run time
    """Which journalist reads an article before its hour."""

    class Meta:
        model = PressPass
        fields = ["name", "outlet", "email", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].help_text = _("Of the letter, and of the page around the article.")


class AppointForm(forms.Form):
    """Whom to name, and as what."""

    email = forms.EmailField(label=_("E-mail of the person"))
    role = forms.ChoiceField(label=_("Role"), choices=[(value, capfirst(label)) for value, label in Role.choices])


#: A longer text is no press text.
LONGEST_PRESS_TEXT = 50_000


class DraftPlaceForm(forms.Form):
    """Where a new article stands."""

    section = forms.ModelChoiceField(label=_("Section"), queryset=Section.objects.none(), empty_label=None)
    #: By which a form that is sent twice is known.
    draft_key = forms.CharField(required=False, max_length=MAX_KEY, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["section"]
        field.queryset = sections()
        field.label_from_instance = lambda section: section.name


class LedgerDraftForm(DraftPlaceForm):
    """Which agreement is told, and in which languages."""

    agreement = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": _("Choose an agreement.")})
    languages = forms.ChoiceField(
        label=_("Languages"), choices=[("both", _("Korean and English")), ("ko", _("Korean")), ("en", _("English"))]
    )

    def wanted(self) -> tuple[str, ...]:
        """Return the languages that were chosen."""
        chosen: str = self.cleaned_data["languages"]
        return LANGUAGES if chosen == "both" else (chosen,)


class PressTextForm(forms.Form):
    """A press text as it was sent to the newsroom."""

    text = ComposedField(
        label=_("Press text"),
        max_length=LONGEST_PRESS_TEXT,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("In Korean or in English. It is read and not kept."),
    )
    published = forms.DateField(
        label=_("Day of the text"),
        required=False,
        validators=[require_usual_year],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Days that are told without a year are those nearest to it. Empty: today."),
    )


class PressDraftForm(DraftPlaceForm):
    """The article that a press text proposes, as it may be changed before it is begun."""

    language = forms.ChoiceField(label=_("Language"), choices=[("ko", _("Korean")), ("en", _("English"))])
    headline = ComposedField(label=_("Headline"), max_length=200)
    lead = ComposedField(label=_("Lead"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3}))
    body = ComposedField(
        label=_("Body"),
        required=False,
        max_length=LONGEST_PRESS_TEXT,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("A paragraph a line."),
    )
    organisations = forms.MultipleChoiceField(
        label=_("Organisations to tie it to"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, organisations: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisations"].choices = organisations  # type: ignore[attr-defined]  # a choice field
        if not organisations:
            del self.fields["organisations"]


class OldAddressForm(forms.Form):
    """An address of an older site, and where it leads."""

    address = forms.CharField(
        label=_("Old address"),
        max_length=2_000,
        help_text=_("What followed the name of the old site, as in /news/articleView.html?idxno=123."),
    )
    leads_to = forms.CharField(
        label=_("Leads to"),
        max_length=2_000,
        help_text=_("The address of an article, section or topic here; of an article also where it is written."),
    )


class EmbedForm(forms.Form):
    """Which of the latest news a frame shows."""

    section = forms.ChoiceField(label=_("Section"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    count = forms.IntegerField(
        label=_("How many articles"), required=False, min_value=1, max_value=MOST_EMBEDDED, initial=USUALLY_EMBEDDED
    )

    def __init__(self, *arguments: Any, sections: Iterable[Any], topics: Iterable[Any], **options: Any) -> None:
        super().__init__(*arguments, **options)
        every = [("", _("All"))]
        self.fields["section"].choices = [*every, *((each.slug, each.name) for each in sections)]  # type: ignore[attr-defined]  # a choice
        self.fields["topic"].choices = [*every, *((str(each.public_id), each.name) for each in topics)]  # type: ignore[attr-defined]  # a choice

    def chosen(self) -> dict[str, str]:
        """Return what was chosen, as the address of the frame says it; nothing of what is wrong or usual."""
        if not self.is_bound:
            return {}
        self.full_clean()
        kept = {name: str(value) for name, value in self.cleaned_data.items() if value}
        return {name: value for name, value in kept.items() if (name, value) != ("count", str(USUALLY_EMBEDDED))}


class FollowForm(forms.Form):
    """How somebody is written to."""

    language = forms.ChoiceField(label=_("Language of the letters"), choices=LETTER_LANGUAGES, widget=forms.RadioSelect)
    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm.choices, widget=forms.RadioSelect)


class AddressForm(FollowForm):
    """The same, and where."""

    email = address_field()
    field_order = ("email", "language", "rhythm")


class FollowsForm(FollowForm):
    """What of it all somebody goes on following, and how they are written to."""

    kept = forms.MultipleChoiceField(label=_("You follow"), required=False, widget=forms.CheckboxSelectMultiple)
    field_order = ("kept", "language", "rhythm")

    def __init__(self, typed: Any, *, follows: Sequence[Follow], held: Follower) -> None:
        ids = [str(each.public_id) for each in follows]
        super().__init__(typed, initial={"kept": ids, "language": held.language, "rhythm": held.rhythm})
        names = [each.record.name if each.record else _("The whole newsroom") for each in follows]
        self.fields["kept"].choices = list(zip(ids, names, strict=True))  # type: ignore[attr-defined]  # a choice

    def clean_kept(self) -> set[UUID]:
        """Return the public ids of what is kept."""
        return {UUID(each) for each in self.cleaned_data["kept"]}
