"""What is typed at the desk of outcomes: what came about, what somebody stated, and what came of a signing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.forms.amounts import MoneyForm, typed
from bridgehead.agreements.forms.parties import organisation_meant
from bridgehead.agreements.forms.terms import DayField
from bridgehead.agreements.models import Document
from bridgehead.directory.models import Organisation
from bridgehead.events.models import Forum
from bridgehead.foundation.bases import require_one_line, require_text
from bridgehead.foundation.records import seen_of
from bridgehead.outcomes.actions.ladder import EFFECT_SEEN, SAYER_SEEN, Case, Said
from bridgehead.outcomes.models import Outcome, StatedEffect
from bridgehead.outcomes.rules import HOPED, CameOfIt, Rung, Sayer


def _line(label: Any, language: str, longest: int, **more: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"lang": language})
    return forms.CharField(label=label, max_length=longest, validators=[require_one_line], widget=widget, **more)


def _prose(label: Any, **more: Any) -> forms.CharField:
    attrs = {"rows": 3, **more.pop("attrs", {})}
    return forms.CharField(
        label=label,
        required=False,
        max_length=1000,
        validators=[require_text],
        widget=forms.Textarea(attrs),
        **more,
    )


def _sayers() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Who says so"), choices=[(value, capfirst(label)) for value, label in Sayer.choices]
    )


def _seen() -> forms.CharField:
    """The mark of what the page showed; a form without it was sent by nobody who saw the page."""
    return forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)


class UntilToday(forms.Form):
    """A form whose ``past_days`` have come; ``today`` is the day that it is for the person."""

    past_days: ClassVar[Sequence[str]] = ()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean(self) -> dict[str, Any]:
        """Say of which day it is that it has not come yet."""
        told = self.cleaned_data
        for name in self.past_days:
            if told.get(name) and told[name] > self._today:
                self.add_error(name, gettext("This day has not come yet."))
        return told


class SaidForm(UntilToday, MoneyForm):
    """Money as somebody said it, with who said it and when; nothing typed: no amount was told."""

    past_days = ("on", "said_on")
    needs_money = False

    on = DayField(label=_("On which day"))
    said_by = _sayers()
    said_on = DayField(label=_("Said on"))
    note = _prose(_("Note"))
    file = forms.FileField(
        label=_("Document"),
        required=False,
        help_text=_("Up to 10 MB. Only those who keep the ledger can read it."),
    )
    #: A form that is sent twice writes one outcome.
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Settle the amount and its currency, where one was typed or one is needed."""
        told = super().clean()
        if {"amount", "amount_to", "currency"} <= told.keys():
            _settle_money(self, is_needed=self.needs_money)
        return told

    def said(self) -> dict[str, Any]:
        """Return who said what and when, for the case that it makes."""
        told = self.cleaned_data
        return {**{name: told[name] for name in ("on", "said_by", "said_on", "note")}, "said": said_money(told)}


def _settle_money(form: MoneyForm, *, is_needed: bool) -> None:
    told = form.cleaned_data
    if told["amount"] is None and (is_needed or told["amount_to"] or told["currency"]):
        form.add_error("amount", gettext("Write the amount."))
    elif told["amount"] is not None:
        form.require_money()


def said_money(told: dict[str, Any]) -> Said:
    """Return the amount that was typed, as the deed takes it."""
    low, high = (told[name].amount if told[name] else None for name in ("amount", "amount_to"))
    return Said(low, high, told["currency"], told["exactness"])


class HopedForm(SaidForm):
    """What an organisation consulted about or pursues."""

    keeper = forms.ChoiceField(label=_("Ledger of"))
    rung = forms.ChoiceField(
        label=_("Rung"),
        choices=[(each.value, capfirst(each.label)) for each in Rung if each in HOPED],
        help_text=_("Consulted: a value spoken of at a meeting. Pursued: the company's own record of what it pursues."),
    )
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=160,
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    forum = forms.ChoiceField(label=_("Forum"), required=False)
    is_public = forms.BooleanField(
        label=_("The organisation agrees that it stands in a public report"),
        required=False,
        help_text=_("Without that only those who keep the ledger know of it."),
    )

    def __init__(
        self, *args: Any, actor: Actor, keepers: Sequence[Organisation], forums: Sequence[Forum], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._actor, self._keepers, self._forums = actor, _by_id(keepers), _by_id(forums)
        _choose(self, "keeper", [(key, each.name) for key, each in self._keepers.items()])
        _choose(self, "forum", _forum_choices(self._forums))
        if len(keepers) < 2:
            del self.fields["keeper"]

    def clean_organisation(self) -> Organisation:
        """Find the organisation that is meant."""
        return organisation_meant(self._actor, self.cleaned_data["organisation"])

    def keeper_id(self) -> int:
        """Return the ledger that it is kept in."""
        return _chosen_keeper(self._keepers, self.cleaned_data)

    def case(self) -> Case:
        """Return what the deed is told of it."""
        told = self.cleaned_data
        forum = self._forums.get(told["forum"])
        return Case(
            rung=told["rung"],
            organisation_id=told["organisation"].pk,
            forum_id=forum.pk if forum else None,
            is_public=told["is_public"],
            **self.said(),
        )


class RealisedForm(SaidForm):
    """What came in under a signed agreement: one part of it, with its proof."""

    needs_money = True

    on = DayField(label=_("Received on"))
    document = forms.ChoiceField(
        label=_("Proof among the agreement's documents"),
        required=False,
        help_text=_("A statement of account, an invoice that was paid, a letter; or bring a file below."),
    )

    def __init__(self, *args: Any, documents: Sequence[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._documents = _by_id(documents)
        _choose(self, "document", [("", _("none of them")), *((key, d.name) for key, d in self._documents.items())])
        if not documents:
            del self.fields["document"]
        self.fields["file"].label = _("Proof as a file")

    def clean(self) -> dict[str, Any]:
        """Rest it on one document."""
        told = super().clean()
        if told.get("document") and told.get("file"):
            self.add_error("file", gettext("Choose a document or bring a file, not both."))
        return told

    def case(self, agreement_id: int) -> Case:
        """Return what the deed is told of it."""
        proof = self._documents.get(self.cleaned_data.get("document", ""))
        return Case(
            rung=Rung.REALISED, agreement_id=agreement_id, document_id=proof.pk if proof else None, **self.said()
        )


class SayerForm(UntilToday):
    """On whose word a case stands, and since when."""

    past_days = ("said_on",)

    said_by = _sayers()
    said_on = DayField(label=_("Said on"))
    seen = _seen()


def sayer_typed(outcome: Outcome) -> dict[str, Any]:
    """Return what the form of an outcome's sayer begins with."""
    return {"said_by": outcome.said_by, "said_on": outcome.said_on, "seen": seen_of(outcome, SAYER_SEEN)}


class WithdrawForm(forms.Form):
    """Why something is withdrawn."""

    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=300, validators=[require_one_line])


class FollowUpForm(forms.Form):
    """What has come of a signed agreement so far."""

    came_of = forms.ChoiceField(
        label=_("What has come of it?"),
        choices=[(value, capfirst(label)) for value, label in CameOfIt.choices],
        widget=forms.RadioSelect,
    )
    note = _prose(_("Note"), help_text=_("How far it is, whom you asked, what is next."))


_EFFECT_TEXTS = ("name_ko", "name_en", "method_ko", "method_en", "source_ko", "source_en")


class EffectForm(UntilToday, MoneyForm):
    """An economic effect as somebody stated it, with its source, and its method where one was given."""

    past_days = ("stated_on",)

    keeper = forms.ChoiceField(label=_("Ledger of"))
    name_ko = _line(_("Name (Korean)"), "ko", 120, required=False)
    name_en = _line(_("Name (English)"), "en", 120, required=False)
    source_ko = _line(_("Source (Korean)"), "ko", 300)
    source_en = _line(_("Source (English)"), "en", 300)
    stated_on = DayField(label=_("Stated on"))
    forum = forms.ChoiceField(label=_("Forum"), required=False)
    method_ko = _prose(
        _("Method (Korean)"),
        attrs={"lang": "ko"},
        help_text=_("Empty in both languages: none was given, and the page says so."),
    )
    method_en = _prose(_("Method (English)"), attrs={"lang": "en"})
    is_public = forms.BooleanField(
        label=_("Public beside the ladder"), required=False, help_text=_("On no rung and in no sum.")
    )
    seen = _seen()
    #: A form that is sent twice keeps one effect.
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, keepers: Sequence[Organisation], forums: Sequence[Forum], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keepers, self._forums = _by_id(keepers), _by_id(forums)
        _choose(self, "keeper", [(key, each.name) for key, each in self._keepers.items()])
        _choose(self, "forum", _forum_choices(self._forums))
        if len(keepers) < 2:
            del self.fields["keeper"]

    def clean(self) -> dict[str, Any]:
        """Hold the effect to an amount and a name."""
        told = super().clean()
        if {"amount", "amount_to", "currency"} <= told.keys():
            _settle_money(self, is_needed=True)
        if not told.get("name_ko") and not told.get("name_en"):
            self.add_error("name_ko", gettext("Say in Korean or in English how it is called."))
        return told

    def keeper_id(self) -> int:
        """Return the ledger that it is kept in."""
        return _chosen_keeper(self._keepers, self.cleaned_data)

    def told(self) -> dict[str, Any]:
        """Return what the deed is told of it."""
        told = self.cleaned_data
        forum = self._forums.get(told["forum"])
        return {
            "said": said_money(told),
            "forum_id": forum.pk if forum else None,
            **{name: told[name] for name in ("stated_on", "is_public", *_EFFECT_TEXTS)},
        }


def effect_typed(effect: StatedEffect) -> dict[str, Any]:
    """Return a stored effect as its form shows it."""
    return {
        **{name: getattr(effect, name) for name in (*_EFFECT_TEXTS, "stated_on", "is_public")},
        "exactness": effect.exactness,
        "amount": typed(effect.money),
        "amount_to": typed(effect.money_to),
        "currency": effect.currency,
        "forum": str(effect.forum.public_id) if effect.forum else "",
        "keeper": str(effect.keeper.public_id),
        "seen": seen_of(effect, EFFECT_SEEN),
    }


def _by_id(records: Sequence[Any]) -> dict[str, Any]:
    return {str(each.public_id): each for each in records}


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


def _forum_choices(forums: dict[str, Any]) -> list[tuple[str, Any]]:
    return [("", _("none in particular")), *((key, each.name) for key, each in forums.items())]


def _chosen_keeper(keepers: dict[str, Any], told: dict[str, Any]) -> int:
    """The ledger that was chosen; who keeps one only is not asked."""
    chosen = keepers.get(told.get("keeper", "")) or next(iter(keepers.values()))
    return int(chosen.pk)
