"""The usual and the large rounds that are measured: name, recipe, budget in seconds."""

from bridgehead.engines.scheduling.generate import Recipe

#: Usual forums of every shape: more wishes than seats, people who come and go; what a second brings.
USUAL: dict[str, tuple[Recipe, float]] = {
    "usual-60-short": (Recipe(participants=60, requests=260, slots=12, tables=16, absent=0.2), 1.0),
    "usual-60-tight": (Recipe(participants=60, requests=300, slots=14, tables=20, absent=0.3), 1.0),
    "usual-80-general": (
        Recipe(participants=80, requests=380, slots=16, tables=22, absent=0.2, two_sides=False),
        1.0,
    ),
    "usual-90-patchy": (Recipe(participants=90, requests=500, slots=13, tables=36, absent=0.35), 1.0),
    "usual-100-tight": (Recipe(participants=100, requests=450, slots=20, tables=20, absent=0.2), 1.0),
    "usual-100-patchy": (Recipe(participants=100, requests=500, slots=20, tables=24, absent=0.5), 1.0),
    "usual-120-tight": (Recipe(participants=120, requests=700, slots=18, tables=32, absent=0.3), 1.0),
    "usual-150-tight": (Recipe(participants=150, requests=900, slots=16, tables=50, absent=0.2), 1.0),
    "usual-150-general": (
        Recipe(participants=150, requests=1000, slots=20, tables=45, absent=0.4, two_sides=False),
        1.0,
    ),
}
#: Two days, patchy availability, more wishes than anybody can grant; the target is the weight.
TIGHT: dict[str, tuple[Recipe, float]] = {
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
#: Rounds that are repaired after something happened, and the moment in seconds by which a run is cancelled.
REPAIRED = {
    "repair-roomy": Recipe(participants=10000, requests=75000, slots=48, tables=2500, days=2),
    "repair-tight": TIGHT["large-10000-tight"][0],
    "repair-scarce": TIGHT["large-10000-scarce"][0],
}
CANCELLED = {"usual-100-tight": 3.0, "large-1000-tight": 2.5, "large-10000-tight": 15.0}
SAME = ("large-1000-tight", "large-1000-roomy", "large-10000-tight", "large-10000-roomy")
#: Participants of the rounds that show how the work grows.
SIZES = ("1000", "2000", "5000", "10000")
