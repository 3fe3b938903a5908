"""So that not everybody is led to the same few: by what each is shown less until no more comes to it than a cap.

When everybody asks by their chances, the sum of the chances with which one is asked comes to it. Where that is above
the cap its chances are lowered for all alike, and those of the others rise; what comes to them then may be above the
cap in turn. It is lowered again until nobody's is: whoever is lowered at all has just the cap in the end. Those who
want it most are led to it still, and the others elsewhere.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bridgehead.engines.ranking.sparse import Floats

#: By how much what comes may be above the cap in the end, and after how many turns it is left at that.
SLACK, TURNS = 0.01, 400


def inbound(chances: NDArray[np.float32], exposure: Floats) -> Floats:
    """What comes to each when each of the rows asks once by its chances, each of them times its exposure."""
    shown = exposure.astype(np.float32)
    whole = chances @ shown
    each = np.divide(1.0, whole, out=np.zeros_like(whole), where=whole > 0)
    return np.asarray((each @ chances).astype(np.float64) * exposure, np.float64)


def exposures(chances: NDArray[np.float32], side: NDArray[np.str_], most_times: float) -> Floats:
    """From above 0 to 1 for each: no more comes to it than so many times what comes to its side on average.

    ``chances`` has a row for each that asks, which sums to 1, or to 0 where there is nobody to ask.
    """
    exposure = np.ones(len(chances))
    comes = inbound(chances, exposure)
    most = np.zeros_like(comes)
    for own in np.unique(side):
        most[side == own] = most_times * comes[side == own].mean()
    for _ in range(TURNS):
        above = comes > most
        if not (comes > most * (1 + SLACK)).any():
            break
        exposure[above] *= most[above] / comes[above]
        comes = inbound(chances, exposure)
    return exposure
