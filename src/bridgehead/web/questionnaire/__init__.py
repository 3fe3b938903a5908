"""What a form asks, as data: sections and fields in two languages, their conditions, and how answers are read. Pure."""

from __future__ import annotations

from bridgehead.web.questionnaire.answers import (
    MOST_ROWS,
    MOST_TYPED,
    Answers,
    BudgetRow,
    Typed,
    WrongAnswer,
    answer_of,
    asked_of,
    kept_of,
    problems,
    sealed,
)
from bridgehead.web.questionnaire.definition import (
    Choice,
    Condition,
    Field,
    Kind,
    Questionnaire,
    Section,
    Text,
    WrongQuestionnaire,
)
from bridgehead.web.questionnaire.merging import Merged, mark_of, merged
from bridgehead.web.questionnaire.reading import field_of, plain_field, plain_of, questionnaire_of

__all__ = [
    "MOST_ROWS",
    "MOST_TYPED",
    "Answers",
    "BudgetRow",
    "Choice",
    "Condition",
    "Field",
    "Kind",
    "Merged",
    "Questionnaire",
    "Section",
    "Text",
    "Typed",
    "WrongAnswer",
    "WrongQuestionnaire",
    "answer_of",
    "asked_of",
    "field_of",
    "kept_of",
    "mark_of",
    "merged",
    "plain_field",
    "plain_of",
    "problems",
    "questionnaire_of",
    "sealed",
]
