"""Writes ``sample/wishes.yaml``: who asked whom for a meeting, how it was answered, and who cannot come when.

Run as ``python demo/make_wishes.py``. The same seed and the same organisations always give the same file. Who wants
whom follows from what each side seeks and offers; who is much asked for is asked for more than it can meet, as in life.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

SAMPLE = Path(__file__).resolve().parent / "sample"
SEED = 20230427
#: How many requests there are in each state.
WANTED = {"accepted": 172, "sent": 24, "declined": 24, "expired": 14, "withdrawn": 12}
SLOTS = 16
MUSTS = 3
#: How many agreed meetings the much wanted have at the most; 16 slots are all there are.
SOUGHT = {"quillmarsh": 17, "larkspire": 16, "copperfen": 15, "beaconhollow": 16, "saltgrass": 12}
USUAL_ABROAD, USUAL_HOME = 9, 8
ANSWERS = {"licence_out": "licence_in", "licence_in": "licence_out"}
#: Requests that the demo's doors are to show, whatever chance says: asking, asked, state.
SURE = [
    ("larkspire", "byeolha", "sent"),
    ("selatpoint", "byeolha", "sent"),
    ("firnsee", "byeolha", "sent"),
    ("byeolha", "fernquist", "sent"),
    ("copperfen", "byeolha", "accepted"),
    ("byeolha", "quillmarsh", "accepted"),
    ("byeolha", "wharfline", "accepted"),
    ("cheongaram", "copperfen", "sent"),
    ("hyeyum", "copperfen", "sent"),
    ("exoraon", "copperfen", "sent"),
    ("copperfen", "hanui", "sent"),
]
TO_ABROAD = [
    "We would like to show you {asset} and to hear what you look for in {topic_en}.",
    "{asset} may fit your plans in {topic_en}. Twenty minutes would be enough to find out.",
    "Could we talk about {topic_en}? We will bring the latest results on {asset}.",
    "{asset_ko} 자료를 가지고 가겠습니다. {topic_ko} 분야에서 무엇을 찾으시는지 듣고 싶습니다.",
    "{topic_ko} 분야의 협력을 찾고 있습니다. 영어로 진행해도 좋습니다.",
    "",
]
TO_HOME = [
    "{topic_en} is on our list this year. Could you tell us more about {asset}?",
    "We read your profile with interest and would like to hear where {asset} stands.",
    "Could you bring someone who can speak about {asset} in detail?",
    "{topic_ko} 분야를 눈여겨보고 있습니다. {asset_ko} 이야기를 듣고 싶습니다.",
    "",
]
#: Who has an inbox to work through, and how many ask besides; some say more than two lines hold.
BUSY, LATELY = "copperfen", 8
LONGER = [
    "{name} comes with its head of research and its head of business development. We have two data packages ready "
    "under a confidentiality agreement, and could send a summary of one page before we meet, if that helps you.",
    "{name_ko}에서는 연구소장과 사업개발 책임자가 함께 참석합니다. 비밀유지계약을 맺은 뒤 자료 두 건을 "
    "보여 드릴 수 있고, 결정에 도움이 된다면 미팅 전에 한 쪽 분량의 요약을 먼저 보내 드리겠습니다.",
]
REASONS = [
    "Outside our focus this year. Please ask us again next spring.",
    "We cover this area with a partner already.",
    "이번에는 다른 분야에 집중하려고 합니다. 양해 부탁드립니다.",
    "",
]
#: What the asked side wants to know first, and what it is told: by who asks.
QUESTIONS = {
    "home": [
        ("한국어로 진행할 수 있을까요?", "네, 한국어로 말씀하셔도 됩니다. 통역이 함께합니다."),
        ("Would you be open to a co-development rather than a licence?", "Yes, for the first indication at least."),
        ("어느 단계의 물질까지 검토하시나요?", ""),
    ],
    "investor": [
        (
            "Which round are you raising, and how much is still open?",
            "The round opens in spring; we will bring the terms.",
        ),
        ("Is there a lead investor already?", ""),
    ],
    "abroad": [
        ("Do you have data in US patients already?", "Not yet. The first US site opens next quarter."),
        ("Is what you offer limited to North America?", "No, we can talk about any territory outside Korea."),
        ("Could you send a one-page summary before we answer?", ""),
    ],
}

Tree = dict[str, Any]


@dataclass(frozen=True)
class Pair:
    """A home and a foreign organisation, how well they fit, and the topic that they share."""

    home: str
    abroad: str
    fit: float
    topic: str


def main() -> None:
    """Write the file."""
    chance = random.Random(SEED)  # noqa: S311  # a story, not a secret
    home, abroad = (_read(f"organisations-{side}.yaml") for side in ("home", "abroad"))
    home = {key: told for key, told in home.items() if told.get("takes_part", True)}
    topics = _topics()
    requests = _requests(_pairs(home, abroad, chance), chance)
    known = {**home, **abroad}
    for each in requests:
        each["message"] = _message(each, known, topics, abroad, chance)
    _strengths(requests, chance)
    _talk(requests, known, chance)
    closed = _closed(home, abroad, chance)
    unwanted = _no_thanks(requests, home, abroad, chance)
    requests += _lately(requests, unwanted, known, topics, abroad)
    text = yaml.safe_dump(
        {"requests": requests, "closed_slots": closed, "no_thanks": unwanted},
        allow_unicode=True,
        sort_keys=False,
        width=200,
        default_flow_style=None,
    )
    (SAMPLE / "wishes.yaml").write_text(f"# Written by demo/make_wishes.py; change that, not this.\n{text}", "utf-8")


def _read(name: str) -> Tree:
    found: Tree = yaml.safe_load((SAMPLE / name).read_text("utf-8"))
    return found


def _topics() -> Tree:
    found = {}
    for key, told in _read("topics.yaml").items():
        found[key] = told
        found.update(told["narrower"])
    return found


def _pairs(home: Tree, abroad: Tree, chance: random.Random) -> list[Pair]:
    """Every pair across the two sides, each home organisation's best fits first, stirred a little."""
    found: list[tuple[int, Pair]] = []
    for near, mine in home.items():
        own = []
        for far, theirs in abroad.items():
            fit, topic = _fit(mine, theirs)
            wanted = 3 if far in SOUGHT and fit else 0
            own.append(Pair(near, far, min(fit, 9) + wanted + chance.random() * 2.5, topic or mine["sectors"][0]))
        found += enumerate(sorted(own, key=lambda each: -each.fit))
    # Everybody's best first, then everybody's second: nobody stands aside.
    return [pair for _rank, pair in sorted(found, key=lambda each: (each[0], -each[1].fit))]


def _fit(mine: Tree, theirs: Tree) -> tuple[float, str]:
    """How well what one side seeks meets what the other offers, and on which topic."""
    fit, topic = 0.0, ""
    for wanting, giving in ((mine, theirs), (theirs, mine)):
        for need in wanting.get("needs", []):
            for offer in giving.get("offers", []):
                shared = [each for each in need["topics"] if each in offer["topics"]]
                if offer["kind"] == ANSWERS.get(need["kind"], need["kind"]):
                    fit += 1 + 2 * len(shared)
                    topic = topic or (shared[0] if shared else "")
    both_develop = all(
        any(each["kind"] == "co_development" for side in ("needs", "offers") for each in one.get(side, []))
        for one in (mine, theirs)
    )
    shared = [each for each in mine["sectors"] if each in theirs["sectors"]]
    return fit + len(shared) + (1 if both_develop and shared else 0), topic or (shared[0] if shared else "")


def _requests(pairs: list[Pair], chance: random.Random) -> list[Tree]:
    found = [_request(asking, asked, state) for asking, asked, state in SURE]
    taken = {frozenset((asking, asked)) for asking, asked, _state in SURE}
    agreed = Counter(key for asking, asked, state in SURE if state == "accepted" for key in (asking, asked))
    left = {state: count - sum(each[2] == state for each in SURE) for state, count in WANTED.items()}
    for pair in pairs:
        if frozenset((pair.home, pair.abroad)) in taken or not any(left.values()):
            continue
        room = agreed[pair.home] < USUAL_HOME and agreed[pair.abroad] < SOUGHT.get(pair.abroad, USUAL_ABROAD)
        state = _state(left, may_be_agreed=room, chance=chance)
        if state is None:
            continue
        left[state] -= 1
        if state == "accepted":
            agreed.update((pair.home, pair.abroad))
        asks_abroad = chance.random() < 0.66
        asking, asked = (pair.home, pair.abroad) if asks_abroad else (pair.abroad, pair.home)
        found.append(_request(asking, asked, state, pair.topic))
    return found


def _state(left: dict[str, int], *, may_be_agreed: bool, chance: random.Random) -> str | None:
    open_states = [state for state, count in left.items() if count and (may_be_agreed or state != "accepted")]
    if not open_states or (not may_be_agreed and chance.random() < 0.5):
        return None
    return chance.choices(open_states, [left[state] for state in open_states])[0]


def _request(asking: str, asked: str, state: str, topic: str = "") -> Tree:
    return {"asking": asking, "asked": asked, "state": state, "topic": topic}


def _message(request: Tree, known: Tree, topics: Tree, abroad: Tree, chance: random.Random) -> str:
    to_home = request["asking"] in abroad
    korean = known[request["asked"] if to_home else request["asking"]]
    topic = topics[request.pop("topic") or korean["sectors"][0]]
    asset = (korean.get("assets") or [korean])[0]["name"]
    words = {
        "topic_ko": topic["ko"],
        "topic_en": _in_sentence(topic["en"]),
        "asset": asset["en"],
        "asset_ko": asset["ko"],
    }
    message = chance.choice(TO_HOME if to_home else TO_ABROAD).format(**words)
    return message[:1].upper() + message[1:]


def _in_sentence(topic: str) -> str:
    """A topic as it stands inside an English sentence: abbreviations keep their capitals."""
    return topic if topic[:2].isupper() or topic[:2] == "mR" else topic[0].lower() + topic[1:]


def _strengths(requests: list[Tree], chance: random.Random) -> None:
    musts: Counter[str] = Counter()

    def strength(key: str, share: float) -> str:
        if musts[key] >= MUSTS or chance.random() > share:
            return "like"
        musts[key] += 1
        return "must"

    for each in requests:
        each["strength"] = strength(each["asking"], 0.45)
        if each["state"] == "accepted":
            each["answer"] = strength(each["asked"], 0.3)
        if each["state"] == "declined":
            each["reason"] = chance.choice(REASONS)


def _talk(requests: list[Tree], known: Tree, chance: random.Random) -> None:
    """Give some requests a question before the answer, and all of them the day on which they were sent."""
    for each in requests:
        recent = each["state"] == "sent"
        each["days_ago"] = chance.randint(1, 6) if recent else chance.randint(14, 24)
        if each["state"] in {"sent", "accepted"} and chance.random() < (0.35 if recent else 0.06):
            question, answer = chance.choice(QUESTIONS[_curious(known[each["asked"]])])
            each["talk"] = [question, answer] if answer else [question]
    requests.sort(key=lambda each: (-each["days_ago"], each["asking"], each["asked"]))


def _lately(requests: list[Tree], unwanted: list[list[str]], known: Tree, topics: Tree, abroad: Tree) -> list[Tree]:
    """Whoever is much asked for has an inbox to work through: so many more ask one partner in the last days.

    They have a chance of their own, so that all the others stay as they are.
    """
    chance = random.Random(SEED + 1)  # noqa: S311  # as above
    asked = {frozenset((each["asking"], each["asked"])) for each in requests} | {frozenset(each) for each in unwanted}
    homes = {each["asking"] for each in requests} | {each["asked"] for each in requests}
    left = sorted(key for key in homes - set(abroad) if frozenset((key, BUSY)) not in asked)
    found = [_request(key, BUSY, "sent") for key in chance.sample(left, LATELY)]
    for number, each in enumerate(found):
        words = {"name": known[each["asking"]]["name"]["en"], "name_ko": known[each["asking"]]["name"]["ko"]}
        long = LONGER[number % len(LONGER)].format(**words) if number % 3 == 0 else ""
        message = _message(each, known, topics, abroad, chance)
        each["message"] = f"{message} {long}".strip()
        each["strength"], each["days_ago"] = "like", chance.randint(1, 5)
    return found


def _curious(asked: Tree) -> str:
    if asked["country"] == "KR":
        return "home"
    return "investor" if asked.get("kind") == "investor" else "abroad"


def _closed(home: Tree, abroad: Tree, chance: random.Random) -> Tree:
    """In which slots, numbered from 0, an organisation cannot meet."""
    found: Tree = {"quillmarsh": [0, 1, 15], "larkspire": [6, 7], "beaconhollow": [8, 9, 10]}
    for key in [*home, *abroad]:
        if key in found or key in {"byeolha", "copperfen"}:
            continue
        drawn = chance.random()
        if drawn < 0.12:
            found[key] = list(range(8)) if chance.random() < 0.5 else list(range(8, SLOTS))
        elif drawn < 0.4:
            found[key] = sorted(chance.sample(range(SLOTS), chance.randint(1, 4)))
    return found


def _no_thanks(requests: list[Tree], home: Tree, abroad: Tree, chance: random.Random) -> list[list[str]]:
    asked = {frozenset((each["asking"], each["asked"])) for each in requests}
    strangers = [[far, near] for far in abroad for near in home if frozenset((far, near)) not in asked]
    return sorted(chance.sample(strangers, 6))


if __name__ == "__main__":
    main()
