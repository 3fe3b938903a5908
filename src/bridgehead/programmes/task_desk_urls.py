"""Addresses of the officers' pages of tasks, below those of a programme."""

from __future__ import annotations

from django.urls import path

from bridgehead.programmes.views import desk_tasks

_TASK = "<uuid:task_id>/"

urlpatterns = [
    path("", desk_tasks.tasks, name="tasks"),
    path(_TASK, desk_tasks.task, name="task"),
    path(f"{_TASK}withdraw/", desk_tasks.withdraw_task, name="withdraw_task"),
    path(f"{_TASK}<uuid:company_task_id>/file/", desk_tasks.task_file, name="task_file"),
]
