"""Amounts as Korean writes them: 6,353억 원, 2조 3000억원, 3만5000달러, 450억여 원, 20~30억원, 원화 12억, $3억."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bridgehead.engines.reading.money.amount import Found, scaled_low
from bridgehead.engines.reading.money.currencies import CODE_OF, CODES, KOREAN, KOREAN_BEFORE, SIGNS, one_of
from bridgehead.engines.reading.money.numerals import GAP, KOREAN_RUN, NotANumber, decimal_of, korean_number

_TO = rf"(?:{GAP}[~∼〜～–—―-]{GAP}|\s?내지\s)"
_CURRENCY = one_of(KOREAN, blank=r"\s?")
_CODE_OF_NAME = {name.replace(" ", ""): code for name, code in (KOREAN | SIGNS | CODE_OF).items()}
_WRITTEN = rf"{_CURRENCY}|(?:{'|'.join(CODES)})(?![A-Za-z])|[$€£₩￦¥](?!\s?\d)"
_START = r"(?<![0-9A-Za-z])(?<!\d[.,])(?<![A-Za-z][-–])(?<!\b[수몇])(?<!\b[수몇]\s)"
_AMOUNT = re.compile(
    rf"{_START}(?P<first>{KOREAN_RUN})"
    rf"(?:(?P<of_first>{GAP}여?{GAP}(?:{_CURRENCY})|여)?"
    rf"(?P<to>{_TO}|{GAP}에서{GAP}(?=[^.\n]{{1,24}}?\s?사이))(?P<second>{KOREAN_RUN}))?"
    rf"(?P<around>{GAP}여)?{GAP}(?P<currency>{_WRITTEN})(?P<parts>{GAP}\d{{1,2}}{GAP}(?:센트|전)(?![가-힣]{{3}}))?"
)
_NAMED_BEFORE = one_of(KOREAN_BEFORE, blank=r"\s?")
_BEFORE = re.compile(
    rf"(?<![A-Za-z가-힣])(?P<currency>{one_of(SIGNS)}|{'|'.join(CODE_OF)}|{_NAMED_BEFORE}){GAP}"
    rf"(?P<first>{KOREAN_RUN})(?:(?P<to>{_TO})(?:(?P=currency){GAP})?(?P<second>{KOREAN_RUN}))?(?P<around>여)?"
)
#: A number with its scale before another amount that it changes into or is listed with.
_FIRST = re.compile(
    rf"{_START}(?P<number>{KOREAN_RUN})(?:에서\s?|,\s|\s?[·→]\s?|[과와]\s|\s(?:및|또는)\s)(?:약\s?|최대\s|각각\s)?$"
)
_FIRST_REACH, _MOST_APART = 40, 1000
#: From here on a numeral is a scale that both ends of a range share.
LEAST_LARGE = 10**4
_BEFORE_CODES = {name.replace(" ", ""): code for name, code in (SIGNS | CODE_OF | KOREAN_BEFORE).items()}
_HAS_SCALE = re.compile(r"[십백천만억조경]")
_COUNTER = re.compile(rf"{GAP}(?:명|개|건|대|주|곳|회|마리|톤|[%％]|배|달러|원|유로|엔|위안|파운드)")

#: What may follow a currency's name: nothing of Korean, or one of these.
_PARTICLES = (
    r"(?:[은는이가을를의도만과와로든랑뿐]|에게?|에서|에는?|으로|이나|이며|이고|이다|인[데지가 ]|이[라란든면지었죠]"
    r"|입니|이자|였|일|임"
    r"|까지|부터|보다|마다|당|밖에|조차|씩|쯤|대|선|꼴|여|짜리|가량|정도|이상|이하|미만|이내|안팎|남짓|내외|초과|상당|규모|어치|수준"
    r"|권(?![가-힣]{2})|권[은는이가을를의과와도에]|급|들여|돈|때문|하는|하던|주고|내고|넘|받|줬|냈|투자|지원|벌금|매출|한도|육박|차이|인상|인하|할인"
    r"|다[^가-힣]|다$|라[는고]|에요|예요|이었|이에|안에)"
)
_MAY_FOLLOW = re.compile(rf"화?(?:[^가-힣]|$|{_PARTICLES})")
#: What a currency's name begins where it is none: 3원칙, 2만 원주민, 위안부, 유로존, 프랑스, 엔진, 불편.
_OTHER_WORDS = re.compile(
    r"원(?:주민|주시|장|칙|색|소|론|천|룸|유|작|본|고|심|문|서[^는도 ]"
    r"|석|생|형|판|전|격|정[^도]|인방|양|들|자재|자력|재료|피스|불교|권[리력익위한])"
    r"|위안부|유로(?:존|파|컵|본드|스타|20|넥스트)|프랑스|엔[진지트터딩]|불[편만법쌍황교가]|달러[박샵]|바트[만]|파운드케"
)
#: What a note is worth is an amount (5만원권); coins, and notes counted or forged, are things: 10원짜리 동전.
COINS = (1, 5, 10, 50, 100, 500)
_COIN = re.compile(
    r"(?:짜리|권)(?P<thing>\s?(?:동전|지폐|주화|화폐|우표|신권|구권|(?:[한두세네열]|다섯|여섯|일곱|여덟|아홉|몇|여러|\d+)\s?장))?"
)
_FORGED = re.compile(r"위조|위폐|가짜")
_HOUSE_FULL = re.compile(r"\s?(?:관중|사례|버스|열차|지하철|전철|행렬|객석|인파)")
_WEIGHT_AFTER = re.compile(r"(?:의|짜리)?\s?(?:체중|몸무게|무게|덤벨|역기|감량)|\s?\(?약?\s?[\d.]+\s?(?:㎏|kg|킬로|g)")
_WEIGHT_BEFORE = re.compile(r"(?:체중|몸무게|무게|감량)[은는이가을를]?\s?(?:약\s?)?$")


def korean_amounts(text: str) -> Iterator[Found]:
    """Yield the amounts of a text that Korean conventions explain; they may overlap."""
    for match in _AMOUNT.finditer(text):
        found = _of(match, text)
        if found:
            yield from _with_its_first(found, text)
        else:
            yield from _last_of(match, text)
    if any(sign in text for sign in "$＄€£￡₩￦¥￥₹화러랑") or any(code in text for code in CODE_OF):
        for match in _BEFORE.finditer(text):
            if found := _of_sign(match, text):
                yield found


def _last_of(match: re.Match[str], text: str) -> Iterator[Found]:
    """What is no amount as a whole may end with one: 전화 02-123-5000원, 3만 2억원."""
    start = match.start("second") if match["to"] else match.end("first") - len(match["first"].split()[-1])
    inner = _AMOUNT.match(text, start) if start > match.start() else None
    if inner and not inner["to"] and (found := _of(inner, text)):
        yield found


def _with_its_first(found: Found, text: str) -> Iterator[Found]:
    """An amount, after the one that left its currency to it: 20억에서 30억원으로, 20억, 30억원."""
    first = _FIRST.search(text, max(0, found.start - _FIRST_REACH), found.start)
    if first and not found.is_range:
        try:
            value, scale = korean_number(first["number"])
        except NotANumber:
            value = scale = Decimal(0)
        if scale >= LEAST_LARGE and max(value, found.low) <= min(value, found.low) * _MOST_APART:
            yield Found(first.start("number"), first.end("number"), found.currency, value, value)
    yield found


def _of(match: re.Match[str], text: str) -> Found | None:
    name = re.sub(r"\s", "", match["currency"])
    first_name = re.sub(r"[\s여]", "", match["of_first"] or "")
    currency = _CODE_OF_NAME[name]
    if not _is_money(match, text, name) or (first_name and _CODE_OF_NAME[first_name] != currency):
        return None
    return _found(match, currency, shares_scale=not first_name)


def _of_sign(match: re.Match[str], text: str) -> Found | None:
    if not _HAS_SCALE.search(match["second"] or match["first"]) or _COUNTER.match(text, match.end()):
        return None
    return _found(match, _BEFORE_CODES[re.sub(r"\s", "", match["currency"])], shares_scale=True)


def _found(match: re.Match[str], currency: str, *, shares_scale: bool) -> Found | None:
    groups = match.groupdict()
    try:
        high, scale = korean_number(match["second"] or match["first"])
        low, own_scale = korean_number(match["first"])
    except NotANumber:
        return None
    if match["to"] and shares_scale and own_scale < LEAST_LARGE:
        low = scaled_low(low, high, scale / own_scale)  # 20~30억, 5~6백만 and 2천~3천만 leave it to the upper end
    if groups.get("parts"):
        high += decimal_of(re.sub(r"\D", "", match["parts"])) / 100
    if low > high:
        return None
    around = "여" in f"{match['first']}{match['second']}{match['around']}{groups.get('of_first')}"
    return Found(match.start(), match.end(), currency, low if match["to"] else high, high, around, bool(match["to"]))


def _is_money(match: re.Match[str], text: str, name: str) -> bool:
    """Whether what stands after the number is a currency here and no word that begins like one."""
    first, end = match["second"] or match["first"], match.end("currency")
    if not ("가" <= name[0] <= "힣") or match["parts"]:
        return True
    after, has_scale = text[end : end + 24], bool(_HAS_SCALE.search(first))
    stands_alone = _MAY_FOLLOW.match(after) or (has_scale and name == "원" and not text[end - 2].isspace())
    if _OTHER_WORDS.match(text, match.start("currency")) or not stands_alone:
        return False
    if (coin := _COIN.match(after)) and name in ("원", "달러") and not match["to"]:
        return not (_is_coin(first, coin) or _FORGED.search(text[max(0, match.start() - 24) : match.start()]))
    if name.endswith("파운드") and not has_scale:
        return not (_WEIGHT_AFTER.match(after) or _WEIGHT_BEFORE.search(text[: match.start()][-12:]))
    if name == "유로" and re.fullmatch(r"20[0-3]\d", first):
        return False
    return not (first == "만" and _HOUSE_FULL.match(after))


def _is_coin(number: str, coin: re.Match[str]) -> bool:
    """10원짜리 is a coin, 5,000원짜리 동전 no price either; 5만원권 and 6천800만원짜리 tell what something is worth."""
    return bool(coin["thing"]) or (coin[0].startswith("짜리") and korean_number(number)[0] in COINS)
