"""Tasks and the companies that have them."""

from __future__ import annotations

from datetime import date
from typing import Any

from bridgehead.programmes.actions.tasks import ask_task
from bridgehead.programmes.models import CohortPlace, CompanyTask, Task


def task_for(place: CohortPlace, *, alone: bool = False, **fields: Any) -> CompanyTask:
    """A task due at the end of May 2023 as the company of a place has it: its cohort's, or its own alone."""
    said = {"name_ko": "발표 자료 제출", "name_en": "Hand in your slides", "due_on": date(2023, 5, 31)} | fields
    whom: dict[str, Any] = {"place": place} if alone else {"cohort": place.cohort}
    task = Task.objects.create(programme=place.cohort.programme, **whom, **said)
    ask_task(task)
    return task.companies.get(place=place)
