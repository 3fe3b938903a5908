"""What stands beside a name and makes it part of another name: Hanbit Foundation, 한빛대 병원, 한빛대 체육관."""

from __future__ import annotations

import re

#: What ends a Korean word: a particle, a blank, a mark.
_WORD_END = r"(?=[은는이가을를과와의도에로측]|\s|[^\w]|$)"
_KOREAN_AFTER = re.compile(
    r"\s(?:[가-힣]{0,4}(?:병원|의료원|재단|장학회|협회|학회|동문회|동창회|연맹|노조|노동조합)|[가-힣]{2,6}법인)"
    + _WORD_END
)
#: A building or a thing: 한빛대 체육관, 한빛대 새봄관 앞, 고리 1호기.
_BUILDING = re.compile(
    r"\s?\d+호기"
    rf"|\s[가-힣A-Z\d]{{0,6}}(?:캠퍼스|체육관|기념관|도서관|강당|운동장|기숙사|사거리|별관|본관|신관|회관){_WORD_END}"
    r"|\s[가-힣]{2}관(?:에서|\s(?:앞|옆|로비|\d+층|지하))"
)
_LATIN_AFTER = re.compile(
    r"\s(?:(?:North|South|Latin|East|West|Southeast|Greater)\s)?"
    r"(?:Foundation|University|College|School|Academy|Institute|Hospital|Medical\sCent(?:er|re)|Clinic|Museum|Association"
    r"|Society|Federation|Union|Ventures|Securities|Insurance|Bank|Trust|Airport|Stadium|Arena|Group|Holdings?|International"
    r"|Healthcare|Financial|Chemicals?|Energy|Engineering|Biologics|Bioscience|Biotech|Pharma(?:ceuticals?)?|Therapeutics"
    r"|Electronics|Motors?|Heavy\sIndustries|Industries|Construction|Technolog(?:y|ies)|Systems|Materials|Networks"
    r"|Entertainment|Pictures|Studios|Logistics|Asset\sManagement"
    r"|Korea|Japan|China|India|Vietnam|Indonesia|Singapore|Taiwan|Australia|Germany|France|Europe|Asia|Americas?|Canada"
    r"|Mexico|Brazil|UK|USA|EMEA|APAC)\b"
)
_LATIN_BEFORE = re.compile(
    r"\b(?:University|College|School|Academy|Institute|Bank|Museum|Association|Society|Friends|Republic|City|Port)\s"
    r"of\s(?:the\s)?$"
)


def is_part_of_another(text: str, start: int, end: int) -> bool:
    """Whether what stands beside a name names something else that only begins or ends with it."""
    if "가" <= text[end - 1] <= "힣":
        return bool(_KOREAN_AFTER.match(text, end) or _BUILDING.match(text, end))
    return bool(_LATIN_AFTER.match(text, end) or _LATIN_BEFORE.search(text[max(0, start - 24) : start]))
