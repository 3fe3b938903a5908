"""What reviewers and officers type about reviewing: scores, conflicts, criteria, stages, reviewers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bridgehead.directory.models import Topic
from bridgehead.directory.queries import all_topics
from bridgehead.directory.queries.naming import organisation_named
from bridgehead.foundation.bases import require_text
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.records import seen_of
from bridgehead.programmes.actions.conflicts import LONGEST_NOTE
from bridgehead.programmes.actions.criteria import SHOWN as CRITERION_SHOWN
from bridgehead.programmes.actions.reviewers import SHOWN as REVIEWER_SHOWN
from bridgehead.programmes.actions.stages import PROMISED
from bridgehead.programmes.actions.stages import SHOWN as STAGE_SHOWN
from bridgehead.programmes.models import Call, Criterion, Review, Reviewer, Stage, StageKind, StageState
from bridgehead.web.forms import InRows
from bridgehead.web.wall_time import WallTimeField, ZonedFormMixin, typed_moment


def _prose(label: Any, *, most: int, rows: int = 4, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), validators=[require_text], **options
    )


class ReviewForm(forms.Form):
    """Points by criterion, in halves, and two comments."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, typed: Any = None, *, criteria: Sequence[Criterion], review: Review | None) -> None:
        told: dict[str, Any] = {"seen": review.revision if review else 0}
        if review is not None:
            told |= {f"c{each.criterion_id}": f"{Decimal(each.halves) / 2:g}" for each in review.scores.all()}
            told |= {
                "comment_for_officers": review.comment_for_officers,
                "comment_for_applicant": review.comment_for_applicant,
            }
        super().__init__(typed, initial=told)
        self._criteria = criteria
        for each in criteria:
            guidance = wording(each, "guidance").text
            self.fields[f"c{each.pk}"] = forms.DecimalField(
                label=_("%(name)s (from 0 to %(most)d)") % {"name": wording(each, "name").text, "most": each.most},
                help_text=guidance,
                required=False,
                min_value=0,
                max_value=each.most,
                step_size=Decimal("0.5"),
                widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
            )
        self.fields["comment_for_officers"] = _prose(
            gettext_lazy("Comment for the officers"), most=8000, rows=5, required=False
        )
        self.fields["comment_for_applicant"] = _prose(
            gettext_lazy("Comment for the applicant"), most=8000, rows=5, required=False
        )

    def told(self) -> dict[str, Any]:
        """Return what the review says."""
        said = self.cleaned_data
        halves: Mapping[int, int | None] = {
            each.pk: None if said[f"c{each.pk}"] is None else int(said[f"c{each.pk}"] * 2) for each in self._criteria
        }
        return {
            "halves": halves,
            "comment_for_officers": said["comment_for_officers"],
            "comment_for_applicant": said["comment_for_applicant"],
            "seen": said["seen"],
        }


class ConflictForm(forms.Form):
    """Why one may not judge an application; not needed."""

    note = _prose(gettext_lazy("Why, if you want to say it"), most=LONGEST_NOTE, rows=2, required=False)


class ReasonForm(forms.Form):
    """Why a review is opened again."""

    reason = _prose(gettext_lazy("Why it is opened again"), most=2000, rows=2)


class PassageForm(forms.Form):
    """Why an application passed a stage or not."""

    reason_ko = _prose(gettext_lazy("Reason (Korean)"), most=2000, rows=2, required=False)
    reason_en = _prose(gettext_lazy("Reason (English)"), most=2000, rows=2, required=False)


class CriterionForm(InRows, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A criterion: its names and guidance, its highest score and its weight."""

    layout: ClassVar = [("name_ko", "name_en"), ("guidance_ko", "guidance_en"), ("most", "weight")]
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    class Meta:
        model = Criterion
        fields = ["name_ko", "name_en", "guidance_ko", "guidance_en", "most", "weight"]
        widgets = {
            "guidance_ko": forms.Textarea(attrs={"rows": 2}),
            "guidance_en": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, criterion: Criterion | None = None, **kwargs: Any) -> None:
        if criterion is not None:
            told = {field: getattr(criterion, field) for field in self.Meta.fields}
            kwargs["initial"] = {**told, "seen": seen_of(criterion, CRITERION_SHOWN)}
        super().__init__(*args, **kwargs)

    def told(self) -> dict[str, Any]:
        """Return what the criterion is made of."""
        return {field: self.cleaned_data[field] for field in self.Meta.fields}


class StageForm(InRows, ZonedFormMixin, forms.Form):
    """A stage: what happens in it, how many read each application, whether they learn who applies, until when."""

    wall_fields = ("due_at",)
    layout: ClassVar = [("kind", "reviews_each"), ("name_ko", "name_en"), ("due_at",), ("is_blind",)]
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=StageKind.choices)
    name_ko = forms.CharField(label=gettext_lazy("Name (Korean)"), max_length=120, required=False)
    name_en = forms.CharField(label=gettext_lazy("Name (English)"), max_length=120, required=False)
    reviews_each = forms.IntegerField(
        label=gettext_lazy("Reviews of each application"),
        min_value=0,
        max_value=15,
        initial=3,
        help_text=gettext_lazy("0 where officers check eligibility."),
    )
    due_at = WallTimeField(
        label=gettext_lazy("Reviews are due until"),
        required=False,
        help_text=gettext_lazy("The first minute that is too late, on the call’s clock."),
    )
    is_blind = forms.BooleanField(label=gettext_lazy("Reviewers do not learn who applies"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, call: Call, stage: Stage | None = None, **kwargs: Any) -> None:
        if stage is not None:
            told = {field: getattr(stage, field) for field in STAGE_SHOWN}
            told |= {"due_at": typed_moment(stage.due_at, call.zone), "seen": seen_of(stage, STAGE_SHOWN)}
            kwargs["initial"] = told
        super().__init__(*args, **kwargs)
        self._zone = ZoneInfo(call.zone)
        if stage is not None and stage.state != StageState.WAITING:
            for field in PROMISED:
                self.fields[field].disabled = True

    def zone_of_form(self) -> ZoneInfo:
        """Return the zone in which the time was typed."""
        return self._zone

    def told(self) -> dict[str, Any]:
        """Return what the stage is made of."""
        return {field: self.cleaned_data[field] for field in STAGE_SHOWN}


class TopicsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """Topics by their names in the language of the page."""

    def label_from_instance(self, obj: Topic) -> str:
        """Return the name."""
        return wording(obj, "name").text


class ReviewerForm(InRows, forms.Form):
    """What is known of a reviewer: where they work and worked, what they know, how much they take."""

    layout: ClassVar = [("organisation", "most"), ("employers",), ("topics",)]
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
        help_text=gettext_lazy("As the directory names it."),
    )
    most = forms.IntegerField(
        label=gettext_lazy("Applications at most"),
        min_value=0,
        max_value=1000,
        required=False,
        help_text=gettext_lazy("Empty: as many as the others."),
    )
    employers = _prose(
        gettext_lazy("Earlier employers"), most=4000, required=False, help_text=gettext_lazy("One name a line.")
    )
    topics = TopicsField(
        label=gettext_lazy("Topics"),
        queryset=Topic.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, reviewer: Reviewer | None = None, **kwargs: Any) -> None:
        if reviewer is not None:
            kwargs["initial"] = {
                "organisation": reviewer.organisation.name if reviewer.organisation else "",
                "most": reviewer.most,
                "employers": reviewer.employers,
                "topics": [each.pk for each in reviewer.topics.all()],
                "seen": seen_of(reviewer, REVIEWER_SHOWN),
            }
        super().__init__(*args, **kwargs)
        self._reviewer = reviewer
        self.fields["topics"].queryset = all_topics(kwargs.get("initial", {}).get("topics", ()))  # type: ignore[attr-defined]  # a ModelMultipleChoiceField

    def told(self) -> dict[str, Any]:
        """Return what is known of the reviewer; refuse an organisation that the directory does not list."""
        said = self.cleaned_data
        kept = self._reviewer.organisation if self._reviewer else None
        typed = " ".join(said["organisation"].split())
        is_same = kept is not None and typed in (kept.name_ko, kept.name_en)
        return {
            "organisation": kept if is_same else organisation_named(typed) if typed else None,
            "most": said["most"],
            "employers": said["employers"],
            "topics": list(said["topics"]),
        }


class NewReviewerForm(ReviewerForm):
    """Somebody named by their address, with what is known of them."""

    layout: ClassVar = [("email",), *ReviewerForm.layout]
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
