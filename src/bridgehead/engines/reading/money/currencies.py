"""The names and signs of currencies, and the ISO code of each."""

from __future__ import annotations

import re
from collections.abc import Iterable


def _codes_by_name(names_by_code: dict[str, str]) -> dict[str, str]:
    return {name: code for code, names in names_by_code.items() for name in names.split(", ")}


#: Signs that stand before a number. Bare $ is the US dollar and bare ¥ the yen.
SIGNS = _codes_by_name(
    {
        "USD": "$, US$, US $, U.S.$, U.S. $, ＄",
        "HKD": "HK$, HK $",
        "TWD": "NT$, NT $",
        "AUD": "A$, AU$",
        "CAD": "C$, CA$, CDN$",
        "SGD": "S$, SG$",
        "NZD": "NZ$",
        "MXN": "MX$",
        "BRL": "R$",
        "EUR": "€",
        "GBP": "£, ￡",
        "KRW": "₩, ￦",
        "INR": "₹",
        "VND": "₫",
        "PHP": "₱",
        "JPY": "¥, ￥, JP¥",
        "CNY": "CN¥, RMB¥",
        "THB": "฿",
        "TRY": "₺",
        "RUB": "₽",
    }
)

#: ISO codes that are read beside a number, in capitals only; those that are English words (ALL, TRY) are left out.
CODES = (
    *("KRW", "USD", "EUR", "JPY", "CNY", "GBP", "HKD", "TWD", "CHF", "CAD", "AUD", "SGD", "NZD", "INR", "IDR", "VND"),
    *("THB", "MYR", "PHP", "RUB", "BRL", "MXN", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "ILS", "SAR", "AED", "QAR"),
    *("KWD", "ZAR", "KZT", "UZS", "MNT"),
)
CODE_OF = {code: code for code in CODES} | {"CNH": "CNY", "RMB": "CNY", "NTD": "TWD"}

#: Korean words after a number; a blank in one may be left out.
KOREAN = _codes_by_name(
    {
        "USD": "달러, 미 달러, 미국 달러, 불, 미불, 弗",
        "HKD": "홍콩 달러",
        "TWD": "대만 달러, 신대만 달러, 타이완 달러",
        "CAD": "캐나다 달러",
        "AUD": "호주 달러",
        "SGD": "싱가포르 달러, 싱가폴 달러",
        "NZD": "뉴질랜드 달러",
        "KRW": "원",
        "EUR": "유로",
        "JPY": "엔, 일본 엔",
        "CNY": "위안, 중국 위안, 위엔",
        "GBP": "파운드, 영국 파운드",
        "CHF": "프랑, 스위스 프랑",
        "INR": "루피, 인도 루피",
        "IDR": "루피아, 인도네시아 루피아",
        "RUB": "루블, 러시아 루블",
        "THB": "바트, 태국 바트",
        "MYR": "링깃, 말레이시아 링깃",
        "VND": "베트남 동",
        "MXN": "페소, 멕시코 페소",
        "PHP": "필리핀 페소",
        "BRL": "헤알, 브라질 헤알",
        "KZT": "텡게",
        "AED": "디르함",
        "SAR": "리얄, 사우디 리얄",
        "PLN": "즈워티",
        "MNT": "투그릭",
        "TRY": "튀르키예 리라",
        "SEK": "스웨덴 크로나",
        "NOK": "노르웨이 크로네",
        "DKK": "덴마크 크로네",
    }
)

#: Korean words before a number that has no currency of its own: 원화 12억.
KOREAN_BEFORE = _codes_by_name(
    {
        "KRW": "원화, 한화",
        "USD": "달러화, 미화",
        "EUR": "유로화",
        "JPY": "엔화",
        "CNY": "위안화",
        "GBP": "파운드화",
        "HKD": "홍콩 달러",
        "TWD": "대만 달러",
        "CAD": "캐나다 달러",
        "AUD": "호주 달러",
        "SGD": "싱가포르 달러",
        "NZD": "뉴질랜드 달러",
        "CHF": "스위스 프랑",
        "INR": "루피화",
        "RUB": "루블화",
        "THB": "바트화",
    }
)

#: English words after a number, without the plural.
ENGLISH = _codes_by_name(
    {
        "USD": "dollar, us dollar, u.s. dollar, american dollar, united states dollar",
        "HKD": "hong kong dollar",
        "TWD": "taiwan dollar, taiwanese dollar, new taiwan dollar",
        "CAD": "canadian dollar",
        "AUD": "australian dollar",
        "SGD": "singapore dollar",
        "NZD": "new zealand dollar",
        "KRW": "won, korean won, south korean won",
        "JPY": "yen, japanese yen",
        "CNY": "yuan, chinese yuan, renminbi, yuan renminbi",
        "EUR": "euro",
        "GBP": "pound, british pound, pound sterling",
        "CHF": "swiss franc, franc",
        "INR": "rupee, indian rupee",
        "IDR": "rupiah, indonesian rupiah",
        "RUB": "ruble, rouble, russian ruble",
        "THB": "baht, thai baht",
        "MYR": "ringgit, malaysian ringgit",
        "MXN": "mexican peso",
        "PHP": "philippine peso",
        "BRL": "brazilian real",
        "VND": "vietnamese dong",
        "AED": "dirham",
        "SAR": "riyal, saudi riyal",
        "PLN": "zloty",
        "KZT": "tenge",
        "SEK": "swedish krona, swedish kronor",
        "NOK": "norwegian krone, norwegian kroner",
        "DKK": "danish krone, danish kroner",
        "TRY": "turkish lira",
    }
)


def one_of(names: Iterable[str], *, blank: str = r"\s{1,2}") -> str:
    """A pattern that matches any of the names, the longest first; ``blank`` is what a blank in a name may be."""
    return "|".join(re.escape(name).replace(r"\ ", blank) for name in sorted(names, key=lambda name: -len(name)))
