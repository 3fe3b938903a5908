"""What never gets into a log: the tokens that stand in addresses, of calendar feeds and of live events."""

from __future__ import annotations

import logging
import re

_TOKENS = re.compile(r"/(feeds|events)/[^/\s]+")


class WithoutTokens(logging.Filter):
    """Takes the token out of every address in a line; whoever reads the log could else read the person's calendar."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through, without tokens."""
        said = record.getMessage()
        record.msg, record.args = _TOKENS.sub(r"/\1/…", said), ()
        return True
