"""What organisations say about themselves, as it is typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.validators import URLValidator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from bridgehead.directory.actions.offers import AssetDetails, Wish
from bridgehead.directory.actions.organisations import OrganisationProfile
from bridgehead.directory.countries import country_choices
from bridgehead.directory.models import (
    Asset,
    Interest,
    InterestKind,
    InterestSide,
    MembershipRole,
    Organisation,
    OrganisationAlias,
    RegistrationNumber,
    Topic,
)
from bridgehead.directory.queries import all_topics, modalities, topics_by_heading
from bridgehead.foundation.bases import require_one_line
from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.refusals import Refused
from bridgehead.web.forms import LongSelect, LongSelectMultiple
from bridgehead.web.pictures import Picture, square_picture

if TYPE_CHECKING:
    _OrganisationModelForm = forms.ModelForm[Organisation]
    _AssetModelForm = forms.ModelForm[Asset]
else:  # Django's forms take type arguments in the stubs only
    _OrganisationModelForm = _AssetModelForm = forms.ModelForm


class _SiteField(forms.URLField):
    """An address on the web: Django's own field would take ftp as well."""

    default_validators = [URLValidator(["http", "https"])]


#: A topic, or a heading with its topics.
TopicChoice = tuple[str, str | list[tuple[str, str]]]


def topic_choices(chosen: Iterable[Topic] = ()) -> list[TopicChoice]:
    """Return the topics that are offered or chosen, each under its broader one, by name in the page's language."""
    offered: list[TopicChoice] = []
    for heading, topics in topics_by_heading(all_topics([each.pk for each in chosen])):
        said = [(str(each.pk), each.name) for each in topics]
        offered += [(heading, said)] if heading else said
    return offered


def _capitalise(form: forms.BaseForm) -> None:
    """Begin every choice of a select with a capital; the words themselves stand inside sentences."""
    for field in form.fields.values():
        if isinstance(field, forms.TypedChoiceField):
            choices = cast("list[tuple[str, str]]", field.choices)
            field.choices = [(value, capfirst(str(label))) for value, label in choices]


def _pairs(*, lines: tuple[str, ...] = ("name",), prose: tuple[str, ...] = ("summary",)) -> dict[str, forms.Widget]:
    """Return widgets of bilingual fields, each marked with its language."""
    made: dict[str, forms.Widget] = {}
    for language in ("ko", "en"):
        made.update({f"{name}_{language}": forms.TextInput(attrs={"lang": language}) for name in lines})
        made.update({f"{name}_{language}": forms.Textarea(attrs={"lang": language, "rows": 5}) for name in prose})
    return made


class OrganisationForm(_OrganisationModelForm):
    """The profile in both languages."""

    class Meta:
        model = Organisation
        fields = (
            "name_ko", "name_en", "summary_ko", "summary_en", "kind", "country", "city", "founded_year", "size",
        )  # fmt: skip
        widgets = {
            **_pairs(),
            "founded_year": forms.NumberInput(attrs={"inputmode": "numeric", "min": 1600, "max": 2100}),
        }
        help_texts = {
            "name_ko": _("As registered, without the legal form."),
            "name_en": _("As you write it yourselves. Leave it empty if there is none yet."),
            "summary_ko": _("Three sentences: what you make, how far it is, what you look for."),
            "summary_en": _("The same in English. Where one language is missing, the other is shown and marked."),
        }

    # Declared rather than derived: the derived field would take an address without a scheme for http.
    site = _SiteField(
        label=_("Web site"),
        required=False,
        max_length=300,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        error_messages={"invalid": _("Expected an address such as https://www.example.org.")},
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Search and recommendations go by them. Three to five say most."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _capitalise(self)
        self.fields["country"] = forms.ChoiceField(
            label=_("Country"), required=False, choices=country_choices(reading_language()), widget=LongSelect
        )
        held = list(self.instance.sectors.all()) if self.instance.pk else []
        self.fields["topics"].choices = topic_choices(held)  # type: ignore[attr-defined]  # a choice field
        self.fields["founded_year"].widget.attrs.update(min=1600, max=2100)
        if self.instance.pk:
            self.initial["site"] = self.instance.site
            self.initial["topics"] = [str(each.pk) for each in held]

    def clean_founded_year(self) -> int | None:
        """Refuse years that no organisation was founded in."""
        year: int | None = self.cleaned_data["founded_year"]
        if year is not None and not 1600 <= year <= 2100:
            raise forms.ValidationError(_("Expected a year such as 1999."))
        return year

    def clean(self) -> dict[str, Any]:
        """Ask for a name in at least one language."""
        cleaned = super().clean() or {}
        if not cleaned.get("name_ko") and not cleaned.get("name_en") and not self.errors:
            self.add_error("name_ko", _("Write the name in Korean, in English or in both."))
        return cleaned

    def profile(self) -> OrganisationProfile:
        """Return what was typed, as the action takes it."""
        said = {name: self.cleaned_data[name] for name in (*self.Meta.fields, "site")}
        return OrganisationProfile(**said, topic_ids=frozenset(int(each) for each in self.cleaned_data["topics"]))


class AliasesField(forms.CharField):
    """Names, one on each line."""

    widget = forms.Textarea

    def clean(self, value: Any) -> frozenset[str]:
        """Return the names that stand on the lines, without spaces around them; say which one cannot be a name."""
        names = frozenset(" ".join(line.split()) for line in str(super().clean(value)).splitlines()) - {""}
        longest = OrganisationAlias._meta.get_field("text").max_length or 0
        for name in sorted(names):
            require_one_line(name)
            if len(name) > longest:
                raise forms.ValidationError(
                    _("“%(start)s…” is longer than %(most)s characters."), params={"start": name[:20], "most": longest}
                )
        return names


class ProfileForm(OrganisationForm):
    """The profile of an organisation that is there: what it says, its other names and its logo."""

    aliases = AliasesField(
        label=_("Also known as"),
        required=False,
        help_text=_("Other names by which people look for you, one on each line. They are shown on your page."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    doubtful_aliases = AliasesField(
        label=_("Doubtful names"),
        required=False,
        help_text=_("Short forms and common words that may mean others too. Not shown, found beside another word."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text=_("A PNG or JPEG of at most 5 MB. It is shown small, in a square on white."),
    )
    removes_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.logo_id:
            del self.fields["removes_logo"]
        held = sorted((each.text, each.is_doubtful) for each in self.instance.aliases.all())
        for field, wanted in (("aliases", False), ("doubtful_aliases", True)):
            self.initial[field] = "\n".join(text for text, is_doubtful in held if is_doubtful == wanted)

    def profile(self) -> OrganisationProfile:
        """Return what was typed, as the action takes it."""
        cleaned = self.cleaned_data
        return replace(super().profile(), aliases=cleaned["aliases"], doubtful_aliases=cleaned["doubtful_aliases"])

    def clean_logo(self) -> Picture | None:
        """Draw an uploaded picture anew, or say why it cannot be."""
        given = self.cleaned_data["logo"]
        try:
            return square_picture(given) if given else None
        except Refused as refused:
            raise forms.ValidationError(str(refused.sentence)) from refused

    def clean(self) -> dict[str, Any]:
        """Ask for the logo once more where another field sends the form back: browsers never keep a chosen file."""
        cleaned = super().clean()
        if self.errors and cleaned.get("logo"):
            self.add_error("logo", _("Choose the logo once more: the browser does not keep it."))
        return cleaned


class AssetForm(_AssetModelForm):
    """An asset in both languages."""

    class Meta:
        model = Asset
        fields = ("kind", "name_ko", "name_en", "stage", "modality", "indication", "summary_ko", "summary_en")
        widgets = _pairs()
        help_texts = {"indication": _("What it is for, for example non-small cell lung cancer.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _capitalise(self)
        modality = self.fields["modality"]
        offered = modalities()
        if self.instance.modality and self.instance.modality not in offered:
            offered.append(self.instance.modality)
        said = [(str(each.pk), each.name) for each in offered]
        modality.queryset = all_topics([each.pk for each in offered]).filter(pk__in=[each.pk for each in offered])  # type: ignore[attr-defined]  # a model choice field
        modality.choices = [("", "–"), *said]  # type: ignore[attr-defined]  # as above

    def clean(self) -> dict[str, Any]:
        """Ask for a name in at least one language."""
        cleaned = super().clean() or {}
        if not cleaned.get("name_ko") and not cleaned.get("name_en") and not self.errors:
            self.add_error("name_ko", _("Write the name in Korean, in English or in both."))
        return cleaned

    def details(self) -> AssetDetails:
        """Return what was typed, as the action takes it."""
        said = {name: self.cleaned_data[name] for name in self.Meta.fields if name != "modality"}
        modality = self.cleaned_data["modality"]
        return AssetDetails(**said, modality_id=modality.pk if modality else None)


class InterestsForm(forms.Form):
    """Needs and offers as a matrix: one row per kind of partnering, sought and offered beside each other."""

    def __init__(self, *args: Any, interests: list[Interest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = {(each.side, each.kind): each for each in interests}
        topics = topic_choices({topic for each in interests for topic in each.topics.all()})
        for kind, label in InterestKind.choices:
            for side, side_label in InterestSide.choices:
                self._add(f"{side}-{kind}", f"{label}: {side_label}", held.get((side, kind)), topics)

    def _add(self, name: str, label: str, interest: Interest | None, topics: list[TopicChoice]) -> None:
        chosen = [str(each.pk) for each in interest.topics.all()] if interest else []
        self.fields[name] = forms.BooleanField(label=label, required=False, initial=interest is not None)
        self.fields[f"{name}-topics"] = forms.MultipleChoiceField(
            label=_("Topics"), required=False, choices=topics, initial=chosen, widget=LongSelectMultiple
        )
        for language, title in (("ko", _("Note (Korean)")), ("en", _("Note (English)"))):
            self.fields[f"{name}-note_{language}"] = forms.CharField(
                label=title,
                required=False,
                max_length=300,
                initial=getattr(interest, f"note_{language}", ""),
                widget=forms.TextInput(attrs={"lang": language}),
            )

    def rows(self) -> list[dict[str, Any]]:
        """Return the matrix for the page: kinds down, sought and offered across."""
        return [
            {
                "kind": kind,
                "label": label,
                "cells": [self._cell(f"{side}-{kind}", side_label) for side, side_label in InterestSide.choices],
            }
            for kind, label in InterestKind.choices
        ]

    def _cell(self, name: str, side_label: Any) -> dict[str, Any]:
        chosen = self[f"{name}-topics"].value() or []
        return {
            "label": side_label,
            "ticked": self[name],
            "topics": self[f"{name}-topics"],
            "notes": [self[f"{name}-note_ko"], self[f"{name}-note_en"]],
            "number": len(chosen),
        }

    def wishes(self) -> list[Wish]:
        """Return what was ticked, as the action takes it."""
        return [
            Wish(
                side=side,
                kind=kind,
                topic_ids=frozenset(int(each) for each in self.cleaned_data[f"{side}-{kind}-topics"]),
                note_ko=self.cleaned_data[f"{side}-{kind}-note_ko"],
                note_en=self.cleaned_data[f"{side}-{kind}-note_en"],
            )
            for side in InterestSide.values
            for kind in InterestKind.values
            if self.cleaned_data[f"{side}-{kind}"]
        ]


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "placeholder": "minji@example.org"}),
        error_messages={
            "required": _("Write the e-mail address of your colleague."),
            "invalid": _("This is not an e-mail address. Expected something like minji@example.org."),
        },
    )
    role = forms.ChoiceField(label=_("Role"), choices=MembershipRole, initial=MembershipRole.REPRESENTATIVE)


class DeclineForm(forms.Form):
    """Why an organisation cannot be verified as it is."""

    reason = forms.CharField(
        label=_("What is missing"),
        max_length=300,
        validators=[require_one_line],
        help_text=_("One sentence. Its owners read it in a mail and on their page, word for word."),
        error_messages={"required": _("Say what is missing, in a sentence that its owner will read.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NumberForm(forms.Form):
    """A registration number."""

    scheme = forms.ChoiceField(label=_("Registry"), choices=RegistrationNumber.Scheme)
    number = forms.CharField(
        label=_("Number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the number.")},
    )
