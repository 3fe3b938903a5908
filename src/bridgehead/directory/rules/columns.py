"""The columns of a sheet of organisations: what they are called in both languages, and how their cells are read.

A sheet that is taken out bears these titles, so that it can be brought in again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bridgehead.directory.models import OrganisationKind, OrganisationSize
from bridgehead.foundation.bilingual import reading_language


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its titles, and what else a sheet may call it."""

    key: str
    title_en: str
    title_ko: str
    also: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        return self.title_ko if reading_language() == "ko" else self.title_en


COLUMNS: tuple[Column, ...] = (
    Column(
        "name_ko", "Name (Korean)", "기관명 (한글)",
        ("기관명", "기업명", "회사명", "업체명", "상호", "국문명", "국문", "기관명(국문)", "기업명(국문)",
         "회사명(국문)", "Korean name"),
    ),
    Column(
        "name_en", "Name (English)", "기관명 (영문)",
        ("영문명", "영문", "기업명(영문)", "회사명(영문)", "영문기업명", "name", "company", "company name",
         "organisation", "organization", "English name"),
    ),
    Column("kind", "Kind", "구분", ("유형", "기관유형", "기업구분", "type")),
    Column("country", "Country", "국가", ("소재국", "nation")),
    Column("city", "City", "도시", ("소재지", "지역", "location")),
    Column("founded_year", "Founded", "설립연도", ("설립년도", "설립", "founded year", "year founded", "established")),
    Column("size", "Size", "규모", ("임직원수", "직원수", "종업원수", "employees", "headcount")),
    Column("site", "Web site", "누리집", ("홈페이지", "웹사이트", "website", "homepage", "url")),
    Column(
        "summary_ko", "Summary (Korean)", "소개 (한글)",
        ("소개", "소개(국문)", "기업소개", "회사소개", "기업개요", "국문소개"),
    ),
    Column("summary_en", "Summary (English)", "소개 (영문)", ("영문소개", "summary", "description", "about")),
    Column("topics", "Topics", "토픽", ("분야", "주요분야", "기술분야", "업종", "sectors", "sector", "field")),
    Column("aliases", "Other names", "다른 이름", ("별칭", "약칭", "aliases", "also known as")),
    Column(
        "kr_business", "Korean business registration number", "사업자등록번호",
        ("사업자번호", "사업자 등록번호", "business registration number", "business number"),
    ),
    Column(
        "kr_corporation", "Korean corporation number", "법인등록번호", ("법인번호", "corporate registration number")
    ),
    Column(
        "us_ein", "US employer identification number", "미국 고용주 식별 번호",
        ("EIN", "employer identification number"),
    ),
    Column("lei", "Legal entity identifier", "법인식별기호", ("LEI",)),
    Column(
        "contact_name", "Contact person", "담당자",
        ("담당자명", "담당자 성명", "담당자 이름", "contact", "contact name"),
    ),
    Column(
        "contact_email", "E-mail of the contact person", "담당자 이메일",
        ("이메일", "담당자이메일", "전자우편", "email", "e-mail", "contact email", "e-mail address"),
    ),
)  # fmt: skip
BY_KEY = {each.key: each for each in COLUMNS}
NUMBERS = ("kr_business", "kr_corporation", "us_ein", "lei")

#: What stands in a cell of kind or size beside the values themselves.
KINDS: dict[str, str] = {
    **{str(each): str(each) for each in OrganisationKind},
    "기업": "company", "회사": "company", "제약사": "company", "바이오기업": "company", "startup": "company",
    "기관": "agency", "공공기관": "agency", "지원기관": "agency",
    "투자사": "investor", "투자기관": "investor", "vc": "investor", "벤처캐피탈": "investor",
    "연구기관": "research", "연구소": "research", "대학": "research", "researchbody": "research",
    "university": "research",
    "병원": "hospital", "행사장": "venue", "장소": "venue", "언론": "press", "언론사": "press", "media": "press",
}  # fmt: skip
SIZES: dict[str, str] = {
    **{str(each): str(each) for each in OrganisationSize},
    "1~10": "1-10", "11~50": "11-50", "51~250": "51-250", "251~": "251+", "250+": "251+", ">250": "251+",
}  # fmt: skip
COUNTRIES: dict[str, str] = {
    "한국": "KR", "대한민국": "KR", "korea": "KR", "southkorea": "KR", "republicofkorea": "KR", "rok": "KR",
    "미국": "US", "usa": "US", "us": "US", "america": "US", "unitedstatesofamerica": "US",
    "영국": "GB", "uk": "GB", "england": "GB", "일본": "JP", "중국": "CN", "독일": "DE", "프랑스": "FR",
}  # fmt: skip


def plain(word: str) -> str:
    """Return what spellings of one title or word have in common."""
    return "".join(word.casefold().replace("_", " ").split())


_KNOWN: dict[str, str] = {
    plain(name): each.key for each in COLUMNS for name in (each.key, each.title_en, each.title_ko, *each.also)
}


def matched_columns(header: Sequence[str]) -> dict[str, int]:
    """Return by key of a column of ours which of a sheet's it is, told by its title; the first of two counts."""
    found: dict[str, int] = {}
    for place, title in enumerate(header):
        key = _KNOWN.get(plain(title))
        if key:
            found.setdefault(key, place)
    return found


def size_of(cell: str) -> str | None:
    """Return the size that a cell says, in words or as a number of people; None for what is neither."""
    word = plain(cell).replace("명", "").replace("people", "").replace("인", "").replace("–", "-")
    if word in SIZES:
        return SIZES[word]
    number = word.replace(",", "")
    if not (number.isascii() and number.isdigit()) or int(number) == 0:
        return None
    people = int(number)
    return "1-10" if people <= 10 else "11-50" if people <= 50 else "51-250" if people <= 250 else "251+"


def title_of(key: str) -> str:
    """Return what a column, or what is filled in beside the record itself, is called in the language of the page."""
    return str(_("registration number")) if key == "numbers" else BY_KEY[key].title


#: What was expected in a cell that cannot be read.
EXPECTED: dict[str, str | Promise] = {
    "name_ko": _("A name in Korean, in English or in both was expected, on one line and of at most 160 characters."),
    "kind": _("Expected one of: company, agency, investor, research, hospital, venue, press."),
    "country": _("Expected a country by its name or its code of two letters, such as KR."),
    "city": _("Expected one line of at most 120 characters."),
    "founded_year": _("Expected a year such as 1999."),
    "size": _("Expected 1-10, 11-50, 51-250 or 251+, or a number of people."),
    "site": _("Expected an address such as https://www.example.org."),
    "summary_ko": _("Expected a text of at most 4,000 characters."),
    "topics": _("Expected topics of this site by their names, parted by semicolons; not known here: %(what)s."),
    "aliases": _("Expected at most 20 names of at most 160 characters, parted by semicolons."),
    "contact_name": _("Expected one line of at most 120 characters."),
    "contact_email": _("Expected an e-mail address such as minji@example.org."),
}
