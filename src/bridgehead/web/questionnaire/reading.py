"""A questionnaire as plain values, as the database keeps them, and back. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from bridgehead.foundation.bases import composed
from bridgehead.web.questionnaire.definition import (
    Choice,
    Condition,
    Field,
    Kind,
    Questionnaire,
    Section,
    Text,
    WrongQuestionnaire,
    require,
)

_SECTION = {"key", "title", "help", "fields", "shown_if"}
_FIELD = {
    "key", "kind", "label", "help", "required", "both", "most", "choices", "currencies", "shown_if", "names_applicant",
}  # fmt: skip


def questionnaire_of(plain: Any) -> Questionnaire:
    """Return the questionnaire that plain values describe; ``WrongQuestionnaire`` where they describe none.

    A page reads the same form several times, and every applicant's page the same as all others: it is read once.
    """
    return _read(json.dumps(plain))


@lru_cache(maxsize=128)
def _read(kept: str) -> Questionnaire:
    whole = _known(json.loads(kept), {"sections"})
    return Questionnaire(tuple(_section(each) for each in _listed(whole, "sections")))


def plain_of(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return it as plain values; what is not said is left out."""
    return {"sections": [_plain_section(each) for each in questionnaire.sections]}


def field_of(plain: Any) -> Field:
    """Return the one question that plain values describe; ``WrongQuestionnaire`` where they describe none."""
    return _field(plain)


def plain_field(each: Field) -> dict[str, Any]:
    """Return one question as plain values; what is not said is left out."""
    return _plain_field(each)


def _section(plain: Any) -> Section:
    said = _known(plain, _SECTION)
    return Section(
        key=_word(said, "key"),
        title=_text(said, "title"),
        help=_text(said, "help"),
        fields=tuple(_field(each) for each in _listed(said, "fields")),
        shown_if=_condition(said),
    )


def _field(plain: Any) -> Field:
    said = _known(plain, _FIELD)
    most = said.get("most")
    require(most is None or type(most) is int, _("The most that can be answered is a whole number."))
    return Field(
        key=_word(said, "key"),
        kind=_kind(said),
        label=_text(said, "label"),
        help=_text(said, "help"),
        is_required=_truth(said, "required"),
        in_both=_truth(said, "both"),
        most=most,
        choices=tuple(_choice(each) for each in _listed(said, "choices")),
        currencies=tuple(_words(said, "currencies")),
        shown_if=_condition(said),
        names_applicant=_truth(said, "names_applicant"),
    )


def _choice(plain: Any) -> Choice:
    said = _known(plain, {"key", "label"})
    return Choice(_word(said, "key"), _text(said, "label"))


def _condition(said: Mapping[str, Any]) -> Condition | None:
    if said.get("shown_if") is None:
        return None
    inside = _known(said["shown_if"], {"field", "is"})
    return Condition(_word(inside, "field"), tuple(_words(inside, "is")))


def _kind(said: Mapping[str, Any]) -> Kind:
    try:
        return Kind(_word(said, "kind"))
    except ValueError:
        raise WrongQuestionnaire(_("There is no such kind of question: %(kind)s.") % {"kind": said["kind"]}) from None


def _known(plain: Any, keys: set[str]) -> Mapping[str, Any]:
    require(
        isinstance(plain, Mapping) and set(plain) <= keys,
        _("A part of this form is not as expected: only %(keys)s may stand there.") % {"keys": ", ".join(sorted(keys))},
    )
    found: Mapping[str, Any] = plain
    return found


def _listed(said: Mapping[str, Any], key: str) -> Sequence[Any]:
    value = said.get(key, [])
    require(isinstance(value, list), _("A list is expected in “%(key)s”.") % {"key": key})
    found: list[Any] = value
    return found


def _words(said: Mapping[str, Any], key: str) -> list[str]:
    found = _listed(said, key)
    require(all(isinstance(each, str) for each in found), _("Words are expected in “%(key)s”.") % {"key": key})
    return [composed(each) for each in found]


def _word(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key, "")
    require(isinstance(value, str), _("Words are expected in “%(key)s”.") % {"key": key})
    return composed(value)


def _text(said: Mapping[str, Any], key: str) -> Text:
    inside = _known(said.get(key, {}), {"ko", "en"})
    return Text(_word(inside, "ko").strip(), _word(inside, "en").strip())


def _truth(said: Mapping[str, Any], key: str) -> bool:
    value = said.get(key, False)
    require(isinstance(value, bool), _("Yes or no is expected in “%(key)s”.") % {"key": key})
    return bool(value)


def _plain_section(section: Section) -> dict[str, Any]:
    told = {"key": section.key, "title": _plain_text(section.title), "help": _plain_text(section.help)}
    return _said({**told, "fields": [_plain_field(each) for each in section.fields], **_plain_if(section.shown_if)})


def _plain_field(each: Field) -> dict[str, Any]:
    return _said(
        {
            "key": each.key,
            "kind": each.kind.value,
            "label": _plain_text(each.label),
            "help": _plain_text(each.help),
            "required": each.is_required,
            "both": each.in_both,
            "most": each.most,
            "choices": [{"key": choice.key, "label": _plain_text(choice.label)} for choice in each.choices],
            "currencies": list(each.currencies),
            "names_applicant": each.names_applicant,
            **_plain_if(each.shown_if),
        }
    )


def _plain_if(condition: Condition | None) -> dict[str, Any]:
    return {"shown_if": {"field": condition.field, "is": list(condition.values)}} if condition else {}


def _plain_text(text: Text) -> dict[str, str]:
    return _said({"ko": text.ko, "en": text.en})


def _said(told: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty, not so, or not said: two questionnaires that ask the same are the same."""
    return {key: value for key, value in told.items() if value not in ("", None, False, [], {})}
