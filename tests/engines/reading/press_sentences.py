"""Sentences as press texts write them, and what each proposes to the ledger: thirty in Korean and thirty in English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bridgehead.engines.reading import Shape

PUBLISHED = date(2026, 3, 10)


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a text proposes: amounts as written with their shape, royalties, the day, and what is counted."""

    text: str
    kind: str
    parties: str = "ab"
    amounts: tuple[tuple[str, Shape], ...] = ()
    shares: tuple[str, ...] = ()
    day: date | None = None
    counts: tuple[tuple[int, str], ...] = ()


TOTAL, UPFRONT, MILESTONE, ROYALTY = Shape.TOTAL, Shape.UPFRONT, Shape.MILESTONE, Shape.ROYALTY
UNIT, PERIOD, INVESTED, CONVERTED = Shape.PER_UNIT, Shape.PER_PERIOD, Shape.INVESTED, Shape.CONVERTED

KOREAN = (
    Pressed("한빛제약은 노바젠과 500억원 규모의 공급계약을 체결했다.", "supply", amounts=(("500억원", TOTAL),)),
    Pressed(
        "한빛제약은 노바젠과 기술수출 계약을 체결하고 선급금 1000만 달러와 마일스톤 최대 2억 달러를 받는다고 밝혔다.",
        "licence_out",
        amounts=(("1000만 달러", UPFRONT), ("2억 달러", MILESTONE)),
    ),
    Pressed(
        "한빛제약은 노바젠과 기술수출 계약을 체결했다. 계약금은 50억원이며, 단계별 기술료는 300억원이다.",
        "licence_out",
        amounts=(("50억원", UPFRONT), ("300억원", MILESTONE)),
    ),
    Pressed(
        "한빛제약과 노바젠은 라이선스 계약을 체결했다. 총 계약금액은 3억 달러(약 4000억원)다.",
        "licence",
        amounts=(("3억 달러", TOTAL), ("4000억원", CONVERTED)),
    ),
    Pressed(
        "한빛제약은 노바젠과 계약금과 마일스톤을 포함해 총 2억 유로 규모의 기술이전 계약을 체결했다.",
        "licence",
        amounts=(("2억 유로", TOTAL),),
    ),
    Pressed(
        "한빛제약은 노바젠에 백신을 도즈당 12달러에 공급하는 공급계약을 체결했다.",
        "supply",
        amounts=(("12달러", UNIT),),
    ),
    Pressed(
        "한빛제약은 노바젠과 연간 30억원 규모의 위탁생산 계약을 체결했다.", "service", amounts=(("30억원", PERIOD),)
    ),
    Pressed(
        "노바젠은 한빛제약에 200억원을 투자하는 공동개발 협약을 체결했다.",
        "joint_research",
        amounts=(("200억원", INVESTED),),
    ),
    Pressed(
        "지난해 매출 1조2000억원을 올린 한빛제약이 노바젠과 업무협약을 체결했다.",
        "mou",
    ),
    Pressed(
        "한빛제약은 노바젠과 기술수출 계약을 체결했으며, 로열티는 순매출의 8~12%다.", "licence_out", shares=("8~12%",)
    ),
    Pressed(
        "한빛제약은 노바젠과 기술수출 계약을 체결했고 순매출의 10%를 로열티로 받는다.", "licence_out", shares=("10%",)
    ),
    Pressed("한빛제약과 노바젠은 지난 5일 양해각서를 체결했다.", "mou", day=date(2026, 3, 5)),
    Pressed(
        "한빛제약은 2026년 4월 1일부터 2028년 3월 31일까지 노바젠에 납품하는 공급계약을 9일 체결했다.",
        "supply",
        day=date(2026, 3, 9),
    ),
    Pressed(
        "한빛제약과 노바젠은 2026년 3월 2일 서울에서 공동연구 협약을 맺었다.", "joint_research", day=date(2026, 3, 2)
    ),
    Pressed("한빛제약은 노바젠과 공급계약 3건을 체결했다.", "supply", counts=((3, "agreements"),)),
    Pressed(
        "한빛제약과 노바젠 등 20개사가 참가한 자리에서 양해각서가 체결됐다.", "mou", counts=((20, "organisations"),)
    ),
    Pressed("한빛제약(대표 김한결)은 노바젠(Novagen)과 업무협약(MOU)을 체결했다고 10일 밝혔다.", "mou", day=PUBLISHED),
    Pressed(
        "한빛제약이 노바젠에서 10억원의 선급금을 받는 기술수출 계약을 체결했다.",
        "licence_out",
        amounts=(("10억원", UPFRONT),),
    ),
    Pressed(
        "한빛제약은 노바젠과 판매계약을 체결했다. 계약 규모는 1톤당 350만원이다.",
        "supply",
        amounts=(("350만원", UNIT),),
    ),
    Pressed(
        "한빛제약은 노바젠과 서비스 계약을 체결했다. 계약 금액은 매월 2000만원이다.",
        "service",
        amounts=(("2000만원", PERIOD),),
    ),
    Pressed(
        "한빛제약은 2030년 10조원 규모로 커질 시장을 겨냥해 노바젠과 공동개발 계약을 체결했다.",
        "joint_research",
    ),
    Pressed(
        "한빛제약은 노바젠에서 300억원 규모의 투자 유치 계약을 체결했다.", "investment", amounts=(("300억원", TOTAL),)
    ),
    Pressed(
        "한빛제약은 노바젠과 최대 5000만 달러(한화 약 680억원) 규모의 기술수출 계약을 체결했다.",
        "licence_out",
        amounts=(("5000만 달러", TOTAL), ("680억원", CONVERTED)),
    ),
    Pressed(
        "한빛제약은 노바젠과 라이선스 계약을 체결했다. 반환 의무 없는 계약금 700만 달러를 받는다.",
        "licence",
        amounts=(("700만 달러", UPFRONT),),
    ),
    Pressed(
        "한빛제약은 노바젠과 기술도입 계약을 체결했다. 계약에 따라 착수금으로 올해 약 20억원을 지급한다.",
        "licence_in",
        amounts=(("20억원", UPFRONT),),
    ),
    Pressed(
        "한빛제약은 노바젠과 기술수출 계약을 체결했다. 임상 단계에 따른 마일스톤으로 최대 1억 달러를 받는 계약이다.",
        "licence_out",
        amounts=(("1억 달러", MILESTONE),),
    ),
    Pressed("한빛제약과 노바젠은 제휴 협약을 맺었다. 협약 기간은 오는 20일까지다.", "other"),
    Pressed(
        "한빛제약은 기업가치 5000억원의 노바젠과 투자계약을 체결했다. 계약 규모는 150억원이다.",
        "investment",
        amounts=(("150억원", TOTAL),),
    ),
    Pressed(
        "두 회사가 만났다. 한빛제약과 노바젠은 개당 3만원, 총 90억원 규모의 납품계약을 체결했다.",
        "supply",
        amounts=(("3만원", UNIT), ("90억원", TOTAL)),
    ),
    Pressed(
        "한빛제약은 매출 확대를 위해 노바젠과 60억원 규모의 유통계약을 체결했다.",
        "supply",
        amounts=(("60억원", TOTAL),),
    ),
)

KOREAN_HARDER = (
    Pressed(
        "한빛제약은 노바젠과 위탁생산(CMO) 계약을 652억원에 체결했다. 계약금액은 최근 매출액(3조6000억원) 대비 1.8%다. "
        "계약 기간은 2026년 3월 9일부터 2030년 12월 31일까지다.",
        "service",
        amounts=(("652억원", TOTAL),),
    ),
    Pressed(
        "한빛제약은 노바젠에서 시리즈B 투자 300억원을 유치했다. 누적 투자금은 520억원이다.",
        "investment",
        amounts=(("300억원", TOTAL),),
    ),
    Pressed(
        "한빛제약은 노바젠과 공동연구 협약을 맺고 3년간 매년 5억원씩 총 15억원을 받는다.",
        "joint_research",
        amounts=(("5억원", PERIOD), ("15억원", TOTAL)),
    ),
    Pressed(
        "한빛제약은 노바젠과 라이선스 계약을 체결하면서 계약금 30억원, 마일스톤 170억원 등 총 200억원을 받기로 했다.",
        "licence",
        amounts=(("30억원", UPFRONT), ("170억원", MILESTONE), ("200억원", TOTAL)),
    ),
    Pressed(
        "한빛제약이 노바젠과 손잡고 850만달러 규모의 수출 계약을 따냈다.", "supply", amounts=(("850만달러", TOTAL),)
    ),
    Pressed(
        "한빛제약은 노바젠과 기술이전 계약을 체결했다. 정액기술료 5억원과 매출액의 3%를 경상기술료로 받는 조건이다.",
        "licence",
        amounts=(("5억원", UPFRONT),),
        shares=("3%",),
    ),
)

ENGLISH = (
    Pressed(
        "Hanbit Pharma signed a supply agreement worth $40 million with Novagen.",
        "supply",
        amounts=(("$40 million", TOTAL),),
    ),
    Pressed(
        "Hanbit Pharma signed a licensing agreement with Novagen for $50 million upfront and up to $300 "
        "million in milestones.",
        "licence",
        amounts=(("$50 million", UPFRONT), ("$300 million", MILESTONE)),
    ),
    Pressed(
        "Hanbit Pharma signed an out-licensing deal with Novagen. The deal brings an upfront payment of $10 million "
        "and milestone payments of up to $200 million.",
        "licence_out",
        amounts=(("$10 million", UPFRONT), ("$200 million", MILESTONE)),
    ),
    Pressed(
        "Hanbit Pharma and Novagen signed a licensing deal. The agreement is valued at up to $350 million in upfront "
        "and milestone payments.",
        "licence",
        amounts=(("$350 million", TOTAL),),
    ),
    Pressed("Hanbit Pharma signed a supply contract with Novagen at $12 per dose.", "supply", amounts=(("$12", UNIT),)),
    Pressed(
        "Hanbit Pharma signed a service agreement with Novagen worth $5 million a year.",
        "service",
        amounts=(("$5 million", PERIOD),),
    ),
    Pressed(
        "Novagen signed a joint research agreement with Hanbit Pharma and made a $20 million investment.",
        "joint_research",
        amounts=(("$20 million", INVESTED),),
    ),
    Pressed(
        "Hanbit Pharma, with revenue of $2 billion last year, signed a memorandum of understanding with Novagen.", "mou"
    ),
    Pressed(
        "Hanbit Pharma signed a licensing agreement with Novagen, with royalties of 8 to 12 percent.",
        "licence",
        shares=("8 to 12 percent",),
    ),
    Pressed(
        "Hanbit Pharma signed a licensing agreement with Novagen and receives a 10% royalty on sales.",
        "licence",
        shares=("10%",),
    ),
    Pressed("Hanbit Pharma and Novagen signed an MOU on March 5.", "mou", day=date(2026, 3, 5)),
    Pressed(
        "Hanbit Pharma signed a supply agreement with Novagen on March 9, 2026, effective April 1, 2026.",
        "supply",
        day=date(2026, 3, 9),
    ),
    Pressed(
        "Effective April 1, 2026, Hanbit Pharma supplies Novagen under a supply agreement signed on 9 March 2026.",
        "supply",
        day=date(2026, 3, 9),
    ),
    Pressed(
        "Hanbit Pharma and Novagen signed nine agreements, among them a joint venture.",
        "other",
        counts=((9, "agreements"),),
    ),
    Pressed(
        "Before 20 Korean companies, Hanbit Pharma signed a letter of intent with Novagen.",
        "mou",
        counts=((20, "organisations"),),
    ),
    Pressed(
        "Hanbit Pharma signed a licensing agreement with Novagen. Under the agreement it is eligible for up to "
        "$300 million in development and sales milestones.",
        "licence",
        amounts=(("$300 million", MILESTONE),),
    ),
    Pressed(
        "Hanbit Pharma signed a purchase agreement with Novagen for 100 million euros (about $108 million).",
        "supply",
        amounts=(("100 million euros", TOTAL), ("$108 million", CONVERTED)),
    ),
    Pressed(
        "Hanbit Pharma signed a distribution agreement with Novagen for a market worth $9 billion.",
        "supply",
    ),
    Pressed(
        "Novagen signed an investment agreement with Hanbit Pharma for $25 million at a valuation of $400 million.",
        "investment",
        amounts=(("$25 million", TOTAL),),
    ),
    Pressed(
        "Hanbit Pharma and Novagen signed a research collaboration. The deal includes a non-refundable "
        "up-front fee of $7 million.",
        "joint_research",
        amounts=(("$7 million", UPFRONT),),
    ),
    Pressed(
        "Hanbit Pharma concluded a licensing deal with Novagen for a total of $400 million, including "
        "$30 million upfront.",
        "licence",
        amounts=(("$400 million", TOTAL), ("$30 million", UPFRONT)),
    ),
    Pressed(
        "Hanbit Pharma signed an export contract with Novagen at $350 a tonne, $90 million in all.",
        "supply",
        amounts=(("$350", UNIT), ("$90 million", TOTAL)),
    ),
    Pressed(
        "Novagen agreed to pay Hanbit Pharma an initial payment of KRW 2 bn under a licence agreement.",
        "licence",
        amounts=(("KRW 2 bn", UPFRONT),),
    ),
    Pressed(
        "Hanbit Pharma won a service contract from Novagen worth $20,000 per month.",
        "service",
        amounts=(("$20,000", PERIOD),),
    ),
    Pressed("Hanbit Pharma and Novagen met. Both signed a partnership agreement until December 31, 2027.", "other"),
    Pressed(
        "Hanbit Pharma announced a licensing deal with Novagen with tiered royalties ranging from 8% to 12% of sales.",
        "licence",
        shares=("8% to 12%",),
    ),
    Pressed(
        "Hanbit Pharma signed a sales agreement worth EUR 60 million with Novagen to lift sales.",
        "supply",
        amounts=(("EUR 60 million", TOTAL),),
    ),
    Pressed(
        "Hanbit Pharma signed a licensing agreement with Novagen. It will receive $15 million in upfront "
        "payments under the deal.",
        "licence",
        amounts=(("$15 million", UPFRONT),),
    ),
    Pressed(
        "Hanbit Pharma entered into a supply agreement with Novagen for 12 countries.",
        "supply",
        counts=((12, "countries"),),
    ),
    Pressed(
        "Novagen, which posted $3 billion in sales, inked a joint development pact with Hanbit Pharma.",
        "joint_research",
    ),
)

ENGLISH_HARDER = (
    Pressed(
        "Hanbit Pharma signed a licensing agreement with Novagen, under which it is eligible to receive up to "
        "$480 million in potential development, regulatory and commercial milestone payments, plus royalties.",
        "licence",
        amounts=(("$480 million", MILESTONE),),
    ),
    Pressed(
        "Hanbit Pharma (revenue: $1.2 billion) and Novagen signed a supply agreement on March 9, 2026. "
        "The contract runs through December 31, 2030 and is worth about $45 million a year.",
        "supply",
        amounts=(("$45 million", PERIOD),),
        day=date(2026, 3, 9),
    ),
    Pressed(
        "Novagen has agreed to invest $30 million in Hanbit Pharma under an investment agreement, valuing the company "
        "at $600 million.",
        "investment",
        amounts=(("$30 million", TOTAL),),
    ),
    Pressed(
        "Hanbit Pharma signed a licensing agreement with Novagen. The deal brings $5 million now and $95 million upon "
        "milestones, along with a royalty rate of 9%.",
        "licence",
        amounts=(("$5 million", TOTAL), ("$95 million", MILESTONE)),
        shares=("9%",),
    ),
    Pressed(
        "Hanbit Pharma won a KRW 24.5 billion service contract from Novagen, equal to 3% of its "
        "annual revenue of KRW 800 bn.",
        "service",
        amounts=(("KRW 24.5 billion", TOTAL),),
    ),
    Pressed(
        "Hanbit Pharma signed a research collaboration with Novagen worth up to €90m, of which €8m is "
        "payable on signing.",
        "joint_research",
        amounts=(("€90m", TOTAL), ("€8m", UPFRONT)),
    ),
)
