"""Names of countries, regions and cities, and what says that any name tells only a place."""

from __future__ import annotations

import re


def _words(told: str) -> frozenset[str]:
    return frozenset(told.split())


#: What is named as a place far more often than for what governs it or plays for it.
PLACES = _words(
    "한국 대한민국 북한 남한 미국 중국 일본 영국 독일 프랑스 러시아 이탈리아 스페인 캐나다 호주 인도 베트남 "
    "태국 대만 홍콩 싱가포르 말레이시아 인도네시아 필리핀 몽골 브라질 멕시코 칠레 페루 아르헨티나 콜롬비아 쿠바 "
    "스위스 스웨덴 노르웨이 핀란드 덴마크 네덜란드 벨기에 오스트리아 폴란드 체코 헝가리 그리스 포르투갈 터키 "
    "튀르키예 이란 이라크 이스라엘 사우디 사우디아라비아 카타르 쿠웨이트 이집트 모로코 케냐 가나 나이지리아 "
    "남아공 남아프리카공화국 우크라이나 카자흐스탄 우즈베키스탄 뉴질랜드 아일랜드 루마니아 불가리아 세르비아 "
    "크로아티아 요르단 시리아 레바논 리비아 예멘 아프가니스탄 파키스탄 네팔 미얀마 캄보디아 라오스 스리랑카 "
    "방글라데시 알제리 튀니지 에티오피아 수단 콩고 카메룬 세네갈 코트디부아르 우루과이 파라과이 볼리비아 에콰도르 "
    "베네수엘라 파나마 코스타리카 온두라스 자메이카 슬로바키아 슬로베니아 보스니아 알바니아 라트비아 리투아니아 "
    "에스토니아 벨라루스 조지아 아르메니아 아제르바이잔 키르기스스탄 타지키스탄 투르크메니스탄 바레인 오만 "
    "아랍에미리트 잉글랜드 스코틀랜드 웨일스 유럽 아시아 아프리카 중동 북미 남미 동남아 서울 부산 대구 인천 "
    "광주 대전 울산 세종 경기 강원 충북 충남 전북 전남 경북 경남 제주 경기도 강원도 충청도 충청북도 충청남도 "
    "전라도 전라북도 전라남도 경상도 경상북도 경상남도 제주도 평양 개성 수원 성남 고양 용인 부천 안산 안양 "
    "평택 천안 청주 전주 포항 창원 김해 진주 원주 춘천 강릉 여수 순천 목포 경주 구미 안동 진도 거제 통영 "
    "보령 아산 광명 시흥 군포 의왕 하남 오산 이천 안성 김포 양주 포천 여주 의정부 구리 남양주 파주 동두천 "
    "과천 동해 태백 속초 삼척 충주 제천 논산 계룡 당진 서산 공주 군산 익산 정읍 남원 김제 나주 광양 영주 "
    "영천 상주 문경 경산 밀양 양산 사천 서귀포 영남 호남 충청 수도권 뉴욕 보스턴 런던 파리 도쿄 베이징 "
    "상하이 워싱턴 시카고 모스크바 베를린 카이로 방콕 하노이 자카르타 마닐라 타이베이 뉴델리 시드니 "
    "korea china japan america germany france britain england italy spain canada australia india russia "
    "taiwan singapore europe asia africa boston london paris tokyo beijing shanghai seoul busan "
    "washington chicago california texas"
)

#: 청와대 인근, 조계사 앞: a place beside what is named so.
_BESIDE = re.compile(r"\s(?:인근|부근|근처|주변|일대|상공|앞(?:에서|에|길|바다)?(?![가-힣]))")
#: 진도군 조도면, 경기도 파주시: the beginning of an address.
_ADDRESS = re.compile(r"(?<=[도시군구])\s[가-힣]{1,4}[시군구읍면동리](?=[\s의에]|$)")


def is_where(text: str, end: int) -> bool:
    """Whether a name tells only where something is: an address, or what lies beside it."""
    return text[end : end + 1].isspace() and bool(_BESIDE.match(text, end) or _ADDRESS.match(text, end))
