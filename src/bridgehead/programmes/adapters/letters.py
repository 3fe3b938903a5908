"""A decision as a letter on paper: one page, in one language."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from bridgehead.foundation.bilingual import Wording, wording
from bridgehead.programmes.models import Decision
from bridgehead.programmes.times import told_moment
from bridgehead.web.printing import note_on_stand_ins, pdf_file, with_stand_ins


def letter_file(decision: Decision, *, language: str) -> bytes:
    """Return the letter of a decision in a language, as it was told; a letter that our type lacks is printed as □."""
    application = decision.application
    call = application.call
    with override(language):
        signer = call.programme.agency or call.programme
        said = {
            "agency": _said(wording(signer, "name", language)),
            "facts": [
                [_("Call"), _said(wording(call, "name", language))],
                [_("Organisation"), _said(wording(application.organisation, "name", language))],
                [_("Date"), told_moment(decision.told_at, call.zone, call.zone, language)],
            ],
            "note": "",
            "paragraphs": (decision.letter_ko if language == "ko" else decision.letter_en).split("\n\n"),
            "signed": _said(wording(call.programme, "name", language)),
        }
        note = note_on_stand_ins(said)
        address = reverse("programmes:decision", kwargs={"application_id": application.public_id})
        title = _("Notice of the decision")
    if note:
        said = with_stand_ins({**said, "note": note})
    return pdf_file(
        "programmes/print/letter.typ",
        said,
        title=title,
        language=language,
        made_at=decision.told_at,
        source=settings.SITE_ADDRESS + address,
    )


def _said(words: Wording) -> dict[str, str]:
    """A text with the language that it is in."""
    return {"text": words.text, "language": words.language}
