"""What A can see does not depend on what B keeps secret: in worlds made by chance, all that A fetches stays equal.

``WORLDS=20 pytest tests/authorization/test_interference.py`` looks into twenty worlds with the eyes of everybody.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from difflib import unified_diff
from pprint import pformat
from random import Random
from typing import Any
from unittest import mock

import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.db import transaction

from bridgehead.agreements import search_index as agreements_index
from bridgehead.directory.actions.index import rebuild_search_index
from bridgehead.directory.models import Invitation
from bridgehead.events.models import ForumState
from bridgehead.foundation.refusals import Refused
from bridgehead.partnering.actions.requests import send_request
from bridgehead.partnering.models import MeetingRequest
from bridgehead.partnering.queries import participants
from tests.authorization.observing import Told, explored, mailed, observed
from tests.authorization.scene import Scene
from tests.authorization.secret_deeds import SECRET_DEEDS, WORD
from tests.authorization.worlds import World, world_around
from tests.clocks import standing_still
from tests.conftest import NOW
from tests.factories.agreements import licence_said, published
from tests.factories.forums import ApprovedRegistrationFactory, ForumFactory, ForumSessionFactory, PartFactory
from tests.factories.newsroom import wrote
from tests.factories.organisations import AssetFactory, MembershipFactory, OrganisationFactory
from tests.factories.partnering import SlotFactory
from tests.factories.people import actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.long]

WORLDS = int(os.environ.get("WORLDS", "0"))
#: Who looks on; the first of them always, all of them in many worlds.
LOOKING = ("delegate", "anonymous", "investor", "counterparty", "registered", "owner")
ALWAYS = ("delegate", "anonymous")


@pytest.fixture(autouse=True)
def _without_rate_limits(settings: LazySettings) -> None:
    settings.ACCOUNT_RATE_LIMITS = False


@contextmanager
def _undone() -> Iterator[None]:
    """Take back what is done within, numbers of rows included."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _same_ids() -> Iterator[None]:
    """Let what is made within get the same random ids each time: what comes of an id is no secret's doing."""
    with mock.patch.object(os, "urandom", Random(7).randbytes):
        yield


def _do_secretly(world: World, chance: Random, names: list[str]) -> list[str]:
    """Let B do its deeds; return those that came about: what is refused at that moment is none."""
    done = []
    for name in names:
        try:
            with transaction.atomic():
                SECRET_DEEDS[name](world, chance)
            done.append(name)
        except Refused:
            continue
    return done


def _act_openly(world: World) -> None:
    """Let those who look on do something of their own afterwards: what is numbered on from there tells of no gap."""
    person, own = world.scene.people["delegate"], world.delegations["delegate"].organisation
    lead = actor_of(person)
    open_to = [each for each in world.abroad if not _open_between(world.delegations["delegate"].pk, each.pk)]
    send_request(round_id=world.round.pk, asked_id=open_to[0].pk, strength="like", message="Hello", by=lead, now=NOW)
    AssetFactory(organisation=own, name_en="Open candidate", name_ko="공개 후보물질")
    SlotFactory(round=world.round, number=9)
    company = MembershipFactory(
        user=person, role="owner", organisation__name_en="Open Company", organisation__name_ko="공개 회사"
    ).organisation
    for state, days in ((ForumState.CLOSED, -1), (ForumState.OPEN, 40)):
        named = {"name_en": f"Open Forum {state}", "name_ko": f"공개 포럼 {state}"}
        forum = ForumFactory(**named, state=state, starts_at=NOW + timedelta(days=days))
        ForumSessionFactory(part=PartFactory(forum=forum, number=1), name_en="Open session", name_ko="공개 세션")
        ApprovedRegistrationFactory(forum=forum, user=person, organisation=company, membership=False)
    EmailAddress.objects.get_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
    inviter = OrganisationFactory(name_en="Open Inviter", name_ko="공개 초대사")
    Invitation.objects.create(organisation=inviter, email=person.email)
    published(licence_said(own, company), keeper=world.agency)
    wrote(now=NOW, headline="An open article")
    rebuild_search_index()


def _open_between(one: int, other: int) -> bool:
    return MeetingRequest.objects.filter(asking_id__in=(one, other), asked_id__in=(one, other)).exists()


def _looked_at(
    world: World, addresses: Mapping[str, Iterable[str]], secretly: Callable[[], Any]
) -> tuple[Any, Any, Any]:
    """Return what everybody who looks on is told in a world in which something was done secretly, and what that was."""
    with _undone():
        done = secretly()
        with _same_ids():
            _act_openly(world)
        told = {role: observed(world.scene, role, some) for role, some in addresses.items()}
        mails = mailed(world.scene, addresses)
    return told, mails, done


def _differences(one: dict[str, dict[str, Told]], other: dict[str, dict[str, Told]]) -> dict[str, list[str]]:
    """Return what differs, line by line, by role and address."""
    return {
        f"{role} {to}": [
            line
            for line in unified_diff(_lines(one[role][to]), _lines(other[role][to]), lineterm="", n=0)
            if not line.startswith(("---", "+++", "@@"))
        ][:8]
        for role in one
        for to in one[role]
        if one[role][to] != other[role][to]
    }


def _is_shut(to: str, told: Told) -> bool:
    """Whether it is the page of a desk that opens to others: which do is the matrix's question."""
    return "/desk/" in to and told.status in {302, 404, 405}


def _lines(told: Told) -> list[str]:
    return [str(told.status), *told.head, *told.body.replace("><", ">\n<").splitlines()]


def _by_deed(world: World, seed: int, deeds: list[str], leaks: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return which deed by itself is seen, and where: it alone need be mended."""
    addresses: dict[str, list[str]] = {}
    for leak in leaks:
        role, _space, to = leak.partition(" ")
        addresses.setdefault(role, []).append(to)
    plain, _mails, _none = _looked_at(world, addresses, list)
    found = {}
    for deed in deeds:
        told, _mails, _done = _looked_at(world, addresses, lambda deed=deed: _do_secretly(world, Random(seed), [deed]))
        found[deed] = sorted(_differences(plain, told))[:5]
    return {deed: places for deed, places in found.items() if places}


@pytest.mark.parametrize("seed", range(max(WORLDS, 1)))
def test_nobody_sees_what_b_keeps_secret(seed: int, scene: Scene) -> None:
    """On no page, in no search, list, feed, calendar, file and mail, by no count, order, gap or tag."""
    with standing_still(NOW):
        chance = Random(seed)
        world = world_around(scene, chance)
        names = chance.sample(sorted(SECRET_DEEDS), len(SECRET_DEEDS))
        words = (WORD, world.company_b.name_en, "Grown", "licence", "Kim")
        looking = LOOKING if WORLDS else ALWAYS
        mailed(scene, looking)
        with _undone():
            with _same_ids():
                _act_openly(world)
            before = {role: explored(scene, role, words) for role in looking}
            mails_before = mailed(scene, looking)

        seen = {
            role: {to: each for to, each in told.items() if not _is_shut(to, each)} for role, told in before.items()
        }
        after, mails_after, done = _looked_at(world, seen, lambda: _do_secretly(world, Random(seed), names))

        leaks = _differences(seen, after)
        told = {**leaks, **({"by deed": _by_deed(world, seed, done, leaks)} if leaks else {})}
        assert told == {}, pformat(told, width=160)
        assert mails_after == mails_before
        assert len(done) > len(names) * 3 // 4, sorted(set(names) - set(done))
        assert all(len(some) > 100 for some in seen.values())


def _counts_over_all(monkeypatch: pytest.MonkeyPatch) -> str:
    """A count over everybody's requests."""

    def planted(place: Any) -> participants.Quota:
        return participants.Quota(MeetingRequest.objects.filter(round=place.held).count(), 0)

    monkeypatch.setattr(participants, "quota_of", planted)
    return "/partners/"


def _searches_over_all(monkeypatch: pytest.MonkeyPatch) -> str:
    """A search that counts what is not public among what is found."""
    asked = agreements_index.holding_publicly

    def planted(tokens: Any, **others: Any) -> list[int]:
        return [*asked(tokens, **others), *agreements_index.holding(tokens, keepers=None)]

    monkeypatch.setattr(agreements_index, "holding_publicly", planted)
    return "/search/"


@pytest.mark.parametrize("plant", [_counts_over_all, _searches_over_all], ids=lambda plant: plant.__name__)
def test_a_planted_leak_is_found(
    plant: Callable[[pytest.MonkeyPatch], str], scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: where something tells of B, it is seen."""
    place = plant(monkeypatch)
    with standing_still(NOW):
        world = world_around(scene, Random(1))
        some = [f"/en/search/?q={WORD}", f"/en/partnering/{world.round.public_id}/partners/"]
        plain, _mails, _none = _looked_at(world, {"delegate": some}, list)
        told, _mails, _done = _looked_at(
            world, {"delegate": some}, lambda: _do_secretly(world, Random(1), ["asks_a_partner", "drafts_an_agreement"])
        )

    assert [to for to in _differences(plain, told) if place in to] == [f"delegate {to}" for to in some if place in to]
