"""Clinical trials as a circle of organisations: sponsors that asked collaborators, with the words of their trials.

`ctg_partners.csv` has the columns NCT Number, Study Title, Conditions, Interventions, Sponsor, Collaborators (names
parted by a bar), as exported by ClinicalTrials.gov. Numbers rise with registration; about `NUMBERS_A_DAY` of them were
given on a day, so that a number tells a day well enough for what fades.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bridgehead.engines.ranking.files import WrongFile, table
from bridgehead.engines.ranking.organisations import Circle, Organisation, Request

COLUMNS = ("NCT Number", "Study Title", "Conditions", "Interventions", "Sponsor", "Collaborators")
NUMBERS_A_DAY = 640.0
WORD = re.compile(r"[a-z0-9][a-z0-9'-]*[a-z0-9]")
#: Words of every trial, which tell nothing of what it is about.
EMPTY = frozenset(
    {
        "the",
        "of",
        "in",
        "and",
        "or",
        "to",
        "with",
        "for",
        "on",
        "by",
        "from",
        "at",
        "as",
        "is",
        "are",
        "an",
        "study",
        "trial",
        "patients",
        "treatment",
        "evaluation",
        "safety",
        "efficacy",
        "phase",
        "subjects",
        "using",
        "versus",
        "vs",
        "effect",
        "effects",
        "who",
        "adult",
        "adults",
        "drug",
        "other",
    }
)
#: Words of a name that tell the kind of an organisation, not where it belongs.
COMMON = frozenset(
    {
        "university",
        "hospital",
        "medical",
        "center",
        "centre",
        "institute",
        "pharmaceuticals",
        "research",
        "national",
        "cancer",
        "health",
        "college",
        "school",
        "corporation",
        "company",
        "foundation",
        "clinic",
    }
)
KINDS = (
    ("government", r"national (institute|cancer|heart|center|human)|veterans|department|ministry|government|agency"),
    ("university", r"universi|college|school|institute of technology"),
    ("hospital", r"hospital|clinic|medical cent|cancer cent|health"),
    ("company", r"\b(inc|ltd|llc|corp|corporation|gmbh|lp|co|ag|plc|limited|company)\b|pharma|therapeutics|biotech"),
    ("foundation", r"foundation|association|society|fund|trust|alliance|council"),
    ("network", r"group|network|consortium|cooperative|organi[sz]ation"),
    ("institute", r"institut"),
)


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial: its day, who sponsored it, with whom, and the words it is told by."""

    day: float
    sponsor: int
    collaborators: tuple[int, ...]
    words: frozenset[str]


@dataclass(frozen=True)
class Trials:
    """Trials in the order of their numbers, and the names of the organisations by number."""

    names: Sequence[str]
    of: Sequence[Trial]

    @cached_property
    def pairs(self) -> list[tuple[float, int, int]]:
        """Each two organisations with something in common, either way, once: the day, the sponsor, the collaborator."""
        first: dict[frozenset[int], tuple[float, int, int]] = {}
        for trial in self.of:
            for other in trial.collaborators:
                first.setdefault(frozenset((trial.sponsor, other)), (trial.day, trial.sponsor, other))
        return list(first.values())

    def circle(self, day: float, stated: Mapping[int, frozenset[str]] | None = None) -> Circle:
        """The organisations that had a partner before a day, and those that state what they seek on it.

        Needs are the words of the trials that an organisation sponsored, offers those of all it took part in; stated
        words stand in the place of the needs. Nothing of the day or later is in it but what is stated.
        """
        needs: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        offers: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        requests, partnered = [], set[int](stated or {})
        for trial in self.of:
            if trial.day >= day:
                break
            share = len(trial.words) ** -0.5 if trial.words else 0.0
            for word in trial.words:
                needs[trial.sponsor][word] += share
                for who in (trial.sponsor, *trial.collaborators):
                    offers[who][word] += share
            for other in trial.collaborators:
                requests.append(Request(trial.sponsor, other, trial.day))
                partnered |= {trial.sponsor, other}
        for who, words in (stated or {}).items():
            if words:
                needs[who] = dict.fromkeys(words, 1.0)
        return Circle([self._organisation(who, needs[who], offers[who]) for who in sorted(partnered)], requests, day)

    def _organisation(self, who: int, needs: Mapping[str, float], offers: Mapping[str, float]) -> Organisation:
        kind, places = self._marks[who]
        return Organisation(who, kind, needs, offers, places)

    @cached_property
    def _marks(self) -> list[tuple[str, frozenset[str]]]:
        return [(kind_of(name), places_of(name)) for name in self.names]


def kind_of(name: str) -> str:
    """The kind of an organisation, as far as its name tells it."""
    return next((kind for kind, words in KINDS if re.search(words, name.lower())), "")


def places_of(name: str) -> frozenset[str]:
    """The words of a name that may tell where it belongs: a city, a state, a group of companies."""
    return frozenset(re.findall(r"[a-z]{4,}", name.lower())) - COMMON


def trials_of_folder(folder: Path) -> Trials:
    """The trials of ``ctg_partners.csv``; names are taken as written, without spaces around them."""
    path, numbers, found = folder / "ctg_partners.csv", dict[str, int](), []
    for line, (number, title, conditions, interventions, sponsor, collaborators) in table(path, COLUMNS):
        if not re.fullmatch(r"NCT\d{8}", number):
            raise WrongFile(path, line, "NCT Number, NCT and eight digits")
        names = [name.strip() for name in (sponsor, *collaborators.split("|")) if name.strip()]
        if not sponsor.strip():
            raise WrongFile(path, line, "Sponsor, a name")
        first, *others = dict.fromkeys(numbers.setdefault(name, len(numbers)) for name in names)
        words = frozenset(WORD.findall(f"{title} {conditions} {interventions}".lower())) - EMPTY
        told = frozenset(word for word in words if not word.isdigit())
        found.append((number, Trial(int(number[3:]) / NUMBERS_A_DAY, first, tuple(others), told)))
    if not found:
        raise WrongFile(path, 2, "a trial")
    found.sort(key=lambda one: one[0])
    return Trials(list(numbers), [trial for _, trial in found])
