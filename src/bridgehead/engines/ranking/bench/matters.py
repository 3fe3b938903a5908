"""Made-up news in two languages: matters, each told by several desks in words of their own."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bridgehead.engines.ranking.stories import Article

HOUR = 3_600.0
FIRST = (
    *(("한빛", "Hanbit"), ("새론", "Saeron"), ("가온", "Gaon"), ("다솜", "Dasom"), ("미르", "Mir"), ("해온", "Haeon")),
    *(
        ("보람", "Boram"),
        ("서림", "Seorim"),
        ("태경", "Taekyung"),
        ("노바", "Nova"),
        ("루멘", "Lumen"),
        ("제노", "Geno"),
    ),
    *(
        ("바이탈", "Vital"),
        ("오르빗", "Orbit"),
        ("모아", "Moa"),
        ("세빛", "Sebit"),
        ("유니크", "Unique"),
        ("델타", "Delta"),
    ),
)
SECOND = (
    *(("제약", "Pharma"), ("바이오", "Bio"), ("로보틱스", "Robotics"), ("테크", "Tech"), ("에너지", "Energy")),
    *(
        ("푸드", "Foods"),
        ("모터스", "Motors"),
        ("헬스케어", "Healthcare"),
        ("시스템", "Systems"),
        ("소재", "Materials"),
    ),
)
PLACES = (
    *(
        ("베트남", "Vietnam"),
        ("폴란드", "Poland"),
        ("보스턴", "Boston"),
        ("싱가포르", "Singapore"),
        ("독일", "Germany"),
    ),
    *(("사우디", "Saudi Arabia"), ("부산", "Busan"), ("인천", "Incheon"), ("태국", "Thailand"), ("브라질", "Brazil")),
)
THINGS = (
    *(("당뇨 치료제", "diabetes drug"), ("백신", "vaccine"), ("수술 로봇", "surgical robot"), ("배터리", "battery")),
    *(
        ("진단 키트", "diagnostic kit"),
        ("화장품", "cosmetics"),
        ("전기버스", "electric buses"),
        ("라면", "instant noodles"),
    ),
    *(
        ("위성 부품", "satellite parts"),
        ("항암제", "cancer drug"),
        ("의료기기", "medical devices"),
        ("반도체 장비", "chip tools"),
    ),
)
#: Headlines and first sentences of each kind. {c} company, {p} place, {t} thing, {m} money, {n} and {q} numbers.
KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "export": (
        (
            "{c}, {p}에 {t} {m} 규모 수출",
            "{c} {t} {p} 간다…{m} 계약",
            "{c}, {p} 기업과 {t} 공급계약 체결",
            "{p} 시장 뚫은 {c}…{t} 수출길",
        ),
        (
            "{c} to export {t} to {p} in {m} deal",
            "{c} signs {m} {t} supply contract in {p}",
            "{p} buyer orders {t} from {c}",
        ),
        (
            "{c}는 {p} 기업과 {m} 규모의 {t} 수출 계약을 체결했다고 밝혔다.",
            "계약 기간은 {n}년이며 {t} 물량은 순차 공급된다.",
        ),
        (
            "{c} said it signed a {m} contract to export {t} to {p}.",
            "The {n}-year supply agreement covers {t} for the region.",
        ),
    ),
    "plant": (
        ("{c}, {p}에 {m} 들여 공장 착공", "{c} {p} 신공장 첫 삽…{q}명 고용", "{p}에 {c} 생산기지 들어선다"),
        (
            "{c} breaks ground on {m} plant in {p}",
            "{c} to build factory in {p}, hire {q}",
            "{p} wins {c} production base",
        ),
        ("{c}가 {p}에 {m}를 투자해 공장을 짓는다.", "완공되면 {q}명을 고용하고 {t}를 생산할 계획이다."),
        ("{c} will invest {m} in a new plant in {p}.", "The factory will employ {q} people and make {t}."),
    ),
    "profit": (
        ("{c} 분기 영업이익 {m}…{n}% 증가", "{c}, 영업익 {n}% 늘어 {m}", "{c} 깜짝 실적…{t} 효과"),
        ("{c} quarterly operating profit rises {n}% to {m}", "{c} earnings beat forecasts on {t} sales"),
        ("{c}의 분기 영업이익은 {m}로 작년보다 {n}% 증가했다.", "{t} 매출이 실적을 이끌었다."),
        ("{c} posted quarterly operating profit of {m}, up {n}% from a year ago.", "Sales of {t} drove the earnings."),
    ),
    "trial": (
        ("{c}, {t} 임상 3상 성공", "{c} {t} 후보 임상서 효과 입증…환자 {q}명 대상", "{c} {t} 3상 결과 공개"),
        ("{c} {t} succeeds in phase 3 trial of {q} patients", "{c} reports late-stage results for {t}"),
        ("{c}는 환자 {q}명이 참여한 {t} 임상 3상에서 1차 지표를 충족했다.", "증상은 {n}% 개선됐다."),
        ("{c} said its {t} met the goal of a phase 3 trial with {q} patients.", "Symptoms improved by {n}%."),
    ),
    "approval": (
        ("{c} {t}, {p} 허가 획득", "{p} 당국, {c} {t} 승인", "{c} {t} {p} 문턱 넘었다…출시 준비"),
        ("{c} wins approval for {t} in {p}", "{p} regulator clears {t} from {c}", "{c} gets nod to sell {t} in {p}"),
        ("{p} 당국이 {c}의 {t}를 허가했다.", "회사는 {n}개월 안에 출시해 {q}곳에 공급한다."),
        ("The regulator in {p} approved {t} from {c}.", "It will launch within {n} months at {q} sites."),
    ),
    "mou": (
        ("{c}, {p} 연구소와 업무협약", "{c}-{p} 대학 손잡았다…{t} 공동 개발", "{c} {p}와 {t} 협력 MOU"),
        ("{c} signs MOU with {p} institute on {t}", "{c} and {p} university team up to develop {t}"),
        (
            "{c}는 {p} 연구소와 {t} 공동 개발을 위한 업무협약을 맺었다.",
            "양측은 연구원 {q}명을 투입해 {n}년간 협력한다.",
        ),
        (
            "{c} signed a memorandum with an institute in {p} to develop {t}.",
            "{q} researchers will cooperate for {n} years.",
        ),
    ),
    "funding": (
        ("{c}, {m} 투자 유치", "{c} 시리즈B {m} 조달…{p} 펀드 참여", "{p} 투자자, {c}에 베팅"),
        (
            "{c} raises {m} in series B funding",
            "{p} fund backs {c} in {m} round",
            "{c} secures investment to scale {t}",
        ),
        ("{c}가 {p} 펀드 등에서 {m}를 투자받았다.", "자금은 {t} 개발과 {q}명 채용에 쓴다."),
        ("{c} raised {m} from investors including a {p} fund.", "The money will fund {t} and {q} new jobs."),
    ),
    "recall": (
        ("{c}, {t} {q}개 리콜", "{c} {t} 결함…{q}개 회수", "{t} 안전 문제에 {c} 판매 중단"),
        ("{c} recalls {q} {t} over defect", "{c} halts sales of {t} on safety concern"),
        ("{c}는 결함이 발견된 {t} {q}개를 회수한다고 밝혔다.", "{p}에서 사고 {n}건이 접수됐다."),
        ("{c} is recalling {q} units of {t} after a defect was found.", "{n} accidents were reported in {p}."),
    ),
    "breach": (
        ("{c} 고객정보 {q}만건 유출", "{c} 해킹…개인정보 {q}만건 새나가", "개인정보 유출 {c} 대표 사과"),
        ("{c} data breach exposes {q}0,000 customers", "Hackers leak customer records of {c}"),
        ("{c}에서 고객 {q}만명의 개인정보가 유출됐다.", "정부는 {p} 서버를 조사하고 있다."),
        ("Personal data of {q}0,000 customers leaked from {c}.", "The government is investigating a server in {p}."),
    ),
    "strike": (
        ("{c} 노조 {n}일째 파업", "{c} 파업 장기화…{p} 공장 멈췄다", "{c} 노사 임금협상 결렬"),
        ("{c} union strike enters day {n}", "Walkout at {c} halts {p} plant", "Wage talks collapse at {c}"),
        ("{c} 노조원 {q}명이 임금 인상을 요구하며 {n}일째 파업했다.", "{p} 공장 가동이 중단됐다."),
        ("{q} union members at {c} were on strike for day {n} over pay.", "The {p} plant halted."),
    ),
}


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that happened: a kind, its words in both languages, and when."""

    kind: str
    company: int
    words: dict[str, dict[str, str]]
    seconds: float


def matters(chance: Random, count: int, begun: float, *, days: float, companies: int) -> list[Matter]:
    """So many matters over so many days, of so few companies that each has several, of different kinds."""
    named = chance.sample([(one, two) for one in FIRST for two in SECOND], companies)
    happened = chance.sample([(company, kind) for company in range(companies) for kind in KINDS], count)
    return [
        _matter(chance, company, named[company], kind, begun + chance.uniform(0, days * 24 * HOUR))
        for company, kind in happened
    ]


def _matter(
    chance: Random, company: int, named: tuple[tuple[str, str], tuple[str, str]], kind: str, seconds: float
) -> Matter:
    first, second = named
    place, thing = chance.choice(PLACES), chance.choice(THINGS)
    number, quantity = str(chance.randint(3, 48)), str(chance.randint(12, 99) * 10)
    amount = chance.choice([chance.randint(11, 99) * 10, chance.randint(12, 99) * 100])  # of 10,000 dollars
    dollars = (f"{amount:,}만달러", f"${amount / 100:g} million")
    names = (first[0] + second[0], f"{first[1]} {second[1]}")
    words = {
        lang: {"c": names[at], "p": place[at], "t": thing[at], "m": dollars[at], "n": number, "q": quantity}
        for at, lang in enumerate(("ko", "en"))
    }
    return Matter(kind, company, words, seconds)


def told(chance: Random, matter: Matter, lang: str, name: int, *, body: bool) -> Article:
    """One desk's article on a matter; a Korean body names the company in Latin letters half the time."""
    headlines = KINDS[matter.kind][0 if lang == "ko" else 1]
    sentences = KINDS[matter.kind][2 if lang == "ko" else 3]
    words = matter.words[lang]
    headline = _cut(chance, chance.choice(headlines).format(**words))
    text = ""
    if body:
        full = dict(words)
        if lang == "ko" and chance.random() < 0.5:
            full["c"] = f"{words['c']}({matter.words['en']['c']})"
        text = " ".join([sentences[0].format(**full), *(each.format(**words) for each in sentences[1:])])
    return Article(name, lang, matter.seconds + chance.expovariate(1 / (5 * HOUR)), headline, text)


def _cut(chance: Random, headline: str) -> str:
    """Desks mark, and quote, and leave out."""
    if chance.random() < 0.12:
        return chance.choice(["[단독] ", "[속보] "]) + headline if not headline.isascii() else f"Update: {headline}"
    return headline


def press(
    seed: int, *, matters_told: int = 60, langs: tuple[str, ...] = ("ko", "en"), bodies: bool = True
) -> tuple[list[Article], list[int]]:
    """Articles of a few days by many desks, and the matter of each; companies recur with other matters."""
    chance = Random(seed)  # noqa: S311 - made-up news
    happened = matters(chance, matters_told, 1.7e9, days=chance.uniform(2, 8), companies=max(12, matters_told // 3))
    articles, gold = list[Article](), list[int]()
    for number, matter in enumerate(happened):
        for _ in range(min(1 + int(chance.expovariate(1 / 2.5)), 9)):
            lang = langs[0] if len(langs) == 1 or chance.random() < 0.6 else langs[1]
            articles.append(told(chance, matter, lang, len(articles), body=bodies))
            gold.append(number)
    return articles, gold
