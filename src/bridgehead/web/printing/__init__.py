"""What is printed: templates of ours, plain values, and the letters that our type can show."""

from bridgehead.web.printing.letters import (
    MissingLetters,
    letter_name,
    missing_letters,
    note_on_stand_ins,
    type_file,
    with_stand_ins,
)
from bridgehead.web.printing.writer import PDF_TYPE, pdf_file

__all__ = [
    "PDF_TYPE",
    "MissingLetters",
    "letter_name",
    "missing_letters",
    "note_on_stand_ins",
    "pdf_file",
    "type_file",
    "with_stand_ins",
]
