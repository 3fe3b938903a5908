"""Sentences that tell two agreements, and what each should propose: ten in Korean and ten in English.

The first five of each were there while the reading of them was written; the others were first run when it stood.
Further ones were written then, to be hard, and some that tell one agreement only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bridgehead.engines.reading import Directory, Organisation, Shape

PARTIES = Directory.of(
    [
        Organisation("a", "한빛제약", "Hanbit Pharma"),
        Organisation("b", "노바젠", "Novagen"),
        Organisation("c", "가온상사", "Gaon Trading"),
        Organisation("d", "새봄바이오", "Saebom Bio"),
    ]
)
TOTAL, UPFRONT, MILESTONE = Shape.TOTAL, Shape.UPFRONT, Shape.MILESTONE


@dataclass(frozen=True, slots=True)
class Told:
    """One agreement of a sentence: its kind, its parties, its amounts as written with their shape, its day."""

    kind: str
    parties: str
    amounts: tuple[tuple[str, Shape], ...] = ()
    day: date | None = None


KOREAN = (
    (
        "한빛제약은 노바젠과 공동연구 협약을, 가온상사와는 기술이전 계약을 맺었다.",
        (Told("joint_research", "ab"), Told("licence", "ac")),
    ),
    (
        "한빛제약은 노바젠과 500억원 규모의 공급계약을, 가온상사와 30억원 규모의 위탁생산 계약을 각각 체결했다.",
        (Told("supply", "ab", (("500억원", TOTAL),)), Told("service", "ac", (("30억원", TOTAL),))),
    ),
    (
        "한빛제약은 노바젠과 기술수출 계약을 체결하고 선급금 1000만 달러를 받으며, 가온상사와는 업무협약을 맺었다.",
        (Told("licence_out", "ab", (("1000만 달러", UPFRONT),)), Told("mou", "ac")),
    ),
    (
        "한빛제약은 노바젠과 공급계약을, 새봄바이오는 가온상사와 업무협약을 체결했다.",
        (Told("supply", "ab"), Told("mou", "cd")),
    ),
    (
        "한빛제약은 노바젠, 가온상사와 각각 공급계약과 업무협약을 체결했다.",
        (Told("supply", "ab"), Told("mou", "ac")),
    ),
    (
        "한빛제약이 노바젠과 공동개발 계약을 맺은 데 이어 가온상사와도 80억원 규모의 판매계약을 체결했다.",
        (Told("joint_research", "ab"), Told("supply", "ac", (("80억원", TOTAL),))),
    ),
    (
        "한빛제약은 지난 5일 노바젠과 양해각서를, 9일 가온상사와 20억원 규모의 투자계약을 체결했다.",
        (
            Told("mou", "ab", day=date(2026, 3, 5)),
            Told("investment", "ac", (("20억원", TOTAL),), date(2026, 3, 9)),
        ),
    ),
    (
        "한빛제약은 노바젠과 120억원 규모의 공급계약을 체결했고 가온상사와는 50억원 규모의 기술이전 계약을 논의하고 "
        "있다.",
        (Told("supply", "ab", (("120억원", TOTAL),)),),
    ),
    (
        "한빛제약과 새봄바이오는 노바젠과 공동연구 협약을, 가온상사와 납품계약을 체결했다.",
        (Told("joint_research", "abd"), Told("supply", "acd")),
    ),
    (
        "한빛제약은 공급계약을 노바젠과, 업무협약을 가온상사와 맺었다.",
        (Told("supply", "ab"), Told("mou", "ac")),
    ),
)

ENGLISH = (
    (
        "Hanbit Pharma signed a licence with Novagen and a supply agreement with Gaon Trading.",
        (Told("licence", "ab"), Told("supply", "ac")),
    ),
    (
        "Hanbit Pharma signed a supply agreement worth $40 million with Novagen and a $5 million service contract with "
        "Gaon Trading.",
        (Told("supply", "ab", (("$40 million", TOTAL),)), Told("service", "ac", (("$5 million", TOTAL),))),
    ),
    (
        "Hanbit Pharma signed a licensing deal with Novagen for $10 million upfront and up to $200 million in "
        "milestones, and an MOU with Gaon Trading.",
        (Told("licence", "ab", (("$10 million", UPFRONT), ("$200 million", MILESTONE))), Told("mou", "ac")),
    ),
    (
        "Hanbit Pharma signed a supply agreement with Novagen, while Saebom Bio signed an MOU with Gaon Trading.",
        (Told("supply", "ab"), Told("mou", "cd")),
    ),
    (
        "Hanbit Pharma signed a supply agreement and an MOU with Novagen and Gaon Trading, respectively.",
        (Told("supply", "ab"), Told("mou", "ac")),
    ),
    (
        "Hanbit Pharma has entered into a $120 million supply agreement with Novagen and a joint research agreement "
        "with Gaon Trading.",
        (Told("supply", "ab", (("$120 million", TOTAL),)), Told("joint_research", "ac")),
    ),
    (
        "Hanbit Pharma signed an MOU with Novagen on March 5 and a distribution agreement worth EUR 60 million with "
        "Gaon Trading on March 9.",
        (
            Told("mou", "ab", day=date(2026, 3, 5)),
            Told("supply", "ac", (("EUR 60 million", TOTAL),), date(2026, 3, 9)),
        ),
    ),
    (
        "Hanbit Pharma signed a licensing agreement with Novagen and is discussing a $30 million supply agreement with "
        "Gaon Trading.",
        (Told("licence", "ab"),),
    ),
    (
        "Hanbit Pharma and Saebom Bio signed a joint development deal with Novagen as well as a $7 million service "
        "agreement with Gaon Trading.",
        (Told("joint_research", "abd"), Told("service", "acd", (("$7 million", TOTAL),))),
    ),
    (
        "Hanbit Pharma signed an investment agreement with Novagen for $25 million at a valuation of $400 million; it "
        "also signed a partnership agreement with Gaon Trading.",
        (Told("investment", "ab", (("$25 million", TOTAL),)), Told("other", "ac")),
    ),
)

HARDER = (
    (
        "한빛제약은 미국 노바젠에 신약 기술을 이전하는 기술수출 계약을, 국내 가온상사에는 완제품을 공급하는 공급계약을 "
        "각각 체결했다고 10일 밝혔다.",
        (Told("licence_out", "ab", day=date(2026, 3, 10)), Told("supply", "ac", day=date(2026, 3, 10))),
    ),
    (
        "한빛제약은 노바젠, 가온상사와 각각 40억원, 30억원 규모의 공급계약을 체결했다.",
        (Told("supply", "ab", (("40억원", TOTAL),)), Told("supply", "ac", (("30억원", TOTAL),))),
    ),
    ("한빛제약은 노바젠, 가온상사와 각각 업무협약을 체결했다.", (Told("mou", "ab"), Told("mou", "ac"))),
    ("한빛제약과 새봄바이오는 노바젠과 각각 공급계약을 체결했다.", (Told("supply", "ab"), Told("supply", "bd"))),
    (
        "노바젠과 공급계약을 체결한 한빛제약은 가온상사와도 업무협약을 맺었다.",
        (Told("supply", "ab"), Told("mou", "ac")),
    ),
    (
        "한빛제약은 노바젠과 공동연구 협약을, 가온상사와는 기술이전 계약을, 새봄바이오와는 업무협약을 맺었다.",
        (Told("joint_research", "ab"), Told("licence", "ac"), Told("mou", "ad")),
    ),
    (
        "한빛제약은 노바젠과 500억원 규모의 공급계약을, 가온상사와 기술이전 계약을 맺었다. "
        "가온상사와의 계약 규모는 30억원이다. 공급계약의 선급금은 50억원이다.",
        (
            Told("supply", "ab", (("500억원", TOTAL), ("50억원", UPFRONT))),
            Told("licence", "ac", (("30억원", TOTAL),)),
        ),
    ),
    ("한빛제약은 노바젠과 체결한 공급계약에 이어 가온상사와 기술이전 계약을 추진 중이다.", (Told("supply", "ab"),)),
    (
        "Hanbit Pharma signed supply agreements with Novagen and Gaon Trading worth $40 million and $30 million, "
        "respectively.",
        (Told("supply", "ab", (("$40 million", TOTAL),)), Told("supply", "ac", (("$30 million", TOTAL),))),
    ),
    (
        "Hanbit Pharma signed separate supply agreements with Novagen and Gaon Trading.",
        (Told("supply", "ab"), Told("supply", "ac")),
    ),
    (
        "Hanbit Pharma signed a licence agreement with Novagen, and Saebom Bio a supply agreement with Gaon Trading.",
        (Told("licence", "ab"), Told("supply", "cd")),
    ),
    (
        "Hanbit Pharma signed an MOU with Novagen; with Gaon Trading, it entered into a $9 million distribution "
        "agreement.",
        (Told("mou", "ab"), Told("supply", "ac", (("$9 million", TOTAL),))),
    ),
)

ONE = (
    ("한빛제약과 노바젠은 공급계약과 업무협약을 체결했다.", (Told("supply", "ab"),)),
    ("한빛제약은 노바젠, 가온상사와 업무협약을 체결했다.", (Told("mou", "abc"),)),
    ("한빛제약은 노바젠과 공동연구 업무협약(MOU)을 체결했다.", (Told("joint_research", "ab"),)),
    (
        "한빛제약은 노바젠, 가온상사와 각각 50억원을 출자하는 합작계약을 체결했다.",
        (Told("other", "abc", (("50억원", Shape.INVESTED),)),),
    ),
    (
        "한빛제약은 노바젠과 공동개발 계약을 체결했으며 제품은 가온상사가 판매계약에 따라 공급한다.",
        (Told("joint_research", "ab"),),
    ),
    ("Hanbit Pharma signed a supply agreement and a service agreement with Novagen.", (Told("supply", "ab"),)),
    (
        "Hanbit Pharma, Novagen and Gaon Trading signed a memorandum of understanding (MOU) on joint research.",
        (Told("mou", "abc"),),
    ),
    (
        "Hanbit Pharma signed a licensing agreement with Novagen, expanding its joint research with Gaon Trading.",
        (Told("licence", "ab"),),
    ),
)
