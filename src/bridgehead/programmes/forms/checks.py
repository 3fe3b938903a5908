"""What officers say of the checks of an applicant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.foundation.bases import ComposedField, require_text
from bridgehead.programmes.models import CheckKind, CheckVerdict, Verdict


class VerdictsForm(forms.Form):
    """A verdict for each check, with its reason; one that is left open stays so."""

    def __init__(self, *args: Any, given: Iterable[CheckVerdict] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = {each.kind: each for each in given}
        for kind in CheckKind:
            said = held.get(kind)
            self.fields[f"verdict_{kind}"] = forms.ChoiceField(
                label=_("verdict"),
                required=said is not None,
                initial=said.verdict if said else "",
                choices=[*([] if said else [("", _("not looked at yet"))]), *Verdict.choices],
            )
            self.fields[f"reason_{kind}"] = ComposedField(
                label=_("reason"),
                required=False,
                initial=said.reason if said else "",
                max_length=1000,
                validators=[require_text],
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason at the field where one is missing."""
        said: dict[str, Any] = super().clean() or {}
        for kind in CheckKind:
            verdict = said.get(f"verdict_{kind}")
            if verdict and verdict != Verdict.HOLDS and not said.get(f"reason_{kind}", "").strip():
                self.add_error(f"reason_{kind}", _("Say why the check does not hold or does not apply."))
        return said

    def verdicts(self) -> Iterator[tuple[CheckKind, Verdict, str]]:
        """Yield what was said: check, verdict, reason."""
        for kind in CheckKind:
            if self.cleaned_data[f"verdict_{kind}"]:
                yield kind, Verdict(self.cleaned_data[f"verdict_{kind}"]), self.cleaned_data[f"reason_{kind}"]
