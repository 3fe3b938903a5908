"""What officers type about bonus points, and about a move across a line of the ranking."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.foundation.bases import ComposedField, require_text
from bridgehead.programmes.models import Bonus, DecisionOutcome, LineMove
from bridgehead.web.forms import InRows


class BonusForm(InRows, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """Bonus points: what for, how many, and on what they rest."""

    layout: ClassVar = [("name_ko", "name_en"), ("basis_ko", "basis_en"), ("points",)]

    class Meta:
        model = Bonus
        fields = ["name_ko", "name_en", "basis_ko", "basis_en", "points"]
        widgets = {"basis_ko": forms.Textarea(attrs={"rows": 2}), "basis_en": forms.Textarea(attrs={"rows": 2})}

    def _post_clean(self) -> None:
        """The deed holds the record to its own rules."""

    def told(self) -> dict[str, Any]:
        """Return what the deed is told."""
        return {field: self.cleaned_data[field] for field in self.Meta.fields}


def _why(label: Any, most: int) -> ComposedField:
    return ComposedField(
        label=label, max_length=most, validators=[require_text], widget=forms.Textarea(attrs={"rows": 2})
    )


class AwardForm(forms.Form):
    """Which bonus points an application gets, and why."""

    bonus = forms.ChoiceField(label=_("Bonus points"))
    note = _why(_("why"), 1000)

    def __init__(self, *args: Any, offered: list[Bonus], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bonus"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (str(each.public_id), f"{each.name} ({each.points})") for each in offered
        ]


class MoveForm(forms.Form):
    """To which side of the lines an application is moved, and why; by its rank again."""

    outcome = forms.ChoiceField(
        label=_("moved to"), required=False, choices=[("", _("nowhere: by its rank")), *DecisionOutcome.choices]
    )
    reason = ComposedField(
        label=_("reason"),
        required=False,
        max_length=2000,
        validators=[require_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, move: LineMove | None, **kwargs: Any) -> None:
        held = {"outcome": move.outcome, "reason": move.reason} if move else {}
        super().__init__(*args, **{"initial": held, **kwargs})

    def told(self) -> dict[str, Any]:
        """Return what the deed is told."""
        said = self.cleaned_data["outcome"]
        return {"outcome": DecisionOutcome(said) if said else None, "reason": self.cleaned_data["reason"]}
