"""Worlds around the scene, made by chance: more companies, with requests, wishes and agreements of their own.

The scene holds one of each page and each person who looks on; what chance adds is what rivals have in number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from bridgehead.accounts.actor import Actor
from bridgehead.directory.actions.index import rebuild_search_index
from bridgehead.directory.models import InterestKind, InterestSide, Organisation
from bridgehead.partnering.models import Delegation, MeetingRequest, PartneringRound, RequestState, Side
from bridgehead.places.models import Premises
from bridgehead.programmes.models import Application
from tests.authorization.scene import Scene
from tests.conftest import NOW
from tests.factories.agreements import licence_said, published, signed
from tests.factories.organisations import InterestFactory, TopicFactory
from tests.factories.partnering import RequestFactory, delegation_of
from tests.factories.people import ConsentFactory, actor_of

ANSWERED = (RequestState.ACCEPTED, RequestState.DECLINED)


@dataclass
class World:
    """The scene, and what chance has added to it."""

    scene: Scene
    round: PartneringRound
    #: Those of the people who look on, and B's, by role.
    delegations: dict[str, Delegation]
    #: Delegations that chance has made, each with who speaks for it.
    home: list[Delegation]
    abroad: list[Delegation]
    agency: Organisation
    application_b: Application
    premises: Premises | None

    @property
    def delegation_b(self) -> Delegation:
        """B, a rival of those who look on."""
        return self.delegations["competitor"]

    @property
    def company_b(self) -> Organisation:
        """Its company."""
        return self.delegation_b.organisation

    @property
    def b(self) -> Actor:
        """Who acts for B, with all that has come to be since."""
        return actor_of(self.scene.people["competitor"])

    def actor_of(self, delegation: Delegation) -> Actor:
        """Return who acts for a delegation."""
        return actor_of(delegation.delegates.order_by("pk").first().user)  # type: ignore[union-attr]  # it has one

    def stranger_to_b(self, chance: Random) -> Delegation | None:
        """Return a partner between whom and B nothing is open, and nothing was said that forbids asking."""
        known = MeetingRequest.objects.filter(round=self.round)
        met = {pk for pair in known.values_list("asking_id", "asked_id") if self.delegation_b.pk in pair for pk in pair}
        unwanted = set(self.delegation_b.no_thanks.values_list("about_id", flat=True))
        free = [each for each in self.abroad if each.pk not in met | unwanted]
        return chance.choice(free) if free else None


def world_around(scene: Scene, chance: Random) -> World:
    """Grow a scene by chance."""
    held = PartneringRound.objects.get(public_id=scene.ids["round"])
    roles = ("delegate", "competitor", "counterparty", "investor")
    own = {role: Delegation.objects.get(round=held, delegates__user=scene.people[role]) for role in roles}
    topics = TopicFactory.create_batch(3)
    home = [_company(held, "KR", number, topics, chance) for number in range(chance.randrange(2, 5))]
    abroad = [_company(held, "US", number, topics, chance) for number in range(chance.randrange(20, 26))]
    everybody = [*own.values(), *home, *abroad[:6]]
    for _ in range(chance.randrange(8, 20)):
        _request(chance.choice(everybody), chance.choice(everybody), chance)
    agency = Organisation.objects.get(public_id=scene.ids["agency"])
    for each in chance.sample(home + abroad, 4):
        said = licence_said(each.organisation, chance.choice(abroad[:6]).organisation)
        if said.parties[0].organisation_id != said.parties[1].organisation_id:
            chance.choice([published, signed])(said, keeper=agency)
    for role in ("delegate", "competitor", "counterparty"):
        ConsentFactory(user=scene.people[role])
    rebuild_search_index()
    application = Application.objects.get(
        organisation=own["competitor"].organisation, call__public_id=scene.ids["announced call"]
    )
    premises = Premises.objects.filter(public_id=scene.ids["premises"]).first()
    return World(scene, held, own, home, abroad, agency, application, premises)


def _company(held: PartneringRound, country: str, number: int, topics: list[object], chance: Random) -> Delegation:
    made, _actor = delegation_of(held, country, name_en=f"Grown {country} {number}", name_ko=f"자란 {country} {number}")
    for side in chance.sample(list(InterestSide.values), chance.randrange(1, 3)):
        InterestFactory(
            organisation=made.organisation,
            side=side,
            kind=chance.choice(InterestKind.values),
            topics=chance.sample(topics, 2),
        )
    return made


def _request(asking: Delegation, asked: Delegation, chance: Random) -> None:
    pair = {asking.pk, asked.pk}
    if len(pair) < 2 or MeetingRequest.objects.filter(asking_id__in=pair, asked_id__in=pair).exists():
        return
    if asking.side == asked.side == Side.HOME:
        return
    state = chance.choice([RequestState.SENT, *ANSWERED])
    moment = NOW - timedelta(hours=chance.randrange(1, 40))
    RequestFactory(
        asking=asking,
        asked=asked,
        state=state,
        strength=chance.choice(["must", "like"]),
        answer_strength="like" if state == RequestState.ACCEPTED else "",
        answered_at=moment if state in ANSWERED else None,
    )
