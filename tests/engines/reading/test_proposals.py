"""Dates, counts, kinds, and what an article proposes to the ledger."""

from __future__ import annotations

from datetime import date

import pytest

from bridgehead.engines.reading import Directory, Organisation, counts, dates, kinds, proposals, shares
from tests.engines.reading import pair_sentences
from tests.engines.reading.pair_sentences import Told
from tests.engines.reading.press_sentences import (
    ENGLISH,
    ENGLISH_HARDER,
    KOREAN,
    KOREAN_HARDER,
    PUBLISHED,
    Pressed,
)

DIRECTORY = Directory.of(
    [
        Organisation("hanbit", "한빛제약", "Hanbit Pharma"),
        Organisation("nova", "노바젠", "Novagen"),
        Organisation("kto", "가온상사"),
    ]
)
PARTIES = Directory.of([Organisation("a", "한빛제약", "Hanbit Pharma"), Organisation("b", "노바젠", "Novagen")])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026년 3월 5일 체결했다", [("2026년 3월 5일", date(2026, 3, 5))]),
        ("2026.3.5 체결", [("2026.3.5", date(2026, 3, 5))]),
        ("2026-03-05", [("2026-03-05", date(2026, 3, 5))]),
        ("on March 5, 2026 in Boston", [("March 5, 2026", date(2026, 3, 5))]),
        ("on 5 Mar 2026", [("5 Mar 2026", date(2026, 3, 5))]),
        ("12월 28일 체결했다", [("12월 28일", date(2025, 12, 28))]),
        ("지난 5일 체결했다", [("지난 5일", date(2026, 3, 5))]),
        ("지난 28일 체결했다", [("지난 28일", date(2026, 2, 28))]),
        ("on Dec. 28 in Boston", [("Dec. 28", date(2025, 12, 28))]),
        ("2026년 2월 30일", []),
        ("5일간 열렸다", []),
        ("may 5 million", []),
    ],
)
def test_days_of_a_sentence(text: str, expected: list[tuple[str, date]]) -> None:
    assert [(each.text.strip(), each.day) for each in dates(text, PUBLISHED)] == expected


def test_without_a_day_of_publication_only_full_days_are_told() -> None:
    assert [each.day for each in dates("3월 5일, 2026년 3월 6일")] == [date(2026, 3, 6)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("계약 9건을 맺었다", [(9, "agreements")]),
        ("20개사가 왔다", [(20, "organisations")]),
        ("국내 20개 기업이 왔다", [(20, "organisations")]),
        ("1,200명이 왔다", [(1200, "people")]),
        ("nine agreements were signed", [(9, "agreements")]),
        ("20 Korean companies came", [(20, "organisations")]),
        ("3 memorandums and two MOUs", [(3, "agreements"), (2, "agreements")]),
        ("9억원", []),
        ("a 24.5 billion service contract", []),
        ("5 million new contracts", []),
    ],
)
def test_counts_of_a_sentence(text: str, expected: list[tuple[int, str]]) -> None:
    assert [(each.number, each.what) for each in counts(text)] == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("양해각서를 체결했다", "mou"),
        ("업무협약(MOU)을", "mou"),
        ("signed a memorandum of understanding", "mou"),
        ("기술수출 계약을", "licence_out"),
        ("an out-licensing deal", "licence_out"),
        ("기술도입 계약", "licence_in"),
        ("a licensing agreement", "licence"),
        ("공급계약을", "supply"),
        ("a supply agreement", "supply"),
        ("투자 계약을", "investment"),
        ("공동연구 계약", "joint_research"),
        ("a service contract", "service"),
    ],
)
def test_kinds_are_those_of_the_ledger(text: str, kind: str) -> None:
    assert kinds(text)[0].kind == kind


def test_an_article_proposes_what_was_signed() -> None:
    article = (
        "한빛제약은 10일 미국 노바젠과 기술수출 계약을 체결했다고 밝혔다. 계약 규모는 최대 3억 달러(약 4000억원)다.\n\n"
        "가온상사는 공급계약 체결을 추진 중이다. Hanbit Pharma signed an MOU with Novagen on March 5, 2026."
    )

    told = [
        (
            each.kind.kind,
            [party.org_id for party in each.parties],
            [(one.amount.text, str(one.amount.exactness)) for one in each.amounts],
            each.day.day if each.day else None,
        )
        for each in proposals(article, DIRECTORY, PUBLISHED)
    ]

    assert told == [
        ("licence_out", ["hanbit", "nova"], [("3억 달러", "at_most"), ("4000억원", "about")], PUBLISHED),
        ("mou", ["hanbit", "nova"], [], date(2026, 3, 5)),
    ]
    assert all(article[each.start : each.end].strip() for each in proposals(article, DIRECTORY))


@pytest.mark.parametrize(
    ("article", "told"),
    [
        (
            "한빛제약, 노바젠과 기술이전 계약 체결\n\n"
            "한빛제약은 5일 노바젠과 기술수출 계약을 체결했다. 계약금은 50억원이다.",
            [("licence_out", ["hanbit", "nova"], ["50억원"], "2026-03-05")],
        ),
        (
            "Hanbit Pharma signs supply agreement\n\n"
            "Hanbit Pharma signed a supply agreement worth $9 million with Novagen.",
            [("supply", ["hanbit", "nova"], ["$9 million"], None)],
        ),
        (
            "한빛제약은 노바젠과 공급계약을, 가온상사와 업무협약을 맺었다. "
            "공급계약 규모는 9억원이다. 선급금은 1억원이다.",
            [("supply", ["hanbit", "nova"], ["9억원", "1억원"], None), ("mou", ["hanbit", "kto"], [], None)],
        ),
    ],
)
def test_a_headline_is_told_by_its_text(article: str, told: list[tuple[object, ...]]) -> None:
    assert told == [
        (
            each.kind.kind,
            [party.org_id for party in each.parties],
            [one.amount.text for one in each.amounts],
            str(each.day.day) if each.day else None,
        )
        for each in proposals(article, DIRECTORY, PUBLISHED)
    ]


def test_who_signed_may_have_been_said_before() -> None:
    article = "한빛제약과 노바젠이 만났다. 양사는 양해각서를 체결했다."

    assert [[party.org_id for party in each.parties] for each in proposals(article, DIRECTORY)] == [["hanbit", "nova"]]


def test_what_nobody_listed_signed_proposes_nothing() -> None:
    assert proposals("어느 회사가 양해각서를 체결했다.", DIRECTORY) == []


@pytest.mark.parametrize(
    "pressed", [*KOREAN, *KOREAN_HARDER, *ENGLISH, *ENGLISH_HARDER], ids=lambda pressed: pressed.text[:40]
)
def test_a_press_text_tells_the_terms_in_their_shapes(pressed: Pressed) -> None:
    (told,) = proposals(pressed.text, PARTIES, PUBLISHED)

    assert pressed == Pressed(
        pressed.text,
        told.kind.kind,
        "".join(sorted(each.org_id for each in told.parties)),
        tuple((each.amount.text, each.shape) for each in told.amounts),
        tuple(each.text for each in told.shares),
        told.day.day if told.day else None,
        tuple((each.number, each.what) for each in told.counts),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [*pair_sentences.KOREAN, *pair_sentences.ENGLISH, *pair_sentences.HARDER, *pair_sentences.ONE],
    ids=lambda told: told[:40] if isinstance(told, str) else "",
)
def test_each_agreement_of_a_sentence_is_proposed_with_its_own(text: str, expected: tuple[Told, ...]) -> None:
    assert expected == tuple(
        Told(
            each.kind.kind,
            "".join(sorted(party.org_id for party in each.parties)),
            tuple((one.amount.text, one.shape) for one in each.amounts),
            each.day.day if each.day else None,
        )
        for each in proposals(text, pair_sentences.PARTIES, PUBLISHED)
    )


def test_a_royalty_is_a_share_and_a_range_goes_up() -> None:
    assert [(str(each.low), str(each.high)) for each in shares("로열티 7.5%, royalties of 12 to 8 percent")] == [
        ("7.5", "7.5")
    ]
