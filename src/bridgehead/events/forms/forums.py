"""The settings of a forum, and who runs it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from bridgehead.accounts.forms import zones_in
from bridgehead.directory.models import Organisation
from bridgehead.events.forms.seen import seen_field
from bridgehead.events.models import Forum, ForumRoleKind
from bridgehead.foundation.bilingual import reading_language
from bridgehead.web.forms import LongSelect
from bridgehead.web.wall_time import WallTimeField, ZonedFormMixin, typed_moment

_WALL = ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at")
_PLAIN = (
    "name_ko", "name_en", "occasion_ko", "occasion_en", "purpose_ko", "purpose_en", "city_ko", "city_en",
    "place_ko", "place_en", "contact_email", "zone", "capacity",
)  # fmt: skip


class ForumForm(ZonedFormMixin, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """What is told of a forum; times are typed as the clocks of its zone show them."""

    wall_fields = _WALL

    zone = forms.ChoiceField(
        label=_("Time zone of the forum"),
        widget=LongSelect,
        help_text=_("Every time below is typed as the clocks there show it."),
    )
    starts_at = WallTimeField(
        label=_("Starts"),
        error_messages={"required": _("Say on which day and at what time the forum starts.")},
    )
    ends_at = WallTimeField(label=_("Ends"), required=False, help_text=_("Leave it empty while it is not known."))
    registration_opens_at = WallTimeField(label=_("Registration opens"), required=False)
    registration_closes_at = WallTimeField(label=_("Registration closes"), required=False)
    capacity = forms.IntegerField(
        label=_("Places"),
        required=False,
        min_value=1,
        help_text=_("Empty: without a limit. The last place is given once."),
    )
    hosts = forms.ModelMultipleChoiceField(
        label=_("Hosts"),
        queryset=Organisation.objects.none(),
        required=False,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
    )
    seen = seen_field()

    class Meta:
        model = Forum
        fields = [*_PLAIN, *_WALL]
        help_texts = {
            "contact_email": _("Where participants turn to, for example to cancel a meeting. Everybody can read it."),
        }
        widgets = {"purpose_ko": forms.Textarea({"rows": 3}), "purpose_en": forms.Textarea({"rows": 3})}

    def __init__(
        self,
        *args: Any,
        possible_hosts: QuerySet[Organisation],
        forum: Forum | None = None,
        seen: str = "",
        **kwargs: Any,
    ) -> None:
        if forum is not None:
            kwargs["initial"] = {
                **{field: getattr(forum, field) for field in _PLAIN},
                **{field: typed_moment(getattr(forum, field), forum.zone) for field in _WALL},
                "hosts": [host.public_id for host in forum.hosts.all()],
                "seen": seen,
            }
        super().__init__(*args, **kwargs)
        zones = zones_in(reading_language(), self.initial.get("zone", ""))
        self.fields["zone"].choices = zones  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["hosts"].queryset = possible_hosts  # type: ignore[attr-defined]  # a ModelMultipleChoiceField

    def settings(self) -> dict[str, Any]:
        """Return what the deed is told: fields as cleaned, hosts as ids."""
        told = {field: self.cleaned_data[field] for field in (*_PLAIN, *_WALL)}
        return {**told, "hosts": [host.pk for host in self.cleaned_data["hosts"]]}


class RoleForm(forms.Form):
    """Whom to name, and as what."""

    email = forms.EmailField(label=_("E-mail of the person"))
    role = forms.ChoiceField(
        label=_("Role"), choices=[(value, capfirst(label)) for value, label in ForumRoleKind.choices]
    )
