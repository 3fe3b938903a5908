"""Printed pages: the text that went in comes out, the same on every machine, and nothing that was typed is obeyed."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import time
from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pytest_django import Settings

from bridgehead.web.printing import MissingLetters, missing_letters, pdf_file, with_stand_ins
from bridgehead.web.printing.letters import TYPE, letter_name
from tests.conftest import ROOT
from tests.web.test_assets import themes

NOW = datetime(2023, 4, 27, 20, 0, tzinfo=UTC)
TEMPLATES = Path(__file__).with_name("templates")
SYLLABLES = "".join(chr(point) for point in range(0xAC00, 0xD7A4))
HOSTILE = [
    '#read("/etc/passwd")',
    '#import "/base.typ": *',
    '#import "@preview/cetz:0.3.1"',
    "] #panic() [",
    "*bold* _slanted_ `raw` $x^2$ <label> @label",
    "= heading\n- item\n/ term: x",
    '"); panic("',
    "// comment /* open",
    "\\u{41} \\ ~ -- --- ...",
    "```rust fn``` #{1 + 1}",
    "{{ values }} {% now %} %(n)s {n} {m}",
]


@pytest.fixture(autouse=True)
def _templates_of_ours(settings: Settings) -> None:
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [TEMPLATES]
    settings.TEMPLATES = templates


def printed(template: str, values: dict[str, Any], **frame: Any) -> PdfReader:
    given: dict[str, Any] = {"title": "제목", "language": "ko", "made_at": NOW, **frame}
    return PdfReader(io.BytesIO(pdf_file(f"site/print/{template}.typ", values, **given)))


def text_of(read: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in read.pages)


def body(read: PdfReader) -> str:
    """The text of a one-page print without mark, title and footer, as one line."""
    lines = text_of(read).split("\n")
    return " ".join(" ".join(lines[2:-1]).split())


PARTS = {
    "kicker": {"text": "한미 바이오헬스 포럼", "language": "ko"},
    "lead": "단계마다 말하는 사람과 증거가 다릅니다.",
    "figures": [
        {"label": "계약", "before": "약", "value": "6,353", "unit": "억 원", "remark": "1건"},
        {"label": "효과", "value": "6,700", "unit": "억 원", "after": "이상"},
    ],
    "heading": "증거의 사다리",
    "bars": [
        {"label": "실적", "remark": "입금 증빙", "share": 0, "value": "–", "said": "기록 없음"},
        {"label": "양해각서", "share": 9, "value": "9건", "address": "https://forum.example.org/proof/9"},
        {"label": "상담액", "share": 100, "value": "105건", "fill": "open"},
    ],
    "note": {"title": "합계가 없습니다.", "text": "더한 숫자는 뜻이 없습니다."},
    "shape": [
        {"label": "선급금 4.0", "share": 10, "fill": "full"},
        {"label": "단계 36.0", "share": 90, "fill": "soft"},
    ],
    "head": ["단계", "증거", "건수"],
    "rows": [["계약", "서명된 계약서", "1"], ["상담", "상담 일지", "105"]],
    "pause": "15:00까지 비어 있음",
    "korean": {"text": "서로 만나 계약을 맺습니다.", "language": "ko"},
    "english": {"text": "They meet and sign.", "language": "en"},
    "subheading": "사실",
    "facts": [["곳", "Boston"], ["기관", "대웅제약"]],
    "lines": ["첫째", "둘째"],
    "name": "김하늘",
    "twin": "Kim Haneul",
    "sample": "예시",
}


def test_every_part_prints_its_text() -> None:
    read = printed("parts", PARTS, source="forum.example.org")

    assert " ".join(text_of(read).split()) == (
        "Bridgehead 한미 바이오헬스 포럼 제목 단계마다 말하는 사람과 증거가 다릅니다. "
        "계약 약 6,353억 원 1건 효과 6,700억 원 이상 "
        "증거의 사다리 실적 입금 증빙 – 기록 없음 양해각서 9건 상담액 105건 "
        "합계가 없습니다. 더한 숫자는 뜻이 없습니다. 선급금 4.0 단계 36.0 "
        "단계 증거 건수 계약 서명된 계약서 1 상담 상담 일지 105 15:00까지 비어 있음 "
        "서로 만나 계약을 맺습니다. They meet and sign. "
        "사실 곳 Boston 기관 대웅제약 • 첫째 • 둘째 김하늘 Kim Haneul 예시 forum.example.org 1쪽 / 전체 1쪽"
    )
    links = [note.get_object()["/A"]["/URI"] for note in read.pages[0]["/Annots"]]
    assert links == ["https://forum.example.org/proof/9"]


def test_file_says_what_it_is() -> None:
    read = printed("text", {"text": "본문"}, title="미팅 시간표", language="ko")

    assert read.metadata is not None
    assert (read.metadata.title, read.metadata.creation_date) == ("미팅 시간표", NOW)
    root = read.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("ko", True)
    kept = root["/Metadata"].get_object().get_data().decode()
    assert re.findall(r"<pdf(?:aid|uaid):(?:part|conformance)>(\w+)<", kept) == ["2", "A", "1"]


def test_a_moment_of_the_clock_prints_though_it_has_microseconds() -> None:
    moment = NOW.replace(microsecond=123_456)

    written = [
        pdf_file("site/print/text.typ", {"text": "x"}, title="x", language="en", made_at=each) for each in (NOW, moment)
    ]

    assert written[0] == written[1]


def test_all_type_is_ours_and_embedded() -> None:
    read = printed("text", {"text": "한글 Latin 道 刘"})

    fonts = [font.get_object() for font in read.pages[0]["/Resources"]["/Font"].values()]
    families = {str(font["/BaseFont"]).split("+")[1] for font in fonts}
    descriptors = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]
    assert {name.split("-Identity")[0] for name in families} == {
        "BridgeheadSans-Regular",
        "BridgeheadSans-Bold",
        "BridgeheadHan-Regular",
    }
    assert all("/FontFile2" in each or "/FontFile3" in each for each in descriptors)


def test_pages_are_counted_and_headed() -> None:
    rows = [[f"{number}", "대웅제약", "1"] for number in range(120)]

    read = printed("table", {"head": ["번호", "이름", "건수"], "rows": rows}, title="A title", language="en")

    pages = [page.extract_text() for page in read.pages]
    assert [page.rstrip().split("\n")[-1] for page in pages] == [f"Page {n} of 3" for n in (1, 2, 3)]
    assert [page.startswith("A title\n번호 이름 건수\n") for page in pages] == [False, True, True]


def test_same_values_give_the_same_bytes_on_another_machine() -> None:
    """Another process with another zone, language and home, and with fonts and a clock of its own."""
    given = {"text": "같은 값 – same values"}
    child = (
        "import sys, django; from django.conf import settings; django.setup();"
        f"settings.TEMPLATES[0]['DIRS'] = [{str(TEMPLATES)!r}];"
        "from datetime import datetime, timezone, timedelta; from bridgehead.web.printing import pdf_file;"
        f"made = pdf_file('site/print/text.typ', {given!r}, title='제목', language='ko',"
        " made_at=datetime(2023, 4, 28, 5, 0, tzinfo=timezone(timedelta(hours=9))));"
        "sys.stdout.buffer.write(made)"
    )
    elsewhere = {"TZ": "Asia/Seoul", "HOME": "/nowhere", "LANG": "C", "PYTHONHASHSEED": "7"}

    there = subprocess.run(
        [sys.executable, "-c", child], env={**os.environ, **elsewhere}, check=True, capture_output=True
    )

    seoul = timezone(timedelta(hours=9))
    here = [
        pdf_file("site/print/text.typ", given, title="제목", language="ko", made_at=made_at)
        for made_at in (NOW, NOW.astimezone(seoul))
    ]
    assert [hashlib.sha256(one).hexdigest() for one in here] == [hashlib.sha256(there.stdout).hexdigest()] * 2


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_was_typed_is_text_wherever_it_stands(typed: str) -> None:
    values = PARTS | {
        "kicker": typed, "lead": typed, "heading": typed, "pause": typed, "rows": [[typed] * 3],
        "facts": [[typed, typed]],
        "lines": [typed], "name": typed, "twin": typed, "korean": {"text": typed, "language": "ko"}, "sample": typed,
        "bars": [{"label": typed, "remark": typed, "share": 1, "value": typed, "said": typed}],
        "figures": [{"label": typed, "before": typed, "value": typed, "unit": typed, "after": typed, "remark": typed}],
    }  # fmt: skip

    read = printed("parts", values, title=typed, source=typed)

    assert body(printed("text", {"text": typed})) == " ".join([*typed.split(), *typed.split()])
    # Cells break their lines where they must.
    closed = "".join(text_of(read).split())
    assert closed.count("".join(typed.split())) >= 14
    assert read.metadata is not None
    assert " ".join(str(read.metadata.title).split()) == " ".join(typed.split())


def test_templates_read_no_file_and_no_network() -> None:
    sources = [*ROOT.glob("src/bridgehead/*/templates/**/*.typ"), *TEMPLATES.glob("**/*.typ")]

    assert len(sources) > 8
    # Typst fetches packages named with an @, runs text by eval and reads files by these; a picture is our own bytes.
    asks = re.compile(r'"@|\beval\(|\bread\(|\b(?:csv|yaml|toml|xml|cbor|plugin)\(|json\((?!bytes)|image\((?!bytes)')
    assert [(path.name, found) for path in sources for found in asks.findall(path.read_text())] == []
    names = re.compile(r"#(?:import|include) +(\S+?):? ")
    imported = [name for path in sources for name in names.findall(path.read_text())]
    base = {f'"{path.name}"' for path in (ROOT / "src/bridgehead/web/templates/web/print").glob("*.typ")}
    assert set(imported) <= base


@pytest.mark.parametrize("asked", ["/etc/passwd", "../text.py", "../../../../../../../../../../etc/passwd"])
def test_a_template_reaches_no_file_outside(asked: str, tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "curious.typ").write_text(f'#read("{asked}")')
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    with pytest.raises(RuntimeError, match=r"file not found|escape the project root|access denied|outside of"):
        pdf_file("curious.typ", {}, title="x", language="en", made_at=NOW)


def test_signs_that_steer_reading_are_left_out() -> None:
    given = "가\u202eTXT\u202c 나\u2066다\u2069 \u200bx\x07y\ufeff e\u0301 \u1112\u1161\u11ab 葛\U000e0100"

    assert body(printed("text", {"text": given})) == " ".join(["가TXT 나다 xy é 한 葛"] * 2)


def test_lines_stay_lines() -> None:
    lines = text_of(printed("text", {"text": "첫째\r\n둘째\u2028셋째\t끝"})).split("\n")

    assert lines[2:-1] == ["첫째", "둘째", "셋째 끝"] * 2


def test_every_syllable_prints() -> None:
    read = printed("text", {"text": SYLLABLES})

    assert missing_letters(SYLLABLES) == ()
    assert (
        "".join(re.findall("[가-힣]+", "".join(page.extract_text() for page in read.pages))).count(SYLLABLES[:40]) == 2
    )
    assert set(re.findall("[가-힣]", text_of(read))) >= set(SYLLABLES)


@pytest.mark.parametrize(
    "given",
    [
        "Žofie Çelik Øystein Łukasz Ångström Nguyễn Thị Hồng Šárka",
        "Ελένη Юлія Їжак",
        "€ 1.2 ₩ 6,353 ¥ £ “quoted” ‘one’ 2023–2026 — … · ㎡ ℃ №",
        "李道允 金大中 張學良 韓美 協約",
        "山田太郎 髙橋 さくら カタカナ",
        "刘德华 张伟 陈 龙 欧阳",
        "㈜대웅 ① Ⅳ ★ → ↔ ± × ÷ ≤ ≥",
    ],
)
def test_letters_of_names_and_money_print(given: str) -> None:
    assert missing_letters(given) == ()
    assert body(printed("text", {"text": given})) == f"{given} {given}"


def test_every_letter_that_is_said_to_be_covered_is() -> None:
    """The standards that we ask for refuse a page on which a letter has no glyph."""
    ranges = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", (TYPE / "coverage.txt").read_text())
    letters = [chr(p) for first, last in ranges for p in range(int(first, 16), int(last or first, 16) + 1)]

    read = printed("text", {"text": "".join(letters)})

    assert len(letters) > 24_000
    assert len(read.pages) > 10


def test_missing_letters_are_told_before() -> None:
    values = {"people": [{"name": "محمد علي"}, {"name": "가 🚀"}], "count": 3, "no": None, "yes": True}

    with pytest.raises(MissingLetters) as raised:
        printed("text", {"text": "", **values})

    assert raised.value.letters == missing_letters(values) == ("م", "ح", "د", "ع", "ل", "ي", "🚀")
    assert str(raised.value).endswith("U+1F680 ROCKET")
    assert with_stand_ins(values) == {
        "people": [{"name": "□□□□ □□□"}, {"name": "가 □"}], "count": 3, "no": None, "yes": True,
    }  # fmt: skip
    assert body(printed("text", with_stand_ins({"text": "가 🚀"}))) == "가 □ 가 □"


def test_a_missing_letter_of_the_title_is_told_too() -> None:
    with pytest.raises(MissingLetters) as raised:
        printed("text", {"text": "x"}, title="ท", source="x")

    assert [letter_name(letter) for letter in raised.value.letters] == ["U+0E17 THAI CHARACTER THO THAHAN"]


@pytest.mark.parametrize("value", [float("nan"), 1.5 + 1j, {1}, b"x", datetime(2023, 4, 27, tzinfo=UTC)])
def test_only_plain_values_are_taken(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        printed("text", {"text": "x", "value": value})


def test_nothing_prints_as_an_empty_page() -> None:
    assert text_of(printed("text", {"text": ""})).split() == ["Bridgehead", "제목", "1쪽", "/", "전체", "1쪽"]


@pytest.mark.parametrize("given", ["가나다라 " * 4_000, "가" * 20_000, "a" * 40_000, "가" * 5_000 + "a" * 5_000])
def test_enormous_text_is_printed_whole(given: str) -> None:
    began = time.process_time()
    read = printed("text", {"text": given})
    spent = time.process_time() - began

    assert "".join(read.pages[1].extract_text().split()) != ""
    letters = re.findall("[가-힣a]", "".join(page.extract_text() for page in read.pages))
    assert len(letters) >= 2 * len(given.replace(" ", ""))
    assert spent < 20


def test_a_long_table_takes_seconds() -> None:
    rows = [[f"{number}", f"대웅제약 미팅 {number}", f"{number * 7:,}"] for number in range(2_000)]
    began = time.process_time()

    read = printed("table", {"head": ["번호", "이름", "건수"], "rows": rows})

    assert time.process_time() - began < 10
    text = text_of(read)
    assert all(f"\n{number} 대웅제약 미팅 {number} {number * 7:,}\n" in text for number in range(0, 2_000, 97))


PEOPLE = [
    {"name": "김하늘", "twin": "Kim Haneul", "title": "대표이사", "organisation": "대웅제약"},
    {"name": "Alexandria Featherstonehaugh-Montgomery", "organisation": "Massachusetts Biotechnology Council"},
]


@pytest.mark.parametrize(("size", "width"), [("a4", 842), ("a5", 595)])
def test_table_cards_read_from_both_sides(size: str, width: int) -> None:
    read = printed("cards", {"size": size, "people": PEOPLE})

    assert [round(page.mediabox.width) for page in read.pages] == [width, width]
    said = [sorted(page.extract_text().split("\n")) for page in read.pages]
    assert [sorted(set(lines)) for lines in said] == [sorted(set(one.values())) for one in PEOPLE]
    assert all(lines == sorted([*set(lines), *set(lines)]) for lines in said)


def test_name_cards_are_ten_to_a_page() -> None:
    read = printed("names", {"people": PEOPLE * 6})

    assert [page.extract_text().count("Bridgehead") for page in read.pages] == [10, 2]
    assert [page.extract_text().count("Kim Haneul") for page in read.pages] == [5, 1]


def test_certificate_says_it_in_both_languages_on_one_page() -> None:
    values = {
        "heading": ["참가 증서", "Certificate of participation"],
        "body": [{"text": "참가하였음을 증명합니다.", "language": "ko"}, {"text": "Has taken part.", "language": "en"}],
        "dated": "2023년 4월 27일 · 27 April 2023",
        "number": "2023-014",
        "people": PEOPLE,
    }

    read = printed("certificate", values)

    assert len(read.pages) == 1
    assert " ".join(text_of(read).split()) == (
        "Bridgehead 2023-014 참가 증서 Certificate of participation 참가하였음을 증명합니다. Has taken part. "
        "2023년 4월 27일 · 27 April 2023 김하늘 Kim Haneul 대표이사 대웅제약 "
        "Alexandria Featherstonehaugh-Montgomery Massachusetts Biotechnology Council"
    )


def test_colours_are_those_of_the_pages() -> None:
    light = themes()[0]
    source = (ROOT / "src/bridgehead/web/templates/web/print/tokens.typ").read_text()
    told_here = re.findall(r'#let ([a-z-]+) = rgb\("(#\w+)"\)', source)
    ours = {name.replace("hairline", "line"): value for name, value in told_here}

    assert len(ours) > 12
    assert {name: value for name, value in ours.items() if light[name] != value} == {}


def test_vendored_type_is_the_one_that_was_noted() -> None:
    noted = dict(re.findall(r"^\| (\S+) \| `([0-9a-f]{64})` \|$", (TYPE / "NOTICES.md").read_text(), re.MULTILINE))
    files = [path for path in TYPE.iterdir() if path.name != "NOTICES.md"]

    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files} == noted
    assert sum(path.stat().st_size for path in files) < 7_000_000
