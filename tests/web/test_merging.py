"""Two write at one application: each keeps what they wrote; where both wrote, nothing is written over unseen."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridgehead.web.questionnaire import Merged, kept_of, mark_of, merged, questionnaire_of
from tests.factories.programmes import ASKED

FIELDS = list(questionnaire_of(ASKED).fields())


def _marks(answers: dict[str, Any]) -> dict[str, str]:
    return {each.key: mark_of(answers.get(each.key)) for each in FIELDS}


def test_what_was_not_changed_on_the_page_is_left_as_it_stands() -> None:
    seen = _marks({"plan": {"ko": "옛 글"}})
    stored = {"plan": {"ko": "새 글"}, "cleared": "no"}

    assert merged(FIELDS, stored, {"plan": {"ko": "옛 글"}, "cleared": ""}, seen) == Merged({}, {})


def test_what_one_changed_alone_is_written() -> None:
    seen = _marks({"plan": {"ko": "글"}})

    found = merged(FIELDS, {"plan": {"ko": "글"}}, {"plan": {"ko": "글", "en": "Text"}, "cleared": "no"}, seen)

    assert found == Merged({"plan": {"ko": "글", "en": "Text"}, "cleared": "no"}, {})


def test_what_both_changed_is_not_written_over_but_shown() -> None:
    seen = _marks({})
    stored = {"plan": {"en": "Theirs"}}

    assert merged(FIELDS, stored, {"plan": {"en": "Mine"}}, seen) == Merged({}, {"plan": {"en": "Theirs"}})
    # Sent again in the sight of what stands, it is what its writer wants.
    assert merged(FIELDS, stored, {"plan": {"en": "Mine"}}, _marks(stored)) == Merged({"plan": {"en": "Mine"}}, {})


def test_both_wrote_the_same() -> None:
    assert merged(FIELDS, {"cleared": "no"}, {"cleared": "no"}, _marks({})) == Merged({}, {})


def test_what_was_emptied_is_told_as_nothing() -> None:
    seen = _marks({"cleared": "no"})

    assert merged(FIELDS, {"cleared": "no"}, {"cleared": ""}, seen) == Merged({"cleared": None}, {})
    assert merged(FIELDS, {}, {"cleared": "asked"}, seen) == Merged({}, {"cleared": None})


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "plan": st.fixed_dictionaries({}, optional={"ko": st.text(max_size=3), "en": st.text(max_size=3)}),
        "cleared": st.sampled_from(["", "no", "asked", "other"]),
        "cleared_on": st.text(max_size=3),
    },
)


def _kept(answers: dict[str, Any]) -> dict[str, Any]:
    kept = {each.key: kept_of(each, answers.get(each.key)) for each in FIELDS}
    return {key: answer for key, answer in kept.items() if answer is not None}


# The first input is drawn while the machine may be busy.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(before=ANSWERS, first=ANSWERS, second=ANSWERS)
def test_nothing_that_somebody_wrote_is_lost(before: Any, first: Any, second: Any) -> None:
    """After one saves and then the other, of one page: each text stands, or its writer is told and shown the other."""
    before, whole = _kept(before), {each.key: "" for each in FIELDS}
    seen = _marks(before)
    one = merged(FIELDS, before, {**whole, **first}, seen)
    after = {key: answer for key, answer in {**before, **one.changed}.items() if answer is not None}
    two = merged(FIELDS, after, {**whole, **second}, seen)

    assert one.overtaken == {}
    for key, stands in two.overtaken.items():
        assert key in one.changed
        assert stands == after.get(key)
        assert key not in two.changed
    assert not set(one.changed) & set(two.changed)
