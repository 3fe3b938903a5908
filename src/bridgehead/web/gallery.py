"""What the gallery of components shows: made-up values in both languages, and forms in each of their states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import Page, Paginator

from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.money import Exactness, Money
from bridgehead.web.formats import City

if TYPE_CHECKING:
    from django.http import HttpRequest

BOSTON = City("America/New_York", "Boston", "보스턴")
SEOUL = City("Asia/Seoul")
START = datetime(2023, 4, 27, 20, 0, tzinfo=UTC)

#: Korean, English.
WORDS: dict[str, tuple[str, str]] = {
    "heading": ("화면 부품", "Components"),
    "lead": (
        "부품 하나에 이름 하나, 상태는 속성으로. 인라인 스타일과 인라인 스크립트를 쓰지 않습니다.",
        "One name for each part, its state in attributes. No inline style and no inline script.",
    ),
    "sample_note": (
        "여기 나온 이름, 값, 문장은 모두 예시입니다.",
        "Every name, value and sentence here is made up.",
    ),
    "colour": ("색", "Colour"),
    "type": ("글자", "Type"),
    "buttons": ("단추", "Buttons"),
    "fields": ("입력과 오류", "Fields and errors"),
    "states": ("상태, 수, 이름표", "States, counts, tags"),
    "clocks": ("두 시각", "Two clocks"),
    "money": ("금액과 정확도", "Amounts and exactness"),
    "names": ("기관 표지와 얼굴", "Emblems and faces"),
    "table": ("표", "Table"),
    "ways": ("탭, 차례, 진행", "Tabs, steps, progress"),
    "notices": ("알림과 빈 화면", "Notices and empty screens"),
    "dialogs": ("대화 상자와 메뉴", "Dialogs and menus"),
    "cards": ("카드와 숫자", "Cards and figures"),
    "phone": ("대표자의 휴대전화", "The delegate's phone"),
    "desk": ("담당자의 화면", "The officer's desk"),
    "icons": ("아이콘", "Icons"),
    "kicker": ("꼭지 · 0.94rem / 600", "Kicker · 0.94rem / 600"),
    "subhead": ("소제목: 한 기업의 기록을 하나로 잇다", "A subhead: one record of a company"),
    "prose": (
        "본문은 1.125rem, 줄 높이 1.8. 낱말 가운데에서 줄을 바꾸지 않고, 한 줄은 서른다섯 자 안팎으로 둡니다. "
        "숫자와 단위 사이는 한 칸, 금액은 한국식으로 읽습니다.",
        "Body text is 1.125rem with a line height of 1.8. Lines hold about seventy signs; figures are tabular, and "
        "amounts are read the way the reader's language reads them.",
    ),
    "soft_text": ("둘째 글 · 설명", "Second text · explanations"),
    "faint_text": ("보조 글 · 출처와 시각", "Faint text · sources and times"),
    "register": ("참가 등록", "Register"),
    "later": ("나중에", "Later"),
    "ask": ("미팅 신청", "Ask for a meeting"),
    "more": ("자세히", "More"),
    "cancel": ("등록 취소", "Cancel registration"),
    "closed": ("마감됨", "Closed"),
    "saving": ("저장하는 중", "Saving"),
    "small": ("작게", "Small"),
    "apply": ("반영", "Apply"),
    "discard": ("버리기", "Discard"),
    "blank_form": ("빈 양식", "A fresh form"),
    "refused_form": ("되돌려진 양식", "A refused form"),
    "draft": ("초안", "Draft"),
    "signed": ("서명됨", "Signed"),
    "confirmed": ("두 쪽 확인", "Both confirmed"),
    "waiting": ("확인 전", "Awaiting confirmation"),
    "refused": ("거절됨", "Declined"),
    "now": ("지금", "Now"),
    "private": ("비공개", "Confidential"),
    "stale": ("번역이 뒤처짐", "Translation behind"),
    "topic_one": ("디지털 치료기기", "Digital therapeutics"),
    "topic_two": ("항체", "Antibodies"),
    "no_record": ("기록 없음 (0이 아님)", "no record (not zero)"),
    "large_face": ("큰 얼굴", "Large face"),
    "caption": ("참가 등록", "Registrations"),
    "organisation": ("기관", "Organisation"),
    "delegate": ("대표자", "Delegate"),
    "state": ("상태", "State"),
    "asked": ("신청", "Asked"),
    "placed": ("배정", "Placed"),
    "approved": ("승인", "Approved"),
    "pending": ("기다림", "Waiting"),
    "received": ("받은 신청", "Received"),
    "sent": ("보낸 신청", "Sent"),
    "ended": ("끝난 신청", "Closed"),
    "filter": ("미팅 신청 거르기", "Filter requests"),
    "solving": (
        "시간표를 푸는 중 · 배정 105건, 상한 105건 · 화면을 떠나도 계속됩니다",
        "Solving · 105 placed, at most 105 possible · goes on when you leave",
    ),
    "progress": ("42 % 진행", "42 % done"),
    "step_one": ("신청서 쓰기", "Write the application"),
    "step_one_text": ("저장은 저절로 됩니다.", "It is saved as you go."),
    "step_two": ("확인하고 내기", "Check and submit"),
    "step_two_text": ("내면 접수증이 갑니다.", "You receive a confirmation."),
    "notice_calm": (
        "답하지 않은 신청은 시간표 칸을 잡아 두지 않습니다.",
        "A request without an answer never holds a slot.",
    ),
    "notice_good": ("시간표를 게시했습니다. 42명에게 알렸습니다.", "The timetable is published. 42 people were told."),
    "notice_warn": ("영어 글이 한국어보다 두 판 뒤처졌습니다.", "The English text is two versions behind the Korean."),
    "notice_bad_title": ("실행을 시작하지 못했습니다.", "The run could not start."),
    "notice_bad": (
        "이 회차에는 테이블이 없습니다. 먼저 테이블을 더하세요.",
        "This round has no tables. Add one first.",
    ),
    "toast": ("신청을 수락했습니다.", "The request is accepted."),
    "undo": ("되돌리기", "Undo"),
    "empty_title": ("아직 미팅 신청이 없습니다", "No meeting requests yet"),
    "empty_text": (
        "찾는 것과 줄 수 있는 것을 세 가지씩 적으면 알맞은 파트너를 추천합니다.",
        "Name three things you need and three you offer, and we suggest partners.",
    ),
    "empty_do": ("프로필 쓰기", "Write the profile"),
    "open_dialog": ("거절 대화 상자 열기", "Open the dialog"),
    "dialog_heading": ("이 신청을 거절할까요?", "Decline this request?"),
    "dialog_why": ("사유 (상대에게 보입니다)", "Reason (they will see it)"),
    "why_one": ("분야가 다릅니다", "Not our field"),
    "why_two": ("이미 만난 적이 있습니다", "We have met already"),
    "why_three": ("일정이 어렵습니다", "No time"),
    "stop": ("그만두기", "Keep it"),
    "decline": ("거절", "Decline"),
    "menu": ("메뉴", "Menu"),
    "open_registration": ("등록 중", "Open"),
    "next_day": ("다음 파트너링 데이", "The next partnering day"),
    "tenant": ("2022년 입주", "Tenant since 2022"),
    "result": ("성과", "Results"),
    "proof": ("양해각서 · 근거 열기", "MOUs · opens its proof"),
    "attendance": ("참석", "Attendance"),
    "attendance_note": ("어림값 · 언론 보도", "Estimate · press report"),
    "people": ("명", ""),
    "value": ("계약 금액", "Contract value"),
    "value_note": ("보도된 전체 금액", "Reported headline"),
    "contracts": ("계약 체결", "Contracts signed"),
    "contracts_note": ("기술수출", "Licence-out"),
    "cases": ("건", ""),
    "next_meeting": ("다음 미팅", "Next meeting"),
    "in_minutes": ("12분 뒤", "in 12 minutes"),
    "table_word": ("테이블", "Table"),
    "boston": ("보스턴", "Boston"),
    "find_place": ("자리 찾기", "Find it"),
    "note": ("메모", "Note"),
    "late": ("늦어요", "I am late"),
    "answer": ("답할 신청", "To answer"),
    "must": ("투자 심사역 · 꼭 만나고 싶음", "investment manager · must meet"),
    "accept": ("수락", "Accept"),
    "ask_first": ("먼저 묻기", "Ask first"),
    "expires": (
        "사흘 뒤 만료 · 거절하면 사유를 고를 수 있습니다",
        "Expires in 3 days · you may say why when you decline",
    ),
    "reason_one": ("찾는 것 ‘비임상 위탁연구’를 제공합니다", "Offers what you look for: non-clinical research"),
    "reason_two": ("영어로 미팅할 수 있습니다", "Can meet in Korean"),
    "mine": ("내 시간표", "My timetable"),
    "done": ("마침", "Done"),
    "break": ("14:00까지 쉼", "Free until 14:00"),
    "next": ("다음", "Next"),
    "attention": ("살펴야 할 일", "Needs attention"),
    "unplaced": ("배정하지 못한 미팅 8건", "8 meetings without a place"),
    "unplaced_text": (
        "6건은 파트너 한 곳 때문입니다. 09:30을 열면 1건이 바로 풀립니다.",
        "6 are due to one partner. Opening 09:30 places one at once.",
    ),
    "see_why": ("사유 보기", "See why"),
    "today": ("오늘 12:00", "Today 12:00"),
    "unanswered": ("답하지 않은 신청 11건", "11 requests without an answer"),
    "unanswered_text": ("가장 오래된 것은 6일 전입니다.", "The oldest is six days old."),
    "remind": ("알림 보내기", "Remind them"),
    "rate_accepted": ("수락률", "Acceptance"),
    "rate_accepted_says": ("지난주보다 6 높음", "6 more than last week"),
    "rate_meetings": ("기업당 미팅", "Meetings per company"),
    "rate_meetings_says": ("가장 적은 곳 3건", "Fewest: 3"),
    "four_rates": ("비율", "Rates"),
    "grid_caption": ("테이블과 칸", "Tables and slots"),
}


@dataclass(frozen=True)
class Specimen:
    """A made-up organisation or person with names in two scripts."""

    pk: int
    name_ko: str
    name_en: str
    kind: str = "company"
    zone: str = "Asia/Seoul"


class SpecimenForm(forms.Form):
    """Every kind of field, with rules that the refused specimen breaks."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        korean = reading_language() == "ko"
        for name, (label, hint) in (FIELDS_KO if korean else FIELDS_EN).items():
            self.fields[name].label, self.fields[name].help_text = label, hint
        choices = CHOICES_KO if korean else CHOICES_EN
        for name in ("kind", "role", "consents"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices[name]

    name = forms.CharField(max_length=160, widget=forms.TextInput(attrs={"autocomplete": "organization"}))
    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    arrival = forms.TimeField(required=False)
    kind = forms.ChoiceField(required=False)
    need = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    paper = forms.FileField(required=False)
    role = forms.ChoiceField(widget=forms.RadioSelect)
    consents = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    suggestions = forms.BooleanField(required=False, widget=forms.CheckboxInput(attrs={"role": "switch"}))
    closed = forms.CharField(required=False, disabled=True)


REFUSED = {"r-name": "", "r-email": "minji@example", "r-arrival": "25:10", "r-kind": "partner", "r-role": "lead"}

FIELDS_KO = {
    "name": ("기관 이름", "사업자등록증에 적힌 이름"),
    "email": ("대표자 전자우편", ""),
    "arrival": ("보스턴 도착 시각", "00:00부터 23:59까지"),
    "kind": ("참가 유형", ""),
    "need": ("찾는 것", "한 줄에 하나씩"),
    "paper": ("소개 자료", "PDF, 10 MB까지"),
    "role": ("맡은 일", ""),
    "consents": ("동의 (따로 고르기)", ""),
    "suggestions": ("추천 받기", ""),
    "closed": ("테이블 (닫힘)", ""),
}
FIELDS_EN = {
    "name": ("Organisation", "As in the company register"),
    "email": ("E-mail of the delegate", ""),
    "arrival": ("Arrival in Boston", "From 00:00 to 23:59"),
    "kind": ("Type of participant", ""),
    "need": ("Looking for", "One per line"),
    "paper": ("Deck", "PDF, up to 10 MB"),
    "role": ("Role", ""),
    "consents": ("Consents (each on its own)", ""),
    "suggestions": ("Suggest partners to me", ""),
    "closed": ("Table (closed)", ""),
}
CHOICES_KO = {
    "kind": [("presenter", "발표 기업"), ("partner", "파트너"), ("investor", "투자사")],
    "role": [("lead", "사업개발"), ("science", "연구개발")],
    "consents": [("list", "참가자 명단에 이름 올리기"), ("transfer", "국외 이전에 동의")],
}
CHOICES_EN = {
    "kind": [("presenter", "Presenting company"), ("partner", "Partner"), ("investor", "Investor")],
    "role": [("lead", "Business development"), ("science", "Research")],
    "consents": [("list", "Show my name in the list"), ("transfer", "Transfer abroad")],
}


def specimens(request: HttpRequest) -> dict[str, Any]:
    """Everything the gallery's template needs."""
    place = 0 if reading_language() == "ko" else 1
    return {
        "words": {key: pair[place] for key, pair in WORDS.items()},
        "boston": BOSTON,
        "seoul": SEOUL,
        "start": START,
        "end": datetime(2023, 4, 27, 21, 30, tzinfo=UTC),
        "morning": datetime(2023, 4, 27, 13, 30, tzinfo=UTC),
        "first_day": date(2023, 4, 27),
        "last_day": date(2023, 4, 28),
        "now": datetime(2023, 4, 27, 19, 48, tzinfo=UTC),
        "contract": Money(Decimal(635_300_000_000), "KRW", Exactness.ABOUT),
        "announced": Money(Decimal(670_000_000_000), "KRW", Exactness.AT_LEAST),
        "upfront": Money(Decimal(4_000_000), "USD"),
        "company": Specimen(3, "한올바이오파마", "HanAll Biopharma"),
        "latin": Specimen(8, "", "JW Theriac"),
        "korean": Specimen(5, "지엠에스헬스케어", ""),
        "agency": Specimen(1, "보건복지부", "Ministry of Health and Welfare", "agency"),
        "person": Specimen(2, "김도윤", "Kim Doyun"),
        "foreigner": Specimen(4, "", "Morgan Lee"),
        "rows": [
            (Specimen(11, "메디픽셀", "Medipixel"), Specimen(21, "윤지호", "Yun Jiho"), True, 9, 7),
            (Specimen(12, "하이", "HAII"), Specimen(22, "서다은", "Seo Daeun"), False, 6, 5),
            (Specimen(13, "인텍", "Intech"), Specimen(23, "강민재", "Kang Minjae"), True, 4, 4),
        ],
        "form": SpecimenForm(initial={"name": "스탠다임", "suggestions": True, "closed": "6", "consents": ["list"]}),
        "refused": SpecimenForm(REFUSED, prefix="r"),
        "page": middle_page(),
        "roles": ROLES,
        "icons": ICONS_SHOWN,
        "reasons": [WORDS["reason_one"][place], WORDS["reason_two"][place]],
        "slots": [("09:30", 1), ("09:50", 2), ("10:10", 3)],
    }


def middle_page() -> Page[int]:
    """The sixth of twelve pages."""
    return Paginator(range(120), 10).page(6)


ROLES = [
    "ink",
    "ink-soft",
    "ink-faint",
    "line-strong",
    "accent",
    "accent-wash",
    "now-fill",
    "good",
    "warn",
    "bad",
    "heat-1",
    "heat-2",
    "heat-3",
    "sunken",
]
ICONS_SHOWN = [
    "arrow-right",
    "bell",
    "building-2",
    "calendar-plus",
    "check",
    "circle-alert",
    "circle-check",
    "clock",
    "download",
    "eye",
    "file-text",
    "globe",
    "handshake",
    "hourglass",
    "house",
    "inbox",
    "info",
    "languages",
    "link",
    "lock",
    "log-in",
    "mail",
    "map-pin",
    "message-circle",
    "move",
    "pen-line",
    "printer",
    "refresh-cw",
    "rss",
    "search",
    "send",
    "settings",
    "sparkles",
    "table-2",
    "ticket",
    "trash-2",
    "triangle-alert",
    "undo-2",
    "users",
    "utensils",
    "wrench",
    "x",
]
