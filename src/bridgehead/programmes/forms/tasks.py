"""What officers type about tasks, and companies when they have done one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.foundation.bases import require_text
from bridgehead.foundation.records import seen_of
from bridgehead.programmes.actions.tasks import SHOWN
from bridgehead.programmes.models import Cohort, CohortPlace, Task
from bridgehead.web.forms import InRows


class TaskForm(InRows, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A task: what is to be done, in both languages, and until which day."""

    layout: ClassVar = [("name_ko", "name_en"), ("about_ko", "about_en"), ("due_on",)]
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    class Meta:
        model = Task
        fields = ["name_ko", "name_en", "about_ko", "about_en", "due_on"]
        widgets = {
            "about_ko": forms.Textarea(attrs={"rows": 3}),
            "about_en": forms.Textarea(attrs={"rows": 3}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, task: Task | None = None, **kwargs: Any) -> None:
        if task is not None:
            kwargs["initial"] = {field: getattr(task, field) for field in self.Meta.fields}
            kwargs["initial"]["seen"] = seen_of(task, SHOWN)
        super().__init__(*args, **kwargs)

    def told(self) -> dict[str, Any]:
        """Return what is said of the task."""
        return {field: self.cleaned_data[field] for field in self.Meta.fields}

    def _post_clean(self) -> None:
        """Leave the record alone: the deed changes it and judges it by its own rules."""


class NewTaskForm(TaskForm):
    """A task and whom it is set: a cohort, or one company."""

    layout: ClassVar = [("whom",), *TaskForm.layout]
    whom = forms.ChoiceField(label=_("For whom"))

    def __init__(self, *args: Any, cohorts: Iterable[Cohort], places: Iterable[CohortPlace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cohorts = {f"cohort-{each.public_id}": each for each in cohorts}
        self._places = {f"place-{each.public_id}": each for each in places}
        self.fields["whom"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (_("Every company of a cohort"), [(key, each.name) for key, each in self._cohorts.items()]),
            (_("One company"), [(key, _of(each)) for key, each in self._places.items()]),
        ]

    def whom_told(self) -> dict[str, Cohort | CohortPlace | None]:
        """Return whom the task is set."""
        chosen = self.cleaned_data["whom"]
        return {"cohort": self._cohorts.get(chosen), "place": self._places.get(chosen)}


def _of(place: CohortPlace) -> str:
    return f"{place.organisation.name} ({place.cohort.name})"


class DoneForm(forms.Form):
    """A note on what was done, and perhaps a file."""

    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, validators=[require_text],
        widget=forms.Textarea(attrs={"rows": 4}), help_text=_("Read by your company and the officers."),
    )  # fmt: skip
    given = forms.FileField(
        label=_("File"), required=False, help_text=_("Not needed. Another takes the place of the last.")
    )
