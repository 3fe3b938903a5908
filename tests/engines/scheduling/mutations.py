"""Files that are nearly right: a seed and a right file give one that somebody cut, retyped, pasted or saved wrongly."""

import json
import re
from collections.abc import Callable
from random import Random
from typing import Any

Mutation = Callable[[Random, bytes], bytes]

NUMBERS = (b"-1", b"0", b"1000000000", b"-999999999", b"9" * 25, b"7" * 5000, b"1.5", b"1e400", b"NaN", b"0x10", b"00")
WORDS = (b'"four"', b"null", b"true", b"[]", b"{}", b"[[1]]", b'"\\ud800"', b"nBusiness", b"meeting", b"", b";;")
RUBBISH = (b"\0", b"\xff", b"\xed\xa0\x80", b'"', b"\\", b"[", b"}", b"|", b",", b"%", b"\n", b"\r", b"\xc2\x85", b"\t")
VALUES: tuple[Any, ...] = (
    *(None, True, "four", "", "\ud800", 1.5, -1, 0, 10**9, 10**9 + 1, 10**30, float("nan")),
    *([], {}, [[]], [1, 1], [[1]], [[1, 2], [1, 2]], {"slot": 1}, list(range(200))),
)


def mutated(random: Random, right: bytes) -> bytes:
    """One to three mutations, one after the other."""
    wrong = right
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        wrong = random.choice(MUTATIONS)(random, wrong)
    return wrong


def _span(random: Random, text: bytes, longest: int) -> tuple[int, int]:
    start = random.randrange(len(text) + 1)
    return start, min(len(text), start + random.randint(1, longest))


def _cut(random: Random, text: bytes) -> bytes:
    return text[: random.randrange(len(text) + 1)]


def _dropped(random: Random, text: bytes) -> bytes:
    start, end = _span(random, text, 30)
    return text[:start] + text[end:]


def _doubled(random: Random, text: bytes) -> bytes:
    start, end = _span(random, text, 60)
    return text[:end] + text[start:]


def _swapped(random: Random, text: bytes) -> bytes:
    one, other = sorted((_span(random, text, 20), _span(random, text, 20)))
    between = text[one[1] : max(one[1], other[0])]
    return text[: one[0]] + text[slice(*other)] + between + text[slice(*one)] + text[max(one[1], other[0]) :]


def _lines_shuffled(random: Random, text: bytes) -> bytes:
    lines = text.split(b"\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _line_doubled(random: Random, text: bytes) -> bytes:
    lines = text.split(b"\n")
    lines.insert(random.randrange(len(lines)), random.choice(lines))
    return b"\n".join(lines)


def _put_for(pattern: bytes, choices: tuple[bytes, ...]) -> Mutation:
    def put(random: Random, text: bytes) -> bytes:
        places = list(re.finditer(pattern, text))
        if not places:
            return text + random.choice(choices)
        place = random.choice(places)
        return text[: place.start()] + random.choice(choices) + text[place.end() :]

    return put


def _sown(random: Random, text: bytes) -> bytes:
    for _ in range(random.randint(1, 3)):
        start = random.randrange(len(text) + 1)
        text = text[:start] + random.choice(RUBBISH) + text[start:]
    return text


def _another_byte(random: Random, text: bytes) -> bytes:
    start = random.randrange(len(text) + 1)
    return text[:start] + bytes([random.randrange(256)]) + text[start + 1 :]


def _nested(random: Random, text: bytes) -> bytes:
    start, depth = random.randrange(len(text) + 1), random.choice((3, 500, 990, 1100, 100_000))
    return text[:start] + random.choice((b"[", b'{"slots":', b"{", b"[|")) * depth + text[start:]


def _saved_otherwise(random: Random, text: bytes) -> bytes:
    marks = (b"\xef\xbb\xbf", b"\xef\xbb\xbf\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
    if random.random() < 0.5:
        return random.choice(marks) + text
    encoding = random.choice(("utf-16", "utf-16-le", "utf-32", "cp037", "latin-1", "cp949"))
    return (text.decode("utf-8", "replace") + random.choice(("", "é", "미팅"))).encode(encoding, "replace")


def _emptied(random: Random, _text: bytes) -> bytes:
    return random.choice((b"", b" ", b"\n\n", b"\0", b"\xef\xbb\xbf", b"null", b"0", b'"', b"[]", b"{}"))


def _another_value(random: Random, text: bytes) -> bytes:
    """JSON with one value, wherever it stands, replaced, moved or given twice; what is no JSON is cut."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return _cut(random, text)
    places = list(_places(content))
    if not places:
        return _cut(random, text)
    where, key = random.choice(places)
    deed = random.randrange(4)
    if deed == 0:
        del where[key]
    elif deed == 1 and isinstance(where, list):
        where.append(where[key])
    elif deed == 2:
        other, its = random.choice(places)
        where[key] = json.loads(json.dumps(other[its]))
    else:
        where[key] = random.choice(VALUES)
    return json.dumps(content).encode()


def _places(content: Any) -> list[tuple[Any, Any]]:
    """Every (object or list, key or index) in it."""
    keys = list(content) if isinstance(content, dict) else range(len(content)) if isinstance(content, list) else ()
    found = [(content, key) for key in keys]
    return found + [place for key in keys for place in _places(content[key])]


def _a_key_twice(random: Random, text: bytes) -> bytes:
    members = list(re.finditer(rb'"\w+": ?[^,{}\[\]]+,', text)) or list(re.finditer(rb"\w+ ?= ?[^;]*;", text))
    if not members:
        return _doubled(random, text)
    one, other = random.choice(members), random.choice(members)
    return text[: one.end()] + other[0] + text[one.end() :]


_number, _word = _put_for(rb"\d+", NUMBERS), _put_for(rb"\d+", WORDS)
_small_number = _put_for(rb"\d+", (b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"8", b"9"))
MUTATIONS: tuple[Mutation, ...] = (
    *(_number, _number, _small_number, _word, _put_for(rb"\w+", WORDS)),
    *(_cut, _dropped, _doubled, _swapped, _lines_shuffled, _line_doubled, _sown, _another_byte, _nested),
    *(_saved_otherwise, _emptied, _another_value, _another_value, _another_value, _a_key_twice),
)
