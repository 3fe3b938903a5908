"""Made-up sentences with the truth about them: amounts in many spellings, organisations, and what only looks alike."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from bridgehead.engines.reading.organisations import Organisation

Truth = tuple[int, int, str, Decimal, Decimal, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text in a language, its amounts (start, end, currency, low, high, exactness) and mentions (start, end, id)."""

    text: str
    lang: str
    amounts: tuple[Truth, ...]
    mentions: tuple[tuple[int, int, str], ...]


#: Placeholders: @ an organisation with its particle, # an amount, % what only looks like one.
KOREAN = (
    "@은 @과 # 규모의 공급계약을 체결했다.",
    "@에 따르면 올해 매출은 #이며 %도 포함됐다.",
    "지난해 @의 영업이익은 #으로 집계됐다.",
    "%에 이어 @이 #을 투자한다고 밝혔다.",
    "@ 측은 계약금(#)과 마일스톤(#)을 받는다.",
    "행사에는 %이 참가했고 @도 부스를 열었다.",
    "@(대표 김한결)은 %를 발표했다.",
)
ENGLISH = (
    "@ signed a supply contract worth # with @.",
    "Sales at @ reached # this year, after %.",
    "@'s research arm will spend # on the plant.",
    "The deal gives @ # upfront and another # later.",
    "@, which hosted %, declined to comment.",
    "After %, shares in @ fell.",
)
KOREAN_NOT = (
    *(
        "수백억원",
        "수십만 달러",
        "3만 명",
        "12억 명",
        "30%",
        "5mg",
        "9건",
        "2023년 4월",
        "10원짜리 동전",
        "원주시 5만 시민",
    ),
    *(
        "3원칙",
        "02-123-4567번",
        "20개사",
        "몇천만 원",
        "5만 원주민",
        "체중 90파운드의 선수",
        "제3원전",
        "1.5배",
        "유로 2024",
    ),
)
ENGLISH_NOT = (
    *(
        "3 million people",
        "30 percent",
        "a few million dollars",
        "millions of dollars",
        "nine agreements",
        "5 mg doses",
    ),
    *("the team won 5 medals", "4,000 pounds of steel", "May 5, 2023", "call 1-800-555-0199", "a pound of flesh"),
)
_SYLLABLES = "가나다라마바사아자차카타파하고노도로모보소오조초코토포호린빛솔별온담결슬찬"
_KOREAN_ENDS = ("제약", "바이오", "테크", "산업", "전자", "물산", "화학", "중공업", "금융", "연구원")
_ENGLISH_ENDS = ("Pharma", "Biotech", "Systems", "Holdings", "Materials", "Robotics", "Labs", "Industries")
_KOREAN_CURRENCIES = (
    ("원", "KRW"),
    ("달러", "USD"),
    ("유로", "EUR"),
    ("엔", "JPY"),
    ("위안", "CNY"),
    ("홍콩달러", "HKD"),
)
_SIGNS = (("$", "USD"), ("US$", "USD"), ("€", "EUR"), ("£", "GBP"), ("HK$", "HKD"), ("USD ", "USD"), ("KRW ", "KRW"))
_NAMES = (("dollars", "USD"), ("won", "KRW"), ("euros", "EUR"), ("yen", "JPY"), ("Hong Kong dollars", "HKD"))
_LARGE = (("만", 10**4), ("억", 10**8), ("조", 10**12))
_SCALES = (("million", "m", 10**6), ("billion", "bn", 10**9), ("trillion", "tn", 10**12))


def organisations(count: int, seed: int) -> list[Organisation]:
    """Make a directory of made-up organisations, each with a Korean and an English name and an acronym of its own."""
    chance = random.Random(seed)  # noqa: S311 - made-up names, no secret
    made: dict[str, Organisation] = {}
    while len(made) < count:
        stem = "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))
        korean = stem + chance.choice(_KOREAN_ENDS)
        latin = "".join(chance.choice("bdghjklmnprstv") + chance.choice("aeiou") for _ in range(chance.randint(3, 5)))
        english = f"{latin.capitalize()} {chance.choice(_ENGLISH_ENDS)}"
        made.setdefault(korean, Organisation(f"{len(made)}", korean, f"{english} Co., Ltd.", (f"{stem}그룹",)))
    return list({each.name_en: each for each in made.values()}.values())


def sentences(count: int, listed: list[Organisation], seed: int) -> list[Sentence]:
    """Make sentences with their truth; the same seed makes the same."""
    chance = random.Random(seed)  # noqa: S311 - as above
    return [_sentence(chance, listed, "ko" if number % 2 else "en") for number in range(count)]


def _sentence(chance: random.Random, listed: list[Organisation], lang: str) -> Sentence:
    text, money, named = "", [], []
    for letter in chance.choice(KOREAN if lang == "ko" else ENGLISH):
        if letter == "#":
            before, span, after, currency, low, high, exactness = (_korean if lang == "ko" else _english)(chance)
            start = len(text) + len(before)
            money.append((start, start + len(span), currency, low, high, exactness))
            text += before + span + after
        elif letter == "@":
            one = chance.choice(listed)
            name = one.name_ko if lang == "ko" else one.name_en.removesuffix(" Co., Ltd.")
            named.append((len(text), len(text) + len(name), one.id))
            text += name
        elif letter == "%":
            text += chance.choice(KOREAN_NOT if lang == "ko" else ENGLISH_NOT)
        else:
            text += letter
    return Sentence(text, lang, tuple(money), tuple(named))


Made = tuple[str, str, str, str, Decimal, Decimal, str]


def _korean(chance: random.Random) -> Made:
    name, currency = chance.choice(_KOREAN_CURRENCIES)
    gap = chance.choice(("", " "))
    if chance.random() < 0.15:
        low, unit, scale = chance.randint(1, 9) * 10, *chance.choice(_LARGE)
        shared = chance.choice(("", unit))
        span = f"{low}{shared}{chance.choice('~∼-')}{low + 10}{unit}{gap}{name}"
        return "", span, "", currency, Decimal(low * scale), Decimal((low + 10) * scale), "range"
    written, value = chance.choice((_korean_digits, _korean_mixed, _korean_point))(chance)
    before, inner, after, exactness = chance.choice(
        [("", "", "", "exact")] * 3
        + [("약 ", "", "", "about"), ("", "여", "", "about"), ("", "", " 안팎", "about"), ("", "", " 이상", "at_least")]
        + [
            ("최대 ", "", "", "at_most"),
            ("최소 ", "", "", "at_least"),
            ("", "", " 이하", "at_most"),
            ("", "", " 가량", "about"),
        ]
    )
    return before, f"{written}{inner}{gap}{name}", after, currency, value, value, exactness


def _korean_digits(chance: random.Random) -> tuple[str, Decimal]:
    number, (unit, scale) = chance.randint(2, 9999), chance.choice(_LARGE)
    return chance.choice((f"{number:,}", f"{number}")) + unit, Decimal(number * scale)


def _korean_mixed(chance: random.Random) -> tuple[str, Decimal]:
    first, second, large = chance.randint(1, 99), chance.randint(1, 9), chance.randint(1, 2)
    (unit, scale), (lesser, lesser_scale) = _LARGE[large], _LARGE[large - 1]
    blank = chance.choice(("", " "))
    rest = chance.choice((f"{second}천{lesser}", f"{second}000{lesser}", f"{second},000{lesser}"))
    return f"{first}{unit}{blank}{rest}", Decimal(first * scale + second * 1000 * lesser_scale)


def _korean_point(chance: random.Random) -> tuple[str, Decimal]:
    number, (unit, scale) = Decimal(chance.randint(11, 99)) / 10, chance.choice(_LARGE)
    return f"{number}{unit}", number * scale


def _english(chance: random.Random) -> Made:
    number = Decimal(chance.randint(11, 9999)) / chance.choice((1, 10))
    long, short, scale = chance.choice(_SCALES)
    value = number * scale
    sign, currency = chance.choice(_SIGNS)
    name, named_currency = chance.choice(_NAMES)
    spans: list[Callable[[], tuple[str, str, Decimal, Decimal, str]]] = [
        lambda: (f"{sign}{number} {long}", currency, value, value, ""),
        lambda: (f"{sign}{number}{short}", currency, value, value, ""),
        lambda: (
            f"{sign}{int(number) * 1000:,}",
            currency,
            Decimal(int(number) * 1000),
            Decimal(int(number) * 1000),
            "",
        ),
        lambda: (f"{number} {long} {name}", named_currency, value, value, ""),
        lambda: (f"half a {long} {name}", named_currency, Decimal(scale) / 2, Decimal(scale) / 2, ""),
        lambda: (f"{sign}{number}–{number + 5} {long}", currency, value, value + 5 * scale, "range"),
        lambda: (f"{number} to {number + 5} {long} {name}", named_currency, value, value + 5 * scale, "range"),
    ]
    span, code, low, high, exactness = chance.choice(spans)()
    before, after, meant = chance.choice(
        [("", "", "exact")] * 3
        + [("about ", "", "about"), ("nearly ", "", "about"), ("more than ", "", "at_least"), ("up to ", "", "at_most")]
        + [("at least ", "", "at_least"), ("less than ", "", "at_most"), ("", " or more", "at_least")]
    )
    return ("", span, "", code, low, high, exactness) if exactness else (before, span, after, code, low, high, meant)
