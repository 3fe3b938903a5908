"""Every address of the site, read from the URLconf, and what one asked of it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from bridgehead.foundation.records import seen_of
from bridgehead.outcomes.actions.ladder import SAYER_SEEN
from bridgehead.outcomes.models import Outcome
from tests.authorization.scene import NOTED, Scene

#: The mark of what the page of the scene's outcome shows of who says so.
_AS_NOTED = seen_of(Outcome(said_by="company", said_on=NOTED.date()), SAYER_SEEN)
#: What an id in an address is filled with, by its parameter; one for a route or its context goes first.
FILLED = {
    "token": "feed",
    "feeds:board/token": "board",
    "feeds:board_file/token": "board",
    "feeds:board_worker/token": "board",
    "place_feeds/token": "feed of bookings",
    "confirm/token": "link",
    "local_provider/token": "link to sign",
    "newsroom/token": "press link",
    "newsroom:confirm_follow/token": "link to confirm",
    "newsroom:followed/token": "follower's link",
    "newsroom:leave/token": "follower's link",
    "news_files/token": "press link",
    "news_files:press_photo/public_id": "press photo",
    "newsroom_desk:press/public_id": "article for the press",
    "pass_id": "press pass",
    "paper_id": "paper to sign",
    "follow_up/token": "link at a follow-up",
    "agreement_id": "asked agreement",
    "question_id": "question",
    "events_desk/question_id": "registration question",
    "newsroom/key": "article",
    "news_feeds/key": "article",
    "newsroom:topic/public_id": "news topic",
    "news_feeds:topic/public_id": "news topic",
    "newsroom:organisation/public_id": "organisation",
    "newsroom_desk/public_id": "article at the desk",
    "person_id": "newsroom person",
    "old_address_id": "old address",
    "news_files/key": "article",
    "news_files:photo/public_id": "photo",
    "news_files:drawn/public_id": "drawn",
    "slug": "slug",
    "public_id": "forum",
    "forum_id": "forum",
    "round_id": "round",
    "delegation_id": "delegation",
    "request_id": "request",
    "partnering_desk/request_id": "met",
    "partnering_desk:by_hand/request_id": "placed in a draft",
    "partnering_desk:ways/request_id": "placed in a draft",
    "partnering_desk:lock/request_id": "placed in a draft",
    "partnering_desk:take_out/request_id": "placed in a draft",
    "link_id": "link of a meeting",
    "registration_id": "waiting",
    "role_id": "role",
    "slot_id": "slot",
    "table_id": "table",
    "run_id": "run",
    "timetable_id": "timetable",
    "events_desk:new_session/item_id": "part",
    "events_desk:new_appearance/item_id": "session",
    "item_id": "part",
    "directory/public_id": "organisation",
    "directory_desk/public_id": "organisation",
    "directory_desk:ask/public_id": "organisation brought in",
    "directory/token": "link to be listed",
    "sheet_id": "sheet",
    "topic_id": "news topic",
    "joining_id": "wish to join",
    "directory_desk/joining_id": "wish to join without an owner",
    "kept_id": "organisation",
    "gone_id": "organisation brought in",
    "directory_desk:undo_import/sheet_id": "sheet that was brought in",
    "files/public_id": "organisation",
    "agreements/public_id": "public agreement",
    "session_id": "signing",
    "events:pick/session_id": "session",
    "signing_id": "signing item",
    "check_id": "check",
    "logo_id": "logo",
    "asset_id": "asset",
    "invitation_id": "invitation",
    "member_id": "member",
    "agreements_desk/public_id": "agreement",
    "agreements_desk/role_id": "ledger role",
    "own_agreements/public_id": "agreement",
    "outcomes_desk/public_id": "outcome",
    "outcomes_desk/agreement_id": "agreement",
    "effect_id": "effect",
    "reports_desk/public_id": "report",
    "reports_desk:make_files/public_id": "published report",
    "report_id": "published report",
    "outcomes_desk:ask_parties/follow_up_id": "asked follow-up",
    "outcomes_desk:resend_inquiry/follow_up_id": "asked follow-up",
    "outcomes_desk:withdraw_inquiry/follow_up_id": "asked follow-up",
    "outcomes_desk:forget_inquiry/follow_up_id": "asked follow-up",
    "outcomes_desk:take_over/follow_up_id": "asked follow-up",
    "follow_up_id": "follow-up",
    "partnering/follow_up_id": "next step",
    "spot_id": "request on the spot",
    "inquiry_id": "word",
    "agency_id": "agency",
    "document_id": "document",
    "obligation_id": "obligation",
    "sha256": "public paper",
    "programmes/public_id": "programme",
    "programmes:call/public_id": "announced call",
    "programmes:ask/public_id": "announced call",
    "programmes:cohort/public_id": "cohort",
    "programmes:my_place/public_id": "place in a cohort",
    "programmes:withdraw_renewal/public_id": "place in a cohort",
    "programmes:my_report/public_id": "place in a cohort",
    **{
        f"programmes:{name}/public_id": "place in a cohort"
        for name in (
            "office_hours",
            "book_hour",
            "cancel_hour",
            "my_task",
            "reopen_task",
            "my_task_file",
        )
    },
    "programmes/task_id": "company task",
    "programmes_desk/task_id": "task",
    "company_task_id": "company task",
    "programmes/hour_id": "free office hour",
    "programmes_desk/hour_id": "booked office hour",
    "programmes/booking_id": "booking of office hours",
    "mentor_id": "mentor",
    "programmes/report_id": "company report",
    "programmes_desk/report_id": "locked company report",
    "period_id": "report period",
    "version_id": "correction of a report",
    "cohort_id": "cohort",
    "place_id": "place in a cohort",
    "renewal_id": "renewal",
    "benefit_id": "benefit",
    "programmes_desk/public_id": "programme",
    "programmes_desk/role_id": "programme officer",
    "programmes_desk/question_id": "question about a call",
    "programmes:begin/call_id": "announced call",
    "programmes_desk:applications/call_id": "announced call",
    "programmes_desk:export_applications/call_id": "announced call",
    "programmes_desk:application/call_id": "announced call",
    "programmes_desk:application_file/call_id": "announced call",
    "programmes_desk:application_trail/call_id": "announced call",
    "programmes_desk:checks/call_id": "announced call",
    "programmes_desk:points/call_id": "announced call",
    "programmes_desk:ranking/call_id": "ranked call",
    "programmes_desk:freeze_ranking/call_id": "ranked call",
    "programmes_desk:frozen_ranking/call_id": "ranked call",
    "programmes_desk:export_ranking/call_id": "ranked call",
    "programmes_desk:follow_ranking/call_id": "decided call",
    "programmes_desk:decisions/call_id": "decided call",
    "programmes_desk:letters/call_id": "ranked call",
    "programmes_desk:appeal/call_id": "decided call",
    "programmes_desk:letter_preview/call_id": "decided call",
    "programmes_desk:letter_preview/application_id": "decided application",
    "programmes:decision/application_id": "decided application",
    "programmes:decision_letter/application_id": "decided application",
    "programmes:answer_place/application_id": "decided application",
    "appeal_id": "appeal",
    "bonus_id": "bonus points",
    "programmes_desk:ask_more/call_id": "announced call",
    "programmes_desk:extend_more/call_id": "announced call",
    "programmes_desk:close_more/call_id": "announced call",
    **{
        f"programmes_desk:{name}/call_id": "call under review"
        for name in (
            "reviewing",
            "criterion",
            "criterion_deed",
            "stage",
            "stage_settings",
            "compute_assignment",
            "remind_reviewers",
            "calibration",
            "proposal",
            "take_proposal",
            "stage_paper",
            "give_paper",
            "decide_passage",
            "take_paper",
            "reopen_review",
            "stage_deed",
        )
    },
    "call_id": "drafted call",
    "criterion_id": "criterion",
    "stage_id": "blind stage",
    "programmes:declare_before/stage_id": "open stage",
    "passage_id": "paper in a stage",
    "assignment_id": "assignment",
    "programmes_desk/assignment_id": "submitted assignment",
    "proposal_id": "proposed assignment",
    "reviewer_id": "reviewer",
    "application_id": "application",
    "file_id": "file of an application",
    "programmes/member_id": "member of a team",
    "programmes/invitation_id": "invitation into a team",
    "programmes/token": "link into a team",
    "programmes_desk/request_id": "request for more",
    "change": "team deed",
    "section": "section of a form",
    "section_key": "section of a form",
    "field_key": "question of a form",
    "part_key": "question of a form",
    "places/public_id": "premises",
    "places/booking_id": "booking",
    "places/organisation_id": "organisation",
    "room_id": "meeting room",
    "waiting_id": "waiting for a room",
    "places_desk/public_id": "premises",
    "places_desk/booking_id": "asked booking",
    "places_desk/role_id": "venue staff",
    "tenancy_id": "tenancy",
    "step_id": "step",
    "entitlement_id": "entitlement",
    "closure_id": "closure",
    "upload_id": "calendar file",
    "floor_id": "floor",
    "visit_id": "visit",
    "places:visitor_pass/token": "pass",
    "support_id": "rent support",
    "entry_id": "rent entry",
    "check_in/public_id": "forum at its door",
    "badge_id": "badge",
    "check_in_id": "check-in",
    "walk_in_id": "walk-in",
    "place_feeds:door/token": "door",
    "place_feeds:door_day/token": "door",
    "place_feeds:door_deed/token": "door",
}
PLAIN = {
    "participant_type": "company",
    "indicator_key": "i1",
    "standing": "active",
    "act": "call-off",
    "how": "repair",
    "doing": "use",
    "badge_deed": "print",
    "verdict": "decline",
    "deed": "cancel",
    "rent_deed": "reverse",
    "table": "months",
    "step": "down",
    "ending": "end-series",
    "answer": "stop",
    "shape": "card",
    "form": "atom",
    "year": 2023,
    "month": 4,
    "noun": "part",
    "purpose": "listed",
    "pk": 1,
    "field": "summary",
    "rung": "contract",
    "sheet": "csv",
    "file_kind": "csv",
    "number": 1,
    "ranking_number": 1,
    "place_answer": "accept",
    "position": 0,
    "paper": "zip",
    "kind": "programme",
    "digest": "0",
    "language": "en",
}
#: What must be sent along so that the deed itself is reached and not only a sentence about an empty form.
SENT = {
    "programmes_desk:extend_more": {"due_at": "2030-01-01T10:00"},
    "programmes_desk:decide_correction": {"how": "accept"},
    "programmes:my_task": {"note": "Sent"},
    "programmes:cancel_as_mentor": {"reason": "Ill"},
    "programmes_desk:withdraw_hour": {"reason": "Ill"},
    "programmes:ask": {"text": "Who pays for the journey?"},
    "places:booking_deed": {"reason": "Works"},
    "places_desk:booking_deed": {"reason": "Works"},
    "places_desk:tick": {"done": "yes"},
    "places_desk:rent_deed": {"note": "Twice"},
    "places_desk:upload": {"do": "discard"},
    "events_desk:move_item": {"step": "up"},
    "events_desk:move_signing": {"step": "up"},
    "events_desk:signing_minutes": {"minutes": "8"},
    "events_desk:note_signed": {"revision": "2"},
    "events_desk:add_check": {"name_en": "Flowers"},
    "events_desk:tick": {"ready": "yes"},
    "events_desk:export": {"kind": "csv"},
    "events_desk:export_check_ins": {"kind": "csv"},
    "events_desk:sign_in_sheet": {"what": "2023-04-27"},
    "events_desk:walk_ins": {"walk_ins": "asked"},
    "events:answers": {"q1": "Rice"},
    "check_in:door": {"kind": "in", "token": "00000000-0000-4000-8000-00000000d00f", "code": "0000"},
    "agreements_desk:export": {"kind_of_sheet": "csv"},
    "agreements_desk:move": {"state": "active", "on": "2023-04-26", "revision": "5"},
    "agreements_desk:settle": {"done_on": "2023-04-25"},
    "partnering_desk:tables": {"count": "5"},
    "partnering_desk:remove_day": {"day": "2001-01-01"},
    "partnering_desk:phase": {"phase": "place"},
    "partnering_desk:side": {"side": "abroad"},
    "events_desk:decline": {"reason": "full"},
    "events_desk:move": {"state": "running"},
    "directory_desk:export": {"as": "csv"},
    "directory_desk:compare": {"do": "two"},
    "directory_desk:topic": {"do": "retire"},
    "directory:join": {"do": "ask"},
    "directory_desk:sheet": {"do": "answer"},
    "directory_desk:columns": {"name_en": "0"},
    "directory_desk:ask": {"email": "nova@example.org"},
    "directory:listing": {"answer": "yes"},
    "directory_desk:decline": {"reason": "A number is missing."},
    "directory:change_role": {"role": "member"},
    "partnering:answer_requests": {"answer": "decline:00000000-0000-4000-8000-00000000beef"},
    "partnering:decline": {"reason": ""},
    "partnering:hall_name": {"named": "no"},
    "partnering:accept": {"strength": "like"},
    "partnering:on_the_spot": {"open": "yes"},
    "partnering:strength": {"strength": "must"},
    "partnering:say": {"text": "When?"},
    "partnering:became": {"course": "under_way"},
    "partnering:late": {"minutes": "5"},
    "partnering:call_off": {"reason": ""},
    "reports_desk:publish": {"revision": "0"},
    "reports_desk:discard": {"revision": "0"},
    "outcomes_desk:withdraw": {"reason": "A slip"},
    "outcomes_desk:withdraw_effect": {"reason": "A slip"},
    "outcomes_desk:name_sayer": {"said_by": "press", "said_on": "2023-04-26", "seen": _AS_NOTED},
    "confirm:answer": {"step": "send", "verdict": "confirmed", "counterfactual": "later"},
    "local_provider:sign": {"do": "sign"},
    "follow_up:answer": {"step": "send", "came_of": "nothing", "exactness": "exact"},
    "newsroom:follow": {"email": "bo@daily.example", "language": "en", "rhythm": "daily"},
    "newsroom:followed": {"language": "ko", "rhythm": "weekly"},
    "newsroom_desk:press": {"name": "Bo Kim", "outlet": "Daily", "email": "bo@daily.example", "language": "en"},
    "agreements_desk:confirmations_correct": {"reason_en": "A slip"},
    "partnering:partner": {"strength": "like", "message": "Let us meet."},
}


#: Where articles are written, below the newsroom's desk.
WRITTEN_AT = "write/"


def every_route() -> dict[str, list[str]]:
    """Return the name of every route with its parameters, in the order of the URLconf."""
    return dict(_walk(get_resolver(), ()))


def _walk(resolver: URLResolver, spaces: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            # Wagtail's hundred addresses lie behind one door, which has a test of its own (test_newsroom_desk.py).
            if str(each.pattern) != WRITTEN_AT:
                yield from _walk(each, (*spaces, each.namespace) if each.namespace else spaces)
        elif isinstance(each, URLPattern):
            parameters = [*re.findall(r"<(?:\w+:)?(\w+)>", str(each.pattern)), *_inherited(resolver)]
            yield ":".join((*spaces, each.name or str(each.pattern))), parameters


def _inherited(resolver: URLResolver) -> list[str]:
    return re.findall(r"<(?:\w+:)?(\w+)>", str(resolver.pattern))


def address(name: str, parameters: list[str], scene: Scene) -> str:
    """Return a route's address in the scene."""
    return reverse(name, kwargs={each: _filled(name, each, scene) for each in parameters})


def _filled(name: str, parameter: str, scene: Scene) -> Any:
    if parameter in PLAIN:
        return PLAIN[parameter]
    context = name.partition(":")[0]
    known = (f"{name}/{parameter}", f"{context}/{parameter}", parameter)
    return scene.ids[next(FILLED[each] for each in known if each in FILLED)]


def client_of(scene: Scene, role: str) -> Client:
    """Return a browser in which somebody of a role has signed in."""
    client = Client(headers={"accept-language": "en"})
    if role in scene.people:
        client.force_login(scene.people[role])
    return client


class _Undone(Exception):
    """Takes back what an answer has changed."""


def answer(client: Client, method: str, to: str, sent: dict[str, str] | None = None) -> str:
    """Ask for an address and take back what that changed; say in a word what came."""
    told, cookies = "", deepcopy(client.cookies)
    try:
        with transaction.atomic():
            response = client.get(to) if method == "GET" else client.post(to, sent or {})
            _read_on(response)
            told = word(response)
            raise _Undone
    except _Undone:
        client.cookies = cookies
        return told


def _read_on(response: HttpResponse) -> None:
    """Read a file to its end, as a browser would: only then is it closed."""
    if response.streaming:
        b"".join(response.streaming_content)  # type: ignore[attr-defined]  # a FileResponse streams in order


def word(response: HttpResponse) -> str:
    """Say in a word what came."""
    if response.status_code in {301, 302, 303}:
        return "sign in" if "/account/" in response["Location"] else "moved"
    words = {200: "page", 204: "noted", 404: "hidden", 405: "no such method"}
    return words.get(response.status_code, "refused" if response.status_code < 500 else "broken")


_FRESH = re.compile(r'(name="(?:csrfmiddlewaretoken|key)"[^>]*value|hx-headers|value)="[^"]{20,}"|nonce="[^"]+"')


def without_tokens(text: str) -> str:
    """Take out of a page what is new in each answer: form tokens, and keys against sending twice."""
    return _FRESH.sub("", text)


def is_file(name: str) -> bool:
    """Whether a route serves a stored file rather than a page."""
    return name.startswith(("files:", "news_files:")) or name.endswith(
        (":document", ":file", ":application_file", ":review_file", ":invoice", ":task_file", ":my_task_file")
    )
