"""A questionnaire as data: what is wrong in itself cannot be built, conditions look back, answers are read or named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridgehead.web.questionnaire import (
    MOST_TYPED,
    Field,
    Kind,
    Text,
    WrongAnswer,
    WrongQuestionnaire,
    answer_of,
    asked_of,
    kept_of,
    plain_of,
    problems,
    questionnaire_of,
    sealed,
)
from bridgehead.web.questionnaire.telling import typed_lines_of
from tests.factories.programmes import ASKED

WHOLE = questionnaire_of(ASKED)
GIVEN: dict[str, Any] = {
    "plan": {"ko": "보스턴에 법인을 세운다.", "en": "We found a company in Boston."},
    "cleared": "cleared",
    "cleared_on": "2023-01-31",
    "budget": {"currency": "USD", "rows": [["Rent", "12,000"], ["Counsel", "1.5k"]]},
}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Sentences are compared in English."""
    with translation.override("en"):
        yield


def _field(key: str) -> Field:
    found = WHOLE.field(key)
    assert found is not None
    return found


def _changed(**of: Any) -> dict[str, Any]:
    """The form with the second field (a choice) changed."""
    said = deepcopy(ASKED)
    said["sections"][0]["fields"][1].update(of)
    return said


def test_what_is_written_is_read_as_the_same() -> None:
    assert plain_of(WHOLE) == ASKED
    assert questionnaire_of(plain_of(WHOLE)) == WHOLE


@pytest.mark.parametrize(
    ("plain", "told"),
    [
        ([], "A part of this form is not as expected: only sections may stand there."),
        ({"sections": {}}, "A list is expected in “sections”."),
        ({"sections": [{"key": "a", "title": {}}]}, "Each section needs a title, in Korean or in English."),
        (_changed(kind="song"), "There is no such kind of question: song."),
        (_changed(choices=[]), "“Cleared by the FDA” needs from 2 to 60 choices."),
        (_changed(key="Ä"), "“Ä” is no key: small letters, digits and “_” are expected, a letter first."),
        (_changed(key="plan"), "Two parts of this form have one key."),
        (_changed(label={}), "Each question needs words, in Korean or in English."),
        (_changed(currencies=["KRW"]), "“Cleared by the FDA” names currencies, but asks for no amount."),
        (_changed(both=True), "“Cleared by the FDA” asks for no words to translate."),
        (_changed(required="yes"), "Yes or no is expected in “required”."),
        (_changed(most=True), "The most that can be answered is a whole number."),
        (
            _changed(shown_if={"field": "deck", "is": ["yes"]}),
            "“Cleared by the FDA” depends on a question that is not asked before it, or in which nothing is chosen.",
        ),
        (
            _changed(key="renamed"),
            "“Cleared on” depends on a question that is not asked before it, or in which nothing is chosen.",
        ),
        (_changed(kind="line"), "“Cleared by the FDA” offers choices, but nothing is chosen there."),
        (_changed(script="x"), "A part of this form is not as expected: only "),
    ],
)
def test_a_form_that_is_wrong_in_itself_says_where(plain: Any, told: str) -> None:
    with pytest.raises(WrongQuestionnaire) as refused:
        questionnaire_of(plain)

    assert str(refused.value).startswith(told)


def test_what_depends_on_an_answer_is_asked_only_with_it() -> None:
    keys = [[each.key for each in asked_of(WHOLE, {"cleared": answer})] for answer in ("cleared", "no", "nonsense")]

    assert keys == [
        ["plan", "cleared", "cleared_on", "budget", "deck"],
        ["plan", "cleared", "budget", "deck"],
        ["plan", "cleared", "budget", "deck"],
    ]


def test_what_depends_on_something_that_is_not_asked_is_not_asked_either() -> None:
    said = deepcopy(ASKED)
    yes_no = {"kind": "yes_no", "label": {"en": "More?"}}
    said["sections"][1]["fields"] = [
        yes_no | {"key": "second", "shown_if": {"field": "cleared", "is": ["no"]}},
        yes_no | {"key": "third", "shown_if": {"field": "second", "is": ["yes"]}},
    ]
    whole = questionnaire_of(said)

    assert [each.key for each in asked_of(whole, {"cleared": "asked", "second": "yes"})] == ["plan", "cleared"]
    assert [each.key for each in asked_of(whole, {"cleared": "no", "second": "yes"})][2:] == ["second", "third"]


def test_answers_become_values() -> None:
    assert problems(WHOLE, GIVEN, {}) == {}
    assert {each.key: answer_of(each, GIVEN.get(each.key)) for each in WHOLE.fields()} == {
        "plan": GIVEN["plan"],
        "cleared": "cleared",
        "cleared_on": "2023-01-31",
        "budget": {
            "currency": "USD",
            "rows": [{"item": "Rent", "minor": 1_200_000}, {"item": "Counsel", "minor": 150_000}],
        },
        "deck": None,
    }


@pytest.mark.parametrize(
    ("key", "typed", "told"),
    [
        ("plan", None, "This is not answered yet."),
        ("plan", {"ko": "보스턴"}, "This is not answered in English yet."),
        ("plan", {"en": "Boston"}, "This is not answered in Korean yet."),
        ("plan", {"ko": "가" * 2001, "en": "x"}, "2000 letters at most were expected; these are 2001."),
        ("cleared", "maybe", "Choose one of what is offered."),
        ("cleared_on", "31/01/2023", "“31/01/2023” is no day. Expected, for example, 2023-04-27."),
        ("cleared_on", "0023-01-31", "A year from 1900 to 2200 was expected."),
        ("budget", {"currency": "USD", "rows": [["", "5"]]}, "Row 1 does not say what it is for."),
        ("budget", {"rows": [["Rent", "five"]]}, "“five” is no amount. Expected, for example, 12,000,000."),
        ("budget", {"currency": "USD", "rows": [["Rent", "EUR 5"]]}, "An amount in KRW, USD was expected."),
        ("budget", {"currency": "USD", "rows": [["Rent", "KRW 5"]]}, "Row 1 is in another currency."),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_taken_says_what_was_expected(key: str, typed: Any, told: str) -> None:
    with pytest.raises(WrongAnswer) as refused:
        answer_of(_field(key), typed)

    assert str(refused.value) == told


def test_files_are_counted() -> None:
    needed = Field("papers", Kind.FILE, Text(en="Papers"), is_required=True)
    told = []
    for files in (0, 2):
        with pytest.raises(WrongAnswer) as refused:
            answer_of(needed, None, files=files)
        told.append(str(refused.value))

    assert told == ["A file is missing here.", "At most 1 files were expected here."]
    assert answer_of(needed, None, files=1) is None


def test_a_draft_keeps_what_was_typed_also_what_cannot_be_read() -> None:
    assert [
        kept_of(_field("plan"), {"ko": " 보스\r\n턴 ", "en": "", "fr": "Non"}),
        kept_of(_field("cleared_on"), "next spring"),
        kept_of(_field("budget"), {"rows": [["Rent", "a lot"], ["", ""], "nonsense"]}),
        kept_of(_field("budget"), "nonsense"),
        kept_of(_field("deck"), "deck.pdf"),
        kept_of(_field("plan"), {"en": "x" * (MOST_TYPED + 1)}),
    ] == [
        {"ko": "보스\n턴"},
        "next spring",
        {"currency": "KRW", "rows": [["Rent", "a lot"]]},
        None,
        None,
        {"en": "x" * MOST_TYPED},
    ]


def test_an_amount_that_is_wrong_here_is_shown_as_every_other_amount() -> None:
    rent = Field("rent", Kind.AMOUNT, Text(en="Rent"), currencies=("USD",))
    typed = [
        (rent, {"currency": "KRW", "amount": "5,000,000"}),
        (rent, {"currency": "USD", "amount": "500만 원"}),
        (rent, {"currency": "USD", "amount": "a lot"}),
        (rent, {"currency": "USD", "amount": ""}),
        (_field("budget"), {"currency": "USD", "rows": [["", "1.5k"], ["Rent", "5백만 KRW"], ["Wages", "some"]]}),
    ]

    def told(language: str) -> list[list[str]]:
        with translation.override(language):
            return [[line.text for line in typed_lines_of(*each)] for each in typed]

    assert told("ko") == [
        ["500만 원"],
        ["500만 원"],
        ["a lot USD"],
        [],
        ["1,500달러", "Rent – 500만 원", "Wages – some USD"],
    ]
    assert told("en") == [
        ["KRW 5 M"],
        ["KRW 5 M"],
        ["a lot USD"],
        [],
        ["USD 1,500", "Rent – KRW 5 M", "Wages – some USD"],
    ]


#: The fixture changes the language alone; the first input is drawn while the machine may be busy.
SLOW_AT_FIRST = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(suppress_health_check=SLOW_AT_FIRST)
@given(typed=ANYTHING | st.fixed_dictionaries({"rows": st.lists(st.lists(ANYTHING, max_size=3)), "currency": ANYTHING}))
def test_whatever_comes_is_kept_and_then_read_or_refused(typed: Any) -> None:
    for field in WHOLE.fields():
        kept = kept_of(field, typed)
        assert kept_of(field, kept) == kept
        with suppress(WrongAnswer):
            answer_of(field, kept, files=1)


@settings(suppress_health_check=SLOW_AT_FIRST)
@given(plain=ANYTHING | st.fixed_dictionaries({"sections": st.lists(ANYTHING, max_size=3)}))
def test_whatever_comes_is_a_questionnaire_or_refused(plain: Any) -> None:
    with suppress(WrongQuestionnaire):
        found = questionnaire_of(plain)
        assert questionnaire_of(plain_of(found)) == found


def test_the_digest_hangs_on_every_answer_and_file() -> None:
    file = {"field": "deck", "name": "deck.pdf", "size": 3, "sha256": "00"}
    digests = {
        sealed({"a": "1"}, [file], call="x"),
        sealed({"a": "2"}, [file], call="x"),
        sealed({"a": "1"}, [file | {"size": 4}], call="x"),
        sealed({"a": "1"}, [], call="x"),
        sealed({"a": "1"}, [file], call="y"),
    }

    assert len(digests) == 5
    assert sealed({"a": "1", "b": "2"}, []) == sealed({"b": "2", "a": "1"}, [])
