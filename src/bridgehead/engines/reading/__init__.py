"""Korean and English text: amounts, organisations and agreements in it, and the pieces that search is made of."""

from bridgehead.engines.reading.money import Amount, Exactness, amounts
from bridgehead.engines.reading.organisations import Directory, Mention, Organisation
from bridgehead.engines.reading.particulars import Counted, Dated, KindNamed, counts, dates, kinds
from bridgehead.engines.reading.press import PressText, press_text
from bridgehead.engines.reading.proposals import Proposal, proposals, sentences
from bridgehead.engines.reading.shapes import Shape, Shaped, Share, shaped, shares
from bridgehead.engines.reading.unlisted import NameFound, unlisted

__all__ = [
    "Amount",
    "Counted",
    "Dated",
    "Directory",
    "Exactness",
    "KindNamed",
    "Mention",
    "NameFound",
    "Organisation",
    "PressText",
    "Proposal",
    "Shape",
    "Shaped",
    "Share",
    "amounts",
    "counts",
    "dates",
    "kinds",
    "press_text",
    "proposals",
    "sentences",
    "shaped",
    "shares",
    "unlisted",
]
