"""Words of the news in two languages that mean the same matter: what texts are joined by beside names and numbers."""

from __future__ import annotations

import re

#: Korean words, English words by their beginning (`bridges.stem`): one matter to a line.
PAIRS = """
계약 | contract deal agreement
협약 업무협약 | mou memorandum agreement partnership
체결 서명 | sign inks signing
수출 | export shipment ships
기술수출 기술이전 라이선스 | licens license licensing
공급 납품 | supply supplies
협력 제휴 손잡 맞손 | partner cooperat collaborat team
투자 | invest investment funding
유치 조달 | raise raised funding round
인수 | acquir acquisit buy takeover
합병 | merge merger
상장 | list listing ipo debut
공장 | plant factory facility
증설 확장 확대 | expand expansion
착공 | groundbreak construction breaks
준공 완공 | complet opens
개소 개관 문 | open opens opening
임상 | clinical trial
승인 허가 인가 | approv approval clear clearance nod
식약처 | mfds ministry
신약 | drug
백신 | vaccine vaccin
치료제 | treatment therapy drug
항암 암 | cancer oncology
비만 | obesity weight
당뇨 | diabet
치매 알츠하이머 | alzheimer dementia
진단 | diagnos test
의료기기 | device medical
병원 | hospital
환자 | patient
의사 전공의 | doctor
화장품 뷰티 | cosmet beauty
디지털 | digital
인공지능 | ai artificial
로봇 | robot
반도체 | chip semiconductor
배터리 이차전지 | battery batter
전기차 | ev electric
자동차 | car auto vehicle
조선 선박 | ship shipyard vessel
원전 원자력 | nuclear reactor
수소 | hydrogen
태양광 | solar
풍력 | wind
방산 무기 | defence defense arms
전투기 | fighter jet
위성 | satellit
발사 | launch
발사체 로켓 | rocket
스마트팜 농업 | farm agricult
식품 | food
라면 | noodle ramen ramyeon
관광 여행 | tour tourism travel
항공 | air airline flight
공항 | airport
철도 열차 | rail train
지진 | earthq quake
태풍 | typhoo
홍수 침수 폭우 | flood rain
산불 | wildfi fire
화재 | fire blaze
사고 | accident crash
사망 숨져 숨진 | die dead death kill
부상 다쳐 | injur hurt
금리 | rate interest
동결 | hold unchanged freeze
인상 | rais hike increase
인하 | cut lower
환율 | exchange won
물가 | price inflation consumer
실적 매출 | sales revenu earning
영업이익 | profit operating
적자 손실 | loss deficit
흑자 | surplus profit
수주 | order win wins
입찰 | bid tender
소송 | lawsuit suit sue
판결 법원 | court rul
특허 | patent
과징금 벌금 | fine penalty
압수수색 | raid search
기소 | indict charge
구속 | arrest detain
대통령 | presid
총리 | premie prime
장관 | minist
국회 | parlia assemb
선거 | electi vote
정상회담 회담 | summit talks
방문 | visit
관세 | tariff
파업 | strike walkou
노조 | union
임금 | wage pay
해고 감원 | layoff job lay
채용 고용 | hire hiring job
대학 | univer
학교 학생 | school studen
연구 | resear study
개발 | develo
출시 | launch releas
리콜 | recall
유출 해킹 | leak breach hack
중단 | suspen halt
재개 | resume restar
포럼 | forum
박람회 전시회 엑스포 | expo fair exhibi
우승 | win champi title
결승 | final
올림픽 | olympi
월드컵 | world
영화 | film movie
드라마 | drama series
음악 앨범 | album music
중국 | china chines
미국 | us u.s americ united
일본 | japan japane
유럽 | europe eu
독일 | german
프랑스 | france french
영국 | uk britai britis
베트남 | vietna
인도 | india indian
인도네시아 | indone
사우디 | saudi
아랍에미리트 | uae emirat
싱가포르 | singap
태국 | thaila
폴란드 | poland polish
체코 | czech
호주 | austra
캐나다 | canada canadi
브라질 | brazil
멕시코 | mexico mexica
우크라이나 | ukrain
러시아 | russia russi
북한 | north
서울 | seoul
부산 | busan
제주 | jeju
인천 | incheo
뉴욕 | york
한국 | korea korean
정부 | govern
보건복지부 복지부 | health ministry
협회 | associ
스타트업 | startu start-up
펀드 | fund
은행 | bank
주가 | share stock
""".strip()


def stem(word: str) -> str:
    """An English word without its ending, at most six letters: crude, and the same for *expands* and *expansion*."""
    return re.sub(r"(?<=....)(ing|ed|es|s)$", "", word)[:6].removesuffix("e")


def _matters() -> tuple[dict[str, str], dict[str, str]]:
    korean: dict[str, str] = {}
    english: dict[str, str] = {}
    for line in PAIRS.splitlines():
        left, right = line.split("|")
        matter = left.split()[0]
        korean.update(dict.fromkeys(left.split(), matter))
        for word in right.split():
            english.setdefault(stem(word), matter)
    return korean, english


#: Korean word (found anywhere in a text) to matter; English stem to matter.
MATTERS_KO, MATTERS_EN = _matters()
