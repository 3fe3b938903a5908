"""What a reviewer reads of an application: all of it, or in a blind stage nothing that says whose it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from bridgehead.programmes.adapters.blinding import ENDINGS, masked
from bridgehead.programmes.models import StagePassage, Submission
from bridgehead.programmes.schemas.answers import Shown, ShownSection, handed_in_sections
from bridgehead.web.questionnaire import Questionnaire
from bridgehead.web.questionnaire.telling import Line


def code_of(passage: StagePassage) -> str:
    """Return a short name of an application in a stage that tells nothing of whose it is, such as ``3F9C-2A71``."""
    drawn = passage.public_id.hex.upper()
    return f"{drawn[:4]}-{drawn[4:8]}"


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A file of an application as a reviewer reads it: its number on the page, what it is called there, its size."""

    number: int
    name: str
    size: int
    #: The public id of the applicant's file.
    id: str
    #: The media type by its first bytes; empty where the stage is not blind.
    is_readable: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """The answers of an application section by section, and its files by their numbers."""

    sections: Sequence[ShownSection]
    files: Sequence[PaperFile]

    @property
    def kept_back(self) -> int:
        """How many files are not shown because what they tell of their authors cannot be taken out."""
        return sum(not each.is_readable for each in self.files)


def paper_of(
    submission: Submission, whole: Questionnaire, *, media: Mapping[str, str], hidden: Collection[str] | None
) -> Paper:
    """Return what a reviewer reads of a submission. ``hidden`` are the names that a blind stage hides; None: it is not.

    ``media`` are the media types of the files by their public ids.
    """
    told = {each.key for each in whole.fields() if hidden is not None and each.names_applicant}
    answers = {key: value for key, value in submission.answers.items() if key not in told}
    brought = [each for each in submission.files if each["field"] not in told]
    files = [_file(number, each, media, hidden) for number, each in enumerate(brought, 1)]
    by_id = {each.id: each for each in files}
    sections = [
        ShownSection(each.section, [_shown(shown, by_id, hidden) for shown in each.answers])
        for each in handed_in_sections(whole, answers, brought)
    ]
    return Paper(sections, files)


def _file(number: int, told: Mapping[str, Any], media: Mapping[str, str], hidden: Collection[str] | None) -> PaperFile:
    if hidden is None:
        return PaperFile(number, told["name"], told["size"], told["id"])
    kind = media.get(told["id"], "")
    name = _("Attachment %(number)d") % {"number": number}
    return PaperFile(number, f"{name}.{ENDINGS.get(kind, 'bin')}", told["size"], told["id"], kind in ENDINGS)


def _shown(shown: Shown, files: Mapping[str, PaperFile], hidden: Collection[str] | None) -> Shown:
    lines = shown.lines
    if hidden is not None:
        lines = [Line(masked(each.text, hidden), each.language) for each in lines]
    return replace(shown, lines=lines, files=[files[each["id"]] for each in shown.files])


def download_name(file: PaperFile) -> str:
    """Return a name without a way to a folder, for the download."""
    return PurePath(file.name).name
