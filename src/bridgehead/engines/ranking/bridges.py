"""What a Korean and an English text have in common: numbers, names in Latin letters, names by their sound, matters.

A simple reading of one's own, for texts of which nothing else is known. *Sound*: the consonants of a word in seven
classes, so that 셀트리온 and Celltrion come to the same letters without a dictionary of names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest

from bridgehead.engines.ranking.lexicon import MATTERS_EN, MATTERS_KO, stem

SCALES_KO = {"십": 1e1, "백": 1e2, "천": 1e3, "만": 1e4, "억": 1e8, "조": 1e12}
SCALES_EN = {"thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "b": 1e9}
SCALES_EN |= {"mln": 1e6, "bln": 1e9, "trln": 1e12, "trillion": 1e12, "tn": 1e12, "hundred": 1e2, "dozen": 12.0}
NUMBER_KO = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)\s?([천백십]?[만억조]|[천백](?=\s?(?:명|개|원|달러|건|곳)))?")
NUMBER_EN = re.compile(
    r"(\d+(?:,\d{3})*(?:\.\d+)?)"
    r"[\s-]?(thousand|million|billion|trillion|dozen|[mb]ln|trln|(?:[kmb]|[mbt]n)\b)?",
    re.IGNORECASE,
)
SPELLED = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
SPELLED |= {"twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100}
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-&][A-Za-z0-9]+)*")
HANGUL = re.compile(r"[가-힣]{2,}")
PARTICLES = re.compile(
    r"(?<=..)(?:에서는|으로는|에서|으로|에게|까지|부터|보다|처럼|이라고|라고|은|는|이|가|을|를|의|에|와|과|도|로|서|만|측|및)$"
)
INITIALS = ("k", "k", "n", "t", "t", "l", "m", "p", "p", "s", "s", "", "j", "j", "j", "k", "t", "p", "")
FINALS_LATIN = {1: "k", 2: "k", 4: "n", 7: "t", 8: "l", 16: "m", 17: "p", 19: "t", 20: "t", 21: "n", 22: "t", 23: "t"}
FINALS_LATIN |= {24: "k", 25: "t", 26: "p", 5: "n", 6: "n", 9: "lk", 10: "lm", 11: "lp", 18: "p", 3: "k"}
#: English spelling by sound, tried in this order at each place.
SOUNDS = (
    *(("sch", "s"), ("tch", "j"), ("ch", "j"), ("sh", "s"), ("ph", "p"), ("th", "s"), ("ck", "k"), ("ng", "n")),
    *(("qu", "k"), ("ce", "s"), ("ci", "s"), ("cy", "s"), ("ge", "j"), ("gi", "j"), ("x", "ks")),
    *(("b", "p"), ("p", "p"), ("f", "p"), ("v", "p"), ("c", "k"), ("g", "k"), ("k", "k"), ("q", "k"), ("j", "j")),
    *(("z", "j"), ("s", "s"), ("t", "t"), ("d", "t"), ("l", "l"), ("m", "m"), ("n", "n")),
)
#: A shorter one says too little.
LEAST_SOUND = 3


def numbers_in(text: str, lang: str) -> Iterator[str]:
    """The numbers of a text by value, three digits of them; years and what is below two say nothing."""
    if lang == "ko":
        for digits, scale in _joined_ko(text):
            yield from _told(digits * scale)
        return
    for match in NUMBER_EN.finditer(text):
        yield from _told(float(match[1].replace(",", "")) * SCALES_EN.get((match[2] or "").lower(), 1.0))
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in SPELLED:
            yield from _told(float(SPELLED[word]))


def _joined_ko(text: str) -> Iterator[tuple[float, float]]:
    """Number and scale; 1억 2000만 is one number."""
    total, end = 0.0, -1
    for match in NUMBER_KO.finditer(text):
        scale = 1.0
        for letter in match[2] or "":
            scale *= SCALES_KO[letter]
        value = float(match[1].replace(",", "")) * scale
        if total and (match.start() - end > 1 or scale >= total):
            yield total, 1.0
            total = 0.0
        total, end = total + value, match.end()
        if scale < 1e4:
            yield total, 1.0
            total = 0.0
    if total:
        yield total, 1.0


def _told(value: float) -> Iterator[str]:
    if value >= 2 and not (1900 <= value < 2100 and value == int(value)):
        yield f"{value:.3g}"


def names_in(text: str, lang: str) -> Iterator[str]:
    """Latin words of a Korean text, and words of an English one that begin with a capital, in small letters."""
    for word in LATIN.findall(text):
        if len(word) > 1 and (lang == "ko" or word[0].isupper()):
            yield word.lower()


def sounds_in(text: str, lang: str) -> Iterator[str]:
    """How the words of a text sound; of an English one those with a capital, alone and with the next."""
    if lang == "ko":
        for word in HANGUL.findall(text):
            yield from _long_enough(sound_of_hangul(bare(word)))
    words = [word for word in LATIN.findall(text) if lang == "ko" or word[0].isupper()]
    sounds = [sound_of_latin(word.lower()) for word in words]
    for one, next_one in zip_longest(sounds, sounds[1:], fillvalue=""):
        yield from _long_enough(one)
        if next_one:
            yield from _long_enough(_once(one + next_one))


def matters_in(text: str, lang: str) -> Iterator[str]:
    """What a text is about, by the words of the small lexicon."""
    if lang == "ko":
        yield from (matter for word, matter in MATTERS_KO.items() if word in text)
    else:
        words = {stem(word.lower()) for word in LATIN.findall(text)}
        yield from (MATTERS_EN[word] for word in sorted(words & MATTERS_EN.keys()))


def bare(word: str) -> str:
    """A Korean word without its particle, where two syllables are left."""
    return PARTICLES.sub("", word)


@cache
def sound_of_hangul(word: str) -> str:
    """The consonants of Korean syllables by class."""
    letters = []
    for syllable in word:
        number = ord(syllable) - ord("가")
        letters.append(INITIALS[number // 588] + FINALS_LATIN.get(number % 28, ""))
    return _once("".join(letters))


@cache
def sound_of_latin(word: str) -> str:
    """The consonants of a word in Latin letters by class; an r before a consonant is silent, as Korean writes it."""
    found, at = [], 0
    while at < len(word):
        if word[at] == "r":
            found.append("l" if word[at + 1 : at + 2] and word[at + 1] in "aeiouy" else "")
            at += 1
            continue
        spelling, sound = next(((each, to) for each, to in SOUNDS if word.startswith(each, at)), (word[at], ""))
        found.append(sound)
        # the vowel of “ce” stays for the next look
        at += len(spelling) - (len(spelling) == 2 and spelling[1] in "eiy")
    return _once("".join(found))


def _once(sound: str) -> str:
    return re.sub(r"(.)\1+", r"\1", sound)


def _long_enough(sound: str) -> Iterator[str]:
    if len(sound) >= LEAST_SOUND:
        yield sound
