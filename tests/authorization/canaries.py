"""Who may see which secret; everybody else sees none of it, anywhere."""

from __future__ import annotations

from tests.authorization.matrix import OFFICERS, STAFF

LEDGER = {"ledger officer", "admin"}
#: The people of company A, whom its agreements bind.
BOUND = {"delegate", "owner"}

#: By what it gives away: the roles that see it somewhere on the site.
MAY_SEE: dict[str, set[str]] = {
    "request message": {"delegate", "counterparty"},
    "question": {"delegate", "counterparty"},
    "note after a meeting": {"delegate"},
    "note of a next step": {"delegate"},
    "decline reason": {"delegate", "investor"},
    "draft forum": {"other officer", "admin"},
    "unlisted organisation": {"registered", *STAFF},
    "verification reason": {"registered", *STAFF},
    # Who asks to join A writes to its owners; where there is none, to the agency.
    "wish to join": {"owner", "admin"},
    "wish to join without an owner": STAFF,
    # What officers have brought in of organisations that have not agreed to be listed, and whom they ask.
    "sheet that waits": STAFF,
    "organisation brought in": STAFF,
    "contact of an organisation brought in": STAFF,
    "registration number": {"delegate", "owner", *STAFF},
    "registration reason": {"registered", "officer", "admin"},
    "contact of a party": LEDGER,
    "correction of a party": LEDGER,
    "counterfactual of a party": LEDGER,
    # What a picture says beside what it shows, and what its file was called.
    "logo file": set(),
    # Those whom it binds, and who administers the platform; nobody else before its hour, or ever.
    "embargoed agreement": {"admin", "counterparty", *BOUND},
    "concealed money": {"admin", "counterparty", *BOUND},
    "unnamed party": STAFF | BOUND,
    # What is agreed and will be signed at the forum: who runs the forum and keeps no ledger sees that it has its place.
    "agreed subject": {"admin"},
    "agreed value": {"admin"},
    "own signing": {"admin"},
    # The name of an area where only a draft holds a meeting: a delegate's day would show it, the studio counts instead.
    "draft timetable": set(),
    # The area of the table at which A's delegate meets a partner: on the person's pages, in the calendar and on paper,
    # and on the cards that officers print for the tables.
    "own timetable": {"delegate", *OFFICERS},
    "deal value": LEDGER | BOUND,
    # The organisation itself is not listed, and the agencies' people see those; who it is a party to they do not.
    "undisclosed party": STAFF | BOUND,
    "signatory": LEDGER | BOUND,
    "draft subject": LEDGER,
    "draft report": LEDGER,
    # What a company consulted about with one agency: neither another agency nor a rival, nor the company's own people
    # by way of the site.
    "consulted value": LEDGER,
    "consulted note": LEDGER,
    "consulted file": LEDGER,
    "stated effect": LEDGER,
    "follow-up note": LEDGER,
    "signatory of a paper": LEDGER,
    "address of a signatory": LEDGER,
    "reason of a signatory": LEDGER,
    # What the other side says at a follow-up, and through whom it was asked.
    "word of a party": LEDGER,
    "contact at a follow-up": LEDGER,
    "document": LEDGER | BOUND,
    "paper of what is embargoed": {"admin", "counterparty", *BOUND},
    "paper for the parties": {"admin", "counterparty", *BOUND},
    # Who has a public file is not told how it was called by those who brought it.
    "name of a public file": {"admin", "counterparty", *BOUND},
    # Before its hour an article is nowhere, nor is its photograph; a draft or what is confidential never was.
    "embargoed article": {"newsroom"},
    "photograph of what is embargoed": set(),
    # Who reads before the hour is told to nobody, nor to those who do.
    "journalist": {"newsroom"},
    # Told on no page, not even behind the link of a letter: letters are passed on.
    "reader of letters": set(),
    "draft article": {"newsroom"},
    "change not approved": {"newsroom"},
    "confidential article": {"newsroom"},
    "real-time news before its moment": set(),
    "organisation nobody may know of": STAFF,
    "draft forum of an article": {"admin"},
    # A draft that began at a meeting of A: who runs the forum, and who met there, do not see it.
    "came of a meeting": LEDGER,
    # What A books a room for: its own people and the venue staff; a rival of the same house sees that it is taken.
    "draft of a call": OFFICERS,
    "form of a draft": OFFICERS,
    "question about a call": {"delegate", *OFFICERS},
    "answer that is kept back": OFFICERS,
    "unlisted cohort": OFFICERS,
    "reason of a renewal": {"delegate", "owner", *OFFICERS},
    "words of a company report": {"delegate", "owner", *OFFICERS},
    "reason of a correction of a report": {"delegate", "owner", *OFFICERS},
    # What is being written is the company's alone, until it is handed in.
    "draft of a company report": {"delegate", "owner"},
    # What A alone is to do, and what it says of it.
    "task of one company": {"delegate", "owner", *OFFICERS},
    "note on a task": {"delegate", "owner", *OFFICERS},
    "file of a task": {"delegate", "owner", *OFFICERS},
    # What A asks a mentor, and where: its own people, the mentor and the officers; a rival of its cohort sees neither.
    "question to a mentor": {"delegate", "owner", "reviewer", *OFFICERS},
    "where office hours take place": {"delegate", "owner", "reviewer", *OFFICERS},
    "reason of a mentor": {"delegate", "owner"},
    "unlisted programme": {"other officer", "admin"},
    "booking purpose": {"delegate", "owner", "staff", "admin"},
    # Who is expected at a door, and who came: those who serve there. A walk-in who waits is the officers' matter.
    "expected at a door": {"staff", *OFFICERS},
    "came to a forum": OFFICERS,
    "walk-in": OFFICERS,
    # Shown to whoever wears it, and to who prints it; the list at the door holds a digest.
    "code of a badge": {"delegate", *OFFICERS},
    # What A's delegate answered when they registered: theirs, and the officers' of the forum.
    "answer at registration": {"delegate", *OFFICERS},
    "answer to a retired question": {"delegate", *OFFICERS},
    "reason of a booking": {"delegate", "owner", "staff", "admin"},
    "tenancy": {"staff", "admin"},
    # Who visits A: its own people and the front desk, and whoever holds the link of the pass.
    "visitor": {"delegate", "owner", "staff", "admin"},
    "note on a visitor": {"delegate", "owner", "staff", "admin"},
    # What A pays for rent, and who pays of it: its own people and the venue staff.
    "rented place": {"delegate", "owner", "staff", "admin"},
    "number of a rent": {"delegate", "owner", "staff", "admin"},
    "invoice of a rent": {"delegate", "owner", "staff", "admin"},
    "calendar file": {"staff", "admin"},
    # The house reads that a forum holds its hall; which one, as soon as everybody may.
    "draft forum in a hall": {"admin"},
    # What A handed in: its team, and the officers of the programme; what it writes on is the team's alone.
    "answer handed in": {"delegate", *OFFICERS},
    "answer being written": {"delegate"},
    "file handed in": {"delegate", *OFFICERS},
    "file being added": {"delegate"},
    "address of a writer": {"delegate"},
    "more that is asked": {"delegate", *OFFICERS},
    # What officers say of an applicant is their own, also to the applicant.
    "reason of a verdict": OFFICERS,
    "note of bonus points": OFFICERS,
    "letter of a rival": {"competitor", *OFFICERS},
    "appeal of a rival": {"competitor", *OFFICERS},
    "answer to a rival": {"competitor", *OFFICERS},
    "reason of a move": OFFICERS,
    "draft of a rival": {"competitor"},
    # In a blind stage whoever reads learns what is planned, and of nobody who plans it; a draft is its writer's alone.
    "applicant of a blind stage": STAFF,
    "writer of a blind stage": OFFICERS,
    "file of a blind stage": OFFICERS,
    "answer that names the applicant": OFFICERS,
    "answer that reviewers read": {"reviewer", *OFFICERS},
    "draft of a review": {"reviewer"},
    "comment of another review": OFFICERS,
    "name of a reviewer": OFFICERS,
    "note on a conflict": {"recused reviewer", *OFFICERS},
    "reason of a stage": OFFICERS,
    "employer of a reviewer": OFFICERS,
}
