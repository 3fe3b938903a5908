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
    "가이아나 가봉 감비아 과테말라 그레나다 기니 기니비사우 나미비아 나우루 남수단 니제르 니카라과 도미니카 "
    "도미니카공화국 동티모르 라이베리아 룩셈부르크 르완다 레소토 리히텐슈타인 마다가스카르 마셜제도 말라위 말리 모나코 "
    "모리셔스 모리타니 모잠비크 몬테네그로 몰도바 몰디브 몰타 미크로네시아 바누아투 바베이도스 바티칸 바하마 베냉 "
    "벨리즈 보츠와나 부룬디 부르키나파소 부탄 북마케도니아 브루나이 사모아 산마리노 상투메프린시페 세이셸 소말리아 "
    "솔로몬제도 수리남 시에라리온 아이슬란드 아이티 안도라 앙골라 에리트레아 에스와티니 엘살바도르 우간다 잠비아 "
    "적도기니 중앙아프리카공화국 지부티 짐바브웨 차드 카보베르데 코모로 코소보 키리바시 키프로스 탄자니아 토고 통가 "
    "투발루 트리니다드토바고 파푸아뉴기니 팔라우 팔레스타인 피지 마카오 "
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
#: 서울 강남구 압구정 CGV에서: the end of one.
_ADDRESS_BEFORE = re.compile(r"\b[가-힣]{1,4}[시군구동읍면리]\s(?:[가-힣\d]{2,6}\s)?$")
_THERE = re.compile(r"에(?:서(?!는?\s(?:밝|말|발표|설명|전했))|\s(?:있는|위치|도착|들어[왔서섰]|모[여였]))")
#: 청와대에서 퇴근하는, 조계사에 들어왔다: somebody comes, stays or goes.
_GOING = re.compile(r"[을를]\s오[가갔]|에(?:서)?\s(?:들어[왔섰]|도착|퇴근|출발|머물|묵[었은고]|집결|갇[혔힌])")


def is_where(text: str, start: int, end: int) -> bool:
    """Whether a name tells only where something is: an address, where somebody goes, or what lies beside it."""
    if _GOING.match(text, end):
        return True
    if _THERE.match(text, end) and _ADDRESS_BEFORE.search(text[max(0, start - 14) : start]):
        return True
    return text[end : end + 1].isspace() and bool(_BESIDE.match(text, end) or _ADDRESS.match(text, end))
