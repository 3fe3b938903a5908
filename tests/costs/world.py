"""A world in which everything that a page lists grows to a size that is asked for, in few and large inserts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import Model

from bridgehead.accounts.actor import SYSTEM
from bridgehead.accounts.models import Consent, User
from bridgehead.agreements.actions.lines import rebuild_lines
from bridgehead.agreements.models import (
    Agreement,
    Amount,
    Confirmation,
    Document,
    LedgerRole,
    Obligation,
    Party,
    Signatory,
    SigningRequest,
    Terms,
)
from bridgehead.directory.models import (
    Asset,
    Interest,
    Invitation,
    Membership,
    MembershipRole,
    Organisation,
    RegistrationNumber,
    Topic,
)
from bridgehead.events.models import (
    Appearance,
    Badge,
    CheckIn,
    CheckItem,
    Forum,
    ForumRole,
    ForumSession,
    Registration,
    RegistrationAnswer,
    RegistrationQuestion,
    ReportedFigure,
    SessionPick,
    SigningItem,
)
from bridgehead.events.rules.check_in import new_code
from bridgehead.events.rules.questions import MOST_QUESTIONS
from bridgehead.foundation import clock
from bridgehead.foundation.models import AuditEntry, AuditStream, StoredFile
from bridgehead.foundation.tokens import new_token, token_hash
from bridgehead.outcomes.actions.reports import draft_report, publish_edition
from bridgehead.outcomes.models import Edition, EditionFile, FollowUp, Inquiry, Outcome, Report, StatedEffect
from bridgehead.partnering.adapters.explaining import Explained, Helps
from bridgehead.partnering.adapters.freezing import freeze
from bridgehead.partnering.adapters.problem import Move
from bridgehead.partnering.models import (
    HALL_PURPOSE,
    Afterword,
    CalendarFeed,
    Delegate,
    Delegation,
    HallScreen,
    HandChange,
    Meeting,
    MeetingAgreement,
    MeetingRequest,
    NoThanks,
    PartneringRound,
    PersonalTimetable,
    RequestMessage,
    RunMoves,
    RunProblem,
    RunReason,
    Side,
    Slot,
    Table,
    Timetable,
    TimetableRun,
)
from bridgehead.partnering.queries.timetables import FEED_PURPOSE
from tests.costs.applications import Applications
from tests.costs.deciding import Ranked
from tests.costs.news import News
from tests.costs.programmes import Calls
from tests.costs.reviews import Reviews
from tests.costs.rooms import Rooms
from tests.costs.sheets import Sheets
from tests.factories.agreements import LedgerRoleFactory, answered, asked_of, licence_said, link_to, published, signed
from tests.factories.forums import ForumFactory, ForumRoleFactory, ForumSessionFactory, PartFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.partnering import (
    AcceptedRequestFactory,
    DelegateFactory,
    DelegationFactory,
    RoundFactory,
    TableFactory,
    TimetableFactory,
    meeting_in,
)
from tests.factories.people import UserFactory
from tests.factories.signatures import sent, token_of

BEGAN = datetime(2023, 4, 3, 1, 0, tzinfo=UTC)
COMING = datetime(2023, 5, 8, 13, 0, tzinfo=UTC)
#: Nine in the morning in Boston, on the day on which the pages are asked for.
TODAY = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)
#: The grid has so many slots; its tables grow.
GRID_SLOTS = 10


def _insert(model: type[Model], rows: list[Any]) -> list[Any]:
    return model._default_manager.bulk_create(rows)


class World:
    """One delegate of company A, one officer, and everything that hangs on them; ``grow`` makes more of it all."""

    def __init__(self) -> None:
        self.size = 0
        self.people = {
            role: UserFactory()
            for role in (
                "delegate",
                "officer",
                "newcomer",
                "keeper",
                "results keeper",
                "newsroom",
            )
        }
        self.people["admin"] = UserFactory(is_platform_admin=True)
        self.company = OrganisationFactory(name_en="Company A", name_ko="회사 가")
        delegate = self.people["delegate"]
        MembershipFactory(user=delegate, organisation=self.company, role=MembershipRole.OWNER)
        EmailAddress.objects.create(user=delegate, email=delegate.email, verified=True, primary=True)
        self.forum, self.grid_forum = ForumFactory(starts_at=COMING), ForumFactory(starts_at=COMING)
        for forum in (self.forum, self.grid_forum):
            ForumRoleFactory(forum=forum, user=self.people["officer"])
        self.door_forum = ForumFactory(starts_at=TODAY, state="running")
        ForumRoleFactory(forum=self.door_forum, user=self.people["officer"])
        self.part = PartFactory(forum=self.forum)
        self.signing = ForumSessionFactory(part=PartFactory(forum=self.grid_forum), kind="signing", starts_at=COMING)
        self.agency = OrganisationFactory(kind="agency")
        self.round, self.grid_round = RoundFactory(forum=self.forum), RoundFactory(forum=self.grid_forum, phase="run")
        self.own = DelegationFactory(round=self.round, organisation=self.company, side=Side.HOME)
        self.own_delegate = DelegateFactory(delegation=self.own, user=delegate)
        self.hub = DelegationFactory(round=self.grid_round, organisation=self.company, side=Side.HOME)
        self.grid_slots = _insert(Slot, self._slots(self.grid_round, range(GRID_SLOTS)))
        self.published = TimetableFactory(round=self.round, state="published", version=1, published_at=BEGAN)
        self.personal = PersonalTimetable.objects.create(
            timetable=self.published, delegate=self.own_delegate, user=delegate
        )
        self.feed = new_token()
        CalendarFeed.objects.create(user=delegate, token_hash=token_hash(self.feed, purpose=FEED_PURPOSE))
        self.board = new_token()
        HallScreen.objects.create(round=self.round, token_hash=token_hash(self.board, purpose=HALL_PURPOSE))
        self.ledger_role = LedgerRoleFactory(user=self.people["keeper"])
        self.results_role = LedgerRoleFactory(user=self.people["results keeper"])
        said = licence_said(self.company, OrganisationFactory())
        self.agreement = signed(said, keeper=self.ledger_role.agency)
        self.asked, answers = asked_of(self.agreement, now=BEGAN)
        answered(answers, now=BEGAN, verdict="corrected", said={"signed_on": "2023-04-25"})
        self.link = link_to(self.asked, now=BEGAN)
        self.public_agreement = published(said, since=BEGAN)
        self.paper = sent(self.agreement, now=clock.now())
        self.met = self._meeting()
        word = Afterword.objects.create(
            request=self.met, delegation=self.own, attendance="held", next_step="talks", said_at=BEGAN
        )
        self.next_step = word.follow_ups.create(days=30, due_at=BEGAN)
        self.news = News(self.people["newsroom"], self.company)
        self.rooms = Rooms(self.company, delegate)
        self.sheets = Sheets(self.people["admin"])
        self.calls = Calls(self.people["officer"], self.company, delegate)
        self.applications = Applications(self.calls.call, self.company, delegate)
        self.reviews = Reviews(self.calls.programme, delegate)
        self.ranked = Ranked(self.calls.programme, self.people["officer"], delegate)
        self.grid_tables: list[Table] = []
        self.placed: list[MeetingRequest] = []
        self.left: list[MeetingRequest] = []

    def _meeting(self) -> MeetingRequest:
        """A meeting of company A in the published timetable, before all slots that grow."""
        partner = DelegationFactory(round=self.round, side=Side.ABROAD, organisation=OrganisationFactory(country="US"))
        met = AcceptedRequestFactory(asking=self.own, asked=partner)
        starts_at = COMING - timedelta(days=1)
        slot = Slot.objects.create(round=self.round, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=20))
        meeting_in(self.published, met, slot, TableFactory(round=self.round, number=10_000))
        return met

    def grow(self, size: int) -> None:
        """Make more of everything, up to a size."""
        more = range(self.size, size)
        _insert(Topic, [Topic(name_ko=f"토픽 {n}", name_en=f"Topic {n}") for n in more])
        people = _insert(User, [User(email=f"of{n}@example.org", family_name_en="Lee", password="!") for n in more])
        companies = _insert(Organisation, [_company(n) for n in more])
        self._grow_directory(more, people, companies)
        self._grow_forums(more, people, companies)
        self._grow_round(more, people, companies)
        self._grow_grid(more, people, companies)
        asked = {"party": self.asked.party, "contact_email": "a@example.org", "language": "en", "state": "withdrawn"}
        times = {"asked_at": BEGAN, "expires_at": COMING, "closed_at": BEGAN}
        _insert(Confirmation, [Confirmation(**asked, **times) for _ in more])
        self._grow_ledger(more, people, companies)
        self._grow_results(more, companies)
        self._grow_outcomes(more, companies)
        self.news.grow(more, people, companies)
        self.rooms.grow(more, people, companies)
        self.sheets.grow(more, companies, people)
        self.calls.grow(more, people, companies)
        self.applications.grow(more, people, companies)
        self.ranked.grow(more, companies)
        self.reviews.grow(more, people, companies)
        self.size = size
        # A database at work has seen how its tables have grown; one in a test has not.
        connection.cursor().execute("ANALYZE")

    def _grow_directory(self, more: range, people: list[Any], companies: list[Any]) -> None:
        delegate, newcomer = self.people["delegate"], self.people["newcomer"]
        through = Organisation.sectors.through
        # However many topics there are, those of one circle of companies are few, and a filter names no more.
        common = list(Topic.objects.order_by("pk")[:10])
        worked_on = list(zip(companies, cycle(common), strict=False))
        _insert(through, [through(organisation=each, topic=topic) for each, topic in worked_on])
        interests = _insert(
            Interest, [Interest(organisation=each, side="need", kind="licence_in") for each, _topic in worked_on]
        )
        on = Interest.topics.through
        _insert(on, [on(interest=each, topic=topic) for each, topic in zip(interests, cycle(common), strict=False)])
        _insert(Membership, [Membership(user=each, organisation=self.company) for each in people])
        _insert(Membership, [Membership(user=newcomer, organisation=each) for each in companies])
        _insert(Invitation, [Invitation(organisation=self.company, email=f"new{n}@example.org") for n in more])
        _insert(Invitation, [Invitation(organisation=each, email=delegate.email) for each in companies])
        _insert(
            RegistrationNumber,
            [RegistrationNumber(organisation=self.company, scheme="us_ein", number=f"{n:09}") for n in more],
        )
        first = Organisation.objects.get(name_en="Firm 0")
        for owner in (self.company, first):
            _insert(Asset, [Asset(organisation=owner, kind="product", name_en=f"Product {n}") for n in more])
        gone = {"given_at": BEGAN, "withdrawn_at": BEGAN, "text_version": "2026-11", "language": "en"}
        _insert(Consent, [Consent(user=delegate, purpose="news", **gone) for _ in more])

    def _grow_forums(self, more: range, people: list[Any], companies: list[Any]) -> None:
        forums = _insert(Forum, [_forum(n) for n in more])
        _insert(PartneringRound, [PartneringRound(forum=each) for each in forums[::2]])
        asked = {"participant_type": "company", "applied_at": BEGAN}
        pairs = list(zip(people, companies, strict=True))
        _insert(
            Registration,
            [Registration(forum=self.forum, user=user, organisation=company, **asked) for user, company in pairs],
        )
        own = {"user": self.people["delegate"], "organisation": self.company, **asked}
        _insert(Registration, [Registration(forum=each, **own) for each in forums])
        if not self.size:
            _insert(Registration, [Registration(forum=self.forum, **own | {"state": "approved"})])
        _insert(ForumRole, [ForumRole(forum=self.forum, user=each, role="staff") for each in people])
        sessions = _insert(
            ForumSession,
            [ForumSession(part=self.part, order=n + 1, kind="case_talk", name_en=f"Talk {n}") for n in more],
        )
        mine = self.forum.registrations.get(user=self.people["delegate"])
        _insert(SessionPick, [SessionPick(registration=mine, session=each, picked_at=BEGAN) for each in sessions])
        shown = zip(sessions, companies, strict=True)
        _insert(Appearance, [Appearance(session=session, organisation=company) for session, company in shown])
        _insert(ReportedFigure, [_figure(self.forum, n) for n in more])
        self._grow_questions(more)
        self._grow_door(pairs)
        self._grow_signings(more, companies)

    def _grow_questions(self, more: range) -> None:
        """A registration asks no more than its limit; everybody who is registered by then has answered."""
        forum, asked = self.forum, [n for n in more if n < MOST_QUESTIONS]
        plain = {"kind": "line", "label": {"en": "What do you eat?"}}
        questions = [
            RegistrationQuestion(forum=forum, order=n + 1, key=f"q{n}", asked={"key": f"q{n}", **plain}) for n in asked
        ]
        held = list(forum.registrations.all())
        made = _insert(RegistrationQuestion, questions)
        answers = [RegistrationAnswer(registration=each, question=one, typed="Rice") for one in made for each in held]
        _insert(RegistrationAnswer, answers)

    def _grow_door(self, pairs: list[tuple[Any, Any]]) -> None:
        """Everybody is expected at the forum of today, and came."""
        forum = self.door_forum
        asked = {"participant_type": "company", "applied_at": BEGAN, "state": "approved"}
        held = _insert(
            Registration, [Registration(forum=forum, user=user, organisation=firm, **asked) for user, firm in pairs]
        )
        badges = _insert(
            Badge, [Badge(forum=forum, registration=each, code=new_code(), issued_at=BEGAN) for each in held]
        )
        told = {"day": TODAY.date(), "at": TODAY, "last_in_at": TODAY, "source": "online"}
        _insert(CheckIn, [CheckIn(badge=each, by=self.people["officer"], **told) for each in badges])

    def _grow_signings(self, more: range, companies: list[Any]) -> None:
        """Every signing is of an agreement of its own between two companies, with an amount, and public in time."""
        made = {"keeper": self.agency, "state": "agreed", "public_from": BEGAN, "changed_at": BEGAN}
        agreements = _insert(Agreement, [Agreement(**made) for _ in more])
        terms = _insert(
            Terms,
            [Terms(agreement=each, kind="mou", name_en=f"MOU {each.pk}", written_at=BEGAN) for each in agreements],
        )
        both = zip(terms, companies, companies[1:] + companies[:1], strict=True)
        _insert(
            Party,
            [
                Party(terms=each, organisation=company, order=order)
                for each, *pair in both
                for order, company in enumerate(pair, start=1)
            ],
        )
        money = {"component": "headline", "minor": 1_000_000, "currency": "USD"}
        _insert(Amount, [Amount(terms=each, order=1, **money) for each in terms])
        for agreement, written in zip(agreements, terms, strict=True):
            agreement.current = written
        Agreement.objects.bulk_update(agreements, ["current"])
        placed = {"forum": self.grid_forum, "session": self.signing}
        _insert(
            SigningItem,
            [SigningItem(agreement=each, order=n + 1, **placed) for n, each in zip(more, agreements, strict=True)],
        )
        _insert(CheckItem, [CheckItem(session=self.signing, order=n + 1, name_en=f"Check {n}") for n in more])

    def _grow_round(self, more: range, people: list[Any], companies: list[Any]) -> None:
        held, own = self.round, self.own
        unwanted = _insert(Organisation, [Organisation(name_en=f"Rival {n}", country="US") for n in more])
        abroad = {"round": held, "side": Side.ABROAD}
        others = _insert(Delegation, [Delegation(organisation=each, **abroad) for each in companies])
        rivals = _insert(Delegation, [Delegation(organisation=each, **abroad) for each in unwanted])
        _insert(NoThanks, [NoThanks(delegation=own, about=each) for each in rivals])
        paired = zip(others, people, strict=True)
        _insert(Delegate, [Delegate(round=held, delegation=each, user=user) for each, user in paired])
        _insert(Slot, self._slots(held, more))
        _insert(Table, [Table(round=held, number=n + 1) for n in more])
        asked = [MeetingRequest(round=held, asking=each, asked=own, expires_at=COMING) for each in others]
        ended = {"round": held, "expires_at": COMING, "answered_at": BEGAN}
        asked += [MeetingRequest(asking=each, asked=own, state="declined", **ended) for each in others]
        asked += [MeetingRequest(asking=own, asked=each, state="withdrawn", **ended) for each in others]
        _insert(MeetingRequest, asked)
        self.request = MeetingRequest.objects.filter(asking=own).order_by("pk").first()
        _insert(RequestMessage, [RequestMessage(request=self.request, author=own, text="When?") for _ in more])
        self.personal.entries += [_entry(n) for n in more]
        self.personal.save()

    def _grow_grid(self, more: range, people: list[Any], companies: list[Any]) -> None:
        held = self.grid_round
        others = _insert(
            Delegation, [Delegation(round=held, organisation=each, side=Side.ABROAD) for each in companies]
        )
        paired = zip(others, people, strict=True)
        _insert(Delegate, [Delegate(round=held, delegation=each, user=user) for each, user in paired])
        agreed = {"round": held, "state": "accepted", "answer_strength": "like", "expires_at": COMING}
        placed = _insert(MeetingRequest, [MeetingRequest(asking=self.hub, asked=each, **agreed) for each in others])
        ring = zip(others, others[1:] + others[:1], strict=True)
        self.left += _insert(MeetingRequest, [MeetingRequest(asking=one, asked=other, **agreed) for one, other in ring])
        self.placed += placed
        tables = range(self.size // GRID_SLOTS, more.stop // GRID_SLOTS)
        self.grid_tables += _insert(Table, [Table(round=held, number=n + 1) for n in tables])
        runs = _insert(TimetableRun, [_run(held, n) for n in more])
        # What a run was given never changes: the newest draft is the one that holds all meetings.
        self.draft = _insert(Timetable, [Timetable(round=held, run=each) for each in runs])[-1]
        RunProblem.objects.create(run=runs[-1], content=freeze(held).as_json())
        self._grow_repair(places_of=self.grid_slots)
        _insert(RunReason, [_reason(runs[-1], each, placed[0], self.grid_slots) for each in self.left])
        places = [(slot, table) for table in self.grid_tables for slot in self.grid_slots]
        _insert(
            Meeting,
            [
                Meeting(timetable=self.draft, request=request, slot=slot, table=table)
                for request, (slot, table) in zip(self.placed, places, strict=True)
            ],
        )
        self._grow_changes()

    def _grow_changes(self) -> None:
        """As many deeds by hand at the draft as it has meetings: what is listed of them is the same."""
        changes = []
        for number, request in enumerate(self.placed, start=1):
            told = {"number": number, "deed": "taken_out", "done_at": BEGAN, "done_by": self.people["officer"]}
            content = [
                {"request": request.pk, "before": [self.grid_slots[0].pk, self.grid_tables[0].pk], "after": None}
            ]
            changes.append(HandChange(timetable=self.draft, content=content, **told))
        _insert(HandChange, changes)
        self.draft.hand_changes = len(changes)
        self.draft.save()

    def _grow_repair(self, *, places_of: list[Slot]) -> None:
        """A repair of the draft in which every placed meeting moves."""
        numbers = {"round": self.grid_round, "number": 1_000_000 + len(self.placed), "seed": 0, "budget_seconds": 30}
        ended = {
            "state": "done",
            "status": "feasible",
            "mends": self.draft.public_id,
            "more_placed": 2,
            "more_moved": 2,
        }
        self.repair = TimetableRun.objects.create(**numbers, **ended)
        first, second, table = places_of[0].pk, places_of[1].pk, self.grid_tables[0].pk
        moved = [Move(each.pk, "displaced", (first, table), (second, table), (each.asked_id,)) for each in self.placed]
        RunMoves.objects.create(run=self.repair, content=[each.as_json() for each in moved])

    def _grow_results(self, more: range, companies: list[Any]) -> None:
        """Contracts of company A with everybody, signed and public, each on its rung."""
        keeper = self.results_role.agency
        made = _insert(Agreement, [Agreement(keeper=keeper, changed_at=BEGAN, public_from=BEGAN) for _ in more])
        said = {"kind": "supply", "name_en": "Supply", "written_at": BEGAN}
        terms = _insert(Terms, [Terms(agreement=each, **said) for each in made])
        for order, parties in enumerate((cycle([self.company]), companies), 1):
            pairs = zip(terms, parties, strict=False)
            _insert(Party, [Party(terms=each, organisation=party, order=order) for each, party in pairs])
        priced = {"component": "headline", "minor": 100, "currency": "USD", "order": 1}
        _insert(Amount, [Amount(terms=each, **priced) for each in terms])
        day = BEGAN.date()
        Terms.objects.filter(pk__in=[each.pk for each in terms]).update(signed_on=day, sealed_at=BEGAN)
        for each, current in zip(made, terms, strict=True):
            each.current, each.state = current, "signed"
        Agreement.objects.bulk_update(made, ["current", "state"])
        asked = {"keeper": self.ledger_role.agency, "step": 1, "due_on": day}
        self._ask_parties(_insert(FollowUp, [FollowUp(agreement=each, **asked) for each in made]))
        told = {"on": day, "said_by": "both", "said_on": day, "written_at": BEGAN}
        _insert(Outcome, [Outcome(keeper=keeper, rung="contract", agreement=each, **told) for each in made])
        self._grow_reports(more, keeper)

    def _ask_parties(self, follow_ups: list[FollowUp]) -> None:
        """At each follow-up both parties are asked, and one has answered."""
        self.follow_up = follow_ups[-1]
        looks = {each.agreement.current_id: each for each in follow_ups}
        bound = list(Party.objects.filter(terms__in=looks))
        put = {"language": "en", "asked_at": BEGAN, "expires_at": BEGAN + timedelta(days=60)}
        asked = [
            Inquiry(follow_up=looks[each.terms_id], party=each, contact_email=f"{each.pk}@example.com", **put)
            for each in bound
        ]
        waits = next(each for each in _insert(Inquiry, asked) if each.follow_up_id == self.follow_up.pk)
        self.link_at_follow_up = link_to(waits, now=BEGAN)
        done = Inquiry.objects.filter(party__order=1).exclude(pk=waits.pk)
        done.filter(state="open").update(state="answered", closed_at=BEGAN, came_of="nothing")

    def _grow_reports(self, more: range, keeper: Organisation) -> None:
        """Many published reports of the other agency with nothing in them, and one with all contracts of this one."""
        said = {"name_ko": "성과", "name_en": "Results", "first_day": BEGAN.date(), "last_day": BEGAN.date()}
        self.report = draft_report(keeper_id=keeper.pk, by=SYSTEM, now=BEGAN, **said)
        edition = publish_edition(report_id=self.report.pk, revision=0, by=SYSTEM, now=BEGAN)
        other = self.ledger_role.agency
        reports = _insert(Report, [Report(keeper=other, changed_at=BEGAN, **said) for _ in more])
        empty = {"number": 1, "published_at": BEGAN, "head": edition.head, "digest": "0"}
        editions = _insert(Edition, [Edition(report=each, **empty) for each in reports])
        Edition.objects.filter(pk__in=[each.pk for each in editions]).update(sealed_at=BEGAN)
        file = StoredFile.objects.create(content=ContentFile(b"PK", "report.zip"), filename="report.zip", size=2)
        EditionFile.objects.create(edition=edition, kind="zip", file=file)

    def _grow_outcomes(self, more: range, companies: list[Any]) -> None:
        """What companies consulted about with the keeper's agency, and what was stated."""
        agency = self.ledger_role.agency
        told = {"keeper": agency, "on": BEGAN.date(), "said_by": "company", "said_on": BEGAN.date()}
        value = {"minor": 100, "currency": "USD"}
        cases = [
            Outcome(rung=rung, organisation=each, written_at=BEGAN, **told, **value)
            for each in companies
            for rung in ("consulted", "pursued")
        ]
        self.outcome = _insert(Outcome, cases)[-1]
        said = {"keeper": agency, "name_en": "Effect", "source_ko": "보도", "source_en": "A paper", **value}
        effects = [StatedEffect(stated_on=BEGAN.date(), **said) for _ in more]
        self.effect = _insert(StatedEffect, effects)[-1]

    def _grow_ledger(self, more: range, people: list[Any], companies: list[Any]) -> None:
        agency, one = self.ledger_role.agency, self.agreement
        _insert(LedgerRole, [LedgerRole(agency=agency, user=each) for each in people])
        made = _insert(Agreement, [Agreement(keeper=agency, changed_at=BEGAN, state="agreed") for _ in more])
        said = {"kind": "mou", "written_at": BEGAN}
        terms = _insert(Terms, [Terms(agreement=each, name_en="Research", **said) for each in made])
        for each, current in zip(made, terms, strict=True):
            each.current = current
        Agreement.objects.bulk_update(made, ["current"])
        for order, parties in enumerate((cycle([self.company]), companies), 1):
            pairs = zip(terms, parties, strict=False)
            _insert(Party, [Party(terms=each, organisation=party, order=order) for each, party in pairs])
        begun = {"request": self.met, "noted_at": BEGAN}
        _insert(MeetingAgreement, [MeetingAgreement(agreement=each, **begun) for each in made])
        versions = [
            Terms(agreement=one, number=n + 2, name_en=f"Version {n}", reason_en="A slip", **said) for n in more
        ]
        _insert(Terms, versions)
        files = _insert(StoredFile, [StoredFile(filename=f"{n}.pdf", size=1, sha256=f"{n:064}") for n in more])
        _insert(Document, [Document(agreement=one, file=each, name_en=each.filename) for each in files])
        given = {"document": self.paper.document, "sent_at": BEGAN, "expires_at": COMING, "closed_at": BEGAN}
        papers = [SigningRequest(agreement=one, state="failed", **given) for _ in more]
        signs = {"order": 1, "organisation": self.company, "email": "a@example.org", "name_en": "Lee", "language": "en"}
        _insert(Signatory, [Signatory(request=each, **signs) for each in _insert(SigningRequest, papers)])
        _insert(Obligation, [Obligation(agreement=one, name_en="Report", due_on=BEGAN.date()) for _ in more])
        told = {
            "stream": AuditStream.objects.get(name=one.audit_stream),
            "at": BEGAN,
            "verb": "agreements.draft_changed",
        }
        _insert(AuditEntry, [AuditEntry(position=n + 10, actor_id=None, on_behalf_of=None, **told) for n in more])
        rebuild_lines()

    def _slots(self, held: PartneringRound, numbers: range) -> list[Slot]:
        starts = [COMING + n * timedelta(minutes=20) for n in numbers]
        return [Slot(round=held, starts_at=each, ends_at=each + timedelta(minutes=20)) for each in starts]

    @property
    def ids(self) -> dict[str, object]:
        """What stands in addresses, by the names that the routes of the authorization matrix use."""
        partner = Delegation.objects.get(round=self.round, organisation__name_en="Firm 0")
        return {
            "feed": self.feed,
            "board": self.board,
            "link": self.link,
            "link to sign": token_of(self.paper.signatories.earliest("order")),
            "paper to sign": self.paper.public_id,
            "link at a follow-up": self.link_at_follow_up,
            "agreement": self.agreement.public_id,
            "asked agreement": self.agreement.public_id,
            "public agreement": self.public_agreement.public_id,
            "forum": self.forum.public_id,
            "grid forum": self.grid_forum.public_id,
            "forum at its door": self.door_forum.public_id,
            "round": self.round.public_id,
            "grid round": self.grid_round.public_id,
            "request": self.request.public_id,
            "met": self.met.public_id,
            "next step": self.next_step.public_id,
            "delegation": partner.public_id,
            "waiting": self.forum.registrations.order_by("pk")[0].public_id,
            "run": self.draft.run.public_id,
            "repair": self.repair.public_id,
            "timetable": self.draft.public_id,
            "placed in a draft": self.placed[0].public_id,
            "part": self.part.public_id,
            "registration question": self.forum.questions.order_by("order")[0].public_id,
            "session": self.part.sessions.order_by("pk")[0].public_id,
            "signing": self.signing.public_id,
            "signing item": self.signing.signing_items.order_by("order")[0].public_id,
            "check": self.signing.check_items.order_by("order")[0].public_id,
            "organisation": self.company.public_id,
            "agency": self.ledger_role.agency.public_id,
            "obligation": self.agreement.obligations.order_by("pk")[0].public_id,
            "outcome": self.outcome.public_id,
            "follow-up": self.follow_up.public_id,
            "effect": self.effect.public_id,
            "report": self.report.public_id,
            "published report": self.report.public_id,
            "asset": self.company.assets.order_by("pk")[0].public_id,
            **self.news.ids,
            **self.rooms.ids,
            **self.sheets.ids,
            **self.calls.ids,
            **self.applications.ids,
            **self.ranked.ids,
            **self.reviews.ids,
        }


def _company(number: int) -> Organisation:
    # Every other one is an agency, which may host a forum.
    kind = "agency" if number % 2 else "company"
    return Organisation(name_ko=f"기업 {number}", name_en=f"Firm {number}", country="US", kind=kind, is_listed=True)


def _forum(number: int) -> Forum:
    state = "closed" if number % 2 else "open"
    starts_at = BEGAN + number * timedelta(hours=1) if number % 2 else COMING + number * timedelta(hours=1)
    return Forum(name_en=f"Forum {number}", zone="America/New_York", starts_at=starts_at, state=state, changed_at=BEGAN)


def _figure(forum: Forum, number: int) -> ReportedFigure:
    return ReportedFigure(
        forum=forum, order=number + 1, label_ko="참석", label_en="Attended", value=100, source_ko="보도",
        source_en="A paper", reported_on=BEGAN.date(),
    )  # fmt: skip


def _reason(run: TimetableRun, left: MeetingRequest, other: MeetingRequest, slots: list[Slot]) -> RunReason:
    helps = (
        Helps("come", (slots[0].pk, slots[2].pk), left.asking_id, None),
        Helps("give_up", (slots[1].pk,), None, other.pk),
    )
    told = Explained(left.pk, "no_common_slot", 0, ((slots[1].pk,), (slots[0].pk,)), (), (), helps)
    return RunReason(run=run, request=left, content=told.as_json())


def _run(held: PartneringRound, number: int) -> TimetableRun:
    return TimetableRun(
        round=held, number=number + 1, state="done", status="optimal", seed=1, budget_seconds=1, placed=number
    )


def _entry(number: int) -> dict[str, Any]:
    starts_at = COMING + number * timedelta(minutes=20)
    return {
        "meeting": f"00000000-0000-4000-8000-{number:012}",
        "request": f"00000000-0000-4000-9000-{number:012}",
        "sequence": 1,
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(minutes=20)).isoformat(),
        "table": 1,
        "area_ko": "",
        "area_en": "",
        "with_ko": "기업",
        "with_en": "Firm",
        "people": [],
    }
