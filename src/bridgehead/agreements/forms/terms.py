"""What an agreement says, as it is typed: a draft, its change, a correction of what was signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, ClassVar, Self

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.actions.said import TermsSaid
from bridgehead.agreements.forms.amounts import AmountRow, typed_amount
from bridgehead.agreements.forms.ledger import topic_choices
from bridgehead.agreements.forms.parties import PartyRow, typed_party
from bridgehead.agreements.forms.rows import Rows, Typed, rearranged, typed_rows
from bridgehead.agreements.models import Terms
from bridgehead.agreements.rules import AgreementKind
from bridgehead.agreements.schemas.differences import Spoken, spoken
from bridgehead.agreements.schemas.territory import read_territory, territory_names
from bridgehead.directory.models import Organisation
from bridgehead.directory.queries import all_topics
from bridgehead.foundation.bases import require_one_line, require_text
from bridgehead.web.forms import LongSelect

_OWN = ("kind", "name_ko", "name_en", "note_ko", "note_en", "effective_on", "ends_on")
PARTY, AMOUNT = "party", "amount"
#: What the form begins with: two sides, and one amount.
_BEGINS_WITH: dict[str, list[Typed]] = {PARTY: [{}, {}], AMOUNT: [{}]}


class DayField(forms.DateField):
    """A day, chosen or typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **kwargs)


def _text(label: Any, language: str, longest: int, *, is_prose: bool = False, hint: Any = "") -> forms.CharField:
    attrs = {"lang": language}
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        help_text=hint,
        validators=[require_text if is_prose else require_one_line],
        widget=forms.Textarea({**attrs, "rows": 3}) if is_prose else forms.TextInput(attrs),
    )


class TermsForm(forms.Form):
    """Everything that terms say, parties and amounts in rows of their own.

    Made by ``begun``, ``stored``, ``sent`` or ``rearranged``; none of them loses what was typed.
    """

    own: ClassVar[Sequence[str]] = ()

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(value, capfirst(label)) for value, label in AgreementKind.choices]
    )
    name_ko = _text(_("Subject (Korean)"), "ko", 200, hint=_("What it is about, as a title."))
    name_en = _text(_("Subject (English)"), "en", 200, hint=_("The same in English, or leave it empty."))
    field = forms.ChoiceField(label=pgettext_lazy("of an agreement", "Field"), required=False, widget=LongSelect)
    territory = forms.CharField(
        label=_("Territory"),
        required=False,
        max_length=2000,
        help_text=_("Countries or regions, separated by commas: United States, 캐나다, Europe, worldwide."),
    )
    effective_on = DayField(label=_("In force from"), required=False)
    ends_on = DayField(label=_("In force until"), required=False)
    note_ko = _text(_("Note (Korean)"), "ko", 2000, is_prose=True)
    note_en = _text(_("Note (English)"), "en", 2000, is_prose=True)
    #: Which state of the agreement the page showed.
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    #: A form that is sent twice makes one agreement.
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, parties: Rows[PartyRow], amounts: Rows[AmountRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties, self.amounts = parties, amounts
        self.fields["field"].choices = [("", "–"), *topic_choices(all_topics(self._field_held()))]  # type: ignore[attr-defined]  # a ChoiceField

    def _field_held(self) -> list[int]:
        """Return the field that the form begins with: it stays among the choices, even where it is offered no more."""
        held = str(self.data.get("field") or self.initial.get("field") or "")
        return [int(held)] if held.isdecimal() else []

    @classmethod
    def begun(cls, actor: Actor, *, initial: dict[str, Any], **kwargs: Any) -> Self:
        """Return an empty form."""
        return cls(initial=initial, **_rows(actor, _BEGINS_WITH, is_sent=False), **kwargs)

    @classmethod
    def stored(cls, actor: Actor, terms: Terms, *, revision: int, **kwargs: Any) -> Self:
        """Return what stands in the ledger, to be changed."""
        rows = {
            PARTY: [typed_party(each) for each in terms.parties.all()],
            AMOUNT: [typed_amount(each) for each in terms.amounts.all()],
        }
        initial = {
            **{name: getattr(terms, name) for name in (*_OWN, "signed_on")},
            "field": terms.field_id or "",
            "territory": territory_names(terms.territory),
            "revision": revision,
        }
        return cls(initial=initial, **_rows(actor, rows, is_sent=False), **kwargs)

    @classmethod
    def sent(cls, actor: Actor, given: QueryDict, **kwargs: Any) -> Self:
        """Return what was sent, to be read."""
        return cls(given, **_rows(actor, _typed(given), is_sent=True), **kwargs)

    @classmethod
    def rearranged(cls, actor: Actor, given: QueryDict, *, deed: str = "", revision: Any = None, **kwargs: Any) -> Self:
        """Return what was sent, to be typed on: after a row has come, gone or moved, or on top of a newer state."""
        rows = {name: rearranged(typed, deed, name) for name, typed in _typed(given).items()}
        initial = {**{name: given[name] for name in given}, "revision": given.get("revision", "")}
        if revision is not None:
            initial["revision"] = revision
        return cls(initial=initial, **_rows(actor, rows, is_sent=False), **kwargs)

    def clean_territory(self) -> list[str]:
        """Read names of countries and regions in either language."""
        codes, unread = read_territory(self.cleaned_data["territory"])
        if unread:
            raise forms.ValidationError(
                _("These are no countries or regions that are known here: %(names)s."),
                params={"names": ", ".join(unread)},
            )
        return codes

    def clean(self) -> dict[str, Any]:
        """Say above which rows need a change; what it is stands at each."""
        told = super().clean() or self.cleaned_data
        for rows, sentence in (
            (self.parties, gettext("Parties: row %(numbers)s needs a change.")),
            (self.amounts, gettext("Amounts: row %(numbers)s needs a change.")),
        ):
            wrong = rows.wrong()
            if wrong:
                self.add_error(None, sentence % {"numbers": ", ".join(map(str, wrong))})
        return told

    def said(self) -> TermsSaid:
        """Return what the deed is told."""
        told = self.cleaned_data
        return TermsSaid(
            **{name: told[name] for name in _OWN},
            field_id=int(told["field"]) if told["field"] else None,
            territory=tuple(told["territory"]),
            parties=tuple(each.said() for each in self.parties if not each.is_blank),
            amounts=tuple(each.said() for each in self.amounts if not each.is_blank),
        )

    def spoken(self) -> Spoken:
        """Return what a valid form says, to be read beside what stands in the ledger."""
        said = self.said()
        terms = Terms(
            **{name: getattr(said, name) for name in _OWN},
            field_id=said.field_id,
            territory=list(said.territory),
            signed_on=self.day_of_signing,
        )
        parties = [each.party() for each in self.parties if not each.is_blank]
        amounts = [each.stored_like() for each in self.amounts if not each.is_blank]
        return spoken(terms, parties, amounts)

    @property
    def day_of_signing(self) -> date | None:
        """The day of signing where the form asks for it."""
        found: date | None = self.cleaned_data.get("signed_on")
        return found


def _typed(given: QueryDict) -> dict[str, list[Typed]]:
    return {name: typed_rows(given, name) for name in (PARTY, AMOUNT)}


def _rows(actor: Actor, typed: dict[str, Any], *, is_sent: bool) -> dict[str, Any]:
    return {
        "parties": Rows(partial(PartyRow, actor=actor), PARTY, typed[PARTY], is_sent=is_sent),
        "amounts": Rows(AmountRow, AMOUNT, typed[AMOUNT], is_sent=is_sent),
    }


class DraftForm(TermsForm):
    """A new agreement; who keeps several ledgers says in which it stands."""

    keeper = forms.ChoiceField(label=_("Ledger of"))

    def __init__(self, *args: Any, keepers: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keepers = {str(each.public_id): each for each in keepers}
        self.fields["keeper"].choices = [(key, each.name) for key, each in self._keepers.items()]  # type: ignore[attr-defined]  # a ChoiceField
        if len(keepers) == 1:
            self.fields["keeper"].widget = forms.HiddenInput()
            self.initial["keeper"] = str(keepers[0].public_id)

    def keeper_id(self) -> int:
        """Return the agency in whose ledger it stands."""
        return self._keepers[self.cleaned_data["keeper"]].pk


class CorrectionForm(TermsForm):
    """A new version of what was signed, with its reason."""

    own = ("signed_on", "reason_ko", "reason_en")

    signed_on = DayField(label=_("Signed on"))
    reason_ko = _text(_("Reason (Korean)"), "ko", 300, hint=_("Why it is corrected. It stands with the new version."))
    reason_en = _text(_("Reason (English)"), "en", 300, hint=_("The same in English, or leave it empty."))
