"""Forms of the deeds on one agreement: its way, its publication, documents, obligations, and who keeps the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.actions.documents import DocumentSaid
from bridgehead.agreements.actions.obligations import OWED_SEEN, ObligationSaid
from bridgehead.agreements.forms.terms import DayField
from bridgehead.agreements.models import Agreement, Obligation, Party
from bridgehead.agreements.rules import AgreementState, Concealable, DocumentKind
from bridgehead.foundation.bases import require_one_line, require_text
from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.records import seen_of
from bridgehead.web.formats import City
from bridgehead.web.wall_time import WallTimeField, ZonedFormMixin, typed_moment


def _line(label: Any, language: str, longest: int) -> forms.CharField:
    widget = forms.TextInput(attrs={"lang": language})
    return forms.CharField(
        label=label, required=False, max_length=longest, validators=[require_one_line], widget=widget
    )


def _seen() -> forms.CharField:
    """The mark of what the page showed; a form without it was sent by nobody who saw the page."""
    return forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)


class MoveForm(forms.Form):
    """On which day an agreement came into a state, and why."""

    on = DayField(label=_("On which day"))
    note = forms.CharField(label=_("Note"), required=False, max_length=300, validators=[require_one_line])
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{state}-%s", **kwargs})
        self.state = state
        if state == AgreementState.CANCELLED:
            self.fields["note"].label = _("Why it is called off")
            self.fields["note"].required = True
        if state == AgreementState.SIGNED:
            self.fields["on"].label = _("Day of signing")


class PublicationForm(ZonedFormMixin, forms.Form):
    """From when anybody may see an agreement, and what of it stays hidden even then."""

    wall_fields = ("public_from",)

    is_confidential = forms.BooleanField(
        label=_("Confidential"), required=False, help_text=_("Never public, whatever hour is set.")
    )
    public_from = WallTimeField(label=_("Public from"), required=False, help_text=_("Empty: nobody outside sees it."))
    zone = forms.ChoiceField(label=_("As the clocks show it in"), widget=forms.RadioSelect)
    concealed = forms.MultipleChoiceField(
        label=_("Stays hidden even then"),
        required=False,
        choices=[(value, capfirst(label)) for value, label in Concealable.choices],
        widget=forms.CheckboxSelectMultiple,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, agreement: Agreement, **kwargs: Any) -> None:
        home = settings.HOME_ZONE
        initial = {
            "is_confidential": agreement.is_confidential,
            "public_from": typed_moment(agreement.public_from, home),
            "zone": home,
            "concealed": agreement.concealed,
            "revision": agreement.revision,
        }
        super().__init__(*args, **{"initial": initial, **kwargs})
        zones = dict.fromkeys((home, actor.zone))
        self.fields["zone"].choices = [(each, City(each).name(reading_language())) for each in zones]  # type: ignore[attr-defined]  # a ChoiceField
        if len(zones) == 1:
            self.fields["zone"].widget = forms.HiddenInput()

    def zone_of_form(self) -> ZoneInfo | None:
        """Return the zone in which the hour was typed."""
        typed = self.cleaned_data.get("zone")
        return ZoneInfo(typed) if typed else None

    def said(self) -> dict[str, Any]:
        """Return what the deed is told."""
        return {name: self.cleaned_data[name] for name in ("public_from", "is_confidential", "concealed", "revision")}


class DocumentForm(forms.Form):
    """A file, and what it is."""

    file = forms.FileField(
        label=_("File"), help_text=_("Up to 10 MB. It is kept under its hash and served after a check.")
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("document", "What it is"),
        choices=[(value, capfirst(label)) for value, label in DocumentKind.choices],
    )
    name_ko = _line(_("Title (Korean)"), "ko", 160)
    name_en = _line(_("Title (English)"), "en", 160)
    is_public = forms.BooleanField(
        label=_("Public with the agreement"),
        required=False,
        help_text=_("Whoever may see the agreement may have it; else only its parties and those who keep the ledger."),
    )

    def said(self) -> DocumentSaid:
        """Return what the deed is told of it."""
        return DocumentSaid(**{name: self.cleaned_data[name] for name in ("kind", "name_ko", "name_en", "is_public")})


class ObligationForm(forms.Form):
    """Who owes what, by when."""

    name_ko = _line(_("What is owed (Korean)"), "ko", 200)
    name_en = _line(_("What is owed (English)"), "en", 200)
    owed_by = forms.ChoiceField(label=_("Owed by"), required=False)
    due_on = DayField(label=_("Due on"))
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=1000,
        validators=[require_text],
        widget=forms.Textarea({"rows": 2}),
    )
    seen = _seen()

    def __init__(
        self, *args: Any, parties: Sequence[Party], obligation: Obligation | None = None, **kwargs: Any
    ) -> None:
        if obligation is not None:
            kwargs["initial"] = {
                **{name: getattr(obligation, name) for name in ("name_ko", "name_en", "due_on", "note")},
                "owed_by": str(obligation.owed_by.public_id) if obligation.owed_by else "",
                "seen": seen_of(obligation, OWED_SEEN),
            }
        super().__init__(*args, **kwargs)
        self._owing = {str(each.organisation.public_id): each.organisation for each in parties if each.organisation}
        said = [(key, each.name) for key, each in self._owing.items()]
        self.fields["owed_by"].choices = [("", _("nobody in particular")), *said]  # type: ignore[attr-defined]  # a ChoiceField

    def said(self) -> ObligationSaid:
        """Return what the deed is told."""
        told = self.cleaned_data
        owing = self._owing.get(told["owed_by"])
        plain = {name: told[name] for name in ("name_ko", "name_en", "due_on", "note")}
        return ObligationSaid(**plain, owed_by_id=owing.pk if owing else None)


class DoneForm(forms.Form):
    """On which day an obligation was done; empty: it is open."""

    done_on = DayField(label=_("Done on"), required=False)
    seen = _seen()

    def day(self) -> date | None:
        """Return the day."""
        found: date | None = self.cleaned_data["done_on"]
        return found


class KeeperForm(forms.Form):
    """Who is to keep the ledger."""

    email = forms.EmailField(label=_("E-mail of the person"))


def previewed(form: PublicationForm) -> tuple[list[str], datetime | None]:
    """Return what a form that may not be whole yet would hide, and from when it would be public."""
    form.is_valid()
    return list(form.cleaned_data.get("concealed", [])), form.cleaned_data.get("public_from")
