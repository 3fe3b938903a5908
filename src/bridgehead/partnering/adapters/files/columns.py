"""The names of sheets and columns, in English and Korean, and the words that stand in them."""

from __future__ import annotations

from bridgehead.directory.models import OrganisationKind
from bridgehead.partnering.rules import Side, Strength

SHEETS = {
    "organisations": ("organisations", "organizations", "companies", "기관", "기업", "기관·기업", "참가기업"),
    "delegates": ("delegates", "대표자", "참가자"),
    "wishes": ("wishes", "requests", "희망미팅", "미팅신청", "미팅 신청"),
    "availability": ("availability", "불가시간", "참석불가"),
    "slots": ("slots", "시간대", "미팅시간"),
}

COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "organisations": {
        "name_ko": ("name (Korean)", "기관명", "기업명", "국문명", "기관명(국문)", "기업명(국문)"),
        "name_en": ("name (English)", "name", "영문명", "기관명(영문)", "기업명(영문)"),
        "country": ("국가",),
        "kind": ("구분", "유형"),
        "side": ("측", "소속측"),
    },
    "delegates": {
        "organisation": ("organization", "company", "기관명", "기업명", "소속"),
        "email": ("e-mail", "이메일", "전자우편"),
        "family_name_ko": ("family name (Korean)", "성", "성(국문)"),
        "given_name_ko": ("given name (Korean)", "이름", "이름(국문)"),
        "family_name_en": ("family name (English)", "family name", "last name", "성(영문)"),
        "given_name_en": ("given name (English)", "given name", "first name", "이름(영문)"),
        "title_ko": ("title (Korean)", "직함", "직위", "직함(국문)"),
        "title_en": ("title (English)", "title", "직함(영문)"),
        "language": ("언어",),
    },
    "wishes": {
        "asking": ("from", "신청기관", "신청기업"),
        "asked": ("to", "상대기관", "상대기업"),
        "strength": ("희망도", "희망 정도"),
        "answer": ("응답", "수락"),
        "message": ("메시지", "내용"),
    },
    "availability": {
        "organisation": ("organization", "company", "기관명", "기업명"),
        "from": ("start", "시작", "부터"),
        "until": ("to", "end", "종료", "까지"),
    },
    "slots": {"from": ("start", "시작", "부터"), "until": ("to", "end", "종료", "까지")},
}

NEEDED: dict[str, tuple[str, ...]] = {
    "organisations": ("country",),
    "delegates": ("organisation", "email"),
    "wishes": ("asking", "asked"),
    "availability": ("organisation", "from", "until"),
    "slots": ("from", "until"),
}

PERSON = ("family_name_ko", "given_name_ko", "family_name_en", "given_name_en")

COUNTRIES = {
    "한국": "KR",
    "대한민국": "KR",
    "korea": "KR",
    "미국": "US",
    "usa": "US",
    "일본": "JP",
    "중국": "CN",
    "독일": "DE",
}
KINDS = {str(kind): str(kind) for kind in OrganisationKind} | {
    "기업": OrganisationKind.COMPANY,
    "기관": OrganisationKind.AGENCY,
    "투자사": OrganisationKind.INVESTOR,
    "연구기관": OrganisationKind.RESEARCH,
    "병원": OrganisationKind.HOSPITAL,
}
SIDES = {"home": Side.HOME, "abroad": Side.ABROAD, "국내": Side.HOME, "해외": Side.ABROAD}
STRENGTHS = {"must": Strength.MUST, "like": Strength.LIKE, "필수": Strength.MUST, "희망": Strength.LIKE}
DECLINED = "declined"
ANSWERS = {
    "must": Strength.MUST,
    "like": Strength.LIKE,
    "yes": Strength.LIKE,
    "no": DECLINED,
    "필수": Strength.MUST,
    "희망": Strength.LIKE,
    "수락": Strength.LIKE,
    "예": Strength.LIKE,
    "거절": DECLINED,
    "아니요": DECLINED,
}
LANGUAGES = {"ko": "ko", "en": "en", "한국어": "ko", "영어": "en", "korean": "ko", "english": "en"}
