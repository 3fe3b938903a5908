"""Partners: the definitions by brute force, what the order of what is given means, reasons that add up, the cap."""

from __future__ import annotations

from math import log1p
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridgehead.engines.ranking.bench.circles import circle as made_up
from bridgehead.engines.ranking.exposure import exposures, inbound
from bridgehead.engines.ranking.organisations import Answer, Circle, Organisation, Request
from bridgehead.engines.ranking.partners import Partners
from bridgehead.engines.ranking.signals import SIGNALS, Signal, Signals, common_topics, near_topics
from bridgehead.engines.ranking.weights import DEFAULTS, Choice, Weights, choices, fit, fitted_to
from tests.engines.ranking.circles import BROADER, DAY, circles
from tests.engines.ranking.partner_checker import Checker

UNHURRIED = settings(
    deadline=None, max_examples=60, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
ONE, OTHER, THIRD = 1, 2, 3


def asked_often(by: int, whom: int, answer: Answer, times: int = 4) -> list[Request]:
    return [Request(by, whom, DAY - 1 - number, answer) for number in range(times)]


@UNHURRIED
@given(circles())
def test_signals_are_what_their_definitions_say(circle: Circle) -> None:
    checker, signals = Checker(circle, dict(DEFAULTS)), Signals(circle)
    for row, one in enumerate(circle.organisations):
        found = signals.towards(row)
        others = [(place, other.id) for place, other in enumerate(circle.organisations) if place != row]
        for number, signal in enumerate(SIGNALS):
            expected = [checker.signal(signal, one.id, other) for _, other in others]
            assert found[number, [place for place, _ in others]] == pytest.approx(expected, abs=1e-9), signal


@UNHURRIED
@given(circles())
def test_suggestions_are_the_best_by_brute_force_and_their_parts_add_up(circle: Circle) -> None:
    checker, partners = Checker(circle, dict(DEFAULTS)), Partners(circle)
    for one in circle.organisations:
        found = partners.suggested(one.id, most=20)
        may = [other.id for other in circle.organisations if checker.may(one.id, other.id)]
        assert sorted(each.organisation for each in found) == may
        for each in found:
            assert sum(part.amount for part in each.parts) == pytest.approx(each.interest, abs=1e-9)
            assert each.score == pytest.approx(checker.score(one.id, each.organisation), rel=1e-5)
            assert [part.amount for part in each.parts] == sorted((part.amount for part in each.parts), reverse=True)
            assert all(part.amount > 0 for part in each.reasons)
        scores = [each.score for each in found]
        assert scores == sorted(scores, reverse=True)
        assert partners.suggested(one.id, most=2) == found[:2]


@UNHURRIED
@given(circles(), st.integers(0, 2**31))
def test_the_order_of_what_is_given_means_nothing(circle: Circle, seed: int) -> None:
    organisations, requests = list(circle.organisations), list(circle.requests)
    Random(seed).shuffle(organisations)
    Random(seed).shuffle(requests)
    again = Partners(Circle(organisations, requests, DAY, BROADER), most_times=1.5)
    partners = Partners(circle, most_times=1.5)
    for one in circle.organisations:
        assert partners.suggested(one.id) == again.suggested(one.id)


@UNHURRIED
@given(st.integers(2, 12), st.integers(0, 2**31), st.sampled_from((1.2, 2.0, 4.0)), st.booleans())
def test_no_more_comes_to_anybody_than_the_cap_of_its_side(count: int, seed: int, times: float, sided: bool) -> None:
    chance = np.random.default_rng(seed)
    side = np.where(chance.random(count) < 0.5, "home", "abroad") if sided else np.full(count, "")
    chances = np.exp(3 * chance.normal(size=count)) * np.exp(chance.normal(size=(count, count)))
    chances[(side[:, None] == side[None, :]) & (side[:, None] != "")] = 0.0
    np.fill_diagonal(chances, 0.0)
    whole = chances.sum(axis=1, keepdims=True)
    chances = np.divide(chances, whole, out=np.zeros_like(chances), where=whole > 0).astype(np.float32)
    before = inbound(chances, np.ones(count))
    shown = exposures(chances, side, times)
    after = inbound(chances, shown)
    assert after.sum() == pytest.approx(before.sum(), rel=1e-4)
    assert np.all((shown > 0) & (shown <= 1))
    for own in set(side.tolist()):
        most = times * before[side == own].mean()
        # Who may be asked by few alone gets what they ask, whatever is shown.
        if (side == own).sum() > 3:
            assert np.all(after[side == own] <= most * 1.02)
            assert after[(side == own) & (shown < 1)] == pytest.approx(most, rel=0.05)


@UNHURRIED
@given(circles(), st.data())
def test_who_is_left_out_or_known_is_not_suggested_and_moves_nobody(circle: Circle, data: st.DataObject) -> None:
    ids = [one.id for one in circle.organisations]
    out = data.draw(st.sets(st.sampled_from(ids)))
    partners = Partners(circle)
    for one in ids:
        whole = partners.suggested(one, most=20)
        assert partners.suggested(one, most=20, leaving_out=out) == [
            each for each in whole if each.organisation not in out
        ]
        new = {each.organisation for each in partners.suggested(one, most=20, only_new=True)}
        known = {
            who for each in circle.requests for who in (each.asking, each.asked) if one in (each.asking, each.asked)
        }
        assert new == {each.organisation for each in whole} - known


def test_a_circle_without_history_goes_by_what_is_sought_and_offered() -> None:
    circle = Circle(
        [
            Organisation(ONE, needs={"antibody": 1.0}, side="home"),
            Organisation(OTHER, offers={"adc": 1.0}, side="abroad"),
            Organisation(THIRD, offers={"imaging": 1.0}, side="abroad"),
            Organisation(4, offers={"antibody": 1.0}, side="home"),
        ],
        [],
        DAY,
        BROADER,
    )
    found = Partners(circle).suggested(ONE)
    assert [each.organisation for each in found] == [OTHER, THIRD]
    assert [(each.signal, each.topics, each.organisations) for each in found[0].reasons] == [
        (Signal.OFFERS_SOUGHT, ("antibody",), 0)
    ]
    assert found[1].reasons == ()
    assert Partners(Circle([], [], DAY)).signals.count == 0


def test_topics_in_common_are_told_by_what_is_sought_or_above_it_offered() -> None:
    circle = Circle(
        [
            Organisation(ONE, needs={"adc": 1.0, "cell": 1.0, "imaging": 1.0}),
            Organisation(OTHER, offers={"antibody": 1.0, "car-t": 1.0, "bispecific": 1.0}),
        ],
        [],
        DAY,
        BROADER,
    )
    assert common_topics(circle, ONE, OTHER) == ["antibody", "cell"]
    assert common_topics(circle, OTHER, ONE) == []
    assert near_topics(circle, ONE, OTHER) == ["antibody", "cell"]


def test_what_is_near_is_told_by_what_is_above_both() -> None:
    circle = Circle(
        [Organisation(ONE, needs={"adc": 1.0}), Organisation(OTHER, offers={"bispecific": 1.0}), Organisation(THIRD)],
        [],
        DAY,
        BROADER,
    )
    assert common_topics(circle, ONE, OTHER) == []
    (reason,) = Partners(circle).suggested(ONE)[0].reasons
    assert (reason.signal, reason.topics, reason.is_near) == (Signal.OFFERS_SOUGHT, ("antibody",), True)


def test_what_an_organisation_declines_lowers_it_and_both_directions_count_from_three_answers_on() -> None:
    organisations = [Organisation(who, kind="company") for who in range(5)]
    history = [*asked_often(3, 1, Answer.ACCEPTED), *asked_often(3, 2, Answer.DECLINED)]
    found = {each.organisation: each for each in Partners(Circle(organisations, history, DAY)).suggested(0)}
    assert found[1].accepts > 0.5 > found[2].accepts
    assert found[1].wants == pytest.approx(found[2].wants)
    assert found[1].score > found[2].score
    assert {each.both_count for each in found.values()} == {0.0}
    answered = [*history, *asked_often(4, 0, Answer.DECLINED, times=2)]
    assert Partners(Circle(organisations, answered, DAY)).suggested(0, most=1)[0].both_count == pytest.approx(2 / 3)


def test_what_is_known_by_number_alone_counts_for_its_kind() -> None:
    circle = Circle(
        [Organisation(0, "company"), Organisation(1, "investor"), Organisation(2, "venue"), Organisation(3, "venue")],
        [],
        DAY,
        counted={("company", 2): 10, ("investor", 3): 15, ("press", 3): 5, ("company", 99): 5},
    )
    partners = Partners(circle, weights=Weights({Signal.POPULAR: 1.0}))
    found = {
        asking: [
            (each.organisation, [part.organisations for part in each.reasons]) for each in partners.suggested(asking)
        ]
        for asking in (0, 1)
    }
    assert found == {0: [(2, [10]), (1, []), (3, [])], 1: [(3, [15]), (0, []), (2, [])]}


def test_whom_one_has_met_as_only_it_knows_comes_first_for_it_alone() -> None:
    partners = Partners(Circle([Organisation(who) for who in range(4)], [], DAY), most_times=2.0)
    found = partners.suggested(0, met=[3, 99])
    assert [each.organisation for each in found] == [3, 1, 2]
    assert [(part.signal, part.amount) for part in found[0].parts] == [
        (Signal.AGAIN, pytest.approx(DEFAULTS[Signal.AGAIN] * log1p(1 / 0.2)))
    ]
    assert partners.suggested(0) == Partners(Circle([Organisation(who) for who in range(4)], [], DAY)).suggested(0)


def test_reasons_tell_on_how_many_organisations_they_rest() -> None:
    makers = [Organisation(who, "company", needs={"adc": 1.0}) for who in range(4)]
    circle = Circle(
        [*makers, Organisation(9, "investor"), Organisation(8, "investor", needs={"cell": 1.0})],
        [Request(1, 9, 10.0), Request(2, 9, 11.0), Request(2, 9, 12.0), Request(0, 3, 12.0), Request(3, 9, 13.0)],
        DAY,
    )
    told = {part.signal: part.organisations for part in Partners(circle).suggested(0, most=1)[0].parts}
    assert {signal: told[signal] for signal in (Signal.ALIKE, Signal.KIND, Signal.POPULAR, Signal.SHARED)} == {
        Signal.ALIKE: 3,
        Signal.KIND: 3,
        Signal.POPULAR: 3,
        Signal.SHARED: 1,
    }


def test_the_cap_leads_those_elsewhere_who_want_it_less() -> None:
    """Everybody has asked one that offers antibodies; those who seek cells have others that offer them."""
    seeking = {who: ("adc" if who < 10 else "cell") for who in range(20)}
    seekers = [Organisation(who, needs={topic: 1.0}, side="home") for who, topic in seeking.items()]
    others = [Organisation(100 + who, offers={"cell" if who else "adc": 1.0}, side="abroad") for who in range(9)]
    crowd = [Request(who, 100, 700.0 + day) for who in range(200, 230) for day in range(9)]
    crowd_of = [Organisation(who, side="home") for who in range(200, 230)]
    circle = Circle([*seekers, *others, *crowd_of], crowd, DAY)
    weights = Weights({Signal.OFFERS_SOUGHT: 2.0, Signal.POPULAR: 0.5})

    def firsts(most_times: float | None) -> list[bool]:
        partners = Partners(circle, weights=weights, most_times=most_times)
        return [partners.suggested(who, most=1)[0].organisation == 100 for who in seeking]

    assert firsts(None) == [True] * 20
    assert firsts(2.0) == [True] * 10 + [False] * 10


def test_fitting_finds_what_was_chosen_by_and_never_goes_below_zero() -> None:
    chance = np.random.default_rng(7)
    truth = np.zeros(len(SIGNALS))
    truth[[0, 6]] = 2.0, 1.0
    learnt = []
    for _ in range(600):
        signals = chance.normal(size=(len(SIGNALS), 12))
        odds = np.exp(truth @ signals)
        chosen = np.zeros(12, bool)
        chosen[chance.choice(12, p=odds / odds.sum())] = True
        learnt.append(Choice(signals, chosen))
    found = fit(learnt, np.full(len(SIGNALS), 0.5))
    assert found[[0, 6]] == pytest.approx([2.0, 1.0], abs=0.25)
    assert np.all(found >= 0)
    assert np.all(np.delete(found, [0, 6]) < 0.2)
    assert fit([], truth).tolist() == truth.tolist()


def test_weights_fitted_to_a_circle_are_those_of_its_choices_whatever_the_order() -> None:
    circle = made_up(60, requests=400, topics=30)
    found = fitted_to(circle)
    again = fitted_to(Circle(circle.organisations[::-1], circle.requests[::-1], circle.day, circle.broader))
    assert found == again
    assert found != Weights()
    assert fitted_to(Circle(circle.organisations, [], circle.day)) == Weights()
    assert choices(circle, {-1: [0]}) == []


def test_of_very_many_choosers_some_are_learnt_from_evenly() -> None:
    circle = Circle([Organisation(who) for who in range(401)], [], DAY)
    assert len(choices(circle, {who: [400] for who in range(200)})) == 200
    assert len(choices(circle, {who: [400] for who in range(400)})) == 200
    found = choices(circle, {who: [400] for who in range(399)})
    assert len(found) == 200
    assert all(one.chosen.sum() == 1 for one in found)


def test_wrong_input_is_refused() -> None:
    with pytest.raises(ValueError, match="two organisations have one id"):
        Circle([Organisation(1), Organisation(1)], [], DAY)
    with pytest.raises(ValueError, match="the topic a is broader than itself"):
        Circle([], [], DAY, {"a": "b", "b": "a"})
    with pytest.raises(ValueError, match="a weight is a number from 0: kind"):
        Weights({Signal.KIND: -1.0})
    with pytest.raises(KeyError):
        Partners(Circle([Organisation(1)], [], DAY)).suggested(2)
