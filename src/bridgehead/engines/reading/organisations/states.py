"""Where a country, region or city is named for its state or its team, and not as a place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bridgehead.engines.reading.organisations.places import PLACES

#: 프랑스 대통령, 한국의 새 정부; but a name with the office of state is that office's own (미국 정부).
_OFFICE = re.compile(
    r"\s?측(?!면|정|량|근)|\s(?:부?대통령|(?:국가)?주석|총리|수상|국왕|왕세자|외교장관|외무장관|외무상|외상|국무장관|국방장관|재무장관|참의원|중의원|상원의원|하원의원|대사(?!관)"
    r"|당국(?!\s?간))"
    r"|의\s(?:[새현전]\s)?(?:정부|의회|군(?![가-힣])|당국|외무성|외교부|국방부|대통령|총리)"
)
#: 북한의 반발, 미국의 장거리 미사일.
_STATE_DEED = (
    "반발|공세|도발|포격|위협|요구|주장|제안|입장|발표|압박|공격|침공|침략|핵실험|미사일|개입|제재|보복|거부|거절|동의|승인|외교|반대"
    "|대응|비난|경고|협조|비핵화"
)
_TEAM_DEED = "수비|골키퍼|공격수|미드필|득점|역습|자책골|선제골|동점골|만회골|결승골|승리|패배|우승|탈락|골문"
_OF_STATE = re.compile(rf"의\s(?:[가-힣·]+\s)?(?:추가)?(?:{_STATE_DEED}|{_TEAM_DEED})")
_OF_TEAM = re.compile(
    r"\s(?:오른손\s|왼손\s)?(?:골키퍼|수비수|공격수|미드필더|스트라이커|선발(?:\s투수)?|투수|타자|타선|골문)(?!\s?대회)"
    r"|[이가은는]?\s?\(?승점"
)
_SPORT = re.compile(
    r"(?<![가-힣])(?:승점|득점|골키퍼|수비수|공격수|크로스|슈팅|[전후]반(?:전|\s)|조별리그|[^\s]*예선|본선|16강|8강|4강|준?결승|평가전|연속골"
    r"|만회골|선제골|자책골|(?:한|두|세|\d+)\s?골|월드컵|무승부)|\d\s?대\s?\d|\d\s?[-–:]\s?\d(?:로|으로|\s)"
)
_MATCH = re.compile(
    r"(?:은|는|이|가|을|를|[와과](?:의)?)(?![가-힣])|에\s(?:\d|더|이어|패|승|졌|지고|무릎|골|밀|발목)"
    r"|전(?=에서|을|은|이\s)"
)
_GAME = re.compile("경기|평가전|예선|결승")
_AGAINST_AFTER, _AGAINST_BEFORE = re.compile(r"[-–:]\s?[가-힣]{2,}"), re.compile(r"[가-힣]{2,}\s?[-–:]$")
_SUBJECT = re.compile(r"(?:은|는|이|가|도|측[은이]?)(?![가-힣])")
#: What a state does; that one is hot, large or the best is said of places.
_DEED = re.compile(
    r"(?:요구|주장|발표|제안|수출|수입)(?:하|했|한)|발사|도발|선언|거부|밝[혔히]|비난|반발|경고|촉구|합의|체결|서명|파견|침공|공격|철수|승인"
    r"|비준|강행|포기|버리|지원|도울|돕|협력|참여|설립|내놨|내놓|통보|동의|중단|제재|압박|요청|철회|석방|체포|추방|비판|반박|항의|대응|대처"
    r"|보복|핵실험|미사일|배치"
)
_TO_STATE = re.compile(
    r"[을를]\s(?:[가-힣]+\s)?(?:돕|도울|압박|비난|비판|제재|설득|공격|침공|상대로|지원|견제|규탄|꺾|완파|제압|물리|이기|이겼)"
    r"|에(?:게)?\s(?:[가-힣]+을?\s)?(?:요청|요구|대처|제안|항의|경고|전달|통보|촉구|지원|대응)"
)


def is_place(name: str) -> bool:
    """Whether a name is that of a country, region or city."""
    return name in PLACES


def acts(text: str, start: int, end: int, sentence: tuple[int, int]) -> bool:
    """Whether the place named at ``start`` to ``end`` does, or is told, what only states or teams do and are told."""
    if any(each.match(text, end) for each in (_OFFICE, _OF_STATE, _OF_TEAM, _TO_STATE)):
        return True
    if _SUBJECT.match(text, end) and _DEED.search(text, end, sentence[1]):
        return True
    return _is_with_letter(text, start, end) or _plays(text, start, end, sentence)


def _plays(text: str, start: int, end: int, sentence: tuple[int, int]) -> bool:
    if _MATCH.match(text, end) and _SPORT.search(text, *sentence):
        return True
    is_pair = _AGAINST_AFTER.match(text, end) or _AGAINST_BEFORE.search(text[max(0, start - 12) : start])
    return bool(is_pair and _GAME.search(text, *sentence))


#: States by one letter: 한미 정상회담, 남북의, 북측, 한·캐나다 자유무역협정.
LETTERS = "한미북남일중러영독불"
_BETWEEN = (
    r"\s?(?:양국|양측|관계|정상|회담|연합|동맹|협정|자유무역|FTA|공조|합동|외교|갈등|무역|협력|군사|국방|공동|수교|통상|화해|교류|대화|당국|불가침"
    r"|합의|고위급|실무|경협|안보|전략|접촉|간(?=의?\s)|\d\s?(?:개)?국)"
)
_BY_LETTER = re.compile(
    rf"(?P<one>[{LETTERS}])(?<!\w.)(?:·?(?!(?P=one))(?P<other>[{LETTERS}])(?:·?(?P<third>[{LETTERS}]))?(?={_BETWEEN})"
    r"|(?P<both>(?<=남)북|(?<=북)남)(?=[이은의과을](?![가-힣])|\s(?!방향|극|쪽|전쟁))"
    r"|(?=측(?:[은이의과을에](?![가-힣])|\s)|·[가-힣]{2,}\s(?:정상|자유무역|FTA|관계|양국)))"
)
#: 한·캐나다 자유무역협정: the other one, by its name.
_WITH_LETTER = re.compile(rf"(?<=\b[{LETTERS}]·)")
_IN_PAIR = re.compile(_BETWEEN)


def _is_with_letter(text: str, start: int, end: int) -> bool:
    """Whether a state stands by its name beside one that stands by its letter: 캐나다 in 한·캐나다 자유무역협정."""
    return bool(_WITH_LETTER.match(text, start) and _IN_PAIR.match(text, end))


def states_by_letter(text: str) -> Iterator[tuple[int, int]]:
    """Yield where states are named by one letter each, as 한 and 미 are in 한미 정상회담, in order."""
    for match in _BY_LETTER.finditer(text):
        yield from (match.span(group) for group, letter in match.groupdict().items() if letter)
