"""Pages and events in one ASGI process, for the demo and other single-process use; events go before Django."""

from __future__ import annotations

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bridgehead.config.settings")
pages = get_asgi_application()

# The events read models, which exist once Django is set up.
from bridgehead.config.events import PREFIX, LiveEvents, Receive, Scope, Send  # noqa: E402  # after Django's setup
from bridgehead.config.memory import settle  # noqa: E402  # beside them

# WhiteNoise hands its small files over as synchronous iterators, which Django then reads whole: meant here, where one
# process does everything, and no news to whoever looks at the terminal.
warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators", Warning)

events = LiveEvents()
settle()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Send ``/events/…`` to the event streams and everything else to Django."""
    if scope["type"] == "http" and scope["path"].startswith(PREFIX):
        return await events(scope, receive, send)
    await pages(scope, receive, send)  # type: ignore[arg-type]  # asgiref types each kind of message by itself
    return None
