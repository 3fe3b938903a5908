"""Names that are also words: they count as an organisation only where something beside them says so."""

from __future__ import annotations

import re

from bridgehead.engines.reading.organisations.places import PLACES


def _words(told: str) -> frozenset[str]:
    return frozenset(told.split())


#: Words of every day, and shortened pairs of countries, that companies are called by too.
WORDS = _words(
    "하나 우리 대상 현대 미래 세계 국제 동양 동서 남북 한미 한일 한중 한화 신한 기아 신라 유한 제일 중앙 "
    "대한 동아 조선 국민 사랑 희망 행복 나라 사람 세상 하늘 바다 바람 태양 지구 우주 새벽 아침 오늘 "
    "내일 시대 시간 소리 나무 다음 이름 모두 여기 지금 카페 정상 기업 회사 은행 대학 학교 병원 시장 경제 "
    "문화 과학 기술 산업 에너지 건설 제약 바이오 정보 통신 전자 자동차 화학 금융 증권 보험 투자 신문 방송 "
    "대신 대우 대림 삼천리 일동 일성 유니온 천일 태평양 무림 화성 "
    "금강 백두 동방 동원 동부 서부 남부 북부 한라 코리아 target gap apple shell visa meta amazon orange "
    "ford delta united general national standard express post times focus vision future global first best "
    "prime core star sun moon sky light smart one next open point square block zoom slack box snap match "
    "discover progress energy health life science bio pharma bank capital partners group alphabet oracle "
    "intuit stripe ally chase american canon fox bell crown giant gilead merit pioneer unity union it ai "
    "비자 아마존 메타 타깃 타겟 갭 라인 당근 빙그레 크라운 신세계 코스모스 진로 일진 명문 고려 백제 "
    "가야 하이브 한독 한불 한러 한영 "
    "법원 재판부 저축은행 여당 야당 당국 이대 "
    "us uk eu un tv pc ceo cfo cto ip id ok vs he we may will can mark grant rich chance"
)

#: What says only of which kind an organisation is.
KINDS = _words(
    "대학원 대학교 초등학교 중학교 고등학교 학과 학원 유치원 어린이집 협회 학회 재단 조합 법인 단체 기관 부처 "
    "연구소 연구원 센터 위원회 본사 지사 지점 본부 사무국 사무소 공장 매장 구단 대표팀 동아리 밴드 그룹 소속사 "
    "기획사 제작사 배급사 방송사 통신사 신문사 항공사 건설사 증권사 보험사 카드사 은행권 언론 매체 정당 여야 "
    "야권 여권 지도부 의회 의원실 구청 시청 도청 군청 교육청 보건소 소방서 경찰서 파출소 교회 성당 극장 영화관 "
    "마트 백화점 편의점 식당 호텔 공항 노조 사측 company university college school hospital institute "
    "foundation association agency office center centre committee council ministry department"
)

#: Services through which people speak: 트위터에 올린 글 names the medium, 트위터는 직원을 줄인다 the company.
MEDIA = _words(
    "트위터 페이스북 인스타그램 유튜브 카카오톡 텔레그램 틱톡 웨이보 twitter facebook instagram youtube "
    "kakaotalk telegram tiktok weibo whatsapp"
)
_AS_MEDIUM = re.compile(
    r"(?:에(?!게)|에서|로|[을를]\s(?:통해|이용)"
    r"|\s?(?:계정|글|메시지|내용|페이지|영상|라이브|채널|팔로워|아이디|게시물|게시글|프로필|해시태그|account|channel|follower|page|video|post))"
)
#: 중국판 트위터 is another one's service.
_ON_MEDIUM = re.compile(r"\b(?:on|via|through)\s$|[가-힣]판\s$", re.IGNORECASE)

#: 출동한 경찰, 사복 경찰, 경찰 74명: men and women of a force, not the force.
_FORCES = _words("경찰 해경 군경 헌병 police")
_PEOPLE_BEFORE = re.compile(r"(?:출동한|무장(?:한|\s?중인)|잠복(?:한|\s?중(?:인|이던))?|사복|군|armed|plainclothes)\s$")
_PEOPLE_AFTER = re.compile(r"\s(?:약\s)?\d[\d,]*여?\s?(?:명|인|분)(?![가-힣]{2})|\s(?:분들|대원)")

_LEGAL_BEFORE = re.compile(r"(?:㈜|\(주\)|（주）|주식회사|유한회사|재단법인|사단법인)\s?$")
_LEGAL_AFTER = re.compile(
    r"\s?(?:㈜|\(주\)|（주）|주식회사|,?\s(?:inc|co|corp|ltd|llc|plc|gmbh|ag|corporation|company|limited|s\.a|n\.v)\b)",
    re.IGNORECASE,
)
_OTHER_SCRIPT_AFTER = {
    True: re.compile(r"\s?[(（]\s?[A-Za-z][\w&.,' -]{1,60}[)）]"),
    False: re.compile(r"\s?[(（]\s?[㈜가-힣][^()（）\n]{1,40}[)）]"),
}


def is_doubtful(name: str) -> bool:
    """Whether a name says too little alone: two letters that are no acronym, a place, a word of every day."""
    plain = name.lower()
    return (len(name) <= 2 and name.isascii() and not name.isupper()) or any(
        plain in words for words in (PLACES, WORDS, KINDS)
    )


def is_medium(text: str, start: int, end: int) -> bool:
    """Whether a service is named as what people speak through, not as the company."""
    if text[start:end].lower() not in MEDIA:
        return False
    return bool(_AS_MEDIUM.match(text, end) or _ON_MEDIUM.search(text[max(0, start - 8) : start]))


def is_people(text: str, start: int, end: int) -> bool:
    """Whether a force is named for people who belong to it."""
    if text[start:end].lower() not in _FORCES:
        return False
    return bool(_PEOPLE_AFTER.match(text, end) or _PEOPLE_BEFORE.search(text[max(0, start - 16) : start]))


def has_legal_form(text: str, start: int, end: int) -> bool:
    """Whether ㈜, 주식회사, Inc. or the like stands beside."""
    return bool(_LEGAL_BEFORE.search(text[max(0, start - 8) : start]) or _LEGAL_AFTER.match(text, end))


def has_other_script(text: str, start: int, end: int) -> bool:
    """Whether the name is told in the other script in brackets: 대상(Daesang), Daesang (대상)."""
    return bool(_OTHER_SCRIPT_AFTER[any("가" <= letter <= "힣" for letter in text[start:end])].match(text, end))
