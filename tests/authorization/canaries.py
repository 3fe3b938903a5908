"""Who may see which secret; everybody else sees none of it, anywhere."""

from __future__ import annotations

from tests.authorization.matrix import STAFF

#: By what it gives away: the roles that see it somewhere on the site.
MAY_SEE: dict[str, set[str]] = {
    "request message": {"delegate", "counterparty"},
    "question": {"delegate", "counterparty"},
    "decline reason": {"delegate", "investor"},
    "draft forum": {"other officer", "admin"},
    "unlisted organisation": {"registered", *STAFF},
    "verification reason": {"registered", *STAFF},
    "registration number": {"delegate", "owner", *STAFF},
    "registration reason": {"registered", "officer", "admin"},
    "contact of a party": {"ledger officer", "admin"},
    "correction of a party": {"ledger officer", "admin"},
    "counterfactual of a party": {"ledger officer", "admin"},
    # What a picture says beside what it shows, and what its file was called.
    "logo file": set(),
    "embargoed agreement": set(),
    "concealed money": set(),
    # The agency sees every organisation, but not from the agreement's page that it is bound by it.
    "undisclosed party": STAFF,
    # The name of an area where only a draft holds a meeting: a delegate's day would show it, the studio counts instead.
    "draft timetable": set(),
    # The area of the table at which A's delegate meets a partner: on the person's pages, in the calendar and on paper.
    "own timetable": {"delegate"},
}
