"""What the newsroom's desk is made of, as Wagtail looks for it."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted
from wagtail.snippets.models import register_snippet

from bridgehead.newsroom.admin import choosers, viewsets

#: Wagtail would mail in the middle of a deed; whoever is waited for finds it at the desk.
for _signal, _sender, _uid in (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
):
    _signal.disconnect(sender=_sender, dispatch_uid=_uid)

for each in viewsets.ALL:
    register_snippet(each)


def _chooser(viewset: Any) -> None:
    hooks.register("register_admin_viewset", lambda: viewset)


for chooser in choosers.ALL:
    _chooser(chooser)


@hooks.register("insert_global_admin_css")
def in_our_colours() -> SafeString:
    """Wagtail's pages in the colours and the type of the house."""
    sheets = ("web/type.css", "newsroom/desk.css")
    return format_html_join("", '<link rel="stylesheet" href="{}">', ((static(each),) for each in sheets))


@hooks.register("construct_main_menu")
def only_what_is_ours(request: Any, items: list[Any]) -> None:
    """Leave out what the newsroom does not have: Wagtail's own pages, its documents, its help."""
    items[:] = [each for each in items if each.name not in {"explorer", "help", "documents"}]


@hooks.register("register_admin_menu_item")
def to_our_desk() -> MenuItem:
    """Lead back to the newsroom's own desk."""
    return MenuItem(_("What waits"), reverse_lazy("newsroom_desk:overview"), icon_name="home", order=1)
