"""What the newsroom stands on in the database: languages, roles with their permissions, the way to approval.

Laid after every migration, and by tests after they have emptied the tables; laying it twice changes nothing.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from wagtail.admin.models import Admin
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    Locale,
    Workflow,
    WorkflowContentType,
    WorkflowTask,
)

from bridgehead.foundation.bilingual import LANGUAGES
from bridgehead.newsroom.models import Article, BusinessLink, LiveItem, Photo, Section
from bridgehead.newsroom.rules import Role

_KEEP = ("add", "change", "view")
_KEEP_AND_DELETE = (*_KEEP, "delete")
#: By role what it may do with each kind of record; a role may also do what those before it may.
_MAY: dict[Role, dict[type[models.Model], tuple[str, ...]]] = {
    Role.WRITER: {Admin: ("access_admin",), Article: _KEEP, Image: ("add", "change", "choose"), Photo: _KEEP},
    Role.EDITOR: {Article: ("lock",), LiveItem: _KEEP},
    Role.OFFICER: {
        Article: ("publish", "unlock", "delete"),
        Image: ("delete",),
        Photo: ("delete",),
        LiveItem: ("delete",),
        Section: _KEEP_AND_DELETE,
        BusinessLink: _KEEP_AND_DELETE,
    },
}
#: The way to approval: each step by whom. Names stand in both languages, for Wagtail keeps one of each.
WORKFLOW = "뉴스룸 · Newsroom"
_STEPS: tuple[tuple[str, tuple[Role, ...]], ...] = (
    ("데스크 · Desk", (Role.EDITOR, Role.OFFICER)),
    ("승인 · Approval", (Role.OFFICER,)),
)


@transaction.atomic
def furnish() -> None:
    """Lay what is missing of languages, roles and workflow."""
    for language in LANGUAGES:
        Locale.objects.get_or_create(language_code=language)
    # Wagtail brings two groups of its own, which nobody is ever put into.
    Group.objects.filter(name__in=["Editors", "Moderators"]).delete()
    groups = {role: Group.objects.get_or_create(name=role.value)[0] for role in Role}
    for role, group in groups.items():
        _permit(group, role)
    _lay_workflow(groups)


def _permit(group: Group, role: Role) -> None:
    roles = list(Role)
    root = Collection.get_first_root_node() or Collection.add_root(name="Root")
    for each in roles[: roles.index(role) + 1]:
        for model, deeds in _MAY[each].items():
            for permission in _permissions(model, deeds):
                if model is Image:
                    GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
                else:
                    group.permissions.add(permission)


def _permissions(model: type[models.Model], deeds: tuple[str, ...]) -> list[Permission]:
    """The permissions of these deeds; made here where Django has not come to making them."""
    kind = ContentType.objects.get_for_model(model)
    name = model._meta.model_name
    codenames = [deed if "_" in deed else f"{deed}_{name}" for deed in deeds]
    return [
        Permission.objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": f"Can {deed} {model._meta.verbose_name_raw}"[:255]}
        )[0]
        for codename, deed in zip(codenames, deeds, strict=True)
    ]


def _lay_workflow(groups: dict[Role, Group]) -> None:
    workflow, _is_new = Workflow.objects.get_or_create(name=WORKFLOW)
    for position, (name, roles) in enumerate(_STEPS):
        task, _is_new = GroupApprovalTask.objects.get_or_create(name=name)
        task.groups.set([groups[role] for role in roles])
        WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": position})
    # Wagtail's own way for its own pages; there are none.
    Workflow.objects.exclude(pk=workflow.pk).filter(name="Moderators approval").update(active=False)
    WorkflowContentType.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(Article), defaults={"workflow": workflow}
    )
