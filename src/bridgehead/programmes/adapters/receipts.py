"""The receipt of a submission as a page: its number, its moment on two clocks, every answer and file, and the seal."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from bridgehead.foundation.bilingual import wording
from bridgehead.programmes.models import Submission
from bridgehead.programmes.schemas.answers import Shown, handed_in_sections
from bridgehead.programmes.times import told_moment
from bridgehead.web.printing import note_on_stand_ins, pdf_file, with_stand_ins
from bridgehead.web.questionnaire import questionnaire_of
from bridgehead.web.questionnaire.telling import Line


def receipt_file(submission: Submission, *, language: str, zone: str) -> bytes:
    """Return the receipt in a language, its moment on the call's clock and on that of a zone.

    A letter that our type does not have is printed as □, which the page says.
    """
    application = submission.application
    with override(language):
        values = _values(submission, language, zone)
        note = note_on_stand_ins(values)
        address = reverse("programmes:application", kwargs={"application_id": application.public_id})
        title = _("Receipt %(number)s") % {"number": submission.receipt}
    if note:
        values = with_stand_ins({**values, "note": note})
    return pdf_file(
        "programmes/print/receipt.typ",
        values,
        title=title,
        language=language,
        made_at=submission.submitted_at,
        source=settings.SITE_ADDRESS + address,
    )


def _values(submission: Submission, language: str, zone: str) -> dict[str, Any]:
    application = submission.application
    call = application.call
    whole = questionnaire_of(submission.form.definition)
    return {
        "call": _said(wording(call, "name", language)),
        "lead": _("We have received this application."),
        "facts": [
            [_("Receipt number"), submission.receipt],
            [_("Handed in"), told_moment(submission.submitted_at, call.zone, zone, language)],
            [_("Organisation"), _said(wording(application.organisation, "name", language))],
            [_("Submission"), str(submission.number)],
            [_("Seal (SHA-256)"), _in_groups(submission.digest)],
        ],
        "note": "",
        "sections": [
            {
                "title": _said(each.section.title),
                "answers": [[_said(shown.field.label), _answered(shown)] for shown in each.answers],
            }
            for each in handed_in_sections(whole, submission.answers, submission.files)
        ],
        "closing": _("The seal is the digest of all answers and files above: if a letter changed, so would the seal."),
    }


def _answered(shown: Shown) -> list[Any]:
    files = [f"{each['name']} ({each['size']:,} B) · SHA-256 {_in_groups(each['sha256'])}" for each in shown.files]
    return [_line(line) for line in shown.lines] + files


def _line(line: Line) -> str | dict[str, str]:
    return {"text": line.text, "language": line.language} if line.language else line.text


def _in_groups(digest: str) -> str:
    """A digest that a line can break and an eye can follow."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def _said(words: Any) -> dict[str, str]:
    """A text with the language that it is in."""
    return {"text": str(words), "language": words.language}
