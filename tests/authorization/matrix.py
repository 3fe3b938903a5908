"""The authorization matrix: what every address answers to every role, first to GET and then to POST.

``page`` is a page, ``moved`` leads elsewhere (after a deed, or because there is nothing to see here), ``hidden`` is a
404 like that of a missing thing, ``refused`` a sentence that says why not, ``noted`` no
page at all, ``sign in`` the door. The addresses speak of
one scene (``scene.py``): the forum, the round, company A and what hangs on it, and A's request to company B.
"""

from __future__ import annotations

from tests.authorization.scene import ROLES

IN_THE_ROUND = {"delegate", "competitor", "counterparty", "investor"}
BOTH_SIDES = {"delegate", "counterparty"}
APPLICANTS = {"registered", *IN_THE_ROUND}
#: Who runs the forum of the scene, and who runs any.
OFFICERS = {"officer", "admin"}
DESK = {"officer", "other officer", "admin"}
#: Who serves at the door of the forum of the scene, and who serves at any.
DOOR = {"staff", *OFFICERS}
DOORS = {"staff", *DESK}
#: Who keeps the ledger of the scene, who keeps any, and who acts for an agency in the directory.
LEDGER = {"ledger officer", "admin"}
KEEPERS = {"other ledger officer", *LEDGER}
STAFF = DESK | KEEPERS
#: Who reads the agreements that bind company A.
BOUND = {"delegate", "owner"}
#: Who may write company A's own page, and who says who belongs to it: its people, and the agency for them.
EDITORS = {"delegate", "owner", "admin"}
MEMBER_KEEPERS = {"owner", "admin"}

#: Who says who works in the newsroom.
APPOINTING = {"newsroom", "admin"}

#: Who books for company A, who looks at a board, and who keeps the desk of the premises.
BOOKERS = {"delegate", "owner"}
BOARD = {"competitor", "staff", "admin", *BOOKERS}
KEEPS = {"staff", "admin"}
#: Who reviews for the programme of the scene.
REVIEWERS = {"reviewer", "recused reviewer"}
BOOKED = BOOKERS | KEEPS

Cells = dict[str, str]


def everybody(word: str) -> Cells:
    """The same answer to all."""
    return dict.fromkeys(ROLES, word)


def visitors(word: str, *, anonymous: str, **others: set[str]) -> Cells:
    """One answer to whoever is signed in, but for the named roles, and another to whoever is not."""
    exceptions = {
        role: other.replace("no_method", "no such method") for other, roles in others.items() for role in roles
    }
    return {**everybody(word), "anonymous": anonymous, **exceptions}


def signed_in(word: str, **others: set[str]) -> Cells:
    """One answer to whoever is signed in, but for the named roles; the others are led to the door."""
    return visitors(word, anonymous="sign in", **others)


NO_METHOD = everybody("no such method")
#: Signed in, the address answers to the other method only.
ONLY_OTHERWISE = signed_in("no such method")

MATRIX: dict[str, tuple[Cells, Cells]] = {
    # front
    "front_door": (everybody("moved"), NO_METHOD),
    # health
    "health": (everybody("page"), NO_METHOD),
    # files
    "files:logo": (everybody("page"), NO_METHOD),
    # hooks: the signature over the body is the right, whoever is signed in
    "hooks:signing": (NO_METHOD, everybody("refused")),
    # feeds
    "feeds:timetable": (everybody("page"), NO_METHOD),
    "feeds:board": (everybody("page"), NO_METHOD),
    "feeds:board_file": (everybody("page"), NO_METHOD),
    "feeds:board_worker": (everybody("page"), NO_METHOD),
    # home
    "home:start": (everybody("page"), NO_METHOD),
    "home:search": (everybody("page"), NO_METHOD),
    "home:my_forums": (signed_in("page"), NO_METHOD),
    "home:my_week": (signed_in("page"), NO_METHOD),
    "home:trail": (signed_in("hidden", page=OFFICERS), NO_METHOD),
    "home:onward": (signed_in("moved"), NO_METHOD),
    "home:desk": (signed_in("hidden", page=DESK), NO_METHOD),
    # account
    "account_login": (visitors("moved", anonymous="page"), visitors("moved", anonymous="refused")),
    "account_request_login_code": (visitors("moved", anonymous="page"), visitors("moved", anonymous="refused")),
    "account_confirm_login_code": (signed_in("moved"), signed_in("moved")),
    "account_logout": (visitors("page", anonymous="moved"), everybody("moved")),
    "account_inactive": (everybody("page"), NO_METHOD),
    "account_email": (signed_in("page"), everybody("sign in")),
    "account_email_verification_sent": (everybody("sign in"), everybody("sign in")),
    # mfa
    "mfa_index": (signed_in("page"), ONLY_OTHERWISE),
    "mfa_authenticate": (signed_in("moved"), signed_in("moved")),
    "mfa_reauthenticate": (signed_in("refused"), signed_in("refused")),
    "mfa_activate_totp": (signed_in("page"), signed_in("page")),
    "mfa_deactivate_totp": (signed_in("hidden"), signed_in("hidden")),
    "mfa_view_recovery_codes": (signed_in("hidden"), ONLY_OTHERWISE),
    "mfa_generate_recovery_codes": (signed_in("page"), signed_in("page")),
    "mfa_download_recovery_codes": (signed_in("hidden"), signed_in("hidden")),
    "mfa_list_webauthn": (signed_in("page"), ONLY_OTHERWISE),
    "mfa_add_webauthn": (signed_in("page"), signed_in("page")),
    "mfa_reauthenticate_webauthn": (signed_in("refused"), signed_in("refused")),
    "mfa_remove_webauthn": (signed_in("hidden"), signed_in("hidden")),
    "mfa_edit_webauthn": (signed_in("hidden"), signed_in("hidden")),
    "mfa_login_webauthn": (signed_in("moved"), signed_in("moved")),
    # accounts
    "accounts:me": (signed_in("page"), signed_in("page")),
    "accounts:security": (signed_in("page"), ONLY_OTHERWISE),
    "accounts:leave_everywhere": (ONLY_OTHERWISE, signed_in("moved")),
    "accounts:second_factor": (signed_in("page"), ONLY_OTHERWISE),
    "accounts:consents": (signed_in("page"), ONLY_OTHERWISE),
    "accounts:give_consent": (ONLY_OTHERWISE, signed_in("moved")),
    "accounts:withdraw_consent": (ONLY_OTHERWISE, signed_in("moved")),
    "accounts:own_data": (signed_in("page"), signed_in("page")),
    "accounts:export": (signed_in("page"), ONLY_OTHERWISE),
    # directory
    "directory:organisations": (everybody("page"), NO_METHOD),
    "directory:mine": (signed_in("page"), signed_in("page")),
    "directory:new": (signed_in("page"), signed_in("page")),
    "directory:listing": (everybody("page"), everybody("moved")),
    "directory:accept_invitation": (ONLY_OTHERWISE, signed_in("hidden", moved={"registered"})),
    "directory:decline_invitation": (ONLY_OTHERWISE, signed_in("hidden", moved={"registered"})),
    "directory:organisation": (everybody("page"), NO_METHOD),
    "directory:profile": (signed_in("hidden", page=EDITORS), signed_in("hidden", page=EDITORS)),
    "directory:number": (signed_in("hidden", page=EDITORS), signed_in("hidden", page=EDITORS)),
    "directory:confirm_translation": (ONLY_OTHERWISE, signed_in("hidden", refused=EDITORS)),
    "directory:new_asset": (signed_in("hidden", page=EDITORS), signed_in("hidden", page=EDITORS)),
    "directory:asset": (signed_in("hidden", page=EDITORS), signed_in("hidden", page=EDITORS)),
    "directory:remove_asset": (ONLY_OTHERWISE, signed_in("hidden", moved=EDITORS)),
    "directory:interests": (signed_in("hidden", page=EDITORS), signed_in("hidden", moved=EDITORS)),
    "directory:join": (
        signed_in("page", moved={"delegate", "owner"}),
        signed_in("moved"),
    ),
    "directory:answer_joining": (ONLY_OTHERWISE, signed_in("hidden", moved=MEMBER_KEEPERS)),
    "directory:members": (signed_in("hidden", page=EDITORS), signed_in("hidden", page=EDITORS)),
    "directory:change_role": (ONLY_OTHERWISE, signed_in("hidden", moved=MEMBER_KEEPERS)),
    "directory:remove_member": (ONLY_OTHERWISE, signed_in("hidden", moved=EDITORS)),
    "directory:withdraw_invitation": (ONLY_OTHERWISE, signed_in("hidden", moved=MEMBER_KEEPERS)),
    "directory:verify": (ONLY_OTHERWISE, signed_in("hidden", moved=STAFF)),
    "directory:unverify": (ONLY_OTHERWISE, signed_in("hidden", moved=STAFF)),
    "directory:list": (ONLY_OTHERWISE, signed_in("hidden", moved=STAFF)),
    "directory:unlist": (ONLY_OTHERWISE, signed_in("hidden", moved=STAFF)),
    # directory_desk
    "directory_desk:waiting": (signed_in("hidden", page=STAFF), signed_in("hidden", no_method=STAFF)),
    "directory_desk:verify": (signed_in("hidden", no_method=STAFF), signed_in("hidden", moved=STAFF)),
    "directory_desk:decline": (signed_in("hidden", page=STAFF), signed_in("hidden", moved=STAFF)),
    "directory_desk:export": (signed_in("hidden", no_method=STAFF), signed_in("hidden", page=STAFF)),
    "directory_desk:joinings": (signed_in("hidden", page=STAFF), signed_in("hidden", no_method=STAFF)),
    "directory_desk:decide_joining": (signed_in("hidden", no_method=STAFF), signed_in("hidden", moved=STAFF)),
    "directory_desk:duplicates": (signed_in("hidden", page=STAFF), signed_in("hidden", no_method=STAFF)),
    "directory_desk:compare": (signed_in("hidden", page=STAFF), signed_in("hidden", moved=STAFF)),
    "directory_desk:topics": (signed_in("hidden", page=STAFF), signed_in("hidden", refused=STAFF)),
    "directory_desk:topic": (signed_in("hidden", page=STAFF), signed_in("hidden", moved=STAFF)),
    "directory_desk:merge_topic": (signed_in("hidden", page=STAFF), signed_in("hidden", refused=STAFF)),
    "directory_desk:imports": (signed_in("hidden", page=STAFF), signed_in("hidden", refused=STAFF)),
    "directory_desk:sheet": (signed_in("hidden", page=STAFF), signed_in("hidden", moved=STAFF)),
    "directory_desk:columns": (signed_in("hidden", page=STAFF), signed_in("hidden", moved=STAFF)),
    "directory_desk:undo_import": (signed_in("hidden", page=STAFF), signed_in("hidden", moved=STAFF)),
    "directory_desk:ask_all": (signed_in("hidden", no_method=STAFF), signed_in("hidden", moved=STAFF)),
    "directory_desk:refused": (signed_in("hidden", page=STAFF), signed_in("hidden", no_method=STAFF)),
    "directory_desk:ask": (signed_in("hidden", page=STAFF), signed_in("hidden", moved=STAFF)),
    # programmes
    "programmes:programmes": (everybody("page"), NO_METHOD),
    "programmes:programme": (everybody("page"), NO_METHOD),
    "programmes:call": (everybody("page"), NO_METHOD),
    "programmes:open_calls_feed": (everybody("page"), NO_METHOD),
    "programmes:ask": (ONLY_OTHERWISE, signed_in("moved")),
    "programmes:cohort": (everybody("page"), NO_METHOD),
    "programmes:my_places": (signed_in("page"), ONLY_OTHERWISE),
    "programmes:my_place": (signed_in("hidden", page=BOOKERS), signed_in("hidden", page=BOOKERS)),
    "programmes:withdraw_renewal": (ONLY_OTHERWISE, signed_in("hidden", moved=BOOKERS)),
    "programmes:my_report": (signed_in("hidden", page=BOOKERS), signed_in("hidden", page=BOOKERS)),
    "programmes:my_task": (signed_in("hidden", page=BOOKERS), signed_in("hidden", moved=BOOKERS)),
    "programmes:reopen_task": (ONLY_OTHERWISE, signed_in("hidden", moved=BOOKERS)),
    "programmes:my_task_file": (signed_in("hidden", page=BOOKERS), ONLY_OTHERWISE),
    "programmes:office_hours": (signed_in("hidden", page=BOOKERS), ONLY_OTHERWISE),
    "programmes:book_hour": (signed_in("hidden", page=BOOKERS), signed_in("hidden", page=BOOKERS)),
    "programmes:cancel_hour": (ONLY_OTHERWISE, signed_in("hidden", moved=BOOKERS)),
    "programmes:mentoring": (signed_in("page"), ONLY_OTHERWISE),
    "programmes:cancel_as_mentor": (ONLY_OTHERWISE, signed_in("hidden", moved={"reviewer"})),
    "programmes:begin": (signed_in("page"), signed_in("page")),
    "programmes:applications": (signed_in("page"), ONLY_OTHERWISE),
    "programmes:join": (signed_in("page"), signed_in("moved")),
    **dict.fromkeys(
        (
            "programmes:application",
            "programmes:application_file",
            "programmes:application_trail",
            "programmes:decision_letter",
            "programmes:submission",
            "programmes:receipt",
        ),
        (signed_in("hidden", page={"delegate"}), ONLY_OTHERWISE),
    ),
    "programmes:section": (signed_in("hidden", page={"delegate"}), signed_in("hidden", moved={"delegate"})),
    "programmes:autosave": (ONLY_OTHERWISE, signed_in("hidden", page={"delegate"})),
    "programmes:decision": (signed_in("hidden", page={"delegate"}), signed_in("hidden", page={"delegate"})),
    "programmes:team": (signed_in("hidden", page={"delegate"}), signed_in("hidden", page={"delegate"})),
    "programmes:review": (signed_in("hidden", page={"delegate"}), signed_in("hidden", refused={"delegate"})),
    **dict.fromkeys(
        (
            "programmes:take_out_file",
            "programmes:answer_place",
            "programmes:team_deed",
            "programmes:withdraw_team_invitation",
            "programmes:withdraw",
        ),
        (ONLY_OTHERWISE, signed_in("hidden", moved={"delegate"})),
    ),
    "programmes:reviews": (signed_in("page"), ONLY_OTHERWISE),
    "programmes:review_paper": (signed_in("hidden", page={"reviewer"}), signed_in("hidden", page={"reviewer"})),
    "programmes:review_file": (signed_in("hidden", page={"reviewer"}), ONLY_OTHERWISE),
    "programmes:declare_conflict": (ONLY_OTHERWISE, signed_in("hidden", moved={"reviewer"})),
    "programmes:declare_before": (signed_in("hidden", page=REVIEWERS), signed_in("hidden", moved=REVIEWERS)),
    # programmes_desk
    **dict.fromkeys(
        (
            "programmes_desk:reviewing",
            "programmes_desk:criterion",
            "programmes_desk:stage_settings",
            "programmes_desk:reviewers",
            "programmes_desk:reviewer",
            "programmes_desk:mentors",
            "programmes_desk:tasks",
            "programmes_desk:task",
            "programmes_desk:mentor",
            "programmes_desk:hours",
        ),
        (signed_in("hidden", page=OFFICERS), signed_in("hidden", page=OFFICERS)),
    ),
    **dict.fromkeys(
        (
            "programmes_desk:stage",
            "programmes_desk:calibration",
            "programmes_desk:proposal",
            "programmes_desk:stage_paper",
        ),
        (signed_in("hidden", page=OFFICERS), signed_in("hidden", no_method=DESK)),
    ),
    **dict.fromkeys(
        (
            "programmes_desk:stage_deed",
            "programmes_desk:compute_assignment",
            "programmes_desk:remind_reviewers",
            "programmes_desk:take_proposal",
            "programmes_desk:rest_reviewer",
            "programmes_desk:rest_mentor",
            "programmes_desk:withdraw_task",
            "programmes_desk:withdraw_hour",
        ),
        (signed_in("hidden", no_method=DESK), signed_in("hidden", moved=OFFICERS)),
    ),
    # A review was submitted: criteria and who gave it stay, and whoever decides or opens it again says why.
    **dict.fromkeys(
        (
            "programmes_desk:criterion_deed",
            "programmes_desk:take_paper",
            "programmes_desk:reopen_review",
            "programmes_desk:decide_passage",
            "programmes_desk:give_paper",
        ),
        (signed_in("hidden", no_method=DESK), signed_in("hidden", refused=OFFICERS)),
    ),
    **dict.fromkeys(
        (
            "programmes_desk:applications",
            "programmes_desk:export_applications",
            "programmes_desk:application",
            "programmes_desk:application_file",
            "programmes_desk:application_trail",
            "programmes_desk:ranking",
            "programmes_desk:frozen_ranking",
            "programmes_desk:export_ranking",
            "programmes_desk:letter_preview",
        ),
        (signed_in("hidden", page=OFFICERS), signed_in("hidden", no_method=DESK)),
    ),
    "programmes_desk:ask_more": (signed_in("hidden", no_method=DESK), signed_in("hidden", refused=OFFICERS)),
    **dict.fromkeys(
        ("programmes_desk:extend_more", "programmes_desk:close_more"),
        (signed_in("hidden", no_method=DESK), signed_in("hidden", moved=OFFICERS)),
    ),
    "programmes_desk:programmes": (signed_in("hidden", page=DESK), signed_in("hidden", no_method=DESK)),
    "programmes_desk:new_programme": (signed_in("hidden", page={"admin"}), signed_in("hidden", page={"admin"})),
    **dict.fromkeys(
        (
            "programmes_desk:settings",
            "programmes_desk:officers",
            "programmes_desk:new_call",
            "programmes_desk:call",
            "programmes_desk:checks",
            "programmes_desk:bonuses",
            "programmes_desk:points",
            "programmes_desk:decisions",
            "programmes_desk:letters",
            "programmes_desk:appeal",
            "programmes_desk:form",
            "programmes_desk:section",
            "programmes_desk:field",
            "programmes_desk:new_field",
            "programmes_desk:question",
            "programmes_desk:new_cohort",
            "programmes_desk:cohort",
            "programmes_desk:cohort_settings",
            "programmes_desk:place",
            "programmes_desk:end_place",
            "programmes_desk:renewal",
            "programmes_desk:premises",
            "programmes_desk:reports",
            "programmes_desk:new_indicator",
            "programmes_desk:indicator",
        ),
        (signed_in("hidden", page=OFFICERS), signed_in("hidden", page=OFFICERS)),
    ),
    **dict.fromkeys(
        (
            "programmes_desk:programme",
            "programmes_desk:overview",
            "programmes_desk:trail",
            "programmes_desk:questions",
            "programmes_desk:cohorts",
            "programmes_desk:places",
            "programmes_desk:report_period",
            "programmes_desk:export_reports",
            "programmes_desk:report",
            "programmes_desk:task_file",
        ),
        (signed_in("hidden", page=OFFICERS), signed_in("hidden", no_method=DESK)),
    ),
    **dict.fromkeys(
        (
            "programmes_desk:announce",
            "programmes_desk:cancel",
            "programmes_desk:dismiss",
            "programmes_desk:part_deed",
            "programmes_desk:remove_bonus",
            "programmes_desk:lock_report",
            "programmes_desk:decide_correction",
            "programmes_desk:follow_ranking",
        ),
        (signed_in("hidden", no_method=DESK), signed_in("hidden", moved=OFFICERS)),
    ),
    "programmes_desk:report_form": (signed_in("hidden", page=OFFICERS), signed_in("hidden", refused=OFFICERS)),
    "programmes_desk:shut_premises": (
        signed_in("hidden", no_method=DESK),
        signed_in("hidden", refused={"officer"}, moved={"admin"}),
    ),
    "programmes_desk:freeze_ranking": (signed_in("hidden", no_method=DESK), signed_in("hidden", refused=OFFICERS)),
    "programmes_desk:take_over": (signed_in("hidden", no_method=DESK), signed_in("hidden", refused=OFFICERS)),
    # places
    "places:premises_list": (everybody("page"), NO_METHOD),
    "places:premises": (everybody("page"), NO_METHOD),
    "places:bookings": (signed_in("page"), ONLY_OTHERWISE),
    "places:calendar": (signed_in("page"), signed_in("page")),
    "places:room_calendar": (signed_in("hidden", page=BOARD), signed_in("hidden", page=BOARD)),
    "place_feeds:bookings": (everybody("page"), NO_METHOD),
    "place_feeds:door": (everybody("page"), NO_METHOD),
    "place_feeds:door_day": (everybody("page"), NO_METHOD),
    "place_feeds:door_deed": (NO_METHOD, everybody("page")),
    "places:booking": (signed_in("hidden", page=BOOKED), ONLY_OTHERWISE),
    "places:change": (signed_in("hidden", page=BOOKED), signed_in("hidden", page=BOOKED)),
    "places:series_deed": (ONLY_OTHERWISE, signed_in("hidden", moved=BOOKED)),
    "places:booking_deed": (ONLY_OTHERWISE, signed_in("hidden", moved=BOOKED)),
    "places:waiting_deed": (ONLY_OTHERWISE, signed_in("hidden", moved={"delegate"})),
    "places:room": (signed_in("hidden", page=BOARD), ONLY_OTHERWISE),
    "places:book": (signed_in("hidden", page=BOARD), signed_in("hidden", page=BOARD)),
    "places:wait": (ONLY_OTHERWISE, signed_in("hidden", refused=BOARD)),
    "places:board": (signed_in("hidden", page=BOARD), ONLY_OTHERWISE),
    "places:find": (signed_in("hidden", page=BOARD), ONLY_OTHERWISE),
    "places:visits": (signed_in("hidden", page=BOOKED), signed_in("hidden", page=BOOKED)),
    "places:visit_deed": (ONLY_OTHERWISE, signed_in("hidden", moved=BOOKED)),
    "places:rent": (signed_in("page"), ONLY_OTHERWISE),
    "places:invoice": (signed_in("hidden", page=BOOKERS), ONLY_OTHERWISE),
    "places:naming": (ONLY_OTHERWISE, signed_in("hidden", moved=BOOKERS)),
    "places:visitor_pass": (everybody("page"), NO_METHOD),
    # places_desk
    "places_desk:supports": (signed_in("hidden", page=KEEPS), signed_in("hidden", page=KEEPS)),
    "places_desk:support": (signed_in("hidden", page=KEEPS), signed_in("hidden", page=KEEPS)),
    "places_desk:change_support": (signed_in("hidden", page=KEEPS), signed_in("hidden", page=KEEPS)),
    "places_desk:take_back_support": (signed_in("hidden", no_method=KEEPS), signed_in("hidden", refused=KEEPS)),
    "places_desk:rent_months": (signed_in("hidden", page=KEEPS), signed_in("hidden", no_method=KEEPS)),
    "places_desk:rent_sheet": (signed_in("hidden", page=KEEPS), signed_in("hidden", no_method=KEEPS)),
    "places_desk:invoice": (signed_in("hidden", page=KEEPS), signed_in("hidden", no_method=KEEPS)),
    "places_desk:rent_deed": (signed_in("hidden", no_method=KEEPS), signed_in("hidden", moved=KEEPS)),
    "places_desk:door_screen": (signed_in("hidden", page=KEEPS), signed_in("hidden", page=KEEPS)),
    "places_desk:visitors": (signed_in("hidden", page=KEEPS), signed_in("hidden", page=KEEPS)),
    "places_desk:visit_deed": (signed_in("hidden", no_method=KEEPS), signed_in("hidden", moved=KEEPS)),
    "places_desk:inside": (signed_in("hidden", page=KEEPS), signed_in("hidden", no_method=KEEPS)),
    "places_desk:occupancy": (signed_in("hidden", page=KEEPS), signed_in("hidden", no_method=KEEPS)),
    "places_desk:reception": (signed_in("hidden", page=KEEPS), signed_in("hidden", page=KEEPS)),
    "places_desk:premises": (signed_in("hidden", page=KEEPS), signed_in("hidden", no_method=KEEPS)),
    "places_desk:today": (signed_in("hidden", page=KEEPS), signed_in("hidden", no_method=KEEPS)),
    "places_desk:booking_deed": (signed_in("hidden", no_method=KEEPS), signed_in("hidden", moved=KEEPS)),
    "places_desk:tenancies": (signed_in("hidden", page=KEEPS), signed_in("hidden", page=KEEPS)),
    "places_desk:tenancy": (signed_in("hidden", page=KEEPS), signed_in("hidden", page=KEEPS)),
    "places_desk:tick": (signed_in("hidden", no_method=KEEPS), signed_in("hidden", moved=KEEPS)),
    "places_desk:tenancy_deed": (signed_in("hidden", no_method=KEEPS), signed_in("hidden", moved=KEEPS)),
    "places_desk:entitlements": (signed_in("hidden", page=KEEPS), signed_in("hidden", page=KEEPS)),
    "places_desk:entitlement": (signed_in("hidden", page=KEEPS), signed_in("hidden", page=KEEPS)),
    "places_desk:closures": (signed_in("hidden", page=KEEPS), signed_in("hidden", page=KEEPS)),
    "places_desk:calendars": (signed_in("hidden", page=KEEPS), signed_in("hidden", refused=KEEPS)),
    "places_desk:upload": (signed_in("hidden", page=KEEPS), signed_in("hidden", moved=KEEPS)),
    "places_desk:reopen": (signed_in("hidden", no_method=KEEPS), signed_in("hidden", moved=KEEPS)),
    "places_desk:new": (signed_in("hidden", page={"admin"}), signed_in("hidden", page={"admin"})),
    "places_desk:setup": (signed_in("hidden", page=KEEPS), signed_in("hidden", page=KEEPS)),
    "places_desk:new_floor": (signed_in("hidden", page=KEEPS), signed_in("hidden", page=KEEPS)),
    "places_desk:floor": (signed_in("hidden", page=KEEPS), signed_in("hidden", page=KEEPS)),
    "places_desk:new_room": (signed_in("hidden", page=KEEPS), signed_in("hidden", page=KEEPS)),
    "places_desk:room": (signed_in("hidden", page=KEEPS), signed_in("hidden", page=KEEPS)),
    "places_desk:waiting": (signed_in("hidden", page=KEEPS), signed_in("hidden", no_method=KEEPS)),
    "places_desk:tenancy_days": (signed_in("hidden", page=KEEPS), signed_in("hidden", page=KEEPS)),
    "places_desk:closure": (signed_in("hidden", page=KEEPS), signed_in("hidden", page=KEEPS)),
    "places_desk:trail": (signed_in("hidden", page=KEEPS), signed_in("hidden", no_method=KEEPS)),
    "places_desk:staff": (signed_in("hidden", page=KEEPS), signed_in("hidden", page=KEEPS)),
    "places_desk:dismiss": (signed_in("hidden", no_method=KEEPS), signed_in("hidden", moved=KEEPS)),
    # events
    "events:forums": (everybody("page"), NO_METHOD),
    "events:forum": (everybody("page"), NO_METHOD),
    "events:forum_calendar": (everybody("page"), NO_METHOD),
    "events:my_agenda": (signed_in("moved", page=IN_THE_ROUND), NO_METHOD),
    "events:my_agenda_file": (signed_in("moved", page=IN_THE_ROUND), NO_METHOD),
    "events:pick": (NO_METHOD, visitors("refused", anonymous="refused", moved=IN_THE_ROUND)),
    "events:register": (signed_in("page", moved=APPLICANTS), signed_in("page", moved=APPLICANTS)),
    "events:registration": (signed_in("moved", page=APPLICANTS), NO_METHOD),
    "events:answers": (
        signed_in("hidden", moved={"registered"}, page=IN_THE_ROUND),
        signed_in("hidden", refused={"registered"}, moved=IN_THE_ROUND),
    ),
    "events:withdraw": (
        NO_METHOD,
        visitors("hidden", anonymous="hidden", refused={"registered"}, moved=IN_THE_ROUND),
    ),
    # check_in
    "check_in:door": (signed_in("hidden", page=DOOR), signed_in("hidden", page=DOOR)),
    "check_in:list": (signed_in("hidden", page=DOOR), signed_in("hidden", no_method=DOORS)),
    "check_in:scans": (signed_in("hidden", no_method=DOORS), signed_in("hidden", refused=DOOR)),
    "check_in:worker": (signed_in("hidden", page=DOOR), signed_in("hidden", no_method=DOORS)),
    "check_in:manifest": (signed_in("hidden", page=DOOR), signed_in("hidden", no_method=DOORS)),
    # partnering
    "partnering:start": (signed_in("page", moved=IN_THE_ROUND), ONLY_OTHERWISE),
    "partnering:calendar": (signed_in("page"), ONLY_OTHERWISE),
    "partnering:calendar_file": (signed_in("page"), ONLY_OTHERWISE),
    "partnering:meeting_mails": (ONLY_OTHERWISE, signed_in("moved")),
    "partnering:new_calendar": (ONLY_OTHERWISE, signed_in("page")),
    "partnering:end_calendar": (ONLY_OTHERWISE, signed_in("moved")),
    "partnering:today": (signed_in("hidden", page=IN_THE_ROUND), ONLY_OTHERWISE),
    "partnering:partners": (signed_in("hidden", page=IN_THE_ROUND), ONLY_OTHERWISE),
    "partnering:partner": (
        signed_in("hidden", page=IN_THE_ROUND),
        signed_in("hidden", refused={"delegate", "counterparty", "investor"}, moved={"competitor"}),
    ),
    "partnering:no_thanks": (
        ONLY_OTHERWISE,
        signed_in("hidden", moved={"delegate", "competitor", "investor"}, refused={"counterparty", "officer", "admin"}),
    ),
    "partnering:meet_after_all": (
        ONLY_OTHERWISE,
        signed_in("hidden", moved=IN_THE_ROUND, refused=OFFICERS),
    ),
    "partnering:requests": (signed_in("hidden", page=IN_THE_ROUND), ONLY_OTHERWISE),
    # A request of others does not exist for who answers.
    "partnering:answer_requests": (ONLY_OTHERWISE, signed_in("hidden", refused=IN_THE_ROUND)),
    "partnering:take_back_answers": (ONLY_OTHERWISE, signed_in("hidden", moved=IN_THE_ROUND)),
    "partnering:requests_sent": (signed_in("hidden", page=IN_THE_ROUND), ONLY_OTHERWISE),
    "partnering:availability": (signed_in("hidden", page=IN_THE_ROUND), signed_in("hidden", moved=IN_THE_ROUND)),
    "partnering:afterwards": (signed_in("hidden", page=IN_THE_ROUND), ONLY_OTHERWISE),
    # A meeting that is not over is not spoken of.
    "partnering:say_afterwards": (signed_in("hidden"), signed_in("hidden")),
    "partnering:became": (signed_in("hidden", page={"delegate"}), signed_in("hidden", moved={"delegate"})),
    "partnering:cannot_come": (signed_in("hidden", page=IN_THE_ROUND), signed_in("hidden", refused=IN_THE_ROUND)),
    "partnering:come_after_all": (ONLY_OTHERWISE, signed_in("hidden", refused=IN_THE_ROUND)),
    "partnering:late": (ONLY_OTHERWISE, signed_in("hidden", refused=BOTH_SIDES)),
    "partnering:call_off": (ONLY_OTHERWISE, signed_in("hidden", refused=BOTH_SIDES)),
    "partnering:free_now": (signed_in("hidden", page=IN_THE_ROUND), signed_in("hidden", refused=IN_THE_ROUND)),
    "partnering:on_the_spot": (ONLY_OTHERWISE, signed_in("hidden", moved=IN_THE_ROUND)),
    # The meetings have not begun in the scene: nobody accepts, but what was asked can be answered or taken back.
    "partnering:accept_spot": (ONLY_OTHERWISE, signed_in("hidden", refused=BOTH_SIDES)),
    "partnering:decline_spot": (
        ONLY_OTHERWISE,
        signed_in("hidden", moved={"counterparty"}, refused={"delegate"}),
    ),
    "partnering:withdraw_spot": (
        ONLY_OTHERWISE,
        signed_in("hidden", moved={"delegate"}, refused={"counterparty"}),
    ),
    "partnering:who_goes": (signed_in("hidden", page=IN_THE_ROUND), signed_in("hidden", moved=IN_THE_ROUND)),
    "partnering:timetable": (signed_in("hidden", page=IN_THE_ROUND), ONLY_OTHERWISE),
    "partnering:timetable_table": (signed_in("hidden", page=IN_THE_ROUND), ONLY_OTHERWISE),
    # Without a meeting there is nothing to print.
    "partnering:timetable_file": (signed_in("hidden", page=IN_THE_ROUND - {"counterparty"}), ONLY_OTHERWISE),
    "partnering:pocket": (signed_in("hidden", page=IN_THE_ROUND), ONLY_OTHERWISE),
    "partnering:worker": (signed_in("hidden", page=IN_THE_ROUND), ONLY_OTHERWISE),
    "partnering:manifest": (signed_in("hidden", page=IN_THE_ROUND), ONLY_OTHERWISE),
    # Nor is there anything to keep.
    "partnering:pocket_meetings": (signed_in("hidden", page=IN_THE_ROUND - {"counterparty"}), ONLY_OTHERWISE),
    "partnering:hall_name": (ONLY_OTHERWISE, signed_in("hidden", moved=IN_THE_ROUND)),
    "partnering:request": (signed_in("hidden", page=BOTH_SIDES), ONLY_OTHERWISE),
    "partnering:accept": (
        ONLY_OTHERWISE,
        signed_in("hidden", refused={"delegate"}, moved={"counterparty"}),
    ),
    "partnering:decline": (
        ONLY_OTHERWISE,
        signed_in("hidden", refused={"delegate"}, moved={"counterparty"}),
    ),
    "partnering:strength": (
        ONLY_OTHERWISE,
        signed_in("hidden", moved={"delegate"}, refused={"counterparty"}),
    ),
    "partnering:say": (ONLY_OTHERWISE, signed_in("hidden", moved=BOTH_SIDES)),
    "partnering:withdraw": (
        ONLY_OTHERWISE,
        signed_in("hidden", moved={"delegate"}, refused={"counterparty"}),
    ),
    # own_agreements
    "own_agreements:agreements": (signed_in("page"), ONLY_OTHERWISE),
    "own_agreements:agreement": (signed_in("hidden", page=BOUND), ONLY_OTHERWISE),
    "own_agreements:document": (signed_in("hidden", page=BOUND), ONLY_OTHERWISE),
    # agreements_desk
    "agreements_desk:ledger": (signed_in("hidden", page=KEEPERS), signed_in("hidden", no_method=KEEPERS)),
    "agreements_desk:export": (signed_in("hidden", no_method=KEEPERS), signed_in("hidden", page=KEEPERS)),
    "agreements_desk:new": (signed_in("hidden", page=KEEPERS), signed_in("hidden", refused=KEEPERS)),
    "agreements_desk:keepers": (signed_in("hidden", page=KEEPERS), signed_in("hidden", no_method=KEEPERS)),
    "agreements_desk:ledger_keepers": (signed_in("hidden", page=LEDGER), signed_in("hidden", refused=LEDGER)),
    "agreements_desk:end_keeping": (signed_in("hidden", no_method=KEEPERS), signed_in("hidden", moved=LEDGER)),
    "agreements_desk:agreement": (signed_in("hidden", page=LEDGER), signed_in("hidden", no_method=KEEPERS)),
    "agreements_desk:change": (signed_in("hidden", moved=LEDGER), signed_in("hidden", moved=LEDGER)),
    "agreements_desk:correct": (signed_in("hidden", page=LEDGER), signed_in("hidden", refused=LEDGER)),
    "agreements_desk:move": (signed_in("hidden", no_method=KEEPERS), signed_in("hidden", moved=LEDGER)),
    "agreements_desk:discard": (signed_in("hidden", no_method=KEEPERS), signed_in("hidden", refused=LEDGER)),
    "agreements_desk:publication": (signed_in("hidden", page=LEDGER), signed_in("hidden", refused=LEDGER)),
    "agreements_desk:versions": (signed_in("hidden", page=LEDGER), signed_in("hidden", no_method=KEEPERS)),
    "agreements_desk:trail": (signed_in("hidden", page=LEDGER), signed_in("hidden", no_method=KEEPERS)),
    "agreements_desk:documents": (signed_in("hidden", page=LEDGER), signed_in("hidden", refused=LEDGER)),
    "agreements_desk:document": (signed_in("hidden", page=LEDGER), signed_in("hidden", no_method=KEEPERS)),
    "agreements_desk:remove_document": (signed_in("hidden", no_method=KEEPERS), signed_in("hidden", moved=LEDGER)),
    "agreements_desk:obligations": (signed_in("hidden", page=LEDGER), signed_in("hidden", refused=LEDGER)),
    "agreements_desk:obligation": (signed_in("hidden", page=LEDGER), signed_in("hidden", refused=LEDGER)),
    "agreements_desk:settle": (signed_in("hidden", no_method=KEEPERS), signed_in("hidden", moved=LEDGER)),
    # newsroom
    "news_files:photo": (everybody("page"), NO_METHOD),
    "news_files:card": (everybody("page"), NO_METHOD),
    "news_files:drawn": (visitors("hidden", anonymous="hidden", page={"newsroom"}), NO_METHOD),
    # the beacon: whoever reads; its answer tells nothing
    "news_files:press_photo": (everybody("page"), NO_METHOD),
    "news_feeds:read": (NO_METHOD, everybody("noted")),
    "news_feeds:sitemap": (everybody("page"), NO_METHOD),
    "news_feeds:whole": (everybody("page"), NO_METHOD),
    "news_feeds:section": (everybody("page"), NO_METHOD),
    "news_feeds:topic": (everybody("page"), NO_METHOD),
    "newsroom:front": (everybody("page"), NO_METHOD),
    "newsroom:search": (everybody("page"), NO_METHOD),
    "newsroom:for_you": (NO_METHOD, everybody("page")),
    "newsroom:follow": (everybody("page"), everybody("moved")),
    "newsroom:following": (signed_in("page"), signed_in("page")),
    # The token in a letter is the right; a link that leads to nothing any more is answered as one just used.
    "newsroom:confirm_follow": (everybody("page"), everybody("moved")),
    "newsroom:followed": (everybody("page"), everybody("page")),
    "newsroom:leave": (everybody("page"), everybody("page")),
    "newsroom:embed": (everybody("page"), NO_METHOD),
    "newsroom:hand_out": (everybody("page"), NO_METHOD),
    "newsroom:archive": (everybody("page"), NO_METHOD),
    "newsroom:month": (everybody("page"), NO_METHOD),
    "newsroom:section": (everybody("page"), NO_METHOD),
    "newsroom:topic": (everybody("page"), NO_METHOD),
    "newsroom:organisation": (everybody("page"), NO_METHOD),
    "newsroom:article": (everybody("page"), NO_METHOD),
    "newsroom:press": (everybody("page"), NO_METHOD),
    # the newsroom's desk; what lies below ``write/`` is Wagtail's and has its test in test_newsroom_desk.py
    "newsroom_desk:overview": (signed_in("hidden", page={"newsroom"}), NO_METHOD),
    "newsroom_desk:people": (signed_in("hidden", page=APPOINTING), signed_in("hidden", page=APPOINTING)),
    "newsroom_desk:trail": (signed_in("hidden", page={"newsroom"}), NO_METHOD),
    "newsroom_desk:let_go": (NO_METHOD, signed_in("hidden", moved=APPOINTING)),
    "newsroom_desk:old_addresses": (signed_in("hidden", page={"newsroom"}), signed_in("hidden", page={"newsroom"})),
    "newsroom_desk:remove_old_address": (NO_METHOD, signed_in("hidden", moved={"newsroom"})),
    "newsroom_desk:translation": (signed_in("hidden", page={"newsroom"}), NO_METHOD),
    "newsroom_desk:proposals": (signed_in("hidden", page={"newsroom"}), signed_in("hidden", moved={"newsroom"})),
    "newsroom_desk:from_ledger": (signed_in("hidden", page={"newsroom"}), signed_in("hidden", page={"newsroom"})),
    "newsroom_desk:press_text": (signed_in("hidden", page={"newsroom"}), signed_in("hidden", page={"newsroom"})),
    "newsroom_desk:translate": (NO_METHOD, signed_in("hidden", moved={"newsroom"})),
    "newsroom_desk:in_line": (NO_METHOD, signed_in("hidden", refused={"newsroom"})),
    "newsroom_desk:approve_both": (NO_METHOD, signed_in("hidden", refused={"newsroom"})),
    "newsroom_desk:press": (signed_in("hidden", page={"newsroom"}), signed_in("hidden", moved={"newsroom"})),
    "newsroom_desk:revoke_press": (NO_METHOD, signed_in("hidden", moved={"newsroom"})),
    "newsroom_desk:writing": (everybody("moved"), everybody("moved")),
    "newsroom_desk:writing_login": (everybody("sign in"), everybody("sign in")),
    "newsroom_desk:writing_logout": (everybody("sign in"), everybody("sign in")),
    # outcomes_desk
    "outcomes_desk:outcomes": (signed_in("hidden", page=KEEPERS), signed_in("hidden", no_method=KEEPERS)),
    "outcomes_desk:new": (signed_in("hidden", page=KEEPERS), signed_in("hidden", refused=KEEPERS)),
    "outcomes_desk:realised": (signed_in("hidden", page=LEDGER), signed_in("hidden", refused=LEDGER)),
    "outcomes_desk:stated": (signed_in("hidden", page=KEEPERS), signed_in("hidden", no_method=KEEPERS)),
    "outcomes_desk:attribution": (signed_in("hidden", page=KEEPERS), signed_in("hidden", no_method=KEEPERS)),
    "outcomes_desk:follow_ups": (signed_in("hidden", page=KEEPERS), signed_in("hidden", no_method=KEEPERS)),
    "outcomes_desk:follow_up": (signed_in("hidden", page=LEDGER), signed_in("hidden", refused=LEDGER)),
    "outcomes_desk:reopen_follow_up": (signed_in("hidden", no_method=KEEPERS), signed_in("hidden", moved=LEDGER)),
    "outcomes_desk:ask_parties": (signed_in("hidden", no_method=KEEPERS), signed_in("hidden", refused=LEDGER)),
    "outcomes_desk:resend_inquiry": (signed_in("hidden", no_method=KEEPERS), signed_in("hidden", refused=LEDGER)),
    "outcomes_desk:withdraw_inquiry": (signed_in("hidden", no_method=KEEPERS), signed_in("hidden", refused=LEDGER)),
    "outcomes_desk:forget_inquiry": (signed_in("hidden", no_method=KEEPERS), signed_in("hidden", moved=LEDGER)),
    "outcomes_desk:take_over": (signed_in("hidden", no_method=KEEPERS), signed_in("hidden", moved=LEDGER)),
    "outcomes_desk:effects": (signed_in("hidden", page=KEEPERS), signed_in("hidden", no_method=KEEPERS)),
    "outcomes_desk:new_effect": (signed_in("hidden", page=KEEPERS), signed_in("hidden", refused=KEEPERS)),
    "outcomes_desk:effect": (signed_in("hidden", page=LEDGER), signed_in("hidden", refused=LEDGER)),
    "outcomes_desk:withdraw_effect": (signed_in("hidden", no_method=KEEPERS), signed_in("hidden", moved=LEDGER)),
    "outcomes_desk:outcome": (signed_in("hidden", page=LEDGER), signed_in("hidden", no_method=KEEPERS)),
    "outcomes_desk:name_sayer": (signed_in("hidden", no_method=KEEPERS), signed_in("hidden", moved=LEDGER)),
    "outcomes_desk:agree": (signed_in("hidden", no_method=KEEPERS), signed_in("hidden", moved=LEDGER)),
    "outcomes_desk:withdraw": (signed_in("hidden", no_method=KEEPERS), signed_in("hidden", moved=LEDGER)),
    "outcomes_desk:document": (signed_in("hidden", page=LEDGER), signed_in("hidden", no_method=KEEPERS)),
    # events_desk
    "events_desk:forums": (signed_in("hidden", page=DESK), signed_in("hidden", no_method=DESK)),
    "events_desk:new_forum": (signed_in("hidden", page=DESK), signed_in("hidden", page=DESK)),
    "events_desk:forum": (signed_in("hidden", page=OFFICERS), signed_in("hidden", no_method=DESK)),
    "events_desk:settings": (signed_in("hidden", page=OFFICERS), signed_in("hidden", page=OFFICERS)),
    "events_desk:move": (signed_in("hidden", no_method=DESK), signed_in("hidden", moved=OFFICERS)),
    "events_desk:call_off": (signed_in("hidden", page=OFFICERS), signed_in("hidden", refused=OFFICERS)),
    "events_desk:halls": (signed_in("hidden", page=OFFICERS), signed_in("hidden", refused=OFFICERS)),
    "events_desk:roles": (signed_in("hidden", page=OFFICERS), signed_in("hidden", page=OFFICERS)),
    "events_desk:revoke_role": (signed_in("hidden", no_method=DESK), signed_in("hidden", moved=OFFICERS)),
    "events_desk:agenda": (signed_in("hidden", page=OFFICERS), signed_in("hidden", no_method=DESK)),
    "events_desk:new_part": (signed_in("hidden", page=OFFICERS), signed_in("hidden", page=OFFICERS)),
    "events_desk:new_figure": (signed_in("hidden", page=OFFICERS), signed_in("hidden", page=OFFICERS)),
    "events_desk:new_session": (signed_in("hidden", page=OFFICERS), signed_in("hidden", page=OFFICERS)),
    "events_desk:new_appearance": (signed_in("hidden", page=OFFICERS), signed_in("hidden", page=OFFICERS)),
    "events_desk:change_item": (signed_in("hidden", page=OFFICERS), signed_in("hidden", page=OFFICERS)),
    "events_desk:move_item": (signed_in("hidden", no_method=DESK), signed_in("hidden", moved=OFFICERS)),
    "events_desk:remove_item": (signed_in("hidden", no_method=DESK), signed_in("hidden", refused=OFFICERS)),
    "events_desk:signing": (signed_in("hidden", moved=OFFICERS), signed_in("hidden", no_method=DESK)),
    **{
        f"events_desk:{name}": (signed_in("hidden", page=OFFICERS), signed_in("hidden", no_method=DESK))
        for name in (
            "signing_order",
            "signing_seating",
            "signing_script",
            "signing_article",
            "signing_article_file",
            "signing_paper",
        )
    },
    # What is signed in the scene is of a ledger that the forum's officer does not keep.
    "events_desk:signing_item": (signed_in("hidden", page={"admin"}), signed_in("hidden", page={"admin"})),
    "events_desk:note_signed": (signed_in("hidden", no_method=DESK), signed_in("hidden", moved={"admin"})),
    "events_desk:add_signing": (signed_in("hidden", no_method=DESK), signed_in("hidden")),
    **{
        f"events_desk:{name}": (signed_in("hidden", no_method=DESK), signed_in("hidden", moved=OFFICERS))
        for name in ("signing_minutes", "move_signing", "remove_signing", "add_check", "tick", "remove_check")
    },
    "events_desk:registrations": (signed_in("hidden", page=OFFICERS), signed_in("hidden", no_method=DESK)),
    "events_desk:approve_several": (signed_in("hidden", no_method=DESK), signed_in("hidden", moved=OFFICERS)),
    "events_desk:export": (signed_in("hidden", no_method=DESK), signed_in("hidden", page=OFFICERS)),
    "events_desk:sign_in_sheet": (signed_in("hidden", no_method=DESK), signed_in("hidden", page=OFFICERS)),
    "events_desk:questions": (signed_in("hidden", page=OFFICERS), signed_in("hidden", no_method=DESK)),
    "events_desk:new_question": (signed_in("hidden", page=OFFICERS), signed_in("hidden", page=OFFICERS)),
    "events_desk:question": (signed_in("hidden", page=OFFICERS), signed_in("hidden", page=OFFICERS)),
    "events_desk:participant_types": (signed_in("hidden", page=OFFICERS), signed_in("hidden", no_method=DESK)),
    "events_desk:participant_type": (signed_in("hidden", page=OFFICERS), signed_in("hidden", page=OFFICERS)),
    "events_desk:ask_by_mail": (signed_in("hidden", page=OFFICERS), signed_in("hidden", moved=OFFICERS)),
    "events_desk:question_deed": (signed_in("hidden", no_method=DESK), signed_in("hidden", moved=OFFICERS)),
    "events_desk:registration": (signed_in("hidden", page=OFFICERS), signed_in("hidden", no_method=DESK)),
    "events_desk:approve": (signed_in("hidden", no_method=DESK), signed_in("hidden", moved=OFFICERS)),
    "events_desk:decline": (signed_in("hidden", no_method=DESK), signed_in("hidden", moved=OFFICERS)),
    "events_desk:check_in": (signed_in("hidden", page=OFFICERS), signed_in("hidden", no_method=DESK)),
    **{
        f"events_desk:{name}": (signed_in("hidden", no_method=DESK), signed_in("hidden", page=OFFICERS))
        for name in ("export_check_ins", "badges", "badge")
    },
    **{
        f"events_desk:{name}": (signed_in("hidden", no_method=DESK), signed_in("hidden", moved=OFFICERS))
        for name in ("walk_ins", "decide_walk_in", "undo_check_in")
    },
    # confirm
    "confirm:answer": (everybody("page"), {**everybody("moved"), **dict.fromkeys(LEDGER, "refused")}),
    # local_provider
    "local_provider:sign": (everybody("page"), everybody("moved")),
    "local_provider:document": (everybody("page"), NO_METHOD),
    "follow_up:answer": (everybody("page"), {**everybody("moved"), **dict.fromkeys(LEDGER, "refused")}),
    # agreements_desk
    "agreements_desk:signatures": (signed_in("hidden", page=LEDGER), signed_in("hidden", refused=LEDGER)),
    "agreements_desk:recall_signing": (signed_in("hidden", no_method=KEEPERS), signed_in("hidden", moved=LEDGER)),
    "agreements_desk:confirmations": (signed_in("hidden", page=LEDGER), signed_in("hidden", refused=LEDGER)),
    "agreements_desk:confirmations_correct": (signed_in("hidden", page=LEDGER), signed_in("hidden", refused=LEDGER)),
    "agreements_desk:confirmations_resend": (
        signed_in("hidden", no_method=KEEPERS),
        signed_in("hidden", refused=LEDGER),
    ),
    "agreements_desk:confirmations_withdraw": (
        signed_in("hidden", no_method=KEEPERS),
        signed_in("hidden", refused=LEDGER),
    ),
    "agreements_desk:confirmations_forget": (
        signed_in("hidden", no_method=KEEPERS),
        signed_in("hidden", moved=LEDGER),
    ),
    # partnering_desk
    "partnering_desk:rounds": (signed_in("hidden", page=DESK), ONLY_OTHERWISE),
    "partnering_desk:open": (signed_in("hidden"), signed_in("hidden")),
    "partnering_desk:overview": (signed_in("hidden", page=OFFICERS), ONLY_OTHERWISE),
    "partnering_desk:report": (ONLY_OTHERWISE, signed_in("hidden", page=OFFICERS)),
    "partnering_desk:table_cards": (signed_in("hidden", page=OFFICERS), ONLY_OTHERWISE),
    "partnering_desk:hall": (signed_in("hidden", page=OFFICERS), signed_in("hidden", page=OFFICERS)),
    "partnering_desk:phase": (ONLY_OTHERWISE, signed_in("hidden", moved=OFFICERS)),
    "partnering_desk:settings": (signed_in("hidden", page=OFFICERS), signed_in("hidden", refused=OFFICERS)),
    "partnering_desk:delegations": (signed_in("hidden", page=OFFICERS), ONLY_OTHERWISE),
    "partnering_desk:side": (ONLY_OTHERWISE, signed_in("hidden", moved=OFFICERS)),
    "partnering_desk:requests": (signed_in("hidden", page=OFFICERS), ONLY_OTHERWISE),
    # What came of a meeting: for who runs the forum and keeps a ledger, which in the scene is the administrator alone.
    "partnering_desk:meeting": (signed_in("hidden", page={"admin"}), ONLY_OTHERWISE),
    "partnering_desk:begin_agreement": (ONLY_OTHERWISE, signed_in("hidden", refused={"admin"})),
    "partnering_desk:link_agreement": (ONLY_OTHERWISE, signed_in("hidden", refused={"admin"})),
    "partnering_desk:unlink_agreement": (ONLY_OTHERWISE, signed_in("hidden", moved={"admin"})),
    "partnering_desk:afterwards": (signed_in("hidden", page=OFFICERS), ONLY_OTHERWISE),
    "partnering_desk:day": (signed_in("hidden", page=OFFICERS), ONLY_OTHERWISE),
    "partnering_desk:move_times": (signed_in("hidden", moved=OFFICERS), signed_in("hidden", refused=OFFICERS)),
    "partnering_desk:absence": (ONLY_OTHERWISE, signed_in("hidden", refused=OFFICERS)),
    "partnering_desk:back": (ONLY_OTHERWISE, signed_in("hidden", refused=OFFICERS)),
    "partnering_desk:missing_table": (ONLY_OTHERWISE, signed_in("hidden", refused=OFFICERS)),
    "partnering_desk:table_back": (ONLY_OTHERWISE, signed_in("hidden", refused=OFFICERS)),
    "partnering_desk:shut_slot": (ONLY_OTHERWISE, signed_in("hidden", refused=OFFICERS)),
    "partnering_desk:open_slot": (ONLY_OTHERWISE, signed_in("hidden", refused=OFFICERS)),
    "partnering_desk:call_off": (ONLY_OTHERWISE, signed_in("hidden", refused=OFFICERS)),
    "partnering_desk:places": (signed_in("hidden", page=OFFICERS), signed_in("hidden", refused=OFFICERS)),
    "partnering_desk:tables": (ONLY_OTHERWISE, signed_in("hidden", moved=OFFICERS)),
    "partnering_desk:remove_day": (ONLY_OTHERWISE, signed_in("hidden", refused=OFFICERS)),
    "partnering_desk:remove_slot": (ONLY_OTHERWISE, signed_in("hidden", moved=OFFICERS)),
    "partnering_desk:studio": (signed_in("hidden", page=OFFICERS), signed_in("hidden", refused=OFFICERS)),
    "partnering_desk:run": (signed_in("hidden", page=OFFICERS), ONLY_OTHERWISE),
    "partnering_desk:accept_repair": (ONLY_OTHERWISE, signed_in("hidden", refused=OFFICERS)),
    "partnering_desk:cancel_run": (ONLY_OTHERWISE, signed_in("hidden", moved=OFFICERS)),
    "partnering_desk:repair": (ONLY_OTHERWISE, signed_in("hidden", refused=OFFICERS)),
    "partnering_desk:by_hand": (signed_in("hidden", page=OFFICERS), signed_in("hidden", refused=OFFICERS)),
    "partnering_desk:ways": (signed_in("hidden", page=OFFICERS), ONLY_OTHERWISE),
    "partnering_desk:lock": (ONLY_OTHERWISE, signed_in("hidden", moved=OFFICERS)),
    "partnering_desk:take_out": (ONLY_OTHERWISE, signed_in("hidden", refused=OFFICERS)),
    "partnering_desk:undo": (ONLY_OTHERWISE, signed_in("hidden", refused=OFFICERS)),
    "partnering_desk:copy": (ONLY_OTHERWISE, signed_in("hidden", moved=OFFICERS)),
    "partnering_desk:fill": (ONLY_OTHERWISE, signed_in("hidden", refused=OFFICERS)),
    "partnering_desk:publish": (signed_in("hidden", page=OFFICERS), signed_in("hidden", refused=OFFICERS)),
    "partnering_desk:discard": (ONLY_OTHERWISE, signed_in("hidden", moved=OFFICERS)),
    # rates_desk
    "rates_desk:rates": (signed_in("hidden", page=KEEPERS), signed_in("hidden", page=KEEPERS)),
    # agreements
    "agreements:agreement": (everybody("page"), NO_METHOD),
    "agreements:document": (everybody("page"), NO_METHOD),
    # reports_desk
    "reports_desk:reports": (signed_in("hidden", page=KEEPERS), signed_in("hidden", no_method=KEEPERS)),
    "reports_desk:new": (signed_in("hidden", page=KEEPERS), signed_in("hidden", refused=KEEPERS)),
    "reports_desk:report": (signed_in("hidden", page=LEDGER), signed_in("hidden", no_method=KEEPERS)),
    "reports_desk:change": (signed_in("hidden", page=LEDGER), signed_in("hidden", refused=LEDGER)),
    "reports_desk:publish": (signed_in("hidden", no_method=KEEPERS), signed_in("hidden", moved=LEDGER)),
    "reports_desk:make_files": (signed_in("hidden", no_method=KEEPERS), signed_in("hidden", moved=LEDGER)),
    "reports_desk:discard": (signed_in("hidden", no_method=KEEPERS), signed_in("hidden", moved=LEDGER)),
    # outcomes
    "outcomes:definitions": (everybody("page"), NO_METHOD),
    "outcomes:reports": (everybody("page"), NO_METHOD),
    "outcomes:report": (everybody("page"), NO_METHOD),
    "outcomes:edition": (everybody("page"), NO_METHOD),
    "outcomes:figure": (everybody("page"), NO_METHOD),
    "outcomes:file": (everybody("page"), NO_METHOD),
    "outcomes:results": (everybody("page"), NO_METHOD),
    "outcomes:widget": (everybody("page"), NO_METHOD),
    "outcomes:rung": (everybody("page"), NO_METHOD),
}
