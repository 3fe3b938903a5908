"""Every page: who asks for it, what it lists, and whether it shows all of that or a page of it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """One page as one role asks for it.

    ``lists`` says what grows on it, empty for a page that lists nothing. ``whole`` gives the reason where all of it
    stands on one page; a page without that reason must not grow in weight. ``ids`` are ids of the world to put into the
    address instead of the usual ones.
    """

    role: str
    lists: str = ""
    whole: str = ""
    query: str = ""
    ids: dict[str, str] = field(default_factory=dict)


ONE_PROGRAMME = "a programme is read as one, and printed as one"
ONE_FORM = "a form is sent as one"
OF_ONE = "what one organisation or person has said of itself, by hand"
OF_ONE_PERSON = "one person's own, as many as there are slots"
OF_ONE_AGREEMENT = "what hangs on one agreement is read as one"
GRID = {"round": "grid round", "forum": "grid forum"}

ROWS: dict[str, Row] = {
    "health": Row("anonymous"),
    "feeds:timetable": Row("anonymous", "entries", whole=OF_ONE_PERSON),
    "home:start": Row("anonymous", "forums"),
    "home:search": Row("anonymous", "forums", query="?q=Forum"),
    "home:my_forums": Row("delegate", "registrations of one person"),
    "home:trail": Row("officer"),
    "home:desk": Row("admin", "forums", query="?forum=grid forum"),
    "account_login": Row("anonymous"),
    "account_request_login_code": Row("anonymous"),
    "account_logout": Row("delegate"),
    "account_inactive": Row("anonymous"),
    "account_email": Row("delegate"),
    "mfa_index": Row("delegate"),
    "mfa_activate_totp": Row("delegate"),
    "mfa_generate_recovery_codes": Row("delegate"),
    "mfa_list_webauthn": Row("delegate"),
    "mfa_add_webauthn": Row("delegate"),
    "accounts:me": Row("delegate"),
    "accounts:security": Row("delegate"),
    "accounts:second_factor": Row("delegate"),
    "accounts:consents": Row("delegate", "consents", whole=OF_ONE),
    "accounts:own_data": Row("delegate"),
    "accounts:export": Row("delegate", "consents", whole="a download of all that is kept of a person"),
    "directory:organisations": Row("anonymous", "organisations"),
    "directory:mine": Row("delegate", "invitations of one person", whole=OF_ONE),
    "directory:new": Row("delegate", "topics", whole=ONE_FORM),
    "directory:organisation": Row("delegate", "assets", whole=OF_ONE),
    "directory:profile": Row("delegate", "registration numbers", whole=OF_ONE),
    "directory:number": Row("delegate", "registration numbers", whole=OF_ONE),
    "directory:new_asset": Row("delegate"),
    "directory:asset": Row("delegate"),
    "directory:interests": Row("delegate", "topics", whole=ONE_FORM),
    "directory:members": Row("admin", "members", query="?open=1"),
    "directory_desk:waiting": Row("admin", "registration numbers of one that waits", whole=OF_ONE),
    "directory_desk:decline": Row("admin", "registration numbers", whole=OF_ONE),
    "events:forums": Row("anonymous", "forums"),
    "events:forum": Row("delegate", "sessions", whole=ONE_PROGRAMME),
    "events:forum_calendar": Row("anonymous"),
    "events:register": Row("newcomer", "organisations of one person", whole=ONE_FORM),
    "events:registration": Row("delegate"),
    "partnering:start": Row("admin"),
    "partnering:calendar": Row("delegate"),
    "partnering:calendar_file": Row("delegate", "entries", whole=OF_ONE_PERSON),
    "partnering:today": Row("delegate", "requests received", query="?"),
    "partnering:partners": Row("delegate", "delegations"),
    "partnering:partner": Row("delegate", "assets of a partner", whole=OF_ONE),
    "partnering:requests": Row("delegate", "requests received"),
    "partnering:requests_sent": Row("delegate", "requests sent"),
    "partnering:availability": Row("delegate", "slots", whole=ONE_FORM),
    "partnering:timetable": Row("delegate", "entries", whole=OF_ONE_PERSON),
    "partnering:timetable_table": Row("delegate", "entries", whole=OF_ONE_PERSON),
    "partnering:timetable_file": Row("delegate", "entries", whole=OF_ONE_PERSON),
    "partnering:request": Row("delegate", "messages", whole="what two organisations have said to each other"),
    "own_agreements:agreements": Row("delegate", "agreements of one organisation"),
    "own_agreements:agreement": Row("delegate", "documents", whole=OF_ONE_AGREEMENT),
    "agreements_desk:ledger": Row("keeper", "agreements"),
    "agreements_desk:new": Row("keeper", "topics", whole=ONE_FORM),
    "agreements_desk:keepers": Row("admin", "agencies"),
    "agreements_desk:ledger_keepers": Row("keeper", "keepers", whole="the handful of people who keep one ledger"),
    "agreements_desk:agreement": Row("keeper", "documents", whole=OF_ONE_AGREEMENT),
    "agreements_desk:correct": Row("keeper", "topics", whole=ONE_FORM),
    "agreements_desk:publication": Row("keeper"),
    "agreements_desk:versions": Row("keeper", "versions", whole=OF_ONE_AGREEMENT),
    "agreements_desk:trail": Row("keeper", "deeds"),
    "agreements_desk:documents": Row("keeper", "documents", whole=OF_ONE_AGREEMENT),
    "agreements_desk:obligations": Row("keeper", "obligations", whole=OF_ONE_AGREEMENT),
    "agreements_desk:obligation": Row("keeper"),
    "outcomes_desk:outcomes": Row("keeper", "outcomes"),
    "outcomes_desk:new": Row("keeper", "forums", whole=ONE_FORM),
    "outcomes_desk:realised": Row("keeper", "documents", whole=ONE_FORM),
    "outcomes_desk:attribution": Row("keeper", "organisations in more than one case"),
    "outcomes_desk:follow_ups": Row("keeper", "follow-ups"),
    "outcomes_desk:follow_up": Row("keeper"),
    "outcomes_desk:effects": Row("keeper", "effects"),
    "outcomes_desk:new_effect": Row("keeper", "forums", whole=ONE_FORM),
    "outcomes_desk:effect": Row("keeper", "forums", whole=ONE_FORM),
    "outcomes_desk:outcome": Row("keeper"),
    "events_desk:forums": Row("admin", "forums"),
    "events_desk:new_forum": Row("admin", "agencies", whole=ONE_FORM),
    "events_desk:forum": Row("officer", "sessions"),
    "events_desk:settings": Row("officer", "agencies", whole=ONE_FORM),
    "events_desk:roles": Row("officer", "roles", whole="the handful of people who run one forum"),
    "events_desk:agenda": Row("officer", "sessions", whole=ONE_PROGRAMME),
    "events_desk:new_part": Row("officer"),
    "events_desk:new_figure": Row("officer"),
    "events_desk:new_session": Row("officer"),
    "events_desk:new_appearance": Row("officer", "organisations", whole="400 names at most, to choose while typing"),
    "events_desk:change_item": Row("officer"),
    "events_desk:signing_order": Row("admin", "signings", whole=ONE_PROGRAMME, ids={"forum": "grid forum"}),
    "events_desk:signing_seating": Row("admin", "signings", whole=ONE_PROGRAMME, ids={"forum": "grid forum"}),
    "events_desk:signing_script": Row("admin", "signings", whole=ONE_PROGRAMME, ids={"forum": "grid forum"}),
    "events_desk:signing_article": Row("admin", "signings", whole=ONE_PROGRAMME, ids={"forum": "grid forum"}),
    "events_desk:signing_article_file": Row("admin", "signings", whole=ONE_PROGRAMME, ids={"forum": "grid forum"}),
    "events_desk:signing_paper": Row("admin", "signings", whole=ONE_PROGRAMME, ids={"forum": "grid forum"}),
    "events_desk:signing_item": Row("admin", ids={"forum": "grid forum"}),
    "events_desk:registrations": Row("officer", "registrations"),
    "events_desk:registration": Row("officer"),
    "confirm:answer": Row("anonymous"),
    "local_provider:sign": Row("anonymous"),
    "agreements_desk:signatures": Row("keeper", "papers", whole="what of one agreement was given to be signed"),
    "follow_up:answer": Row("anonymous"),
    "agreements_desk:confirmations": Row("keeper", "questions", whole="what the parties of one agreement were asked"),
    "agreements_desk:confirmations_correct": Row("keeper"),
    "partnering_desk:rounds": Row("admin", "rounds"),
    "partnering_desk:overview": Row("officer", "timetables", ids=GRID),
    "partnering_desk:settings": Row("officer"),
    "partnering_desk:delegations": Row("officer", "delegations"),
    "partnering_desk:requests": Row("officer", "requests"),
    "partnering_desk:meeting": Row("admin", "agreements of a meeting", whole="what came of one meeting is read as one"),
    "partnering_desk:places": Row("officer", "slots", whole="the slots of a few days, to look over and take away"),
    "partnering_desk:studio": Row("officer", "meetings", whole="a grid is looked over as one", ids=GRID),
    "partnering_desk:run": Row("officer", "moves", ids={"run": "repair"}),
    "partnering_desk:publish": Row("officer", "delegates"),
    "rates_desk:rates": Row("admin"),
    "agreements:agreement": Row("anonymous"),
    "reports_desk:reports": Row("keeper", "reports"),
    "reports_desk:new": Row("keeper", "forums", whole=ONE_FORM),
    "reports_desk:report": Row("results keeper", "cases"),
    "reports_desk:change": Row("results keeper"),
    "outcomes:definitions": Row("anonymous"),
    "outcomes:reports": Row("anonymous", "reports"),
    "outcomes:report": Row("anonymous", "cases"),
    "outcomes:edition": Row("anonymous", "cases"),
    "outcomes:figure": Row("anonymous", "records"),
    "outcomes:results": Row("anonymous", "boxes"),
    "outcomes:widget": Row("anonymous"),
    "outcomes:rung": Row("anonymous", "cases"),
}
