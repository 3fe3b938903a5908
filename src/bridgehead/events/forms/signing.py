"""How one agreement is signed, what else must be ready, and how long each signing takes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.events.models import CheckItem, ForumSession, SigningItem
from bridgehead.web.forms import InRows


class SigningForm(InRows, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """Who sits where, in which languages it is spoken, whether it is the agreement's hour, and a note."""

    layout = [("first_side", "interpreting"), ("is_its_hour",), ("note",)]

    class Meta:
        model = SigningItem
        fields = ["first_side", "interpreting", "is_its_hour", "note"]
        help_texts = {
            "is_its_hour": _(
                "Then it is announced aloud and in the programme, and “Signed now” opens its page to everybody at that "
                "moment. What is concealed or confidential stays so. A later hour in the ledger goes before."
            ),
            "note": _("For those who keep the ledger; nothing of it is printed."),
        }

    def __init__(self, *args: Any, item: SigningItem, **kwargs: Any) -> None:
        kwargs["initial"] = {field: getattr(item, field) for field in self.Meta.fields}
        super().__init__(*args, **kwargs)

    def told(self) -> dict[str, Any]:
        """Return what the deed is told."""
        return dict(self.cleaned_data)


class MinutesForm(forms.Form):
    """How long each signing takes."""

    minutes = forms.IntegerField(label=_("Minutes for each"), min_value=1, max_value=120)

    def __init__(self, *args: Any, session: ForumSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"minutes": session.minutes_each}


class CheckForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """Something of one's own that must be ready."""

    class Meta:
        model = CheckItem
        fields = ["name_ko", "name_en"]
