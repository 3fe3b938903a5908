"""Whom a sponsor asks next: clinical trials replayed, by ours and by peers, with nothing of the future.

The protocol, in full:

- *Data.* `ctg_partners.csv` (see `trials.py`). An organisation is its name as written, without spaces around it: no
  two spellings are joined, so that "Celgene" and "Celgene Corporation" are two.
- *Pairs.* A sponsor and a collaborator of one trial. A pair of organisations counts once, at the trial that joined
  them first, whichever of the two was the sponsor; later trials of the same two are no new pair.
- *Held out.* The newest `HELD_OUT` of the pairs, by the number of their trial. The day of the first of them is the cut:
  what is known, for all who suggest, are the trials before it. Nothing is learnt after the cut, and nothing was chosen
  by looking behind it: weights, half-life, units and the settings of the peers come from the pairs before it, in
  stretches of time, and from random halves of the sponsors.
- *Queries.* Each sponsor with at least one held-out pair whose collaborator had a partner before the cut; those
  collaborators are what is to be foreseen. Sponsors that nobody knew before the cut are asked for too.
- *Candidates.* All organisations that had a partner before the cut, in either role, but the sponsor itself and those
  it had to do with before (as sponsor or as collaborator): new pairs only.
- *Score.* nDCG at ten, all that is to be foreseen worth the same, the mean over queries. Among equal scores of a
  peer the organisation with more partners stands first, then, as for ours, the one that stands first in the data.
- *Topics.* The words of titles, conditions and interventions stand for topics: needs are those of the trials that an
  organisation sponsored before the cut, offers those of all it took part in before it. Words of names stand for places
  and kinds.
- *Two ways.* "From history" knows nothing of a sponsor but what it did before the cut. "With needs stated" knows the
  words of the trials for which it looks for partners, as an organisation states what it seeks when it comes to a
  forum, less every word of the names of those trials' collaborators.

Of answers the trials tell nothing: acceptance and the other direction rest where they are without any, and exposure is
not capped, but for the measure that says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

from bridgehead.engines.ranking.bench.partner_peers import Scores, peers, popularity
from bridgehead.engines.ranking.bench.trials import WORD, Trials
from bridgehead.engines.ranking.organisations import Circle
from bridgehead.engines.ranking.partners import Partners
from bridgehead.engines.ranking.signals import Signals
from bridgehead.engines.ranking.weights import Weights, fitted

HELD_OUT, MOST = 0.3, 10
#: Where the earlier pairs are cut to learn from: the first stretch is only listened to.
STRETCHES = (0.15, 0.29, 0.43, 0.57, 0.71, 0.85, 1.0)
HISTORY, STATED = "from history", "with needs stated"
MOST_TIMES = 3.0


@dataclass(frozen=True, slots=True)
class Foreseen:
    """nDCG at ten of each (ours by way, with the weights as shipped and capped, and the peers), over what."""

    ndcg: Mapping[str, float]
    queries: int
    unknown: int
    candidates: int
    wanted: int
    weights: Mapping[str, Weights]


def foreseen(trials: Trials, *, whole: bool = True) -> Foreseen:
    """Foresee the held-out pairs of trials: by all, or only by ours as fitted and by popularity."""
    pairs = trials.pairs
    cut = int(len(pairs) * (1 - HELD_OUT))
    if not 0 < cut < len(pairs):
        return Foreseen({}, 0, 0, 0, 0, {})
    day = pairs[cut][0]
    known, later = [pair for pair in pairs if pair[0] < day], [pair for pair in pairs if pair[0] >= day]
    asked = Asked(trials, day, later)
    weights = {way: learnt(trials, known, stated=way is STATED) for way in (HISTORY, STATED)}
    found = {}
    for way, own in weights.items():
        circle = asked.circle(stated=way is STATED)
        found[way] = asked.gain(Partners(circle, weights=own))
        if whole:
            found[f"{way}, weights as shipped"] = asked.gain(Partners(circle))
            found[f"{way}, exposure capped"] = asked.gain(Partners(circle, weights=own, most_times=MOST_TIMES))
    found |= asked.gains_of(peers if whole else popularity)
    unknown = sum(sponsor not in asked.candidates for sponsor in asked.wanted)
    wanted = sum(map(len, asked.wanted.values()))
    return Foreseen(found, len(asked.wanted), unknown, len(asked.candidates), wanted, weights)


def learnt(trials: Trials, known: Sequence[tuple[float, int, int]], *, stated: bool) -> Weights:
    """Weights from the pairs before the cut, each stretch of them foreseen from those before it."""
    days = [known[min(int(part * len(known)), len(known) - 1)][0] for part in STRETCHES]
    ends = [*days[1:-1], known[-1][0] + 1]
    cuts = [(begin, end) for begin, end in zip(days[:-1], ends, strict=True) if begin < end]

    def circle_at(begin: float, end: float) -> Circle:
        later = [pair for pair in known if begin <= pair[0] < end]
        return Asked(trials, begin, later, until=end).circle(stated=stated)

    return fitted(circle_at, known, cuts)


class Asked:
    """What is asked on a day: the sponsors, what they state, and which new partners are to be foreseen."""

    def __init__(
        self, trials: Trials, day: float, later: Sequence[tuple[float, int, int]], until: float = float("inf")
    ) -> None:
        self.trials, self.day = trials, day
        before = [trial for trial in trials.of if trial.day < day and trial.collaborators]
        self.candidates = {who for trial in before for who in (trial.sponsor, *trial.collaborators)}
        self.wanted: dict[int, set[int]] = defaultdict(set)
        for _, sponsor, other in later:
            if other in self.candidates:
                self.wanted[sponsor].add(other)
        self._stated = self._words(until)

    def circle(self, *, stated: bool) -> Circle:
        """What is known on the day; stated words are known by their sponsor's own word."""
        return self.trials.circle(self.day, self._stated if stated else dict.fromkeys(self._stated, frozenset()))

    def gain(self, partners: Partners) -> float:
        """The mean nDCG at ten of suggestions."""
        circle = partners.circle
        unknown = {one.id for one in circle.organisations} - self.candidates
        gains = []
        for sponsor, wanted in sorted(self.wanted.items()):
            found = partners.suggested(sponsor, most=MOST, leaving_out=unknown, only_new=True)
            gains.append(ndcg([one.organisation for one in found], wanted))
        return float(np.mean(gains)) if gains else 0.0

    def gains_of(self, others: Callable[[Signals], Mapping[str, Scores]]) -> dict[str, float]:
        """The mean nDCG at ten of each of the others."""
        partners = Partners(self.circle(stated=False))
        signals, circle = partners.signals, partners.circle
        row = circle.row
        may = np.array([one.id in self.candidates for one in circle.organisations], bool)
        found = {}
        for name, scores in others(signals).items():
            gains = []
            for sponsor, wanted in sorted(self.wanted.items()):
                shown = may & (signals.partners_of(row[sponsor]) == 0)
                shown[row[sponsor]] = False
                told = np.where(shown, scores(row[sponsor]), -np.inf)
                best = np.lexsort((-signals.degree, -told))[:MOST]
                gains.append(ndcg([circle.organisations[one].id for one in best.tolist()], wanted))
            found[name] = float(np.mean(gains)) if gains else 0.0
        return found

    def _words(self, until: float) -> dict[int, frozenset[str]]:
        """The words of the trials for which each sponsor looks for new partners, less those of the partners' names."""
        found: dict[int, frozenset[str]] = dict.fromkeys(self.wanted, frozenset())
        for trial in self.trials.of:
            if self.day <= trial.day < until and self.wanted.get(trial.sponsor, set()) & set(trial.collaborators):
                names = " ".join(self.trials.names[other] for other in trial.collaborators)
                found[trial.sponsor] |= trial.words - set(WORD.findall(names.lower()))
        return found


def ndcg(listed: Sequence[int], wanted: set[int]) -> float:
    """The discounted gain at ten, against that of a list that has all that is wanted first."""
    gain = sum(1 / log2(2 + place) for place, one in enumerate(listed[:MOST]) if one in wanted)
    return gain / sum(1 / log2(2 + place) for place in range(min(MOST, len(wanted))))


def half(trials: Trials, seed: int) -> Trials:
    """The trials of a random half of the sponsors."""
    chosen = np.random.default_rng(seed).random(len(trials.names)) < 0.5
    return Trials(trials.names, [trial for trial in trials.of if chosen[trial.sponsor]])
