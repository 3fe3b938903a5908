"""What company B does that is nobody's business but its own and its partners': each leaves what others see as it was.

B is the competitor's company. Its partners are made by the world (``worlds.py``); who looks on is none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from django.core.files.base import ContentFile

from bridgehead.accounts.actor import SYSTEM
from bridgehead.accounts.models import Consent
from bridgehead.agreements.actions.documents import DocumentSaid, add_document
from bridgehead.agreements.actions.obligations import ObligationSaid, add_obligation
from bridgehead.agreements.actions.said import AmountSaid, TermsSaid
from bridgehead.agreements.models import Confirmation
from bridgehead.directory.actions.joining import ask_to_join
from bridgehead.directory.actions.members import invite_member
from bridgehead.directory.models import MembershipRole
from bridgehead.events.models import ForumState, RegistrationState
from bridgehead.outcomes.actions.ladder import Case, Said, record_outcome
from bridgehead.partnering.actions.availability import set_availability, set_away
from bridgehead.partnering.actions.requests import (
    accept_request,
    change_strength,
    decline_request,
    say_no_thanks,
    send_request,
    withdraw_request,
    write_message,
)
from bridgehead.partnering.actions.seating import send_delegates
from bridgehead.partnering.actions.spots import set_on_the_spot
from bridgehead.partnering.models import Afterword, MeetingRequest
from bridgehead.programmes.actions.applications import save_answers
from bridgehead.programmes.actions.attachments import bring_file
from bridgehead.programmes.actions.questions import ask
from bridgehead.programmes.actions.teams import invite_writer
from tests.authorization.worlds import World
from tests.conftest import NOW
from tests.factories.agreements import agreed, answered, asked_of, corrected, drafted, licence_said, published, signed
from tests.factories.forums import ForumFactory, ForumSessionFactory, PartFactory, RegistrationFactory
from tests.factories.newsroom import wrote
from tests.factories.organisations import AssetFactory, MembershipFactory, OrganisationFactory
from tests.factories.partnering import RoundFactory, RunFactory, TimetableFactory, day_of, meeting_in
from tests.factories.people import UserFactory, actor_of
from tests.factories.places import VisitFactory
from tests.factories.programmes import CallFactory

Deed = Callable[[World, Random], None]
SECRET_DEEDS: dict[str, Deed] = {}
#: Stands in all that is told, so that whoever searches for it finds nothing.
WORD = "zephyrine"


def secret(deed: Deed) -> Deed:
    """Put a deed on the list."""
    SECRET_DEEDS[deed.__name__] = deed
    return deed


def _asked_by_b(world: World, chance: Random) -> MeetingRequest | None:
    partner = world.stranger_to_b(chance)
    if partner is None:
        return None
    return send_request(
        round_id=world.round.pk,
        asked_id=partner.pk,
        strength=chance.choice(["must", "like"]),
        message=f"{WORD} asks",
        by=world.b,
        now=NOW,
    )


def _asked_of_b(world: World, chance: Random) -> MeetingRequest | None:
    partner = world.stranger_to_b(chance)
    if partner is None:
        return None
    return send_request(
        round_id=world.round.pk, asked_id=world.delegation_b.pk, strength="like", message=WORD,
        by=world.actor_of(partner), now=NOW,
    )  # fmt: skip


@secret
def asks_a_partner(world: World, chance: Random) -> None:
    """B asks somebody for a meeting."""
    _asked_by_b(world, chance)


@secret
def asks_and_takes_it_back(world: World, chance: Random) -> None:
    """B asks and withdraws."""
    if asked := _asked_by_b(world, chance):
        withdraw_request(request_id=asked.pk, by=world.b, now=NOW)


@secret
def is_asked(world: World, chance: Random) -> None:
    """Somebody asks B."""
    _asked_of_b(world, chance)


@secret
def declines(world: World, chance: Random) -> None:
    """B declines with a reason."""
    if asked := _asked_of_b(world, chance):
        decline_request(request_id=asked.pk, reason=f"{WORD} no", by=world.b, now=NOW)


@secret
def accepts(world: World, chance: Random) -> None:
    """B accepts, must meet, and talks about it."""
    if asked := _asked_of_b(world, chance):
        write_message(request_id=asked.pk, text=f"{WORD} when?", by=world.b, now=NOW)
        accept_request(request_id=asked.pk, strength="must", by=world.b, now=NOW)


@secret
def wishes_more(world: World, chance: Random) -> None:
    """B says that it must meet somebody whom it asked."""
    if asked := _asked_by_b(world, chance):
        change_strength(
            request_id=asked.pk, strength="like" if asked.strength == "must" else "must", by=world.b, now=NOW
        )


@secret
def says_no_thanks(world: World, chance: Random) -> None:
    """B does not want to meet those who look on, nor one of its partners."""
    for about in (world.delegations["counterparty"], chance.choice(world.abroad)):
        say_no_thanks(delegation_about_id=about.pk, by=world.b, now=NOW)


@secret
def closes_slots(world: World, chance: Random) -> None:
    """B cannot come at some times."""
    slots = list(world.round.slots.order_by("pk"))
    closed = [each.pk for each in chance.sample(slots, 2)]
    set_availability(delegation_id=world.delegation_b.pk, closed_slot_ids=closed, by=world.b, now=NOW)


@secret
def says_who_of_it_comes(world: World, chance: Random) -> None:
    """B lets itself be asked on the spot, and sends somebody of its own to a meeting that it has asked for."""
    set_on_the_spot(delegation_id=world.delegation_b.pk, is_open=True, by=world.b, now=NOW)
    person = world.delegation_b.delegates.earliest("pk")
    slots = list(world.round.slots.order_by("pk"))
    set_away(delegate_id=person.pk, away_slot_ids=[chance.choice(slots).pk], by=world.b, now=NOW)
    if asked := _asked_by_b(world, chance):
        send_delegates(delegation_id=world.delegation_b.pk, sent={asked.pk: [person.pk]}, by=world.b, now=NOW)


@secret
def notes_how_it_went(world: World, chance: Random) -> None:
    """B writes after a meeting with a partner what it thinks of it."""
    if asked := _asked_of_b(world, chance):
        accept_request(request_id=asked.pk, by=world.b, now=NOW)
        Afterword.objects.create(
            request=asked, delegation=world.delegation_b, attendance="held", next_step="talks", note=WORD, said_at=NOW
        )


@secret
def is_placed_in_a_draft(world: World, chance: Random) -> None:
    """An officer computes another draft, with a meeting of B in it."""
    if asked := _asked_of_b(world, chance):
        accept_request(request_id=asked.pk, by=world.b, now=NOW)
        draft = TimetableFactory(round=world.round, run=RunFactory(round=world.round))
        table = world.round.tables.order_by("pk").first()
        meeting_in(draft, asked, world.round.slots.latest("pk"), table)


def _said(world: World, chance: Random) -> TermsSaid:
    partner = chance.choice(world.abroad).organisation
    amount = AmountSaid(component="upfront", amount=Decimal(chance.randrange(1, 10**9)), currency="USD")
    return replace(
        licence_said(world.company_b, partner), name_en=f"{WORD} licence", name_ko=f"{WORD} 계약", amounts=(amount,)
    )


@secret
def drafts_an_agreement(world: World, chance: Random) -> None:
    """A draft in a ledger, and one that is agreed."""
    drafted(_said(world, chance), keeper=world.agency)
    agreed(_said(world, chance), keeper=world.agency)


@secret
def signs_in_confidence(world: World, chance: Random) -> None:
    """A signed agreement that nobody has made public, with papers, duties and a correction of its amount."""
    made = signed(_said(world, chance), keeper=world.agency)
    given = ContentFile(WORD.encode(), name=f"{WORD}.txt")
    add_document(agreement_id=made.pk, given=given, said=DocumentSaid(name_en=WORD), by=SYSTEM, now=NOW)
    add_obligation(
        agreement_id=made.pk,
        said=ObligationSaid(due_on=NOW.date() + timedelta(days=9), name_en=WORD),
        by=SYSTEM,
        now=NOW,
    )
    corrected(made, amounts=(AmountSaid(component="upfront", amount=Decimal(chance.randrange(10**9)), currency="EUR"),))


@secret
def signs_under_embargo(world: World, chance: Random) -> None:
    """An agreement that is public in an hour."""
    published(_said(world, chance), keeper=world.agency, since=NOW + timedelta(hours=1))


@secret
def is_asked_to_confirm(world: World, chance: Random) -> None:
    """The parties of a confidential agreement are asked, and one answers."""
    asked: list[Confirmation] = asked_of(signed(_said(world, chance), keeper=world.agency))
    answered(asked[0])


@secret
def has_consulted(world: World, chance: Random) -> None:
    """The agency notes what B consulted about."""
    case = Case(
        rung="consulted", organisation_id=world.company_b.pk, on=NOW.date(), said_by="company", said_on=NOW.date(),
        said=Said(Decimal(chance.randrange(1, 10**9)), None, "USD"), note=WORD,
    )  # fmt: skip
    record_outcome(keeper_id=world.agency.pk, case=case, by=SYSTEM, now=NOW)


@secret
def writes_its_application(world: World, chance: Random) -> None:
    """B goes on with its application, brings a file and asks a colleague in."""
    mine = {"application_id": world.application_b.pk, "by": world.b, "now": NOW}
    save_answers(typed={"plan": {"en": f"{WORD} {chance.random()}"}}, seen={}, **mine)
    bring_file(field="deck", given=ContentFile(WORD.encode(), name=f"{WORD}.txt"), **mine)
    invite_writer(email=f"{WORD}{chance.randrange(10**6)}@example.com", language="en", **mine)


@secret
def asks_about_a_call(world: World, chance: Random) -> None:
    """B asks the programme; nobody has answered yet."""
    ask(call_id=world.application_b.call_id, text=f"{WORD}?", by=world.b, now=NOW)


@secret
def prepares_a_call(world: World, chance: Random) -> None:
    """The programme drafts another call."""
    CallFactory(
        programme=world.application_b.call.programme, name_en=WORD, name_ko=WORD,
        opens_at=NOW + timedelta(days=1), closes_at=NOW + timedelta(days=chance.randrange(2, 30)),
    )  # fmt: skip


@secret
def invites_and_is_asked_to_let_in(world: World, chance: Random) -> None:
    """B invites a colleague, and a stranger asks to join."""
    owner = actor_of(MembershipFactory(organisation=world.company_b, role=MembershipRole.OWNER).user)
    invite_member(
        organisation_id=world.company_b.pk, by=owner, email=f"{WORD}{chance.randrange(10**6)}@example.com",
        role="member", now=NOW,
    )  # fmt: skip
    ask_to_join(organisation_id=world.company_b.pk, note=WORD, by=actor_of(UserFactory()), now=NOW)


@secret
def expects_a_visitor(world: World, chance: Random) -> None:
    """B announces who comes to see it."""
    if world.premises is not None:
        VisitFactory(premises=world.premises, organisation=world.company_b, name=f"{WORD} {chance.random()}")


@secret
def comes_to_the_forum(world: World, chance: Random) -> None:
    """Somebody applies for the forum and is not approved; a person of B consents to one thing more."""
    RegistrationFactory(forum=world.round.forum, organisation=world.company_b)
    RegistrationFactory(
        forum=world.round.forum, organisation=world.company_b, state=RegistrationState.DECLINED, reason=WORD
    )
    Consent.objects.get_or_create(
        user=world.scene.people["competitor"], purpose="overseas_transfer", withdrawn_at=None,
        defaults={"text_version": "2026-11", "language": "en", "given_at": NOW},
    )  # fmt: skip


@secret
def plans_a_forum(world: World, chance: Random) -> None:
    """An agency drafts a forum at which B presents."""
    draft = ForumFactory(name_en=f"{WORD} forum", name_ko=f"{WORD} 포럼", state=ForumState.DRAFT, starts_at=NOW)
    draft.hosts.add(world.agency)
    ForumSessionFactory(part=PartFactory(forum=draft), name_en=WORD)
    day_of(RoundFactory(forum=draft), slots=chance.randrange(1, 4), tables=2)


@secret
def is_written_about(world: World, chance: Random) -> None:
    """The newsroom drafts an article, keeps one back until tomorrow, and one for good."""
    wrote(now=NOW, headline=f"{WORD} drafted", approved=False)
    wrote(now=NOW, headline=f"{WORD} tomorrow", public_from=NOW + timedelta(days=1))
    wrote(now=NOW, language="ko", headline=f"{WORD} 내일", public_from=NOW + timedelta(days=1))
    wrote(now=NOW, headline=f"{WORD} never", is_confidential=True)


@secret
def founds_what_is_not_listed(world: World, chance: Random) -> None:
    """B has a daughter company that is on no list, with a product, and somebody signed for it undisclosed."""
    daughter = OrganisationFactory(name_en=f"{WORD} Daughter", name_ko=f"{WORD} 자회사", is_listed=False)
    AssetFactory(organisation=daughter, name_en=WORD)
    said = _said(world, chance)
    hidden = replace(said.parties[1], organisation_id=daughter.pk)
    signed(replace(said, parties=(said.parties[0], hidden)), keeper=world.agency)
