"""The large rounds that are measured: name, recipe, budget. Each is run with every one of SEEDS."""

from bridgehead.engines.scheduling.generate import Recipe

SEEDS = (1, 2, 3)

#: Two days, patchy availability, more wishes than anybody can grant; the target is the weight.
TIGHT: dict[str, tuple[Recipe, float]] = {
    "usual-100-tight": (Recipe(participants=100, requests=450, slots=20, tables=20, absent=0.2), 1.0),
    "large-1000-tight": (Recipe(participants=1000, requests=7500, slots=24, tables=300, days=2, absent=0.2), 5.0),
    "large-1000-general": (
        Recipe(participants=1000, requests=7500, slots=24, tables=330, days=2, two_sides=False, skew=0.3),
        5.0,
    ),
    "large-10000-tight": (Recipe(participants=10000, requests=100000, slots=48, tables=1900, days=2, absent=0.4), 30.0),
    "large-10000-scarce": (
        Recipe(participants=10000, requests=100000, slots=24, tables=3800, days=2, absent=0.2),
        30.0,
    ),
    "large-10000-general": (
        Recipe(participants=10000, requests=100000, slots=48, tables=1900, days=2, two_sides=False, absent=0.4),
        30.0,
    ),
}
#: Everybody can come at any time and tables are no matter; the target is breaks.
ROOMY: dict[str, tuple[Recipe, float]] = {
    "large-1000-roomy": (
        Recipe(participants=1000, requests=7500, slots=48, tables=500, days=2, absent=0, skew=0),
        10.0,
    ),
    "large-10000-roomy": (
        Recipe(participants=10000, requests=75000, slots=48, tables=5000, days=2, absent=0, skew=0),
        30.0,
    ),
}
