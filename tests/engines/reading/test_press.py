"""A press text in its parts, and the names in it that no directory lists."""

from __future__ import annotations

import pytest

from bridgehead.engines.reading import Directory, Organisation, PressText, press_text, sentences, unlisted

DIRECTORY = Directory.of([Organisation("1", "유일바이오텍", "Yuil Biotech")])


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", PressText("", "", ())),
        ("Only a line", PressText("Only a line", "", ())),
        (
            "보도자료\nA와 B, 협약\n- 공동 연구 착수\n- 3년간\n\nA와 B는 26일 만났다. 둘은 서명했다.\n\n"
            "둘째 문단이다.\n끝\n문의: 02",
            PressText(
                "A와 B, 협약",
                "공동 연구 착수 · 3년간",
                ("A와 B는 26일 만났다. 둘은 서명했다.", "둘째 문단이다."),
            ),
        ),
        (
            "FOR IMMEDIATE RELEASE\r\n\r\nYuil signs\r\n\r\nIt signed. It is good. More.\r\n"
            "\r\nMedia contact: 02\r\nAbout us",
            PressText("Yuil signs", "It signed. It is good.", ("It signed. It is good. More.",)),
        ),
        (
            "Yuil signs\n\nBoston, April 26. Yuil Biotech signed an agreement with\nHarbor Partners.\n\n"
            "A second paragraph is broken in the same way by its\nsender.",
            PressText(
                "Yuil signs",
                "Boston, April 26. Yuil Biotech signed an agreement with Harbor Partners.",
                (
                    "Boston, April 26. Yuil Biotech signed an agreement with Harbor Partners.",
                    "A second paragraph is broken in the same way by its sender.",
                ),
            ),
        ),
        ("word " * 60, PressText("word " * 38 + "word…", "", ())),
    ],
)
def test_a_press_text_comes_in_its_parts(text: str, parts: PressText) -> None:
    assert press_text(text) == parts


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "㈜가온메디는 (주)한빛제약과 서명했다. 주식회사 다온은 왔다.",
            [("가온메디", "ko"), ("한빛제약", "ko"), ("다온", "ko")],
        ),
        (
            "The Harbor Partners Inc. met Gaon Medical Co., Ltd. here.",
            [("Harbor Partners", "en"), ("Gaon Medical", "en")],
        ),
        ("㈜유일바이오텍은 Yuil Biotech Co., Ltd. 이다.", []),
        ("㈜가온메디와 ㈜가온메디", [("가온메디", "ko")]),
        ("가온메디는 왔다. Gaon Medical came.", []),
    ],
)
def test_a_name_beside_a_legal_form_is_found_and_no_other(text: str, names: list[tuple[str, str]]) -> None:
    found = unlisted(text, DIRECTORY)

    assert [(each.text, each.language) for each in found] == names
    assert [text[each.start : each.end] for each in found] == [name for name, _language in names]


def test_sentences_have_their_places() -> None:
    text = "Dr. Kim signed. He left.\n\n서명했다. 갔다"

    assert [text[start:end] for start, end in sentences(text)] == ["Dr. Kim signed.", "He left.", "서명했다.", "갔다"]
