"""What stands beside a name: states and teams, other names that hold it, particles, and a name that comes again."""

from __future__ import annotations

import pytest

from bridgehead.engines.reading import Directory, Organisation

DIRECTORY = Directory.of(
    [
        Organisation("1", "한빛제약", "Hanbit Pharma Inc.", ("한빛",)),
        Organisation("2", "대상", "Daesang Corp."),
        Organisation("3", "새봄대", "Saebom University"),
        Organisation("4", "자라", "Zara"),
        Organisation("5", "대한민국", "Republic of Korea", ("한국", "한")),
        Organisation("6", "프랑스", "France"),
        Organisation("7", "칠레", "Chile"),
        Organisation("8", "미국", "", ("미",)),
        Organisation("9", "", "Target", ("Target Corporation",)),
        Organisation("10", "", "Kim-Hanbit & Daughters"),
        Organisation("11", "캐나다", "Canada"),
        Organisation("12", "", "Cobalt-Bright"),
        Organisation("13", "한미약품", "", ("한미",)),
        Organisation("18", "", "The Northern Tin Company"),
        Organisation("14", "하나은행", "", ("하나",)),
        Organisation("15", "경찰"),
        Organisation("16", "유튜브"),
        Organisation("17", "나래회", "", ("협회",)),
    ]
)

STATES = [
    ("프랑스 대통령은 만났다", ["프랑스"]),
    ("한국의 새 정부가 들어섰다", ["한국"]),
    ("프랑스의 거센 반발을 샀다", ["프랑스"]),
    ("프랑스가 제재를 강행하자 시장이 흔들렸다", ["프랑스"]),
    ("프랑스에 협력을 요청했다", ["프랑스"]),
    ("칠레는 월드컵 예선에서 이겼다", ["칠레"]),
    ("칠레(승점 3)가 뒤를 이었다", ["칠레"]),
    ("칠레 골키퍼의 선방에 막혔다", ["칠레"]),
    ("칠레-프랑스 경기가 열린다", ["칠레", "프랑스"]),
    ("한국에서 열린 전시회", []),
    ("프랑스가 가장 덥다", []),
    ("프랑스 영화가 좋다", []),
    ("한미 정상회담이 열렸다", ["한", "미"]),
    ("한·캐나다 자유무역협정을 맺었다", ["한", "캐나다"]),
    ("미측에 전달했다", ["미"]),
    ("한미약품은 새 약을 낸다", ["한미약품"]),
    ("한미중 3국이 만났다", ["한", "미"]),
    ("남북이 만났다", []),
    ("한 미술관과 한미 골프장", []),
]
PARTS = [
    ("새봄대 병원은 열었다", []),
    ("새봄대 부속병원은 열었다", []),
    ("한빛제약 노조는 파업했다", []),
    ("한빛제약 미국법인은 열었다", []),
    ("새봄대 체육관에서 열렸다", []),
    ("새봄대 한결관 앞에서 만났다", []),
    ("새봄대 외교관 출신 교수", ["새봄대"]),
    ("한빛제약 1호기를 돌렸다", []),
    ("서울 강남구 한빛제약에서 열렸다", []),
    ("서울 강남구 한빛제약은 말했다", ["한빛제약"]),
    ("한빛제약에 도착했다", []),
    ("the Saebom University Hospital opened", []),
    ("Hanbit Pharma Foundation gave", []),
    ("Hanbit Pharma North America hired", []),
    ("Hanbit Pharma in North America hired", ["Hanbit Pharma"]),
    ("the Bank of France lent", []),
    ("Hanbit Pharma International won", []),
    ("Saebom University Group", []),
    ("Zara&G and Zara & Co. differ", ["Zara"]),
]
PEOPLE_AND_MEDIA = [
    ("출동한 경찰에 붙잡혔다", []),
    ("경찰 74명이 다쳤다", []),
    ("경찰은 조사하고 있다", ["경찰"]),
    ("유튜브 채널에 올렸다", []),
    ("중국판 유튜브는 크다", []),
    ("유튜브는 값을 올렸다", ["유튜브"]),
    ("하나·한빛제약은 맺었다", ["하나", "한빛제약"]),
    ("하나, 한빛제약은 맺었다", ["한빛제약"]),
    ("협회는 밝혔다", []),
    ("나래회는 협회가 맡는다고 밝혔다", ["나래회", "협회"]),
]
PARTICLES = [
    ("자라는 옷을 판다", ["자라"]),
    ("혼자 자라나는 아이", []),
    ("한빛제약는 잘못 썼다", ["한빛제약"]),
    ("한빛제약에서도, 한빛제약과의, 한빛제약으로는", ["한빛제약"] * 3),
    ("자라와의 협약, 자라로도", ["자라"] * 2),
    ("새봄대교수와 새봄대출신", ["새봄대"] * 2),
    ("새봄대교수회는 말했다", []),
]
SPELLINGS = [
    ("Kim-Hanbit and Daughters signed", ["Kim-Hanbit and Daughters"]),
    ("Kim Hanbit & Daughters signed", ["Kim Hanbit & Daughters"]),
    ("the Northern Tin Company and Northern Tin", ["Northern Tin Company", "Northern Tin"]),
    ("a republic of Korea", []),
    ("Cobalt Bright and COBALT\u2011BRIGHT", ["Cobalt Bright", "COBALT\u2011BRIGHT"]),
]
ARTICLES = [
    ("대상(Daesang)은 공장을 세운다. 내년까지 대상은 공장을 늘린다.", ["대상", "Daesang", "대상"]),
    ("㈜대상이 공고했다. 지원 대상은 중소기업이다.", ["대상"]),
    ("내년까지 대상은 공장을 늘린다. ㈜대상이 밝혔다.", ["대상"]),
    ("Target Corporation opened a shop. Target said so, and at Target it is.", ["Target"] * 3),
    ("Target Corporation opened a shop. Target the right market.", ["Target"]),
    ("대한민국 대통령이 왔다. 한국은 춥다.", ["대한민국"]),
]


@pytest.mark.parametrize(("text", "named"), [*STATES, *PARTS, *PEOPLE_AND_MEDIA, *PARTICLES, *SPELLINGS, *ARTICLES])
def test_what_stands_beside_a_name_tells_whether_it_counts(text: str, named: list[str]) -> None:
    assert [each.text for each in DIRECTORY.mentions(text)] == named


def test_a_letter_is_a_state_only_where_the_directory_lists_it() -> None:
    assert Directory.of([Organisation("1", "한미")]).mentions("한미 정상회담이 열렸다") == []
