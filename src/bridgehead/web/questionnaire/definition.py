"""A questionnaire: sections of fields, each in Korean and English. One that is wrong in itself cannot be built."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bridgehead.foundation.bilingual import other, reading_language

#: More than this no applicant would read.
MOST_SECTIONS, MOST_FIELDS, MOST_CHOICES = 30, 200, 60
LONGEST_TEXT, LONGEST_KEY = 2_000, 40
#: Of what is typed in letters, of a number's value, of files; a field may ask for less.
MOST_LETTERS, GREATEST, MOST_FILES = 20_000, 10**15, 10
KEY = re.compile(rf"[a-z][a-z0-9_]{{0,{LONGEST_KEY - 1}}}")


class WrongQuestionnaire(ValueError):
    """A questionnaire that is wrong in itself; its text is a sentence for whoever builds it."""


class Kind(Enum):
    """What is answered in a field."""

    LINE = "line"
    PROSE = "prose"
    NUMBER = "number"
    AMOUNT = "amount"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    FILE = "file"
    BUDGET = "budget"


#: Something is chosen in these; the second sets depend on what one that stands before was answered with.
CHOSEN = frozenset({Kind.CHOICE, Kind.CHOICES})
DEPENDED_ON = CHOSEN | {Kind.YES_NO}
#: Words, which a field may ask for in both languages, and amounts, which are asked in certain currencies.
WRITTEN = frozenset({Kind.LINE, Kind.PROSE})
PAID = frozenset({Kind.AMOUNT, Kind.BUDGET})
#: What ``most`` means by kind: letters, the greatest number, files. In the others it means nothing.
MOST = {Kind.LINE: 500, Kind.PROSE: MOST_LETTERS, Kind.NUMBER: GREATEST, Kind.FILE: MOST_FILES}


def require(allowed: bool, sentence: str | Promise) -> None:
    """Raise ``WrongQuestionnaire`` with the sentence unless it is allowed."""
    if not allowed:
        raise WrongQuestionnaire(str(sentence))


@dataclass(frozen=True, slots=True)
class Text:
    """Words in both languages; one may be missing."""

    ko: str = ""
    en: str = ""

    def __post_init__(self) -> None:
        longest = max(len(self.ko), len(self.en))
        require(longest <= LONGEST_TEXT, _("A text has %(most)d letters at most.") % {"most": LONGEST_TEXT})

    def __bool__(self) -> bool:
        return bool(self.ko or self.en)

    def __str__(self) -> str:
        return self.said()[0]

    def said(self, language: str | None = None) -> tuple[str, str]:
        """Return the words and the language that they are in: the wanted one, or its twin where that is empty."""
        wanted = language or reading_language()
        own = getattr(self, wanted) or ""
        twin = other(wanted)
        return (own, wanted) if own or not getattr(self, twin) else (getattr(self, twin), twin)

    @property
    def language(self) -> str:
        """The language that the words on this page are in."""
        return self.said()[1]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of what can be chosen; answers keep its key."""

    key: str
    label: Text

    def __post_init__(self) -> None:
        _require_key(self.key)
        require(bool(self.label), _("Each choice needs words, in Korean or in English."))


@dataclass(frozen=True, slots=True)
class Condition:
    """What was answered before decides whether something is asked: one of these keys (or ``yes``, ``no``)."""

    field: str
    values: tuple[str, ...]

    def __post_init__(self) -> None:
        require(bool(self.values), _("Say which answers a question depends on."))


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked."""

    key: str
    kind: Kind
    label: Text
    help: Text = Text()
    is_required: bool = False
    #: Words are asked in Korean and in English.
    in_both: bool = False
    #: As ``MOST`` says; None: as much as the kind allows.
    most: int | None = None
    choices: tuple[Choice, ...] = ()
    #: ISO 4217; what is typed is in one of them.
    currencies: tuple[str, ...] = ()
    shown_if: Condition | None = None
    #: The answer says who applies: reviewers of a blind stage do not read it.
    names_applicant: bool = False

    def __post_init__(self) -> None:
        _require_key(self.key)
        require(bool(self.label), _("Each question needs words, in Korean or in English."))
        said = {"question": str(self.label)}
        keys = [each.key for each in self.choices]
        if self.kind in CHOSEN:
            require(
                2 <= len(keys) <= MOST_CHOICES,
                _("“%(question)s” needs from 2 to %(most)d choices.") % {**said, "most": MOST_CHOICES},
            )
            require(len(set(keys)) == len(keys), _("“%(question)s” offers one choice twice.") % said)
        else:
            require(not keys, _("“%(question)s” offers choices, but nothing is chosen there.") % said)
        if self.kind in PAID:
            require(bool(self.currencies), _("“%(question)s” needs a currency.") % said)
            require(
                all(re.fullmatch(r"[A-Z]{3}", each) for each in self.currencies),
                _("“%(question)s”: a currency is three capital letters, such as KRW.") % said,
            )
        else:
            require(not self.currencies, _("“%(question)s” names currencies, but asks for no amount.") % said)
        require(self.kind in WRITTEN or not self.in_both, _("“%(question)s” asks for no words to translate.") % said)
        if self.most is not None:
            greatest = MOST.get(self.kind, 0)
            require(
                1 <= self.most <= greatest,
                _("“%(question)s”: the most is from 1 to %(greatest)d.") % {**said, "greatest": greatest},
            )

    @property
    def limit(self) -> int:
        """How many letters, how great a number, how many files."""
        return self.most if self.most is not None else (1 if self.kind is Kind.FILE else MOST.get(self.kind, 0))

    @property
    def lacks(self) -> str:
        """The language in which some of its words are missing, so that its readers are shown the other; else empty."""
        texts = [each for each in (self.label, self.help, *(choice.label for choice in self.choices)) if each]
        return next((language for language in ("en", "ko") if any(not getattr(each, language) for each in texts)), "")

    def choice(self, key: str) -> Choice | None:
        """Return one of its choices."""
        return next((each for each in self.choices if each.key == key), None)


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that stand together, on one page of the form."""

    key: str
    title: Text
    help: Text = Text()
    fields: tuple[Field, ...] = ()
    shown_if: Condition | None = None

    def __post_init__(self) -> None:
        _require_key(self.key)
        require(bool(self.title), _("Each section needs a title, in Korean or in English."))


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All that a call asks. Conditions look back only: what they depend on was asked before."""

    sections: tuple[Section, ...] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        require(
            len(self.sections) <= MOST_SECTIONS, _("A form has %(most)d sections at most.") % {"most": MOST_SECTIONS}
        )
        fields = list(self.fields())
        require(len(fields) <= MOST_FIELDS, _("A form has %(most)d questions at most.") % {"most": MOST_FIELDS})
        keys = [each.key for each in self.sections] + [each.key for each in fields]
        require(len(set(keys)) == len(keys), _("Two parts of this form have one key."))
        before: dict[str, Field] = {}
        for section in self.sections:
            _require_condition(section.shown_if, before, str(section.title))
            for each in section.fields:
                _require_condition(each.shown_if, before, str(each.label))
                before[each.key] = each

    def fields(self) -> Iterator[Field]:
        """Return every field, in the order of the form."""
        return (each for section in self.sections for each in section.fields)

    def field(self, key: str) -> Field | None:
        """Return one field."""
        return next((each for each in self.fields() if each.key == key), None)


def _require_key(key: str) -> None:
    require(
        KEY.fullmatch(key) is not None,
        _("“%(key)s” is no key: small letters, digits and “_” are expected, a letter first.") % {"key": key[:80]},
    )


def _require_condition(condition: Condition | None, before: dict[str, Field], about: str) -> None:
    if condition is None:
        return
    asked = before.get(condition.field)
    said = {"about": about}
    if asked is None or asked.kind not in DEPENDED_ON:
        raise WrongQuestionnaire(
            _("“%(about)s” depends on a question that is not asked before it, or in which nothing is chosen.") % said
        )
    known = {each.key for each in asked.choices} or {"yes", "no"}
    require(set(condition.values) <= known, _("“%(about)s” depends on an answer that cannot be given.") % said)
