"""An e-mail address as somebody typed it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from bridgehead.foundation.refusals import Refused


def typed_address(email: str) -> str:
    """Return an address as it is kept; what is none is refused at its field."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as wrong:
        raise Refused(
            _("This is not an e-mail address. Expected something like minji@example.org."), field="email"
        ) from wrong
    return address
