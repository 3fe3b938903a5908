"""One scene with everything in it that somebody might not see: two forums, a round, rivals and their secrets.

Every secret holds a word of its own (a canary) that stands nowhere else, so that it is known wherever it shows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile

from bridgehead.accounts.actor import SYSTEM
from bridgehead.accounts.models import User
from bridgehead.agreements.actions.documents import DocumentSaid, add_document
from bridgehead.agreements.actions.obligations import ObligationSaid, add_obligation
from bridgehead.agreements.actions.publication import set_publication
from bridgehead.agreements.actions.said import AmountSaid
from bridgehead.agreements.models import (
    Agreement,
    Confirmation,
    Signatory,
    SignatoryState,
    SigningRequest,
    SigningState,
    Verdict,
)
from bridgehead.directory.actions.logos import set_logo
from bridgehead.directory.models import Invitation, MembershipRole, Organisation, RegistrationNumber
from bridgehead.events.actions.signing import add_signing, change_signing
from bridgehead.events.models import (
    CheckItem,
    Forum,
    ForumRoleKind,
    ForumSession,
    ForumState,
    ParticipantType,
    RegistrationState,
    SessionKind,
    SigningItem,
)
from bridgehead.foundation import clock
from bridgehead.foundation.files import store
from bridgehead.foundation.money import Exactness
from bridgehead.foundation.tokens import new_token, token_hash
from bridgehead.outcomes.actions.follow_ups import answer_follow_up
from bridgehead.outcomes.actions.ladder import Case, Said, record_outcome
from bridgehead.outcomes.actions.reports import draft_report, publish_edition
from bridgehead.outcomes.models import EditionFile, Outcome, StatedEffect
from bridgehead.partnering.actions.agreements import link_agreement
from bridgehead.partnering.adapters.freezing import freeze
from bridgehead.partnering.models import (
    HALL_PURPOSE,
    Afterword,
    Availability,
    CalendarFeed,
    Delegate,
    Delegation,
    FollowUp,
    HallScreen,
    MeetingRequest,
    NoThanks,
    PersonalTimetable,
    RequestMessage,
    RequestState,
    RunProblem,
    RunState,
    Side,
    SpotRequest,
    TimetableRun,
)
from bridgehead.partnering.queries.entries import entries_of
from bridgehead.partnering.queries.timetables import FEED_PURPOSE
from bridgehead.web.pictures import square_picture
from tests.authorization import applications, deciding, doors, news, programmes, registering, reviews, rooms, sheets
from tests.factories.agreements import (
    LedgerRoleFactory,
    agreed,
    answered,
    asked_of,
    drafted,
    licence_said,
    link_to,
    published,
    signed,
)
from tests.factories.forums import (
    AppearanceFactory,
    ApprovedRegistrationFactory,
    ForumFactory,
    ForumRoleFactory,
    ForumSessionFactory,
    PartFactory,
    RegistrationFactory,
    ReportedFigureFactory,
)
from tests.factories.organisations import AssetFactory, MembershipFactory, OrganisationFactory
from tests.factories.outcomes import inquired, open_data_of, stated
from tests.factories.outcomes import said as said_at
from tests.factories.partnering import (
    AcceptedRequestFactory,
    DelegateFactory,
    DelegationFactory,
    RequestFactory,
    RoundFactory,
    RunFactory,
    TimetableFactory,
    day_of,
    meeting_in,
)
from tests.factories.people import UserFactory
from tests.factories.pictures import sent as uploaded
from tests.factories.pictures import talkative_png
from tests.factories.signatures import sent, token_of

#: Each role and what it stands for; the matrix and the canaries speak of these.
ROLES = {
    "anonymous": "nobody has signed in",
    "registered": "has an account and applied to the forum, for a company outside the round",
    "delegate": "a delegate of company A, which asked company B",
    "owner": "owns company A, and is no delegate",
    "competitor": "a delegate of company C, on A's side of the round",
    "counterparty": "a delegate of company B, which A asked",
    "investor": "a delegate of an investor, which declined A",
    "staff": "serves at the venue of this forum",
    "press": "press officer of this forum",
    "officer": "runs this forum, and the programme",
    "other officer": "runs another forum, which is still a draft, and another programme",
    "ledger officer": "keeps the ledger of the agency in which A's agreements stand",
    "other ledger officer": "keeps the ledger of another agency",
    "newsroom": "writes and approves in the newsroom, and has no other power",
    "reviewer": "reviews for the programme, reads one application in a blind stage, and mentors",
    "recused reviewer": "reviews for the programme, reads nothing, and has a conflict with that application",
    "admin": "administers the platform",
}


@dataclass
class Scene:
    """The people by role, the ids that addresses take, and the canaries by what they give away."""

    people: dict[str, User]
    ids: dict[str, object]
    canaries: dict[str, str]


def build_scene() -> Scene:
    """Put everybody and everything in place."""
    canaries = {
        "request message": "canary-message",
        "decline reason": "canary-declined",
        "note after a meeting": "canary-afterwards",
        "note of a next step": "canary-next-step",
        "question": "canary-question",
        "draft forum": "canary-draft-forum",
        "unlisted organisation": "canary-unlisted",
        "registration reason": "canary-registration",
        "verification reason": "canary-unverified",
        "registration number": "canary-number",
        "draft timetable": "canary-draft-table",
        "own timetable": "canary-own-day",
        "logo file": "canary-logo",
        "embargoed agreement": "canary-embargoed",
        "concealed money": "canary-money",
        "unnamed party": "canary-unnamed",
        "contact of a party": "canary-contact",
        "correction of a party": "canary-correction",
        "counterfactual of a party": "canary-counterfactual",
        "deal value": "635,311,122,233",
        "undisclosed party": "canary-undisclosed",
        "signatory": "canary-signatory",
        "draft subject": "canary-draft-subject",
        "draft report": "canary-draft-report",
        "document": "canary-document",
        "agreed subject": "canary-agreed",
        "agreed value": "987,654,321",
        "own signing": "canary-own-signing",
        "paper of what is embargoed": "canary-embargoed-paper",
        "paper for the parties": "canary-inner-paper",
        "name of a public file": "canary-name-of-a-file",
        "came of a meeting": "canary-came-of-a-meeting",
        "consulted value": "876,543,210",
        "consulted note": "canary-consulted-note",
        "consulted file": "canary-consulted-file",
        "stated effect": "canary-stated-effect",
        "follow-up note": "canary-follow-up-note",
        "signatory of a paper": "canary-signs-a-paper",
        "address of a signatory": "canary-signs-at",
        "reason of a signatory": "canary-signs-not",
        "word of a party": "canary-word",
        "contact at a follow-up": "canary-asked-through",
        **rooms.CANARIES,
        **doors.CANARIES,
        **registering.CANARIES,
        **programmes.CANARIES,
        **applications.CANARIES,
        **deciding.CANARIES,
        **reviews.CANARIES,
        **news.CANARIES,
        **sheets.CANARIES,
    }
    people: dict[str, User] = {role: UserFactory() for role in ROLES if role not in {"anonymous", "admin"}}
    people["admin"] = UserFactory(is_platform_admin=True)
    forum = ForumFactory(name_en="Boston Forum", name_ko="보스턴 포럼")
    draft = ForumFactory(name_en=canaries["draft forum"], name_ko=canaries["draft forum"], state=ForumState.DRAFT)
    for role, kind, where in [
        ("officer", ForumRoleKind.OFFICER, forum),
        ("staff", ForumRoleKind.STAFF, forum),
        ("press", ForumRoleKind.PRESS, forum),
        ("other officer", ForumRoleKind.OFFICER, draft),
    ]:
        ForumRoleFactory(forum=where, user=people[role], role=kind)
    part = PartFactory(forum=forum)
    session = ForumSessionFactory(part=part)
    ReportedFigureFactory(forum=forum)
    held = RoundFactory(forum=forum)
    RoundFactory(forum=draft)
    slots, tables = day_of(held, slots=4, tables=3)
    tables[2].area_en = tables[2].area_ko = canaries["draft timetable"]
    tables[0].area_en = tables[0].area_ko = canaries["own timetable"]
    for table in tables:
        table.save()

    sides = {"delegate": Side.HOME, "competitor": Side.HOME, "counterparty": Side.ABROAD, "investor": Side.ABROAD}
    delegations: dict[str, Delegation] = {}
    for role, side in sides.items():
        company = OrganisationFactory(country="KR" if side == Side.HOME else "US", name_en=f"Company of {role}")
        kind = ParticipantType.INVESTOR if role == "investor" else ParticipantType.COMPANY
        ApprovedRegistrationFactory(forum=forum, user=people[role], organisation=company, participant_type=kind)
        delegations[role] = DelegationFactory(round=held, organisation=company, side=side)
        DelegateFactory(delegation=delegations[role], user=people[role])
    company_a = delegations["delegate"].organisation
    MembershipFactory(user=people["owner"], organisation=company_a, role=MembershipRole.OWNER)
    AppearanceFactory(session=session, organisation=company_a)
    asset = AssetFactory(organisation=company_a)
    RegistrationNumber.objects.create(
        organisation=company_a, scheme=RegistrationNumber.Scheme.LEI, number=canaries["registration number"]
    )
    said = canaries["logo file"]
    picture = square_picture(uploaded(talkative_png(said), f"{said}.png"))
    company_a = set_logo(
        organisation_id=company_a.pk, by=SYSTEM, picture=picture, now=datetime(2023, 4, 26, tzinfo=UTC)
    )
    EmailAddress.objects.create(
        user=people["registered"], email=people["registered"].email, verified=True, primary=True
    )
    invited = Invitation.objects.create(organisation=company_a, email=people["registered"].email)
    partner = DelegationFactory(round=held, side=Side.ABROAD, organisation=OrganisationFactory(country="US"))
    DelegateFactory(delegation=partner)

    unlisted = OrganisationFactory(
        name_en=canaries["unlisted organisation"],
        name_ko=canaries["unlisted organisation"],
        is_listed=False,
        verification_declined_at=datetime(2023, 4, 26, tzinfo=UTC),
        verification_reason=canaries["verification reason"],
    )
    MembershipFactory(organisation=unlisted, user=people["registered"], role=MembershipRole.OWNER)
    registration = RegistrationFactory(
        forum=forum,
        user=people["registered"],
        organisation=unlisted,
        state=RegistrationState.DECLINED,
        reason=canaries["registration reason"],
    )
    waiting = RegistrationFactory(forum=forum)

    asked = RequestFactory(
        asking=delegations["delegate"], asked=delegations["counterparty"], message=canaries["request message"]
    )
    RequestMessage.objects.create(request=asked, author=delegations["counterparty"], text=canaries["question"])
    RequestFactory(
        asking=delegations["delegate"],
        asked=delegations["investor"],
        state=RequestState.DECLINED,
        decline_reason=canaries["decline reason"],
    )
    NoThanks.objects.create(delegation=delegations["counterparty"], about=delegations["competitor"])
    Availability.objects.create(delegation=delegations["counterparty"], slot=slots[3])
    placed: list[MeetingRequest] = [
        AcceptedRequestFactory(asking=delegations["delegate"], asked=partner),
        AcceptedRequestFactory(asking=delegations["competitor"], asked=delegations["investor"]),
    ]
    published = TimetableFactory(
        round=held,
        run=RunFactory(round=held),
        state="published",
        version=1,
        published_at=datetime(2023, 4, 26, tzinfo=UTC),
    )
    for number, each in enumerate(placed):
        meeting_in(published, each, slots[number], tables[number])
    entries = entries_of(published)
    for each in Delegate.objects.filter(delegation__round=held):
        own = [{**entry, "sequence": 1} for entry in entries[each.pk]]
        PersonalTimetable.objects.create(timetable=published, delegate=each, user=each.user, entries=own)
    draft_timetable = TimetableFactory(round=held, run=RunFactory(round=held))
    meeting_in(draft_timetable, placed[0], slots[2], tables[2])
    at_work = RunFactory(round=held, state=RunState.RUNNING, status="")
    for run in TimetableRun.objects.all():
        RunProblem.objects.create(run=run, content=freeze(held).as_json())
    public_agreement = _published(company_a, delegations["counterparty"].organisation, canaries)
    agreement, asked_party, answered_party = _confirmed(company_a, delegations["counterparty"].organisation, canaries)
    LedgerRoleFactory(agency=agreement.keeper, user=people["ledger officer"])
    signing, signing_item, check = _signing(forum, public_agreement, canaries)
    feed = new_token()
    CalendarFeed.objects.create(user=people["delegate"], token_hash=token_hash(feed, purpose=FEED_PURPOSE))
    board = new_token()
    HallScreen.objects.create(round=held, token_hash=token_hash(board, purpose=HALL_PURPOSE))
    kept = _keep_ledgers(people, company_a, canaries)
    ids: dict[str, object] = {
        **kept,
        **_begun_at(placed[0], Organisation.objects.get(public_id=kept["agency"]), canaries),
        "feed": feed,
        "board": board,
        "link": link_to(asked_party, now=asked_party.asked_at),
        **_papers_to_sign(agreement, canaries),
        "asked agreement": agreement.public_id,
        "question": answered_party.public_id,
        "forum": forum.public_id,
        "draft forum": draft.public_id,
        "round": held.public_id,
        "request": asked.public_id,
        "delegation": delegations["counterparty"].public_id,
        "registration": registration.public_id,
        "waiting": waiting.public_id,
        "next step": _next_step(placed[0], canaries),
        "request on the spot": SpotRequest.objects.create(
            round=held,
            asking=delegations["delegate"],
            asked=delegations["counterparty"],
            slot=slots[2],
            table=tables[0],
        ).public_id,
        "slot": slots[3].public_id,
        "table": tables[2].public_id,
        "run": at_work.public_id,
        "timetable": draft_timetable.public_id,
        "placed in a draft": placed[0].public_id,
        "part": part.public_id,
        "session": session.public_id,
        "role": forum.role_holders.get(role=ForumRoleKind.STAFF).public_id,
        "person": people["delegate"].public_id,
        "organisation": company_a.public_id,
        "unlisted": unlisted.public_id,
        "asset": asset.public_id,
        "public agreement": public_agreement.public_id,
        "public paper": public_agreement.documents.get(is_public=True).file.sha256,
        "signing": signing.public_id,
        "signing item": signing_item.public_id,
        "check": check.public_id,
        "logo": company_a.logo_id,
        "invitation": invited.public_id,
        "member": company_a.memberships.get(user=people["delegate"]).public_id,
    }
    ids |= doors.open_door(forum, people, canaries)
    ids |= registering.ask_at_registration(forum, people, canaries)
    ids |= rooms.let_rooms(people, company_a, delegations["competitor"].organisation, canaries)
    ids |= programmes.call_for_companies(people, canaries)
    rival = delegations["competitor"].organisation
    ids |= applications.apply_for(ids["announced call"], people, company_a, rival, canaries)
    ids |= deciding.rank_a_call(ids, people, company_a, rival, canaries)
    ids |= reviews.let_review(ids["programme"], people, canaries)
    ids |= sheets.bring_in(canaries)
    ids |= sheets.ask(company_a, canaries)
    ids |= news.tell_news(people["newsroom"], company_a, forum, clock.now())
    return Scene(people, ids, canaries)


def _next_step(met: MeetingRequest, canaries: dict[str, str]) -> object:
    """What one side wants to come of a meeting, with a note for its own people, and is asked after."""
    word = Afterword.objects.create(
        request=met,
        delegation=met.asking,
        attendance="held",
        next_step="talks",
        note=canaries["note after a meeting"],
        said_at=NOTED,
    )
    note = canaries["note of a next step"]
    asked = FollowUp.objects.create(
        afterword=word, days=30, due_at=NOTED, course="under_way", note=note, answered_at=NOTED
    )
    return asked.public_id


def _published(seller: Organisation, buyer: Organisation, canaries: dict[str, str]) -> Agreement:
    """Sign what is public but for its money, what is public in a month, and what binds somebody who is not named."""
    said = licence_said(seller, buyer)
    kept = (AmountSaid(component="non_monetary", note_en=canaries["concealed money"]),)
    public = published(replace(said, amounts=kept), concealed=("money",))
    hour = datetime(2023, 5, 26, 13, 0, tzinfo=UTC)
    later = published(replace(said, name_en=canaries["embargoed agreement"], amounts=()), since=hour)
    _paper(later, canaries["paper of what is embargoed"], is_public=True)
    _paper(public, canaries["paper for the parties"], is_public=False)
    _paper(public, "Summary", is_public=True, called=canaries["name of a public file"])
    silent = OrganisationFactory(name_en=canaries["unnamed party"], name_ko="숨은 회사", is_listed=False)
    unnamed = replace(said.parties[1], organisation_id=silent.pk, is_disclosed=False, country="US")
    published(replace(said, parties=(said.parties[0], unnamed)))
    return public


def _paper(agreement: Agreement, word: str, *, is_public: bool, called: str = "") -> None:
    """Keep a document that holds a word and bears it as its title."""
    given = ContentFile(word.encode(), name=f"{called or word}.txt")
    said = DocumentSaid(name_en=word, is_public=is_public)
    add_document(agreement_id=agreement.pk, given=given, said=said, by=SYSTEM, now=NOTED)


def _confirmed(
    licensor: Organisation, licensee: Organisation, canaries: dict[str, str]
) -> tuple[Agreement, Confirmation, Confirmation]:
    """A's agreement with B: A is being asked, and B has answered with words that A must never read."""
    agreement = signed(licence_said(licensor, licensee))
    asked, answers = asked_of(agreement, name=canaries["contact of a party"])
    done = answered(
        answers,
        verdict=Verdict.CORRECTED,
        said={"signed_on": "", "subject": canaries["correction of a party"]},
        counterfactual_note=canaries["counterfactual of a party"],
    )
    return agreement, asked, done


def _papers_to_sign(agreement: Agreement, canaries: dict[str, str]) -> dict[str, object]:
    """A paper of A's agreement that waits for its signatures, and one that a signatory has declined in words."""
    now = clock.now()
    waits = sent(agreement, now=now)
    of_it = {"agreement": agreement, "document": waits.document, "sha256": waits.sha256, "provider": waits.provider}
    times = {"sent_at": now, "expires_at": waits.expires_at, "closed_at": now}
    declined = SigningRequest.objects.create(state=SigningState.DECLINED, **of_it, **times)
    Signatory.objects.create(
        request=declined,
        order=1,
        name_en=canaries["signatory of a paper"],
        email=f"{canaries['address of a signatory']}@example.com",
        language="en",
        state=SignatoryState.DECLINED,
        said_at=now,
        words=canaries["reason of a signatory"],
    )
    return {"paper to sign": waits.public_id, "link to sign": token_of(waits.signatories.earliest("order"))}


NOTED = datetime(2023, 4, 26, tzinfo=UTC)


def _keep_ledgers(people: dict[str, User], company: Organisation, canaries: dict[str, str]) -> dict[str, object]:
    """Two ledgers: in one a draft, and a licence of company A to somebody undisclosed, embargoed, with its papers."""
    agency, other = (OrganisationFactory(kind="agency", name_en=f"Agency {name}") for name in ("one", "two"))
    for where, role in ((agency, "ledger officer"), (other, "other ledger officer")):
        LedgerRoleFactory(agency=where, user=people[role])
    drafted(licence_said(company, name_en=canaries["draft subject"], name_ko=""), keeper=agency)
    hidden = OrganisationFactory(name_en=canaries["undisclosed party"], name_ko="", is_listed=False)
    said = licence_said(company, hidden)
    buys = replace(said.parties[1], is_disclosed=False, signatory_en=canaries["signatory"])
    value = replace(said.amounts[0], amount=Decimal(canaries["deal value"].replace(",", "")), exactness=Exactness.EXACT)
    kept = published(
        replace(said, parties=(said.parties[0], buys), amounts=(value,)),
        keeper=agency,
        since=datetime(2023, 6, 1, tzinfo=UTC),
    )
    _paper(kept, canaries["document"], is_public=False)
    due = ObligationSaid(due_on=date(2023, 4, 1), name_en="Report")
    owed = add_obligation(agreement_id=kept.pk, said=due, by=SYSTEM, now=NOTED)
    consulted, effect = _outcomes(agency, company, canaries)
    asked = kept.follow_ups.get(step=1)
    answer_follow_up(follow_up_id=asked.pk, came_of="under_way", note=canaries["follow-up note"], by=SYSTEM, now=NOTED)
    return {
        **_reports(agency, canaries),
        **_inquired(agency, company, canaries),
        "outcome": consulted.public_id,
        "effect": effect.public_id,
        "follow-up": asked.public_id,
        "agency": agency.public_id,
        "ledger role": LedgerRoleFactory(agency=agency).public_id,
        "agreement": kept.public_id,
        "document": kept.documents.get().public_id,
        "obligation": owed.public_id,
    }


def _inquired(agency: Organisation, company: Organisation, canaries: dict[str, str]) -> dict[str, object]:
    """At a follow-up that is due, A is being asked, and its partner has answered with words that A must never read."""
    agreement = signed(licence_said(company), keeper=agency, on=date(2023, 3, 1))
    look = agreement.follow_ups.get(step=1)
    waits, answers = inquired(look, now=NOTED, name=canaries["contact at a follow-up"])
    word = said_at(answers, now=NOTED, note=canaries["word of a party"])
    link = link_to(waits, now=NOTED)
    return {"asked follow-up": look.public_id, "word": word.public_id, "link at a follow-up": link}


def _reports(agency: Organisation, canaries: dict[str, str]) -> dict[str, object]:
    """A report that is published with its files, and one that is still a draft."""
    published(licence_said(OrganisationFactory()), keeper=agency)
    year: dict[str, Any] = {"first_day": date(2023, 1, 1), "last_day": date(2023, 12, 31), "name_ko": "성과"}
    common: dict[str, Any] = {"keeper_id": agency.pk, "by": SYSTEM, "now": NOTED}
    told = draft_report(name_en="Results", **year, **common)
    edition = publish_edition(report_id=told.pk, revision=0, by=SYSTEM, now=NOTED)
    kept = store(ContentFile(open_data_of(edition), "report.zip"), uploaded_by=None, now=NOTED)
    EditionFile.objects.create(edition=edition, kind="zip", file=kept)
    draft = draft_report(name_en=canaries["draft report"], **year, **common)
    return {"published report": told.public_id, "report": draft.public_id}


def _begun_at(met: MeetingRequest, keeper: Organisation, canaries: dict[str, str]) -> dict[str, object]:
    """A draft began at A's meeting with a partner: who runs the forum but keeps no ledger knows the meeting alone."""
    said = licence_said(met.asking.organisation, met.asked.organisation, name_en=canaries["came of a meeting"])
    draft = drafted(said, keeper=keeper)
    noted = link_agreement(request_id=met.pk, agreement_id=draft.pk, by=SYSTEM, now=NOTED)
    return {"met": met.public_id, "link of a meeting": noted.public_id}


def _outcomes(agency: Organisation, company: Organisation, canaries: dict[str, str]) -> tuple[Outcome, StatedEffect]:
    """What company A consulted about, and an effect that somebody stated: the agency keeps both to itself."""
    value = Said(Decimal(canaries["consulted value"].replace(",", "")), None, "USD")
    word = canaries["consulted file"]
    case = Case(
        rung="consulted",
        organisation_id=company.pk,
        on=NOTED.date(),
        said_by="company",
        said_on=NOTED.date(),
        said=value,
        note=canaries["consulted note"],
    )
    given = ContentFile(word.encode(), name=f"{word}.txt")
    consulted = record_outcome(keeper_id=agency.pk, case=case, given=given, by=SYSTEM, now=NOTED)
    return consulted, stated(agency, name_en=canaries["stated effect"])


def _signing(forum: Forum, public: Agreement, canaries: dict[str, str]) -> tuple[ForumSession, SigningItem, CheckItem]:
    """Let be signed at the forum what is agreed and nobody knows of yet, and what is public already."""
    session = ForumSessionFactory(part=forum.parts.get(), kind=SessionKind.SIGNING, starts_at=forum.starts_at)
    value = AmountSaid(component="upfront", amount=Decimal(987_654_321), currency="USD")
    parties = OrganisationFactory(), OrganisationFactory(country="US")
    hidden = agreed(licence_said(*parties, name_en=canaries["agreed subject"], amounts=(value,)))
    now = datetime(2023, 4, 26, tzinfo=UTC)
    item = add_signing(session_id=session.pk, agreement_id=hidden.pk, by=SYSTEM, now=now)
    change_signing(item_id=item.pk, note=canaries["own signing"], by=SYSTEM, now=now)
    hour = datetime(2023, 4, 27, 20, 0, tzinfo=UTC)
    set_publication(
        agreement_id=hidden.pk,
        revision=hidden.revision,
        public_from=hour,
        is_confidential=False,
        concealed=(),
        by=SYSTEM,
        now=now,
    )
    add_signing(session_id=session.pk, agreement_id=public.pk, by=SYSTEM, now=now)
    return session, item, session.check_items.order_by("order")[0]
